"""The route check: a route reaches a decision, has no dead end and names nothing foreign to the table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from workflow.procedure import guards as g
from workflow.procedure.facts import Family, PlainFacts
from workflow.procedure.papers import PAPERS
from workflow.procedure.routes import RouteRules
from workflow.procedure.states import HOLDABLE, OPEN, State
from workflow.procedure.transitions import Transition

NEEDS_COUNCIL: Final = frozenset(
    {
        Transition.REFER_TO_COUNCIL,
        Transition.SUPPORT,
        Transition.NOT_SUPPORT,
        Transition.DEFER,
        Transition.TAKE_UP,
        Transition.HOLD_AT_COUNCIL,
        Transition.REOPEN_NOT_SUPPORTED,
    }
)
NEEDS_SUPERIORS: Final = frozenset(
    {
        Transition.ENDORSE_UPWARD,
        Transition.PASS_UPWARD,
        Transition.FORWARD,
        Transition.NOT_ENDORSE_ABOVE,
        Transition.RECALL_FROM_SUPERIOR,
        Transition.RETURN_FROM_SUPERIOR,
        Transition.RETURN_SUPPLEMENT,
        Transition.SUPPLEMENT_OVERDUE_ABOVE,
        Transition.WITHDRAW_AT_SUPERIOR,
        Transition.LAPSE_AT_SUPERIOR,
    }
)


def is_on(transition: Transition, rules: RouteRules) -> bool:
    """Whether the route has this transition at all."""
    if transition.name in rules.transitions_off:
        return False
    if transition in NEEDS_COUNCIL:
        return rules.council
    if transition is Transition.CLEAR:
        return not rules.council
    if transition in NEEDS_SUPERIORS:
        return rules.superiors_sign
    return True


def targets(transition: Transition) -> frozenset[State]:
    """Every state the transition can lead to."""
    return frozenset(HOLDABLE) if transition.resumes else frozenset({transition.target})


def reachable(start: State, on: Iterable[Transition]) -> frozenset[State]:
    """The states that can be reached from `start`."""
    rows = list(on)
    holds = frozenset(t.source for t in rows if not t.resumes and t.target is State.ON_HOLD)
    steps = [(t.source, holds if t.resumes else targets(t)) for t in rows]
    found = {start}
    while True:
        more = {state for source, to in steps if source in found for state in to} - found
        if not more:
            return frozenset(found)
        found |= more


@dataclass(frozen=True, slots=True)
class Place:
    """Where a nomination stands, and what it brought along: superiors still to sign, an open request, a hold."""

    state: State = State.DRAFT
    superiors: int = 0
    request: bool = False
    held_in: State | None = None


# The guards that judge by what the line brought along; the others ask for facts that people can always make true.
_remembered: Final = {g.a_level_remains, g.no_level_remains, g.a_request_is_open, g.no_request_is_open}


def _steps(place: Place, rules: RouteRules, superiors: int) -> Iterator[Place]:
    level, request = {"next": place.superiors or None}, {"open": place.request}
    facts = PlainFacts(route=rules, families={Family.LEVEL: level, Family.REQUEST: request})
    for transition in Transition:
        if transition.source is not place.state or not is_on(transition, rules):
            continue
        if any(guard(facts) for guard in transition.guards if guard in _remembered):
            continue
        target = place.held_in if transition.resumes else transition.target
        if target is None:
            continue
        open_request = place.request and target in OPEN and target is not State.WITH_OFFICE
        yield Place(
            target,
            place.superiors - 1 if target is State.WITH_SUPERIOR else superiors,
            open_request or transition is Transition.REQUEST_SUPPLEMENT,
            place.state if target is State.ON_HOLD else None,
        )


def walk(rules: RouteRules, start: Place, superiors: int = 0) -> frozenset[Place]:
    """Every place that a line under so many superiors can come to from `start`, as its guards remember the way."""
    found, waiting = {start}, [start]
    while waiting:
        for place in _steps(waiting.pop(), rules, superiors):
            if place not in found:
                found.add(place)
                waiting.append(place)
    return frozenset(found)


def check_route(rules: RouteRules) -> list[str]:
    """What is wrong with the route, in words; an empty list when it is lawful."""
    wrong = [
        _("Unknown transition: %(name)s.") % {"name": name}
        for name in sorted((rules.transitions_off | rules.reserved) - set(Transition.__members__))
    ]
    wrong += [_("Unknown kind of paper: %(name)s.") % {"name": name} for name in rules.papers if name not in PAPERS]
    for superiors in (0, 1, 2) if rules.superiors_sign else (0,):
        wrong += _on_the_way(rules, superiors)
    return list(dict.fromkeys(wrong))


def _on_the_way(rules: RouteRules, superiors: int) -> Iterator[str]:
    there = walk(rules, Place(superiors=superiors), superiors)
    states = {place.state for place in there}
    if State.AWARDED not in states:
        yield _("No award can be reached.")
    if State.NOT_AWARDED not in states:
        yield _("The decider cannot decline.")
    for place in sorted(there, key=lambda p: (p.state, p.superiors, p.request, p.held_in or "")):
        if place.state not in OPEN:
            continue
        ahead = {p.state for p in walk(rules, place, superiors)}
        if State.AWARDED not in ahead and not ahead - OPEN:
            yield _("Dead end: nothing leads out of «%(state)s».") % {"state": place.state.label}
        elif State.AWARDED not in ahead:
            yield _("From «%(state)s» no award can be reached.") % {"state": place.state.label}
