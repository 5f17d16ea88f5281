"""Reads of the desk: what waits for the person, and what became of what the person's bodies sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.council.models import CouncilSession, Seat
from workflow.database import rows
from workflow.decisions.models import Decision
from workflow.directory.models import Delegation
from workflow.dossiers.models import Letter
from workflow.dossiers.queries import lines_that_stood_on
from workflow.dossiers.visibility import OF_THE_COUNCIL, kept_from
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.worklist.models import Case, WorkItem
from workflow.worklist.phases import WORK
from workflow.worklist.queries import waiting_query

# One statement: the open work of each post, then the one room that keeps each case.
_DESK: Final = """
SELECT w.process_id, w.flow_task, w.role, w.due, o.name,
  l.id, l.kind, l.subject, u.name, a.id, al.number, ao.name, s.id, s.number, s.year, s.held_on, d.id, d.kind, d.subject,
  h.id, h.document,
  (SELECT count(*) FROM workflow_nomination n
    WHERE n.case_id = w.process_id AND NOT (w.role IN ({council}) AND {kept})),
  (SELECT t.voted FROM workflow_seat t WHERE t.session_id = s.id AND t.person_id = %s AND w.role = 'COUNCIL_MEMBER')
FROM ({waiting}) AS w
JOIN workflow_organisation o ON o.id = w.organisation_id
LEFT JOIN workflow_letter l ON l.case_id = w.process_id LEFT JOIN workflow_organisation u ON u.id = l.organisation_id
LEFT JOIN workflow_appraisal a ON a.case_id = w.process_id
LEFT JOIN workflow_letter al ON al.id = a.letter_id LEFT JOIN workflow_organisation ao ON ao.id = al.organisation_id
LEFT JOIN workflow_councilsession s ON s.case_id = w.process_id
LEFT JOIN workflow_decision d ON d.case_id = w.process_id
LEFT JOIN workflow_hold h ON h.case_id = w.process_id
ORDER BY w.due IS NULL, w.due, w.id"""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: what it is, what is to be done, for which post, and by when.

    `is_done` says of a vote that the person's ballot is in: the matter waits for the others.
    """

    title: str
    work: str
    role: str
    body: str
    url: str
    lines: int
    due: date | None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter sent, and how many of its lines are where."""

    title: str
    number: str
    dated: date | None
    url: str
    states: Sequence[tuple[State, int]]


def desk_for(acting: Acting, at_most: int = 51) -> list[Item]:
    """What waits for the person under the posts that count now, due first: one statement."""
    desks: dict[Role, set[int]] = {}
    for post in acting.posts:
        desks.setdefault(post.role, set()).update(post.organisations)
    if not desks:
        return []
    person = acting.user.person_id
    waiting, parameters = waiting_query(desks, person, acting.today, at_most=at_most)
    kept, of_kept = _kept_from(acting)
    text = _DESK.format(waiting=waiting, council=_council, kept=kept)
    return sorted((_item(row) for row in rows.fetch(text, [*of_kept, person, *parameters])), key=_done_last)


_council: Final = ", ".join(sorted(f"'{role.value}'" for role in OF_THE_COUNCIL))


def _kept_from(acting: Acting) -> tuple[str, list[Any]]:
    """Which lines the person's posts at a council do not show, nor count; nobody else is asked about."""
    at_council = [post.under for post in acting.posts if post.role in OF_THE_COUNCIL]
    if not at_council:
        return rows.fill("{false}"), []
    givers = {under.giver.person_id for under in at_council if isinstance(under, Delegation)}
    return kept_from({acting.user.person_id or 0, *givers}, acting.today)


def _done_last(item: Item) -> bool:
    return item.is_done


def overdue_in(waiting: Sequence[Item], today: date) -> int:
    """How many of these should have been done."""
    return sum(item.due is not None and item.due < today and not item.is_done for item in waiting)


def _item(row: tuple[Any, ...]) -> Item:
    case, task, role, due, body = row[:5]
    desk = str(task).rpartition(".")[2]
    title = _title(row)
    work = str(WORK[str(task).rpartition(".")[0].rpartition(".")[2], desk])
    return Item(
        title, work, str(Role(role).label), body, reverse("case", args=[case]), row[-2], rows.day(due), bool(row[-1])
    )


def _title(row: tuple[Any, ...]) -> str:
    letter, kind, subject, unit, appraisal, number, of = row[5:12]
    session, sitting, year, _held, decision, of_kind, about, _hold, document = row[12:21]
    if letter is not None:
        return subject or f"{Letter.Kind(kind).label}, {unit}"
    if appraisal is not None:
        return _("Letter %(number)s of %(unit)s") % {"number": number, "unit": of}
    if session is not None:
        return (
            _("Council session %(number)s") % {"number": f"{sitting}/{year}"} if sitting else _("Next council session")
        )
    if decision is not None:
        return about or str(Decision.Kind(of_kind).label)
    return _("Hold: %(document)s") % {"document": document}


