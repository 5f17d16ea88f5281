"""What the decider is told of a line before the signature: each exception, and what is none."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from tests.procedure.given import Why, line, why
from workflow.procedure.bases import Basis
from workflow.procedure.exceptions import (
    inside_the_allocated_number,
    no_hold_was_lifted,
    no_member_was_excluded,
    nothing_else_of_the_nominee_is_checked,
    rests_on_no_revoked_award,
    supported_by_the_council,
    the_bodies_asked_agree,
    the_only_award_for_its_merit,
    unchanged_since_the_vote,
)
from workflow.procedure.facts import Family, PlainFacts
from workflow.procedure.roles import Role
from workflow.procedure.routes import QuotaRule, RouteRules

ALLOCATED = RouteRules(quota=QuotaRule.ALLOCATED)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What is told is read in one language, whatever a test before left."""
    with override("en"):
        yield


def _advised(**about: Any) -> PlainFacts:
    return line((Family.ADVICE, about))


def _beside(about: dict[str, Any], route: RouteRules = ALLOCATED) -> PlainFacts:
    return line((Family.OTHERS, about), route=route)


def test_a_line_voted_down_is_told_with_its_counts() -> None:
    found = supported_by_the_council(_advised(supported=False, in_favour=4, against=7, abstained=2))
    assert why(found) == Why("R-COUNCIL", Basis.COUNCIL, Role.DECIDER)
    assert found is not None
    assert "4 for, 7 against, 2 abstained" in str(found.reason)
    assert supported_by_the_council(_advised(supported=True)) is None
    assert supported_by_the_council(_advised(supported=None)) is None, "the route has no council"


@pytest.mark.parametrize(
    ("about", "said"), [({"pool": "1", "free": -2}, "2 more"), ({"pool": None, "free": 0}, "No number")]
)
def test_more_lines_than_are_allocated_are_told(about: dict[str, Any], said: str) -> None:
    found = inside_the_allocated_number(_beside(about))
    assert why(found) == Why("R-QUOTA", Basis.QUOTA, Role.OFFICE_HEAD)
    assert found is not None
    assert said in str(found.reason)


def test_what_is_allocated_and_what_needs_no_allocation_passes() -> None:
    assert inside_the_allocated_number(_beside({"pool": "1", "free": 0})) is None
    other = next(rule for rule in QuotaRule if rule is not QuotaRule.ALLOCATED)
    assert inside_the_allocated_number(_beside({"pool": None, "free": -3}, RouteRules(quota=other))) is None


@pytest.mark.parametrize("about", [{"others": 7}, {"others": None, "awarded": True}])
def test_another_award_for_the_same_merit_is_told_with_its_ground_or_that_there_is_none(about: dict[str, Any]) -> None:
    found = the_only_award_for_its_merit(_beside({**about, "ground": " Thành tích khác "}))
    assert why(found) == Why("R-DUP-MERIT", Basis.ONE_MERIT_ONE_AWARD, Role.OFFICE_HEAD)
    assert found is not None
    assert "«Thành tích khác»" in str(found.reason)
    silent = the_only_award_for_its_merit(_beside({**about, "ground": " "}))
    assert silent is not None
    assert "no ground" in str(silent.reason)
    assert the_only_award_for_its_merit(_beside({"others": None, "awarded": False})) is None


@pytest.mark.parametrize("about", [{"voted_otherwise": True}, {"corrected": True}])
def test_what_changed_after_the_vote_is_told(about: dict[str, Any]) -> None:
    assert why(unchanged_since_the_vote(_advised(**about))) == Why("R-CHANGED", Basis.UNCHANGED, Role.OFFICE_HEAD)
    assert unchanged_since_the_vote(_advised(voted_otherwise=False, corrected=False)) is None


def test_a_hold_that_was_lifted_is_told_with_its_document() -> None:
    found = no_hold_was_lifted(_advised(held=["5/KL-TTr", None]))
    assert why(found) == Why("R-HELD", Basis.HOLD, Role.OFFICE_HEAD)
    assert found is not None
    assert "5/KL-TTr." in str(found.reason)
    assert no_hold_was_lifted(_advised(held=[])) is None


def test_another_nomination_on_hold_is_told() -> None:
    held = line((Family.CARE, {"held": True}))
    assert why(nothing_else_of_the_nominee_is_checked(held)) == Why("R-HOLD", Basis.HOLD, Role.OFFICE_HEAD)
    assert nothing_else_of_the_nominee_is_checked(line((Family.CARE, {"held": False}))) is None


def test_a_body_that_disagrees_is_named() -> None:
    found = the_bodies_asked_agree(_advised(disagree=["Sở Tài chính"]))
    assert why(found) == Why("R-OPINION", Basis.CONSULTATION, Role.OFFICE_HEAD)
    assert found is not None
    assert "Sở Tài chính" in str(found.reason)
    assert the_bodies_asked_agree(_advised(disagree=None)) is None


def test_a_member_kept_from_the_vote_is_counted() -> None:
    found = no_member_was_excluded(_advised(conflicts=2))
    assert why(found) == Why("R-CONFLICT", Basis.SEPARATION_OF_DUTIES, Role.COUNCIL_SECRETARY)
    assert no_member_was_excluded(_advised(conflicts=0)) is None


def test_what_rests_on_a_revoked_award_names_its_decision() -> None:
    found = rests_on_no_revoked_award(line((Family.REVOKED, {"number": "9/QĐ", "how": "CITED"})))
    assert why(found) == Why("R-REVOKED", Basis.REVOCATION, Role.OFFICE_HEAD)
    assert found is not None
    assert "9/QĐ" in str(found.reason)
    assert rests_on_no_revoked_award(line((Family.REVOKED, {}))) is None
