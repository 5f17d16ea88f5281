"""Payments and settlement as workbooks and as data."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflow.decisions.models import Decision
from workflow.payments.models import Payment
from workflow.payments.queries import Settled
from workflow.workbooks.writing import Table, write_workbook

if TYPE_CHECKING:
    from workflow.workbooks.reading import Cell


def payments_sheet(decision: Decision, payments: Iterable[Payment]) -> bytes:
    """The payment list as a workbook: a row for each payment, then the total."""
    rows: list[list[Cell]] = []
    total = 0
    for number, one in enumerate(payments, 1):
        line = one.line
        total += one.amount
        rows.append(
            [
                number,
                str(line.nomination.unit),
                one.name_now,
                line.nomination.get_nominee_kind_display(),
                str(line.nomination.award_form),
                one.multiplier,
                one.salary if one.salary is not None else "",
                one.amount,
                one.get_kind_display(),
                str(one.fund),
                one.state_label,
                one.paid_on or "",
                one.voucher or "",
                one.reason or line.prize_reason,
            ]
        )
    rows.append(["", _("Total"), "", "", "", "", "", total, *[""] * 6])
    day = f"{decision.dated:%d/%m/%Y}" if decision.dated else ""
    above: list[list[Cell]] = [[_("Decision %(number)s of %(day)s") % {"number": decision.number, "day": day}]]
    return write_workbook(Table(_("Payment list"), _headings(), rows, above=above))


def _headings() -> list[tuple[str, float]]:
    return [
        (_("No."), 6),
        (_("Submitting unit"), 32),
        (_("Payee"), 30),
        (_("Kind"), 14),
        (_("Award form"), 28),
        (_("Multiplier"), 11),
        (_("Base salary (đồng)"), 16),
        (_("Amount (đồng)"), 16),
        (_("Payment"), 16),
        (_("Source of funds"), 32),
        (_("State"), 22),
        (_("Paid on"), 12),
        (_("Voucher number"), 16),
        (_("Reason"), 30),
    ]


def settlement_sheet(rows: Sequence[Settled], asked: Mapping[str, Any]) -> bytes:
    """The settlement as a workbook: by source, decision and unit, then the totals."""
    cells: list[list[Cell]] = [
        [one.fund, one.authority, one.number, one.dated, one.unit, one.payments, *_amounts(one)] for one in rows
    ]
    cells.append([_("Total"), "", "", "", "", sum(one.payments for one in rows), *_total(rows)])
    since, until = (_day(asked.get(name)) for name in ("since", "until"))
    above: list[list[Cell]] = [
        [_("Settlement of prizes")],
        [_("Period: %(since)s – %(until)s") % {"since": since, "until": until}],
    ]
    headings = [
        (_("Source of funds"), 34),
        (_("Authority"), 28),
        (_("Number"), 18),
        (_("Date"), 12),
        (_("Submitting unit"), 32),
        (_("Payments"), 10),
        (_("Due (đồng)"), 16),
        (_("Paid (đồng)"), 16),
        (_("Recovered (đồng)"), 16),
        (_("Balance (đồng)"), 16),
    ]
    return write_workbook(Table(pgettext("name of a sheet", "Settlement"), headings, cells, above=above))


def settlement_data(rows: Sequence[Settled], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The settlement as data: amounts are integers of đồng, days are written as in ISO 8601."""
    names = ("due", "paid", "recovered", "balance")
    return {
        "currency": "VND",
        "since": _iso(asked.get("since")),
        "until": _iso(asked.get("until")),
        "rows": [
            {
                "fund": one.fund,
                "authority": one.authority,
                "number": one.number,
                "dated": one.dated.isoformat(),
                "unit": one.unit,
                "payments": one.payments,
                **dict(zip(names, _amounts(one), strict=True)),
            }
            for one in rows
        ],
        "total": {"payments": sum(one.payments for one in rows), **dict(zip(names, _total(rows), strict=True))},
    }


def _amounts(one: Settled) -> tuple[int, int, int, int]:
    return one.due, one.paid, one.recovered, one.balance


def _total(rows: Sequence[Settled]) -> list[int]:
    return [sum(some) for some in zip(*map(_amounts, rows), strict=True)] or [0, 0, 0, 0]


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "…"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
