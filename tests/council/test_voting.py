"""Handing in ballots: one sheet for all lines, under the member's own appointment."""

import pytest

from tests.appraisal.given import appointed, delegated, route, today, why
from tests.appraisal.proof import invalid, refused
from tests.council.given import Council, ballots, tally
from tests.support.walk import R1, R2
from workflow.council.agenda import fix_agenda
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.models import Ballot, Seat
from workflow.dossiers.door import apply_transition
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition


def test_a_sheet_holds_a_choice_for_each_line(cast: Cast) -> None:
    council = Council(cast, R2)
    session, lines = council.opened(3)
    choices = dict(zip(lines, ("AGREE", "DISAGREE", "ABSTAIN"), strict=True))
    report = cast_ballots(session, choices, **council.member("ldld-council-04"))
    assert report.made == {"session": session.pk, "lines": 3}
    person = cast.person("ldld-council-04").pk
    assert [ballots(session, line) for line in lines] == [{person: choice} for choice in choices.values()]
    assert Seat.objects.get(session=session, person=person).voted is True


def test_one_choice_may_stand_for_all_other_lines(cast: Cast) -> None:
    council = Council(cast, R2)
    session, lines = council.opened(3)
    cast_ballots(session, {lines[1]: "DISAGREE"}, **council.member("ldld-council-04"), others="AGREE")
    person = cast.person("ldld-council-04").pk
    assert [ballots(session, line) for line in lines] == [
        {person: "AGREE"},
        {person: "DISAGREE"},
        {person: "AGREE"},
    ]


