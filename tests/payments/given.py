"""How the tests of the payments say what is given."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.appraisal.given import today
from tests.decisions.given import Authority
from tests.support.walk import R1, Way
from workflow.awards.prizes import FundSource
from workflow.decisions.commands import check_form, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.decisions.recovery import Recovered
from workflow.decisions.revocation import draft_revocation
from workflow.dossiers.entries import Entry
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT
from workflow.payments.commands import open_payments, pay_prizes, recover_prizes, return_prizes
from workflow.payments.models import PaymentList
from workflow.payments.standing import payments_now
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from tests.appraisal.proof import Acts

PRIZE = 3_510_000
"""The prize of a person for a provincial certificate of merit, at a base salary of 2,340,000 đồng."""
VOUCHER = "PC-01/2026"


def fund(code: str = "UNIT_FUND") -> FundSource:
    """A source of funds that ships."""
    return FundSource.objects.get(code=code)


class Accountant:
    """The accountant of the authority, who pays what its decisions give."""

    def __init__(self, cast: Cast, way: Way = R1) -> None:
        self.cast = cast
        self.authority = Authority(cast, way)
        names = {"ubnd-tinh": "ubnd-finance", "so-y-te": "yte-finance"}
        at = way.bodies.authority
        self.acts: Acts = cast.acts(names[at], Role.FINANCE, at)

    def opened(self, count: int = 3, *, first: int = 1, entries: Sequence[Entry] = ()) -> tuple[PaymentList, list[int]]:
        """The payment list of an issued decision, and its nominations."""
        decision, lines = self.authority.issued(count, first=first, entries=entries)
        return self.open(decision), lines

    def open(self, decision: Decision) -> PaymentList:
        """The payment list of a decision."""
        return PaymentList.objects.get(pk=open_payments(decision, **self.acts).made["list"])

    def pay(self, opened: PaymentList, lines: Sequence[int]) -> None:
        """The prizes of these nominations go out today."""
        pay_prizes(opened, keys(opened, lines), **self.acts, dated=today(), voucher=VOUCHER)

    def give_back(self, opened: PaymentList, lines: Sequence[int]) -> None:
        """The prizes of these nominations come back unclaimed."""
        return_prizes(opened, keys(opened, lines), **self.acts, dated=today(), voucher="PT-01", reason="Chưa đến nhận")

    def recover(self, opened: PaymentList, lines: Sequence[int]) -> None:
        """The prizes of these nominations are recovered."""
        recover_prizes(opened, keys(opened, lines), **self.acts, dated=today(), voucher="PT-02")

    def revoke(self, lines: Sequence[int], *, money_back: bool = True) -> Decision:
        """The awards are revoked by a decision of their own, which recovers the money or leaves it."""
        until = today() + timedelta(days=30)
        recovery = Recovered(
            objects_back=True, money_back=money_back, payer="Người nhận", receiver="UBND tỉnh", until=until
        )
        form = self.authority.form
        made = draft_revocation(lines, **form, ground="FRAUD", document="9/KL-TTr", recovery=recovery).made
        revocation = Decision.objects.get(pk=made["decision"])
        submit_draft(revocation, "Hủy bỏ (minh họa)", **form)
        check_form(revocation, **LOOKED_AT, **form)
        sign_decision(revocation, **self.authority.decider)
        self.authority.issue(revocation)
        return revocation


def keys(opened: PaymentList, lines: Sequence[int]) -> list[int]:
    """The payments of the prizes of these nominations."""
    found = dict(opened.payments.filter(kind="PRIZE").values_list("line__nomination", "pk"))
    return [found[line] for line in lines]


def standing(opened: PaymentList, lines: Sequence[int]) -> list[str]:
    """Where the money of each prize is."""
    found = dict(payments_now().filter(list=opened, kind="PRIZE").values_list("line__nomination", "state"))
    return [found[line] for line in lines]
