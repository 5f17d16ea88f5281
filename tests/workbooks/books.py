"""Workbooks for the tests: plain ones, and ones that are hostile or broken."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook

_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"""
_RELS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
 Target="{target}"/></Relationships>"""
_BOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_SHEET = """<?xml version="1.0"?>{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData>{rows}</sheetData></worksheet>"""


def book(rows: Sequence[Any], make: Callable[[Workbook], None] | None = None) -> bytes:
    """A workbook with one sheet of these rows; `make` does what is asked beyond them."""
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as made:
        sheet = made.add_worksheet("Danh sách")
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if hasattr(cell, "isoformat"):
                    sheet.write_datetime(number, place, cell, day)
                else:
                    sheet.write(number, place, cell)
        if make is not None:
            make(made)
    return stream.getvalue()


def parts(rows: str = "", before: str = "", more: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """The parts of a plain workbook, with own text as the rows of its sheet."""
    return {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": _RELS.format(kind="officeDocument", target="xl/workbook.xml").encode(),
        "xl/workbook.xml": _BOOK.encode(),
        "xl/_rels/workbook.xml.rels": _RELS.format(kind="worksheet", target="worksheets/sheet1.xml").encode(),
        "xl/worksheets/sheet1.xml": _SHEET.format(rows=rows, before=before).encode(),
        **(more or {}),
    }


def packed(some: Mapping[str, bytes]) -> bytes:
    """The parts in one container."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as box:
        for name, content in some.items():
            box.writestr(name, content)
    return stream.getvalue()


def cell(at: str, text: str) -> str:
    """A cell with text of its own."""
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str) -> str:
    """A row of cells."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def lying(some: Mapping[str, bytes]) -> bytes:
    """A container whose list says that each part unpacks to ten bytes."""
    made = bytearray(packed(some))
    place = made.find(b"PK\x01\x02")
    while place >= 0:
        made[place + 24 : place + 28] = (10).to_bytes(4, "little")
        place = made.find(b"PK\x01\x02", place + 4)
    return bytes(made)


def locked(content: bytes) -> bytes:
    """A container whose parts say that they are encrypted."""
    made = bytearray(content)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = made.find(mark)
        while place >= 0:
            made[place + offset] |= 1
            place = made.find(mark, place + 4)
    return bytes(made)