def test_every_wrong_choice_is_named_and_no_ballot_is_kept(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.opened(3)
    acts = council.member("council-05")
    with invalid("choices"):
        cast_ballots(session, {}, **acts)
    with invalid("choices"):
        cast_ballots(session, {lines[0]: "AGREE", lines[1]: "AGREE"}, **acts)
    with invalid(f"choices[{lines[0]}]", f"choices[{10**9}]", "choices"):
        cast_ballots(session, {lines[0]: "YES", 10**9: "AGREE"}, **acts)
    with invalid("others"):
        cast_ballots(session, {lines[0]: "AGREE"}, **acts, others="agree")
    with invalid(f"choices[{lines[2]}]", "others"):
        cast_ballots(session, {lines[2]: ""}, **acts, others="?")


def test_a_line_of_another_session_takes_no_ballot_here(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1)
    _later, more = council.referred(1, first=5)
    with invalid(f"choices[{more[0]}]"):
        cast_ballots(session, {more[0]: "AGREE"}, **council.member("council-05"), others="AGREE")


def test_a_line_taken_off_the_agenda_takes_no_ballot(cast: Cast) -> None:
    council = Council(cast, R2)
    session, lines = council.fixed(2)
    assert apply_transition(Transition.DEFER, lines[:1], **council.secretary, reason=why).is_whole
    council.open(session)
    acts = council.member("ldld-council-04")
    with invalid(f"choices[{lines[0]}]"):
        cast_ballots(session, {lines[0]: "AGREE"}, **acts, others="AGREE")
    assert cast_ballots(session, {}, **acts, others="AGREE").made["lines"] == 1


def test_the_vote_has_to_be_open(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    acts = council.member("council-05")
    with refused("ballot"):
        cast_ballots(session, {}, **acts, others="AGREE")
    fix_agenda(session, today(), **council.secretary)
    with refused("ballot"):
        cast_ballots(session, {}, **acts, others="AGREE")
    council.open(session)
    cast_ballots(session, {}, **acts, others="AGREE")
    close_voting(session, **council.secretary)
    with refused("ballot"):
        cast_ballots(session, {}, **council.member("council-06"), others="AGREE")
    council.sign(session)
    with refused("ballot"):
        cast_ballots(session, {}, **council.member("council-06"), others="AGREE")


def test_a_member_appointed_after_the_agenda_has_no_seat(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1)
    late = appointed(cast, "nominee-70", Role.COUNCIL_MEMBER, "hd-tdkt-tinh")
    with refused("seat"):
        cast_ballots(session, {}, **late, others="AGREE")


@pytest.mark.parametrize(
    ("name", "role", "at"),
    [
        ("council-secretary", Role.COUNCIL_SECRETARY, "hd-tdkt-tinh"),
        ("chairman", Role.COUNCIL_CHAIR, "hd-tdkt-tinh"),
        ("teller-1", Role.TELLER, "hd-tdkt-tinh"),
        ("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt"),
        ("ldld-council-04", Role.COUNCIL_MEMBER, "hd-tdkt-ldld"),
    ],
)
def test_a_ballot_is_a_members_own(cast: Cast, name: str, role: Role, at: str) -> None:
    session, _lines = Council(cast).opened(1)
    with refused("role", security=True):
        cast_ballots(session, {}, **cast.acts(name, role, at), others="AGREE")


def test_there_is_no_proxy(cast: Cast) -> None:
    session, _lines = Council(cast).opened(1)
    given = cast.post("council-05", Role.COUNCIL_MEMBER)
    with_proxy = delegated(cast, given, "nominee-71", Transition.SUPPORT)
    with refused("delegation", security=True):
        cast_ballots(session, {}, **with_proxy, others="AGREE")


def test_in_an_open_vote_a_sheet_replaces_the_one_before_until_it_is_closed(cast: Cast) -> None:
    council = Council(cast, R2)
    session, lines = council.opened(2)
    acts = council.member("ldld-council-04")
    cast_ballots(session, {}, **acts, others="AGREE")
    cast_ballots(session, {lines[0]: "ABSTAIN"}, **acts, others="DISAGREE")
    person = cast.person("ldld-council-04").pk
    assert [ballots(session, line) for line in lines] == [{person: "ABSTAIN"}, {person: "DISAGREE"}]
    close_voting(session, **council.secretary)
    assert tally(session) == {lines[0]: (0, 0, 1, False), lines[1]: (0, 1, 0, False)}
    with refused("ballot"):
        cast_ballots(session, {}, **acts, others="AGREE")


def test_a_secret_ballot_is_handed_in_once(cast: Cast) -> None:
    council = Council(cast, R1)
    session, _lines = council.opened(2)
    acts = council.member("council-05")
    cast_ballots(session, {}, **acts, others="AGREE")
    with refused("ballot"):
        cast_ballots(session, {}, **acts, others="DISAGREE")
    assert Ballot.objects.filter(item__session=session).count() == 2


# Those who are not at the table.


def test_an_absent_member_writes_until_the_count(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.opened(1, absent=["council-12", "council-13"])
    cast_ballots(session, {}, **council.member("council-12"), others="AGREE")
    cast_ballots(session, {}, **council.member("council-05"), others="AGREE")
    assert close_voting(session, **council.secretary).made == {"session": session.pk, "closed": False}
    with refused("seat"):
        cast_ballots(session, {}, **council.member("council-06"), others="AGREE")
    with refused("ballot"):
        cast_ballots(session, {}, **council.member("council-12"), others="DISAGREE")
    cast_ballots(session, {}, **council.member("council-13"), others="DISAGREE")
    assert close_voting(session, **council.secretary).made == {"session": session.pk, "closed": True}
    assert tally(session) == {lines[0]: (2, 1, 0, False)}
    with refused("ballot"):
        cast_ballots(session, {}, **council.member("council-13"), others="AGREE")


def test_an_absent_member_may_be_given_up(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1, absent=["council-13"])
    assert close_voting(session, **council.secretary).made["closed"] is False
    assert close_voting(session, **council.secretary).made["closed"] is True


def test_nobody_is_waited_for_when_every_absent_member_has_written(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1, absent=["council-13"])
    cast_ballots(session, {}, **council.member("council-13"), others="AGREE")
    assert close_voting(session, **council.secretary).made["closed"] is True


def test_where_the_route_takes_no_written_ballot_an_absent_member_has_none(cast: Cast) -> None:
    route("R1", absent_by_writing=False)
    council = Council(cast)
    session, _lines = council.opened(1, absent=["council-13"])
    assert set(Seat.objects.filter(session=session).values_list("by_writing", flat=True)) == {False}
    with refused("seat"):
        cast_ballots(session, {}, **council.member("council-13"), others="AGREE")
    assert close_voting(session, **council.secretary).made["closed"] is True


def test_whoever_lost_the_seat_meanwhile_votes_no_more(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1)
    post = cast.post("council-05", Role.COUNCIL_MEMBER)
    acts = council.member("council-05")
    type(post).objects.filter(pk=post.pk).update(until=post.from_day)
    with refused("expired", security=True):
        cast_ballots(session, {}, **acts, others="AGREE")
