"""The rows of a letter's grid: what stands in each cell, what was typed there, and what is wrong with it."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from unicodedata import normalize

from django.http import QueryDict
from django.utils.translation import get_language

from workflow.database.texts import one_line
from workflow.dossiers.list_columns import Column, shown
from workflow.dossiers.list_sheets import cells_of
from workflow.dossiers.models import Nomination
from workflow.dossiers.nominee_list import COLUMNS, NOMINEES
from workflow.dossiers.nominees import Found
from workflow.dossiers.showing import ShownLine

TYPED: Final = tuple(one for one in COLUMNS if one.key != "number")
"""The columns that are typed; the running number is not."""
OF_NOMINEE: Final = frozenset({"kind", "code", "name", "birth_year"})
"""The columns that say who a nominee is: they stay on a line that is there."""
CHANGING: Final = tuple(one.key for one in TYPED if one.key not in OF_NOMINEE)
"""The columns that may change on a line that is there."""
_name: Final = re.compile(r"(line|new)([0-9]{1,15})-([a-z_]{2,20})")
_known: Final = frozenset({*(one.key for one in TYPED), "was", "choice"})

Cells = Mapping[str, str]
"""The texts of a row, by column."""


@dataclass(slots=True)
class GridCell:
    """One cell: its column, what it is called in the form, and what stands in it.

    `now` is what somebody else has written there meanwhile; `fixed` a cell that cannot be changed.
    """

    column: Column
    name: str
    value: str
    fixed: bool = False
    errors: Sequence[str] = ()
    now: str | None = None

    @property
    def key(self) -> str:
        """The key of its column."""
        return self.column.key

    @property
    def heading(self) -> str:
        """The heading of its column as the person reads it."""
        return self.column.heading(get_language() or "vi")

    @property
    def is_long(self) -> bool:
        """Whether it holds a text of several lines."""
        return self.key in NOMINEES.long


@dataclass(slots=True)
class GridRow:
    """One row: a line that is there, or a new one. `was` marks the texts that the page had shown.

    `touched`: somebody typed in it. `offers` are those among whom its name does not choose.
    """

    prefix: str
    number: int
    cells: Sequence[GridCell]
    line: Nomination | None = None
    shown: ShownLine | None = None
    was: str = ""
    touched: bool = False
    gone: bool = False
    offers: Sequence[Found] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        """Whether something in it is to be mended."""
        return self.gone or any(cell.errors for cell in self.cells)

    @property
    def is_newer(self) -> bool:
        """Whether somebody changed it meanwhile."""
        return any(cell.now is not None for cell in self.cells)


def texts_of(number: int, line: Nomination, said: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The texts of a line as the downloaded list has them, by column."""
    cells = cells_of(number, line, said)
    return {column.key: meant(column.key, shown(cell)) for column, cell in zip(COLUMNS, cells, strict=True)}


def meant(key: str, text: str) -> str:
    """A text as it is compared and read: in one spelling, and on one line where the column holds no more."""
    if key in NOMINEES.long:
        return normalize("NFC", "\n".join(text.splitlines())).strip()
    return one_line(text)


def mark_of(texts: Cells) -> str:
    """What tells the texts of a line that may change from others; a form bears it to know what was typed."""
    said = "\x1f".join(texts.get(key, "") for key in CHANGING)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form brings: the cells of lines by their keys, and of new rows by their numbers, in their order."""

    lines: Mapping[int, dict[str, str]]
    new: Mapping[int, dict[str, str]]


def typed_in(data: QueryDict) -> Typed:
    """The cells of a form that was sent. New rows in which nothing stands are left out."""
    found: dict[str, dict[int, dict[str, str]]] = {"line": {}, "new": {}}
    for name in data:
        known = _name.fullmatch(name)
        if known is not None and known[3] in _known:
            text = str(data[name]).replace("\0", "")
            found[known[1]].setdefault(int(known[2]), {})[known[3]] = meant(known[3], text)
    new = {number: cells for number, cells in sorted(found["new"].items()) if any(_said(cells))}
    return Typed(found["line"], new)


def _said(cells: Cells) -> Iterable[str]:
    return (text for key, text in cells.items() if key != "choice")


def without(data: QueryDict, prefixes: Iterable[str]) -> QueryDict:
    """The form without these rows."""
    left = data.copy()
    away = {f"{prefix}-" for prefix in prefixes}
    for name in list(left):
        if _name.fullmatch(name) and f"{name.partition('-')[0]}-" in away:
            del left[name]
    return left


def with_rows(data: QueryDict, rows: Iterable[Cells]) -> QueryDict:
    """The form with further new rows behind those that say something."""
    more = data.copy()
    first = max((int(known[2]) for name in data if (known := _name.fullmatch(name)) and known[1] == "new"), default=0)
    for number, cells in enumerate(rows, first + 1):
        for key, text in cells.items():
            more[f"new{number}-{key}"] = text
    return more
