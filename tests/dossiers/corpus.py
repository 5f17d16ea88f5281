"""Hostile and broken files, each built here, with what the pages answer to it. No such file lies in the repository.

`paper` is the answer to it as evidence: `taken`, or the code by which it is refused; `listed` the answer to
it as a list of nominees; `page`, of what is taken, whether its first page is `shown`, or why not. A name that arrives
as no name brings no file: `none`.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from unicodedata import normalize
from zipfile import ZIP_DEFLATED, ZipFile

from tests.dossiers.clamd import EICAR
from tests.rendering.pdfs import document as document_of
from tests.rendering.pdfs import filled_form, swelling
from tests.rendering.pdfs import locked as locked_pdf
from tests.workbooks.books import book, cell, locked, lying, packed, parts, row
from workflow.dossiers.papers import LARGEST
from workflow.management.demo.papers import pdf
from workflow.rendering.pictures import PAGES
from workflow.workbooks.reading import LARGEST as LARGEST_BOOK

TAKEN: Final = "taken"
NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file: its name as it stands in the request, its content, and the two answers."""

    name: str
    make: Callable[[], bytes]
    paper: str
    listed: str
    says: str = "application/pdf"
    page: str = "shown"


def image(wide: int, high: int, more: bytes = b"") -> bytes:
    """A PNG that says it is so large; its few bytes are no more than the head of that."""
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _part(b"IHDR", head) + more + _part(b"IDAT", zlib.compress(bytes(99))) + _part(b"IEND")
    )


