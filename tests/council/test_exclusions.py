"""Who has no ballot on a line: the nominee by every route, a declared relative where the route says so."""

import pytest

from tests.appraisal.given import appointed, related, route, today
from tests.appraisal.proof import invalid
from tests.council.given import Council, ballots, tally
from tests.support.walk import R2
from workflow.awards.models import Route
from workflow.council.agenda import fix_agenda
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.models import Conflict
from workflow.directory.models import Kinship, User
from workflow.dossiers.models import Nomination
from workflow.dossiers.visibility import visible_to
from workflow.management.demo.cast import Cast
from workflow.management.demo.drafts import collective
from workflow.procedure.roles import Role


def _excluded(line: int) -> dict[str, str]:
    found = Conflict.objects.filter(item__nomination=line, excludes=True).values_list("person__code", "kind")
    return {code.removeprefix("demo-"): why for code, why in found}


def test_the_nominee_and_declared_relatives_have_no_ballot_on_the_line(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(2)
    appointed(cast, "nominee-01", Role.COUNCIL_MEMBER, "hd-tdkt-tinh")
    related(cast.person("nominee-01"), cast.person("council-05"))
    related(cast.person("council-06"), cast.person("nominee-01"))
    fix_agenda(session, today(), **council.secretary)
    assert _excluded(lines[0]) == {"nominee-01": "SELF", "council-05": "RELATIVE", "council-06": "RELATIVE"}
    assert _excluded(lines[1]) == {}


@pytest.mark.parametrize(("rule", "kept"), [("EXCLUDE", {"council-05": "RELATIVE"}), ("FLAG", {})])
def test_the_route_says_whether_a_relative_votes(cast: Cast, rule: str, kept: dict[str, str]) -> None:
    route("R1", conflict_relative=rule)
    council = Council(cast)
    session, lines = council.referred(1)
    related(cast.person("nominee-01"), cast.person("council-05"))
    fix_agenda(session, today(), **council.secretary)
    assert _excluded(lines[0]) == kept


def test_oneself_is_excluded_by_every_route(cast: Cast) -> None:
    route("R1", conflict_self="FLAG", conflict_relative="FLAG")
    council = Council(cast)
    session, lines = council.referred(1)
    appointed(cast, "nominee-01", Role.COUNCIL_MEMBER, "hd-tdkt-tinh")
    fix_agenda(session, today(), **council.secretary)
    assert _excluded(lines[0]) == {"nominee-01": "SELF"}


def test_a_collective_excludes_nobody(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(entries=[collective("demo-nn-01", "BK_CT_UBND_TINH")])
    fix_agenda(session, today(), **council.secretary)
    assert _excluded(lines[0]) == {}


def test_an_excluded_member_votes_on_the_other_lines_only(cast: Cast) -> None:
    council = Council(cast, R2)
    session, lines = council.referred(3)
    related(cast.person("nominee-01"), cast.person("ldld-council-05"))
    fix_agenda(session, today(), **council.secretary)
    session.refresh_from_db()
    council.open(session)
    acts = council.member("ldld-council-05")
    with invalid(f"choices[{lines[0]}]", "choices"):
        cast_ballots(session, {lines[0]: "AGREE"}, **acts)
    report = cast_ballots(session, {}, **acts, others="DISAGREE")
    assert report.made["lines"] == 2
    person = cast.person("ldld-council-05").pk
    assert [ballots(session, line) for line in lines] == [{}, {person: "DISAGREE"}, {person: "DISAGREE"}]


def test_an_excluded_member_counts_among_all_members_and_not_in_favour(cast: Cast) -> None:
    council = Council(cast, R2)
    session, lines = council.referred(1)
    related(cast.person("nominee-01"), cast.person("ldld-council-05"))
    fix_agenda(session, today(), **council.secretary)
    session.refresh_from_db()
    council.open(session)
    names = [name for name in council.names(session) if name != "ldld-council-05"]
    council.all_vote(session, names[:3], "AGREE")
    council.all_vote(session, names[3:], "ABSTAIN")
    close_voting(session, **council.secretary)
    assert tally(session) == {lines[0]: (3, 0, 3, False)}, "3 of 7 is not more than half"


def test_an_excluded_member_does_not_see_the_line_by_the_council(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(2)
    related(cast.person("nominee-01"), cast.person("council-05"))
    fix_agenda(session, today(), **council.secretary)
    seen = {
        name: set(visible_to(cast.user(name)).values_list("pk", flat=True)) for name in ("council-05", "council-06")
    }
    every = set(Nomination.objects.values_list("pk", flat=True))
    assert seen == {"council-05": every - {lines[0]}, "council-06": every}


def _hidden(cast: Cast, name: str) -> set[int]:
    """What is on any desk and this person of the council does not see."""
    seen = visible_to(User.objects.get(person=cast.person(name))).values_list("pk", flat=True)
    return set(Nomination.objects.exclude(pk__in=seen).values_list("pk", flat=True))


@pytest.mark.parametrize("role", [Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR, Role.TELLER])
def test_a_line_of_oneself_is_hidden_before_the_agenda_is_fixed(cast: Cast, role: Role) -> None:
    route("R1", conflict_self="FLAG", conflict_relative="FLAG")
    council = Council(cast)
    session, lines = council.referred(2)
    appointed(cast, "nominee-01", role, "hd-tdkt-tinh")
    assert _hidden(cast, "nominee-01") == {lines[0]}
    fix_agenda(session, today(), **council.secretary)
    assert _hidden(cast, "nominee-01") == {lines[0]}


def test_a_line_of_a_relative_is_hidden_before_the_agenda_is_fixed_whoever_declared_it(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(3)
    related(cast.person("nominee-01"), cast.person("council-05"))
    related(cast.person("council-06"), cast.person("nominee-02"))
    related(cast.person("council-06"), cast.person("council-05"))
    for stage in ("waiting", "fixed"):
        assert _hidden(cast, "council-05") == {lines[0]}
        assert _hidden(cast, "council-06") == {lines[1]}
        assert _hidden(cast, "council-07") == set()
        if stage == "waiting":
            fix_agenda(session, today(), **council.secretary)


def test_whoever_has_a_ballot_on_a_relative_s_line_by_its_route_sees_it(cast: Cast) -> None:
    route("R1", conflict_relative="FLAG")
    council = Council(cast)
    session, _lines = council.referred(1)
    related(cast.person("nominee-01"), cast.person("council-05"))
    assert _hidden(cast, "council-05") == set()
    fix_agenda(session, today(), **council.secretary)
    assert _hidden(cast, "council-05") == set()


def test_a_route_that_says_nothing_of_relatives_hides_their_lines(cast: Cast) -> None:
    first = Route.objects.get(code="R1")
    first.parameters.pop("conflict_relative", None)
    first.save()
    council = Council(cast)
    session, lines = council.referred(1)
    related(cast.person("nominee-01"), cast.person("council-05"))
    assert _hidden(cast, "council-05") == {lines[0]}
    fix_agenda(session, today(), **council.secretary)
    assert _excluded(lines[0]) == {"council-05": "RELATIVE"}


def test_what_was_kept_from_a_member_stays_so_when_the_declaration_is_withdrawn(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(1)
    related(cast.person("nominee-01"), cast.person("council-05"))
    fix_agenda(session, today(), **council.secretary)
    Kinship.objects.all().delete()
    assert _hidden(cast, "council-05") == {lines[0]}
