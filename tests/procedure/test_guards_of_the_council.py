"""The session, the tally and the vote."""

from typing import Any, Final

import pytest

from tests.procedure.given import Why, line, why
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Family
from workflow.procedure.guards import (
    the_minutes_are_not_sealed,
    the_session_is_closed,
    the_tally_does_not_support,
    the_tally_supports,
    voting_is_not_open,
)
from workflow.procedure.roles import Role

CLOSED: Final = {"closed": True, "quorum": True, "minutes_signed": True, "hash": "h"}


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({}, Why("session", Basis.COUNCIL, Role.COUNCIL_SECRETARY)),
        ({**CLOSED, "closed": False}, Why("session", Basis.COUNCIL, Role.COUNCIL_SECRETARY)),
        ({**CLOSED, "quorum": False}, Why("quorum", Basis.COUNCIL)),
        ({**CLOSED, "minutes_signed": False}, Why("minutes", Basis.COUNCIL, Role.COUNCIL_CHAIR)),
        ({**CLOSED, "hash": "old"}, Why("changed", Basis.UNCHANGED)),
        ({**CLOSED, "hash": None}, Why("changed", Basis.UNCHANGED)),
    ],
    ids=["none", "not closed", "no quorum", "minutes not signed", "changed after the vote", "not voted on"],
)
def test_a_result_without_a_lawful_session_is_refused(about: dict[str, Any], expected: Why) -> None:
    assert why(the_session_is_closed(line((Family.COUNCIL, about), content_hash="h"))) == expected


def test_a_result_of_a_closed_session_with_quorum_and_signed_minutes_passes() -> None:
    assert the_session_is_closed(line((Family.COUNCIL, CLOSED), content_hash="h")) is None


@pytest.mark.parametrize("about", [{}, {"supported": None}, {"supported": False}])
def test_a_line_without_enough_votes_is_not_supported(about: dict[str, Any]) -> None:
    assert why(the_tally_supports(line((Family.COUNCIL, about)))) == Why("tally", Basis.COUNCIL)


@pytest.mark.parametrize("about", [{}, {"supported": None}, {"supported": True}])
def test_a_line_is_not_dropped_while_uncounted_or_with_enough_votes(about: dict[str, Any]) -> None:
    assert why(the_tally_does_not_support(line((Family.COUNCIL, about)))) == Why("tally", Basis.COUNCIL)


def test_a_counted_tally_lets_one_of_the_two_results_through() -> None:
    for supported in (True, False):
        facts = line((Family.COUNCIL, {"supported": supported}))
        assert (the_tally_supports(facts) is None) is supported
        assert (the_tally_does_not_support(facts) is None) is not supported


def test_a_line_that_is_being_voted_on_stays_where_it_is() -> None:
    refusal = voting_is_not_open(line((Family.COUNCIL, {"voting": True})))
    assert why(refusal) == Why("voting", Basis.COUNCIL)


@pytest.mark.parametrize("about", [{}, {"voting": False}])
def test_a_line_that_nobody_votes_on_may_leave_the_council(about: dict[str, Any]) -> None:
    assert voting_is_not_open(line((Family.COUNCIL, about))) is None


def test_a_line_whose_result_stands_in_signed_minutes_stays_on_them() -> None:
    refusal = the_minutes_are_not_sealed(line((Family.COUNCIL, {"sealed": True})))
    assert why(refusal) == Why("minutes", Basis.COUNCIL)


@pytest.mark.parametrize("about", [{}, {"sealed": False}])
def test_a_line_may_leave_minutes_that_nobody_has_signed(about: dict[str, Any]) -> None:
    assert the_minutes_are_not_sealed(line((Family.COUNCIL, about))) is None
