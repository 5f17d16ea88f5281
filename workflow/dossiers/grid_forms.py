"""The form of a letter's grid: every row as it stands or was typed, what is wrong in each cell, and a pasted block."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from workflow.dossiers.grid import Grid
from workflow.dossiers.grid_judging import MOST, Judged
from workflow.dossiers.grid_rows import (
    CHANGING,
    OF_NOMINEE,
    TYPED,
    Cells,
    GridCell,
    GridRow,
    mark_of,
    texts_of,
    typed_in,
    with_rows,
    without,
)
from workflow.dossiers.models import Nomination
from workflow.dossiers.nominee_list import NOMINEES
from workflow.dossiers.nominees import nominees_known_as
from workflow.dossiers.pasting import cells_pasted
from workflow.dossiers.queries import lines_named
from workflow.pages.forms import DeedForm

EMPTY: Final = 5
"""So many empty rows stand below the others."""
_told: Final = 10
"""So many cells to be mended are listed above the table."""
_longest_paste: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is to be mended: the row, its cell, what it holds and why that will not do."""

    row: GridRow
    cell: GridCell
    reason: str


class GridForm(DeedForm):
    """The rows of the grid. A line is saved only where something was typed in it; `paste` is read into new rows."""

    paste = forms.CharField(
        label=_("Rows copied from Excel"),
        help_text=_("Copy the rows in Excel, with or without their headings, and paste them here."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=_longest_paste,
        required=False,
        strip=False,
    )

    def __init__(self, *args: Any, grid: Grid, **kwargs: Any) -> None:
        """`grid` are the lines as they stand, as far as the address asks for them."""
        super().__init__(*args, **kwargs)
        self.grid = grid

    def is_multipart(self) -> bool:
        """Texts of many rows are sent as they are: encoded for an address they would be three times as long."""
        return True

    @cached_property
    def judged(self) -> Judged:
        """What was typed."""
        return Judged(self.grid, typed_in(self._sent), self._seen)

    @property
    def _sent(self) -> QueryDict:
        data: Any = self.data
        return data if isinstance(data, QueryDict) else QueryDict()

    @property
    def _seen(self) -> Mapping[int, int]:
        """The versions that the page showed; none where they cannot be read."""
        seen: Mapping[int, int] = self.cleaned_data.get("seen") or {}
        return seen

    def clean_paste(self) -> str:
        """What is wrong with the pasted block as a whole."""
        text: str = self.cleaned_data["paste"]
        try:
            many = len(cells_pasted(NOMINEES, text))
        except ValidationError as error:
            raise ValidationError(error.messages, code="headings") from error
        if many > MOST:
            raise ValidationError(_too_many(many), code="many")
        return text

    def clean(self) -> dict[str, Any]:
        """Whether the rows can be saved: all of them, or where only the good ones are to be saved, at least one."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        judged = self.judged
        if len(judged.typed.new) > MOST:
            self.add_error(None, _too_many(len(judged.typed.new)))
        elif self.is_partial and not judged.saved:
            self.add_error(None, gettext("No row can be saved yet. What is to be mended stands beside the cells."))
        elif judged.problems and not self.is_partial:
            self.add_error(None, _to_be_mended(judged))
        elif judged.is_clean and not judged.saved and "paste" not in self.errors:
            self.add_error(None, gettext("Change a row, or fill in a new one."))
        self._show_as_seen()
        return given

    def _show_as_seen(self) -> None:
        """Who sees a line beside what somebody wrote there meanwhile has seen it: sent again, it is saved."""
        if self.judged.newer:
            now = {line.pk: line.version for line in self.grid.lines if line.pk in self.judged.newer}
            typed: Any = self._sent.copy()
            typed["seen"] = ",".join(f"{key}:{version}" for key, version in {**self._seen, **now}.items())
            self.data = typed

    @property
    def is_partial(self) -> bool:
        """Whether only the rows that are right are to be saved."""
        return "good" in self._sent

    def take(self, error: ValidationError) -> None:
        """Put a command's errors beside the cells they name; the others above the form."""
        for text in self.judged.take(error):
            self.add_error(None, text)
        if self.judged.problems:
            self.add_error(None, _to_be_mended(self.judged))

    @property
    def left(self) -> QueryDict:
        """The form without the rows that were saved, as a new form: what is to be mended stays as it was typed."""
        left = without(self._sent, self.judged.saved)
        for name in ("good", "paste"):
            left.pop(name, None)
        left["operation"] = uuid4().hex
        seen = self._seen
        versions = {
            line.pk: seen.get(line.pk, line.version) for line in self.grid.lines if line.pk in self.judged.newer
        }
        fresh = {line.pk: line.version for line in self.grid.lines}
        left["seen"] = ",".join(f"{key}:{version}" for key, version in {**fresh, **versions}.items())
        return left

    @cached_property
    def rows(self) -> list[GridRow]:
        """The rows of the page, those that were typed elsewhere, the new ones, and some that are empty."""
        if not self.is_bound:
            return [*self._lines({}), *self._new({})]
        assert self.errors is not None  # noqa: S101 -- judges what was typed
        typed = self.judged.typed
        return [*self._lines(typed.lines), *self._new(typed.new)]

    @cached_property
    def wrong(self) -> list[Wrong]:
        """What is to be mended, row by row."""
        return [Wrong(row, cell, reason) for row in self.rows for cell in row.cells for reason in cell.errors]

    @property
    def wrong_first(self) -> list[Wrong]:
        """So much of it as is told above the table."""
        return self.wrong[:_told]

    @property
    def wrong_more(self) -> int:
        """How much more is marked in the table alone."""
        return max(len(self.wrong) - _told, 0)

    @property
    def has_wrong(self) -> bool:
        """Whether anything is to be mended in the cells."""
        return bool(self.wrong)

    @property
    def is_read(self) -> bool:
        """Whether the form only shows what was pasted."""
        return self.is_bound and bool(self.judged.entries) and not self.errors

    @property
    def most(self) -> int:
        """So many new rows are taken at once."""
        return MOST

    @property
    def has_good(self) -> bool:
        """Whether some rows can be saved while others are to be mended."""
        return self.is_bound and not self.judged.is_clean and bool(self.judged.saved)

    @cached_property
    def empty_row(self) -> GridRow:
        """A row from which further ones are made at the browser."""
        return self._row_of("new__", 0, {})

    def _lines(self, typed: Mapping[int, Cells]) -> Iterator[GridRow]:
        grid = self.grid
        on_page = {line.pk for line in grid.page}
        changed = set(typed) & (self.judged.touched if self.is_bound else set())
        for line in grid.page:
            yield self._line(line, typed[line.pk] if line.pk in changed else None)
        for line in grid.lines:
            if line.pk in changed - on_page:
                yield self._line(line, typed[line.pk])
        if self.is_bound and self.judged.gone:
            yield from self._gone(typed)

    def _gone(self, typed: Mapping[int, Cells]) -> Iterator[GridRow]:
        """What was typed in lines that left the letter; a name is told where the person still sees the line."""
        names = {line.pk: line.nominee_name for line in lines_named(sorted(self.judged.gone), self.grid.acting)}
        for pk in sorted(self.judged.gone):
            texts = {**typed[pk], "name": names.get(pk, "")}
            row = self._row_of(f"line{pk}", 0, texts, typed[pk].get("was", ""))
            row.gone = row.touched = True
            yield row

    def _line(self, line: Nomination, typed: Cells | None) -> GridRow:
        """A line as it stands, or as it was typed."""
        now = texts_of(self.grid.places[line.pk], line, self.grid.said)
        prefix = f"line{line.pk}"
        texts = now if typed is None else {**now, **{key: typed[key] for key in CHANGING if key in typed}}
        was = mark_of(now) if typed is None else typed.get("was", "")
        row = self._row_of(prefix, self.grid.places[line.pk], texts, was)
        row.line, row.shown, row.touched = line, self.grid.shown.get(line.pk), typed is not None
        newer = self.judged.newer.get(line.pk, {}) if self.is_bound else {}
        for cell in row.cells:
            cell.fixed = cell.key in OF_NOMINEE
            cell.now = newer.get(cell.key)
        return row

    def _new(self, typed: Mapping[int, Cells]) -> Iterator[GridRow]:
        first = len(self.grid.lines) + 1
        meant = self.judged.meant if self.is_bound else {}
        offered = nominees_known_as({key for keys in meant.values() for key in keys})
        for place, (number, cells) in enumerate(typed.items()):
            row = self._row_of(f"new{number}", first + place, cells)
            row.touched = True
            row.offers = [offered[key] for key in meant.get(number, ()) if key in offered]
            yield row
        last = max(typed, default=0)
        for place in range(1, EMPTY + 1):
            yield self._row_of(f"new{last + place}", first + len(typed) + place - 1, {})

    def _row_of(self, prefix: str, number: int, texts: Cells, was: str = "") -> GridRow:
        problems = self.judged.problems.get(prefix, {}) if self.is_bound else {}
        cells: Sequence[GridCell] = [
            GridCell(one, f"{prefix}-{one.key}", texts.get(one.key, ""), errors=problems.get(one.key, ()))
            for one in TYPED
        ]
        return GridRow(prefix, number, cells, was=was)


def with_pasted(data: QueryDict) -> QueryDict | None:
    """The form with the rows of its pasted block as new rows; none where nothing was pasted that can be read."""
    text = data.get("paste", "")
    try:
        rows = cells_pasted(NOMINEES, text) if text.strip() and len(text) <= _longest_paste else []
    except ValidationError:
        return None
    if not rows or len(rows) > MOST:
        return None
    typed = with_rows(data, ({key: cell for key, cell in row.items() if key != "number"} for row in rows))
    typed["paste"] = ""
    return typed


def _too_many(many: int) -> str:
    text = gettext("These are %(many)d new rows; the table takes %(most)d at once. Send a longer list as a workbook.")
    return text % {"many": many, "most": MOST}


def _to_be_mended(judged: Judged) -> str:
    cells = sum(len(columns) for columns in judged.problems.values())
    text = ngettext("%(count)d cell is to be mended.", "%(count)d cells are to be mended.", cells)
    return text % {"count": cells}
