"""Open parts: while the office waits for a supplement, only what its request names may be changed.

A draft is open as a whole. So is a line whose request was made before requests named their parts.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from workflow.dossiers.comparing import FIELD_PATHS, FIELDS
from workflow.dossiers.facts import load_facts
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.models import Attachment, EvidenceLink, Nomination
from workflow.dossiers.reports import Refused
from workflow.procedure.asking import Part
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Family, Refusal
from workflow.procedure.papers import PAPERS
from workflow.procedure.roles import Role
from workflow.procedure.states import State

_proof: Final = "EVIDENCE"


@dataclass(frozen=True, slots=True)
class OpenParts:
    """What a request names on one line: kinds of papers, codes of criteria, fields."""

    papers: frozenset[str] = frozenset()
    criteria: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()

    @property
    def attachable(self) -> frozenset[str]:
        """The kinds of papers that may be attached: those named, and evidence for the criteria that are named."""
        return self.papers | {_proof} if self.criteria else self.papers


def open_for_edit(line: Line) -> OpenParts | None:
    """What may be changed on a line; None where all of it may. The facts of its request are read before.

    A line in supplement of which no request is known is closed.
    """
    about = line.of(Family.REQUEST)
    if line.state is not State.IN_SUPPLEMENT or about.get("whole"):
        return None
    named: dict[str, set[str]] = {}
    for one in about.get("parts") or ():
        named.setdefault(one["kind"], set()).add(one["target"])
    return OpenParts(*(frozenset(named.get(part, ())) for part in (Part.DOCUMENT, Part.CRITERION, Part.FIELD)))


def load_requests(lines: Iterable[Line], today: date) -> None:
    """Read what the open requests name: one statement, none where no line is in supplement."""
    load_facts([line for line in lines if line.state is State.IN_SUPPLEMENT], {Family.REQUEST}, today)


def open_parts_of(lines: Iterable[Nomination], today: date) -> dict[int, OpenParts]:
    """The lines of a page on which only some parts are open: two statements, none where no line is in supplement."""
    asked = [line.pk for line in lines if line.state == State.IN_SUPPLEMENT]
    if not asked:
        return {}
    read = read_lines(asked, today, lock=False)
    load_requests(read, today)
    return {line.id: parts for line in read if (parts := open_for_edit(line)) is not None}


def label_of(kind: str, target: str) -> str:
    """A part in words."""
    match kind:
        case Part.DOCUMENT:
            return str(PAPERS.get(target, target))
        case Part.CRITERION:
            return _("Criterion %(code)s") % {"code": target}
        case Part.FIELD:
            return str(FIELDS[FIELD_PATHS[target]]) if target in FIELD_PATHS else target
    return str(Part.OTHER.label)


def require_open(lines: Sequence[Line], closed: Callable[[Line, OpenParts], Iterable[str]]) -> None:
    """Raises `Refused` line by line; `closed` names, in words, what is to be changed and is not open."""
    refused = {}
    for line in lines:
        parts = open_for_edit(line)
        names = list(closed(line, parts)) if parts is not None else []
        if names:
            refused[line.id] = (not_asked(names),)
    if refused:
        raise Refused((), refused)


def not_asked(names: Sequence[str]) -> Refusal:
    """The office waits for a supplement and has not named these parts."""
    message = _(
        "The office has not asked for this, so it stays as it was submitted: %(parts)s."
        " Ask the office to name it in its request."
    )
    return Refusal("not-asked", message % {"parts": ", ".join(names)}, Basis.SUPPLEMENT, Role.OFFICE_SPECIALIST)


def nothing_asked() -> Refusal:
    """The request names nothing that is changed on this page."""
    message = _("The office has asked for nothing here. Ask the office to name it in its request.")
    return Refusal("not-asked", message, Basis.SUPPLEMENT, Role.OFFICE_SPECIALIST)


def fixed_papers(papers: Sequence[Attachment], parts: OpenParts) -> dict[int, list[str]]:
    """The papers of one line that may not be taken off, each with what stands in the way: two statements.

    A paper goes where its kind is named. Evidence goes also where it proves a criterion that is named, or was
    attached after the request. No paper goes that proves a criterion which is not named.
    """
    links = EvidenceLink.objects.filter(
        attachment__in=papers, answer__nomination__in={one.nomination_id for one in papers}
    )
    proves: dict[int, set[str]] = {}
    for paper, code in links.values_list("attachment", "answer__criterion__code"):
        proves.setdefault(paper, set()).add(code)
    later = _attached_since(papers)
    found = {}
    for one in papers:
        codes = proves.get(one.pk, set())
        closed = [label_of(Part.CRITERION, code) for code in sorted(codes - parts.criteria)]
        free = one.kind in parts.papers or (one.kind in parts.attachable and (codes or one.pk in later))
        if closed or not free:
            found[one.pk] = closed or [label_of(Part.DOCUMENT, one.kind)]
    return found


def _attached_since(papers: Sequence[Attachment]) -> set[int]:
    """The papers that were attached after the open request was made: one statement."""
    asked = Nomination.objects.filter(
        pk__in={one.nomination_id for one in papers}, supplement_requests__closed_at=None
    ).values_list("pk", "supplement_requests__asked_at")
    since = {line: at for line, at in asked if at is not None}
    return {one.pk for one in papers if one.nomination_id in since and one.uploaded_at >= since[one.nomination_id]}
