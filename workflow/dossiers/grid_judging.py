"""Judging what was typed in a letter's grid, by the checks of an uploaded list and of an edit; nothing is written."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError

from workflow.dossiers.grid import Grid
from workflow.dossiers.grid_rows import CHANGING, TYPED, Cells, Typed, mark_of, texts_of
from workflow.dossiers.line_edits import LineEdit, kept_lines, stands_there, wrong_edits
from workflow.dossiers.lines import read_lines
from workflow.dossiers.list_columns import CheckedList, Headings, ListRow
from workflow.dossiers.list_known import Choice, chosen
from workflow.dossiers.models import Nomination
from workflow.dossiers.nominee_list import NOMINEES
from workflow.dossiers.nominee_rows import check_rows, take_wrong

if TYPE_CHECKING:
    from workflow.dossiers.entries import Entry

MOST: Final = 500
"""So many new rows are taken at once: a page with more cannot be overlooked. Longer lists come as a workbook."""
_nowhere: Final = Headings(0, {}, ())


class Judged:
    """What was typed, judged against the letter as it stands: a constant number of statements.

    `edits` and `entries` are right, by line and by the number of a new row. `problems` are what is to be mended, by
    row and column; `newer` the cells that somebody changed meanwhile and how they read now, by line; `gone` the lines
    that left the letter; `meant` the keys of those among whom the name of a new row does not choose.
    """

    def __init__(self, grid: Grid, typed: Typed, seen: Mapping[int, int]) -> None:
        """Judge the rows that were changed; `seen` are the versions that the page showed."""
        self.grid, self.typed = grid, typed
        self.edits: dict[int, LineEdit] = {}
        self.entries: dict[int, Entry] = {}
        self.problems: dict[str, dict[str, list[str]]] = {}
        self.newer: dict[int, Cells] = {}
        self.gone: set[int] = set()
        self.touched: set[int] = set()
        self.meant: dict[int, list[str]] = {}
        self._judge_lines(seen)
        if len(typed.new) <= MOST:
            self._judge_new()

    @property
    def is_clean(self) -> bool:
        """Whether every row that was changed can be saved."""
        return not (self.problems or self.newer or self.gone)

    @property
    def saved(self) -> list[str]:
        """The rows that can be saved, as the form calls them."""
        return [*(f"line{pk}" for pk in self.edits), *(f"new{number}" for number in self.entries)]

    def _judge_lines(self, seen: Mapping[int, int]) -> None:
        by_key = {line.pk: line for line in self.grid.lines}
        read = []
        for pk, cells in self.typed.lines.items():
            if cells.get("was") == mark_of(cells):
                continue
            line = by_key.get(pk)
            if line is None:
                self.gone.add(pk)
                continue
            now = texts_of(self.grid.places[pk], line, self.grid.said)
            changed = {key: cells[key] for key in CHANGING if key in cells and cells[key] != now[key]}
            if not changed:
                continue
            self.touched.add(pk)
            if seen.get(pk) != line.version:
                self.newer[pk] = {key: now[key] for key in changed}
            else:
                read.append((line, NOMINEES.row(self.grid.places[pk], changed)))
        if read:
            self._judge_edits(read)

    def _judge_edits(self, read: list[tuple[Nomination, ListRow]]) -> None:
        """The rows of lines that were changed, as edits."""
        choices = {column: Choice(some) for column, some in self.grid.choices.items()}
        edits = [LineEdit(line.pk, line.version, _changes(row, choices)) for line, row in read]
        lines = {
            line.id: line for line in read_lines([one.nomination for one in edits], self.grid.acting.today, lock=False)
        }
        wrong = wrong_edits(edits, lines, kept_lines(self.grid.letter, self.grid.acting.today))
        for edit, (line, row) in zip(edits, read, strict=True):
            take_wrong(row, wrong.get(line.pk, ()))
            if row.problems:
                self._refuse(f"line{line.pk}", row)
            else:
                self.edits[line.pk] = edit

    def _judge_new(self) -> None:
        first = len(self.grid.lines) + 1
        read = {
            number: NOMINEES.row(first + place, _whole(cells))
            for place, (number, cells) in enumerate(self.typed.new.items())
        }
        if not read:
            return
        grid = self.grid
        checked = check_rows(
            CheckedList(_nowhere), list(read.values()), grid.letter, grid.rules, grid.acting.today, grid.barred
        )
        good = {row.number: one.entry for row, one in checked.good}
        for row in checked.there:
            row.wrong("name", " ".join(stands_there().messages))
        for number, row in read.items():
            if row.number in good:
                self.entries[number] = good[row.number]
            else:
                self._refuse(f"new{number}", row)
                self.meant[number] = row.meant

    def _refuse(self, prefix: str, row: ListRow) -> None:
        for problem in row.problems:
            self.problems.setdefault(prefix, {}).setdefault(problem.column, []).append(problem.reason)

    def take(self, error: ValidationError) -> list[str]:
        """Put a command's errors in the rows that they name; the texts of the others."""
        named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        edits, new, left = list(self.edits), list(self.entries), []
        for name, texts in named.items():
            place = _place.fullmatch(name)
            if place is None:
                left += texts
                continue
            number = int(place["number"])
            if place["kind"] == "entries":
                prefix = f"new{new[number]}"
            else:
                prefix = f"line{edits[number] if place['given'] else number}"
            self.problems.setdefault(prefix, {}).setdefault(place["column"], []).extend(texts)
        return left


_place: Final = re.compile(r"(?P<kind>edits|entries)\[(?P<number>\d+)\]\.(?P<given>changes\[)?(?P<column>[a-z_]+)\]?")
"""Where a command sees an error: in a line by its key, or in what was given by its place."""


def _changes(row: ListRow, choices: Mapping[str, Choice]) -> dict[str, Any]:
    """The values of the cells that were changed. What is wrong with a choice is noted in the row."""
    return {key: chosen(row, key, choices[key]) if key in choices else value for key, value in row.values.items()}


def _whole(cells: Cells) -> dict[str, str]:
    """The cells of a new row, with those that are empty; a nominee who was chosen is named by the code."""
    whole = {one.key: cells.get(one.key, "") for one in TYPED}
    return {**whole, "code": cells["choice"]} if cells.get("choice") else whole
