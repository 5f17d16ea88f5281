"""Who acts for the council: every command refuses everybody else, does nothing twice, and takes many lines as few."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.appraisal.given import related, statements, today
from tests.appraisal.intruders import Deed, try_everybody, try_operation_ids
from tests.council.given import Council
from tests.support.walk import R2
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import open_voting
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.sessions import conclude_lines, sign_minutes
from workflow.dossiers.reports import TransitionReport
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role

Act = Callable[..., TransitionReport]


def _fix(cast: Cast, count: int = 2, first: int = 1) -> Act:
    return partial(fix_agenda, Council(cast).referred(count, first=first)[0], today())


def _open(cast: Cast, count: int = 2, first: int = 1) -> Act:
    council = Council(cast)
    session, _lines = council.fixed(count, first=first)
    return partial(open_voting, session, council.seats(session))


def _vote(cast: Cast, count: int = 2, first: int = 1) -> Act:
    return partial(cast_ballots, Council(cast).opened(count, first=first)[0], {}, others="AGREE")


def _close(cast: Cast, count: int = 2, first: int = 1) -> Act:
    council = Council(cast)
    session, _lines = council.opened(count, first=first)
    council.all_vote(session, council.names(session)[:2], "AGREE")
    return partial(close_voting, session)


def _sign(cast: Cast, count: int = 2, first: int = 1) -> Act:
    return partial(sign_minutes, Council(cast).closed(count, first=first)[0])


def _sign_second(cast: Cast, count: int = 2, first: int = 1) -> Act:
    council = Council(cast)
    session, _lines = council.closed(count, first=first)
    sign_minutes(session, **council.chair)
    return partial(sign_minutes, session)


def _conclude(cast: Cast, count: int = 2, first: int = 1) -> Act:
    council = Council(cast)
    for number in range(first, first + count):
        related(cast.person(f"nominee-{number:02d}"), cast.person("chairman"))
    session, _lines = council.closed(count, first=first)
    council.sign(session)
    return partial(conclude_lines, session)


_SECRETARY = ("council-secretary", Role.COUNCIL_SECRETARY, "hd-tdkt-tinh")
DEEDS = [
    Deed("fix the agenda", _fix, *_SECRETARY),
    Deed("open the vote", _open, *_SECRETARY),
    Deed("vote", _vote, "council-05", Role.COUNCIL_MEMBER, "hd-tdkt-tinh"),
    Deed("close the vote", _close, *_SECRETARY),
    Deed("sign the minutes", _sign, *_SECRETARY),
    Deed("sign the minutes second", _sign_second, *_SECRETARY),
    Deed("conclude the lines left", _conclude, *_SECRETARY),
]


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_deed_of_the_council_is_refused_to_everybody_else(cast: Cast, deed: Deed) -> None:
    try_everybody(cast, deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_deed_of_the_council_is_done_once_for_one_operation_id(cast: Cast, deed: Deed) -> None:
    try_operation_ids(cast, deed)


@pytest.mark.parametrize(
    "stage", [_fix, _open, _vote, _close, _sign, _sign_second, _conclude], ids=lambda one: one.__name__
)
def test_two_lines_and_twenty_need_the_same_statements(cast: Cast, stage: Callable[[Cast, int, int], Act]) -> None:
    who = "council-05", Role.COUNCIL_MEMBER
    acts = cast.acts(*who) if stage is _vote else Council(cast).secretary
    stage(cast, 2, 1)(**acts)  # whatever collects is open from now on
    few = statements(stage(cast, 2, 3), **acts)
    many = statements(stage(cast, 20, 5), **acts)
    assert many == few


def test_a_sheet_of_an_open_vote_needs_the_same_statements_for_many_lines(cast: Cast) -> None:
    council = Council(cast, R2)
    needed = []
    for count, first in ((2, 1), (20, 3)):
        session, _lines = council.opened(count, first=first)
        acts = council.member("ldld-council-04")
        cast_ballots(session, {}, **acts, others="AGREE")
        needed.append(statements(cast_ballots, session, {}, **acts, others="DISAGREE"))
    assert needed[0] == needed[1]
