"""The papers pack of a session: who may read it now, and which lines are in the copy of this person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from workflow.appraisal.models import AppraisalSheet
from workflow.appraisal.queries import sheets_on
from workflow.council.facts import EXCLUDED
from workflow.council.models import AgendaItem, CouncilSession, Seat
from workflow.database import rows
from workflow.database.conditions import Condition
from workflow.directory.models import Delegation, Person
from workflow.dossiers.history_queries import Awarded, awards_of
from workflow.dossiers.models import Nomination
from workflow.dossiers.names import names_of
from workflow.dossiers.queries import to_read
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role

RUNS_FIRST: Final = (Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR)
_related: Final = ("nominee", "authority", "campaign", "round")
_on_agenda: Final = Q(entitled__isnull=False)
"""Counted on the session, wherever the line is now."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Whose copy of the papers it is, and by which post. `kept_from` are the people whose conflicts count for it."""

    person: Person
    role: Role
    kept_from: frozenset[int]


@dataclass(frozen=True, slots=True)
class Read:
    """One line of the pack with what is known of it. `awards` were decided before the day of the session."""

    item: AgendaItem
    line: Nomination
    names: tuple[str, str, str]
    sheet: AppraisalSheet | None
    awards: Sequence[Awarded]


@dataclass(frozen=True, slots=True)
class Pack:
    """The lines of one copy in the order of the agenda. `is_whole`: nothing of the agenda is left out."""

    session: CouncilSession
    copy: Copy
    lines: Sequence[Read]
    is_whole: bool


def copy_for(session: CouncilSession, acting: Acting) -> Copy | None:
    """The copy that the person may read now; none where or while they may not.

    Whoever runs the session reads it once the agenda is fixed, a member with a seat once the papers are sent.
    """
    person = acting.user.person
    if person is None or session.held_on is None:
        return None
    roles = [*RUNS_FIRST, *([Role.COUNCIL_MEMBER] if session.papers_sent_at is not None else [])]
    for role in roles:
        posts = acting.fitting({role}, session.council_id)
        if posts and (role in RUNS_FIRST or Seat.objects.filter(session=session, person=person).exists()):
            givers = {post.under.giver.person_id for post in posts if isinstance(post.under, Delegation)}
            return Copy(person, role, frozenset({person.pk, *givers}))
    return None


def agenda_in(session: CouncilSession) -> "QuerySet[AgendaItem]":
    """The agenda as papers tell it: without the lines that were taken off before the count."""
    return AgendaItem.objects.filter(_on_agenda | Q(nomination__case=session.case_id), session=session)


def pack_for(session: CouncilSession, copy: Copy, acting: Acting) -> Pack:
    """What is in the copy: a constant number of statements for any number of lines."""
    on_agenda = agenda_in(session)
    items = list(_seen(on_agenda, copy, acting))
    keys = [item.nomination_id for item in items]
    lines = {one.pk: one for one in to_read(Nomination.objects.filter(pk__in=keys)).select_related(*_related)}
    names, sheets = names_of(keys), sheets_on(list(lines.values()))
    awards = awards_of({one.nominee.key for one in lines.values()})
    read = [
        Read(item, line, names[line.pk], sheets.get(line.pk), _before(session, awards.get(line.nominee.key, ())))
        for item in items
        for line in [lines[item.nomination_id]]
    ]
    return Pack(session, copy, read, is_whole=len(read) == on_agenda.count())


def _seen(every: "QuerySet[AgendaItem]", copy: Copy, acting: Acting) -> "QuerySet[AgendaItem]":
    """The lines that the person sees, less those that the council keeps from them, whatever other post shows them."""
    seen = every.filter(nomination__in=visible_to(acting.user, acting.today))
    for person in sorted(copy.kept_from):
        kept = Condition(f"{{row.nomination_id}} IN ({rows.fill(EXCLUDED)})", (person, acting.today))
        seen = seen.exclude(kept)
    return seen.order_by("position")


def _before(session: CouncilSession, awards: Sequence[Awarded]) -> list[Awarded]:
    """The awards decided before the day of the session; what came of the session itself is none of them."""
    return [one for one in awards if one.decided_on and session.held_on and one.decided_on < session.held_on]
