"""Recovery (thu hồi): what is given back after a revocation, by whom, to whom, until when (domain reference, 2.7)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.database.texts import one_line
from workflow.decisions.models import Decision

_longest: Final = 250


class Recovery(models.Model):
    """What one revocation decision recovers. A revocation without a row recovers nothing."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="recovery")
    objects_back = models.BooleanField(gettext_lazy("the certificate and its object are given back"))
    money_back = models.BooleanField(gettext_lazy("the prize is paid back"))
    payer = models.CharField(gettext_lazy("who gives back"), max_length=_longest)
    receiver = models.CharField(gettext_lazy("to whom"), max_length=_longest)
    until = models.DateField(gettext_lazy("until"))

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.until}"


@dataclass(frozen=True, slots=True)
class Recovered:
    """What is to be recovered, as a draft revocation gives it."""

    objects_back: bool
    money_back: bool
    payer: str
    receiver: str
    until: date


def errors_of(given: Recovered | None, today: date) -> dict[str, ValidationError]:
    """What a recovery lacks, by field."""
    if given is None:
        return {}
    errors: dict[str, ValidationError] = {}
    if not (given.objects_back or given.money_back):
        message = _("Say what is given back: the certificate, the prize, or both.")
        errors["recovery.objects_back"] = ValidationError(message, code="required")
    for field, text in (("payer", given.payer), ("receiver", given.receiver)):
        if not text.strip() or len(text) > _longest:
            message = _("Say it in 1 to %(count)d characters.") % {"count": _longest}
            errors[f"recovery.{field}"] = ValidationError(message, code="required")
    if given.until <= today:
        message = _("The last day to give back lies in the future.")
        errors["recovery.until"] = ValidationError(message, code="past")
    return errors


def keep_recovery(decision: int, given: Recovered | None) -> None:
    """Write what the draft recovers."""
    if given is not None:
        Recovery.objects.create(
            decision_id=decision,
            objects_back=given.objects_back,
            money_back=given.money_back,
            payer=one_line(given.payer),
            receiver=one_line(given.receiver),
            until=given.until,
        )


def copy_recovery(was: int, becomes: int) -> None:
    """A draft that was split off recovers the same."""
    for one in Recovery.objects.filter(decision=was):
        given = Recovered(one.objects_back, one.money_back, one.payer, one.receiver, one.until)
        keep_recovery(becomes, given)
