"""A stored route is read exactly, or refused with the name of the parameter that cannot be read."""

import json
from dataclasses import fields
from enum import Enum
from fractions import Fraction
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.procedure.papers import PAPERS
from workflow.procedure.routes import (
    ConflictRule,
    CountedAgainst,
    QuotaRule,
    RouteError,
    RouteRules,
    SameMerit,
    Threshold,
)
from workflow.procedure.transitions import Transition

words: Final = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), unique=True).map(tuple)
shares: Final = st.fractions(min_value=0, max_value=1, max_denominator=1000).filter(bool)
days: Final = st.integers(1, 400)
conflicts: Final = st.sampled_from(ConflictRule)
routes: Final = st.builds(
    RouteRules,
    code=st.just("R1"),
    transitions_off=st.frozensets(st.sampled_from(sorted(Transition.__members__))),
    papers=st.lists(st.sampled_from(sorted(PAPERS)), unique=True).map(tuple),
    supplement_rounds=st.integers(0, 5),
    supplement_days=days,
    appraisal_days=st.none() | days,
    consultation_days=days,
    threshold=st.builds(Threshold, shares, st.booleans(), st.sampled_from(CountedAgainst)),
    quorum=st.none() | shares,
    conflict_self=conflicts,
    conflict_relative=conflicts,
    conflict_own_unit=conflicts,
    conflict_endorsed=conflicts,
    conflict_appraised=conflicts,
    quota=st.sampled_from(QuotaRule),
    same_merit=st.sampled_from(SameMerit),
    criteria_groups=words,
    award_forms=words,
    occasions=words,
    **{f.name: st.booleans() for f in fields(RouteRules) if f.type is bool},
)


def _plain(value: Any) -> Any:
    if isinstance(value, Threshold):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, frozenset | tuple):
        return sorted(value) if isinstance(value, frozenset) else list(value)
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Fraction) else value


def _stored(rules: RouteRules) -> Any:
    """The parameters as the database keeps them."""
    return json.loads(json.dumps({f.name: _plain(getattr(rules, f.name)) for f in fields(rules) if f.name != "code"}))


# Reading.


@given(routes)
def test_a_route_reads_back_as_it_was_stored(rules: RouteRules) -> None:
    assert RouteRules.from_json("R1", _stored(rules)) == rules


@given(routes, st.data())
def test_a_parameter_that_is_left_out_has_its_default(rules: RouteRules, data: st.DataObject) -> None:
    stored = _stored(rules)
    name = data.draw(st.sampled_from(sorted(stored)))
    del stored[name]
    assert getattr(RouteRules.from_json("R1", stored), name) == getattr(RouteRules(), name)


def test_a_route_without_parameters_has_the_defaults() -> None:
    assert RouteRules.from_json("R1", {}) == RouteRules(code="R1")


def test_a_share_is_kept_as_an_exact_fraction() -> None:
    rules = RouteRules.from_json("R1", {"quorum": "0.7", "threshold": {"share": "70/100", "strict": False}})
    assert rules.quorum == Fraction(7, 10)
    assert rules.threshold == Threshold(Fraction(7, 10), strict=False, basis=CountedAgainst.ALL)


def test_the_whole_is_a_share_and_no_quorum_is_none() -> None:
    rules = RouteRules.from_json("R1", {"threshold": {"share": "1"}, "quorum": None})
    assert (rules.threshold.share, rules.quorum) == (Fraction(1), None)


# Refusing.


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda name: name not in _stored(RouteRules())))
def test_an_unknown_parameter_is_refused_by_name(name: str) -> None:
    with pytest.raises(RouteError) as refused:
        RouteRules.from_json("R7", {"council": True, name: 1})
    assert str(refused.value).startswith(f"route R7: unknown parameter {name!r}; known are ")


def test_the_code_of_a_route_is_no_parameter() -> None:
    with pytest.raises(RouteError, match="unknown parameter 'code'"):
        RouteRules.from_json("R1", {"code": "R2"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("quorum", 0),
        ("quorum", "0"),
        ("quorum", "-1/2"),
        ("quorum", 1.5),
        ("quorum", "3/2"),
        ("quorum", "x/0"),
        ("quorum", "1/0"),
        ("quorum", ""),
        ("quorum", ["1/2"]),
        ("threshold", {"share": 0}),
        ("threshold", {"share": "1.01"}),
        ("threshold", {"share": "2/0"}),
        ("threshold", {"share": None}),
        ("threshold", {}),
        ("threshold", None),
        ("threshold", "1/2"),
        ("threshold", {"share": "1/2", "basis": "MOST"}),
        ("quota", "SOME"),
        ("quota", "allocated"),
        ("quota", None),
        ("same_merit", "IGNORE"),
        ("conflict_self", "ALLOW"),
        ("conflict_relative", ""),
        ("conflict_own_unit", 1),
        ("conflict_endorsed", None),
        ("conflict_appraised", "Exclude"),
        ("transitions_off", None),
        ("transitions_off", 5),
        ("papers", None),
        ("criteria_groups", 5),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_with_its_parameter(name: str, value: Any) -> None:
    with pytest.raises(RouteError) as refused:
        RouteRules.from_json("R7", {name: value})
    assert str(refused.value).startswith(f"route R7: parameter {name!r} cannot be {value!r}: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("council", "no"),
        ("superiors_sign", None),
        ("supplement_rounds", "many"),
        ("supplement_rounds", -1),
        ("supplement_days", -3),
        ("appraisal_days", 1.5),
    ],
)
def test_a_switch_is_true_or_false_and_a_number_a_whole_one(name: str, value: Any) -> None:
    """`"no"` would switch the council on, and -3 days would put every date before today."""
    with pytest.raises(RouteError, match=f"parameter '{name}'"):
        RouteRules.from_json("R7", {name: value})


@pytest.mark.parametrize("name", ["papers", "criteria_groups", "award_forms", "occasions", "transitions_off"])
def test_one_word_is_not_taken_for_a_list_of_letters(name: str) -> None:
    """The groups G, E and N would ask no criterion of the group GEN, and nobody would notice."""
    with pytest.raises(RouteError, match=f"parameter '{name}'"):
        RouteRules.from_json("R7", {name: "GEN"})


@pytest.mark.parametrize("value", [0.7, float("inf"), float("nan")])
def test_a_share_given_as_a_floating_number_is_refused(value: float) -> None:
    """0.7 is stored as slightly less, so that "more than 70 %" would let through exactly 70 %."""
    with pytest.raises(RouteError, match="parameter 'quorum'"):
        RouteRules.from_json("R7", {"quorum": value})


@pytest.mark.parametrize("given", [{"stict": False}, {"strict": "false"}])
def test_a_misspelt_part_of_a_threshold_is_refused(given: dict[str, Any]) -> None:
    """Either would be read as "more than" where "at least" was meant."""
    with pytest.raises(RouteError, match="parameter 'threshold'"):
        RouteRules.from_json("R7", {"threshold": {"share": "7/10", **given}})
