"""Beginning a decision over awards that were issued before: who may, over which, and how it is given up again."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.decisions.desks import open_decision
from workflow.decisions.flow import DecisionFlow
from workflow.decisions.models import Decision
from workflow.dossiers.act import Act
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.judgement import no_post, out_of_scope_deed, own_matter
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.locking import lock_cases_of
from workflow.dossiers.moving import change_case, leave_case
from workflow.dossiers.reports import Refused
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import decider, decider_office, office_head
from workflow.worklist.board import NewCase

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_unsigned: Final = ("draft", "form_check", "sign")


def awarded_lines(ids: Sequence[int], act: Act, errors: dict[str, ValidationError]) -> list[Line]:
    """The lines, locked; of one authority. What is wrong is put into `errors` and all of it raised."""
    lock_cases_of(ids, act)
    lines = read_lines(ids, act.today, lock=True)
    if not ids or len(lines) != len(ids):
        errors["nominations"] = ValidationError(_("Name nominations that exist."), code="unknown")
    elif len({line.authority for line in lines}) > 1:
        message = _("One decision is about awards of one authority.")
        errors["nominations"] = ValidationError(message, code="authority")
    if errors:
        raise ValidationError(errors)
    return lines


def require_awards(lines: Sequence[Line], act: Act, only: "_StrPromise") -> None:
    """The actor may begin it, and each line is an award that stands on no other draft. Raises `Refused`.

    `only` says that an award alone is what this is about.
    """
    refused = {line.id: (why,) for line in lines if (why := _why_not(line, act, only)) is not None}
    if refused:
        raise Refused((), refused)


def _why_not(line: Line, act: Act, only: "_StrPromise") -> Refusal | None:
    holder = act.holder
    posts = (office_head, decider, decider_office)
    lacking = no_post(posts, line, holder) or out_of_scope_deed(holder) or own_matter(line, holder)
    if lacking is not None:
        return lacking
    if line.state is not State.AWARDED:
        return Refusal("state", str(only) % {"is": line.state.label}, Basis.REVOCATION)
    if line.case is not None:
        message = _("A revocation or a correction of it is being drafted already.")
        return Refusal("case", message, Basis.REVOCATION)
    return None


def begin(lines: Sequence[Line], kind: Decision.Kind, act: Act, deed: str, grounds: Mapping[str, str]) -> int:
    """A draft over these lines, which stand on it from now on; its key."""
    authority = lines[0].authority
    ((case_id, _fresh),) = act.board.open([NewCase(DecisionFlow, "draft", authority, variant=kind.value)])
    decision = open_decision(case_id, authority, kind, act, **grounds)
    change_case(lines, case_id, act, deed)
    return decision


def give_up(decision: Decision, kind: Decision.Kind, act: Act, deed: str, reason: str) -> None:
    """Drop an unsigned draft of this kind: its awards stand, free of it.

    Raises `Refused`, or `ValidationError` on `reason`.
    """
    require_post(act, decision.authority_id, {Role.DECIDER, Role.DECIDER_OFFICE})
    lines = take_case(decision.case_id, act, _unsigned)
    if decision.kind != kind:
        message = _("Only a draft revocation or correction is dropped; lines of another draft are sent back.")
        raise Refused([Refusal("kind", message, Basis.REVOCATION)])
    if not reason.strip():
        message = _("No reason is given. Write the reason, then try again.")
        raise ValidationError({"reason": ValidationError(message, code="required")})
    leave_case(lines, act, deed)
    act.board.end(decision.case_id)
    act.note(Decision, decision.pk, deed, {}, {"reason": reason.strip()})
