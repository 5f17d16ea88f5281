"""Revocation: a decision of its own over lines awarded before."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.database.arguments import command
from workflow.decisions.beginning import awarded_lines, begin, give_up, require_awards
from workflow.decisions.models import Decision
from workflow.decisions.recovery import Recovered, errors_of, keep_recovery
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.reports import TransitionReport

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
    recovery: Recovered | None = None,
    operation_id: str | None = None,
) -> TransitionReport:
    """Open a draft revocation over awarded lines of one authority; the award stands until it is issued.

    `recovery` says what is given back; without it nothing is. Raises `ValidationError` on `nominations`, `ground`,
    `document`, `text` (needed for another ground) or a part of `recovery`.
    """
    ids = sorted(set(nominations))
    asked: dict[str, Json] = {
        "deed": REVOCATION_DRAFTED,
        "nominations": ids,
        "ground": ground,
        "document": document,
        "text": text,
        "recovery": _said(recovery),
    }

    def deed(act: Act) -> TransitionReport:
        errors = _errors_of(ground, document, text) | errors_of(recovery, act.today)
        lines = awarded_lines(ids, act, errors)
        require_awards(lines, act, _ONLY_AN_AWARD)
        grounds = {"ground": ground, "ground_text": text.strip(), "ground_document": document.strip()}
        decision = begin(lines, Decision.Kind.REVOCATION, act, REVOCATION_DRAFTED, grounds)
        keep_recovery(decision, recovery)
        return TransitionReport(act.operation, made={"decision": decision})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


_ONLY_AN_AWARD: Final = gettext_lazy("It is «%(is)s»; only an award is revoked.")


def _said(given: Recovered | None) -> "list[Json]":
    if given is None:
        return []
    return [given.objects_back, given.money_back, given.payer, given.receiver, given.until]


def _errors_of(ground: str, document: str, text: str) -> dict[str, ValidationError]:
    errors: dict[str, ValidationError] = {}
    if ground not in Decision.Ground.values:
        errors["ground"] = ValidationError(_("State the ground of the revocation."), code="required")
    if ground == Decision.Ground.OTHER and not text.strip():
        errors["text"] = ValidationError(_("Write the other ground in words."), code="required")
    if not document.strip() or len(document) > _document_length:
        message = _("Name the document on which this rests (number and date).")
        errors["document"] = ValidationError(message, code="required")
    return errors


_document_length: Final = 200


@command
def drop_revocation(
    decision: Decision, actor: User | None, *, capacity: Under, reason: str, operation_id: str | None = None
) -> TransitionReport:
    """Drop an unsigned draft revocation: its awards stand, free of it. Raises `ValidationError` on `reason`."""
    asked: dict[str, Json] = {"deed": REVOCATION_DROPPED, "decision": decision.pk, "reason": reason}

    def deed(act: Act) -> TransitionReport:
        give_up(decision, Decision.Kind.REVOCATION, act, REVOCATION_DROPPED, reason)
        return TransitionReport(act.operation, made={"decision": decision.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)
