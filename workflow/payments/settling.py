"""Settlement (thanh, quyết toán) of a source of funds for a period (SEED-34): what went out and came back in it."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.awards.prizes import FundSource
from workflow.database import rows
from workflow.database.arguments import command
from workflow.directory.models import Organisation, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.payments.models import PaymentEntry, SettledEntry, Settlement
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

PRIZES_SETTLED: Final = "PRIZES_SETTLED"
_longest_document: Final = 200


@command
def settle_payments(
    authority: Organisation,
    actor: User | None,
    *,
    capacity: Under,
    fund: FundSource,
    from_day: date,
    until: date,
    document: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Settle everything that went out or came back of one source in a period, by its document; `made` names it.

    Raises `ValidationError` on `fund`, `from_day`, `until` or `document`. A day is settled once for each source.
    """
    asked: dict[str, Json] = {
        "deed": PRIZES_SETTLED,
        "authority": authority.pk,
        "fund": fund.pk,
        "from_day": from_day,
        "until": until,
        "document": document,
    }

    def deed(act: Act) -> TransitionReport:
        require_post(act, authority.pk, {Role.FINANCE})
        lock = "SELECT o.id FROM workflow_organisation o WHERE o.id = %s {for_no_key_update}"
        rows.fetch(lock, [authority.pk])
        _check(authority.pk, fund, from_day, until, document, act.today)
        found = _unsettled(authority.pk, fund, from_day, until)
        period: dict[str, Any] = {"authority": authority, "fund": fund, "from_day": from_day, "until": until}
        made = Settlement.objects.create(**period, document=document.strip(), person_id=act.holder.person, at=act.at)
        _keep(made, found, act)
        return TransitionReport(act.operation, made={"settlement": made.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _unsettled(authority: int, fund: FundSource, from_day: date, until: date) -> list[tuple[int, str, int]]:
    """Each entry of the period with its kind and amount. Raises `Refused` where there is none."""
    entries = PaymentEntry.objects.filter(
        payment__list__decision__authority=authority, payment__fund=fund, dated__range=(from_day, until), settled=None
    )
    found = list(entries.order_by("pk").values_list("pk", "kind", "payment__amount"))
    if not found:
        message = _("Nothing went out or came back of this source in this period.")
        raise Refused([Refusal("nothing", message, Basis.PROCEDURE)])
    return found


def _keep(made: Settlement, found: Sequence[tuple[int, str, int]], act: Act) -> None:
    """The entries are settled, and the record says what was spent."""
    rows.insert_rows(SettledEntry, ("settlement_id", "entry_id"), [(made.pk, row[0]) for row in found])
    spent = sum(amount if kind == PaymentEntry.Kind.PAID else -amount for _key, kind, amount in found)
    data: dict[str, Json] = {
        "settlement": made.pk,
        "fund": made.fund.code,
        "from_day": made.from_day,
        "until": made.until,
        "entries": len(found),
        "spent": spent,
    }
    act.note_of_organisation(made.authority_id, PRIZES_SETTLED, data, made.document)


def _check(authority: int, fund: FundSource, from_day: date, until: date, document: str, today: date) -> None:
    errors: dict[str, ValidationError] = {}
    if until < from_day:
        errors["until"] = ValidationError(_("The last day is before the first."), code="dates")
    elif until > today:
        errors["until"] = ValidationError(_("A period is settled when it is over."), code="dates")
    before = Settlement.objects.filter(authority=authority, fund=fund, from_day__lte=until, until__gte=from_day).first()
    if before is not None:
        message = _("A part of this period is settled already by %(document)s.") % {"document": before.document}
        errors["from_day"] = ValidationError(message, code="settled")
    if not document.strip() or len(document) > _longest_document:
        message = _("Name the document of the settlement (number and date).")
        errors["document"] = ValidationError(message, code="required")
    if errors:
        raise ValidationError(dict(errors))
