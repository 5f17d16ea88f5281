"""Holds: the document that concludes one."""

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.appraisal.models import Hold
from workflow.database.arguments import command
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.judgement import own_matter
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

HOLD_CONCLUDED: Final = "HOLD_CONCLUDED"
_longest: Final = 300


@command
def conclude_hold(
    hold: Hold, conclusion: str, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Record the document that concludes a hold; then its lines are resumed, or ruled ineligible.

    Nobody concludes the hold of oneself or of a relative. Raises `ValidationError` on `conclusion`.
    """
    asked: dict[str, Json] = {"deed": HOLD_CONCLUDED, "hold": hold.pk, "conclusion": conclusion}

    def deed(act: Act) -> TransitionReport:
        require_post(act, hold.office_id, {Role.OFFICE_HEAD})
        if not conclusion.strip() or len(conclusion) > _longest:
            message = _("Name the concluding document, in at most %(count)d characters.") % {"count": _longest}
            raise ValidationError({"conclusion": ValidationError(message, code="required")})
        lines = take_case(hold.case_id, act, ("review",))
        own = {line.id: (why,) for line in lines if (why := own_matter(line, act.holder)) is not None}
        if own:
            raise Refused((), own)
        Hold.objects.filter(pk=hold.pk).update(conclusion=conclusion.strip())
        for line in lines:
            act.note(Nomination, line.id, HOLD_CONCLUDED, {}, {"document": conclusion.strip()})
        return TransitionReport(act.operation, made={"hold": hold.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)