def _part(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def acting_pdf(action: str) -> bytes:
    """A PDF that does something when it is opened."""
    return pdf("open").replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << " + action.encode() + b" >>")


def archive(some: dict[str, bytes]) -> bytes:
    """A ZIP archive."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as box:
        for name, content in some.items():
            box.writestr(name, content)
    return stream.getvalue()


def nested(depth: int) -> bytes:
    """An archive in an archive in an archive."""
    content = b"end"
    for level in range(depth):
        content = archive({f"{level}.zip": content})
    return content


def document(more: dict[str, bytes] | None = None) -> bytes:
    """A DOCX."""
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **(more or {})})


def workbook_with(sheet: str = "", before: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """A workbook whose one sheet holds this XML."""
    return packed(parts(sheet or row(1, cell("A1", "x")), before, more))


def dimension(said: str) -> bytes:
    """A workbook that says its sheet is so large."""
    some = parts(row(1, cell("A1", "x")))
    sheet = some["xl/worksheets/sheet1.xml"].replace(b"<sheetData>", f'<dimension ref="{said}"/><sheetData>'.encode())
    return packed({**some, "xl/worksheets/sheet1.xml": sheet})


def shared(many: int) -> bytes:
    """A workbook of one cell with so many shared strings."""
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + b"<si><t>x</t></si>" * many
    some = parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', more={"xl/sharedStrings.xml": strings + b"</sst>"})
    rels = some["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"'
        b' Target="sharedStrings.xml"/></Relationships>',
    )
    return packed({**some, "xl/_rels/workbook.xml.rels": rels})


def formula(text: str) -> bytes:
    """A workbook with one formula, without a value of its own."""
    return workbook_with(f'<row r="1"><c r="A1"><f>{text}</f></c></row>')


HTML: Final = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF: Final = b"GIF89a/*<script>alert(1)</script>*/=1;"
EXE: Final = b"MZ\x90\0" + bytes(60) + b"PE\0\0" + bytes(400)
OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
JPEG: Final = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
_laughs: Final = (
    "<!DOCTYPE l [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {b} '{('&' + a + ';') * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
_outer: Final = '<!DOCTYPE l [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_fetched: Final = '<!DOCTYPE l SYSTEM "http://127.0.0.1:9/a.dtd">'
_link: Final = {
    "xl/externalLinks/externalLink1.xml": b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
}
LONG_NAME: Final = normalize("NFD", "Báo cáo thành tích ".replace(" ", "") * 20)[:296] + ".pdf"

FILES: Final[dict[str, Hostile]] = {
    # Two things at once.
    "a GIF that is a page": Hostile("a.gif", lambda: GIF, "type", "other", "image/gif"),
    "a GIF that is a page, named as a PDF": Hostile("a.pdf", lambda: GIF, "type", "other"),
    "a page before a PDF": Hostile("a.pdf", lambda: HTML + pdf("x"), "type", "other"),
    "a page after a PDF": Hostile("a.pdf", lambda: pdf("x") + HTML, TAKEN, "other", "text/html"),
    "an archive after a PDF": Hostile("a.pdf", lambda: pdf("x") + archive({"a.exe": EXE}), TAKEN, "other"),
    "a document after a PDF, named as a document": Hostile("a.docx", lambda: pdf("x") + document(), "name", "other"),
    "a workbook after a PDF": Hostile("a.xlsx", lambda: pdf("x") + workbook_with(), "name", "other"),
    "a page within a picture": Hostile(
        "a.png", lambda: image(1, 1, _part(b"tEXt", b"x\0" + HTML)), TAKEN, "other", "text/html"
    ),
    "an archive after a picture": Hostile("a.png", lambda: image(1, 1) + archive({"a.exe": EXE}), TAKEN, "other"),
    "a page within a photograph": Hostile(
        "a.jpg", lambda: JPEG + b"\xff\xfe\0\x50" + HTML + b"\xff\xd9", TAKEN, "other", "text/html", "broken"
    ),
    "a document that is a workbook as well": Hostile(
        "a.docx", lambda: workbook_with(more={"word/document.xml": b"<w/>"}), TAKEN, TAKEN
    ),
    "a programme before a PDF": Hostile("a.pdf", lambda: EXE + pdf("x"), "type", "other"),
    # What it is not.
    "a page named as a PDF": Hostile("a.pdf", lambda: HTML, "type", "other"),
    "a page named as a picture": Hostile("a.png", lambda: HTML, "type", "other", "image/png"),
    "a drawing with a script": Hostile("a.svg", lambda: SVG, "type", "other", "image/svg+xml"),
    "a drawing with a script named as a picture": Hostile("a.png", lambda: SVG, "type", "other", "image/png"),
    "a programme named as a PDF": Hostile("a.pdf", lambda: EXE, "type", "other"),
    "a programme": Hostile("a.exe", lambda: EXE, "type", "other", "application/x-msdownload"),
    "words named as a PDF": Hostile("a.pdf", lambda: b"%PD-1.7 just words", "type", "other"),
    "a table of commas named as a workbook": Hostile("a.xlsx", lambda: b"STT,Ho ten\n1,An\n", "type", "other"),
    "a table of commas": Hostile("a.csv", lambda: b'=cmd|"/c calc"!A1,x\n', "type", "other", "text/csv"),
    "a picture named as a PDF": Hostile("a.pdf", lambda: image(1, 1), "name", "other"),
    "the file that scanners know": Hostile("eicar.com", lambda: EICAR, "type", "other"),
    "the file that scanners know, in a PDF": Hostile("a.pdf", lambda: pdf("x") + EICAR, TAKEN, "other"),
    "a shell script named as a PDF": Hostile("a.pdf", lambda: b"#!/bin/sh\nrm -rf /\n", "type", "other"),
    # Names.
    "two endings": Hostile("a.pdf.exe", lambda: pdf("x"), "name", "other"),
    "two endings, the last one harmless": Hostile("a.exe.pdf", lambda: pdf("x"), TAKEN, "other"),
    "no ending": Hostile("a", lambda: pdf("x"), "name", "other"),
    "a dot at the end": Hostile("a.pdf.", lambda: pdf("x"), "name", "other"),
    "a way up": Hostile("../../../../etc/cron.d/a.pdf", lambda: pdf("x"), TAKEN, "other"),
    "a way up on Windows": Hostile("..\\\\..\\\\Windows\\\\a.pdf", lambda: pdf("x"), TAKEN, "other"),
    "a way up, written otherwise": Hostile("..%2f..%2fa.pdf", lambda: pdf("x"), TAKEN, "other"),
    "only a way up": Hostile("../..", lambda: pdf("x"), NONE, NONE),
    "an absolute way": Hostile("/etc/passwd.pdf", lambda: pdf("x"), TAKEN, "other"),
    "turned around": Hostile("\u202efdp.exe.pdf", lambda: pdf("x"), TAKEN, "other"),
    "turned around, a programme": Hostile("a\u202efdp.exe", lambda: pdf("x"), "name", "other"),
    "a NUL": Hostile("a.exe\0.pdf", lambda: pdf("x"), TAKEN, "other"),
    "signs that steer": Hostile("a\x07\x1b[2J\x7f.pdf", lambda: pdf("x"), TAKEN, "other"),
    "300 letters, each in two parts": Hostile(LONG_NAME, lambda: pdf("x"), TAKEN, "other"),
    "only signs that nobody sees": Hostile("\u200b\u200b.pdf", lambda: pdf("x"), "name", "other"),
    "a script as a name": Hostile("<script>alert(1)<∕script>.pdf", lambda: pdf("x"), TAKEN, "other"),
    "a device of Windows": Hostile("CON.pdf", lambda: pdf("x"), TAKEN, "other"),
    "a template as a name": Hostile("{{ settings.SECRET_KEY }}.pdf", lambda: pdf("x"), TAKEN, "other"),
    "a formula as a name": Hostile("=cmd|' /c calc'!A0.pdf", lambda: pdf("x"), TAKEN, "other"),
    # Broken.
    "nothing": Hostile("a.pdf", lambda: b"", "empty", "empty"),
    "a NUL alone": Hostile("a.pdf", lambda: b"\0", "type", "other"),
    "only the first sign of a PDF": Hostile("a.pdf", lambda: b"%", "type", "other"),
    "a PDF cut in half": Hostile("a.pdf", lambda: pdf("x")[:300], TAKEN, "other", page="broken"),
    "a picture cut off": Hostile("a.png", lambda: image(1, 1)[:20], TAKEN, "other", page="broken"),
    "a document cut off": Hostile("a.docx", lambda: document()[:-30], "type", "broken"),
    "a workbook cut off": Hostile("a.xlsx", lambda: workbook_with()[:-100], "type", "broken"),
    "a workbook cut in half": Hostile("a.xlsx", lambda: workbook_with()[:700], "type", "broken"),
    "a workbook of rubbish": Hostile(
        "a.xlsx", lambda: packed({**parts(), "xl/workbook.xml": b"\xff\xfe<<"}), TAKEN, "broken"
    ),
    "a workbook without a sheet": Hostile(
        "a.xlsx", lambda: packed({k: v for k, v in parts().items() if "sheet1" not in k}), TAKEN, "broken"
    ),
    "noise": Hostile("a.xlsx", lambda: bytes(range(256)) * 40, "type", "other"),
    # Too much.
    "a paper that is too large": Hostile("a.pdf", lambda: pdf("x") + bytes(LARGEST), "size", "large"),
    "a list that is too large": Hostile("a.xlsx", lambda: b"PK\x03\x04" + bytes(LARGEST_BOOK), "type", "large"),
    "a bomb": Hostile("a.xlsx", lambda: workbook_with(row(1, cell("A1", "x" * 20_000_000))), TAKEN, "bomb"),
    "a bomb that lies": Hostile("a.xlsx", lambda: lying(parts(row(1, cell("A1", "x" * 20_000_000)))), TAKEN, "broken"),
    "a bomb of a document": Hostile("a.docx", lambda: document({"word/media/a": bytes(30_000_000)}), TAKEN, "bomb"),
    "archives in archives": Hostile("a.zip", lambda: nested(40), "type", "other", "application/zip"),
    "archives in archives, named as a document": Hostile("a.docx", lambda: nested(40), "type", "other"),
    "a document that holds archives": Hostile("a.docx", lambda: document({"word/a.zip": nested(40)}), TAKEN, "other"),
    "a picture of a gigapixel": Hostile("a.png", lambda: image(60_000, 60_000), TAKEN, "other", "image/png", "heavy"),
    "a picture of nothing": Hostile("a.png", lambda: image(0, 0), TAKEN, "other", "image/png", "broken"),
    "ten thousand parts": Hostile(
        "a.xlsx", lambda: workbook_with(more={f"xl/{n}": b"" for n in range(10_000)}), TAKEN, "bomb"
    ),
    # Workbooks that do something.
    "macros": Hostile("a.xlsx", lambda: workbook_with(more={"xl/vbaProject.bin": b"x"}), "type", "macros"),
    "macros by their right name": Hostile(
        "a.xlsm", lambda: workbook_with(more={"xl/vbaProject.bin": b"x"}), "type", "macros"
    ),
    "macros of a document": Hostile("a.docx", lambda: document({"word/vbaProject.bin": b"x"}), "type", "macros"),
    "a billion laughs": Hostile("a.xlsx", lambda: workbook_with(row(1, cell("A1", "&i;")), _laughs), TAKEN, "broken"),
    "an outer entity": Hostile("a.xlsx", lambda: workbook_with(row(1, cell("A1", "&e;")), _outer), TAKEN, "broken"),
    "an outer definition": Hostile("a.xlsx", lambda: workbook_with("", _fetched), TAKEN, "headings"),
    "a sheet that says it is endless": Hostile("a.xlsx", lambda: dimension("A1:XFD1048576"), TAKEN, "headings"),
    "a sheet with a size of nonsense": Hostile("a.xlsx", lambda: dimension("ZZZZ0:-1"), TAKEN, "broken"),
    "a cell at the far end": Hostile(
        "a.xlsx", lambda: workbook_with(row(1_048_576, cell("XFD1048576", "x"))), TAKEN, "wide"
    ),
    "a million shared strings": Hostile("a.xlsx", lambda: shared(1_000_000), TAKEN, "bomb"),
    "a formula": Hostile("a.xlsx", lambda: formula("HYPERLINK(&quot;http://x&quot;)"), TAKEN, "empty"),
    "a formula that calls": Hostile("a.xlsx", lambda: formula("cmd|'/c calc'!A0"), TAKEN, "empty"),
    "a link to a programme": Hostile("a.xlsx", lambda: workbook_with(more=_link), TAKEN, "headings"),
    "a locked workbook": Hostile("a.xlsx", lambda: locked(book([["x"]])), TAKEN, "locked"),
    "an encrypted workbook": Hostile("a.xlsx", lambda: OLD + "EncryptedPackage".encode("utf-16-le"), "type", "old"),
    "an old workbook": Hostile("a.xls", lambda: OLD, "type", "old", "application/vnd.ms-excel"),
    "a workbook within a way up": Hostile(
        "a.xlsx", lambda: workbook_with(more={"../../../tmp/a": b"x"}), TAKEN, "headings"
    ),
    # PDFs that do something.
    "a PDF with a script": Hostile("a.pdf", lambda: acting_pdf("/S /JavaScript /JS (app.alert(1))"), TAKEN, "other"),
    "a PDF that starts a programme": Hostile("a.pdf", lambda: acting_pdf("/S /Launch /F (cmd.exe)"), TAKEN, "other"),
    "a PDF that sends itself": Hostile(
        "a.pdf", lambda: acting_pdf("/S /SubmitForm /F (http://127.0.0.1:9/)"), TAKEN, "other"
    ),
    "a PDF with a script on every page": Hostile(
        "a.pdf", lambda: document_of(more="/AA << /O << /S /JavaScript /JS (while\\(1\\){}) >> >>"), TAKEN, "other"
    ),
    "a PDF with a filled form": Hostile("a.pdf", filled_form, TAKEN, "other"),
    # PDFs that are much to draw.
    "a locked PDF": Hostile("a.pdf", locked_pdf, TAKEN, "other", page="locked"),
    "a PDF without a page": Hostile("a.pdf", lambda: document_of(pages=0), TAKEN, "other", page="broken"),
    "a page of a thousand million points": Hostile(
        "a.pdf", lambda: document_of(box="0 0 1000000000 1000000000"), TAKEN, "other"
    ),
    "a page of no size": Hostile("a.pdf", lambda: document_of(box="0 0 0 0"), TAKEN, "other"),
    "a page of a size of nonsense": Hostile("a.pdf", lambda: document_of(box="-1e400 nan inf x"), TAKEN, "other"),
    "five thousand pages": Hostile("a.pdf", lambda: document_of(pages=5_000), TAKEN, "other"),
    "more pages than any paper has": Hostile(
        "a.pdf", lambda: document_of(pages=PAGES + 1), TAKEN, "other", page="long"
    ),
    "a PDF that swells to 600 MB": Hostile("a.pdf", lambda: swelling(600), TAKEN, "other", page="heavy"),
    "a PDF with a file inside": Hostile(
        "a.pdf", lambda: pdf("x") + b"\n<< /Type /EmbeddedFile >> stream\n" + EXE, TAKEN, "other"
    ),
}


BOUNDARY: Final = "----corpus-7f3a"


def part(name: str, content: bytes, filename: str | None = None, head: str = "") -> bytes:
    """One part of a form as it goes over the line; `head` are further lines of its head."""
    named = "" if filename is None else f'; filename="{filename}"'
    lines = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n{head}\r\n'
    return lines.encode("utf-8", "surrogatepass") + content + b"\r\n"


def form(fields: dict[str, str], *more: bytes, ends: bool = True) -> bytes:
    """A form of these fields and parts."""
    every = [part(name, value.encode()) for name, value in fields.items()]
    return b"".join([*every, *more, f"--{BOUNDARY}--\r\n".encode() if ends else b""])


def sent_file(one: Hostile, content: bytes) -> bytes:
    """The part that holds the file."""
    return part("file", content, one.name, f"Content-Type: {one.says}\r\n")


CONTENT_TYPE: Final = f"multipart/form-data; boundary={BOUNDARY}"

# Requests that are not as a browser makes them, with the status that answers and how many papers they attach. A form is
# given its fields; what it asks for is a paper of the kind OTHER.
_good: Final = part("file", pdf("x"), "a.pdf", "Content-Type: application/pdf\r\n")
_other: Final = part("file", pdf("y"), "b.pdf", "Content-Type: application/pdf\r\n")
Fields = dict[str, str]
REQUESTS: Final[dict[str, tuple[Callable[[Fields], bytes], int, int]]] = {
    "a file without a name": (lambda some: form(some, part("file", pdf("x"))), 422, 0),
    "a file with an empty name": (lambda some: form(some, part("file", pdf("x"), "")), 422, 0),
    "a name written the other way": (
        lambda some: form(some, _good.replace(b'filename="a.pdf"', b"filename*=UTF-8''%E2%80%AEa.pdf")),
        302,
        1,
    ),
    "a name written both ways": (
        lambda some: form(some, _good.replace(b'"a.pdf"', b"\"a.exe\"; filename*=UTF-8''a.pdf")),
        302,
        1,
    ),
    "a name in no known alphabet": (
        lambda some: form(some, _good.replace(b'filename="a.pdf"', b"filename*=x-none''a.pdf")),
        422,
        0,
    ),
    "a name of bytes": (lambda some: form(some, _good.replace(b'"a.pdf"', b'"\xff\xfe.pdf"')), 422, 0),
    "a name with a quotation mark": (lambda some: form(some, _good.replace(b'"a.pdf"', b'"a\\";b.pdf"')), 302, 1),
    "a name over two lines": (
        lambda some: form(some, _good.replace(b'"a.pdf"', b'"a\r\nX-Header: 1\r\n.pdf"')),
        422,
        0,
    ),
    "two files in two fields of one name": (lambda some: form(some, _good, _other), 302, 2),
    "a file and a text of one name": (lambda some: form(some, _good, part("file", b"text")), 302, 1),
    "a file in the place of the kind": (lambda some: form(some, part("kind", pdf("x"), "a.pdf")), 422, 0),
    "the kind twice": (lambda some: form(some, part("kind", b"NOTHING"), _good), 422, 0),
    "a file under a name of ours": (lambda some: form(some, part("operation", pdf("x"), "a.pdf"), _good), 302, 1),
    "no type at all": (lambda some: form(some, part("file", pdf("x"), "a.pdf")), 302, 1),
    "a type of nonsense": (
        lambda some: form(some, part("file", pdf("x"), "a.pdf", "Content-Type: a/b/c;;=\r\n")),
        302,
        1,
    ),
    "a file in parts": (
        lambda some: form(some, part("file", pdf("x"), "a.pdf", "Content-Type: multipart/mixed; boundary=b\r\n")),
        302,
        1,
    ),
    "an unknown alphabet of a field": (
        lambda some: form(
            {**some}, part("title", b"\xff", None, "Content-Type: text/plain; charset=x-none\r\n"), _good
        ),
        302,
        1,
    ),
    "a head of 30 KB": (lambda some: form(some, part("file", pdf("x"), "a.pdf", f"X: {'x' * 30_000}\r\n")), 400, 0),
    "a head of a thousand lines": (
        lambda some: form(some, part("file", pdf("x"), "a.pdf", "X-A: b\r\n" * 1000)),
        400,
        0,
    ),
    "not ended": (lambda some: form(some, _good, ends=False), 422, 0),
    "cut off within the file": (lambda some: form(some, _good)[:-200], 422, 0),
    "only the beginning": (lambda some: form(some)[:10], 422, 0),
    "nothing": (lambda _some: b"", 422, 0),
    "a code that is none": (
        lambda some: form(some, part("file", b"\xff!", "a.pdf", "Content-Transfer-Encoding: base64\r\n")),
        400,
        0,
    ),
    "101 files": (lambda some: form(some, *[_good] * 101), 413, 0),
    "13,000 fields": (lambda some: form({**some, **{f"x{n}": "" for n in range(13_000)}}, _good), 413, 0),
    "a title of 3 MB": (lambda some: form({**some, "title": "x" * 3_000_000}, _good), 422, 0),
    "a title of 9 MB": (lambda some: form({**some, "title": "x" * 9_000_000}, _good), 413, 0),
    "a title with a NUL": (lambda some: form({**some, "title": "a\0b"}, _good), 422, 0),
}
