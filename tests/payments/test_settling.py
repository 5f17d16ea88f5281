"""Settlement: each day of a source once, everything that went out or came back in the period, by its document."""

from datetime import timedelta
from typing import Any

import pytest

from tests.appraisal.given import today, tomorrow, yesterday
from tests.appraisal.proof import invalid, refused
from tests.directory.given import last_entry
from tests.payments.given import PRIZE, Accountant, fund, keys, standing
from tests.support.walk import R3
from workflow.management.demo.cast import Cast
from workflow.payments.commands import pay_prizes, return_prizes
from workflow.payments.models import PaymentEntry, SettledEntry, Settlement
from workflow.payments.settling import settle_payments


def period(**more: Any) -> dict[str, Any]:
    """Today, from the province's budget."""
    return {"fund": fund("PROVINCE_BUDGET"), "from_day": today(), "until": today(), "document": "BC 9", **more}


def test_only_the_accountant_of_the_authority_settles(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    accountant.pay(opened, lines)
    body = opened.decision.authority
    for acts in (accountant.authority.form, accountant.authority.decider, Accountant(cast, R3).acts):
        with refused("role", security=True):
            settle_payments(body, **acts, **period())


def test_what_a_settlement_lacks_is_named(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    accountant.pay(opened, lines)
    body = opened.decision.authority
    with invalid("document", "until"):
        settle_payments(body, **accountant.acts, **period(until=yesterday(), document=" "))
    with invalid("document", "until"):
        settle_payments(body, **accountant.acts, **period(until=tomorrow(), document="x" * 201))


def test_a_period_in_which_nothing_moved_is_not_settled(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    body = opened.decision.authority
    with refused("nothing"):
        settle_payments(body, **accountant.acts, **period())
    accountant.pay(opened, lines)
    with refused("nothing"):
        settle_payments(body, **accountant.acts, **period(fund=fund("UNIT_FUND")))


def test_everything_that_went_out_or_came_back_is_settled_and_recorded(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(3)
    accountant.pay(opened, lines[:2])
    accountant.give_back(opened, lines[:1])
    body = opened.decision.authority
    made = settle_payments(body, **accountant.acts, **period()).made["settlement"]
    assert SettledEntry.objects.filter(settlement=made).count() == 3
    assert standing(opened, lines) == ["RETURNED", "SETTLED", "TO_PAY"]
    deed, _person, data, personal = last_entry(f"organisation:{body.pk}")
    assert (deed, data["entries"], data["spent"], personal) == ("PRIZES_SETTLED", 3, PRIZE, {"document": "BC 9"})


def test_a_day_is_settled_once_for_each_source(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    accountant.pay(opened, lines)
    body = opened.decision.authority
    settle_payments(body, **accountant.acts, **period())
    with invalid("from_day"):
        settle_payments(body, **accountant.acts, **period(from_day=today() - timedelta(days=30)))
    assert Settlement.objects.count() == 1


@pytest.mark.parametrize("deed", ["pay", "return"])
def test_nothing_is_entered_into_a_period_that_is_settled(cast: Cast, deed: str) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(2)
    accountant.pay(opened, lines[:1])
    settle_payments(opened.decision.authority, **accountant.acts, **period())
    given: dict[str, Any] = {**accountant.acts, "dated": today(), "voucher": "PC-7"}
    with invalid("dated"):
        if deed == "pay":
            pay_prizes(opened, keys(opened, lines[1:]), **given)
        else:
            return_prizes(opened, keys(opened, lines[:1]), **given, reason="x")
    assert PaymentEntry.objects.count() == 1


def test_a_settled_prize_of_a_revoked_award_is_due_back(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    accountant.pay(opened, lines)
    settle_payments(opened.decision.authority, **accountant.acts, **period())
    accountant.revoke(lines)
    assert standing(opened, lines) == ["RECOVERY_DUE"]
