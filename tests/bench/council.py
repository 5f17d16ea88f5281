"""(f) A council votes on 300 lines: a member's sheet and the count, against a task a ballot in stock viewflow."""

from functools import partial
from typing import Final

from tests.bench import flows
from tests.bench.measures import Measures, medians, refer, settle, statements, timed
from tests.bench.world import World
from tests.support.walk import R1
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import open_voting
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.models import Ballot, CouncilSession, Seat
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role

SHEET, COUNT, STOCK = "a sheet of 300 ballots, ours", "the count of them all", "a sheet of 300 ballots, stock viewflow"
_few: Final = 3


def council(world: World, found: Measures) -> None:
    """Each member hands in one sheet; as many stock tasks as one sheet has ballots are done beside each."""
    few = _opened(world, _few)
    names = _names(few)
    found.statements["a sheet of 3 ballots, ours"], _sent = statements(partial(_vote, world.cast, few, names[0]))
    _all_vote(world.cast, few, names[1:])
    found.statements["the count of 3 lines"], _sent = statements(partial(_close, world.cast, few))
    many = found.sizes.voted
    session = _opened(world, many)
    settle()
    times: dict[str, list[float]] = {SHEET: [], STOCK: []}
    for name in _names(session)[:-1]:
        tasks = flows.begin(many)
        times[SHEET].append(timed(partial(_vote, world.cast, session, name)))
        times[STOCK].append(timed(partial(_tasks, tasks, world)))
        if flows.open_ones(tasks):
            raise AssertionError(tasks)
    medians(times, found)
    last = _names(session)[-1]
    found.statements[SHEET], _sent = statements(partial(_vote, world.cast, session, last))
    if Ballot.objects.filter(item__session=session).count() != many * len(names):
        raise AssertionError(session)
    began: list[float] = []
    found.statements["the count of 300 lines"], _sent = statements(
        lambda: began.append(timed(partial(_close, world.cast, session)))
    )
    found.milliseconds[COUNT], found.rounds[COUNT] = began[0], 1
    if session.agenda.filter(in_favour=len(names), supported=True).count() != many:
        raise AssertionError(session)


def _opened(world: World, many: int) -> CouncilSession:
    lines = world.appraised(many)
    refer(world, lines)
    session = CouncilSession.objects.get(case__nominations__in=lines[:1])
    secretary = world.cast.acts(R1.bodies.secretary, Role.COUNCIL_SECRETARY, R1.bodies.council)
    fix_agenda(session, world.today, **secretary)
    seats = list(Seat.objects.filter(session=session).values_list("person", flat=True))
    open_voting(session, seats, **secretary)
    session.refresh_from_db()
    return session


def _names(session: CouncilSession) -> list[str]:
    codes = Seat.objects.filter(session=session).order_by("person__code").values_list("person__code", flat=True)
    return [code.removeprefix("demo-") for code in codes]


def _vote(cast: Cast, session: CouncilSession, name: str) -> None:
    cast_ballots(session, {}, **cast.acts(name, Role.COUNCIL_MEMBER, R1.bodies.council), others="AGREE")


def _all_vote(cast: Cast, session: CouncilSession, names: list[str]) -> None:
    for name in names:
        _vote(cast, session, name)


def _close(cast: Cast, session: CouncilSession) -> None:
    close_voting(session, **cast.acts(R1.bodies.secretary, Role.COUNCIL_SECRETARY, R1.bodies.council))


def _tasks(tasks: list[int], world: World) -> None:
    user = world.user()
    for task in tasks:
        flows.step(task, user)
