"""Assembling: the lines of one draft of awards go into another of the same authority."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from workflow.database.arguments import command
from workflow.decisions.models import Decision
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import lines_on, require_post
from workflow.dossiers.moving import change_case
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.worklist.board import Board

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

MERGED: Final = "DECISION_MERGED"
MERGED_AWAY: Final = "DECISION_MERGED_AWAY"
ASSEMBLED_ON: Final = "draft"
"""The desk on which a decision is assembled: what is checked and signed later is one whole."""


@command
def merge_decisions(
    decision: Decision, other: Decision, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Take every line of another draft into this one; the case of the other ends, and both have it on record.

    Both are drafts of awards of one authority that are being composed. Raises `Refused` with every reason.
    """
    asked: dict[str, Json] = {"deed": MERGED, "decision": decision.pk, "other": other.pk}

    def deed(act: Act) -> TransitionReport:
        require_post(act, decision.authority_id, {Role.DECIDER_OFFICE})
        act.board.lock_cases([decision.case_id, other.case_id])
        why = _why_not(decision, other, act.board)
        if why:
            raise Refused(why)
        lines = lines_on(other.case_id, act)
        change_case(lines, decision.case_id, act, MERGED)
        act.note(Decision, decision.pk, MERGED, {"lines": [line.id for line in lines], "from": other.pk})
        act.note(Decision, other.pk, MERGED_AWAY, {"into": decision.pk})
        return TransitionReport(act.operation, made={"decision": decision.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _why_not(decision: Decision, other: Decision, board: Board) -> list[Refusal]:
    if decision.pk == other.pk:
        return [Refusal("other", _("This is the draft itself. Choose another one."), Basis.PROCEDURE)]
    found = []
    if decision.authority_id != other.authority_id:
        message = _("The drafts are of two authorities. Each authority decides by its own decision.")
        found.append(Refusal("authority", message, Basis.WHO_DECIDES))
    if {decision.kind, other.kind} != {Decision.Kind.AWARD.value}:
        message = _("Only drafts of awards are merged; a revocation or a correction stands alone.")
        found.append(Refusal("kind", message, Basis.PROCEDURE))
    for one in (decision, other):
        node = board.node(one.case_id)
        if node is None or node.signed or node.name == "publish":
            message = _("«%(draft)s» is signed, or closed. What is signed takes no line any more.")
            found.append(Refusal("signed", message % {"draft": one.subject or one}, Basis.UNCHANGED))
        elif node.name != ASSEMBLED_ON:
            message = _("«%(draft)s» is composed already. Only drafts that are still being composed are merged.")
            found.append(Refusal("composed", message % {"draft": one.subject or one}, Basis.PROCEDURE))
    return found
