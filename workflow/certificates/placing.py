"""Placing: the office moves the texts of a blank after a trial print. What changed goes into the authority's stream."""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.awards.queries import bodies_of
from workflow.certificates.blanks import CertificateBlank, Placed, faults_of
from workflow.certificates.register import OFFICE
from workflow.database import rows
from workflow.database.arguments import command
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.reports import TransitionReport

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

PLACED: Final = "BLANK_CHANGED"
_furthest: Final = Decimal(30)


@command
def place_texts(
    blank: CertificateBlank,
    actor: User | None,
    *,
    capacity: Under,
    places: Mapping[str, Mapping[str, Any]],
    dx: str,
    dy: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Set where the texts of a blank stand, and by how much everything is shifted. Numbers are given as text.

    Raises `ValidationError` on `places[FIELD]`, `dx` or `dy`.
    """
    kept: dict[str, Json] = {name: dict(place) for name, place in sorted(places.items())}
    # As one text: what is asked may name fields that there are not, in letters that no key of the record has.
    told_places = json.dumps(kept, sort_keys=True, default=str)
    asked: dict[str, Json] = {"deed": PLACED, "blank": blank.pk, "places": told_places, "dx": dx, "dy": dy}

    def deed(act: Act) -> TransitionReport:
        rows.fetch("SELECT id FROM workflow_certificateblank WHERE id = %s {for_update}", [blank.pk])
        held = CertificateBlank.objects.get(pk=blank.pk)
        require_post(act, bodies_of(held.authority_id, act.today).office_id, OFFICE)
        shifts = _check(held, kept, dx, dy)
        before = {"places": held.places, "dx": str(held.dx), "dy": str(held.dy)}
        held.places, held.dx, held.dy = kept, shifts["dx"], shifts["dy"]
        held.save(update_fields=["places", "dx", "dy"])
        after = {"places": kept, "dx": str(held.dx), "dy": str(held.dy)}
        told: dict[str, Json] = {"blank": held.pk, "before": _text(before), "after": _text(after)}
        act.note_of_organisation(held.authority_id, PLACED, told)
        return TransitionReport(act.operation, made={"blank": held.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _check(blank: CertificateBlank, places: Mapping[str, Any], dx: str, dy: str) -> dict[str, Decimal]:
    errors: dict[str, Any] = {}
    shifts = {}
    for name, text in {"dx": dx, "dy": dy}.items():
        try:
            shifts[name] = Decimal(text).quantize(Decimal("0.1"))
        except InvalidOperation:
            shifts[name] = _furthest + 1
        if not shifts[name].is_finite() or abs(shifts[name]) > _furthest:
            message = _("Give a shift of at most %(count)d mm.") % {"count": int(_furthest)}
            errors[name] = ValidationError(message, code="shift")
    for field, text in faults_of(dict(places), blank.width, blank.height):
        name = f"{field.lower()}-x" if field in Placed.values else "places"
        errors.setdefault(name, []).append(ValidationError(text, code="place"))
    if errors:
        raise ValidationError(errors)
    return shifts


def _text(value: Mapping[str, Any]) -> str:
    """As one text: the record holds no fractions."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
