"""Signing by exception: which lines of a decision are clean, and what is to be looked at on the others."""

from django.utils import timezone

from workflow.decisions.judging import why_not_signed
from workflow.decisions.models import Decision
from workflow.directory.capacity import read_capacity
from workflow.directory.models import User
from workflow.dossiers.act import Under
from workflow.dossiers.care import cautions_on
from workflow.dossiers.facts import load_facts
from workflow.dossiers.handling import keys_on
from workflow.dossiers.judgement import families_for
from workflow.dossiers.lines import read_lines
from workflow.dossiers.showing import Readiness
from workflow.pages.refusals import why_not
from workflow.procedure.exceptions import FOR_THE_DECIDER
from workflow.procedure.facts import Refusal
from workflow.procedure.transitions import Transition


def review_of(decision: Decision, user: User, under: Under) -> Readiness:
    """What the signer is to look at, line by line: what bars the signature, and the exceptions of the rules.

    Nothing is locked or written; a constant number of statements for any number of lines.
    """
    today, ids = timezone.localdate(), keys_on(decision.case_id)
    held = read_capacity(user, under, today, lock=False)
    if isinstance(held, Refusal):
        return Readiness(0, len(ids), {line: why_not([held]) for line in ids})
    is_award = decision.kind == Decision.Kind.AWARD
    transition = Transition.AWARD if is_award else Transition.REVOKE
    lines = read_lines(ids, today, lock=False)
    load_facts(lines, families_for([transition]), today)
    why = {line.id: why_not(some) for line in lines if (some := why_not_signed(transition, line, held))}
    told = cautions_on(ids, FOR_THE_DECIDER) if is_award else {}
    return Readiness(len(ids) - len(why), len(ids), why, {key: why_not(some) for key, some in told.items()})


def against_advice(review: Readiness) -> frozenset[int]:
    """The lines that the council did not support: whoever awards them gives the reason."""
    return frozenset(line for line, told in review.cautions.items() if any(one.rule == "R-COUNCIL" for one in told))