@dataclass(frozen=True, slots=True)
class Awaited:
    """A written ballot that is awaited of the person."""

    title: str
    body: str
    url: str
    due: date | None


def ballots_awaited_of(acting: Acting) -> list[Awaited]:
    """The sessions that wait for the person's written ballot after the vote at the table: one statement.

    While it is voted at the table, the vote itself waits on the desk.
    """
    bodies = acting.bodies(Role.COUNCIL_MEMBER)
    if not bodies:
        return []
    writes = Seat.objects.filter(
        session=OuterRef("pk"), person=acting.user.person_id, voted=False, present=False, by_writing=True
    )
    at = WorkItem.objects.filter(process=OuterRef("case"), finished=None, flow_task__endswith=".absent")
    found = CouncilSession.objects.filter(Exists(writes), Exists(at), council__in=bodies).select_related("council")
    return [
        Awaited(
            _("Council session %(number)s") % {"number": str(one)},
            str(one.council),
            reverse("session_ballot", args=[one.pk]),
            one.written_until,
        )
        for one in found.order_by("written_until", "pk")
    ]


_SENT: Final = """
SELECT l.id, l.kind, l.subject, l.number, l.dated, n.state, count(DISTINCT n.id)
FROM (SELECT id, kind, subject, number, dated, case_id FROM workflow_letter x
  WHERE {among} AND x.issued_at IS NOT NULL AND x.kind IN ({kinds}) ORDER BY x.issued_at DESC, x.id DESC LIMIT %s) AS l
JOIN workflow_standing t ON t.case_id = l.case_id JOIN workflow_nomination n ON n.id = t.nomination_id
GROUP BY l.id, l.kind, l.subject, l.number, l.dated, n.state ORDER BY l.id DESC, n.state"""
_order: Final = {state.value: place for place, state in enumerate(State)}


def sent_by(acting: Acting, at_most: int = 20) -> list[Sent]:
    """The letters that the person's bodies sent last, and where their lines are now: one statement for each side."""
    unit, office = (
        acting.bodies(Role.UNIT_OFFICER, Role.UNIT_HEAD),
        acting.bodies(Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD),
    )
    found = _sent(unit, "'UNIT', 'SUPERIOR', 'SUPPLEMENTARY'", at_most) + _sent(office, "'OFFICE'", at_most)
    return found[:at_most]


def _sent(bodies: frozenset[int], kinds: str, at_most: int) -> list[Sent]:
    if not bodies:
        return []
    text = _SENT.format(among=rows.among("x.organisation_id"), kinds=kinds)
    letters: dict[int, tuple[Any, ...]] = {}
    states: dict[int, list[tuple[State, int]]] = {}
    for row in rows.fetch(text, [rows.array(sorted(bodies)), at_most]):
        letters[row[0]] = row
        states.setdefault(row[0], []).append((State(row[5]), row[6]))
    return [
        Sent(
            row[2] or str(Letter.Kind(row[1]).label),
            row[3],
            rows.day(row[4]),
            reverse("letter", args=[key]),
            sorted(states[key], key=lambda one: _order[one[0].value]),
        )
        for key, row in letters.items()
    ]


_ROOMS: Final = {
    "letter": "workflow_letter",
    "appraisal": "workflow_appraisal",
    "session": "workflow_councilsession",
    "decision": "workflow_decision",
    "hold": "workflow_hold",
}


def address_of(case: int, acting: Acting) -> str | None:
    """Where a case is looked at: the page of its room by a post at its body, else the dossier of a line one sees on it.

    None for a case that is not there, or of which the person sees nothing.
    """
    room = room_of(case)
    if room is None:
        return None
    if Case.objects.filter(pk=case, organisation__in=acting.bodies(*Role)).exists():
        return reverse(room[0], args=[room[1]])
    line = lines_that_stood_on(case, acting).first()
    return reverse("dossier", args=[line.pk]) if line is not None else None


def room_of(case: int) -> tuple[str, int] | None:
    """The name of the page and the key of what keeps the case; none for a case that is not there."""
    parts = [f"SELECT '{name}', x.id FROM {table} x WHERE x.case_id = %s" for name, table in _ROOMS.items()]
    for name, key in rows.fetch(" UNION ALL ".join(parts), [case] * len(parts)):
        return str(name), int(key)
    return None
