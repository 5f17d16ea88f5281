"""Protecting: the office lets the public see less of one award than the rules say, or lifts that again."""

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.standing import awards
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.public_register.levels import by_rules, rules_on
from workflow.public_register.models import Level, Protection

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

PROTECTED: Final = "AWARD_PROTECTED"
LIFTED: Final = "AWARD_PROTECTION_LIFTED"
REASON: Final = 1_000


@command
def protect_award(
    line: DecisionLine,
    actor: User | None,
    *,
    capacity: Under,
    level: int,
    reason: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """The head of the standing office sets what the public sees of an issued award, less than the rules; 0 lifts that.

    Raises `ValidationError` on `level` or `reason`, `Refused` where the line is no award that was issued.
    """
    asked: dict[str, Json] = {"deed": PROTECTED, "line": line.pk, "level": level, "reason": reason}

    def deed(act: Act) -> TransitionReport:
        require_post(act, line.nomination.office_id, {Role.OFFICE_HEAD})
        rows.fetch("SELECT id FROM workflow_decision WHERE id = %s {for_no_key_update}", [line.decision_id])
        by_rule = awards().filter(pk=line.pk).annotate(by_rule=by_rules(rules_on(act.today)))
        general = by_rule.values_list("by_rule", flat=True).first()
        if general is None:
            message = _("Only an award that was issued is protected.")
            raise Refused([Refusal("award", message, Basis.PROCEDURE)])
        _check(line, level, reason, general)
        given = {"level": level, "reason": one_line(reason), "set_at": act.at}
        Protection.objects.update_or_create(line=line, defaults=given)
        data: dict[str, Json] = {"line": line.pk, "level": Level(level).name}
        act.note(Decision, line.decision_id, PROTECTED if level else LIFTED, data, {"reason": one_line(reason)})
        return TransitionReport(act.operation, made={"line": line.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _check(line: DecisionLine, level: int, reason: str, general: int) -> None:
    errors: dict[str, ValidationError] = {}
    now = Protection.objects.filter(line=line).values_list("level", flat=True).first() or Level.FULL
    if level not in Level.values:
        errors["level"] = ValidationError(_("Choose one of what there is."), code="unknown")
    elif level == Level.FULL and now == Level.FULL:
        errors["level"] = ValidationError(_("There is no protection to lift."), code="lifted")
    elif level != Level.FULL and level <= general:
        message = _("The rules show no more than that already. Choose a stricter level.")
        errors["level"] = ValidationError(message, code="not_stricter")
    if not reason.strip() or len(one_line(reason)) > REASON:
        message = _("Give a reason, in at most %(count)d characters.") % {"count": REASON}
        errors["reason"] = ValidationError(message, code="required")
    if errors:
        raise ValidationError(dict(errors))
