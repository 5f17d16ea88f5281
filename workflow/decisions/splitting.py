"""Splitting a draft decision: some of its lines go to a draft of their own."""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database.arguments import command
from workflow.decisions.corrected import take_along
from workflow.decisions.desks import open_decision
from workflow.decisions.flow import DecisionFlow
from workflow.decisions.models import Decision
from workflow.decisions.prizes import carry_changes
from workflow.decisions.recovery import copy_recovery
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.lines import Line
from workflow.dossiers.moving import change_case
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.worklist.board import NewCase

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

SPLIT: Final = "DECISION_SPLIT"
_unsigned: Final = ("draft", "form_check", "sign")


@command
def split_decision(
    decision: Decision,
    nominations: Iterable[int],
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """Take lines into a draft of their own for the same authority; `made` names it.

    For the lines that the decider may not sign: a deputy signs them. The new draft has no subject, its
    form is not checked and it collects nothing. A draft revocation takes its grounds along, a draft
    correction how its lines are to read. Refused once the decision is signed.
    Raises `ValidationError` on `nominations`.
    """
    ids = sorted(set(nominations))
    asked: dict[str, Json] = {"deed": SPLIT, "decision": decision.pk, "nominations": ids}

    def deed(act: Act) -> TransitionReport:
        require_post(act, decision.authority_id, {Role.DECIDER_OFFICE, Role.DECIDER})
        lines = {line.id: line for line in take_case(decision.case_id, act, _unsigned)}
        _check(ids, lines)
        new, case_id = _twin(decision, act)
        change_case([lines[line] for line in ids], case_id, act, SPLIT)
        _take_along(decision, new, ids)
        act.note(Decision, decision.pk, SPLIT, {"lines": ids, "into": new})
        return TransitionReport(act.operation, made={"decision": new})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def leave_apart(
    decision: Decision, apart: Sequence[int], lines: Sequence[Line], act: Act
) -> tuple[list[Line], dict[str, int]]:
    """These lines of a locked draft that is signed now go into a draft of their own, which waits for signature too.

    Subject and form check go along: nothing of them has changed. Gives the lines that stay, and the new draft by
    the name `left`. Raises `ValidationError` on `leaving`.
    """
    if not apart:
        return list(lines), {}
    by_id = {line.id: line for line in lines}
    _check(apart, by_id, "leaving")
    new, case_id = _twin(decision, act, "sign")
    named = ("subject", "folded_subject", "form_checked_at", "form_checked_by_id", "form_note")
    kept = Decision.objects.values(*named).get(pk=decision.pk)
    Decision.objects.filter(pk=new).update(**kept)
    change_case([by_id[line] for line in apart], case_id, act, SPLIT)
    _take_along(decision, new, apart)
    act.note(Decision, decision.pk, SPLIT, {"lines": list(apart), "into": new})
    stay = [line for line in lines if line.id not in set(apart)]
    for line in stay:
        line.lines_on_case = len(stay)
    return stay, {"left": new}


def _check(ids: Sequence[int], lines: Collection[int], field: str = "nominations") -> None:
    strange = [line for line in ids if line not in lines]
    if strange or not ids:
        message = _("These are no lines of the decision: %(ids)s.") % {"ids": ", ".join(map(str, strange)) or "-"}
        raise ValidationError({field: ValidationError(message, code="unknown")})
    if len(ids) == len(lines):
        message = _("These are all lines of the decision; leave at least one on it.")
        raise Refused([Refusal("lines", message, Basis.PROCEDURE)])


def _take_along(decision: Decision, new: int, ids: Sequence[int]) -> None:
    """What was entered of their prizes, how lines of a correction are to read, and what a revocation recovers."""
    carry_changes(ids, decision.pk, new)
    take_along(decision.pk, new, ids)
    copy_recovery(decision.pk, new)


def _twin(decision: Decision, act: Act, desk: str = "draft") -> tuple[int, int]:
    """A draft of the same kind, on the same grounds, on another case: its key and that of the case."""
    kind = Decision.Kind(decision.kind)
    new = NewCase(DecisionFlow, desk, decision.authority_id, variant=kind.value)
    ((case_id, _fresh),) = act.board.open([new])
    made = open_decision(
        case_id,
        decision.authority_id,
        kind,
        act,
        decision.pk,
        ground=decision.ground,
        ground_text=decision.ground_text,
        ground_document=decision.ground_document,
    )
    return made, case_id
