"""Sending a whole draft back to composing, before it is signed: by whoever has it on the desk, with a reason.

Its lines stay on it; a single line is sent back to the office by a transition of its own.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database.arguments import command
from workflow.decisions.models import Decision
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.telling import Moment, Told, tell
from workflow.procedure.roles import Role
from workflow.worklist.board import BACK

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

DRAFT_SENT_BACK: Final = "DRAFT_SENT_BACK"
COMPOSED: Final = "DRAFTED"
WHO_SENDS_BACK: Final = {"form_check": Role.DECIDER_OFFICE, "sign": Role.DECIDER}
"""The desks from which a draft goes back, each with whose it is."""
_longest: Final = 4000


@command
def send_back_draft(
    decision: Decision, reason: str, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Send the whole draft back to be composed anew; what was found of its form is asked again.

    The check of the form sends it back, or the decider before signing. Raises `ValidationError` on `reason`,
    `Refused` on any other desk.
    """
    asked: dict[str, Json] = {"deed": DRAFT_SENT_BACK, "decision": decision.pk, "reason": reason}

    def deed(act: Act) -> TransitionReport:
        require_post(act, decision.authority_id, set(WHO_SENDS_BACK.values()))
        lines = take_case(decision.case_id, act, set(WHO_SENDS_BACK))
        desk = act.board.items[decision.case_id].flow_task.name
        require_post(act, decision.authority_id, {WHO_SENDS_BACK[desk]})
        _check(reason)
        Decision.objects.filter(pk=decision.pk).update(form_checked_at=None, form_checked_by=None, form_note="")
        act.board.step(decision.case_id, BACK)
        data: dict[str, Json] = {"desk": desk, "lines": len(lines)}
        act.note(Decision, decision.pk, DRAFT_SENT_BACK, data, {"reason": reason.strip()})
        return TransitionReport(act.operation, made={"decision": decision.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _check(reason: str) -> None:
    if not reason.strip():
        message = _("No reason is given. Write the reason, then try again.")
        raise ValidationError({"reason": ValidationError(message, code="required")})
    if len(reason) > _longest:
        message = _("Use 1 to %(count)d characters.") % {"count": _longest}
        raise ValidationError({"reason": ValidationError(message, code="length")})


def sent_back_in(story: Sequence[Told]) -> Moment | None:
    """When the draft was sent back, by whom and why, as long as it was not composed again. `story`: oldest first."""
    told = [one for one in story if one.entry.deed in {DRAFT_SENT_BACK, COMPOSED}]
    return tell(told[-1:])[0] if told and told[-1].entry.deed == DRAFT_SENT_BACK else None
