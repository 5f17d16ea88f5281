"""Draws one page of a PDF, or a picture, as a WebP of no more than so many pixels.

Run in the confined process (see `pictures`), with nothing but PDFium and Pillow. No script of a PDF runs: PDFium is
built without an engine for them. Sizes are judged before anything is drawn. Answers a line of JSON, then the picture.
"""

import json
import struct
from collections.abc import Mapping
from io import BytesIO
from math import isfinite
from typing import Final

from PIL import Image, ImageOps
from pypdfium2 import PdfDocument, PdfiumError, raw

from workflow.confined.inside import end_with, given, refuse, told

_quality: Final = 80
_rest: Final = 0.5
_white: Final = (255, 255, 255)
_locked: Final = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
_damaged: Final = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, struct.error)
"""What Pillow raises of a picture that is none."""


class Asked:
    """What is to be drawn: the `page`, counted from 1, within `width` × `height` pixels; `is_picture`: no PDF.

    `packed` is the most bytes of the file, `pages` the most pages, `pixels` the most of a picture.
    """

    packed: int
    page: int
    width: int
    height: int
    pages: int
    pixels: int
    is_picture: int

    def __init__(self, asked: Mapping[str, int]) -> None:
        self.__dict__.update(asked)


def main() -> None:
    """Judge, draw, answer."""
    asked = Asked(told())
    packed = given(asked.packed)
    if len(packed) > asked.packed:
        refuse("heavy")
    if asked.is_picture:
        drawn, pages = _of_picture(packed, asked), 1
    else:
        drawn, pages = _of_document(packed, asked)
    stream = BytesIO()
    drawn.save(stream, "WEBP", quality=_quality)
    head = json.dumps({"pages": pages, "width": drawn.width, "height": drawn.height})
    end_with(head.encode() + b"\n" + stream.getvalue())


def _of_document(packed: bytes, asked: Asked) -> tuple[Image.Image, int]:
    """The page of a PDF with what was filled in and noted on it, and how many pages there are."""
    try:
        document = PdfDocument(packed)
        pages = len(document)
        if pages > asked.pages:
            refuse("long")
        if pages and not 1 <= asked.page <= pages:
            refuse("range", pages=pages)
        # Without it the fields of a form would be drawn empty.
        document.init_forms()
        page = document[asked.page - 1]
        wide, high = page.get_size()
        if not (isfinite(wide) and isfinite(high) and wide > 0 and high > 0):
            refuse("broken")
        # What is drawn is as many pixels as it begins; a rest of half of one never becomes another.
        scale = min((asked.width - _rest) / wide, (asked.height - _rest) / high)
        return page.render(scale=scale).to_pil().convert("RGB"), pages
    except PdfiumError as error:
        refuse("locked" if error.err_code in _locked else "broken")
    except ValueError:
        refuse("broken")


def _of_picture(packed: bytes, asked: Asked) -> Image.Image:
    """The picture as it was taken, upright, on white where it is transparent."""
    if asked.page != 1:
        refuse("range", pages=1)
    # The size is judged below, before a pixel is read.
    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(BytesIO(packed), formats=("PNG", "JPEG"))
        if picture.width * picture.height > asked.pixels:
            refuse("heavy")
        picture.draft("RGB", (asked.width, asked.height))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((asked.width, asked.height))
        seen = upright.convert("RGBA")
    except _damaged:
        refuse("broken")
    ground = Image.new("RGB", seen.size, _white)
    ground.paste(seen, mask=seen)
    return ground


if __name__ == "__main__":
    main()
