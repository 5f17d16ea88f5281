"""Reads of the payments for their pages, of which the person may see."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.http import Http404

from workflow.database.texts import folded
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.queries import DECIDES
from workflow.directory.models import Organisation
from workflow.dossiers.visibility import bodies_audited
from workflow.pages.acting import Acting
from workflow.pages.narrowing import Narrowing
from workflow.payments.models import Payment, PaymentEntry, PaymentList, PaymentState, Settlement
from workflow.payments.standing import OUT, TO_BE_PAID, payments_now
from workflow.procedure.roles import Role

UNIT: Final = (Role.UNIT_OFFICER, Role.UNIT_HEAD)
"""They see the prizes of their own lines: the unit that submitted hands the money out."""
WHOLE: Final = (Role.FINANCE, *DECIDES)
"""They see the lists of their authority whole; an auditor those of the bodies under the audit."""
READS: Final = (*WHOLE, Role.AUDITOR, *UNIT)


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts in đồng: `decided` of all payments, `cancelled` of them, then by where the money is.

    `due` is what is not cancelled; it is paid out, or still to be paid, or was recovered.
    """

    number: int = 0
    decided: int = 0
    cancelled: int = 0
    to_pay: int = 0
    out: int = 0
    to_recover: int = 0
    recovered: int = 0

    @property
    def due(self) -> int:
        """What is paid or will be: all but the cancelled."""
        return self.decided - self.cancelled

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def sums_of(state: str, number: int, total: int) -> Sums:
    """The sums of payments that are all in one state."""
    here = PaymentState(state)
    return Sums(
        number,
        total,
        cancelled=total if here is PaymentState.CANCELLED else 0,
        to_pay=total if here in TO_BE_PAID else 0,
        out=total if here in OUT else 0,
        to_recover=total if here is PaymentState.RECOVERY_DUE else 0,
        recovered=total if here is PaymentState.RECOVERED else 0,
    )


def sums_by(payments: "QuerySet[Any]", column: str) -> dict[Any, Sums]:
    """The sums of payments, as `payments_now` reads them, by the values of a column. One statement."""
    counted = payments.order_by().values(column, "state").annotate(many=Count("pk"), total=Sum("amount"))
    found: dict[Any, Sums] = {}
    for row in counted:
        found[row[column]] = found.get(row[column], Sums()) + sums_of(row["state"], row["many"], row["total"])
    return found


def total_of(sums: Mapping[Any, Sums]) -> Sums:
    """All of them together."""
    return sum(sums.values(), Sums())


def whole_for(acting: Acting, column: str) -> Q:
    """Whether the person sees everything of the authority that the column names."""
    found = Q(**{f"{column}__in": acting.bodies(*WHOLE)})
    audits = acting.bodies(Role.AUDITOR)
    return found | Q(**{f"{column}__in": bodies_audited(sorted(audits), acting.today)}) if audits else found


def lists_visible_to(acting: Acting) -> "QuerySet[PaymentList]":
    """The lists of which the person sees at least one payment."""
    own = Payment.objects.filter(list=OuterRef("pk"), line__nomination__unit__in=acting.bodies(*UNIT))
    return PaymentList.objects.filter(whole_for(acting, "decision__authority") | Exists(own))


def payments_visible_to(acting: Acting) -> "QuerySet[Any]":
    """The payments that the person sees, as they stand now."""
    own = Q(line__nomination__unit__in=acting.bodies(*UNIT))
    found = payments_now().filter(whole_for(acting, "list__decision__authority") | own)
    return found.select_related("line__nomination__unit", "line__nomination__award_form", "fund")


