"""Random decisions, corrections, revocations and payments: lines, list, settlement and register always agree."""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.payments.given import Accountant, fund
from workflow.awards.models import Track
from workflow.decisions.commands import check_form, publish_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.prizes import change_prizes
from workflow.decisions.standing import REVOKED, awards
from workflow.dossiers.entries import Entry
from workflow.dossiers.models import Nomination
from workflow.management.consistency import problems
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT
from workflow.pages.acting import Acting
from workflow.payments.commands import add_supplement, pay_prizes, recover_prizes, return_prizes
from workflow.payments.models import Payment, PaymentEntry, PaymentList, PaymentState, SettledEntry
from workflow.payments.queries import payments_visible_to, settled_rows, sums_by, total_of
from workflow.payments.settling import settle_payments
from workflow.payments.sheets import settlement_data
from workflow.payments.standing import FITTING, payments_now
from workflow.procedure.states import State

Kind = PaymentEntry.Kind
STEPS = 9
FORM = "BK_CT_UBND_TINH"
FUNDS = ("UNIT_FUND", "PROVINCE_BUDGET", "OTHER_LAWFUL")


def every_award() -> Any:
    """Every award as it stands now, with what is read beside its row."""
    return awards()


def in_public() -> set[tuple[str, ...]]:
    """Every award as anybody reads it without signing in, from the register's file."""
    file = json.loads(Client().get(reverse("register_json")).content)
    assert (file["complete"], file["hidden"]) == (True, 0)
    return {(one["code"], one["name"], one["title"], one["unit"], one["standing"]) for one in file["awards"]}


