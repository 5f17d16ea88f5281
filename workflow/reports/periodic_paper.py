"""The facts of a periodic report as an official paper (domain reference, D18). The office numbers and signs it."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import override, pgettext

from workflow.directory.dateline import dateline, in_words
from workflow.directory.models import Organisation
from workflow.documents.frame import frame_of
from workflow.documents.tables import CENTRED, RIGHT, Column, table
from workflow.reports.periodic import Figures, Row
from workflow.reports.periods import Period

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

_whole: Final = 100


def periodic_facts(
    office: Organisation, period: Period, unit: Organisation | None, figures: Figures, today: date
) -> "dict[str, Json]":
    """The facts of the office's report on the period, of one unit or of all. At most two statements."""
    with override("vi"):
        subject = pgettext("on paper", "Results of emulation and commendation, %(period)s") % {
            "period": period.in_words
        }
        kind = pgettext("on paper", "Report")
        superior = str(office.parent) if office.parent else ""
        return {
            **frame_of(f"{kind}. {subject}", period.last, issuer=str(office), superior=superior),
            "paper": {
                "number": pgettext("on paper", "No.: %(number)s") % {"number": "……/BC"},
                "place_day": dateline(office.pk, None),
                "kind": kind,
                "subject": subject,
                "sign": [{"above": [pgettext("on paper", "HEAD OF THE OFFICE")], "name": ""}],
                "recipients": [*([f"{superior};"] if superior else []), pgettext("on paper", "Filed at the registry.")],
            },
            "told": {
                "bases": [],
                "opening": _opening(office, period, unit, today),
                "sections": list(_sections(figures)),
                "closing": pgettext("on paper", "This is the report of %(office)s") % {"office": office},
            },
            "tables": tables_of(figures),
        }


def _opening(office: Organisation, period: Period, unit: Organisation | None, today: date) -> str:
    told = {"office": office, "period": period.in_words, "from": in_words(period.first), "until": in_words(period.last)}
    if today <= period.last:
        told["until"] = in_words(today)
    if unit is None:
        text = pgettext(
            "on paper",
            "%(office)s reports on the results of emulation and commendation in %(period)s (figures from %(from)s until"
            " %(until)s) as follows:",
        )
        return text % told
    text = pgettext(
        "on paper",
        "%(office)s reports on the results of emulation and commendation of the cases submitted by %(unit)s in"
        " %(period)s (figures from %(from)s until %(until)s) as follows:",
    )
    return text % {**told, "unit": unit}


def _sections(figures: Figures) -> "Iterator[dict[str, Json]]":
    sent = {"count": figures.sent.sent, "units": sum(bool(row.sent) for row in figures.units)}
    text = pgettext("on paper", "%(count)d nominations of %(units)d units reached the office in the period.")
    yield {"name": pgettext("on paper", "I. Nominations received"), "text": text % sent}
    yield {"name": pgettext("on paper", "II. Commendations given"), "text": "\n".join(_given(figures))}


def _given(figures: Figures) -> Iterator[str]:
    awarded = figures.awarded
    text = pgettext(
        "on paper",
        "%(count)d cases were commended: %(bodies)d collectives, %(persons)d individuals, %(homes)d households.",
    )
    bodies, persons, homes, staff = awarded.cells
    yield text % {"count": awarded.awarded, "bodies": bodies, "persons": persons, "homes": homes}
    if persons:
        text = pgettext("on paper", "Of the individuals, %(staff)d hold no leading post (%(share)s).")
        yield text % {"staff": staff, "share": share_of(awarded)}
    if figures.revoked:
        text = pgettext("on paper", "In the period %(count)d awards, given then or before, were revoked.")
        yield text % {"count": figures.revoked}


def share_of(row: Row) -> str:
    """The individuals who hold no leading post among all, in percent to one place, cut off; empty where none is."""
    persons, staff = row.cells[1], row.staff
    if not persons:
        return ""
    tenths = staff * _whole * 10 // persons
    return f"{tenths // 10},{tenths % 10}%"


def tables_of(figures: Figures) -> "dict[str, Json]":
    """The three tables of the paper, in the language of now."""
    return {"states": _states(figures), "figures": _awards(figures), "units": _units(figures)}


def _states(figures: Figures) -> "dict[str, Json]":
    rows: list[Json] = [
        [str(place), str(state.label), str(many)] for place, (state, many) in enumerate(figures.states, 1)
    ]
    rows.append({"total": ["", _total(), str(figures.sent.sent)]})
    return table(_columns((pgettext("on paper", "State"), 9), (pgettext("on paper", "Number of nominations"), 4)), rows)


def _awards(figures: Figures) -> "dict[str, Json]":
    rows: list[Json] = [[str(place), row.name, *_cells(row)] for place, row in enumerate(figures.forms, 1)]
    rows.append({"total": ["", _total(), *_cells(figures.awarded)]})
    return table(_columns((pgettext("on paper", "Award form"), 10), *_heads()), rows)


def _units(figures: Figures) -> "dict[str, Json]":
    rows: list[Json] = [
        [str(place), row.name, str(row.sent), *_cells(row)] for place, row in enumerate(figures.units, 1)
    ]
    rows.append({"total": ["", _total(), str(figures.sent.sent), *_cells(figures.awarded)]})
    unit, sent = (pgettext("on paper", "Unit"), 12), (pgettext("on paper", "Submitted"), 3)
    return table(_columns(unit, sent, *_heads()), rows, size=11)


def _cells(row: Row) -> list[str]:
    return [*map(str, row.cells), share_of(row)]


def _total() -> str:
    return pgettext("on paper", "In all")


def _heads() -> list[tuple[str, int]]:
    return [
        (pgettext("on paper", "Collectives"), 3),
        (pgettext("on paper", "Individuals"), 3),
        (pgettext("on paper", "Households"), 3),
        (pgettext("on paper", "Individuals without a leading post"), 4),
        (pgettext("on paper", "Their share"), 3),
    ]


def _columns(*heads: tuple[str, int]) -> "list[Column]":
    """The number and the name first, then figures."""
    name, *figures = heads
    return [(pgettext("on paper", "No."), 2, CENTRED), name, *[(*head, RIGHT) for head in figures]]
