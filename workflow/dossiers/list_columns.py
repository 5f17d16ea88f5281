"""A sheet as a list: its columns under fixed headings, and what its cells say.

The headings are fixed, in Vietnamese and in English, so that a list made from last year's template is
still understood. Cells are read as people fill them: days as days, as serial numbers or as texts;
texts with stray spaces and in any Unicode form; choices by their words in either language or by code.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final, Generic, TypeVar
from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflow.database.texts import folded, one_line
from workflow.workbooks.reading import Cell, Sheet
from workflow.workbooks.writing import column_name

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: what it is called in the code, its heading in both languages, its width in signs."""

    key: str
    vi: str
    en: str
    width: int
    needed: bool = False

    def heading(self, language: str) -> str:
        """The heading in a language; English for what is not Vietnamese."""
        return self.vi if language == "vi" else self.en


ERRORS: Final = Column("errors", "Lỗi cần sửa", "To be mended", 60)
"""The column in which a list that comes back says what is wrong; it is not read."""

ABOVE: Final = 20
"""The headings stand in one of so many rows."""
_AT_LEAST: Final = 3
"""So many headings make a row of headings."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell: its address (`D7`), what it holds, and why that will not do.

    Where the column is missing, its heading stands for the address.
    """

    cell: str
    value: str
    reason: str
    column: str


