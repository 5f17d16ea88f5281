"""What the decider is presented with beside the lines: the letters, the council's result, the Party opinion."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count, OuterRef, Q, Subquery

from workflow.appraisal.models import Consultation
from workflow.council.models import AgendaItem, Ballot, CouncilSession
from workflow.decisions.models import Decision
from workflow.dossiers.handling import keys_on
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.queries import WENT_OUT

if TYPE_CHECKING:
    from django.db.models import QuerySet

_most: Final = 100
"""So many lines with dissent are shown; the dossiers have them all."""


@dataclass(frozen=True, slots=True)
class Dissent:
    """A line on which the council was not of one mind: its count, and the other opinions in words."""

    item: AgendaItem
    opinions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """A session, and of these lines: how many it supported and how many not, and on how many it was divided."""

    session: CouncilSession
    supported: int
    refused: int
    divided: int


@dataclass(frozen=True, slots=True)
class Advice:
    """What was advised on the lines of a decision. `party` are the Party opinions
    asked for, and `party_missing` on how many lines of a route that asks for one none is in.
    """

    letters: Sequence[Letter]
    sessions: Sequence[Counted]
    dissents: Sequence[Dissent]
    more_dissents: bool
    party: Sequence[Consultation]
    party_missing: int


def advice_of(decision: Decision) -> Advice:
    """The advice on every line of the decision. Seven statements."""
    lines = keys_on(decision.case_id) or list(decision.lines.filter(void=False).values_list("nomination_id", flat=True))
    last = AgendaItem.objects.filter(nomination=OuterRef("nomination"), supported__isnull=False).order_by("-pk")
    voted = AgendaItem.objects.filter(nomination__in=lines, pk=Subquery(last.values("pk")[:1]))
    dissents = _dissents(voted)
    asked = Consultation.objects.filter(nomination__in=lines, kind=Consultation.Kind.PARTY)
    answered = asked.filter(answered_at__isnull=False).values("nomination")
    silent = Nomination.objects.filter(pk__in=lines, route__parameters__party_opinion=True).exclude(pk__in=answered)
    return Advice(
        letters=_letters(lines),
        sessions=_sessions(voted),
        dissents=dissents[:_most],
        more_dissents=len(dissents) > _most,
        party=list(asked.select_related("organisation", "nomination").order_by("pk")[:_most]),
        party_missing=silent.count(),
    )


def _letters(lines: Sequence[int]) -> list[Letter]:
    found = Letter.objects.filter(
        kind=Letter.Kind.OFFICE, case__standings__nomination__in=lines, case__standings__left_by__in=WENT_OUT
    )
    return list(found.select_related("organisation").distinct().order_by("pk"))


def _sessions(voted: "QuerySet[AgendaItem]") -> list[Counted]:
    divided = Q(against__gt=0) | Q(abstained__gt=0)
    rows = (
        voted.order_by()
        .values("session")
        .annotate(
            yes=Count("pk", filter=Q(supported=True)),
            no=Count("pk", filter=Q(supported=False)),
            divided=Count("pk", filter=divided),
        )
    )
    counts = {row["session"]: (row["yes"], row["no"], row["divided"]) for row in rows}
    return [Counted(one, *counts[one.pk]) for one in CouncilSession.objects.filter(pk__in=counts).order_by("pk")]


def _dissents(voted: "QuerySet[AgendaItem]") -> list[Dissent]:
    spoken = Ballot.objects.filter(item__in=voted).exclude(opinion="").order_by("item", "opinion")
    words: dict[int, list[str]] = {}
    for item, opinion in spoken.values_list("item", "opinion"):
        words.setdefault(item, []).append(opinion)
    shown = voted.filter(Q(supported=False) | Q(against__gt=0) | Q(abstained__gt=0) | Q(pk__in=list(words)))
    found = shown.select_related("nomination", "session").order_by("supported", "-against", "pk")[: _most + 1]
    return [Dissent(item, words.get(item.pk, ())) for item in found]
