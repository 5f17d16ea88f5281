"""What is presented and what is decided."""

from typing import Any, Final

import pytest

from tests.procedure.given import Why, line, why
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Family
from workflow.procedure.guards import (
    a_ground_for_revocation,
    decided_as_it_stands,
    decided_to_award,
    decided_to_decline,
    decided_to_revoke,
    presented_as_advised,
    the_decision_is_numbered,
    the_form_is_checked,
    unchanged_since_presented,
    within_competence,
)
from workflow.procedure.roles import Role
from workflow.procedure.routes import RouteRules

DECISION: Final = Family.DECISION
PRESENTED: Final = Family.PRESENTED

# What is presented.


@pytest.mark.parametrize(
    ("about", "council"),
    [
        ({}, True),
        ({"vote": "old", "appraisal": "h"}, True),
        ({"vote": None, "appraisal": "h"}, True),
        ({}, False),
        ({"vote": "h", "appraisal": "old"}, False),
    ],
    ids=["no vote", "voted on older content", "appraised only", "no appraisal", "appraised in older content"],
)
def test_what_was_not_advised_is_not_presented(about: dict[str, Any], council: bool) -> None:  # noqa: FBT001 -- a column
    facts = line((PRESENTED, about), route=RouteRules(council=council), content_hash="h")
    assert why(presented_as_advised(facts)) == Why("changed", Basis.UNCHANGED)


def test_what_the_council_voted_on_passes() -> None:
    assert presented_as_advised(line((PRESENTED, {"vote": "h"}), content_hash="h")) is None


def test_what_was_appraised_passes_where_there_is_no_council() -> None:
    facts = line((PRESENTED, {"appraisal": "h"}), route=RouteRules(council=False), content_hash="h")
    assert presented_as_advised(facts) is None


@pytest.mark.parametrize("about", [{}, {"presentation": "old"}, {"vote": "h", "appraisal": "h"}])
def test_what_was_not_presented_is_not_awarded(about: dict[str, Any]) -> None:
    refusal = unchanged_since_presented(line((PRESENTED, about), content_hash="h"))
    assert why(refusal) == Why("changed", Basis.UNCHANGED)


def test_what_is_decided_as_it_was_presented_passes() -> None:
    assert unchanged_since_presented(line((PRESENTED, {"presentation": "h"}), content_hash="h")) is None


# The draft decision.


@pytest.mark.parametrize("about", [{}, {"form_checked": False}])
def test_a_draft_whose_form_is_not_checked_waits_for_the_deciders_office(about: dict[str, Any]) -> None:
    refusal = the_form_is_checked(line((DECISION, about)))
    assert why(refusal) == Why("form-check", Basis.WHO_DECIDES, Role.DECIDER_OFFICE)


def test_a_draft_whose_form_is_checked_passes() -> None:
    assert the_form_is_checked(line((DECISION, {"form_checked": True}))) is None


@pytest.mark.parametrize("about", [{}, {"competent": False}])
def test_an_award_beyond_the_competence_is_refused_and_nobody_can_lift_it(about: dict[str, Any]) -> None:
    assert why(within_competence(line((Family.COMPETENCE, about)))) == Why("R-AUTH", Basis.WHO_DECIDES)


def test_an_award_within_the_competence_passes() -> None:
    assert within_competence(line((Family.COMPETENCE, {"competent": True}))) is None


@pytest.mark.parametrize("about", [{}, {"hash": ""}, {"hash": None}])
def test_a_decision_that_nobody_signed_is_refused(about: dict[str, Any]) -> None:
    refusal = decided_as_it_stands(line((DECISION, about), content_hash=""))
    assert why(refusal) == Why("signature", Basis.WHO_DECIDES, Role.DECIDER)


def test_a_nomination_that_changed_after_the_decision_was_signed_is_refused() -> None:
    refusal = decided_as_it_stands(line((DECISION, {"hash": "old"}), content_hash="new"))
    assert why(refusal) == Why("changed", Basis.UNCHANGED)


