"""Reading a workbook that somebody sent: its first sheet, cell by cell, or why it cannot be read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workflow.confined.running import run_confined

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Cell = str | int | float | bool | date
"""What a cell holds; an empty one holds the empty text."""

LARGEST: Final = 10 * 1024 * 1024
"""The largest workbook taken, in bytes (10 MiB)."""

ROWS: Final = 10_100
"""The most rows, with those above the headings."""

LIMITS: Final[Mapping[str, int]] = {
    "memory": 768 * 1024 * 1024,
    "seconds": 20,
    "packed": LARGEST,
    "parts": 500,
    "unpacked": 100,
    "free": 2 * 1024 * 1024,
    "rows": ROWS,
    "columns": 200,
    "cells": 500_000,
    "merged": 2_000,
    "signs": 8_000_000,
}
"""For the process and its parser: 768 MiB, 20 s of CPU, and a file that grows at most a hundredfold."""

_PARSER: Final = Path(__file__).with_name("parser.py")
_patience: Final = 60
"""How long the parser may take in all, in seconds."""
_longest: Final = 64 * 1024 * 1024
"""The longest answer taken, in bytes: the signs that a list may have, with what JSON writes around them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first shown sheet of a workbook: rows from the very first, and the corners of merged cells.

    A merged range is (row, column) of its first and of its last cell, both counted from 0.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]


def read_workbook(stream: IO[bytes]) -> Sheet:
    """The first sheet that is shown and not empty.

    The workbook is read by a process of its own under the limits. Raises `ValidationError` on the field
    `file` with what is wrong and what to do: empty, no workbook, too large, with macros, locked, broken.
    """
    told = run_confined(_PARSER, LIMITS, stream, patience=_patience, longest=_longest)
    # Without an answer the process was stopped by its limits.
    answer: dict[str, Any] = json.loads(told) if told is not None else {"refused": "bomb"}
    if "refused" in answer:
        why = answer["refused"]
        raise ValidationError({"file": ValidationError(WRONG[why], code=why)})
    rows = [[date.fromisoformat(one[0]) if isinstance(one, list) else one for one in row] for row in answer["rows"]]
    merged = [((first[0], first[1]), (last[0], last[1])) for first, last in answer["merged"]]
    return Sheet(answer["sheet"], rows, merged)


WRONG: "Final[Mapping[str, _StrPromise]]" = {
    "empty": _("The workbook is empty. Fill in the template and send it again."),
    "large": _("The workbook is larger than 10 MB. Leave pictures out, or split the list."),
    "long": _("The list has more than 10,000 rows, or too much text. Split it into several workbooks."),
    "wide": _("The sheet has more than 200 columns. Delete the columns beside the list."),
    "old": _("This is an old workbook (.xls), or one with a password. Save it as .xlsx without a password."),
    "locked": _("The workbook is locked by a password. Save it without one."),
    "macros": _("The workbook contains macros and is not opened. Save it as .xlsx."),
    "other": _("This is no Excel workbook. Save the list as .xlsx."),
    "broken": _("The workbook is damaged and cannot be read. Open it in Excel, save it anew and send that."),
    "bomb": _("The workbook holds far more than a list needs and is not opened. Copy the list to the template."),
}
"""Why a workbook is not read, and what to do."""