def named(payments: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    """The payments of nominees with these words in their names; marks and case do not matter."""
    for word in folded(text).split():
        payments = payments.filter(line__nomination__folded_name__contains=word)
    return payments


def lists_asked(acting: Acting, narrow: Narrowing) -> "QuerySet[PaymentList]":
    """The lists that the address asks for: with something to pay or to recover; by words of subject and number."""
    states: Mapping[str, Collection[PaymentState]] = {
        "to_pay": TO_BE_PAID,
        "to_recover": {PaymentState.RECOVERY_DUE},
    }
    found = lists_visible_to(acting).select_related("decision__authority").order_by("-decision__dated", "-pk")
    if narrow.show in states:
        here = payments_visible_to(acting).filter(list=OuterRef("pk"), state__in=states[narrow.show])
        found = found.filter(Exists(here))
    for word in folded(narrow.text).split():
        named = Q(decision__folded_subject__contains=word) | Q(decision__folded_number__contains=word)
        found = found.filter(named)
    return found


def to_be_opened(acting: Acting) -> "QuerySet[Decision]":
    """The issued decisions with prizes for which the person may open the list, oldest first."""
    lines = DecisionLine.objects.filter(
        decision=OuterRef("pk"), void=False, verdict=DecisionLine.Verdict.AWARD, prize__isnull=False
    )
    mine = Decision.objects.filter(
        authority__in=acting.bodies(Role.FINANCE), issued_at__isnull=False, kind=Decision.Kind.AWARD, payment_list=None
    )
    return mine.filter(Exists(lines)).select_related("authority").order_by("dated", "pk")


def list_for(acting: Acting, pk: int) -> PaymentList:
    """One list. Raises `Http404` where there is none for this person."""
    one = lists_visible_to(acting).select_related("decision__authority__parent").filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def is_whole(one: PaymentList, acting: Acting) -> bool:
    """Whether the person sees the whole list, and not the lines of the own unit alone."""
    return PaymentList.objects.filter(whole_for(acting, "decision__authority"), pk=one.pk).exists()


@dataclass(frozen=True, slots=True)
class OfUnit:
    """The payments of one submitting unit, which hands the money out, with their sums."""

    unit: Organisation
    payments: list[Payment]
    sums: Sums


def by_unit(payments: Iterable[Payment], sums: Mapping[int, Sums]) -> list[OfUnit]:
    """Payments in the order of their units, by unit; the sums are those of all its payments."""
    found = []
    for key, some in groupby(payments, lambda one: one.line.nomination.unit_id):
        listed = list(some)
        found.append(OfUnit(listed[0].line.nomination.unit, listed, sums.get(key, Sums())))
    return found


def settlements_visible_to(acting: Acting) -> "QuerySet[Settlement]":
    """The settlements of the authorities that the person sees whole, newest first."""
    found = Settlement.objects.filter(whole_for(acting, "authority"))
    return found.select_related("authority", "fund", "person").order_by("-until", "-pk")


@dataclass(frozen=True, slots=True)
class Settled:
    """One row of the settlement: a source, a decision, a unit, and the money of its payments in a period, in đồng.

    `due` is what the decision gives without what is cancelled; `paid` what went out in the period less what came back
    unclaimed; `recovered` what was recovered; the balance is what was spent.
    """

    fund: str
    authority: str
    number: str
    dated: date
    unit: str
    payments: int
    due: int
    paid: int
    recovered: int

    @property
    def balance(self) -> int:
        """What was spent: paid, less what was recovered."""
        return self.paid - self.recovered


def settled_rows(acting: Acting, since: date | None, until: date | None, fund: int | None) -> list[Settled]:
    """By source, decision and unit: due, paid, recovered. Three statements; the decisions dated until the last day."""
    payments = payments_now().filter(whole_for(acting, "list__decision__authority"))
    entries = PaymentEntry.objects.filter(whole_for(acting, "payment__list__decision__authority"))
    if until is not None:
        payments, entries = payments.filter(list__decision__dated__lte=until), entries.filter(dated__lte=until)
    if since is not None:
        entries = entries.filter(dated__gte=since)
    if fund is not None:
        payments, entries = payments.filter(fund=fund), entries.filter(payment__fund=fund)
    moved = _moved(entries)
    cancelled = PaymentState.CANCELLED
    place = ("fund__name", "list__decision__authority__name", "list__decision__number", "list__decision__dated")
    key = ("fund", "list__decision", "line__nomination__unit")
    found = (
        payments.order_by()
        .values(*key, *place, "line__nomination__unit__name")
        .annotate(many=Count("pk"), due=Sum("amount", filter=~Q(state=cancelled), default=0))
    )
    listed = [
        Settled(
            row["fund__name"],
            row["list__decision__authority__name"],
            row["list__decision__number"],
            row["list__decision__dated"],
            row["line__nomination__unit__name"],
            row["many"],
            row["due"],
            *moved.get(tuple(row[name] for name in key), (0, 0)),
        )
        for row in found
    ]
    return sorted(listed, key=lambda row: (row.fund, row.dated, row.number, row.unit))


def _moved(entries: "QuerySet[PaymentEntry]") -> dict[tuple[Any, ...], tuple[int, int]]:
    """What went out less what came back unclaimed, and what was recovered, by source, decision and unit."""
    key = ("payment__fund", "payment__list__decision", "payment__line__nomination__unit")
    moved: dict[tuple[Any, ...], tuple[int, int]] = {}
    for *place, kind, total in (
        entries.order_by()
        .values(*key, "kind")
        .annotate(total=Sum("payment__amount"))
        .values_list(*key, "kind", "total")
    ):
        paid, recovered = moved.get(tuple(place), (0, 0))
        if kind == PaymentEntry.Kind.RECOVERED:
            recovered += total
        else:
            paid += total if kind == PaymentEntry.Kind.PAID else -total
        moved[tuple(place)] = (paid, recovered)
    return moved
