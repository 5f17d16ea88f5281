"""What a person is told to look at: it stops nothing, and says what can be done."""

from typing import Any

import pytest

from tests.procedure.given import Why, line, why
from workflow.procedure.bases import Basis
from workflow.procedure.cautions import (
    BEFORE_SENDING,
    BEFORE_SIGNING,
    CAUTIONS,
    IN_THE_OFFICE,
    a_further_proposal_is_looked_at,
    cautioned,
    names_are_confirmed,
    nothing_else_of_the_nominee_is_on_hold,
    the_collective_of_a_leader_is_proposed,
    the_units_council_is_in_favour,
    unchanged_since_it_was_signed,
    what_was_asked_has_changed,
)
from workflow.procedure.facts import Family, PlainFacts
from workflow.procedure.guards import NEEDS
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition


def _line(**about: Any) -> PlainFacts:
    return line((Family.CARE, about))


def test_names_that_nobody_has_confirmed_are_to_be_looked_at() -> None:
    assert why(names_are_confirmed(_line())) == Why("R-NAME", Basis.DOSSIER_CONTENTS, Role.UNIT_OFFICER)
    assert names_are_confirmed(_line(names_confirmed=True)) is None


def test_ldr_08_a_leader_without_the_collective_is_to_be_looked_at() -> None:
    found = the_collective_of_a_leader_is_proposed(_line(leads=True, collective=False))
    assert why(found) == Why("R-LDR08", Basis.CRITERIA, Role.UNIT_OFFICER)


@pytest.mark.parametrize("about", [{}, {"leads": None}, {"leads": False}, {"leads": True, "collective": True}])
def test_staff_a_leader_of_no_known_body_and_one_with_it_pass(about: dict[str, Any]) -> None:
    assert the_collective_of_a_leader_is_proposed(_line(**about)) is None


@pytest.mark.parametrize(("number", "of", "told"), [(4, 7, False), (3, 7, True), (3, 6, True), (0, 5, True)])
def test_more_than_half_of_the_units_council(number: int, of: int, *, told: bool) -> None:
    found = the_units_council_is_in_favour(_line(votes_for=number, votes_of=of))
    assert (why(found) == Why("R-UNIT-VOTE", Basis.WHO_SUBMITS, Role.UNIT_HEAD)) is told
    assert (found is None) is not told


@pytest.mark.parametrize("about", [{}, {"votes_for": 0}, {"votes_of": 5}, {"votes_for": 0, "votes_of": 0}])
def test_a_vote_that_is_not_recorded_is_no_vote_against(about: dict[str, Any]) -> None:
    assert the_units_council_is_in_favour(_line(**about)) is None


def test_another_nomination_on_hold_is_told_to_the_office_alone() -> None:
    held = _line(names_confirmed=True, held=True)
    assert why(nothing_else_of_the_nominee_is_on_hold(held)) == Why("R-HOLD", Basis.HOLD, Role.OFFICE_HEAD)
    assert [one.rule for one in cautioned(held, IN_THE_OFFICE)] == ["R-HOLD"]
    assert cautioned(held, BEFORE_SENDING) == ()
    assert nothing_else_of_the_nominee_is_on_hold(_line(held=False)) is None


def test_what_was_signed_and_has_changed_is_told_to_the_head_alone() -> None:
    changed = _line(names_confirmed=True, changed=True)
    assert why(unchanged_since_it_was_signed(changed)) == Why("R-CHANGED", Basis.UNCHANGED, Role.UNIT_HEAD)
    assert [one.rule for one in cautioned(changed, BEFORE_SIGNING)] == ["R-CHANGED"]
    assert cautioned(changed, IN_THE_OFFICE) == ()
    assert unchanged_since_it_was_signed(_line(changed=False)) is None


def test_what_is_said_to_be_done_and_was_not_touched_is_told_to_the_head_and_the_office() -> None:
    said = line((Family.CARE, {"names_confirmed": True}), (Family.SUPPLEMENT, {"untouched": ["Achievement"]}))
    found = what_was_asked_has_changed(said)
    assert why(found) == Why("R-UNTOUCHED", Basis.SUPPLEMENT, Role.UNIT_OFFICER)
    assert found is not None
    assert "Achievement" in str(found.reason)
    told = [[one.rule for one in cautioned(said, some)] for some in (BEFORE_SENDING, BEFORE_SIGNING, IN_THE_OFFICE)]
    assert told == [[], ["R-UNTOUCHED"], ["R-UNTOUCHED"]]


@pytest.mark.parametrize("about", [{}, {"untouched": []}, {"done": [{"kind": "FIELD", "target": "achievement"}]}])
def test_what_was_touched_or_not_asked_passes(about: dict[str, Any]) -> None:
    assert what_was_asked_has_changed(line((Family.SUPPLEMENT, about))) is None


@pytest.mark.parametrize("about", [{"others": 7}, {"others": None, "awarded": True}], ids=["proposed", "awarded"])
def test_a_further_proposal_that_goes_on_a_ground_shows_the_ground(about: dict[str, Any]) -> None:
    found = a_further_proposal_is_looked_at(line((Family.OTHERS, {**about, "ground": " Thành tích khác "})))
    assert why(found) == Why("R-DUP-MERIT", Basis.ONE_MERIT_ONE_AWARD, Role.OFFICE_HEAD)
    assert found is not None
    assert "«Thành tích khác»" in str(found.reason)


@pytest.mark.parametrize("about", [{}, {"others": None, "awarded": False, "ground": "x"}, {"others": 7, "ground": " "}])
def test_a_single_proposal_and_one_that_is_stopped_anyway_pass(about: dict[str, Any]) -> None:
    assert a_further_proposal_is_looked_at(line((Family.OTHERS, about))) is None


def test_a_caution_is_no_condition_of_any_transition() -> None:
    conditions = {guard for transition in Transition for guard in transition.guards}
    assert conditions.isdisjoint(CAUTIONS)
    assert all(NEEDS[caution] for caution in CAUTIONS)
