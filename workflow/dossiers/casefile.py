"""The case file of one nomination, read for its pages: content, papers, signatures, and the cases it stood on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Prefetch, Q
from django.http import Http404
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from workflow.awards.models import AwardForm, Criterion
from workflow.directory.models import Organisation
from workflow.dossiers.comparing import Difference, compare
from workflow.dossiers.models import (
    Attachment,
    Correction,
    CriterionAnswer,
    EvidenceLink,
    Nomination,
    Revision,
    SignOff,
    Standing,
)
from workflow.dossiers.names import CORRECTABLE
from workflow.dossiers.queries import letters_visible_to
from workflow.dossiers.telling import SIGNATURES
from workflow.dossiers.visibility import visible_to
from workflow.pages.access import SIGNED_IN
from workflow.pages.acting import Acting
from workflow.procedure.transitions import SignOffKind, Transition
from workflow.procedure.wording import WORDING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_related: Final = (
    "award_form",
    "unit",
    "level",
    "authority",
    "office",
    "council",
    "letter",
    "campaign",
    "round",
    "route",
    "regime",
)
_VOID_WORDS: "Final[Mapping[str, _StrPromise]]" = {
    "CHANGED": gettext_lazy("the content was changed"),
    "SIGNED_AGAIN": gettext_lazy("it was signed again"),
    "LINE_LEFT": gettext_lazy("the line left the paper"),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """A sign-off as a page shows it. `void` says what made it void; empty while it holds."""

    sign_off: SignOff
    kind: str
    name: str
    post: str
    void: str


@dataclass(slots=True)
class Signed:
    """A revision with the signatures that were given on it."""

    revision: Revision
    signatures: list[Signature] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stood:
    """A case on which the line stands or stood; without an address where the person has no page of it."""

    label: str
    url: str
    standing: Standing


def dossier_for(acting: Acting, pk: int) -> Nomination:
    """One nomination with what its pages name. Raises `Http404` where there is none for this person."""
    found = visible_to(acting.user, acting.today).select_related(*_related).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def corrections_of(line: Nomination) -> dict[str, list[Correction]]:
    """The corrections by field, oldest first: the last one is how it is rightly written."""
    found: dict[str, list[Correction]] = {name: [] for name in CORRECTABLE}
    for one in line.corrections.select_related("person").order_by("pk"):
        found[one.field].append(one)
    return found


def names_now(line: Nomination, corrections: Mapping[str, Sequence[Correction]]) -> dict[str, str]:
    """Name, title and unit as they are rightly written, by field."""
    return {name: some[-1].text if some else str(getattr(line, name)) for name, some in corrections.items()}


def answers_of(line: Nomination) -> list[CriterionAnswer]:
    """The answers in the order of the criteria, each with its evidence: two statements."""
    evidence = Prefetch("evidencelink_set", EvidenceLink.objects.select_related("attachment").order_by("pk"))
    answers = line.answers.select_related("criterion").prefetch_related(evidence)
    return list(answers.order_by("criterion__position", "criterion__code"))


def papers_of(line: Nomination) -> list[Attachment]:
    """The papers of the line, then those of its letter."""
    found = Attachment.objects.filter(Q(nomination=line) | Q(letter=line.letter_id), removed_at=None)
    return sorted(found.select_related("uploaded_by"), key=lambda one: (one.letter_id is not None, one.pk))


def signed_of(line: Nomination) -> list[Signed]:
    """Every revision, newest first, with what was signed on it: two statements."""
    every = [Signed(one) for one in line.revisions.select_related("author").defer("material").order_by("-number")]
    related = ("person", "appointment__organisation", "delegation")
    for one in line.sign_offs.select_related(*related).order_by("at", "pk"):
        of = [some for some in every if some.revision.hash == one.hash and some.revision.at <= one.at]
        if of:
            of[0].signatures.append(_signature(one))
    return every


def _signature(one: SignOff) -> Signature:
    appointment = one.appointment
    post = f"{appointment.title}, {appointment.organisation.name}" if appointment is not None else ""
    name = str(one.person) if one.person is not None else _("the system")
    kind = str(SIGNATURES[SignOffKind(one.kind)])
    return Signature(one, kind, f"{one.prefix} {name}".strip(), post, _why_void(one))


def _why_void(one: SignOff) -> str:
    if one.voided_at is None:
        return ""
    known = Transition.__members__.get(one.voided_by)
    return str(WORDING[known]) if known is not None else str(_VOID_WORDS.get(one.voided_by, one.voided_by))


_ROOMS: Final = ("letter", "appraisal", "session", "decision", "hold")


def stood_of(line: Nomination, acting: Acting) -> list[Stood]:
    """The cases the line stands or stood on, oldest first, each once; an address where the person may go there."""
    found = line.standings.select_related(*(f"case__{room}" for room in _ROOMS)).order_by("joined_at", "pk")
    standings = {one.case_id: one for one in found}
    letters = set(letters_visible_to(acting).filter(case__in=standings).values_list("pk", flat=True))
    stood = []
    for one in standings.values():
        name = next((room for room in _ROOMS if hasattr(one.case, room)), "")
        kept = getattr(one.case, name, None)
        if kept is None:
            continue
        may = kept.pk in letters if name == "letter" else True
        stood.append(Stood(_label(name, kept), address(acting, name, kept.pk) if may else "", one))
    return stood


def _label(name: str, kept: Any) -> str:
    if name in {"letter", "decision"}:
        paper = str(kept.get_kind_display())
        return _("%(paper)s No. %(number)s") % {"paper": paper, "number": kept.number} if kept.number else paper
    if name == "session":
        number = f" {kept.number}/{kept.year}" if kept.number else ""
        return _("council session") + number
    return pgettext("case", "appraisal") if name == "appraisal" else pgettext("case", "hold")


def address(acting: Acting, name: str, pk: int) -> str:
    """Where the page is, if there is one that a post of the person opens; else empty."""
    try:
        url = reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
    who = resolve(url).func.seen_by  # type: ignore[attr-defined]  # every view declares it
    return url if who == SIGNED_IN or acting.roles & who else ""


def linked_with(line: Nomination, acting: Acting) -> list[Nomination]:
    """The nomination from which this one was redirected and those to which it was, as far as they are visible."""
    other = Q(redirected_from=line) | Q(pk=line.redirected_from_id or 0)
    return list(visible_to(acting.user, acting.today).filter(other).select_related("award_form", "authority"))


def revisions_of(line: Nomination) -> list[Revision]:
    """Every revision with its content, newest first."""
    return list(line.revisions.select_related("author").order_by("-number"))


def differences(line: Nomination, old: Revision, new: Revision) -> list[Difference]:
    """What changed from one revision to the other, in words: three statements for the words of codes."""
    was, now = json.loads(old.material), json.loads(new.material)
    return compare(was, now, names_in(line, [was, now]))


def names_in(line: Nomination, materials: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The words of the codes in these contents: forms, authorities, criteria."""
    forms = [one["award_form"] for one in materials]
    bodies = [one["authority"] for one in materials]
    codes = [answer["criterion"] for one in materials for answer in one["answers"]]
    criteria = Criterion.objects.filter(campaign=line.campaign_id, code__in=codes).values_list("code", "text")
    return {
        **dict(Organisation.objects.filter(code__in=bodies).values_list("code", "name")),
        **dict(AwardForm.objects.filter(code__in=forms).values_list("code", "name")),
        **{code: f"{code} ({text})" for code, text in criteria},
    }
