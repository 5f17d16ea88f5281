"""Tables of a .docx, written row by row as XML: python-docx looks through a whole table for each of its cells."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.table import Table

from workflow.documents.word_styles import STYLES, id_of

_sides: Final = {"left": "left", "center": "center", "right": "right"}
_half_points: Final = 2


def bare_table(table: Table, widths: Sequence[Length]) -> None:
    """The table without lines and inner margins, its columns so wide; a row is never parted over two pages."""
    table.autofit = False
    _margins(table, left=0, right=0)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 -- python-docx has no word for it


def table_of(document: Document, spec: Mapping[str, Any], room: Length) -> None:
    """A table with lines: its head on every page, its headings over the whole width, its long rows parted."""
    shares = [column["width"] for column in spec["columns"]]
    widths = [room * share // sum(shares) // 635 for share in shares]
    table = document.add_table(0, len(shares))
    table.style = document.styles["Table Grid"]
    table.autofit = False
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):  # noqa: SLF001 -- as XML
        column.set(qn("w:w"), str(width))
    _margins(table, top=40, left=70, bottom=40, right=70)
    heads = [(column["head"], "center") for column in spec["columns"]]
    table._tbl.append(_row(heads, widths, spec["size"], bold=True, is_head=True))  # noqa: SLF001 -- as XML
    sides = [column["align"] for column in spec["columns"]]
    for row in spec["rows"]:
        if row["kind"] == "heading":
            made = _row([(row["cells"][0], "left")], [sum(widths)], spec["size"], bold=True, spans=len(widths))
        else:
            cells = list(zip(row["cells"], sides, strict=True))
            made = _row(cells, widths, spec["size"], bold=row["kind"] == "total", parted=row["parted"])
        table._tbl.append(made)  # noqa: SLF001 -- as XML
    document.add_paragraph("", STYLES["foot"])


def _margins(table: Table, **sides: int) -> None:
    """The room within the cells, in twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side, room in sides.items():
        _within(margins, f"w:{side}", w=str(room), type="dxa")
    shape: Any = table._tbl.tblPr  # noqa: SLF001 -- python-docx has no word for it
    shape.insert_element_before(margins, "w:tblLook")


def _row(
    cells: Sequence[tuple[str, str]],
    widths: Sequence[int],
    size: float,
    *,
    bold: bool = False,
    is_head: bool = False,
    parted: bool = False,
    spans: int = 1,
) -> Any:
    row = OxmlElement("w:tr")
    shape = _within(row, "w:trPr")
    if not parted:
        _within(shape, "w:cantSplit")
    if is_head:
        _within(shape, "w:tblHeader")
    for (text, side), width in zip(cells, widths, strict=True):
        cell = _within(row, "w:tc")
        shaped = _within(cell, "w:tcPr")
        _within(shaped, "w:tcW", w=str(width), type="dxa")
        if spans > 1:
            _within(shaped, "w:gridSpan", val=str(spans))
        if is_head:
            _within(shaped, "w:vAlign", val="center")
        _paragraph(cell, text, side, size, bold=bold, with_next=is_head or spans > 1)
    return row


def _paragraph(cell: Any, text: str, side: str, size: float, *, bold: bool, with_next: bool) -> None:
    paragraph = _within(cell, "w:p")
    shape = _within(paragraph, "w:pPr")
    _within(shape, "w:pStyle", val=id_of("cell"))
    if with_next:
        _within(shape, "w:keepNext")
    _within(shape, "w:jc", val=_sides[side])
    for place, line in enumerate(text.split("\n")):
        run = _within(paragraph, "w:r")
        look = _within(run, "w:rPr")
        if bold:
            _within(look, "w:b")
        _within(look, "w:sz", val=str(round(size * _half_points)))
        if place:
            _within(run, "w:br")
        _within(run, "w:t", **{"{http://www.w3.org/XML/1998/namespace}space": "preserve"}).text = line


def _within(parent: Any, tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(name if name.startswith("{") else qn(f"w:{name}"), value)
    parent.append(made)
    return made
