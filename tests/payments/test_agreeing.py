"""The check of the data finds money that does not agree with the decisions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from tests.appraisal.given import today, yesterday
from tests.payments.given import PRIZE, Accountant, fund
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.payments.models import Payment, PaymentEntry, PaymentList, SettledEntry, Settlement
from workflow.payments.settling import settle_payments


def _take_back(_opened: PaymentList) -> None:
    paid = PaymentEntry.objects.filter(kind="PAID").latest("pk")
    PaymentEntry.objects.create(
        payment=paid.payment,
        kind="RECOVERED",
        attempt=1,
        undoes=paid,
        dated=today(),
        voucher="X",
        person=paid.person,
        at=paid.at,
    )
    SettledEntry.objects.all().delete()
    Settlement.objects.all().delete()


def _again(_opened: PaymentList) -> None:
    paid = PaymentEntry.objects.filter(kind="PAID").latest("pk")
    row = {"payment": paid.payment, "kind": "PAID", "attempt": 2, "dated": yesterday(), "voucher": "X"}
    PaymentEntry.objects.create(**row, person=paid.person, at=paid.at)


def _without(opened: PaymentList) -> None:
    SettledEntry.objects.all().delete()
    Settlement.objects.all().delete()
    PaymentEntry.objects.all().delete()
    opened.payments.all().delete()


def _undone() -> None:
    paid = PaymentEntry.objects.filter(kind="PAID").latest("pk")
    row = {"kind": "RETURNED", "attempt": 1, "undoes": paid, "dated": yesterday(), "voucher": "X", "reason": "x"}
    PaymentEntry.objects.create(**row, payment=paid.payment, person=paid.person, at=paid.at)


TAMPERED: dict[str, tuple[Callable[[PaymentList], object], str]] = {
    "another amount": (lambda one: one.payments.update(amount=PRIZE + 1), "has a PRIZE of 3510001"),
    "a line without its payment": (_without, "has no payment of 3510000"),
    "recovered while the award stands": (_take_back, "it was recovered, but its award stands"),
    "out twice": (_again, "it is out 2 times at once"),
    "an entry left out of its period": (lambda _one: SettledEntry.objects.all().delete(), "of its period is missing"),
    "an entry of another period": (
        lambda _one: PaymentEntry.objects.update(dated=yesterday()),
        "is not of its period",
    ),
    "undone before it went out": (lambda _one: _undone(), "undoes none of its payouts"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_money_that_does_not_agree_is_found(cast: Cast, what: str) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(2)
    accountant.pay(opened, lines)
    body = opened.decision.authority
    day: dict[str, Any] = {"from_day": today(), "until": today()}
    settle_payments(body, **accountant.acts, fund=fund("PROVINCE_BUDGET"), document="BC 1", **day)
    assert list(problems()) == []
    tamper, said = TAMPERED[what]
    with transaction.atomic():
        tamper(opened)
        found = list(problems())
        transaction.set_rollback(True)
    assert [one for one in found if said in one] != [], found
    assert Payment.objects.count() == 2
