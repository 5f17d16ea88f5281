"""A QR code as a path: the very modules that the library makes, in words that no paper parts."""

import re

import segno

from workflow.documents.qr import drawing_of
from workflow.documents.texts import printed

ADDRESS = "https://khenthuong.example.vn/verify/ABCDEFGHJKMN/"


def test_the_path_has_the_modules_of_the_code() -> None:
    drawn = drawing_of(ADDRESS)
    size, path = drawn["size"], str(drawn["path"])
    assert isinstance(size, int)
    dark = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1.03h-\d+z", path)
        for step in range(int(width))
    }
    made = segno.make(ADDRESS, error="m", micro=False, boost_error=False, mask=2).matrix
    assert dark == {(x, y) for y, row in enumerate(made) for x, module in enumerate(row) if module}
    assert size == len(made)


def test_the_path_is_printed_as_it_is() -> None:
    path = str(drawing_of(ADDRESS)["path"])
    assert printed(path) == path
