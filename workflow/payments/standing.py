"""How a payment stands now: by its own entries, by settlements, and by the decisions that came after its own."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from workflow.decisions.recovery import Recovery
from workflow.decisions.standing import awards
from workflow.payments.models import Payment, PaymentEntry, PaymentState, SettledEntry

TO_BE_PAID = frozenset({PaymentState.TO_PAY, PaymentState.RETURNED})
"""The money has still to go out."""
OUT = frozenset({PaymentState.PAID, PaymentState.SETTLED, PaymentState.RECOVERY_DUE})
"""The money is out."""
FITTING: Final[Mapping[PaymentEntry.Kind, Collection[PaymentState]]] = {
    PaymentEntry.Kind.PAID: TO_BE_PAID,
    PaymentEntry.Kind.RETURNED: frozenset({PaymentState.PAID, PaymentState.SETTLED}),
    PaymentEntry.Kind.RECOVERED: frozenset({PaymentState.RECOVERY_DUE}),
}
"""Where the money is when it goes out or comes back."""


def payments_now() -> "QuerySet[Any]":
    """Every payment as it stands now, whoever looks.

    Beside the row: `name_now`, `title_now` and `unit_now` of the payee, as the last correction has them; `revocation`,
    the key of the decision that revoked the award, or none; `recover_by`, the last day to give the money back where
    that decision recovers it; `payout`, the key of the entry by which the money is out, or none, with its `voucher` and
    `paid_on`; and `state`. Money that the revocation leaves with the payee stays paid.
    """
    line: Any = awards()
    line = line.filter(pk=OuterRef("line"))
    entries = PaymentEntry.objects.filter(payment=OuterRef("pk"))
    out = entries.filter(kind=PaymentEntry.Kind.PAID, undone_by=None)
    back = entries.exclude(kind=PaymentEntry.Kind.PAID).order_by("-pk")
    found: Any = Payment.objects.all()
    found = found.annotate(
        name_now=Subquery(line.values("name_now")[:1]),
        title_now=Subquery(line.values("title_now")[:1]),
        unit_now=Subquery(line.values("unit_now")[:1]),
        revocation=Subquery(line.values("revocation")[:1]),
        payout=Subquery(out.values("pk")[:1]),
        came_back=Subquery(back.values("kind")[:1]),
    )
    recovers = Recovery.objects.filter(decision=OuterRef("revocation"), money_back=True)
    found = found.annotate(recover_by=Subquery(recovers.values("until")[:1]))
    now: QuerySet[Any] = found.annotate(
        state=_state(),
        voucher=Subquery(PaymentEntry.objects.filter(pk=OuterRef("payout")).values("voucher")[:1]),
        paid_on=Subquery(PaymentEntry.objects.filter(pk=OuterRef("payout")).values("dated")[:1]),
    ).order_by("line__nomination__unit__name", "line__nomination__unit", F("line__position"), "pk")
    return now


def _state() -> Case:
    """Where the money is, by what `payments_now` reads beside the row."""
    is_out, is_revoked = Q(payout__isnull=False), Q(revocation__isnull=False)
    settled = Exists(SettledEntry.objects.filter(entry=OuterRef("payout")))
    return Case(
        When(is_out & Q(recover_by__isnull=False), then=Value(PaymentState.RECOVERY_DUE)),
        When(is_out & Q(settled), then=Value(PaymentState.SETTLED)),
        When(is_out, then=Value(PaymentState.PAID)),
        When(came_back=PaymentEntry.Kind.RECOVERED, then=Value(PaymentState.RECOVERED)),
        When(is_revoked, then=Value(PaymentState.CANCELLED)),
        When(came_back=PaymentEntry.Kind.RETURNED, then=Value(PaymentState.RETURNED)),
        default=Value(PaymentState.TO_PAY),
        output_field=CharField(),
    )
