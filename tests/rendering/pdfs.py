"""PDFs as the tests of drawing want them, each built here."""

import zlib
from collections.abc import Sequence
from typing import Final

A4: Final = "0 0 595 842"
LOCK: Final = f"/Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{'5a' * 32}> /U <{'a5' * 32}>"
"""A lock that no empty password opens."""


def pdf_of(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1; the first one is the catalogue."""
    body, places = b"%PDF-1.7\n", []
    parts = [body]
    at = len(body)
    for number, content in enumerate(objects, 1):
        places.append(at)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        at += len(parts[-1])
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = f"trailer\n<< /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{at}\n%%EOF\n".encode()
    return b"".join([*parts, b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table), end])


def stream(content: bytes, more: str = "") -> bytes:
    """A stream of a PDF, packed."""
    packed = zlib.compress(content, 1)
    return f"<< /Length {len(packed)} /Filter /FlateDecode {more} >>\nstream\n".encode() + packed + b"\nendstream"


def document(pages: int = 1, box: str = A4, drawn: bytes = b"", *, more: str = "", trailer: str = "") -> bytes:
    """So many pages of this size, on each of which the same is drawn. `more` stands in every page."""
    first = 5
    kids = " ".join(f"{first + number} 0 R" for number in range(pages))
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
            stream(drawn or b"0 0 1 rg 100 100 300 300 re f"),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
            *[
                (
                    f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 3 0 R"
                    f" /Resources << /Font << /F1 4 0 R >> >> {more} >>"
                ).encode()
            ]
            * pages,
        ],
        trailer,
    )


def numbered(pages: int) -> bytes:
    """Pages of which each is filled with its own grey: page n of m is n/m grey."""
    first = 3
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(pages))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode()]
    for number in range(pages):
        contents = first + 2 * number + 1
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{A4}] /Contents {contents} 0 R >>".encode(),
            stream(f"{(number + 1) / pages:.3f} g 0 0 595 842 re f".encode()),
        ]
    return pdf_of(objects)


def locked() -> bytes:
    """A PDF that only a password opens."""
    return document(trailer="/Encrypt << " + LOCK + " >> /ID [<00> <00>]")


def filled_form() -> bytes:
    """A page whose one field was filled in: its appearance is a red square."""
    look = stream(b"1 0 0 rg 0 0 400 400 re f", "/Type /XObject /Subtype /Form /BBox [0 0 400 400]")
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{A4}] /Annots [4 0 R] >>".encode(),
            (
                b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (x) /Rect [100 200 500 600] /F 4 /P 3 0 R"
                b" /AP << /N 5 0 R >> >>"
            ),
            look,
        ]
    )


def swelling(megabytes: int) -> bytes:
    """A page whose drawing is so many megabytes of blanks, packed to a thousandth."""
    made, block = zlib.compressobj(1), b" " * (1 << 20)
    packed = b"".join(made.compress(block) for _ in range(megabytes)) + made.flush()
    content = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{A4}] /Contents 4 0 R >>".encode(),
            content,
        ]
    )


def endless(times: int) -> bytes:
    """A page on which so many curves over the whole sheet are drawn."""
    return document(drawn=b"40 w 0 0 m 900 1 1 900 595 842 c S 0 842 m 3 900 590 1 595 0 c S\n" * times)
