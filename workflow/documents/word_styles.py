"""The styles of a .docx by Nghị định 30/2020/NĐ-CP, Phụ lục I: Times New Roman, 13 and 14 points, black, Vietnamese."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FONT: Final = "Times New Roman"
_middle, _both, _left = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
_right: Final = WD_ALIGN_PARAGRAPH.RIGHT


@dataclass(frozen=True, slots=True)
class _Style:
    """Size and spaces in points, the first line's indent in millimetres."""

    name: str
    size: float = 13
    side: WD_ALIGN_PARAGRAPH = _middle
    bold: bool = False
    italic: bool = False
    above: float = 0
    below: float = 0
    first_line: float = 0
    with_next: bool = False


_STYLES: Final[Mapping[str, _Style]] = {
    "superior": _Style("Cơ quan chủ quản", 12),
    "issuer": _Style("Cơ quan ban hành", 12, bold=True),
    "motto": _Style("Tiêu ngữ", 13, bold=True),
    "rule": _Style("Dòng kẻ", 4, above=3, below=4),
    "placed": _Style("Số, nơi và ngày", 13, above=4),
    "kind": _Style("Tên loại", 14, bold=True, above=16, with_next=True),
    "subject": _Style("Trích yếu", 14, bold=True, with_next=True),
    "body": _Style("Nội dung", 13, _both, below=6, first_line=12.7),
    "basis": _Style("Căn cứ", 13, _both, italic=True, below=6, first_line=12.7),
    "title": _Style("Đề mục giữa", 14, bold=True, above=8, below=8, with_next=True),
    "heading": _Style("Đề mục", 13, _left, bold=True, above=8, below=6, with_next=True),
    "note": _Style("Chú giữa", 13, italic=True, below=8),
    "centre": _Style("Dòng giữa", 13, above=4, below=8),
    "cell": _Style("Ô bảng", 12, _left),
    "signed": _Style("Chữ ký", 13, bold=True),
    "room": _Style("Chỗ ký", 60),
    "recipients head": _Style("Nơi nhận, đề mục", 12, _left, bold=True, italic=True),
    "recipients": _Style("Nơi nhận", 11, _left),
    "number": _Style("Số trang", 13),
    "foot": _Style("Chân trang", 9, _left),
    "line": _Style("Dòng chấm", 13, _left, above=10),
}
STYLES: Final[Mapping[str, str]] = {key: style.name for key, style in _STYLES.items()}
"""The names of the styles, as people see them in their word processor."""


def id_of(key: str) -> str:
    """The name of a style within the file."""
    return f"Paper{key.title().replace(' ', '')}"


def styled(document: Document) -> None:
    """The document has the styles, and every text in it is set in Times New Roman."""
    normal = document.styles["Normal"]
    _font(normal, 13)
    for key, one in _STYLES.items():
        style: Any = document.styles.add_style(one.name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.styleId = id_of(key)
        style.base_style = normal
        _font(style, one.size)
        style.font.bold, style.font.italic = one.bold, one.italic
        shape = style.paragraph_format
        shape.alignment, shape.keep_with_next = one.side, one.with_next
        shape.space_before, shape.space_after = Pt(one.above), Pt(one.below)
        shape.first_line_indent, shape.line_spacing = Mm(one.first_line), 1.0
        shape.widow_control = True
        style.quick_style = True
    dotted: Any = document.styles[STYLES["line"]]
    dotted.paragraph_format.tab_stops.add_tab_stop(Mm(162), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    _rule_above(document.styles[STYLES["rule"]])


def _font(style: Any, size: float) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FONT)
        fonts.attrib.pop(qn(f"w:{kind}Theme"), None)
    language = OxmlElement("w:lang")
    for kind in ("val", "eastAsia"):
        language.set(qn(f"w:{kind}"), "vi-VN")
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(language)


def _rule_above(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
