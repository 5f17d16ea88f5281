"""Delivery: certificates are handed over, come back for a misprint, are not accepted, or cannot be delivered."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.certificates.models import Certificate
from workflow.certificates.register import refuse, take_certificates
from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.reports import TransitionReport

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

HANDED: Final = {
    Certificate.State.DELIVERED.value: "CERTIFICATE_DELIVERED",
    Certificate.State.RETURNED.value: "CERTIFICATE_RETURNED",
    Certificate.State.REFUSED.value: "CERTIFICATE_REFUSED",
    Certificate.State.UNDELIVERABLE.value: "CERTIFICATE_UNDELIVERABLE",
}
"""The deed of each state in which a certificate may be noted."""
DEMANDED: Final = "CERTIFICATE_DEMANDED"
RECOVERED: Final = "CERTIFICATE_RECOVERED"
_OUT: Final = (Certificate.State.DELIVERED,)
_name_length, _note_length = 250, 400


@command
def note_handing(
    certificates: Sequence[int],
    actor: User | None,
    *,
    capacity: Under,
    state: str,
    on: date,
    handed_to: str = "",
    by_proxy: bool = False,
    note: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """Note where certificates are now: delivered (to whom; by proxy), returned for a misprint, refused, undeliverable.

    One that is delivered was printed before; the others say why. Raises `ValidationError` on `state`, `on`,
    `handed_to` or `note`. A constant number of statements.
    """
    keys = sorted(set(certificates))
    asked: dict[str, Json] = {
        "deed": HANDED.get(state, "CERTIFICATE_HANDED"),
        "certificates": keys,
        "on": on,
        "to": handed_to,
        "by_proxy": by_proxy,
        "note": note,
    }

    def deed(act: Act) -> TransitionReport:
        held = take_certificates(keys, act)
        _check(state, on, handed_to, note, max(timezone.localdate(one.entered_at) for one in held.values()), act)
        if state in _OUT and Certificate.objects.filter(pk__in=keys, prints=None).exists():
            refuse("printed", _("A certificate that was never printed cannot be delivered. Print it first."))
        _write(list(held), (state, on, one_line(handed_to), by_proxy, note.strip()), act)
        return TransitionReport(act.operation, made={"certificates": len(held)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _write(keys: Sequence[int], told: tuple[str, date, str, bool, str], act: Act) -> None:
    state, on, handed_to, by_proxy, note = told
    columns = ("state", "state_on", "handed_to", "by_proxy", "state_note")
    rows.update_rows(Certificate, "id", columns, [(key, *told) for key in keys])
    personal: dict[str, Json] = {"text": "; ".join(filter(None, (handed_to, note)))}
    for key in keys:
        act.note(Certificate, key, HANDED[state], {"on": on, "by_proxy": by_proxy}, personal)


def _check(state: str, on: date, handed_to: str, note: str, entered: date, act: Act) -> None:
    errors: dict[str, ValidationError] = {}
    if state not in HANDED:
        errors["state"] = ValidationError(_("Choose one of what there is."), code="state")
    errors |= days_wrong("on", on, entered, act.today)
    if state in _OUT and not handed_to.strip():
        errors["handed_to"] = ValidationError(_("Say to whom it was handed over."), code="required")
    if len(one_line(handed_to)) > _name_length:
        message = _("Use at most %(count)d characters.") % {"count": _name_length}
        errors["handed_to"] = ValidationError(message, code="length")
    if state not in _OUT and not note.strip():
        message = _("No reason is given. Write the reason, then try again.")
        errors["note"] = ValidationError(message, code="reason")
    errors |= note_wrong("note", note)
    if errors:
        raise ValidationError(dict(errors))


def days_wrong(name: str, on: date, entered: date, today: date) -> dict[str, ValidationError]:
    """What is wrong with the day of something that happened to a certificate after it was made out."""
    if on > today:
        return {name: ValidationError(_("Give a day that is not in the future."), code="future")}
    if on < entered:
        message = _("Give a day that is not before the certificate was entered in the register.")
        return {name: ValidationError(message, code="before")}
    return {}


def note_wrong(name: str, note: str) -> dict[str, ValidationError]:
    """What is wrong with a note."""
    if len(note.strip()) <= _note_length:
        return {}
    message = _("Use at most %(count)d characters.") % {"count": _note_length}
    return {name: ValidationError(message, code="length")}


@command
def demand_recovery(
    certificates: Sequence[int],
    actor: User | None,
    *,
    capacity: Under,
    note: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """Demand certificates of revoked awards back (thu hồi). Who demands and when is recorded, once for each."""
    keys = sorted(set(certificates))
    asked: dict[str, Json] = {"deed": DEMANDED, "certificates": keys, "note": note}

    def deed(act: Act) -> TransitionReport:
        held = take_certificates(keys, act, revoked=True)
        if any(one.demanded_on is not None for one in held.values()):
            refuse("demanded", _("It was demanded back already."))
        errors = note_wrong("note", note)
        if errors:
            raise ValidationError(dict(errors))
        Certificate.objects.filter(pk__in=keys).update(
            demanded_on=act.today, demanded_by=act.person, recovery_note=note.strip()
        )
        for key in held:
            act.note(Certificate, key, DEMANDED, {}, {"text": note.strip()} if note.strip() else {})
        return TransitionReport(act.operation, made={"certificates": len(held)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def note_recovery(
    certificate: Certificate,
    actor: User | None,
    *,
    capacity: Under,
    on: date,
    note: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """Note that a certificate of a revoked award came back. Raises `ValidationError` on `on` or `note`."""
    asked: dict[str, Json] = {"deed": RECOVERED, "certificate": certificate.pk, "on": on, "note": note}

    def deed(act: Act) -> TransitionReport:
        held = take_certificates([certificate.pk], act, revoked=True)[certificate.pk]
        if held.demanded_on is None:
            refuse("not_demanded", _("It was not demanded back yet. Demand it first."))
        if held.recovered_on is not None:
            refuse("recovered", _("It came back already."))
        errors = {**days_wrong("on", on, held.demanded_on, act.today), **note_wrong("note", note)}
        if errors:
            raise ValidationError(dict(errors))
        kept = note.strip() or held.recovery_note
        Certificate.objects.filter(pk=held.pk).update(recovered_on=on, recovery_note=kept)
        act.note(Certificate, held.pk, RECOVERED, {"on": on}, {"text": note.strip()} if note.strip() else {})
        return TransitionReport(act.operation, made={"certificate": held.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)
