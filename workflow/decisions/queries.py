"""Reads of the decisions for their pages, of which the person may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import TruncDate
from django.http import Http404

from workflow.awards.models import NomineeKind
from workflow.council.models import AgendaItem
from workflow.database.texts import folded
from workflow.decisions.flow import DecisionFlow
from workflow.decisions.models import Decision, DecisionLine
from workflow.directory.models import Organisation
from workflow.directory.numbers import CancelledNumber, Series
from workflow.dossiers.models import Nomination
from workflow.dossiers.queries import lines_on_case
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role
from workflow.worklist.models import WorkItem

KINDS: Final[Mapping[str, str]] = {
    NomineeKind.COLLECTIVE.value: "Tập thể",
    NomineeKind.PERSON.value: "Cá nhân",
    NomineeKind.HOUSEHOLD.value: "Hộ gia đình",
}
"""The parts of an annexed list in their order, as the paper calls them."""
DECIDES = (Role.DECIDER, Role.DECIDER_OFFICE)


def decisions_visible_to(acting: Acting) -> "QuerySet[Decision]":
    """The decisions a person sees: those of the own authority, and issued ones over a line that the person sees.

    A records clerk sees one once it is signed, an accountant once it is issued.
    """
    own = Q(authority__in=acting.bodies(*DECIDES))
    own |= Q(authority__in=acting.bodies(Role.RECORDS_CLERK), signed_at__isnull=False)
    own |= Q(authority__in=acting.bodies(Role.FINANCE), issued_at__isnull=False)
    visible = visible_to(acting.user, acting.today)
    over = DecisionLine.objects.filter(decision=OuterRef("pk"), void=False, nomination__in=visible)
    return Decision.objects.filter(own | (Q(issued_at__isnull=False) & Exists(over)))


def _with_composing(decisions: "QuerySet[Decision]") -> "QuerySet[Decision]":
    """Each with whether it is being composed (`composing`), for the first time or again."""
    return decisions.annotate(composing=Exists(_COMPOSING.filter(process=OuterRef("case"))))


_COMPOSING: Final = WorkItem.objects.filter(finished=None, flow_task=DecisionFlow.draft)


def decisions_listed(acting: Acting) -> "QuerySet[Decision]":
    """The list: open ones first, then the newest."""
    every = _with_composing(decisions_visible_to(acting)).select_related("authority", "case", "signed_by")
    return every.order_by(F("case__finished").asc(nulls_first=True), "-pk")


def decisions_asked(acting: Acting, narrow: Narrowing) -> "QuerySet[Decision]":
    """The decisions that the address asks for: open, issued, of a kind, and by words of subject and number.

    Marks and case do not matter.
    """
    parts = {
        "open": Q(case__finished=None),
        "issued": Q(issued_at__isnull=False),
        "revocations": Q(kind=Decision.Kind.REVOCATION),
        "corrections": Q(kind=Decision.Kind.CORRECTION),
    }
    found = decisions_listed(acting).filter(parts.get(narrow.show, Q()))
    for word in folded(narrow.text).split():
        found = found.filter(Q(folded_subject__contains=word) | Q(folded_number__contains=word))
    return found


def decision_for(acting: Acting, pk: int) -> Decision:
    """One decision. Raises `Http404` where there is none for this person."""
    related = ("authority__parent", "authority__type", "case", "signed_by", "form_checked_by")
    one = _with_composing(decisions_visible_to(acting)).select_related(*related).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def drafts_beside(decision: Decision, acting: Acting) -> "QuerySet[Decision]":
    """The other drafts of awards of the authority that are being composed."""
    found = decisions_visible_to(acting).filter(
        authority=decision.authority_id, kind=Decision.Kind.AWARD, case__in=_COMPOSING.values("process")
    )
    return found.exclude(pk=decision.pk).order_by("pk")


def open_lines(decision: Decision, acting: Acting) -> "QuerySet[Nomination]":
    """The lines that stand on the draft."""
    return lines_on_case(decision.case_id, acting).select_related("unit", "award_form", "route")


def annex_of(decision: Decision, acting: Acting, text: str = "") -> "QuerySet[DecisionLine]":
    """The annexed list as signed, of the lines that the person may see; `text` narrows it by name."""
    found = decision.lines.filter(void=False, nomination__in=visible_to(acting.user, acting.today))
    for word in folded(text).split():
        found = found.filter(nomination__folded_name__contains=word)
    return found.select_related("nomination__unit", "nomination__award_form").order_by("position")


def regime_of(decision: Decision) -> int | None:
    """The legal regime of the decision's first line: its wording is the paper's."""
    lines = Nomination.objects.filter(Q(case=decision.case_id) | Q(decision_lines__decision=decision))
    return lines.order_by("pk").values_list("regime", flat=True).first()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the annexed list: its Roman number, its heading and its lines."""

    number: str
    heading: str
    lines: Sequence[DecisionLine]


