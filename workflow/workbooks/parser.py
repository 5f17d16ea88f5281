"""Reads one workbook and answers its cells, as JSON.

Run in the confined process (see `reading`), with nothing but the standard library and calamine: what
is hostile or broken takes this process down and no other. The container is judged before anything in
it is parsed. Is told its limits; see `Limits`.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from math import isfinite
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from workflow.confined.inside import end_with, given, refuse, told

_OLD: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"
_parts: Final = ("[Content_Types].xml", "xl/workbook.xml")
_macros: Final = "vbaproject.bin"
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_control_in_json: Final = re.compile(r"[\x7f\ufffe\uffff]|\\(?:[bf]|u00(?:0[0-8bcef]|1[0-9a-f]|7f))")
"""The same signs as JSON writes them; a backslash of the text itself may look like one, which costs but time."""


class Limits:
    """What a workbook may take: file size in bytes, rows, columns, cells, merged ranges and signs.

    `unpacked` is how many bytes it may hold for each byte of the file, beyond the first `free` ones.
    """

    packed: int
    parts: int
    unpacked: int
    free: int
    rows: int
    columns: int
    cells: int
    merged: int
    signs: int

    def __init__(self, limits: Mapping[str, int]) -> None:
        self.__dict__.update(limits)


def main() -> None:
    """Read, judge, parse, answer."""
    limits = Limits(told())
    packed = given(limits.packed)
    _judge(packed, limits)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(packed)) as book:
            answer = _sheet(book, limits)
    except (CalamineError, ValueError, UnicodeError):
        refuse("broken")
    end_with(answer.encode())


def _judge(packed: bytes, limits: Limits) -> None:
    """Refuse what is no plain workbook, or unpacks to much more than it is."""
    if not packed:
        refuse("empty")
    if len(packed) > limits.packed:
        refuse("large")
    if packed.startswith(_OLD):
        refuse("old")
    if not packed.startswith(_ZIP):
        refuse("other")
    try:
        with ZipFile(BytesIO(packed)) as box:
            parts = box.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        refuse("broken")
    names = [one.filename for one in parts]
    if len(parts) > limits.parts or sum(one.file_size for one in parts) > limits.free + limits.unpacked * len(packed):
        refuse("bomb")
    if any(one.flag_bits & 1 for one in parts):
        refuse("locked")
    if any(name.lower().endswith(_macros) for name in names):
        refuse("macros")
    if any(part not in names for part in _parts):
        refuse("other")


def _sheet(book: CalamineWorkbook, limits: Limits) -> str:
    """The first sheet that is shown and holds something, as JSON."""
    shown = [
        one.name
        for one in book.sheets_metadata
        if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
    ]
    for name in shown:
        sheet = book.get_sheet_by_name(name)
        if sheet.end is not None:
            rows = _rows(sheet, limits)
            named = _json({"sheet": _CONTROL.sub("", name), "merged": _merged(sheet, len(rows), limits)})
            return f'{named[:-1]},"rows":{_json_of(rows, limits)}}}'
    return _json({"refused": "empty"})


def _rows(sheet: CalamineSheet, limits: Limits) -> list[list[Any]]:
    last_row, last_column = sheet.end or (0, 0)
    if last_column >= limits.columns:
        refuse("wide")
    if last_row >= limits.rows or (last_row + 1) * (last_column + 1) > limits.cells:
        refuse("long")
    return sheet.to_python(skip_empty_area=False)


def _json_of(rows: list[list[Any]], limits: Limits) -> str:
    """The rows as JSON. Only a sheet that holds what JSON or a database does not is gone through cell by cell."""
    try:
        text = _json(rows)
    except ValueError:
        text = ""
    if not text or _control_in_json.search(text):
        rows = [[_plain(cell) for cell in row] for row in rows]
        text = _json(rows)
    # Every sign of a cell is one of the text at least.
    if len(text) > limits.signs and _signs(rows) > limits.signs:
        refuse("long")
    return text


def _signs(rows: list[list[Any]]) -> int:
    return sum(len(cell) for row in rows for cell in row if isinstance(cell, str))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)


def _merged(sheet: CalamineSheet, rows: int, limits: Limits) -> list[Any]:
    """The merged ranges, cut at the last row that holds something."""
    found = sheet.merged_cell_ranges or []
    if len(found) > limits.merged:
        refuse("bomb")
    return [[first, (min(last[0], rows - 1), last[1])] for first, last in found if first[0] < rows]


def _plain(cell: Any) -> Any:
    """Texts, numbers and truth values as they are; a day as a list of one text; anything else as text."""
    if isinstance(cell, datetime):
        return [cell.date().isoformat()]
    if isinstance(cell, date):
        return [cell.isoformat()]
    if isinstance(cell, str):
        return _CONTROL.sub("", cell)
    # What is no finite number has no place in JSON.
    return cell if isinstance(cell, bool | int) or (isinstance(cell, float) and isfinite(cell)) else str(cell)


if __name__ == "__main__":
    main()
