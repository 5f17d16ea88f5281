"""Paying: one payment for each awarded line, out once, back by an entry of its own, and never changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.appraisal.given import delegated, today, tomorrow, yesterday
from tests.appraisal.proof import invalid, refused, refused_lines
from tests.decisions.given import Authority
from tests.directory.given import last_entry
from tests.payments.given import PRIZE, VOUCHER, Accountant, fund, keys, standing
from tests.support.walk import R2, R3
from workflow.awards.prizes import FundDefault, FundSource
from workflow.decisions.models import Decision, DecisionLine
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.payments.commands import add_supplement, open_payments, pay_prizes, recover_prizes, return_prizes
from workflow.payments.models import Payment, PaymentEntry, PaymentList
from workflow.payments.standing import payments_now
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

# Opening the list --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["form", "decider", "clerk"])
def test_only_the_accountant_of_the_authority_opens_the_list(cast: Cast, who: str) -> None:
    authority = Authority(cast)
    decision, _lines = authority.issued(1)
    with refused("role", security=True):
        open_payments(decision, **getattr(authority, who))
    with refused("role", security=True):
        open_payments(decision, **Accountant(cast, R3).acts)


def test_nothing_is_paid_before_the_decision_is_issued(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    with refused("issued"):
        open_payments(decision, **Accountant(cast).acts)


def test_a_revocation_has_no_payment_list(cast: Cast) -> None:
    accountant = Accountant(cast)
    _decision, lines = accountant.authority.issued(1)
    revocation = accountant.revoke(lines)
    with refused("issued"):
        open_payments(revocation, **accountant.acts)


def test_a_list_is_opened_once(cast: Cast) -> None:
    accountant = Accountant(cast)
    decision, _lines = accountant.authority.issued(1)
    open_payments(decision, **accountant.acts)
    with refused("opened"):
        open_payments(decision, **accountant.acts)


def test_a_decision_without_money_has_nothing_to_pay(cast: Cast) -> None:
    accountant = Accountant(cast, R3)
    decision, _lines = accountant.authority.signed(1)
    DecisionLine.objects.filter(decision=decision).update(prize=None, fund=None)
    accountant.authority.issue(decision)
    with refused("nothing"):
        open_payments(decision, **accountant.acts)
    DecisionLine.objects.filter(decision=decision).update(prize=702_000)


def test_each_awarded_line_with_a_prize_has_one_payment_of_its_amount_and_source(cast: Cast) -> None:
    accountant = Accountant(cast)
    entries = [
        drafts.household("Hộ ông Bình", "BK_CT_UBND_TINH"),
        drafts.collective("so-nnmt", "BK_CT_UBND_TINH"),
    ]
    opened, _lines = accountant.opened(entries=entries)
    assert list(payments_now().values_list("name_now", "kind", "amount", "fund__code", "state")) == [
        (cast.organisation("so-nnmt").name, "PRIZE", 7_020_000, "PROVINCE_BUDGET", "TO_PAY"),
        ("Hộ ông Bình", "PRIZE", 5_265_000, "PROVINCE_BUDGET", "TO_PAY"),
    ]
    deed, _person, data, _personal = last_entry(f"decision:{opened.decision_id}")
    assert (deed, data["list"], data["payments"], data["total"]) == ("PAYMENTS_OPENED", opened.pk, 2, 12_285_000)


def test_a_declined_line_is_not_paid(cast: Cast) -> None:
    accountant = Accountant(cast)
    decision, lines = accountant.authority.signed(3, declined=[1])
    accountant.authority.issue(decision)
    opened = accountant.open(decision)
    paid = opened.payments.order_by("pk").values_list("line__nomination", flat=True)
    assert set(paid) == {lines[0], lines[2]}


def test_a_line_signed_before_sources_were_kept_is_paid_from_the_usual_one(cast: Cast) -> None:
    accountant = Accountant(cast)
    decision, _lines = accountant.authority.issued(1)
    DecisionLine.objects.update(fund=None)
    assert accountant.open(decision).payments.get().fund.code == "PROVINCE_BUDGET"
    DecisionLine.objects.update(fund=fund("PROVINCE_BUDGET"))


def test_without_any_source_in_force_the_list_says_what_to_enter(cast: Cast) -> None:
    accountant = Accountant(cast)
    decision, _lines = accountant.authority.issued(1)
    DecisionLine.objects.update(fund=None)
    FundDefault.objects.all().delete()
    FundSource.objects.update(valid_until=yesterday())
    with refused("fund"):
        open_payments(decision, **accountant.acts)


# Paying ------------------------------------------------------------------------------------------------


def test_many_prizes_go_out_by_one_voucher(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(3)
    pay_prizes(opened, keys(opened, lines[:2]), **accountant.acts, dated=today(), voucher=f"  {VOUCHER} ")
    assert standing(opened, lines) == ["PAID", "PAID", "TO_PAY"]
    entry = PaymentEntry.objects.order_by("pk")[0]
    assert (entry.voucher, entry.dated, entry.person, entry.attempt) == (
        VOUCHER,
        today(),
        cast.person("ubnd-finance"),
        1,
    )
    deed, person, data, _personal = last_entry(f"decision:{opened.decision_id}")
    assert (deed, person, data["total"], data["voucher"]) == (
        "PRIZES_PAID",
        cast.person("ubnd-finance").pk,
        2 * PRIZE,
        VOUCHER,
    )


def test_nobody_else_pays_returns_recovers_or_supplements(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    some = keys(opened, lines)
    when: dict[str, Any] = {"dated": today(), "voucher": VOUCHER}
    for acts in (accountant.authority.form, accountant.authority.decider, Accountant(cast, R3).acts):
        with refused("role", security=True):
            pay_prizes(opened, some, **acts, **when)
        with refused("role", security=True):
            return_prizes(opened, some, **acts, **when, reason="x")
        with refused("role", security=True):
            recover_prizes(opened, some, **acts, **when)
        with refused("role", security=True):
            add_supplement(opened, lines[0], **acts, amount=1, fund=fund(), reason="x")


def test_nothing_is_paid_under_a_delegation(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    acts = delegated(cast, accountant.authority.decider["capacity"], "nominee-70", Transition.AWARD)
    with refused("role", security=True):
        pay_prizes(opened, keys(opened, lines), **acts, dated=today(), voucher=VOUCHER)


def test_a_prize_is_paid_once(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(2)
    accountant.pay(opened, lines[:1])
    with refused_lines({lines[0]: "state"}):
        pay_prizes(opened, keys(opened, lines), **accountant.acts, dated=today(), voucher="PC-02")
    assert standing(opened, lines) == ["PAID", "TO_PAY"]


def test_everything_that_cannot_be_entered_is_named(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    some = keys(opened, lines)
    with invalid("dated", "payments", "voucher"):
        pay_prizes(opened, [], **accountant.acts, dated=tomorrow(), voucher=" ")
    with invalid("dated", "voucher"):
        pay_prizes(opened, some, **accountant.acts, dated=yesterday(), voucher="x" * 61)
    with invalid("payments"):
        pay_prizes(opened, [*some, 10**9], **accountant.acts, dated=today(), voucher=VOUCHER)
    accountant.pay(opened, lines)
    with invalid("reason"):
        return_prizes(opened, some, **accountant.acts, dated=today(), voucher=VOUCHER, reason=" ")
    with invalid("reason"):
        return_prizes(opened, some, **accountant.acts, dated=today(), voucher=VOUCHER, reason="x" * 4001)


def test_a_payment_of_another_list_is_none_of_this(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, _lines = accountant.opened(1)
    other, others = accountant.opened(1, first=5)
    with invalid("payments"):
        pay_prizes(opened, keys(other, others), **accountant.acts, dated=today(), voucher=VOUCHER)


def test_an_unclaimed_prize_comes_back_and_is_paid_again(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(2)
    with refused_lines(dict.fromkeys(lines, "state")):
        return_prizes(opened, keys(opened, lines), **accountant.acts, dated=today(), voucher="PT", reason="x")
    accountant.pay(opened, lines)
    accountant.give_back(opened, lines[:1])
    assert standing(opened, lines) == ["RETURNED", "PAID"]
    assert last_entry(f"decision:{opened.decision_id}")[3] == {"reason": "Chưa đến nhận"}
    accountant.pay(opened, lines[:1])
    assert standing(opened, lines) == ["PAID", "PAID"]
    entries = PaymentEntry.objects.filter(payment__in=keys(opened, lines[:1])).order_by("pk")
    assert list(entries.values_list("kind", "attempt")) == [("PAID", 1), ("RETURNED", 1), ("PAID", 2)]


def test_the_same_request_sent_twice_pays_once(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    given: dict[str, Any] = {**accountant.acts, "dated": today(), "voucher": VOUCHER, "operation_id": "pay-once"}
    assert not pay_prizes(opened, keys(opened, lines), **given).repeated
    assert pay_prizes(opened, keys(opened, lines), **given).repeated
    assert PaymentEntry.objects.count() == 1


# Revocation and correction -----------------------------------------------------------------------------


def test_a_revoked_award_that_is_not_paid_is_cancelled_and_cannot_be_paid(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(2)
    accountant.revoke(lines[:1])
    assert standing(opened, lines) == ["CANCELLED", "TO_PAY"]
    with refused_lines({lines[0]: "state"}):
        pay_prizes(opened, keys(opened, lines), **accountant.acts, dated=today(), voucher=VOUCHER)


def test_a_prize_that_came_back_before_the_revocation_is_cancelled(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    accountant.pay(opened, lines)
    accountant.give_back(opened, lines)
    accountant.revoke(lines)
    assert standing(opened, lines) == ["CANCELLED"]


def test_a_paid_prize_of_a_revoked_award_is_due_back_and_recovered_with_its_voucher(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(2)
    accountant.pay(opened, lines)
    with refused_lines({lines[0]: "state"}):
        recover_prizes(opened, keys(opened, lines[:1]), **accountant.acts, dated=today(), voucher="PT-02")
    accountant.revoke(lines[:1])
    assert standing(opened, lines) == ["RECOVERY_DUE", "PAID"]
    with refused_lines({lines[0]: "state"}):
        return_prizes(opened, keys(opened, lines[:1]), **accountant.acts, dated=today(), voucher="PT", reason="x")
    accountant.recover(opened, lines[:1])
    assert standing(opened, lines) == ["RECOVERED", "PAID"]
    for again in (recover_prizes, pay_prizes):
        with refused_lines({lines[0]: "state"}):
            again(opened, keys(opened, lines[:1]), **accountant.acts, dated=today(), voucher="PT-03")


def test_the_last_day_to_give_back_is_that_of_the_revocation(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    accountant.pay(opened, lines)
    revocation = accountant.revoke(lines)
    one = payments_now().get(list=opened)
    assert (one.revocation, one.recover_by) == (revocation.pk, today() + timedelta(days=30))


def test_a_revocation_that_leaves_the_money_makes_nothing_due_back_and_lets_nothing_go_out(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(2)
    accountant.pay(opened, lines[:1])
    accountant.revoke(lines, money_back=False)
    assert standing(opened, lines) == ["PAID", "CANCELLED"]
    with refused_lines({lines[0]: "state"}):
        recover_prizes(opened, keys(opened, lines[:1]), **accountant.acts, dated=today(), voucher="PT-02")


def test_a_correction_changes_the_name_of_the_payee_and_never_the_amount(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    was = payments_now().get(list=opened)
    accountant.authority.corrected(lines[0], name=was.name_now.upper())
    now = payments_now().get(list=opened)
    assert (now.name_now, now.amount, now.state) == (was.name_now.upper(), was.amount, "TO_PAY")
    assert now.line.name == was.line.name


def test_a_draft_revocation_stops_no_payment(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    accountant.authority.revoking(lines)
    accountant.pay(opened, lines)
    assert standing(opened, lines) == ["PAID"]


def test_a_list_opened_after_a_revocation_names_the_line_and_pays_it_nothing(cast: Cast) -> None:
    accountant = Accountant(cast)
    decision, lines = accountant.authority.issued(2)
    accountant.revoke(lines[:1])
    opened = accountant.open(decision)
    assert standing(opened, lines) == ["CANCELLED", "TO_PAY"]


# A supplement ------------------------------------------------------------------------------------------


def test_an_amount_that_was_too_low_is_followed_by_a_further_payment_with_its_reason(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(2)
    accountant.pay(opened, lines)
    made = add_supplement(
        opened, lines[0], **accountant.acts, amount=500_000, fund=fund(), reason=" Văn bản số 12/SNV "
    ).made
    further = Payment.objects.get(pk=made["payment"])
    assert (further.kind, further.amount, further.reason) == ("SUPPLEMENT", 500_000, "Văn bản số 12/SNV")
    assert Payment.objects.get(pk=keys(opened, lines)[0]).amount == PRIZE
    pay_prizes(opened, [further.pk], **accountant.acts, dated=today(), voucher="PC-09")
    assert payments_now().get(pk=further.pk).state == "PAID"
    accountant.revoke(lines[:1])
    assert set(payments_now().filter(line__nomination=lines[0]).values_list("state", flat=True)) == {"RECOVERY_DUE"}


def test_what_a_supplement_lacks_is_named(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    ended = FundSource.objects.create(code="ENDED", name="Nguồn cũ", valid_until=yesterday(), confidence="DESIGN")
    with invalid("amount", "fund", "reason"):
        add_supplement(opened, lines[0], **accountant.acts, amount=0, fund=ended, reason=" ")
    with invalid("nomination"):
        add_supplement(opened, 10**9, **accountant.acts, amount=1, fund=fund(), reason="x")


def test_a_revoked_award_gets_no_supplement(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    accountant.revoke(lines)
    with refused_lines({lines[0]: "state"}):
        add_supplement(opened, lines[0], **accountant.acts, amount=1, fund=fund(), reason="x")


# What the database holds to ----------------------------------------------------------------------------


def test_the_database_refuses_a_second_payment_of_a_prize_and_an_amount_of_nought(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, _lines = accountant.opened(1)
    one = opened.payments.get()
    for changed in ({}, {"kind": "SUPPLEMENT", "amount": 0, "reason": "x"}, {"kind": "SUPPLEMENT", "reason": ""}):
        row = {
            "list": opened,
            "line": one.line,
            "kind": "PRIZE",
            "amount": 1,
            "fund": one.fund,
            "opened_at": one.opened_at,
            "opened_by": one.opened_by,
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            Payment.objects.create(**{**row, **changed})


def test_the_database_refuses_to_pay_twice_and_to_undo_twice(cast: Cast) -> None:
    accountant = Accountant(cast)
    opened, lines = accountant.opened(1)
    accountant.pay(opened, lines)
    paid = PaymentEntry.objects.get()
    row: dict[str, Any] = {
        "payment": paid.payment,
        "attempt": 1,
        "dated": today(),
        "voucher": "X",
        "person": paid.person,
        "at": paid.at,
    }
    for changed in (
        {"kind": "PAID"},
        {"kind": "PAID", "attempt": 2, "undoes": paid},
        {"kind": "RECOVERED"},
        {"kind": "RETURNED", "undoes": paid, "reason": ""},
        {"kind": "PAID", "attempt": 2, "voucher": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PaymentEntry.objects.create(**{**row, **changed})
    accountant.give_back(opened, lines)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentEntry.objects.create(**{**row, "kind": "RECOVERED", "undoes": paid})


def test_paying_many_takes_as_many_statements_as_paying_one(cast: Cast, django_assert_max_num_queries: Any) -> None:
    accountant = Accountant(cast)
    counts = []
    for count, first in ((1, 1), (6, 10)):
        decision, lines = accountant.authority.issued(count, first=first)
        with django_assert_max_num_queries(60) as opening:
            opened = accountant.open(decision)
        some = keys(opened, lines)
        with django_assert_max_num_queries(60) as paying:
            pay_prizes(opened, some, **accountant.acts, dated=today(), voucher=VOUCHER)
        counts.append((len(opening), len(paying)))
    assert counts[0] == counts[1]


def test_an_authority_without_rates_pays_nothing(cast: Cast) -> None:
    authority = Authority(cast, R2)
    decision, _lines = authority.issued(1)
    finance = cast.acts("ldld-finance", Role.FINANCE, authority.way.bodies.authority)
    with refused("nothing"):
        open_payments(decision, **finance)
    assert not PaymentList.objects.exists()
    assert Decision.objects.filter(pk=decision.pk, payment_list=None).exists()
