"""Writes an official paper as .docx, in the confined process: what `official.typ` sets, as something to go on editing.

Real styles, tables whose head is repeated, numbers of pages as fields; the same facts give the same bytes.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section, _Footer
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from workflow.documents.word_files import as_ever, described
from workflow.documents.word_styles import STYLES, styled
from workflow.documents.word_tables import bare_table, table_of

WIDE, HIGH = Mm(210), Mm(297)
_shown: Final = {
    "body": "body",
    "basis": "basis",
    "item": "body",
    "title": "title",
    "heading": "heading",
    "note": "note",
    "centre": "centre",
}
_most_signers: Final = 3
_sent: Final = Mm(75)
"""The width of the recipients beside a signature."""
_state: Final = Mm(92)
"""The width of the state and its motto."""


def written(facts: Mapping[str, Any], code: str, picture: bytes) -> bytes:
    """The paper as a file. `picture` is the QR code as PNG."""
    document = docx.Document()
    styled(document)
    described(document, facts, code)
    for place, part in enumerate(facts["parts"]):
        section = document.sections[0] if place == 0 else document.add_section(WD_SECTION.NEW_PAGE)
        _sheet(section, landscape=part["landscape"])
        if place == 0:
            _margins(section, facts, code, picture)
            _head(document, facts)
        _part(document, part, facts)
    return as_ever(document)


# Sheets ------------------------------------------------------------------------------------------------


def _sheet(section: Section, *, landscape: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (HIGH, WIDE) if landscape else (WIDE, HIGH)
    section.top_margin, section.bottom_margin = Mm(20), Mm(23)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    section.header_distance = section.footer_distance = Mm(8)
    section.different_first_page_header_footer = True
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    for old in section._sectPr.findall(qn("w:pgNumType")):  # noqa: SLF001 -- python-docx has no word for it
        section._sectPr.remove(old)  # noqa: SLF001 -- as above
    section._sectPr.insert_element_before(numbers, "w:cols", "w:titlePg", "w:docGrid")  # noqa: SLF001 -- as above


def _room(section: Section) -> Length:
    """The width of the text."""
    wide, left, right = section.page_width, section.left_margin, section.right_margin
    assert wide is not None  # noqa: S101 -- set by `_sheet`
    assert left is not None  # noqa: S101 -- as above
    assert right is not None  # noqa: S101 -- as above
    return Length(wide - left - right)


def _margins(section: Section, facts: Mapping[str, Any], code: str, picture: bytes) -> None:
    """The number of the page from the second on; below, the content code and its picture. Annexes have the same."""
    number = section.header.paragraphs[0]
    number.style = STYLES["number"]
    _field(number, "PAGE")
    for footer in (section.footer, section.first_page_footer):
        _foot(footer, facts, code, picture, _room(section))


def _field(paragraph: Paragraph, name: str) -> None:
    for kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        paragraph.add_run()._r.append(mark)  # noqa: SLF001 -- python-docx has no word for fields
        if kind == "begin":
            asked = OxmlElement("w:instrText")
            asked.text = f" {name} "
            paragraph.add_run()._r.append(asked)  # noqa: SLF001 -- as above
        if kind == "separate":
            paragraph.add_run("2")


def _foot(footer: _Footer, facts: Mapping[str, Any], code: str, picture: bytes, room: Length) -> None:
    table = footer.add_table(1, 2, room)
    bare_table(table, [Length(room - Mm(14)), Mm(14)])
    left, right = table.rows[0].cells
    texts = [*([facts["foot"]] if facts["foot"] else []), f"{facts['frame']['code']}: {code[:16]}"]
    _lines(left, [(text, "foot", False) for text in texts])
    drawn = right.paragraphs[0]
    drawn.style = STYLES["foot"]
    drawn.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    drawn.add_run().add_picture(BytesIO(picture), width=Mm(13))
    # A header or footer ends with a paragraph; the one that was there first stands above the table.
    first = footer.paragraphs[0]
    first.style = STYLES["foot"]
    footer._element.append(first._p)  # noqa: SLF001 -- python-docx moves nothing


# Head and signatures -----------------------------------------------------------------------------------


def _head(document: Document, facts: Mapping[str, Any]) -> None:
    head, paper = facts["head"], facts["paper"]
    room = _room(document.sections[0])
    table = document.add_table(2, 2)
    bare_table(table, [Length(room - _state), _state])
    issuer, nation = table.rows[0].cells
    superior = [(_titled(head["superior"]), "superior", False)] if head["superior"] else []
    _lines(issuer, [*superior, (_titled(head["issuer"]), "issuer", False)])
    _rule(issuer.add_paragraph(), Length(room - _state), Mm(24))
    _lines(nation, [(head["nation"], "issuer", False), (head["motto"], "motto", False)])
    _rule(nation.add_paragraph(), _state, Mm(56))
    number, place = table.rows[1].cells
    below = [(paper["number"], "placed", False)] if paper["number"] else []
    if not paper["kind"] and paper["subject"]:
        below.append((paper["subject"], "superior", False))
    if paper["draft"]:
        below.append((facts["frame"]["draft"], "issuer", False))
    _lines(number, below)
    _lines(place, [(paper["place_day"], "placed", True)])
    if paper["kind"]:
        document.add_paragraph(paper["kind"].upper(), STYLES["kind"])
        if paper["subject"]:
            document.add_paragraph(paper["subject"], STYLES["subject"])
            _rule(document.add_paragraph(), room, Mm(50))


def _titled(name: str) -> str:
    """A body in capitals; no line of its name begins with a dash."""
    return name.upper().replace(" - ", "\N{NO-BREAK SPACE}- ")


def _rule(paragraph: Paragraph, room: Length, long: Length) -> None:
    """A line in the middle of the room, so long."""
    paragraph.style = STYLES["rule"]
    aside = Length((room - long) // 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = aside


def _lines(cell: _Cell, lines: Sequence[tuple[str, str, bool]]) -> None:
    """These lines of (text, style, italic) in a cell, which has at least one paragraph."""
    for place, (text, style, italic) in enumerate(lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.style = STYLES[style]
        paragraph.add_run(text).italic = italic or None
    if not lines:
        cell.paragraphs[0].style = STYLES["signed"]


def _signatures(document: Document, facts: Mapping[str, Any], room: Length) -> None:
    signers, told = facts["paper"]["sign"], []
    if facts["paper"]["recipients"]:
        sent = [(f"- {one}", "recipients", False) for one in facts["paper"]["recipients"]]
        told = [(facts["frame"]["recipients"], "recipients head", False), *sent]
    if len(signers) > 1:
        for start in range(0, len(signers), _most_signers):
            some = signers[start : start + _most_signers]
            width = Length(room // len(some))
            _signed(document, [[_titles(one) for one in some], [_name(one) for one in some]], [width] * len(some))
        for text, style, _italic in told:
            document.add_paragraph(text, STYLES[style])
    elif signers:
        _signed(document, [[told, [*_titles(signers[0]), *_name(signers[0])]]], [_sent, Length(room - _sent)])
    elif told:
        _signed(document, [[told]], [room])


def _titles(signer: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    return [(line, "signed", False) for line in signer["above"]]


def _name(signer: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    return [("", "room", False), (signer["name"], "signed", False)]


def _signed(document: Document, rows: list[list[list[tuple[str, str, bool]]]], widths: list[Length]) -> None:
    """Cells of lines that stay on one page."""
    table = document.add_table(len(rows), len(widths))
    bare_table(table, widths)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, lines in zip(row.cells, cells, strict=True):
            _lines(cell, lines)
            for paragraph in cell.paragraphs if cells is not rows[-1] else cell.paragraphs[:-1]:
                paragraph.paragraph_format.keep_with_next = True


# Blocks ------------------------------------------------------------------------------------------------


def _part(document: Document, part: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    room, last = _room(document.sections[-1]), None
    for block in part["blocks"]:
        if block["kind"] == "sign":
            if last is not None:
                last.paragraph_format.keep_with_next = True
            _signatures(document, facts, room)
        elif block["kind"] == "table":
            table_of(document, facts["tables"][block["name"]], room)
        elif block["kind"] == "line":
            document.add_paragraph("\t", STYLES["line"])
        else:
            last = _text(document, block)


def _text(document: Document, block: Mapping[str, Any]) -> Paragraph:
    paragraph = document.add_paragraph(style=STYLES[_shown[block["kind"]]])
    if block["kind"] == "item" and block["depth"] > 1:
        paragraph.paragraph_format.left_indent = Mm(12.7 * (block["depth"] - 1))
    for run in block["runs"]:
        added = paragraph.add_run(run["text"])
        added.bold, added.italic = run["bold"] or None, run["italic"] or None
    if block["kind"] == "title":
        paragraph.paragraph_format.space_before = Pt(8)
    return paragraph
