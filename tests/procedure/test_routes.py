"""Every route leads a nomination to a decision; a route that cannot is refused when it is saved."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import pytest
from django.utils import translation

from workflow.procedure import guards as g
from workflow.procedure.check import NEEDS_COUNCIL, NEEDS_SUPERIORS, check_route, is_on, reachable, targets
from workflow.procedure.facts import Family, PlainFacts
from workflow.procedure.routes import CountedAgainst, QuotaRule, RouteRules, SameMerit, Threshold
from workflow.procedure.states import HOLDABLE, OPEN, State
from workflow.procedure.transitions import Transition

R1: Final = RouteRules(
    code="R1",
    papers=("REPORT", "MINUTES"),
    quota=QuotaRule.ALLOCATED,
    party_opinion=True,
    threshold=Threshold(Fraction(7, 10), strict=False, basis=CountedAgainst.ALL),
    secret=True,
)
R2: Final = RouteRules(code="R2", papers=("REPORT",), superiors_sign=False, quorum=None)
R3: Final = RouteRules(
    code="R3", papers=("REPORT", "MINUTES"), superiors_sign=False, quota=QuotaRule.OWN_DECISION, appraisal_days=10
)
R3S: Final = replace(R3, code="R3S", council=False, unit_minutes=False, drafter_may_endorse=True)
R4: Final = RouteRules(
    code="R4",
    council=False,
    papers=("SUMMARY_REPORT",),
    unit_minutes=False,
    simplified=True,
    appraisal_days=None,
    same_merit=SameMerit.BLOCK,
    round_required=False,
)
SHIPPED: Final = (R1, R2, R3, R3S, R4)
by_code = pytest.mark.parametrize("rules", SHIPPED, ids=lambda rules: rules.code)


# A walk that remembers what the conditions of the table ask: superiors to come, an open request, where a hold began.


@dataclass(frozen=True, slots=True)
class Place:
    """Where a nomination stands, and what it brought along."""

    state: State = State.DRAFT
    superiors: int = 0
    request: bool = False
    held_in: State | None = None


_judged: Final = {g.a_level_remains, g.no_level_remains, g.a_request_is_open, g.no_request_is_open}


def _is_let_through(transition: Transition, place: Place, rules: RouteRules) -> bool:
    level, request = {"next": 7 if place.superiors else None}, {"open": place.request}
    facts = PlainFacts(route=rules, families={Family.LEVEL: level, Family.REQUEST: request})
    return all(guard(facts) is None for guard in transition.guards if guard in _judged)


def _moved(transition: Transition, place: Place, superiors: int) -> Place:
    target = place.held_in if transition.resumes else transition.target
    assert target is not None
    left = place.superiors - 1 if target is State.WITH_SUPERIOR else superiors
    asked = transition is Transition.REQUEST_SUPPLEMENT
    stays = place.request and target in OPEN - {State.WITH_OFFICE}
    return Place(target, left, asked or stays, place.state if target is State.ON_HOLD else None)


def _walk(rules: RouteRules, start: Place, superiors: int) -> Iterator[Place]:
    """Every place that can be reached from `start`, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        place = waiting.pop()
        yield place
        for transition in Transition:
            if transition.source is not place.state or not is_on(transition, rules):
                continue
            if _is_let_through(transition, place, rules):
                to = _moved(transition, place, superiors)
                if to not in seen:
                    seen.add(to)
                    waiting.append(to)


def _wrong(rules: RouteRules, superiors: int) -> set[str]:
    """What a line whose unit has so many superiors meets on the route."""
    places = set(_walk(rules, Place(superiors=superiors), superiors))
    wrong = {f"no {end}" for end in (State.AWARDED, State.NOT_AWARDED) if end not in {place.state for place in places}}
    for place in places:
        if place.state in OPEN and State.AWARDED not in {p.state for p in _walk(rules, place, superiors)}:
            wrong.add(f"stuck in {place.state}")
    return wrong


def _is_lawful(rules: RouteRules) -> bool:
    return not any(_wrong(rules, superiors) for superiors in ((0, 1, 2) if rules.superiors_sign else (0,)))


# Ways.


@by_code
@pytest.mark.parametrize("superiors", [0, 1, 2])
def test_a_route_reaches_both_decisions_and_has_no_dead_end(rules: RouteRules, superiors: int) -> None:
    assert _wrong(rules, superiors if rules.superiors_sign else 0) == set()


@by_code
def test_a_route_as_shipped_is_accepted(rules: RouteRules) -> None:
    assert check_route(rules) == []


def test_every_state_can_be_reached_from_the_draft() -> None:
    found = {place.state for rules in SHIPPED for place in _walk(rules, Place(superiors=1), 1)}
    assert found == set(State)
    assert reachable(State.DRAFT, Transition) == set(State)


def test_from_every_open_state_an_award_can_be_reached() -> None:
    assert {state for state in State if State.AWARDED in reachable(state, Transition)} >= OPEN


