"""Closing the vote: the count against the threshold of each line's own route, and the quorum."""

from typing import Any

import pytest

from tests.appraisal.given import desk, route, states, today
from tests.appraisal.proof import refused
from tests.council.given import Council, agenda, tally
from tests.support.walk import R1, R2, R3
from workflow.audit.models import Entry
from workflow.council.agenda import fix_agenda
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.models import CouncilSession
from workflow.dossiers.models import Nomination, Standing
from workflow.management.demo.cast import Cast


@pytest.mark.parametrize(
    ("in_favour", "against", "abstaining", "supported"),
    [(7, 6, 0, True), (6, 7, 0, False), (6, 0, 7, False), (13, 0, 0, True), (0, 0, 13, False), (7, 0, 6, True)],
)
def test_more_than_half_of_thirteen_is_seven(
    cast: Cast, in_favour: int, against: int, abstaining: int, *, supported: bool
) -> None:
    session, lines = Council(cast).closed(1, against=against, abstaining=abstaining)
    assert tally(session) == {lines[0]: (in_favour, against, abstaining, supported)}
    assert (session.members_all, session.members_present, session.quorum_met) == (13, 13, True)
    assert desk(session.case_id) == "minutes"


@pytest.mark.parametrize(("in_favour", "supported"), [(10, True), (9, False)])
def test_seventy_percent_or_more_of_thirteen_is_ten(cast: Cast, in_favour: int, *, supported: bool) -> None:
    route("R1", threshold={"share": "70/100", "strict": False, "basis": "ALL"})
    session, lines = Council(cast).closed(1, against=13 - in_favour)
    assert tally(session) == {lines[0]: (in_favour, 13 - in_favour, 0, supported)}


@pytest.mark.parametrize(
    ("basis", "supported"), [("ALL", False), ("PRESENT", False), ("CAST", True)], ids=["all", "present", "cast"]
)
def test_the_basis_of_the_share_is_the_routes(cast: Cast, basis: str, *, supported: bool) -> None:
    """Thirteen members, ten took part, eight voted: five in favour."""
    route("R1", threshold={"share": "1/2", "strict": True, "basis": basis})
    council = Council(cast)
    session, lines = council.opened(1, absent=["council-11", "council-12", "council-13"])
    names = [name for name in council.names(session) if name not in {"council-11", "council-12", "council-13"}]
    council.all_vote(session, names[:5], "AGREE")
    council.all_vote(session, names[5:8], "DISAGREE")
    close_voting(session, **council.secretary)
    close_voting(session, **council.secretary)
    session.refresh_from_db()
    assert tally(session) == {lines[0]: (5, 3, 0, supported)}
    assert (session.members_all, session.members_present) == (13, 10)


def test_a_member_who_wrote_took_part(cast: Cast) -> None:
    route("R1", threshold={"share": "1/2", "strict": True, "basis": "PRESENT"})
    council = Council(cast)
    absent = [f"council-{number:02d}" for number in range(5, 14)]
    session, lines = council.opened(1, absent=absent)
    council.all_vote(session, absent[:5], "AGREE")
    close_voting(session, **council.secretary)
    close_voting(session, **council.secretary)
    session.refresh_from_db()
    assert (session.members_present, session.quorum_met) == (4 + 5, True)
    assert tally(session) == {lines[0]: (5, 0, 0, True)}


def test_every_line_is_judged_by_the_threshold_of_its_own_route(cast: Cast) -> None:
    council = Council(cast)
    first, _lines = council.referred(1)
    line = Nomination.objects.get(case=first.case_id)
    strict = {**line.route.parameters, "threshold": {"share": "9/10", "strict": False, "basis": "ALL"}}
    more, lines = council.referred(1, first=5)
    assert more.pk == first.pk
    _pin_to_a_version(line, strict)
    fix_agenda(first, today(), **council.secretary)
    council.open(first)
    council.all_vote(first, council.names(first)[:10], "AGREE")
    close_voting(first, **council.secretary)
    assert tally(first) == {line.pk: (10, 0, 0, False), lines[0]: (10, 0, 0, True)}


def _pin_to_a_version(line: Nomination, parameters: dict[str, Any]) -> None:
    version = line.route
    version.pk, version.version, version.parameters = None, 2, parameters
    version.save()
    Nomination.objects.filter(pk=line.pk).update(route=version)


def test_what_was_counted_stands_in_the_record(cast: Cast) -> None:
    session, lines = Council(cast).closed(2, against=2, abstaining=1)
    entry = Entry.objects.get(stream=f"session:{session.pk}", deed="VOTING_CLOSED")
    counted = ",".join(f'"{line}":[10,2,1,true]' for line in lines)
    assert f'"counted":{{{counted}}},"members":13,' in entry.payload
    assert '"present":13,"quorum":true' in entry.payload


