"""The route check: a route reaches a decision, has no dead end and names nothing foreign to the table."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

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


def check_route(rules: RouteRules) -> list[str]:
    """What is wrong with the route, in words; an empty list when it is lawful."""
    wrong = [
        _("Unknown transition: %(name)s.") % {"name": name}
        for name in sorted(rules.transitions_off - set(Transition.__members__))
    ]
    wrong += [_("Unknown kind of paper: %(name)s.") % {"name": name} for name in rules.papers if name not in PAPERS]
    on = [transition for transition in Transition if is_on(transition, rules)]
    there = reachable(State.DRAFT, on)
    if State.AWARDED not in there:
        wrong.append(_("No award can be reached."))
    if State.NOT_AWARDED not in there:
        wrong.append(_("The decider cannot decline."))
    for state in sorted(there & OPEN):
        ahead = reachable(state, on)
        if State.AWARDED not in ahead and not ahead - OPEN:
            wrong.append(_("Dead end: nothing leads out of «%(state)s».") % {"state": state.label})
        elif State.AWARDED not in ahead:
            wrong.append(_("From «%(state)s» no award can be reached.") % {"state": state.label})
    return wrong