@dataclass(slots=True)
class ListRow:
    """One row of the list: its number in the sheet, what it says by column, and what is wrong so far.

    `letters` say what Excel calls each column; `named` what stands for an address where the column is missing.
    `meant` are the keys of the people and bodies among whom a name does not choose, as nominees are known by them.
    """

    number: int
    values: dict[str, Any]
    letters: Mapping[str, str]
    named: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    meant: list[str] = field(default_factory=list)

    def wrong(self, column: str, reason: str) -> None:
        """Note a problem in the cell of a column."""
        known = column in self.letters
        place = f"{self.letters[column]}{self.number}" if known else self.named.get(column, column)
        self.problems.append(Problem(place, shown(self.values.get(column, "")), reason, column))


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the columns stand: their row in the sheet (from 0), and the column of each place."""

    row: int
    columns: Mapping[int, str]
    ignored: Sequence[str]


@dataclass(slots=True)
class CheckedList(Generic[T]):
    """A list as it was judged: rows that can be taken over, rows that stand there already, rows that are wrong."""

    headings: Headings
    good: list[tuple[ListRow, T]] = field(default_factory=list)
    there: list[ListRow] = field(default_factory=list)
    bad: list[ListRow] = field(default_factory=list)

    @property
    def every(self) -> int:
        """How many rows say something."""
        return len(self.good) + len(self.there) + len(self.bad)

    def refuse(self, row: ListRow) -> None:
        """Put a row among those to be mended, its problems in the order of the cells."""
        row.problems.sort(key=lambda problem: (len(problem.cell), problem.cell))
        self.bad.append(row)


@dataclass(frozen=True)
class Layout:
    """The columns of one kind of list: `days` hold days, `long` texts of several lines, the others one line."""

    columns: Sequence[Column]
    days: Sequence[str] = ()
    long: Sequence[str] = ()

    @cached_property
    def by_heading(self) -> Mapping[str, str]:
        """The column that each heading names, in either language."""
        return {folded(heading): one.key for one in (*self.columns, ERRORS) for heading in (one.vi, one.en)}

    @property
    def named(self) -> Mapping[str, str]:
        """The heading of each column as the person reads it."""
        return {one.key: one.heading(get_language() or "vi") for one in self.columns}

    def has_headings(self, row: Sequence[Cell]) -> bool:
        """Whether so many cells of a row are headings that it is taken for one."""
        return sum(folded(str(cell)) in self.by_heading for cell in row) >= _AT_LEAST

    def headings_of(self, sheet: Sheet) -> Headings:
        """Where the headings stand. Raises `ValidationError` on `file` where needed ones are missing or twice there."""
        best: tuple[int, dict[int, str]] = (0, {})
        for number, row in enumerate(sheet.rows[:ABOVE]):
            said = {place: folded(str(cell)) for place, cell in enumerate(row)}
            known = {place: self.by_heading[text] for place, text in said.items() if text in self.by_heading}
            if len(known) > len(best[1]):
                best = (number, known)
        number, known = best
        self._check(known)
        row = sheet.rows[number]
        ignored = [one_line(str(cell)) for place, cell in enumerate(row) if place not in known and str(cell).strip()]
        return Headings(number, {place: key for place, key in known.items() if key != ERRORS.key}, ignored)

    def _check(self, known: Mapping[int, str]) -> None:
        named = self.named
        missing = [named[one.key] for one in self.columns if one.needed and one.key not in known.values()]
        if len(known) < _AT_LEAST:
            message = _("The headings of the list were not found. Use the template, and leave its first row as it is.")
            raise _wrong(message)
        if missing:
            raise _wrong(_("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)})
        twice = [key for key, many in Counter(known.values()).items() if many > 1 and key != ERRORS.key]
        if twice:
            names = ", ".join(named[key] for key in twice)
            raise _wrong(_("These columns stand there twice: %(columns)s.") % {"columns": names})

    def rows_of(self, sheet: Sheet, headings: Headings) -> list[ListRow]:
        """The rows below the headings that say something, read cell by cell."""
        merged, named = _merged(sheet, headings), self.named
        letters = {key: column_name(place) for place, key in headings.columns.items()}
        of_their_own, said = {*self.days, *self.long}, dict[str, str]()
        found = []
        for number, row in enumerate(sheet.rows[headings.row + 1 :], start=headings.row + 1):
            cells = {key: row[place] if place < len(row) else "" for place, key in headings.columns.items()}
            if not any(shown(cell).strip() for key, cell in cells.items() if key != "number"):
                continue
            one = ListRow(number + 1, cells, letters, named)
            for key in merged.get(number, ()):
                one.wrong(key, _("The cell is merged with others. Unmerge it and fill each cell."))
            for key, cell in cells.items():
                # The same words stand in many rows.
                known = said.get(cell) if isinstance(cell, str) and key not in of_their_own else None
                if known is not None:
                    cells[key] = known
                    continue
                self._read(one, key)
                if isinstance(cell, str) and key not in of_their_own:
                    said[cell] = one.values[key]
            found.append(one)
        return found

    def row(self, number: int, cells: Mapping[str, Cell]) -> ListRow:
        """A row that stands in no sheet: its cells by column, read as those of a sheet are."""
        one = ListRow(number, dict(cells), {}, self.named)
        for key in cells:
            self._read(one, key)
        return one

    def _read(self, row: ListRow, key: str) -> None:
        """Put in the place of the cell what it means."""
        cell = row.values[key]
        if key in self.days:
            day = cell if isinstance(cell, date) else day_of(cell)
            if day is None and shown(cell).strip():
                row.wrong(key, _("Write the day as dd/mm/yyyy."))
            row.values[key] = day
        elif key in self.long:
            row.values[key] = normalize("NFC", shown(cell)).strip()
        else:
            row.values[key] = one_line(shown(cell))


def _wrong(message: str) -> ValidationError:
    return ValidationError({"file": ValidationError(message, code="headings")})


def _merged(sheet: Sheet, headings: Headings) -> dict[int, list[str]]:
    """The columns of each row whose cells are merged with others."""
    found: dict[int, list[str]] = {}
    for first, last in sheet.merged:
        for number in range(max(first[0], headings.row + 1), min(last[0], len(sheet.rows) - 1) + 1):
            some = [key for place, key in headings.columns.items() if first[1] <= place <= last[1]]
            found.setdefault(number, []).extend(some)
    return found


def shown(cell: object) -> str:
    """A cell as its text: a whole number without a point, a day as dd/mm/yyyy."""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


_FIRST: Final = date(1899, 12, 30)
_serials: Final = range(20_000, 80_000)
"""The days from 1954 to 2119 as Excel counts them."""
_written: Final = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_serial: Final = re.compile(r"\d{5}", re.ASCII)
_iso: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def day_of(cell: Cell) -> date | None:
    """The day that a cell means: a day, a serial number, or a text d/m/yyyy or yyyy-mm-dd; else `None`."""
    if isinstance(cell, date):
        return cell
    text = "" if isinstance(cell, bool) else normalize("NFKC", shown(cell)).strip()
    if _serial.fullmatch(text):
        return _FIRST + timedelta(days=int(text)) if int(text) in _serials else None
    written, iso = _written.fullmatch(text), _iso.fullmatch(text)
    parts = reversed(written.groups()) if written else iso.groups() if iso else ("0", "0", "0")
    year, month, day = map(int, parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def choice_of(text: str, choices: Sequence[tuple[str, Sequence[str]]]) -> str | None:
    """The code of the choice that the text names, by code or by one of its words; `None` where it names none."""
    return meanings_of(choices).get(folded(text))


def meanings_of(choices: Sequence[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """The code by each word that names it, folded; of two that share a word, the first."""
    return {folded(word): code for code, words in reversed(choices) for word in (*words, code) if word}
