"""Reads one workbook from standard input and writes its cells to standard output, as JSON.

Run as a process of its own (see `reading`), with nothing but the standard library and calamine: what
is hostile or broken takes this process down and no other. The container is judged before anything in
it is parsed. Takes the limits as one JSON argument; see `Limits`.
"""

import json
import re
import resource
import sys
from datetime import date, datetime
from io import BytesIO
from math import isfinite
from typing import Any, Final, NoReturn
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

_OLD: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"
_parts: Final = ("[Content_Types].xml", "xl/workbook.xml")
_macros: Final = "vbaproject.bin"
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class Limits:
    """What a workbook may take: memory and file size in bytes, CPU time in seconds, rows, columns, cells, merged
    ranges and signs.

    `unpacked` is how many bytes it may hold for each byte of the file, beyond the first `free` ones.
    """

    memory: int
    seconds: int
    packed: int
    parts: int
    unpacked: int
    free: int
    rows: int
    columns: int
    cells: int
    merged: int
    signs: int

    def __init__(self, given: dict[str, int]) -> None:
        self.__dict__.update(given)


def main() -> None:
    """Read, judge, parse, answer."""
    limits = Limits(json.loads(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    packed = sys.stdin.buffer.read(limits.packed + 1)
    _judge(packed, limits)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(packed)) as book:
            answer = _sheet(book, limits)
    except (CalamineError, ValueError, UnicodeError):
        _refuse("broken")
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")))


def _judge(packed: bytes, limits: Limits) -> None:
    """Refuse what is no plain workbook, or unpacks to much more than it is."""
    if not packed:
        _refuse("empty")
    if len(packed) > limits.packed:
        _refuse("large")
    if packed.startswith(_OLD):
        _refuse("old")
    if not packed.startswith(_ZIP):
        _refuse("other")
    try:
        with ZipFile(BytesIO(packed)) as box:
            parts = box.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        _refuse("broken")
    names = [one.filename for one in parts]
    if len(parts) > limits.parts or sum(one.file_size for one in parts) > limits.free + limits.unpacked * len(packed):
        _refuse("bomb")
    if any(one.flag_bits & 1 for one in parts):
        _refuse("locked")
    if any(name.lower().endswith(_macros) for name in names):
        _refuse("macros")
    if any(part not in names for part in _parts):
        _refuse("other")


def _sheet(book: CalamineWorkbook, limits: Limits) -> dict[str, Any]:
    """The first sheet that is shown and holds something."""
    shown = [
        one.name
        for one in book.sheets_metadata
        if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
    ]
    for name in shown:
        sheet = book.get_sheet_by_name(name)
        if sheet.end is not None:
            rows = _rows(sheet, limits)
            return {"sheet": _CONTROL.sub("", name), "rows": rows, "merged": _merged(sheet, len(rows), limits)}
    return {"refused": "empty"}


def _rows(sheet: CalamineSheet, limits: Limits) -> list[list[Any]]:
    last_row, last_column = sheet.end or (0, 0)
    if last_column >= limits.columns:
        _refuse("wide")
    if last_row >= limits.rows or (last_row + 1) * (last_column + 1) > limits.cells:
        _refuse("long")
    rows = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    if sum(len(cell) for row in rows for cell in row if isinstance(cell, str)) > limits.signs:
        _refuse("long")
    return rows


def _merged(sheet: CalamineSheet, rows: int, limits: Limits) -> list[Any]:
    """The merged ranges, cut at the last row that holds something."""
    found = sheet.merged_cell_ranges or []
    if len(found) > limits.merged:
        _refuse("bomb")
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


def _refuse(why: str) -> NoReturn:
    sys.stdout.write(json.dumps({"refused": why}))
    sys.exit(0)


if __name__ == "__main__":
    main()
