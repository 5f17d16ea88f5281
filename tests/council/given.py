"""How the tests of the council and the decisions say what is given."""

from collections.abc import Mapping, Sequence

from tests.appraisal.given import sent, today
from tests.appraisal.proof import Acts
from tests.support.walk import R1, Walk, Way
from workflow.appraisal.commands import assign_appraisal, receive_letter
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import open_voting
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.models import AgendaItem, Ballot, CouncilSession, Seat
from workflow.council.sessions import sign_minutes
from workflow.directory.models import Person
from workflow.dossiers.entries import Entry
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import appraise_and_approve
from workflow.procedure.roles import Role

Key = tuple[str, ...]


class Council:
    """The council of one way, its session and its lines, driven by the ordinary commands."""

    def __init__(self, cast: Cast, way: Way = R1) -> None:
        self.cast = cast
        self.way = way
        self.bodies = way.bodies
        self.secretary = cast.acts(way.bodies.secretary, Role.COUNCIL_SECRETARY, way.bodies.council)
        self.chair = cast.acts(way.bodies.chair, Role.COUNCIL_CHAIR, way.bodies.council)

    def referred(
        self, count: int = 3, *, first: int = 1, entries: Sequence[Entry] = ()
    ) -> tuple[CouncilSession, list[int]]:
        """Lines that wait for the council's next session."""
        walk = Walk(self.cast, self.way)
        if not entries:
            return walk.before_council(count, first=first)
        appraisal, lines = sent(walk, entries)
        bodies = self.bodies
        receive_letter(appraisal, "1", **self.cast.acts(bodies.specialist, Role.OFFICE_SPECIALIST, bodies.office))
        who = self.cast.person(bodies.specialist)
        assign_appraisal(appraisal, who, **self.cast.acts(bodies.office_head, Role.OFFICE_HEAD, bodies.office))
        appraise_and_approve(self.cast, bodies, [appraisal])
        return CouncilSession.objects.get(case__nominations__in=lines[:1]), lines

    def fixed(
        self, count: int = 3, *, first: int = 1, entries: Sequence[Entry] = ()
    ) -> tuple[CouncilSession, list[int]]:
        """A session with a fixed agenda."""
        session, lines = self.referred(count, first=first, entries=entries)
        fix_agenda(session, today(), **self.secretary)
        session.refresh_from_db()
        return session, lines

    def opened(
        self, count: int = 3, *, first: int = 1, absent: Sequence[str] = (), entries: Sequence[Entry] = ()
    ) -> tuple[CouncilSession, list[int]]:
        """A session whose vote is open; the named members are absent."""
        session, lines = self.fixed(count, first=first, entries=entries)
        self.open(session, absent)
        return session, lines

    def open(self, session: CouncilSession, absent: Sequence[str] = ()) -> None:
        """Open the vote with everybody but these."""
        away = {self.cast.person(name).pk for name in absent}
        open_voting(session, [one for one in self.seats(session) if one not in away], **self.secretary)

    def closed(
        self, count: int = 3, *, against: int = 0, abstaining: int = 0, first: int = 1
    ) -> tuple[CouncilSession, list[int]]:
        """A session whose vote is counted; on every line so many disagree and so many abstain."""
        session, lines = self.opened(count, first=first)
        names = self.names(session)
        self.all_vote(session, names[:against], "DISAGREE")
        self.all_vote(session, names[against : against + abstaining], "ABSTAIN")
        self.all_vote(session, names[against + abstaining :], "AGREE")
        close_voting(session, **self.secretary)
        session.refresh_from_db()
        return session, lines

    def sign(self, session: CouncilSession) -> None:
        """Both sign the minutes."""
        sign_minutes(session, **self.secretary)
        sign_minutes(session, **self.chair)

    def member(self, name: str) -> Acts:
        """A member by name."""
        return self.cast.acts(name, Role.COUNCIL_MEMBER, self.bodies.council)

    def names(self, session: CouncilSession) -> list[str]:
        """The names of those who have a seat, in order."""
        codes = Person.objects.filter(pk__in=self.seats(session)).order_by("code").values_list("code", flat=True)
        return [code.removeprefix("demo-") for code in codes]

    def all_vote(self, session: CouncilSession, names: Sequence[str], choice: str) -> None:
        """These members hand in the same choice for all lines."""
        for name in names:
            cast_ballots(session, {}, **self.member(name), others=choice)

    @staticmethod
    def seats(session: CouncilSession) -> list[int]:
        """The people who have a seat."""
        return list(Seat.objects.filter(session=session).order_by("person").values_list("person", flat=True))


def agenda(session: CouncilSession) -> list[int]:
    """The nominations on the agenda, first to last."""
    return list(AgendaItem.objects.filter(session=session).order_by("position").values_list("nomination", flat=True))


def tally(session: CouncilSession) -> dict[int, tuple[int | None, int | None, int | None, bool | None]]:
    """In favour, against, abstained, supported; by nomination."""
    found = AgendaItem.objects.filter(session=session)
    return {one.nomination_id: (one.in_favour, one.against, one.abstained, one.supported) for one in found}


def ballots(session: CouncilSession, line: int) -> dict[int | None, str] | list[str]:
    """The ballots on a line: by person in an open vote, a sorted list in a secret one."""
    found = list(Ballot.objects.filter(item__session=session, item__nomination=line).values_list("person", "choice"))
    if session.secret:
        assert {person for person, _choice in found} <= {None}
        return sorted(choice for _person, choice in found)
    named: Mapping[int | None, str] = dict(found)
    assert len(named) == len(found)
    return dict(named)
