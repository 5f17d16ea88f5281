"""Ceremonies: a conferment is recorded with its day, its place, who confers, and the certificates given there."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.certificates.models import Ceremony, Certificate
from workflow.certificates.register import refuse, take_certificates
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.reports import TransitionReport

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

CONFERRED: Final = "CEREMONY_RECORDED"
_longest: Final = 200
_note_length: Final = 4000


@command
def record_ceremony(
    certificates: Sequence[int],
    actor: User | None,
    *,
    capacity: Under,
    held_on: date,
    place: str,
    conferred_by: str,
    note: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """Record the conferment at which certificates of one authority are handed over; it may lie ahead.

    Raises `ValidationError` on `place`, `conferred_by` or `note`. A certificate is conferred once.
    """
    keys = sorted(set(certificates))
    said = {"place": one_line(place), "conferred_by": one_line(conferred_by)}
    asked: dict[str, Json] = {"deed": CONFERRED, "certificates": keys, "held_on": held_on, "note": note, **said}

    def deed(act: Act) -> TransitionReport:
        held = take_certificates(keys, act)
        _check(said, note)
        _refuse_unfit(held.values())
        authority = next(iter(held.values())).authority_id
        ceremony = Ceremony.objects.create(
            authority_id=authority,
            held_on=held_on,
            note=note.strip(),
            recorded_at=act.at,
            recorded_by_id=act.holder.person,
            **said,
        )
        Certificate.objects.filter(pk__in=keys).update(ceremony=ceremony)
        for key in held:
            act.note(Certificate, key, CONFERRED, {"ceremony": ceremony.pk, "on": held_on})
        return TransitionReport(act.operation, made={"ceremony": ceremony.pk, "certificates": len(held)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _refuse_unfit(held: Collection[Certificate]) -> None:
    if any(one.ceremony_id is not None for one in held):
        refuse("conferred", _("A certificate is on a ceremony already. Choose those that are on none."))
    if len({one.authority_id for one in held}) > 1:
        refuse("authority", _("A ceremony is for certificates of one authority. Choose them apart."))


def _check(said: dict[str, str], note: str) -> None:
    errors: dict[str, ValidationError] = {}
    for name, text in said.items():
        if not text or len(text) > _longest:
            message = _("Give it in at most %(count)d characters.") % {"count": _longest}
            errors[name] = ValidationError(message, code="required")
    if len(note) > _note_length:
        errors["note"] = ValidationError(
            _("Use at most %(count)d characters.") % {"count": _note_length}, code="length"
        )
    if errors:
        raise ValidationError(dict(errors))
