"""The payment list as a paper (D16): what stands on it, in Vietnamese."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import override, pgettext

from workflow.awards.models import NomineeKind
from workflow.decisions.queries import KINDS
from workflow.documents.frame import frame_of
from workflow.documents.tables import CENTRED, RIGHT, Column, table
from workflow.pages.tags import money
from workflow.payments.in_words import in_words
from workflow.payments.models import Payment, PaymentList, PaymentState
from workflow.payments.queries import OfUnit, by_unit

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

_UNPAID = frozenset({PaymentState.CANCELLED, PaymentState.RECOVERED})
"""What stands on no list that is handed out: nothing is paid, or it was given back."""


def facts_of(one: PaymentList, payments: Iterable[Payment], *, is_extract: bool) -> "dict[str, Json]":
    """What the paper tells: payments by unit with their sums, the total in figures and in words, and its signers.

    A cancelled or recovered payment is left out. `is_extract`: of one unit's lines, and the title says so. The day of
    the paper is the day of the decision.
    """
    decision = one.decision
    assert decision.dated is not None  # noqa: S101 -- a list is opened of an issued decision
    listed = [each for each in payments if each.state not in _UNPAID]
    total = sum(each.amount for each in listed)
    superior = decision.authority.parent
    with override("vi"):
        part, whole = (
            pgettext("on paper", "EXTRACT OF THE LIST OF PRIZE PAYMENTS"),
            pgettext("on paper", "LIST OF PRIZE PAYMENTS"),
        )
        title = part if is_extract else whole
        cited = pgettext("on paper", "decision No. %(number)s of %(day)s of %(authority)s")
        day = date_format(decision.dated, "d/m/Y")
        issuer, above = str(decision.authority), str(superior) if superior else ""
        listing = table(_columns(), _rows(listed, total), landscape=True, size=11)
        return {
            **frame_of(title, decision.dated, issuer=issuer, superior=above),
            "paper": {"kind": title, "subject": decision.subject, "sign": _signers()},
            "told": {
                "decision": cited % {"number": decision.number, "day": day, "authority": decision.authority},
                "total_in_words": in_words(total),
                "funding": _funding(listed),
            },
            "tables": {"payments": listing},
        }


def _signers() -> "list[Json]":
    """Who signs below: they are named by hand."""
    signers = (
        pgettext("on paper", "DRAWN UP BY"),
        pgettext("on paper", "CHIEF ACCOUNTANT"),
        pgettext("on paper", "HEAD OF THE BODY"),
    )
    return [{"above": [each], "name": ""} for each in signers]


def _funding(listed: Sequence[Payment]) -> str:
    """Each source with its sum."""
    sums: dict[str, int] = {}
    for each in listed:
        sums[str(each.fund)] = sums.get(str(each.fund), 0) + each.amount
    return "; ".join(f"{name}: {money(amount)} đồng" for name, amount in sums.items())


def _columns() -> "list[Column]":
    return [
        (pgettext("on paper", "No."), 3, CENTRED),
        (pgettext("on paper", "Name"), 15),
        (pgettext("on paper", "Kind"), 7),
        (pgettext("on paper", "Multiplier"), 5, CENTRED),
        (pgettext("on paper", "Base salary (đồng)"), 8, RIGHT),
        (pgettext("on paper", "Amount (đồng)"), 9, RIGHT),
        (pgettext("on paper", "Source of funds"), 14),
        (pgettext("on paper", "Signature"), 9),
    ]


def _rows(listed: Sequence[Payment], total: int) -> "list[Json]":
    rows: list[Json] = []
    number = 0
    for group in by_unit(listed, {}):
        rows.append({"heading": str(group.unit)})
        for each in group.payments:
            number += 1
            rows.append(_row(number, each))
        rows.append({"total": ["", pgettext("on paper", "Sum of the unit"), "", "", "", money(_sum(group)), "", ""]})
    rows.append({"total": ["", pgettext("on paper", "TOTAL"), "", "", "", money(total), "", ""]})
    return rows


def _sum(group: OfUnit) -> int:
    return sum(each.amount for each in group.payments)


def _row(number: int, each: Payment) -> "list[Json]":
    line = each.line
    is_prize = each.kind == Payment.Kind.PRIZE
    kind = KINDS[NomineeKind(line.nomination.nominee_kind).value]
    return [
        str(number),
        each.name_now,
        kind if is_prize else f"{kind} ({each.get_kind_display()})",
        each.multiplier,
        money(each.salary),
        money(each.amount),
        str(each.fund),
        "",
    ]