def test_a_vote_is_closed_while_it_is_open(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    with refused("desk"):
        close_voting(session, **council.secretary)
    fix_agenda(session, today(), **council.secretary)
    with refused("desk"):
        close_voting(session, **council.secretary)
    council.open(session)
    close_voting(session, **council.chair)
    with refused("desk"):
        close_voting(session, **council.chair)


def test_a_vote_in_which_nobody_voted_supports_nothing(cast: Cast) -> None:
    session, lines = Council(cast, R3).opened(1)
    council = Council(cast, R3)
    close_voting(session, **council.secretary)
    assert tally(session) == {lines[0]: (0, 0, 0, False)}
    council.sign(session)
    assert states(lines) == ["NOT_SUPPORTED"]


def _with_present(cast: Cast, present: int) -> tuple[Council, CouncilSession, list[int]]:
    """A session of seven at which so many sit and agree."""
    council = Council(cast, R2)
    session, lines = council.fixed(2)
    names = council.names(session)
    council.open(session, names[present:])
    council.all_vote(session, names[:present], "AGREE")
    close_voting(session, **council.secretary, without_quorum=True)
    if present < len(names):
        close_voting(session, **council.secretary, without_quorum=True)
    session.refresh_from_db()
    return council, session, lines


@pytest.mark.parametrize(("present", "met"), [(5, True), (4, False), (7, True)])
def test_two_thirds_of_seven_is_five(cast: Cast, present: int, *, met: bool) -> None:
    council, session, lines = _with_present(cast, present)
    assert (session.quorum_met, session.members_present) == (met, present)
    council.sign(session)
    assert states(lines) == (["TO_PRESENT"] * 2 if met else ["WITH_COUNCIL"] * 2)


def test_a_session_without_quorum_passes_its_lines_to_the_next(cast: Cast) -> None:
    council, session, lines = _with_present(cast, 4)
    assert tally(session) == dict.fromkeys(lines, (4, 0, 0, True)), "counted, but it decides nothing"
    council.sign(session)
    later = CouncilSession.objects.get(case__nominations=lines[0])
    assert (later.pk != session.pk, later.number, desk(later.case_id), desk(session.case_id)) == (
        True,
        None,
        "agenda",
        "",
    )
    left = Standing.objects.filter(case=session.case_id).values_list("left_by", flat=True)
    assert set(left) == {"PASSED_TO_NEXT_SESSION"}
    fix_agenda(later, today(), **council.secretary)
    assert agenda(later) == lines
    later.refresh_from_db()
    council.open(later)
    council.all_vote(later, council.names(later), "AGREE")
    close_voting(later, **council.secretary)
    council.sign(later)
    assert states(lines) == ["TO_PRESENT", "TO_PRESENT"]


def test_lines_without_quorum_join_the_session_that_collects(cast: Cast) -> None:
    council = Council(cast, R2)
    session, lines = council.fixed(1)
    later, more = council.referred(1, first=5)
    names = council.names(session)
    council.open(session, names[4:])
    close_voting(session, **council.secretary, without_quorum=True)
    close_voting(session, **council.secretary, without_quorum=True)
    council.sign(session)
    assert set(Nomination.objects.filter(case=later.case_id).values_list("pk", flat=True)) == {*lines, *more}


def test_a_route_without_a_quorum_decides_with_whoever_came(cast: Cast) -> None:
    route("R2", quorum=None, threshold={"share": "1/2", "strict": True, "basis": "CAST"})
    council, session, lines = _with_present(cast, 1)
    assert session.quorum_met is True
    council.sign(session)
    assert states(lines) == ["TO_PRESENT", "TO_PRESENT"]


def test_one_vote_more_or_less_is_counted_for_its_own_line(cast: Cast) -> None:
    council = Council(cast, R1)
    session, lines = council.opened(3)
    for number, name in enumerate(council.names(session)):
        choices = {lines[0]: "AGREE" if number < 7 else "DISAGREE", lines[1]: "AGREE" if number < 6 else "ABSTAIN"}
        cast_ballots(session, choices, **council.member(name), others="AGREE")
    close_voting(session, **council.secretary)
    assert tally(session) == {lines[0]: (7, 6, 0, True), lines[1]: (6, 0, 7, False), lines[2]: (13, 0, 0, True)}
    council.sign(session)
    assert states(lines) == ["TO_PRESENT", "NOT_SUPPORTED", "TO_PRESENT"]
