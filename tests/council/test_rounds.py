"""Kinds of session: a meeting, a round in writing, both; what comes on the agenda late."""

from datetime import timedelta
from typing import Any

import pytest

from tests.appraisal.given import desk, related, route, states, today, tomorrow, yesterday
from tests.appraisal.proof import invalid, refused, refused_lines
from tests.council.given import Council, agenda, tally
from tests.support.walk import R1, R2, Way
from workflow.council.agenda import add_to_agenda, fix_agenda
from workflow.council.attendance import open_voting
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.models import AgendaItem, Conflict, CouncilSession, Seat
from workflow.council.sessions import draft_minutes, sign_minutes
from workflow.dossiers.models import Nomination, Standing
from workflow.management.demo.cast import Cast


def _fixed(council: Council, count: int = 1, **how: Any) -> tuple[CouncilSession, list[int]]:
    session, lines = council.referred(count)
    fix_agenda(session, today(), **council.secretary, **how)
    session.refresh_from_db()
    return session, lines


def test_without_another_word_absent_members_write_where_the_routes_let_them(cast: Cast) -> None:
    session, _lines = _fixed(Council(cast))
    assert (session.mode, set(session.seats.values_list("by_writing", flat=True))) == ("MIXED", {True})


def test_in_a_plain_meeting_nobody_writes(cast: Cast) -> None:
    session, _lines = _fixed(Council(cast), mode="MEETING", place="  Hội trường  số 1 ")
    assert (session.mode, session.place) == ("MEETING", "Hội trường số 1")
    assert set(session.seats.values_list("by_writing", flat=True)) == {False}


