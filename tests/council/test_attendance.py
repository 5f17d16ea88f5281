"""Papers sent and read, members who come and leave, the quorum at the moment of closing, reminders and slips."""

from http import HTTPStatus
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from tests.appraisal.given import today, tomorrow, yesterday
from tests.appraisal.proof import invalid, refused
from tests.council.given import Council, tally
from tests.dossiers.pages_given import body_of
from tests.support.walk import R1, R2, Way
from workflow.council.agenda import fix_agenda, set_written_until
from workflow.council.attendance import (
    hand_in_slip,
    mark_papers_read,
    note_attendance,
    open_voting,
    remind_members,
    send_papers,
)
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.models import Attendance, CouncilSession, Seat
from workflow.dossiers.papers import store_file
from workflow.dossiers.scan_queue import note_verdicts
from workflow.management.demo.cast import Cast
from workflow.notifications.models import OutboxMessage

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def _waiting(notice: str) -> int:
    return OutboxMessage.objects.filter(notice=notice).count()


def test_papers_are_sent_once_and_every_member_is_told(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    send_papers(session, **council.secretary)
    assert _waiting("PAPERS_SENT") == len(council.seats(session)) == 13
    with refused("papers"):
        send_papers(session, **council.chair)


def test_papers_are_sent_when_the_agenda_is_fixed_and_by_whoever_runs_the_session(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    with refused("desk"):
        send_papers(session, **council.secretary)
    fix_agenda(session, today(), **council.secretary)
    with refused("role", security=True):
        send_papers(session, **council.member("council-05"))


def test_a_member_marks_the_papers_as_read_once(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    acts = council.member("council-05")
    with refused("papers"):
        mark_papers_read(session, **acts)
    send_papers(session, **council.secretary)
    mark_papers_read(session, **acts)
    (first,) = Seat.objects.filter(papers_read_at__isnull=False).values_list("papers_read_at", "person__code")
    assert first[1] == "demo-council-05"
    mark_papers_read(session, **acts)
    assert Seat.objects.get(session=session, person=cast.person("council-05")).papers_read_at == first[0]


def test_opening_sends_papers_that_were_not_sent(cast: Cast) -> None:
    session, _lines = Council(cast).opened(1)
    session.refresh_from_db()
    assert session.papers_sent_at == session.voting_opened_at


# At the table.


def test_members_come_and_leave_and_the_record_counts_them(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1, absent=["council-13"])
    one, other, late = (cast.person(f"council-{number}").pk for number in ("05", "06", "13"))
    assert note_attendance(session, [], [one, other], **council.secretary).made["present"] == 10
    assert note_attendance(session, [late, one], [], **council.chair).made["present"] == 12
    told = Attendance.objects.order_by("pk").values_list("seat__person", "came", "present")
    assert list(told) == [(one, False, 10), (other, False, 10), (one, True, 12), (late, True, 12)]
    assert Seat.objects.get(session=session, person=other).present is False


def test_what_is_wrong_in_an_attendance_is_named(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1, absent=["council-13"])
    here, away = cast.person("council-05").pk, cast.person("council-13").pk
    with invalid("came"):
        note_attendance(session, [here], [], **council.secretary)
    with invalid("left"):
        note_attendance(session, [], [away], **council.secretary)
    with invalid("came"):
        note_attendance(session, [], [], **council.secretary)
    with invalid("came", "left"):
        note_attendance(session, [10**9], [10**9], **council.secretary)


def test_attendance_is_noted_while_it_is_voted_at_the_table(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    here = cast.person("council-05").pk
    with refused("desk"):
        note_attendance(session, [here], [], **council.secretary)
    council.open(session)
    with refused("role", security=True):
        note_attendance(session, [], [here], **council.member("council-05"))


def test_whoever_left_without_voting_writes_where_the_session_takes_it(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.opened(1)
    note_attendance(session, [], [cast.person("council-05").pk], **council.secretary)
    cast_ballots(session, {}, **council.member("council-05"), others="AGREE")
    council.all_vote(session, [name for name in council.names(session) if name != "council-05"], "AGREE")
    close_voting(session, **council.secretary)
    assert tally(session)[lines[0]][0] == 13


def test_whoever_left_a_plain_meeting_has_no_ballot_until_they_return(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    fix_agenda(session, today(), **council.secretary, mode="MEETING")
    council.open(session)
    person, acts = cast.person("council-05").pk, council.member("council-05")
    note_attendance(session, [], [person], **council.secretary)
    with refused("seat"):
        cast_ballots(session, {}, **acts, others="AGREE")
    note_attendance(session, [person], [], **council.secretary)
    cast_ballots(session, {}, **acts, others="AGREE")


def test_the_quorum_falls_and_returns(cast: Cast) -> None:
    """Seven members, two thirds are five: with four at the table it is not closed but on the explicit word."""
    council = Council(cast, R2)
    session, lines = council.referred(1)
    fix_agenda(session, today(), **council.secretary, mode="MEETING")
    names = council.names(session)
    council.open(session, names[5:])
    leaver = cast.person(names[0]).pk
    note_attendance(session, [], [leaver], **council.secretary)
    council.all_vote(session, names[1:5], "AGREE")
    with refused("quorum"):
        close_voting(session, **council.secretary)
    note_attendance(session, [leaver], [], **council.secretary)
    close_voting(session, **council.secretary)
    session.refresh_from_db()
    assert (session.quorum_met, session.members_present, tally(session)[lines[0]][0]) == (True, 5, 4)
    council.sign(session)
    session.refresh_from_db()
    assert session.minutes.count(str(cast.person(names[0]))) >= 2, "left and came"


# Written ballots: reminders, slips, the last day.


def test_those_whose_ballots_are_awaited_are_reminded(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1, absent=["council-12", "council-13"])
    names = [name for name in council.names(session) if name != "council-13"]
    council.all_vote(session, [*names[:8], "council-13"], "AGREE")
    assert remind_members(session, **council.secretary).made["members"] == 4
    assert _waiting("BALLOT_AWAITED") == 4
    council.all_vote(session, names[8:12], "AGREE")
    with refused("ballot"):
        remind_members(session, **council.secretary)


def test_absent_members_who_may_not_write_are_not_reminded(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    fix_agenda(session, today(), **council.secretary, mode="MEETING")
    council.open(session, ["council-13"])
    council.all_vote(session, [name for name in council.names(session) if name != "council-13"], "AGREE")
    with refused("ballot"):
        remind_members(session, **council.secretary)


def test_an_absent_member_hands_in_the_signed_slip(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1, absent=["council-13"])
    file = store_file(BytesIO(PDF), "phiếu ký.pdf")
    hand_in_slip(session, file, **council.member("council-13"))
    seat = Seat.objects.get(session=session, person=cast.person("council-13"))
    assert (seat.slip_name, seat.slip_type, seat.slip_sha256) == ("phiếu ký.pdf", "application/pdf", file.sha256)
    with refused("seat"):
        hand_in_slip(session, file, **council.member("council-05"))


def test_a_slip_is_scanned_like_a_paper_and_an_infected_one_is_not_sent(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1, absent=["council-13"])
    file = store_file(BytesIO(PDF), "phiếu ký.pdf")
    hand_in_slip(session, file, **council.member("council-13"))
    seat = Seat.objects.get(session=session, person=cast.person("council-13"))
    assert seat.slip_scan == "UNSCANNED"
    client = Client()
    client.force_login(cast.user("council-13"))
    path = reverse("session_slip_file", args=[seat.pk])
    assert body_of(client.get(path)) == PDF
    note_verdicts({file.sha256: "INFECTED"})
    seat.refresh_from_db()
    assert seat.slip_scan == "INFECTED"
    assert client.get(path).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("way", [R1, R2], ids=["secret", "open"])
def test_the_session_waits_for_written_ballots_until_their_day_has_passed(cast: Cast, way: Way) -> None:
    council = Council(cast, way)
    session, _lines = council.referred(1)
    fix_agenda(session, today(), **council.secretary, written_until=tomorrow())
    session.refresh_from_db()
    absent = council.names(session)[-1]
    council.open(session, [absent])
    council.all_vote(session, [name for name in council.names(session) if name != absent], "AGREE")
    assert close_voting(session, **council.secretary).made["closed"] is False
    with refused("absent"):
        close_voting(session, **council.secretary)
    CouncilSession.objects.filter(pk=session.pk).update(written_until=yesterday())
    assert close_voting(session, **council.secretary).made["closed"] is True


def test_once_all_have_written_it_is_counted_before_the_day(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    fix_agenda(session, today(), **council.secretary, written_until=tomorrow())
    session.refresh_from_db()
    council.open(session, ["council-13"])
    council.all_vote(session, council.names(session), "AGREE")
    assert close_voting(session, **council.secretary).made["closed"] is True


def test_the_chair_sets_another_last_day_with_a_reason(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    fix_agenda(session, today(), **council.secretary, written_until=today())
    set_written_until(session, tomorrow(), "Một ủy viên đi công tác", **council.chair)
    session.refresh_from_db()
    assert session.written_until == tomorrow()
    with refused("role", security=True):
        set_written_until(session, tomorrow(), "Lý do", **council.secretary)
    with invalid("until", "reason"):
        set_written_until(session, today().replace(year=2020), "", **council.chair)


def test_a_plain_meeting_has_no_last_day(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    fix_agenda(session, today(), **council.secretary, mode="MEETING")
    with invalid("until"):
        set_written_until(session, tomorrow(), "Lý do", **council.chair)


def test_nobody_is_present_in_a_round_without_a_meeting(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    fix_agenda(session, today(), **council.secretary, mode="WRITTEN", written_until=tomorrow())
    session.refresh_from_db()
    with invalid("present"):
        open_voting(session, council.seats(session)[:1], **council.secretary)
    with invalid("present"):
        open_voting(session, [10**9], **council.secretary)
