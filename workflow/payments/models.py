"""Tables of the payments. Rows only come: a mistake is answered by a further row, never by a change."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow.decisions.prizes import multiplier_of


class PaymentState(models.TextChoices):
    """Where the money of a payment is. None of it is kept: it follows from what is."""

    TO_PAY = "TO_PAY", _("to pay")
    RETURNED = "RETURNED", _("returned, to pay again")
    PAID = "PAID", _("paid")
    SETTLED = "SETTLED", _("paid and settled")
    CANCELLED = "CANCELLED", _("cancelled, not paid")
    RECOVERY_DUE = "RECOVERY_DUE", _("to be recovered")
    RECOVERED = "RECOVERED", _("recovered")


TONES: Final[Mapping[PaymentState, str]] = {
    PaymentState.TO_PAY: "blue",
    PaymentState.RETURNED: "amber",
    PaymentState.PAID: "green",
    PaymentState.SETTLED: "green",
    PaymentState.CANCELLED: "grey",
    PaymentState.RECOVERY_DUE: "red",
    PaymentState.RECOVERED: "grey",
}
"""How each is shown: a class of app.css."""


class PaymentList(models.Model):
    """The list by which the prizes of one issued decision are paid (D16)."""

    decision = models.OneToOneField("workflow.Decision", models.PROTECT, related_name="payment_list")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("payment list")
        verbose_name_plural = _("payment lists")

    def __str__(self) -> str:
        return f"{self.decision_id}"


class Payment(models.Model):
    """One amount to be paid for one awarded line, in đồng.

    The prize is the amount of the line; an amount that was too low is followed by a supplement with its reason. Whether
    it is paid, returned, cancelled or to be recovered follows from its entries and from the decisions over its line.
    """

    class Kind(models.TextChoices):
        """The prize as decided, or what is paid beside it."""

        PRIZE = "PRIZE", _("prize")
        SUPPLEMENT = "SUPPLEMENT", _("supplementary payment")

    list = models.ForeignKey(PaymentList, models.PROTECT, related_name="payments")
    line = models.ForeignKey("workflow.DecisionLine", models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount = models.PositiveBigIntegerField()
    fund = models.ForeignKey("workflow.FundSource", models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line"], condition=Q(kind="PRIZE"), name="payment_prize_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_above_nought"),
            models.CheckConstraint(condition=Q(kind="PRIZE") | ~Q(reason=""), name="payment_supplement_has_reason"),
        ]

    # What `standing.payments_now` reads beside the row.
    name_now: str
    title_now: str
    unit_now: str
    revocation: int | None
    recover_by: date | None
    payout: int | None
    voucher: str | None
    paid_on: date | None
    state: str

    def __str__(self) -> str:
        return f"{self.amount}"

    @property
    def tone(self) -> str:
        """How its state is shown: a class of app.css."""
        return TONES[PaymentState(self.state)]

    @property
    def state_label(self) -> str:
        """Its state in words."""
        return str(PaymentState(self.state).label)

    @property
    def is_by_rule(self) -> bool:
        """Whether the amount is multiplier times base salary; what was entered instead shows neither."""
        rate, salary = self.line.prize_per_mille, self.line.base_salary
        if self.kind != self.Kind.PRIZE or rate is None or salary is None:
            return False
        return not self.line.prize_reason or self.amount == rate * salary // 1000

    @property
    def multiplier(self) -> str:
        """The multiplier as it is written, where the amount rests on one."""
        rate = self.line.prize_per_mille
        return multiplier_of(rate) if rate is not None and self.is_by_rule else ""

    @property
    def salary(self) -> int | None:
        """The base salary in đồng, where the amount rests on it."""
        return self.line.base_salary if self.is_by_rule else None


class PaymentEntry(models.Model):
    """The whole amount of a payment went out, or came back. What came back names the entry by which it had gone out.

    `attempt` counts how often the payment went out: so nothing is paid twice.
    """

    class Kind(models.TextChoices):
        """Out, or back: unclaimed or sent back, or recovered after a revocation."""

        PAID = "PAID", _("paid")
        RETURNED = "RETURNED", _("returned or unclaimed")
        RECOVERED = "RECOVERED", _("recovered")

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    attempt = models.PositiveSmallIntegerField()
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    dated = models.DateField()
    voucher = models.CharField(max_length=60)
    reason = models.TextField(blank=True)
    person = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payment", "attempt"], condition=Q(kind="PAID"), name="payment_paid_once"),
            models.CheckConstraint(
                condition=Q(kind="PAID", undoes=None) | (~Q(kind="PAID") & Q(undoes__isnull=False)),
                name="payment_entry_undoes",
            ),
            models.CheckConstraint(condition=~Q(voucher=""), name="payment_entry_voucher"),
            models.CheckConstraint(condition=~Q(kind="RETURNED") | ~Q(reason=""), name="payment_return_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dated}"


class Settlement(models.Model):
    """The settlement (thanh, quyết toán) of one source of an authority for a period, by its document (SEED-34)."""

    authority = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="+")
    fund = models.ForeignKey("workflow.FundSource", models.PROTECT, related_name="+")
    from_day = models.DateField()
    until = models.DateField()
    document = models.CharField(max_length=200)
    person = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gte=F("from_day")), name="settlement_period"),
            models.CheckConstraint(condition=~Q(document=""), name="settlement_document"),
        ]

    def __str__(self) -> str:
        return self.document


class SettledEntry(models.Model):
    """An entry that a settlement took in; each is settled once."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="entries")
    entry = models.OneToOneField(PaymentEntry, models.PROTECT, related_name="settled")

    def __str__(self) -> str:
        return f"{self.settlement_id}: {self.entry_id}"
