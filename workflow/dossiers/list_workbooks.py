"""A list as a workbook: its columns with the choices they take, or as it came with what is to be mended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workflow.database.texts import folded
from workflow.dossiers.list_columns import ERRORS, CheckedList, Column, Layout
from workflow.dossiers.list_known import Said, said_in
from workflow.workbooks.reading import Cell, Sheet
from workflow.workbooks.writing import Table, write_workbook


@dataclass(frozen=True, slots=True)
class Saying:
    """What the workbook of one kind of list says: its columns, the name of its sheet, and of a row that stands there.

    `guide` is a second sheet of plain lines, under its name.
    """

    layout: Layout
    title: str
    there: str
    guide: tuple[str, Sequence[str]] | None = None


def with_errors(sheet: Sheet, checked: CheckedList[Any], language: str, says: Saying) -> bytes:
    """The sheet as it was uploaded, cell by cell, with what is wrong in each row in a column of its own.

    The column is the one of the time before, where there is one; so every address stays what it is.
    """
    wrong = {row.number: row for row in checked.bad}
    there = {row.number for row in checked.there}
    at, head = checked.headings.row, [str(cell) for cell in sheet.rows[checked.headings.row]]
    width = max((len(row) for row in sheet.rows), default=0)
    own = {folded(ERRORS.vi), folded(ERRORS.en)}
    place = next((number for number, cell in enumerate(head) if folded(cell) in own), width)
    width = max(width, place + 1)

    def cells(row: Sequence[Cell], said: str) -> list[Cell]:
        wide: list[Cell] = [*row, *[""] * (width - len(row))]
        return [*wide[:place], said, *wide[place + 1 :]]

    rows = []
    for number, row in enumerate(sheet.rows[at + 1 :], start=at + 2):
        said = "; ".join(f"{one.cell}: {one.reason}" for one in wrong[number].problems) if number in wrong else ""
        rows.append(cells(row, said or (says.there if number in there else "")))
    widths = {heading: one.width for one in (*says.layout.columns, ERRORS) for heading in (one.vi, one.en)}
    headings = [str(cell) for cell in cells(list(head), ERRORS.heading(language))]
    shown = [(heading, widths.get(heading, 20)) for heading in headings]
    table = Table(says.title, shown, rows, marked=frozenset({place}), above=sheet.rows[:at])
    return write_workbook(table)


def table_of(says: Saying, choices: Mapping[str, Said], language: str, rows: Sequence[Sequence[Cell]] = ()) -> Table:
    """The sheet with its columns, the choices that they take, and its rows."""
    places = {one.key: place for place, one in enumerate(says.layout.columns)}
    offered = {places[key]: list(said_in(some, language).values()) for key, some in choices.items()}
    headings = [(one.heading(language), one.width) for one in says.layout.columns]
    # Excel takes at most 255 signs of choices in the rule of a cell, and parts them at each comma.
    short = {
        place: some
        for place, some in offered.items()
        if some and len(",".join(some)) <= _RULE and not any("," in one for one in some)
    }
    return Table(says.title, headings, rows, short, guide=says.guide)


_RULE: Final = 255


def names_in(columns: Iterable[Column], language: str) -> list[str]:
    """The headings of the columns in the language."""
    return [one.heading(language) for one in columns]
