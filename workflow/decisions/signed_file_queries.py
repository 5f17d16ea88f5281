"""Reads of the files of a decision, of which the person may see.

Before the decision is published a file of it is for those who make it, and for whoever may see every line of it:
the whole annexed list stands in the file. Once it is published the list is public.
"""

from dataclasses import dataclass
from typing import Final

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from workflow.decisions.models import Decision
from workflow.decisions.queries import DECIDES, decision_for
from workflow.decisions.signed_file_models import FileCheck, SignedFile
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role
from workflow.signatures.verdicts import MEANING, Verdict

MAKES: Final = (*DECIDES, Role.RECORDS_CLERK)
"""Those of its authority who make a decision: they see its files whole, and what was given out or set aside."""
_tones: Final = {
    Verdict.VALID: ("green", "shield-check"),
    Verdict.VALID_CHAIN_UNKNOWN: ("amber", "exclamation-triangle"),
    Verdict.CHANGED_AFTER: ("red", "x-octagon"),
    Verdict.INVALID: ("red", "x-octagon"),
    Verdict.UNSIGNED: ("grey", "dash-circle"),
}


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file with what its last check said, as a page shows it. `counts`: it is of the signature that stands."""

    row: SignedFile
    check: FileCheck | None
    counts: bool

    @property
    def tone(self) -> str:
        """The tone of the verdict's badge."""
        return _tones[Verdict(self.check.verdict)][0] if self.check else "grey"

    @property
    def icon(self) -> str:
        """The icon of the verdict's badge."""
        return _tones[Verdict(self.check.verdict)][1] if self.check else "dash-circle"

    @property
    def meaning(self) -> str:
        """What the verdict means, and what to do."""
        return str(MEANING[Verdict(self.check.verdict)]) if self.check else ""


def makes(decision: Decision, acting: Acting) -> bool:
    """Whether the person is one of those who make the decision."""
    return bool(acting.fitting(MAKES, decision.authority_id))


def sees_whole(decision: Decision, acting: Acting) -> bool:
    """Whether the person may see every line of a decision that they see: of one that is published everybody may."""
    if decision.published_at is not None or makes(decision, acting):
        return True
    said = decision.lines.filter(void=False)
    return said.exists() and not said.exclude(nomination__in=visible_to(acting.user, acting.today)).exists()


def _files(decision: Decision) -> "QuerySet[SignedFile]":
    checks = Prefetch("checks", FileCheck.objects.select_related("by").prefetch_related("signatures"))
    return decision.signed_files.select_related("kept_by", "void_by", "given").prefetch_related(checks)


def files_shown(decision: Decision, acting: Acting) -> list[ShownFile]:
    """The files that are offered: to those who make the decision all, to others what counts of what came back."""
    if not sees_whole(decision, acting):
        return []
    shown = [_shown(one, decision) for one in _files(decision)]
    if makes(decision, acting):
        return shown
    return [one for one in shown if one.counts and one.row.kind != SignedFile.Kind.GIVEN]


def files_on(decision: Decision, acting: Acting) -> dict[str, object]:
    """What the page of the decision shows of its files: those that count, and whether there is a page of them."""
    if decision.signed_at is None or not sees_whole(decision, acting):
        return {"whole": False, "signed_files": []}
    offered = [one for one in files_shown(decision, acting) if one.counts and one.row.kind != SignedFile.Kind.GIVEN]
    return {"whole": True, "signed_files": offered}


def _shown(one: SignedFile, decision: Decision) -> ShownFile:
    checks = list(one.checks.all())
    counts = one.void_at is None and one.of_signature == decision.signed_at
    return ShownFile(one, checks[-1] if checks else None, counts)


def file_for(acting: Acting, pk: int) -> tuple[Decision, ShownFile]:
    """One file with its decision. Raises `Http404` where there is none for this person."""
    found = SignedFile.objects.filter(pk=pk).values_list("decision", flat=True).first()
    if found is None:
        raise Http404
    decision = decision_for(acting, found)
    for one in files_shown(decision, acting):
        if one.row.pk == pk:
            return decision, one
    raise Http404


def given_out(decision: Decision) -> "QuerySet[SignedFile]":
    """The PDFs that were given out for the signature that stands, the newest first."""
    if decision.signed_at is None:
        return SignedFile.objects.none()
    found = decision.signed_files.filter(kind=SignedFile.Kind.GIVEN, void_at=None, of_signature=decision.signed_at)
    return found.order_by("-pk")