def test_what_does_not_fit_the_kind_is_named(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    wrong: list[tuple[dict[str, Any], list[str]]] = [
        ({"mode": "WRITTEN"}, ["written_until"]),
        ({"mode": "MEETING", "written_until": tomorrow()}, ["written_until"]),
        ({"mode": "MIXED", "written_until": yesterday()}, ["written_until"]),
        ({"mode": "BY PHONE"}, ["mode"]),
        ({"place": "x" * 201}, ["place"]),
    ]
    for how, fields in wrong:
        with invalid(*fields):
            fix_agenda(session, today(), **council.secretary, **how)


def test_a_route_without_written_ballots_takes_a_meeting_only(cast: Cast) -> None:
    route("R1", absent_by_writing=False)
    council = Council(cast)
    session, _lines = council.referred(1)
    with invalid("mode"):
        fix_agenda(session, today(), **council.secretary, mode="MIXED")
    fix_agenda(session, today(), **council.secretary)
    session.refresh_from_db()
    assert session.mode == "MEETING"


@pytest.mark.parametrize("way", [R1, R2], ids=["secret", "open"])
def test_a_round_in_writing_goes_from_the_papers_to_the_minutes_without_a_meeting(cast: Cast, way: Way) -> None:
    council = Council(cast, way)
    session, lines = _fixed(council, 2, mode="WRITTEN", written_until=tomorrow())
    open_voting(session, [], **council.secretary)
    assert desk(session.case_id) == "absent"
    names = council.names(session)
    council.all_vote(session, names, "AGREE")
    close_voting(session, **council.secretary)
    session.refresh_from_db()
    assert (session.members_present, session.quorum_met) == (len(names), True)
    council.sign(session)
    assert states(lines) == ["TO_PRESENT"] * 2
    session.refresh_from_db()
    assert f"{tomorrow():%d/%m/%Y}" in session.minutes


def test_a_round_in_writing_asks_for_no_quorum_but_for_its_threshold(cast: Cast) -> None:
    council = Council(cast)
    session, lines = _fixed(council, 1, mode="WRITTEN", written_until=tomorrow())
    open_voting(session, [], **council.secretary)
    council.all_vote(session, council.names(session)[:6], "AGREE")
    CouncilSession.objects.filter(pk=session.pk).update(written_until=yesterday())
    close_voting(session, **council.secretary)
    session.refresh_from_db()
    assert (session.quorum_met, session.members_present) == (True, 6)
    assert tally(session) == {lines[0]: (6, 0, 0, False)}, "6 of 13 is not more than half"


def test_a_sheet_in_writing_is_changed_until_the_round_is_closed(cast: Cast) -> None:
    council = Council(cast, R2)
    session, lines = _fixed(council, 1, mode="WRITTEN", written_until=tomorrow())
    open_voting(session, [], **council.secretary)
    acts = council.member("ldld-council-05")
    cast_ballots(session, {}, **acts, others="AGREE")
    cast_ballots(session, {}, **acts, others="DISAGREE", opinions={lines[0]: "Cần bổ sung số liệu"})
    council.all_vote(session, [name for name in council.names(session) if name != "ldld-council-05"], "AGREE")
    close_voting(session, **council.secretary)
    assert tally(session)[lines[0]] == (len(council.seats(session)) - 1, 1, 0, True)
    sign_minutes(session, **council.secretary)
    session.refresh_from_db()
    assert "Cần bổ sung số liệu" in session.minutes


# Late on the agenda.


def test_the_chair_adds_lines_with_a_reason_behind_the_others(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.fixed(2)
    later, more = council.referred(3, first=5)
    related(cast.person("nominee-05"), cast.person("council-05"))
    add_to_agenda(session, more[:2], "Thành tích đột xuất", **council.chair)
    assert agenda(session) == [*lines, *more[:2]]
    assert set(Nomination.objects.filter(pk__in=more[:2]).values_list("case", flat=True)) == {session.case_id}
    assert Nomination.objects.get(pk=more[2]).case_id == later.case_id
    added = AgendaItem.objects.get(nomination=more[0])
    assert (added.added_reason, added.hash) == (
        "Thành tích đột xuất",
        Nomination.objects.get(pk=more[0]).content_hash,
    )
    assert Conflict.objects.filter(item=added, excludes=True).values_list("person__code", flat=True).get() == (
        "demo-council-05"
    )
    left = Standing.objects.filter(nomination=more[0], case=later.case_id).values_list("left_by", flat=True)
    assert list(left) == ["ADDED_TO_AGENDA"]


def test_the_session_that_lost_all_its_lines_is_over(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    later, more = council.referred(1, first=5)
    add_to_agenda(session, more, "Lý do", **council.chair)
    later.case.refresh_from_db()
    assert later.case.finished is not None
    again, _more = council.referred(1, first=9)
    assert again.pk not in {session.pk, later.pk}


def test_only_the_chair_adds_and_only_before_the_vote_is_open(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    _later, more = council.referred(1, first=5)
    with refused("role", security=True):
        add_to_agenda(session, more, "Lý do", **council.secretary)
    council.open(session)
    with refused("desk"):
        add_to_agenda(session, more, "Lý do", **council.chair)


def test_only_lines_that_wait_for_a_later_session_of_the_council_are_added(cast: Cast) -> None:
    council, other = Council(cast), Council(cast, R2)
    session, lines = council.fixed(2)
    _theirs, of_others = other.referred(1, first=20)
    with refused_lines({lines[0]: "lines"}):
        add_to_agenda(session, lines[:1], "Lý do", **council.chair)
    with refused_lines({of_others[0]: "lines"}):
        add_to_agenda(session, of_others, "Lý do", **council.chair)
    second, more = council.referred(1, first=5)
    fix_agenda(second, today() + timedelta(days=3), **council.secretary)
    with refused_lines({more[0]: "lines"}):
        add_to_agenda(session, more, "Lý do", **council.chair)


def test_what_is_wrong_in_an_addition_is_named(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    _later, more = council.referred(1, first=5)
    with invalid("nominations", "reason"):
        add_to_agenda(session, [], " ", **council.chair)
    with invalid("nominations"):
        add_to_agenda(session, [*more, 10**9], "Lý do", **council.chair)


def test_a_late_line_of_a_route_without_written_ballots_makes_it_a_meeting(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = _fixed(council, 1, written_until=tomorrow())
    _later, more = council.referred(1, first=5)
    strict = Nomination.objects.get(pk=more[0]).route
    strict.pk, strict.version = None, 2
    strict.parameters = {**strict.parameters, "absent_by_writing": False}
    strict.save()
    Nomination.objects.filter(pk=more[0]).update(route=strict)
    add_to_agenda(session, more, "Lý do", **council.chair)
    session.refresh_from_db()
    assert (session.mode, session.written_until) == ("MEETING", None)
    assert not Seat.objects.filter(session=session, by_writing=True).exists()


# The draft of the minutes.


def test_the_draft_has_revisions_and_the_newest_goes_into_the_minutes(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.closed(1)
    assert draft_minutes(session, "Bản một", **council.secretary).made["revision"] == 1
    assert draft_minutes(session, "  Bản hai \n", **council.chair).made["revision"] == 2
    kept = session.drafts.values_list("number", "remarks", "person__code")
    assert list(kept) == [(1, "Bản một", "demo-council-secretary"), (2, "Bản hai", "demo-chairman")]
    sign_minutes(session, **council.secretary)
    session.refresh_from_db()
    assert session.minutes.endswith("\nBản hai")
    with refused("minutes"):
        draft_minutes(session, "Bản ba", **council.secretary)


def test_the_draft_is_written_by_whoever_runs_the_session_once_there_is_an_agenda(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    with refused("desk"):
        draft_minutes(session, "Bản", **council.secretary)
    fix_agenda(session, today(), **council.secretary)
    with refused("role", security=True):
        draft_minutes(session, "Bản", **council.member("council-05"))
    with invalid("remarks"):
        draft_minutes(session, "x" * 20_001, **council.secretary)