class Story:
    """One decision of random lines, and what people do with its awards and its money."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast = cast
        self.choose = random.Random(seed)  # noqa: S311 -- a story, not a secret
        self.accountant = Accountant(cast)
        self.told: list[str] = []
        self.decision, self.lines, self.awarded = self._decided()
        self.opened: PaymentList | None = None

    def _decided(self) -> tuple[Decision, list[int], list[int]]:
        """An issued decision: some amounts entered otherwise, perhaps one line declined."""
        authority, choose = self.accountant.authority, self.choose
        decision, lines = authority.presented(entries=self._entries())
        for _ in range(choose.randint(0, 3)):
            some = choose.sample(lines, choose.randint(1, len(lines)))
            amount = choose.choice([None, 0, 1, 1_000_000, 5_000_000, choose.randint(1, 10**9)])
            source = fund(choose.choice(FUNDS))
            change_prizes(decision, some, **authority.form, amount=amount, fund=source, reason="Minh họa")
            self.told.append(f"entered {amount} for {some}")
        submit_draft(decision, "Tặng Bằng khen (minh họa)", **authority.form)
        check_form(decision, **LOOKED_AT, **authority.form)
        declined = dict.fromkeys(choose.sample(lines, choose.randint(0, 1)), "Chưa đủ")
        sign_decision(decision, **authority.decider, declined=declined)
        authority.issue(decision)
        publish_decision(decision, **authority.form)
        decision.refresh_from_db()
        return decision, lines, [line for line in lines if line not in declined]

    def _entries(self) -> Sequence[Entry]:
        some = self.choose.randint(1, 3)
        people = [
            drafts.person(self.cast.person(f"nominee-0{number}"), Track.STAFF, "Viên chức", "Sở (minh họa)", FORM)
            for number in range(1, some + 1)
        ]
        return [*people, drafts.household("Hộ ông Bình (minh họa)", FORM), drafts.collective("so-nnmt", FORM)]

    def step(self) -> None:
        """One deed of somebody."""
        deeds: list[Callable[[], None]] = [self.correct, self.revoke]
        if self.opened is None:
            deeds += [self.open] * 3
        else:
            deeds += [self.pay, self.pay, self.give_back, self.recover, self.supplement]
        self.choose.choice(deeds)()

    def open(self) -> None:
        """The accountant opens the list, where there is anything to pay."""
        if self._given() and self.opened is None:
            self.opened = self.accountant.open(self.decision)
            self.told.append("opened")

    def pay(self) -> None:
        """Some of what is to be paid goes out."""
        if some := self._some(Kind.PAID):
            assert self.opened
            pay_prizes(self.opened, some, **self.accountant.acts, dated=timezone.localdate(), voucher="PC")
            self.told.append(f"paid {some}")

    def give_back(self) -> None:
        """Some of what is out comes back unclaimed."""
        if some := self._some(Kind.RETURNED):
            assert self.opened
            day = timezone.localdate()
            return_prizes(self.opened, some, **self.accountant.acts, dated=day, voucher="PT", reason="Không đến nhận")
            self.told.append(f"returned {some}")

    def recover(self) -> None:
        """Some of what is to be recovered is recovered."""
        if some := self._some(Kind.RECOVERED):
            assert self.opened
            recover_prizes(self.opened, some, **self.accountant.acts, dated=timezone.localdate(), voucher="PT")
            self.told.append(f"recovered {some}")

    def _some(self, kind: Kind) -> list[int]:
        fitting = list(payments_now().filter(list=self.opened, state__in=FITTING[kind]).values_list("pk", flat=True))
        return self.choose.sample(fitting, self.choose.randint(1, len(fitting))) if fitting else []

    def supplement(self) -> None:
        """A line that stands gets a further payment."""
        assert self.opened
        paid = set(self.opened.payments.values_list("line__nomination", flat=True))
        if lines := sorted(paid & set(self._standing())):
            line, amount = self.choose.choice(lines), self.choose.randint(1, 10**6)
            acts = self.accountant.acts
            add_supplement(self.opened, line, **acts, amount=amount, fund=fund("UNIT_FUND"), reason="Minh họa")
            self.told.append(f"supplemented {line} by {amount}")

    def correct(self) -> None:
        """An award that stands is corrected: how its title reads."""
        if lines := self._standing():
            line = self.choose.choice(lines)
            title = f"Chức danh {len(self.told)} (minh họa)"
            self.accountant.authority.corrected(line, title=title)
            self.told.append(f"corrected {line}")

    def revoke(self) -> None:
        """Some awards that stand are revoked; the money is recovered, or left."""
        if lines := self._standing():
            some = self.choose.sample(lines, self.choose.randint(1, min(2, len(lines))))
            back = self.choose.random() < 0.7
            self.accountant.revoke(some, money_back=back)
            self.told.append(f"revoked {some}, money back: {back}")

    def _standing(self) -> list[int]:
        found = every_award().exclude(standing=REVOKED).filter(decision=self.decision).order_by("pk")
        return list(found.values_list("nomination", flat=True))

    def _given(self) -> int:
        """The sum of the lines as they were signed."""
        lines = DecisionLine.objects.filter(decision=self.decision, void=False, verdict="AWARD")
        return int(lines.aggregate(total=Sum("prize"))["total"] or 0)

    def agrees(self) -> None:
        """The sum of the lines is the list, the list the settlement, and the public register shows the same awards."""
        told = "\n".join(self.told)
        register = every_award().filter(decision=self.decision)
        valid = register.exclude(standing=REVOKED)
        states = Nomination.objects.filter(pk__in=self.lines).values_list("state", flat=True)
        assert register.count() == len(self.awarded), told
        assert valid.count() == list(states).count(State.AWARDED.value), told
        shown = register.values_list("code", "name_now", "title_now", "unit_now", "standing")
        # Of a revoked award the public reads who had it, and no more.
        public = {(code, name, "" if now == REVOKED else title, unit, now) for code, name, title, unit, now in shown}
        assert in_public() == public, told
        if self.opened is None:
            return
        prizes = self.opened.payments.filter(kind=Payment.Kind.PRIZE)
        assert prizes.aggregate(total=Sum("amount"))["total"] == self._given(), told
        assert prizes.count() == register.exclude(prize=None).count(), told
        self._settlement_is_the_list(told)
        names = dict(register.values_list("pk", "name_now"))
        assert {one.name_now == names[one.line_id] for one in payments_now().filter(list=self.opened)} == {True}, told

    def _settlement_is_the_list(self, told: str) -> None:
        """Where the money is, and what the settlement exports of it, are the same amounts."""
        acting = Acting(self.accountant.acts["actor"], timezone.localdate())
        sums = total_of(sums_by(payments_visible_to(acting).filter(list=self.opened), "fund"))
        assert sums.decided == sums.cancelled + sums.to_pay + sums.out + sums.recovered, told
        total = settlement_data(settled_rows(acting, None, None, None), {})["total"]
        assert (total["payments"], total["due"], total["balance"]) == (sums.number, sums.due, sums.out), told
        assert total["recovered"] == sums.recovered, told
        revoked = set(every_award().filter(standing=REVOKED).values_list("nomination", flat=True))
        out = payments_now().filter(list=self.opened, state__in=[PaymentState.TO_PAY, PaymentState.RETURNED])
        assert not revoked & set(out.values_list("line__nomination", flat=True)), told

    def settle(self) -> None:
        """At the end every source is settled: what the settlements hold is what is out."""
        if self.opened is None or not self.opened.payments.filter(entries__isnull=False).exists():
            return
        day, out = timezone.localdate(), total_of(sums_by(payments_now().filter(list=self.opened), "fund")).out
        for code in FUNDS:
            if self.opened.payments.filter(fund__code=code, entries__isnull=False).exists():
                period: dict[str, Any] = {"fund": fund(code), "from_day": day, "until": day, "document": "BC 1"}
                settle_payments(self.decision.authority, **self.accountant.acts, **period)
        settled = SettledEntry.objects.values_list("entry__kind", "entry__payment__amount")
        assert sum(amount if kind == "PAID" else -amount for kind, amount in settled) == out, "\n".join(self.told)
        assert not payments_now().filter(list=self.opened, state=PaymentState.PAID).exists()


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 2**32))
def test_lines_list_settlement_and_register_agree_whatever_people_do(cast: Cast, seed: int) -> None:
    """Acceptance: money, numbers and lists reconcile over random decisions, corrections and revocations."""
    begin = transaction.savepoint()
    try:
        story = Story(cast, seed)
        story.agrees()
        for _ in range(STEPS):
            story.step()
            story.agrees()
        story.open()
        story.agrees()
        story.settle()
        story.agrees()
        assert list(problems()) == [], "\n".join(story.told)
    finally:
        transaction.savepoint_rollback(begin)