def parts_of(lines: Sequence[DecisionLine]) -> list[Part]:
    """The annexed list in its parts: collectives, individuals, households; lines declined stand in none."""
    parts: list[Part] = []
    awarded = [line for line in lines if line.verdict != DecisionLine.Verdict.DECLINE]
    for kind, heading in KINDS.items():
        of_kind = [line for line in awarded if line.nomination.nominee_kind == kind]
        if of_kind:
            parts.append(Part(("I", "II", "III")[len(parts)], heading, of_kind))
    return parts


def kinds_of(decision: Decision) -> list[tuple[str, int]]:
    """How many of each kind the decision awards or revokes, whoever looks: its paper says so."""
    said = decision.lines.filter(void=False).exclude(verdict=DecisionLine.Verdict.DECLINE)
    counted = dict(said.order_by().values_list("nomination__nominee_kind").annotate(number=Count("pk")))
    return [(heading, counted[kind]) for kind, heading in KINDS.items() if kind in counted]


def against_advice(lines: Sequence[Nomination]) -> dict[int, str]:
    """What of each line wants a second look before signature: the council's last count, if it did not support it."""
    last = AgendaItem.objects.filter(nomination=OuterRef("nomination"), supported__isnull=False).order_by("-pk")
    found = AgendaItem.objects.filter(
        nomination__in=[line.pk for line in lines], supported=False, pk=Subquery(last.values("pk")[:1])
    )
    counts = found.values_list("nomination", "in_favour", "against", "abstained")
    return {key: f"{yes}/{no}/{other}" for key, yes, no, other in counts}


def registers_open_to(acting: Acting) -> "QuerySet[Organisation]":
    """The authorities whose register of numbers a person sees: the own ones, and those an auditor sees decisions of."""
    own = Q(pk__in=acting.bodies(Role.RECORDS_CLERK, *DECIDES))
    if Role.AUDITOR in acting.roles:
        own |= Q(pk__in=decisions_visible_to(acting).values("authority"))
    return Organisation.objects.filter(own).order_by("name")


def numbers_of(organisation: int, year: int, text: str) -> "QuerySet[Any]":
    """The numbers of an authority in a year, newest first: those that decisions bear, and the cancelled ones.

    Rows of number, day, subject, decision and reason. `text` narrows them by number.
    """
    borne = Decision.objects.filter(authority=organisation, dated__year=year).exclude(number="")
    none = CancelledNumber.objects.filter(organisation=organisation, series=Series.DECISION.value, year=year)
    for word in folded(text).split():
        borne, none = borne.filter(folded_number__contains=word), none.filter(folded_number__contains=word)
    empty = Value("", output_field=TextField())
    given = borne.order_by().values_list("number", "dated", "subject", "pk", empty, empty)
    day = TruncDate("at")
    cancelled = none.order_by().values_list(
        "number", day, "document", Value(None, output_field=BigIntegerField()), "reason", "by__full_name"
    )
    return given.union(cancelled, all=True).order_by("-dated", "-number")
