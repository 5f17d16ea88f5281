"""Revocation: a decision of its own over lines awarded before."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database.arguments import command
from workflow.decisions.desks import open_decision
from workflow.decisions.flow import DecisionFlow
from workflow.decisions.models import Decision
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.judgement import no_post, out_of_scope_deed, own_matter
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.locking import lock_cases_of
from workflow.dossiers.moving import change_case, leave_case
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import decider, decider_office, office_head
from workflow.worklist.board import NewCase

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

REVOCATION_DRAFTED: Final = "REVOCATION_DRAFTED"
REVOCATION_DROPPED: Final = "REVOCATION_DROPPED"


@command
def draft_revocation(
    nominations: Sequence[int],
    actor: User | None,
    *,
    capacity: Under,
    ground: str,
    document: str,
    text: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """Open a draft revocation over awarded lines of one authority; the award stands until it is issued.

    Raises `ValidationError` on `nominations`, `ground`, `document` or `text` (needed for another ground).
    """
    ids = sorted(set(nominations))
    asked: dict[str, Json] = {
        "deed": REVOCATION_DRAFTED,
        "nominations": ids,
        "ground": ground,
        "document": document,
        "text": text,
    }

    def deed(act: Act) -> TransitionReport:
        lock_cases_of(ids, act)
        lines = read_lines(ids, act.today, lock=True)
        _check(ids, lines, ground, document, text)
        refused = {line.id: (why,) for line in lines if (why := _why_not(line, act)) is not None}
        if refused:
            raise Refused((), refused)
        grounds = {"ground": ground, "ground_text": text.strip(), "ground_document": document.strip()}
        return TransitionReport(act.operation, made={"decision": _draft(lines, grounds, act)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _draft(lines: Sequence[Line], grounds: Mapping[str, str], act: Act) -> int:
    authority, variant = lines[0].authority, Decision.Kind.REVOCATION
    ((case_id, _fresh),) = act.board.open([NewCase(DecisionFlow, "draft", authority, variant=variant.value)])
    decision = open_decision(case_id, authority, variant, act, **grounds)
    change_case(lines, case_id, act, REVOCATION_DRAFTED)
    return decision


def _check(ids: Sequence[int], lines: Sequence[Line], ground: str, document: str, text: str) -> None:
    errors: dict[str, ValidationError] = {}
    if not ids or len(lines) != len(ids):
        errors["nominations"] = ValidationError(_("Name nominations that exist."), code="unknown")
    elif len({line.authority for line in lines}) > 1:
        message = _("One decision revokes awards of one authority.")
        errors["nominations"] = ValidationError(message, code="authority")
    if ground not in Decision.Ground.values:
        errors["ground"] = ValidationError(_("State the ground of the revocation."), code="required")
    if ground == Decision.Ground.OTHER and not text.strip():
        errors["text"] = ValidationError(_("Write the other ground in words."), code="required")
    if not document.strip() or len(document) > _document_length:
        message = _("Name the document on which this rests (number and date).")
        errors["document"] = ValidationError(message, code="required")
    if errors:
        raise ValidationError(dict(errors))


_document_length: Final = 200


def _why_not(line: Line, act: Act) -> Refusal | None:
    holder = act.holder
    posts = (office_head, decider, decider_office)
    lacking = no_post(posts, line, holder) or out_of_scope_deed(holder) or own_matter(line, holder)
    if lacking is not None:
        return lacking
    if line.state is not State.AWARDED:
        message = _("It is «%(is)s»; only an award is revoked.") % {"is": line.state.label}
        return Refusal("state", message, Basis.REVOCATION)
    if line.case is not None:
        return Refusal("case", _("Its revocation is being drafted already."), Basis.REVOCATION)
    return None


@command
def drop_revocation(
    decision: Decision, actor: User | None, *, capacity: Under, reason: str, operation_id: str | None = None
) -> TransitionReport:
    """Drop an unsigned draft revocation: its awards stand, free of it. Raises `ValidationError` on `reason`."""
    asked: dict[str, Json] = {"deed": REVOCATION_DROPPED, "decision": decision.pk, "reason": reason}

    def deed(act: Act) -> TransitionReport:
        require_post(act, decision.authority_id, {Role.DECIDER, Role.DECIDER_OFFICE})
        lines = take_case(decision.case_id, act, ("draft", "form_check", "sign"))
        if decision.kind != Decision.Kind.REVOCATION:
            message = _("Only a draft revocation is dropped; lines of another draft are sent back to the office.")
            raise Refused([Refusal("kind", message, Basis.REVOCATION)])
        if not reason.strip():
            message = _("No reason is given. Write the reason, then try again.")
            raise ValidationError({"reason": ValidationError(message, code="required")})
        leave_case(lines, act, REVOCATION_DROPPED)
        act.board.end(decision.case_id)
        act.note(Decision, decision.pk, REVOCATION_DROPPED, {}, {"reason": reason.strip()})
        return TransitionReport(act.operation, made={"decision": decision.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)
