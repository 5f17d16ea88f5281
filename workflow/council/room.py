"""The session room: what is going on, in numbers, as the room and the screen of the hall ask every few seconds.

Nothing is counted of what was chosen, and nobody is named: who has handed in is told to nobody.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflow.awards.models import Route
from workflow.council.models import CouncilSession, Seat
from workflow.dossiers.models import Nomination
from workflow.worklist.queries import OnDesk, desk_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Live:
    """A session at this moment. `took_part` sit at the table or have handed in; the quorum asks for `needed` of them.

    `needed` is none where no quorum is asked for. `awaited` ballots may still come, `in_writing` of them from members
    who are absent. `own` is the seat of whoever looks.
    """

    desk: OnDesk | None
    own: Seat | None
    members: int
    present: int
    voted: int
    took_part: int
    awaited: int
    in_writing: int
    needed: int | None

    @property
    def is_quorate(self) -> bool:
        """Whether the quorum is reached now, or none is asked for."""
        return self.needed is None or (self.members > 0 and self.took_part >= self.needed)

    @property
    def lacking(self) -> int:
        """How many members are missing from the quorum."""
        return max((self.needed or 0) - self.took_part, 0)

    @property
    def would_count(self) -> bool:
        """Whether closing now counts: the written ballots that could still come are in, or are what is closed."""
        return self.desk is not None and (self.desk.desk == "absent" or not self.in_writing)


def live_of(session: CouncilSession, person: int | None) -> Live:
    """The session at this moment: three statements."""
    seats = list(Seat.objects.filter(session=session))
    at_table, wrote = [one for one in seats if one.present], [one for one in seats if one.voted and not one.present]
    in_writing = sum(not one.voted and not one.present and one.by_writing for one in seats)
    desk = desk_of(session.case_id)
    is_open = desk is not None and desk.desk == "voting" and not session.by_paper
    waits_at_table = sum(not one.voted for one in at_table) if is_open else 0
    return Live(
        desk=desk,
        own=next((one for one in seats if person is not None and one.person_id == person), None),
        members=len(seats),
        present=len(at_table),
        voted=sum(one.voted for one in seats),
        took_part=len(at_table) + len(wrote),
        awaited=waits_at_table + in_writing,
        in_writing=in_writing,
        needed=None if session.mode == CouncilSession.Mode.WRITTEN else _needed(_quorums(session), len(seats)),
    )


def _quorums(session: CouncilSession) -> "list[Fraction]":
    """The quorums that the routes on the session ask for: one statement."""
    routes = Route.objects.filter(pk__in=Nomination.objects.filter(case=session.case_id).values("route"))
    return [quorum for route in routes if (quorum := route.rules.quorum) is not None]


def _needed(quorums: "Iterable[Fraction]", members: int) -> int | None:
    """The fewest members who are enough for every route: an exact fraction, rounded up."""
    return max((-(-quorum.numerator * members // quorum.denominator) for quorum in quorums), default=None)
