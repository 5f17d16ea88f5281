"""The agenda of a session: day, number, order, members, and what waits for the next one."""

from datetime import timedelta

import pytest

from tests.appraisal.given import appointed, desk, states, today, tomorrow, why, yesterday
from tests.appraisal.proof import invalid, refused
from tests.council.given import Council, agenda
from tests.support.walk import R1, R2, Walk
from workflow.appraisal.models import Appraisal
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import open_voting
from workflow.council.models import AgendaItem, CouncilSession, Seat
from workflow.directory.models import Appointment
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import appraise_and_approve
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition
from workflow.worklist.models import WorkItem


def test_an_agenda_has_a_day_a_number_and_its_lines_as_they_stand(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(3)
    report = fix_agenda(session, tomorrow(), **council.secretary)
    session.refresh_from_db()
    assert report.made == {"session": session.pk, "number": 1}
    assert (session.number, session.year, session.held_on, session.secret) == (1, tomorrow().year, tomorrow(), True)
    assert agenda(session) == lines
    hashes = dict(AgendaItem.objects.filter(session=session).values_list("nomination", "hash"))
    assert hashes == dict(Nomination.objects.filter(pk__in=lines).values_list("pk", "content_hash"))
    item = WorkItem.objects.get(process=session.case_id, finished=None)
    assert (item.flow_task.name, item.role, item.due) == ("papers", "COUNCIL_SECRETARY", tomorrow())


def test_the_chair_may_fix_the_agenda_too(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(1)
    fix_agenda(session, today(), **council.chair)
    assert agenda(session) == lines


def test_the_lines_stand_in_the_order_given_and_the_others_as_they_came(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(4)
    fix_agenda(session, today(), **council.secretary, order=[lines[3], lines[1]])
    assert agenda(session) == [lines[3], lines[1], lines[0], lines[2]]
    assert list(AgendaItem.objects.filter(session=session).values_list("position", flat=True)) == [1, 2, 3, 4]


def test_a_line_that_came_last_stands_last_whatever_its_age(cast: Cast) -> None:
    council = Council(cast)
    _first, old = Walk(cast).assigned(1)
    session, lines = council.referred(2, first=5)
    appraise_and_approve(cast, R1.bodies, [Appraisal.objects.get(case__nominations=old[0])])
    assert Nomination.objects.get(pk=old[0]).case_id == session.case_id
    fix_agenda(session, today(), **council.secretary)
    assert agenda(session) == [*lines, *old]


def test_an_order_names_lines_of_the_session_once(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(2)
    for order in ([lines[0], 10**9], [lines[1], lines[1]]):
        with invalid("order"):
            fix_agenda(session, today(), **council.secretary, order=order)


def test_an_agenda_is_not_fixed_for_a_day_that_is_past(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    with invalid("held_on"):
        fix_agenda(session, yesterday(), **council.secretary)


def test_an_agenda_is_fixed_once(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    with refused("desk"):
        fix_agenda(session, today(), **council.secretary)


def test_what_arrives_after_the_agenda_is_fixed_waits_for_the_next_session(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(2)
    later, more = council.referred(2, first=5)
    assert later.pk != session.pk
    assert agenda(session) != more
    again, _more = council.referred(1, first=9)
    assert again.pk == later.pk, "the next session collects"


def test_sessions_are_numbered_by_council_and_year(cast: Cast) -> None:
    council = Council(cast)
    next_year = today().replace(month=1, day=1) + timedelta(days=366)
    numbers = []
    for first, day in ((1, today()), (5, next_year), (9, today()), (13, next_year)):
        session, _lines = council.referred(1, first=first)
        fix_agenda(session, day, **council.secretary)
        session.refresh_from_db()
        numbers.append((session.number, session.year))
    year = today().year
    assert numbers == [(1, year), (1, year + 1), (2, year), (2, year + 1)]
    other = Council(cast, R2)
    session, _lines = other.fixed(1, first=17)
    assert (session.number, session.year) == (1, year)


@pytest.mark.parametrize(
    ("since", "until", "sits"),
    [(-9, None, True), (1, None, True), (1, 1, True), (2, None, False), (-9, 0, False)],
    ids=["long since", "from that day", "that day only", "from the day after", "until the day before"],
)
def test_the_members_are_those_in_office_on_the_day(cast: Cast, since: int, until: int | None, *, sits: bool) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    last = None if until is None else today() + timedelta(days=until)
    first = today() + timedelta(days=since)
    appointed(cast, "nominee-70", Role.COUNCIL_MEMBER, "hd-tdkt-tinh", from_day=first, until=last)
    fix_agenda(session, tomorrow(), **council.secretary)
    seats = Seat.objects.filter(session=session)
    assert seats.count() == 13 + sits
    assert seats.filter(person=cast.person("nominee-70")).exists() is sits
    assert set(seats.values_list("present", "by_writing", "voted")) == {(False, True, False)}


def test_a_member_under_two_appointments_has_one_seat(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    appointed(cast, "council-05", Role.COUNCIL_MEMBER, "hd-tdkt-tinh")
    fix_agenda(session, today(), **council.secretary)
    assert Seat.objects.filter(session=session).count() == 13


def test_a_line_of_an_authority_without_a_council_finds_no_session(cast: Cast) -> None:
    """Its route has one and its standing bodies name none: a mistake of the set-up, told as such."""
    walk = Walk(cast, R1)
    appraisal, lines = walk.assigned(1)
    Nomination.objects.filter(pk__in=lines).update(council=None)
    with pytest.raises(LookupError, match=f"nomination {lines[0]} .* council"):
        appraise_and_approve(cast, R1.bodies, [appraisal])


def test_a_council_without_a_member_holds_no_session(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    Appointment.objects.filter(role="COUNCIL_MEMBER", organisation__code="hd-tdkt-tinh").update(until=today())
    with invalid("held_on"):
        fix_agenda(session, tomorrow(), **council.secretary)


def test_a_vote_that_one_line_wants_secret_is_secret(cast: Cast) -> None:
    for way, secret in ((R1, True), (R2, False)):
        session, _lines = Council(cast, way).fixed(1, first=1 if secret else 5)
        assert session.secret is secret


def test_the_vote_is_opened_after_the_agenda_and_once(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    with refused("desk"):
        open_voting(session, [], **council.secretary)
    fix_agenda(session, today(), **council.secretary)
    seats = council.seats(session)
    open_voting(session, [*seats[:12], seats[0]], **council.secretary)
    present = Seat.objects.filter(session=session, present=True).values_list("person", flat=True)
    assert sorted(present) == seats[:12]
    session.refresh_from_db()
    assert session.voting_opened_at == session.papers_sent_at is not None
    with refused("desk"):
        open_voting(session, seats, **council.secretary)


def test_the_vote_is_not_opened_before_the_day_of_the_session(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    fix_agenda(session, tomorrow(), **council.secretary)
    with refused("day"):
        open_voting(session, council.seats(session), **council.secretary)
    CouncilSession.objects.filter(pk=session.pk).update(held_on=yesterday())
    open_voting(session, council.seats(session), **council.secretary)
    assert desk(session.case_id) == "voting"


def test_only_people_with_a_seat_are_present(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    for stranger in (cast.person("nominee-01").pk, 10**9):
        with invalid("present"):
            open_voting(session, [*council.seats(session), stranger], **council.secretary)


def test_a_session_that_lost_its_last_line_is_over(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.fixed(2)
    assert apply_transition(Transition.DEFER, lines, **council.secretary, reason=why).is_whole
    with refused("desk"):
        open_voting(session, council.seats(session), **council.secretary)
    assert states(lines) == ["WITH_OFFICE", "WITH_OFFICE"]
    assert CouncilSession.objects.filter(case__finished=None).count() == 0
