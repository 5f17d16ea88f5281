"""What a text looks like on paper: the signs that the fonts have, and places where a very long word may be parted."""

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final
from unicodedata import category, normalize

from workflow.audit.canonical import Json

FONTS: Final = Path(__file__).with_name("fonts")
MISSING: Final = "\N{WHITE SQUARE}"
"""What stands where the fonts have no such sign."""
PARTED: Final = "\N{ZERO WIDTH SPACE}"
"""Where a word without a space or a hyphen may go on in the next line."""
_long_word: Final = re.compile(r"(?<!\S)(?![0-9a-f]{64}(?!\S))\S{21,}")
"""More than 20 signs without a space, but for a hash, which is set small and copied as it is."""
_ends_of_lines: Final = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")


def on_paper(value: Json) -> Json:
    """The value with every text in it as it is printed."""
    if isinstance(value, str):
        return printed(value)
    if isinstance(value, Mapping):
        return {key: on_paper(one) for key, one in value.items()}
    if value is None or isinstance(value, bool | int | date):
        return value
    return [on_paper(one) for one in value]


def printed(text: str) -> str:
    """The text composed (NFC), without signs that nobody sees, and with a square for what the fonts do not have.

    Signs that turn the direction of writing are among those that nobody sees. Line ends stay.
    """
    lines = _ends_of_lines.sub("\n", normalize("NFC", text).replace("\t", " "))
    shown = "".join(_sign(one) for one in lines)
    return _long_word.sub(lambda word: PARTED.join(word[0]), shown)


def _sign(one: str) -> str:
    if one == "\n" or one in _covered():
        return "" if category(one) == "Cf" else one
    kind = category(one)
    if kind[0] == "C":
        return ""
    return " " if kind == "Zs" else MISSING


@cache
def _covered() -> frozenset[str]:
    """The signs that all the fonts have, as their manifest says."""
    ranges = json.loads((FONTS / "manifest.json").read_text("utf-8"))["covers"]
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))
