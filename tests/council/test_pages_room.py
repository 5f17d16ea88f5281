"""The session room and the screen for the hall: what is said to whom, and never a count of choices."""

from typing import Any, Final

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.appraisal.given import today
from tests.council.given import Council
from tests.dossiers.pages_given import signed_in, text_of
from tests.support.walk import R1
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import note_attendance, open_voting
from workflow.council.ballots import cast_ballots
from workflow.council.models import CouncilSession, Seat
from workflow.council.room import live_of
from workflow.management.demo.cast import Cast

SECRETARY, CHAIR, MEMBER = R1.bodies.secretary, R1.bodies.chair, "council-06"
HTMX: Final = {"HX-Request": "true"}


def _path(name: str, session: CouncilSession) -> str:
    return reverse(name, args=[session.pk])


def _asks(client: Client, path: str, seen: str = "") -> Any:
    """What the page asks every few seconds."""
    return client.get(path, {"seen": seen}, headers=HTMX)


# The numbers -------------------------------------------------------------------------------------------


def test_the_room_counts_who_takes_part_and_what_is_missing_from_the_quorum(cast: Cast) -> None:
    council = Council(cast)
    away = ["council-05", "council-07", "council-08", "council-09", "council-10"]
    session, _lines = council.opened(1, absent=away)
    session.refresh_from_db()
    live = live_of(session, cast.person(MEMBER).pk)
    assert (live.members, live.present, live.took_part, live.voted, live.needed) == (13, 8, 8, 0, 9)
    assert (live.is_quorate, live.lacking, live.awaited, live.in_writing, live.would_count) == (False, 1, 13, 5, False)
    assert live.own is not None
    note_attendance(session, [cast.person(away[0]).pk], [], **council.secretary)
    council.all_vote(session, [MEMBER], "AGREE")
    live = live_of(session, None)
    assert (live.present, live.is_quorate, live.lacking, live.voted, live.awaited) == (9, True, 0, 1, 12)
    assert live.own is None


def test_a_member_who_votes_and_leaves_has_taken_part(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1)
    council.all_vote(session, [MEMBER], "AGREE")
    note_attendance(session, [], [cast.person(MEMBER).pk, cast.person("council-07").pk], **council.secretary)
    session.refresh_from_db()
    live = live_of(session, None)
    assert (live.present, live.took_part, live.in_writing) == (11, 12, 1)


def test_a_session_without_a_meeting_asks_for_no_quorum(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    fix_agenda(session, today(), mode="WRITTEN", written_until=today(), **council.secretary)
    open_voting(session, [], **council.secretary)
    session.refresh_from_db()
    live = live_of(session, None)
    assert (live.needed, live.is_quorate, live.awaited, live.would_count) == (None, True, 13, True)
    page = text_of(signed_in(cast, MEMBER).get(_path("session_room", session)))
    assert "written opinions are awaited" in page
    assert "You vote in writing." in page
    assert "Quorum" not in page
    assert "At the table" not in page


# Asked again and again ---------------------------------------------------------------------------------


def test_the_part_that_changes_is_sent_only_when_it_has_changed(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1)
    for name, who in (("session_room", CHAIR), ("session_room", MEMBER), ("session_hall", SECRETARY)):
        client, path = signed_in(cast, who), _path(name, session)
        mark = client.get(path).context["mark"]
        same = _asks(client, path, mark)
        assert (same.status_code, same.content) == (204, b"")
        fresh = _asks(client, path, "another")
        assert fresh.status_code == 200
        assert "<html" not in text_of(fresh)
        assert 'hx-swap-oob="innerHTML"' in text_of(fresh)
    council.all_vote(session, ["council-07"], "AGREE")
    chair = signed_in(cast, CHAIR)
    assert _asks(chair, _path("session_room", session), mark).status_code == 200


def test_each_question_takes_a_small_constant_number_of_statements(cast: Cast) -> None:
    council = Council(cast)
    few, _lines = council.opened(1)
    many, _more = council.opened(12, first=5)
    counted: dict[tuple[str, str], list[int]] = {}
    for session in (few, many):
        for name, who in (("session_room", SECRETARY), ("session_room", MEMBER), ("session_hall", SECRETARY)):
            client = signed_in(cast, who)
            _asks(client, _path(name, session))
            with CaptureQueriesContext(connection) as asked:
                _asks(client, _path(name, session))
            counted.setdefault((name, who), []).append(len(asked))
    assert all(one == other for one, other in counted.values()), counted
    assert max(one for one, _other in counted.values()) <= 14, counted


# What is said to whom ----------------------------------------------------------------------------------


def test_the_room_says_to_each_what_is_theirs(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1)
    path = _path("session_room", session)
    ballot, closing = _path("session_ballot", session), _path("session_close", session)
    member, secretary = (text_of(signed_in(cast, name).get(path)) for name in (MEMBER, SECRETARY))
    assert "You are noted as present." in member
    assert (ballot in member, closing in member) == (True, False)
    assert closing in secretary
    name = cast.person("council-07").full_name
    assert (name in secretary, name in member) == (True, False)
    council.all_vote(session, [MEMBER], "AGREE")
    assert "Your ballot is in." in text_of(signed_in(cast, MEMBER).get(path))


def test_the_hall_shows_numbers_and_names_nobody(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.opened(2)
    cast_ballots(session, {lines[0]: "DISAGREE"}, **council.member(MEMBER), others="ABSTAIN")
    page = signed_in(cast, SECRETARY).get(_path("session_hall", session))
    told = str(page.context["part"])
    assert [str(seat.person) for seat in Seat.objects.filter(session=session) if str(seat.person) in told] == []
    shown = text_of(page).lower()
    assert [word for word in ("disagree", "abstain", "against", "in favour") if word in shown] == []
    for who in (SECRETARY, CHAIR, MEMBER):
        room = str(signed_in(cast, who).get(_path("session_room", session)).context["part"]).lower()
        assert [word for word in ("disagree", "abstain", "against", "in favour") if word in room] == []


def test_the_hall_is_for_those_who_run_the_session(cast: Cast) -> None:
    session, _lines = Council(cast).opened(1)
    path = _path("session_hall", session)
    assert [signed_in(cast, who).get(path).status_code for who in (SECRETARY, CHAIR)] == [200, 200]
    assert [signed_in(cast, who).get(path).status_code for who in (MEMBER, "teller-1", "ldld-secretary")] == [404] * 3
