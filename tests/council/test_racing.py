"""A ballot that is cast while the vote is being closed is counted or refused, never lost: over real connections."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections

from tests.council.given import Council, ballots, tally
from tests.support.walk import R1, R2, Way
from workflow.audit.verify import verify
from workflow.council import ballots as casting
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.models import CouncilSession
from workflow.council.sessions import sign_minutes
from workflow.database import rows
from workflow.dossiers.reports import Refused
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20.0
A_MOMENT = 0.4


def _at_once(deeds: Sequence[Callable[[], Any]]) -> list[Exception | None]:
    """Do all of it at once, each on a connection of its own; what each met."""
    begin = threading.Barrier(len(deeds), timeout=PATIENCE)

    def one(deed: Callable[[], Any]) -> Exception | None:
        try:
            begin.wait()
            deed()
        except Exception as error:  # noqa: BLE001 -- whatever it is, the race looks at it
            return error
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def _counted(session: CouncilSession, line: int) -> tuple[int, int]:
    """The number of votes counted, and of ballots there are."""
    in_favour, against, abstained, _supported = tally(session)[line]
    return (in_favour or 0) + (against or 0) + (abstained or 0), len(ballots(session, line))


@pytest.mark.parametrize("way", [R1, R2], ids=["secret", "open"])
def test_whoever_votes_while_the_vote_is_closed_is_counted_or_refused(cast: Cast, way: Way) -> None:
    council = Council(cast, way)
    met: set[str] = set()
    for number in range(6):
        session, lines = council.opened(2, first=1 + 3 * number)
        session.refresh_from_db()
        deeds = [
            partial(cast_ballots, session, {}, **council.member(name), others="AGREE")
            for name in council.names(session)
        ]
        *voted, closed = _at_once([*deeds, partial(close_voting, session, **council.secretary)])
        assert closed is None
        assert {type(error) for error in voted} <= {type(None), Refused}
        handed_in = voted.count(None)
        assert [_counted(session, line) for line in lines] == [(handed_in, handed_in)] * 2
        met |= {one.rule for error in voted if isinstance(error, Refused) for one in error.all}
    assert met <= {"ballot", "seat"}
    assert list(problems()) == []
    assert verify(expectations()).is_clean


def _cast_meets_close(council: Council, session: CouncilSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ballot pauses between looking whether the vote is open and going in; meanwhile the vote is closed.

    With the lock the closing waits for the ballot; without it nobody waits, and the ballot comes too late.
    """
    looking, closed = threading.Event(), threading.Event()
    put_in = casting._put_in  # noqa: SLF001 -- the moment between the look and the ballot

    def pause(*given: Any) -> None:
        looking.set()
        closed.wait(A_MOMENT)
        put_in(*given)

    monkeypatch.setattr(casting, "_put_in", pause)

    def close() -> None:
        assert looking.wait(PATIENCE)
        close_voting(session, **council.secretary)
        closed.set()

    names = council.names(session)
    met = _at_once([partial(cast_ballots, session, {}, **council.member(names[0]), others="AGREE"), close])
    assert met == [None, None]


def test_closing_waits_for_a_ballot_that_is_on_its_way(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    council = Council(cast)
    session, lines = council.opened(1)
    _cast_meets_close(council, session, monkeypatch)
    assert _counted(session, lines[0]) == (1, 1)


def test_without_its_lock_that_ballot_would_be_lost(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof that the test above can fail. SQLite has no such lock: its transactions take turns."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's IMMEDIATE transactions take turns; there is no lock to take out.")
    council = Council(cast)
    session, lines = council.opened(1)
    filled = rows._filled  # noqa: SLF001 -- the SQL as it goes to the database
    monkeypatch.setattr(rows, "_filled", lambda sql, vendor: filled(sql, vendor).removesuffix("FOR SHARE"))
    _cast_meets_close(council, session, monkeypatch)
    assert _counted(session, lines[0]) == (0, 1)
    item = session.agenda.get()
    assert list(problems()) == [
        f"agenda item {item.pk}: the count is not that of its ballots",
        f"session {session.pk}: the ballots are not those that were sealed at the count",
    ]
    item.ballots.all().delete()
    session.seats.update(voted=False)


def test_two_who_close_close_once(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.opened(1)
    council.all_vote(session, council.names(session), "AGREE")
    met = _at_once([partial(close_voting, session, **acts) for acts in (council.secretary, council.chair)] * 2)
    assert sorted(type(error).__name__ for error in met) == ["NoneType", "Refused", "Refused", "Refused"]
    assert _counted(session, lines[0]) == (13, 13)


def test_two_who_sign_at_once_move_the_lines_once(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.closed(2)
    met = _at_once([partial(sign_minutes, session, **acts) for acts in (council.secretary, council.chair)])
    assert met == [None, None]
    session.refresh_from_db()
    assert session.minutes_signed_at is not None
    assert len(tally(session)) == len(lines)
    assert list(problems()) == []
    assert verify(expectations()).is_clean


def test_a_member_who_sends_a_secret_sheet_twice_at_once_hands_in_one(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.opened(1)
    session.refresh_from_db()
    sheet = partial(cast_ballots, session, {}, **council.member("council-05"), others="AGREE")
    met = _at_once([sheet] * 4)
    assert sorted(type(error).__name__ for error in met) == ["NoneType", "Refused", "Refused", "Refused"]
    assert ballots(session, lines[0]) == ["AGREE"]
