"""Signing: what is judged of a line when its paper is signed, before the paper is issued."""

from workflow.directory.capacity import Capacity
from workflow.dossiers.judgement import lacks_right_to_sign, state_forbids
from workflow.dossiers.lines import Line
from workflow.procedure.check import is_on
from workflow.procedure.facts import Family, Refusal
from workflow.procedure.guards import NEEDS
from workflow.procedure.transitions import Transition

_of_the_issue = frozenset({Family.SIGNATURE, Family.DECISION})


def judge_signature(transition: Transition, line: Line, capacity: Capacity) -> tuple[Refusal, ...]:
    """Every refusal of a signature under one line, for the transition that its issue will make.

    Guards that read the signature itself, or the decision that is being signed, judge the issue and
    are left to the door.
    """
    line.actors = line.signers = capacity.persons
    lacking = lacks_right_to_sign(transition, line, capacity)
    if lacking is not None:
        return (lacking,)
    if line.state is not transition.source or not is_on(transition, line.route):
        return (state_forbids(transition, line),)
    guards = (guard for guard in transition.guards if _of_the_issue.isdisjoint(NEEDS[guard]))
    return tuple(refusal for guard in guards if (refusal := guard(line)) is not None)
