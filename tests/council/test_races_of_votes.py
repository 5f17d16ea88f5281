"""Races of a vote: a ballot against the closing, one member twice, two who close, a declaration against a ballot.

Twenty rounds each, a thousand by `make chaos`; and each against a house whose lock and predicate are taken out,
where it must fail.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any, Final

import pytest

from tests.appraisal.given import today
from tests.council.given import Council, tally
from tests.support.racing import at_once, slowly, take_out_lock_and_predicate
from tests.support.walk import R1, R2, Way
from workflow.audit.verify import verify
from workflow.council import ballots as casting
from workflow.council import closing, conflicts
from workflow.council.agenda import fix_agenda
from workflow.council.ballots import cast_ballots, new_code
from workflow.council.closing import close_voting
from workflow.council.conflicts import declare_conflict
from workflow.council.desks import open_sessions
from workflow.council.flow import SessionFlow
from workflow.council.models import Ballot, Conflict, CouncilSession
from workflow.council.urn import check_urn
from workflow.dossiers.act import Act, perform
from workflow.dossiers.handling import lines_on
from workflow.dossiers.locking import lock_case
from workflow.dossiers.moving import change_case
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.management.consistency import problems
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.states import State
from workflow.worklist.board import NewCase

ROUNDS: Final = int(os.environ.get("CHAOS_ROUNDS", "20"))
UNLOCKED: Final = 12

pytestmark = pytest.mark.django_db(transaction=True)
ways = pytest.mark.parametrize("way", [R1, R2], ids=["secret", "open"])


def _sound() -> None:
    assert (list(problems()), verify(expectations()).findings) == ([], [])


def _done(deed: Callable[[], Any]) -> bool:
    """Whether it was done; a refusal is an answer, anything else is raised."""
    try:
        deed()
    except Refused:
        return False
    return True


class _Sessions:
    """Open votes, one after the other, each on one line: the lines come by one letter."""

    def __init__(self, cast: Cast, way: Way, many: int) -> None:
        self.council = Council(cast, way)
        entries = [drafts.household(f"Hộ {number} (minh họa)", way.award_form) for number in range(many)]
        self.first, self.lines = self.council.referred(entries=entries)
        self.numbers: Iterator[int] = count()

    def next(self) -> tuple[CouncilSession, int]:
        """A session of its own with the next line, its vote open and everybody present."""
        line = self.lines[next(self.numbers)]
        key = perform({"deed": "SESSION", "line": line}, partial(self._apart, line), **self._secretary).made["session"]
        session = CouncilSession.objects.get(pk=key)
        fix_agenda(session, today(), **self.council.secretary)
        session.refresh_from_db()
        self.council.open(session)
        return session, line

    @property
    def _secretary(self) -> dict[str, Any]:
        return {**self.council.secretary, "operation_id": None}

    def _apart(self, line: int, act: Act) -> TransitionReport:
        lock_case(self.first.case_id, act, (State.WITH_COUNCIL,))
        ((case, _fresh),) = act.board.open([NewCase(SessionFlow, "agenda", self.first.council_id)])
        open_sessions([(case, self.first.council_id)], act)
        change_case([one for one in lines_on(self.first.case_id, act) if one.id == line], case, act, "APART")
        return TransitionReport(act.operation, made={"session": CouncilSession.objects.get(case=case).pk})


def _tally_is_the_urn(session: CouncilSession, line: int) -> bool:
    """What was counted is what is in the urn, as sealed, and as many as have voted."""
    session.refresh_from_db()
    *counted, _supported = tally(session)[line]
    in_urn = Ballot.objects.filter(item__session=session).count()
    return sum(votes or 0 for votes in counted) == in_urn and list(check_urn(session)) == []


# A ballot against the closing.


def _votes_and_closing(cast: Cast, way: Way, rounds: int) -> list[str]:
    """Three members vote while the vote is being closed; what went wrong, in words."""
    sessions = _Sessions(cast, way, rounds)
    wrong = []
    for turn in range(rounds):
        session, line = sessions.next()
        council = sessions.council
        names = council.names(session)
        council.all_vote(session, names[3:], "AGREE")
        votes = [
            partial(_done, partial(cast_ballots, session, {}, **council.member(name), others="DISAGREE"))
            for name in names[:3]
        ]
        closes = partial(_done, partial(close_voting, session, **council.secretary))
        done, raised = at_once([*votes, closes])
        if raised or not done[-1] or not _tally_is_the_urn(session, line):
            wrong.append(f"{turn}: {done}, {raised[:1]}, {tally(session)}, {list(check_urn(session))}")
    return wrong


@ways
def test_a_ballot_is_counted_or_refused_whoever_is_first(cast: Cast, way: Way) -> None:
    assert _votes_and_closing(cast, way, ROUNDS) == []
    _sound()


# One member twice.


def _one_votes_twice(cast: Cast, way: Way, rounds: int) -> list[str]:
    """One member sends two sheets in one moment; what went wrong, in words."""
    sessions, wrong = _Sessions(cast, way, rounds), []
    for turn in range(rounds):
        session, _line = sessions.next()
        name = sessions.council.names(session)[turn % 5]
        sheets = [
            partial(
                _done,
                partial(cast_ballots, session, {}, **sessions.council.member(name), others=choice, code=new_code()),
            )
            for choice in ("AGREE", "DISAGREE")
        ]
        done, raised = at_once(sheets)
        there = Ballot.objects.filter(item__session=session).count()
        # Of two secret sheets with two codes the second finds no sheet of its own, which is said on the field.
        expected = (1, [True], 1) if session.secret else (1, [True, True], 0)
        if (there, done, len(raised)) != expected:
            wrong.append(f"{turn}: {there} ballots, {done}, {raised}")
    return wrong


@ways
def test_a_member_has_one_ballot_however_often_it_is_sent(cast: Cast, way: Way) -> None:
    assert _one_votes_twice(cast, way, ROUNDS) == []
    _sound()


# Two who close.


def _two_close(cast: Cast, rounds: int) -> list[str]:
    sessions, wrong = _Sessions(cast, R2, rounds), []
    for turn in range(rounds):
        session, line = sessions.next()
        council = sessions.council
        council.all_vote(session, council.names(session), "AGREE")
        deeds = [partial(_done, partial(close_voting, session, **acts)) for acts in (council.secretary, council.chair)]
        done, raised = at_once(deeds)
        if raised or sorted(done) != [False, True] or not _tally_is_the_urn(session, line):
            wrong.append(f"{turn}: {done}, {raised[:1]}")
    return wrong


def test_of_two_who_close_one_closes(cast: Cast) -> None:
    assert _two_close(cast, ROUNDS) == []
    _sound()


# A declaration against a ballot.


def _declares_and_votes(cast: Cast, way: Way, rounds: int) -> list[str]:
    """A member declares a conflict on the line while the own sheet comes in; what went wrong, in words."""
    sessions, wrong = _Sessions(cast, way, rounds), []
    for turn in range(rounds):
        session, line = sessions.next()
        council = sessions.council
        names = council.names(session)
        mine = council.member(names[turn % 5])
        declares = partial(_done, partial(declare_conflict, session, [line], "Lý do (minh họa)", **mine))
        votes = partial(_done, partial(cast_ballots, session, {}, **mine, others="AGREE"))
        _answers, raised = at_once([declares, votes])
        excluded = Conflict.objects.filter(item__session=session, excludes=True, person=mine["capacity"].person).count()
        there = Ballot.objects.filter(item__session=session).count()
        if raised or excluded + there != 1:
            wrong.append(f"{turn}: {excluded} declared, {there} ballots, {raised[:1]}")
    return wrong


@ways
def test_whoever_declares_has_no_ballot_whichever_came_first(cast: Cast, way: Way) -> None:
    assert _declares_and_votes(cast, way, ROUNDS) == []
    _sound()


# The proof that each of them can fail.


@pytest.mark.parametrize(
    ("race", "room", "moment"),
    [
        (partial(_votes_and_closing, way=R1, rounds=UNLOCKED), casting, "_check_turn"),
        (partial(_votes_and_closing, way=R2, rounds=UNLOCKED), casting, "_check_turn"),
        (partial(_one_votes_twice, way=R1, rounds=UNLOCKED), casting, "_check_turn"),
        (partial(_one_votes_twice, way=R2, rounds=UNLOCKED), casting, "_insert"),
        (partial(_two_close, rounds=UNLOCKED), closing, "_count"),
        (partial(_declares_and_votes, way=R1, rounds=UNLOCKED), conflicts, "_check"),
        (partial(_declares_and_votes, way=R2, rounds=UNLOCKED), casting, "_put_in"),
    ],
    ids=["secret closing", "open closing", "secret twice", "open twice", "two close", "secret declares", "declares"],
)
def test_without_lock_and_predicate_the_race_is_lost(
    cast: Cast, race: Callable[[Cast], list[str]], room: Any, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_out_lock_and_predicate(monkeypatch)
    slowly(monkeypatch, room, moment)
    assert race(cast) != []
