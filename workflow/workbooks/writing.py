"""Writing a workbook: one table under its headings, in which text stays text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workflow.workbooks.reading import Cell

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_formula: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With these a text begins that a programme might take for a formula when the cell is edited or saved as CSV."""
_validated: Final = 1_000
"""So many rows offer the choices."""
_FIRST: Final = 1900
"""Excel knows no day before this year is over."""


def column_name(place: int) -> str:
    """What Excel calls the column of this place, counted from 0: 3 is `D`."""
    return str(xl_col_to_name(place))


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, headings with widths in signs, rows; the choices offered in a column, by its place.

    `above` are rows that stand above the headings; `guide` is a second sheet of plain lines, under its name.
    """

    name: str
    headings: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[Cell]] = ()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    marked: frozenset[int] = frozenset()
    guide: tuple[str, Sequence[str]] | None = None
    above: Sequence[Sequence[Cell]] = ()


def write_workbook(table: Table) -> bytes:
    """The workbook as a file. Columns in `marked` are set off. Days are days of Excel, shown dd/mm/yyyy."""
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(table.name)
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        red = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#9C0006", "bg_color": "#FFC7CE"})
        _head(book, sheet, table)
        for number, row in enumerate([*table.above, [], *table.rows]):
            for place, cell in enumerate(row):
                is_marked = place in table.marked and cell and number > len(table.above)
                _put(sheet, number, place, cell, red if is_marked else _shape(cell, plain, quoted, day))
        if table.guide is not None:
            other = book.add_worksheet(table.guide[0])
            other.set_column(0, 0, 110, plain)
            for number, line in enumerate(table.guide[1]):
                _put(other, number, 0, line, _shape(line, plain, quoted, day))
    return stream.getvalue()


def _head(book: Workbook, sheet: Worksheet, table: Table) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E7EDF3"})
    first = len(table.above)
    for place, (heading, width) in enumerate(table.headings):
        sheet.set_column(place, place, width)
        sheet.write_string(first, place, heading, bold)
    for place, some in table.choices.items():
        sheet.data_validation(first + 1, place, _validated, place, {"validate": "list", "source": list(some)})
    sheet.freeze_panes(first + 1, 0)


def _shape(cell: Cell, plain: Format, quoted: Format, day: Format) -> Format:
    if isinstance(cell, date):
        return day
    return quoted if isinstance(cell, str) and cell.startswith(_formula) else plain


def _put(sheet: Worksheet, row: int, column: int, cell: Cell, shape: Format) -> None:
    put: Any = sheet.write_string
    if isinstance(cell, bool):
        put = sheet.write_boolean
    elif isinstance(cell, date):
        if cell.year <= _FIRST:
            put, cell = sheet.write_string, f"{cell:%d/%m/%Y}"
        else:
            put = sheet.write_datetime
    elif isinstance(cell, int | float):
        put = sheet.write_number
    put(row, column, cell, shape)
