"""Prints: every print of certificates is recorded, and a second print of any of them says why."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from workflow.certificates.blanks import CertificateBlank
from workflow.certificates.handing import note_wrong
from workflow.certificates.models import Certificate, CertificatePrint, PrintedCertificate
from workflow.certificates.register import refuse, take_certificates
from workflow.database import rows
from workflow.database.arguments import command
from workflow.decisions.models import DecisionLine
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.reports import TransitionReport

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workflow.audit.canonical import Json

PRINTED: Final = "CERTIFICATE_PRINTED"
REPRINTED: Final = "CERTIFICATE_REPRINTED"
MOST: Final = 1000
"""So many certificates go into one print."""
WAITS: Final = (Certificate.State.AT_OFFICE, Certificate.State.RETURNED)
"""Where a certificate is while it may be printed; one that left the office is exchanged, not printed again."""


@command
def print_certificates(
    certificates: Sequence[int],
    actor: User | None,
    *,
    capacity: Under,
    blank: CertificateBlank | None = None,
    reason: str = "",
    text: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """Record a print of certificates: as overlay on a blank, or plain. The file is made from what was recorded.

    Certificates of revoked awards, replaced ones and those that left the office are refused. Where one was printed
    before, it is a reprint: raises `ValidationError` on `reason` or `text` without one. Also on `blank`.
    """
    keys = sorted(set(certificates))
    asked: dict[str, Json] = {
        "deed": PRINTED,
        "certificates": keys,
        "blank": blank.pk if blank else None,
        "reason": reason,
        "text": text,
    }

    def deed(act: Act) -> TransitionReport:
        if len(keys) > MOST:
            message = _("Print at most %(count)d certificates at one time.") % {"count": MOST}
            raise ValidationError({"certificates": ValidationError(message, code="many")})
        held = take_certificates(keys, act)
        again = set(PrintedCertificate.objects.filter(certificate__in=keys).values_list("certificate", flat=True))
        _check(held.values(), again, blank, reason, text, act)
        one = _write(held.values(), again, blank, reason if again else "", text.strip(), act)
        return TransitionReport(act.operation, made={"print": one.pk, "certificates": len(held), "again": len(again)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _write(
    held: Collection[Certificate],
    again: Collection[int],
    blank: CertificateBlank | None,
    reason: str,
    text: str,
    act: Act,
) -> CertificatePrint:
    """The print with its certificates; those that had been returned are with the office again."""
    manner = CertificatePrint.Manner.OVERLAY if blank else CertificatePrint.Manner.PLAIN
    one = CertificatePrint.objects.create(
        manner=manner, blank=blank, reason=reason, text=text, at=act.at, by_id=act.holder.person
    )
    given = [(one.pk, each.pk, each.pk in again) for each in held]
    rows.insert_rows(PrintedCertificate, ("print_id", "certificate_id", "is_again"), given)
    returned = [each.pk for each in held if each.state == Certificate.State.RETURNED]
    here = (Certificate.State.AT_OFFICE.value, None, "")
    rows.update_rows(Certificate, "id", ("state", "state_on", "state_note"), [(key, *here) for key in returned])
    for each in held:
        told: dict[str, Json] = {"print": one.pk, "manner": manner.value}
        if each.pk in again:
            act.note(Certificate, each.pk, REPRINTED, {**told, "reprint": reason}, {"text": text} if text else {})
        else:
            act.note(Certificate, each.pk, PRINTED, told)
    return one


def _check(
    held: Collection[Certificate],
    again: Collection[int],
    blank: CertificateBlank | None,
    reason: str,
    text: str,
    act: Act,
) -> None:
    if any(one.state not in WAITS for one in held):
        message = _("A certificate that left the office is not printed again. Exchange it, or note that it came back.")
        refuse("left", message)
    errors = note_wrong("text", text)
    if again and reason not in CertificatePrint.Reason.values:
        message = _("%(count)d of them were printed before. Say why they are printed again.") % {"count": len(again)}
        errors["reason"] = ValidationError(message, code="reprint")
    elif again and reason == CertificatePrint.Reason.OTHER and not text.strip():
        errors["text"] = ValidationError(_("Say the other reason in words."), code="reprint")
    if blank is not None and not _is_for_all(blank, held, act.today):
        message = _("This blank is not for these certificates, or not in force. Choose another, or print plain.")
        errors["blank"] = ValidationError(message, code="blank")
    if errors:
        raise ValidationError(dict(errors))


def _is_for_all(blank: CertificateBlank, held: Collection[Certificate], today: date) -> bool:
    lines = DecisionLine.objects.filter(pk__in=[one.line_id for one in held])
    forms = set(lines.values_list("decision__authority", "nomination__award_form", "nomination__regime"))
    fits = blanks_in_force(today).filter(pk=blank.pk).exists()
    return fits and forms == {(blank.authority_id, blank.award_form_id, blank.regime_id)}


def blanks_in_force(today: date) -> "QuerySet[CertificateBlank]":
    """The blanks in force on the day, the newest first."""
    until = Q(valid_until=None) | Q(valid_until__gte=today)
    return CertificateBlank.objects.filter(until, valid_from__lte=today).order_by("-valid_from", "code")