def test_what_is_final_leads_nowhere() -> None:
    ends = (State.NOT_ENDORSED, State.REDIRECTED, State.WITHDRAWN, State.LAPSED, State.REVOKED)
    assert {state: reachable(state, Transition) for state in ends} == {state: {state} for state in ends}


@by_code
def test_a_line_meets_the_council_only_where_the_route_has_one(rules: RouteRules) -> None:
    met = {place.state for place in _walk(rules, Place(), 0)} & {State.WITH_COUNCIL, State.NOT_SUPPORTED}
    assert met == ({State.WITH_COUNCIL, State.NOT_SUPPORTED} if rules.council else set())


@by_code
def test_a_line_meets_a_superior_only_where_superiors_sign(rules: RouteRules) -> None:
    met = {place.state for place in _walk(rules, Place(superiors=1), 1)}
    assert (State.WITH_SUPERIOR in met) is rules.superiors_sign


def test_a_supplement_passes_the_superiors_again_only_where_the_route_says_so() -> None:
    supplemented = Place(State.WITH_HEAD, superiors=1, request=True)
    for again in (False, True):
        rules = replace(R1, superiors_sign_again=again)
        met = {place for place in _walk(rules, supplemented, 1) if place.request}
        assert (State.WITH_SUPERIOR in {place.state for place in met}) is again


# Switches.


def test_a_route_without_a_council_loses_its_rows_and_gains_a_clearance() -> None:
    without = {t for t in Transition if is_on(t, RouteRules(council=False))}
    assert {t for t in Transition if is_on(t, RouteRules())} ^ without == NEEDS_COUNCIL | {Transition.CLEAR}
    assert Transition.CLEAR in without


def test_every_row_of_the_council_desk_needs_a_council() -> None:
    at_the_council = {t for t in Transition if State.WITH_COUNCIL in {t.source, *targets(t)} and not t.resumes}
    after_it = {t for t in Transition if t.source is State.NOT_SUPPORTED}
    assert at_the_council | after_it == NEEDS_COUNCIL


def test_a_route_without_superiors_loses_the_rows_of_their_desk() -> None:
    off = {t for t in Transition if not is_on(t, RouteRules(superiors_sign=False))} - {Transition.CLEAR}
    assert off == NEEDS_SUPERIORS
    at_the_superior = {t for t in Transition if State.WITH_SUPERIOR in {t.source, *targets(t)}}
    assert at_the_superior == NEEDS_SUPERIORS


def test_a_row_that_the_route_switches_off_is_off() -> None:
    rules = RouteRules(transitions_off=frozenset({"TAKE_UP"}))
    assert is_on(Transition.TAKE_UP, RouteRules())
    assert not is_on(Transition.TAKE_UP, rules)


def test_a_lifted_hold_may_lead_to_each_desk_that_can_be_held() -> None:
    assert targets(Transition.RESUME) == set(HOLDABLE)
    assert targets(Transition.AWARD) == {State.AWARDED}


# Refusals.


def _said(rules: RouteRules) -> list[str]:
    with translation.override("en"):
        return check_route(rules)


def _without(rules: RouteRules, *names: str) -> RouteRules:
    return replace(rules, transitions_off=frozenset(names))


def test_an_unknown_transition_is_refused() -> None:
    assert _said(_without(R1, "PROMOTE", "ADORE")) == ["Unknown transition: ADORE.", "Unknown transition: PROMOTE."]


def test_an_unknown_paper_is_refused() -> None:
    assert _said(replace(R1, papers=("REPORT", "PORTRAIT"))) == ["Unknown kind of paper: PORTRAIT."]


@by_code
def test_a_route_that_cannot_award_is_refused(rules: RouteRules) -> None:
    assert "No award can be reached." in _said(_without(rules, "AWARD"))


@by_code
def test_a_route_that_cannot_decline_is_refused(rules: RouteRules) -> None:
    assert _said(_without(rules, "DECLINE")) == ["The decider cannot decline."]


@by_code
def test_a_dead_end_is_refused(rules: RouteRules) -> None:
    on_hold = [t.name for t in Transition if t.source is State.ON_HOLD]
    assert _said(_without(rules, *on_hold)) == ["Dead end: nothing leads out of «On hold»."]


def test_a_desk_from_which_only_refusals_lead_is_refused() -> None:
    rules = _without(R1, "RESUME", "REOPEN_INELIGIBLE")
    assert _said(rules) == ["From «On hold» no award can be reached."]


@by_code
def test_a_route_is_accepted_exactly_when_a_line_can_walk_it(rules: RouteRules) -> None:
    """Each row switched off in turn: the check and a walk that remembers agree."""
    routes = {t.name: _without(rules, t.name) for t in Transition}
    accepted = {name for name, route in routes.items() if check_route(route) == []}
    lawful = {name for name, route in routes.items() if _is_lawful(route)}
    assert accepted == lawful
