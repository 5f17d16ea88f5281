"""The figures of a periodic report (SEED-37): what reached the office in a period, and what was awarded in it.

States are those at the end of the period, as the record tells them: the report of a period that is over stays as it is,
whatever becomes of its nominations later.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Min
from django.utils import timezone

from workflow.awards.models import NomineeKind, Track
from workflow.database import rows
from workflow.decisions.models import DecisionLine
from workflow.directory.models import Organisation
from workflow.directory.posts import HeldPost
from workflow.directory.vietnamese import words_key
from workflow.dossiers.models import NominationQuerySet, Standing
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.reports.periods import Period

if TYPE_CHECKING:
    from django.db.models import QuerySet

REPORTS: Final = (Role.OFFICE_HEAD, Role.OFFICE_SPECIALIST)
"""Who reports: the office, of what was sent to it."""
KINDS: Final = (NomineeKind.COLLECTIVE.value, NomineeKind.PERSON.value, NomineeKind.HOUSEHOLD.value)
"""The kinds of nominee in the order of the tables."""
_ARRIVED: Final = (Transition.ENDORSE.name, Transition.FORWARD.name)
_order: Final = {state: place for place, state in enumerate(State)}

_MOVES: Final = """
SELECT e.deed, CASE WHEN e.deed = 'RESUME' THEN e.payload ELSE '' END FROM workflow_nomination n
JOIN workflow_audit_entry e ON e.stream = 'nomination:' || n.id AND e.seq = (
  SELECT MAX(x.seq) FROM workflow_audit_entry x
  WHERE x.stream = 'nomination:' || n.id AND x.at < %s AND {moves})
WHERE {among}"""


@dataclass(slots=True)
class Row:
    """A line of a table: awards of one form, or of one unit. `staff` are the persons among them who head nothing."""

    name: str
    kinds: Counter[str] = field(default_factory=Counter)
    staff: int = 0
    sent: int = 0

    @property
    def cells(self) -> list[int]:
        """By kind of nominee, then the persons who head nothing."""
        return [*(self.kinds[kind] for kind in KINDS), self.staff]

    @property
    def awarded(self) -> int:
        """All of them."""
        return self.kinds.total()


@dataclass(slots=True)
class Figures:
    """The figures of a period: how many reached the office and from whom, where they stand, what was awarded."""

    sent: Row
    states: Sequence[tuple[State, int]]
    forms: Sequence[Row]
    units: Sequence[Row]
    awarded: Row
    revoked: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.sent.sent or self.awarded.awarded or self.revoked)


def office_of(acting: Acting) -> HeldPost:
    """The post at the office in whose name is reported; the chosen one first."""
    return acting.fitting(REPORTS)[0]


def units_of(acting: Acting) -> Any:
    """The bodies of which the office has received something: the choices of the form."""
    return Organisation.objects.filter(pk__in=_lines(acting, None).values("unit")).order_by("name", "pk")


def _lines(acting: Acting, unit: int | None) -> NominationQuerySet:
    """What the person sees of the lines of the office, of all units or of one."""
    of_office = visible_to(acting.user, acting.today).filter(office__in=office_of(acting).organisations).order_by()
    return of_office if unit is None else of_office.filter(unit=unit)


def figures_of(acting: Acting, period: Period, unit: int | None) -> Figures:
    """The figures, of all units or of one: a constant number of statements."""
    lines = _lines(acting, unit)
    sent, units = Row(""), dict[int, Row]()
    received = _received(lines, period)
    for _pk, body, name, kind, track in received:
        for row in (sent, units.setdefault(body, Row(name))):
            row.sent += 1
        _add(sent, kind, track, 1)
    every, forms = Row(""), dict[int, Row]()
    for form, form_name, body, name, kind, track, many in _awards(lines, period):
        for row in (forms.setdefault(form, Row(form_name)), units.setdefault(body, Row(name)), every):
            _add(row, kind, track, many)
    return Figures(
        sent=sent,
        states=_states([one[0] for one in received], period),
        forms=_by_name(forms.values()),
        units=_by_name(units.values()),
        awarded=every,
        revoked=_decided(lines, period).filter(verdict=DecisionLine.Verdict.REVOKE).count(),
    )


def _received(lines: NominationQuerySet, period: Period) -> list[tuple[Any, ...]]:
    """The lines that came to the office for the first time in the period, each with its unit, kind and track."""
    arrived = Standing.objects.filter(left_by__in=_ARRIVED).order_by().values("nomination").annotate(at=Min("left_at"))
    within = arrived.filter(at__gte=period.starts, at__lt=period.ends).values("nomination")
    return list(lines.filter(pk__in=within).values_list("pk", "unit", "unit__name", "nominee_kind", "track"))


def _decided(lines: NominationQuerySet, period: Period) -> "QuerySet[DecisionLine]":
    """What the decisions of the period say of the lines."""
    said = DecisionLine.objects.filter(nomination__in=lines, void=False, decision__issued_at__isnull=False)
    return said.filter(decision__dated__gte=period.first, decision__dated__lte=period.last).order_by()


def _awards(lines: NominationQuerySet, period: Period) -> list[tuple[Any, ...]]:
    """The awards of the period, counted by form, unit, kind and track."""
    of = ("award_form", "award_form__name", "unit", "unit__name", "nominee_kind", "track")
    awarded = _decided(lines, period).filter(verdict=DecisionLine.Verdict.AWARD)
    return list(awarded.values_list(*(f"nomination__{name}" for name in of)).annotate(many=Count("pk")))


def _by_name(found: Iterable[Row]) -> list[Row]:
    return sorted(found, key=lambda row: words_key(row.name))


def _add(row: Row, kind: str, track: str, many: int) -> None:
    row.kinds[kind] += many
    row.staff += many if track == Track.STAFF else 0


def _states(keys: Collection[int], period: Period) -> list[tuple[State, int]]:
    """In how many of these nominations each state stood at the end of the period: one statement."""
    sql = _MOVES.format(moves=rows.among("x.deed", "text"), among=rows.among("n.id"))
    moves = rows.array(one.name for one in Transition)
    until = min(period.ends, timezone.now())
    found = rows.fetch(sql, [until, moves, rows.array(keys)])
    counted = Counter(_state(deed, payload) for deed, payload in found)
    return sorted(counted.items(), key=lambda one: _order[one[0]])


def _state(deed: str, payload: str) -> State:
    """The state to which a deed led; a hold that was lifted tells it itself."""
    moved = Transition[deed]
    return State(json.loads(payload)["data"]["to"]) if moved.resumes else moved.target
