"""Guards that judge a whole list, in its order: one proposal for one merit, and the allocated number."""

from collections.abc import Sequence
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.procedure.given import Why, line, why
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Facts, Family, PlainFacts
from workflow.procedure.guards import one_proposal_for_one_merit, within_quota
from workflow.procedure.roles import Role
from workflow.procedure.routes import QuotaRule, RouteRules, SameMerit

WARN: Final = RouteRules(same_merit=SameMerit.WARN)
BLOCK: Final = RouteRules(same_merit=SameMerit.BLOCK)
ALLOCATED: Final = RouteRules(quota=QuotaRule.ALLOCATED)
DOUBLED: Final = {
    SameMerit.WARN: Why("R-DUP-MERIT", Basis.ONE_MERIT_ONE_AWARD, Role.UNIT_OFFICER),
    SameMerit.BLOCK: Why("R-DUP-MERIT", Basis.ONE_MERIT_ONE_AWARD),
}
NONE_LEFT: Final = Why("R-QUOTA", Basis.QUOTA, Role.OFFICE_HEAD)


def _of(number: int, rules: RouteRules, **others: Any) -> PlainFacts:
    return line((Family.OTHERS, others), id=number, route=rules)


def _merits(lines: Sequence[Facts]) -> dict[int, Why | None]:
    return {number: why(refusal) for number, refusal in one_proposal_for_one_merit(lines).items()}


def _quota(lines: Sequence[Facts]) -> dict[int, Why | None]:
    return {number: why(refusal) for number, refusal in within_quota(lines).items()}


# One merit, one award.


@pytest.mark.parametrize("rules", [WARN, BLOCK], ids=["warn", "block"])
def test_a_second_proposal_for_one_merit_is_refused(rules: RouteRules) -> None:
    assert _merits([_of(1, rules, merit="a", others=True)]) == {1: DOUBLED[rules.same_merit]}


@pytest.mark.parametrize("rules", [WARN, BLOCK], ids=["warn", "block"])
def test_the_first_of_two_lines_with_one_merit_passes(rules: RouteRules) -> None:
    lines = [_of(7, rules, merit="a"), _of(3, rules, merit="a"), _of(5, rules, merit="b")]
    assert _merits(lines) == {3: DOUBLED[rules.same_merit]}
    assert _merits(lines[::-1]) == {7: DOUBLED[rules.same_merit]}


def test_a_written_ground_lifts_the_warning() -> None:
    lines = [_of(1, WARN, merit="a"), _of(2, WARN, merit="a", ground="Two persons saved, two events")]
    assert _merits(lines) == {}
    assert _merits([_of(1, WARN, others=True, ground="Another event")]) == {}


def test_a_written_ground_does_not_lift_a_block() -> None:
    lines = [_of(1, BLOCK, merit="a"), _of(2, BLOCK, merit="a", ground="Two events")]
    assert _merits(lines) == {2: DOUBLED[SameMerit.BLOCK]}


def test_a_refused_line_does_not_stand_in_the_way_of_the_next_with_its_merit() -> None:
    lines = [
        _of(1, WARN, merit="a", others=True),
        _of(2, WARN, merit="a", ground="Another event"),
        _of(3, WARN, merit="a"),
    ]
    assert _merits(lines) == {1: DOUBLED[SameMerit.WARN], 3: DOUBLED[SameMerit.WARN]}
    assert _merits([_of(1, WARN, merit="a", others=True), _of(2, WARN, merit="a")]) == {1: DOUBLED[SameMerit.WARN]}


def test_lines_of_which_no_merit_is_known_do_not_meet() -> None:
    assert _merits([line(id=1), line(id=2), _of(3, BLOCK, merit="", others=False)]) == {}


# The allocated number.


def test_seed_31_no_more_lines_pass_than_are_allocated_and_the_first_in_the_list_do() -> None:
    lines = [_of(number, ALLOCATED, pool="SNV", free=2) for number in (9, 4, 7, 1)]
    assert _quota(lines) == {7: NONE_LEFT, 1: NONE_LEFT}


def test_each_pool_is_counted_by_itself() -> None:
    pools = ("SNV", "SYT", "SNV", "SYT")
    lines = [_of(number, ALLOCATED, pool=pool, free=1) for number, pool in enumerate(pools, 1)]
    assert _quota(lines) == {3: NONE_LEFT, 4: NONE_LEFT}


@pytest.mark.parametrize(
    "others",
    [{}, {"free": 5}, {"pool": None, "free": 5}, {"pool": "SNV"}, {"pool": "SNV", "free": 0}, {"pool": 3, "free": -2}],
    ids=["nothing known", "no pool", "no pool with a number", "no number", "used up", "overdrawn"],
)
def test_seed_31_where_no_number_is_allocated_no_line_passes(others: dict[str, Any]) -> None:
    assert _quota([_of(1, ALLOCATED, **others)]) == {1: NONE_LEFT}


@pytest.mark.parametrize("rule", [QuotaRule.OWN_DECISION, QuotaRule.NONE])
def test_seed_32_and_33_other_routes_have_no_number_to_keep(rule: QuotaRule) -> None:
    rules = RouteRules(quota=rule)
    assert _quota([_of(1, rules, pool="SNV", free=0), line(id=2, route=rules)]) == {}


def test_a_line_of_another_route_takes_nothing_from_the_pool() -> None:
    free = _of(1, RouteRules(quota=QuotaRule.NONE), pool="SNV", free=1)
    assert _quota([free, _of(2, ALLOCATED, pool="SNV", free=1)]) == {}


@given(st.lists(st.sampled_from("abc"), max_size=12), st.dictionaries(st.sampled_from("abc"), st.integers(-1, 4)))
def test_of_each_pool_exactly_its_free_number_passes_in_list_order(pools: list[str], free: dict[str, int]) -> None:
    lines = [_of(number, ALLOCATED, pool=pool, free=free.get(pool, 0)) for number, pool in enumerate(pools)]
    passed = [number for number in range(len(pools)) if number not in within_quota(lines)]
    for pool in "abc":
        wished = [number for number, of in enumerate(pools) if of == pool]
        assert [number for number in passed if pools[number] == pool] == wished[: max(free.get(pool, 0), 0)]


@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_of_each_merit_exactly_one_line_passes(merits: list[str]) -> None:
    lines = [_of(number, BLOCK, merit=merit) for number, merit in enumerate(merits)]
    passed = [number for number in range(len(merits)) if number not in one_proposal_for_one_merit(lines)]
    assert [merits[number] for number in passed] == list(dict.fromkeys(merits))


def test_an_empty_list_is_refused_nothing() -> None:
    assert (_merits([]), _quota([])) == ({}, {})
