"""Texts as they are kept: one spelling of one text, so that what looks alike is alike."""

import re
from typing import Any, Final
from unicodedata import combining, normalize

_most: Final = 4096
"""So many letters are kept in mind: more than any name here needs, and no more than a stranger can make us keep."""


class _WithoutMarks(dict[int, str]):
    """For `str.translate`: what is left of a letter without its marks, found out once for each."""

    def __missing__(self, letter: int) -> str:
        left = "".join(sign for sign in normalize("NFD", chr(letter)) if not combining(sign))
        if len(self) < _most:
            self[letter] = left
        return left


_plain: Final = _WithoutMarks({ord("đ"): "d", ord("Đ"): "d"})
_words: Final = re.compile(r"[^\W_]+")


def one_line(text: str) -> str:
    """A name, a title or a number: composed (NFC), no space around it and single spaces inside."""
    return normalize("NFC", " ".join(text.split()))


def composed(value: Any) -> Any:
    """A text composed (NFC), its spaces and lines as they stand; what is no text, as it is."""
    return normalize("NFC", value) if isinstance(value, str) else value


def folded(text: str) -> str:
    """What a search compares: without marks, small letters, đ as d, single spaces."""
    letters = text if text.isascii() else text.translate(_plain)
    return " ".join(letters.casefold().split())


def searched(text: str) -> str:
    """The words of a text, folded, with single spaces and no other sign between: searched by their beginnings."""
    return " ".join(_words.findall(folded(text)))
