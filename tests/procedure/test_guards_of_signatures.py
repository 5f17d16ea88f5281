"""Levels, signatures, recall, and who may not sign."""

from typing import Any, Final

import pytest

from tests.procedure.given import Why, line, why
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Family
from workflow.procedure.guards import (
    a_level_remains,
    no_level_remains,
    not_yet_received,
    signed_as_it_stands,
    signer_did_not_draft,
    superior_has_not_signed,
    the_paper_is_numbered,
)
from workflow.procedure.roles import Role
from workflow.procedure.routes import RouteRules

# Levels.

REMAINING: Final = [
    ({"next": 7}, {}, RouteRules()),
    ({"next": 7}, {"open": False}, RouteRules()),
    ({"next": 7}, {"open": True}, RouteRules(superiors_sign_again=True)),
]
NONE_LEFT: Final = [
    ({}, {}, RouteRules()),
    ({"next": None}, {}, RouteRules()),
    ({"next": 7}, {}, RouteRules(superiors_sign=False)),
    ({"next": 7}, {"open": True}, RouteRules()),
    ({"next": 7}, {"open": True}, RouteRules(superiors_sign=False, superiors_sign_again=True)),
]
by_level = pytest.mark.parametrize(("level", "request_", "rules"), REMAINING)
by_none = pytest.mark.parametrize(("level", "request_", "rules"), NONE_LEFT)


@by_level
def test_the_office_is_not_reached_past_a_superior(level: Any, request_: Any, rules: RouteRules) -> None:
    facts = line((Family.LEVEL, level), (Family.REQUEST, request_), route=rules)
    assert why(no_level_remains(facts)) == Why("level", Basis.WHO_SUBMITS)
    assert a_level_remains(facts) is None


@by_none
def test_no_superior_is_asked_where_none_has_to_sign(level: Any, request_: Any, rules: RouteRules) -> None:
    facts = line((Family.LEVEL, level), (Family.REQUEST, request_), route=rules)
    assert why(a_level_remains(facts)) == Why("level", Basis.WHO_SUBMITS)
    assert no_level_remains(facts) is None


# Who signs.


@pytest.mark.parametrize("signers", [{4}, {4, 8}, {8, 5}])
def test_whoever_drafted_is_refused_as_signer_for_lack_of_authority(signers: set[int]) -> None:
    facts = line(drafters=(4, 5), signers=frozenset(signers))
    assert why(signer_did_not_draft(facts)) == Why("drafter", Basis.SEPARATION_OF_DUTIES, of_authority=True)


def test_a_drafter_is_refused_also_as_the_person_acted_for() -> None:
    """Whoever signs by order of the drafter signs for the drafter."""
    refusal = signer_did_not_draft(line(drafters=(4,), signers=frozenset({9, 4})))
    assert why(refusal) == Why("drafter", Basis.SEPARATION_OF_DUTIES, of_authority=True)


@pytest.mark.parametrize("signers", [set(), {8}, {8, 9}])
def test_a_signer_who_did_not_draft_passes(signers: set[int]) -> None:
    assert signer_did_not_draft(line(drafters=(4, 5), signers=frozenset(signers))) is None


def test_a_route_may_let_the_drafter_sign() -> None:
    facts = line(drafters=(4,), signers=frozenset({4}), route=RouteRules(drafter_may_endorse=True))
    assert signer_did_not_draft(facts) is None


# What is signed.


@pytest.mark.parametrize("about", [{}, {"hash": ""}, {"hash": None, "number": "5/TTr"}])
def test_a_paper_that_nobody_signed_is_refused(about: dict[str, Any]) -> None:
    refusal = signed_as_it_stands(line((Family.SIGNATURE, about), content_hash=""))
    assert why(refusal) == Why("signature", Basis.UNCHANGED)


def test_a_nomination_that_changed_after_it_was_signed_is_refused() -> None:
    refusal = signed_as_it_stands(line((Family.SIGNATURE, {"hash": "old"}), content_hash="new"))
    assert why(refusal) == Why("changed", Basis.UNCHANGED)


def test_a_nomination_that_stands_as_it_was_signed_passes() -> None:
    assert signed_as_it_stands(line((Family.SIGNATURE, {"hash": "same"}), content_hash="same")) is None


@pytest.mark.parametrize("about", [{}, {"number": ""}, {"number": None, "signed": True}])
def test_a_signed_paper_without_a_number_waits_for_the_clerk(about: dict[str, Any]) -> None:
    refusal = the_paper_is_numbered(line((Family.SIGNATURE, about)))
    assert why(refusal) == Why("number", Basis.PROCEDURE, Role.RECORDS_CLERK)


def test_a_numbered_paper_passes() -> None:
    assert the_paper_is_numbered(line((Family.SIGNATURE, {"number": "05/TTr-SNV"}))) is None


# Recall.


def test_nothing_is_recalled_from_a_superior_who_has_signed() -> None:
    refusal = superior_has_not_signed(line((Family.SIGNATURE, {"signed": True})))
    assert why(refusal) == Why("recall", Basis.RECALL)


@pytest.mark.parametrize("about", [{}, {"signed": False}, {"signed": None}])
def test_a_letter_without_a_signature_may_be_recalled_from_the_superior(about: dict[str, Any]) -> None:
    assert superior_has_not_signed(line((Family.SIGNATURE, about))) is None


def test_nothing_is_recalled_from_an_office_that_has_received_it() -> None:
    refusal = not_yet_received(line((Family.APPRAISAL, {"received": True})))
    assert why(refusal) == Why("recall", Basis.RECALL)


def test_a_supplemented_line_counts_as_received() -> None:
    refusal = not_yet_received(line((Family.APPRAISAL, {"received": False}), supplement_rounds=1))
    assert why(refusal) == Why("recall", Basis.RECALL)


@pytest.mark.parametrize("about", [{}, {"received": False}])
def test_a_line_that_the_office_has_not_received_may_be_recalled(about: dict[str, Any]) -> None:
    assert not_yet_received(line((Family.APPRAISAL, about))) is None
