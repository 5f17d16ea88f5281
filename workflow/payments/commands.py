"""What is done with the prizes of an issued decision: the list opened, paid, returned, recovered, supplemented.

Everything is recorded in the stream of the decision. Nothing that was written is changed: each deed adds rows.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow.awards.prizes import FundSource
from workflow.awards.queries import fund_of, funds_on
from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.prizes import MOST
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.judgement import own_matter
from workflow.dossiers.lines import read_lines
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.payments.models import Payment, PaymentEntry, PaymentList, PaymentState, Settlement
from workflow.payments.standing import FITTING, payments_now
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

PAYMENTS_OPENED: Final = "PAYMENTS_OPENED"
PRIZES_PAID: Final = "PRIZES_PAID"
PRIZES_RETURNED: Final = "PRIZES_RETURNED"
PRIZES_RECOVERED: Final = "PRIZES_RECOVERED"
PRIZE_SUPPLEMENTED: Final = "PRIZE_SUPPLEMENTED"
_DEEDS: Final = {
    PaymentEntry.Kind.PAID: PRIZES_PAID,
    PaymentEntry.Kind.RETURNED: PRIZES_RETURNED,
    PaymentEntry.Kind.RECOVERED: PRIZES_RECOVERED,
}
DEEDS_OF_MONEY: Final = frozenset({PAYMENTS_OPENED, *_DEEDS.values(), PRIZE_SUPPLEMENTED})
_longest_voucher: Final = 60
_longest_reason: Final = 4000


@command
def open_payments(
    decision: Decision, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Open the payment list of an issued decision: one payment for each awarded line with a prize; `made` names it."""
    asked: dict[str, Json] = {"deed": PAYMENTS_OPENED, "decision": decision.pk}

    def deed(act: Act) -> TransitionReport:
        require_post(act, decision.authority_id, {Role.FINANCE})
        _lock(decision)
        found = _payable(decision)
        made = PaymentList.objects.create(decision=decision, opened_at=act.at, opened_by_id=act.holder.person)
        kind = Payment.Kind.PRIZE.value
        given = [(made.pk, line, kind, prize, fund, "", act.at, act.person) for line, prize, fund in found]
        rows.insert_rows(Payment, _COLUMNS, given)
        total = sum(prize for _line, prize, _fund in found)
        act.note(Decision, decision.pk, PAYMENTS_OPENED, {"list": made.pk, "payments": len(found), "total": total})
        return TransitionReport(act.operation, made={"list": made.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _payable(decision: Decision) -> list[tuple[int, int, int]]:
    """The awarded lines of a decision with their prizes and sources. Raises `Refused` where there is nothing to pay."""
    kind, dated = Decision.objects.values_list("kind", "dated").get(pk=decision.pk)
    if kind != Decision.Kind.AWARD or dated is None:
        raise _refused(_("Prizes are paid on the strength of an issued decision of awards."), "issued")
    if PaymentList.objects.filter(decision=decision).exists():
        raise _refused(_("The payment list of this decision is open already. Look at it there."), "opened")
    lines = DecisionLine.objects.filter(decision=decision, void=False, verdict=DecisionLine.Verdict.AWARD)
    found = list(lines.exclude(prize=None).values_list("pk", "prize", "fund_id"))
    if not found:
        raise _refused(_("The decision gives no prize in money; there is nothing to pay."), "nothing")
    usual = fund_of(decision.authority_id, dated)
    if usual is None and any(fund is None for _line, _prize, fund in found):
        raise _refused(_("No source of funds is in force on the day of the decision. Enter one first."), "fund")
    return [(line, prize or 0, fund or (usual.pk if usual else 0)) for line, prize, fund in found]


_COLUMNS: Final = ("list_id", "line_id", "kind", "amount", "fund_id", "reason", "opened_at", "opened_by_id")


@command
def pay_prizes(
    payment_list: PaymentList,
    payments: Sequence[int],
    actor: User | None,
    *,
    capacity: Under,
    dated: date,
    voucher: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Note that these payments went out, by one voucher. Raises `ValidationError` on `payments`, `dated` or `voucher`.

    Refused for an award that is revoked, and for what is out already.
    """
    return _enter(
        PaymentEntry.Kind.PAID, payment_list, payments, actor, capacity, operation_id, dated=dated, voucher=voucher
    )


@command
def return_prizes(
    payment_list: PaymentList,
    payments: Sequence[int],
    actor: User | None,
    *,
    capacity: Under,
    dated: date,
    voucher: str,
    reason: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Note that paid prizes came back: unclaimed, sent back, or noted as paid by mistake. They can be paid again.

    Raises `ValidationError` on `payments`, `dated`, `voucher` or `reason`.
    """
    return _enter(
        PaymentEntry.Kind.RETURNED,
        payment_list,
        payments,
        actor,
        capacity,
        operation_id,
        dated=dated,
        voucher=voucher,
        reason=reason,
    )


@command
def recover_prizes(
    payment_list: PaymentList,
    payments: Sequence[int],
    actor: User | None,
    *,
    capacity: Under,
    dated: date,
    voucher: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Note that prizes of revoked awards were recovered, each whole (domain reference, 2.7).

    Raises `ValidationError` on `payments`, `dated` or `voucher`.
    """
    return _enter(
        PaymentEntry.Kind.RECOVERED, payment_list, payments, actor, capacity, operation_id, dated=dated, voucher=voucher
    )


def _enter(
    kind: PaymentEntry.Kind,
    payment_list: PaymentList,
    payments: Sequence[int],
    actor: User | None,
    capacity: Under,
    operation_id: str | None,
    *,
    dated: date,
    voucher: str,
    reason: str = "",
) -> TransitionReport:
    ids, number = sorted(set(payments)), one_line(voucher)
    asked: dict[str, Json] = {
        "deed": _DEEDS[kind],
        "list": payment_list.pk,
        "payments": ids,
        "dated": dated,
        "voucher": voucher,
        "reason": reason,
    }

    def deed(act: Act) -> TransitionReport:
        decision = payment_list.decision
        require_post(act, decision.authority_id, {Role.FINANCE})
        _lock(decision)
        found = list(payments_now().filter(list=payment_list, pk__in=ids).select_related("line"))
        _check(kind, found, ids, decision, act, dated, number, reason)
        refused = {one.line.nomination_id: (_not_there(one.state),) for one in found if one.state not in FITTING[kind]}
        if refused:
            raise Refused((), refused)
        _write(kind, found, act, dated, number, reason.strip())
        listed: list[Json] = list(ids)
        data: dict[str, Json] = {"payments": listed, "total": sum(one.amount for one in found), "dated": dated}
        personal = {"reason": reason.strip()} if reason.strip() else {}
        act.note(Decision, decision.pk, _DEEDS[kind], {**data, "voucher": number}, personal)
        return TransitionReport(act.operation, made={"list": payment_list.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _write(kind: PaymentEntry.Kind, found: Sequence[Payment], act: Act, dated: date, voucher: str, reason: str) -> None:
    """The entries: three statements for any number of payments."""
    keys = [one.pk for one in found]
    tried = dict(
        rows.fetch(
            "SELECT e.payment_id, max(e.attempt) FROM workflow_paymententry e"
            f" WHERE {rows.among('e.payment_id')} GROUP BY e.payment_id",
            [rows.array(keys)],
        )
    )
    goes_out = kind is PaymentEntry.Kind.PAID
    columns = ("payment_id", "kind", "attempt", "undoes_id", "dated", "voucher", "reason", "person_id", "at")
    given = [
        (
            one.pk,
            kind.value,
            tried.get(one.pk, 0) + (1 if goes_out else 0),
            None if goes_out else one.payout,
            dated,
            voucher,
            reason,
            act.person,
            act.at,
        )
        for one in found
    ]
    rows.insert_rows(PaymentEntry, columns, given)


def _check(
    kind: PaymentEntry.Kind,
    found: Sequence[Payment],
    ids: Sequence[int],
    decision: Decision,
    act: Act,
    dated: date,
    voucher: str,
    reason: str,
) -> None:
    errors: dict[str, ValidationError] = {}
    if len(found) != len(ids) or not ids:
        strange = sorted(set(ids) - {one.pk for one in found})
        message = _("These are no payments of the list: %(ids)s.") % {"ids": ", ".join(map(str, strange)) or "-"}
        errors["payments"] = ValidationError(message, code="unknown")
    first = max([day for day in (decision.dated, *(one.paid_on for one in found)) if day], default=dated)
    if not first <= dated <= act.today:
        message = _("Give a day from %(first)s to today.") % {"first": date_format(first, "d/m/Y")}
        errors["dated"] = ValidationError(message, code="dates")
    elif _is_settled(decision.authority_id, {one.fund_id for one in found}, dated):
        message = _("The period of this day is settled. Give the day of the next period on which you enter it.")
        errors["dated"] = ValidationError(message, code="settled")
    if not voucher or len(voucher) > _longest_voucher:
        message = _("Give the number of the voucher, in at most %(count)d characters.") % {"count": _longest_voucher}
        errors["voucher"] = ValidationError(message, code="required")
    if kind is PaymentEntry.Kind.RETURNED and (not reason.strip() or len(reason) > _longest_reason):
        errors["reason"] = _no_reason()
    if errors:
        raise ValidationError(dict(errors))


def _is_settled(authority: int, funds: Iterable[int], day: date) -> bool:
    closed = Settlement.objects.filter(authority=authority, fund__in=list(funds))
    return closed.filter(from_day__lte=day, until__gte=day).exists()


def _no_reason() -> ValidationError:
    message = _("Write the reason, in at most %(count)d characters.") % {"count": _longest_reason}
    return ValidationError(message, code="reason")


def _not_there(state: str) -> Refusal:
    message = _("Its prize is «%(state)s»; this is not done with it now.")
    return Refusal("state", message % {"state": PaymentState(state).label}, Basis.PROCEDURE)


@command
def add_supplement(
    payment_list: PaymentList,
    nomination: int,
    actor: User | None,
    *,
    capacity: Under,
    amount: int,
    fund: FundSource,
    reason: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Add a further payment for an awarded line whose amount was too low; what was decided and paid stays as it is.

    `reason` names the document that allows it. Raises `ValidationError` on `nomination`, `amount`, `fund` or `reason`.
    """
    asked: dict[str, Json] = {
        "deed": PRIZE_SUPPLEMENTED,
        "list": payment_list.pk,
        "nomination": nomination,
        "amount": amount,
        "fund": fund.pk,
        "reason": reason,
    }

    def deed(act: Act) -> TransitionReport:
        decision = payment_list.decision
        require_post(act, decision.authority_id, {Role.FINANCE})
        _lock(decision)
        prize = _supplemented(payment_list, nomination, act, amount, fund, reason)
        kind, text = Payment.Kind.SUPPLEMENT.value, reason.strip()
        given = (payment_list.pk, prize.line_id, kind, amount, fund.pk, text, act.at, act.person)
        ((made,),) = rows.insert_rows(Payment, _COLUMNS, [given], returning="id")
        data: dict[str, Json] = {"line": nomination, "payment": made, "amount": amount, "fund": fund.code}
        act.note(Decision, decision.pk, PRIZE_SUPPLEMENTED, data, {"reason": text})
        return TransitionReport(act.operation, made={"list": payment_list.pk, "payment": made})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _supplemented(
    payment_list: PaymentList, nomination: int, act: Act, amount: int, fund: FundSource, reason: str
) -> Payment:
    """The prize beside which a supplement is put. Raises `ValidationError`, and `Refused` for a revoked award."""
    prize: Payment | None = payments_now().filter(list=payment_list, line__nomination=nomination).first()
    errors = _errors_of_supplement(amount, fund, reason, act)
    if prize is None:
        errors["nomination"] = ValidationError(_("Choose a line of the list."), code="unknown")
    if errors or prize is None:
        raise ValidationError(dict(errors))
    (line,) = read_lines([nomination], act.today, lock=False)
    why = own_matter(line, act.holder) or (_not_there(prize.state) if prize.revocation is not None else None)
    if why is not None:
        raise Refused((), {nomination: (why,)})
    return prize


def _errors_of_supplement(amount: int, fund: FundSource, reason: str, act: Act) -> dict[str, ValidationError]:
    errors: dict[str, ValidationError] = {}
    if not 0 < amount <= MOST:
        errors["amount"] = ValidationError(_("Give an amount in whole đồng, from 1 to 999,999,999,999."), code="amount")
    if fund not in funds_on(act.today):
        errors["fund"] = ValidationError(_("Choose a source of funds that is in force today."), code="fund")
    if not reason.strip() or len(reason) > _longest_reason:
        errors["reason"] = _no_reason()
    return errors


def _lock(decision: Decision) -> None:
    """One at a time writes in the list of a decision, and none while its authority settles a period."""
    rows.fetch("SELECT o.id FROM workflow_organisation o WHERE o.id = %s {for_share}", [decision.authority_id])
    rows.fetch("SELECT d.id FROM workflow_decision d WHERE d.id = %s {for_update}", [decision.pk])


def _refused(message: str, rule: str) -> Refused:
    return Refused([Refusal(rule, message, Basis.PROCEDURE)])