def test_a_nomination_that_stands_as_it_was_decided_passes() -> None:
    assert decided_as_it_stands(line((DECISION, {"hash": "h"}), content_hash="h")) is None


# The verdict on the line.


@pytest.mark.parametrize("verdict", [None, "", "DECLINE", "REVOKE"])
def test_a_line_that_the_decision_does_not_award_is_not_awarded(verdict: str | None) -> None:
    refusal = decided_to_award(line((DECISION, {"verdict": verdict})))
    assert why(refusal) == Why("verdict", Basis.WHO_DECIDES, Role.DECIDER)


def test_a_line_that_the_decision_awards_passes() -> None:
    assert decided_to_award(line((DECISION, {"verdict": "AWARD"}))) is None


@pytest.mark.parametrize(
    "about",
    [{}, {"verdict": "AWARD", "reason": "No"}, {"verdict": "DECLINE"}, {"verdict": "DECLINE", "reason": " "}],
    ids=["none", "awarded", "no reason", "blank reason"],
)
def test_a_line_is_declined_only_by_a_decision_that_says_so_and_why(about: dict[str, Any]) -> None:
    refusal = decided_to_decline(line((DECISION, about)))
    assert why(refusal) == Why("verdict", Basis.WHO_DECIDES, Role.DECIDER)


def test_a_line_that_the_decision_declines_with_a_reason_passes() -> None:
    assert decided_to_decline(line((DECISION, {"verdict": "DECLINE", "reason": "Merit of another year"}))) is None


@pytest.mark.parametrize("verdict", [None, "AWARD", "DECLINE"])
def test_an_award_that_the_decision_does_not_name_is_not_revoked(verdict: str | None) -> None:
    refusal = decided_to_revoke(line((DECISION, {"verdict": verdict})))
    assert why(refusal) == Why("verdict", Basis.REVOCATION, Role.DECIDER)


def test_an_award_that_the_decision_revokes_passes() -> None:
    assert decided_to_revoke(line((DECISION, {"verdict": "REVOKE"}))) is None


@pytest.mark.parametrize("about", [{}, {"ground": ""}, {"verdict": "REVOKE", "ground": None}])
def test_a_revocation_without_a_ground_is_refused(about: dict[str, Any]) -> None:
    assert why(a_ground_for_revocation(line((DECISION, about)))) == Why("ground", Basis.REVOCATION)


def test_a_revocation_with_a_ground_passes() -> None:
    assert a_ground_for_revocation(line((DECISION, {"ground": "FRAUD"}))) is None


# Its number.

NO_NUMBER: Final = Why("number", Basis.WHO_DECIDES, Role.RECORDS_CLERK)


@pytest.mark.parametrize("verdict", ["AWARD", "DECLINE"])
def test_a_decision_that_awards_waits_for_its_number_with_all_its_lines(verdict: str) -> None:
    refusal = the_decision_is_numbered(line((DECISION, {"verdict": verdict, "awards": True, "number": ""})))
    assert why(refusal) == NO_NUMBER


def test_a_decision_that_awards_nothing_declines_without_a_number() -> None:
    facts = line((DECISION, {"verdict": "DECLINE", "awards": False, "number": ""}))
    assert the_decision_is_numbered(facts) is None


@pytest.mark.parametrize("awards", [False, None, 0])
def test_a_revocation_waits_for_its_number_though_it_awards_nothing(awards: object) -> None:
    refusal = the_decision_is_numbered(line((DECISION, {"verdict": "REVOKE", "awards": awards, "number": ""})))
    assert why(refusal) == NO_NUMBER


def test_a_decision_of_which_nothing_is_known_counts_as_not_numbered() -> None:
    assert why(the_decision_is_numbered(line())) == NO_NUMBER


@pytest.mark.parametrize("verdict", ["AWARD", "DECLINE", "REVOKE"])
def test_a_numbered_decision_passes(verdict: str) -> None:
    facts = line((DECISION, {"verdict": verdict, "awards": verdict == "AWARD", "number": "959/QĐ-UBND"}))
    assert the_decision_is_numbered(facts) is None
