"""An amount in Vietnamese words, as it stands below a list of money (số tiền bằng chữ)."""

from collections.abc import Iterator
from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_UNITS: Final = ("", "nghìn", "triệu")
_BILLION: Final = 10**9


def in_words(amount: int, *, empty_tens: str = "lẻ") -> str:
    """A whole amount of đồng in words: 3510000 is "Ba triệu năm trăm mười nghìn đồng".

    `empty_tens` stands where the tens are empty: "lẻ" in the south, "linh" in the north. Raises `ValueError` below 0.
    """
    if amount < 0:
        message = "An amount of money is not below nought."
        raise ValueError(message)
    words = " ".join(_read(amount, empty_tens, is_first=True)) or _DIGITS[0]
    return f"{words[0].upper()}{words[1:]} đồng"


def _read(number: int, empty_tens: str, *, is_first: bool) -> Iterator[str]:
    """Above a billion the billions are read as a number of their own: a thousand billion is "một nghìn tỷ"."""
    billions, rest = divmod(number, _BILLION)
    if billions:
        yield from _read(billions, empty_tens, is_first=is_first)
        yield "tỷ"
        is_first = False
    for place in (2, 1, 0):
        group = rest // 1000**place % 1000
        if group:
            yield from _group(group, empty_tens, is_first=is_first)
            if _UNITS[place]:
                yield _UNITS[place]
            is_first = False


def _group(group: int, empty_tens: str, *, is_first: bool) -> Iterator[str]:
    """Three digits; behind others the hundreds are said even where they are nought."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    says_hundreds = bool(hundreds) or not is_first
    if says_hundreds:
        yield from (_DIGITS[hundreds], "trăm")
    if tens > 1:
        yield from (_DIGITS[tens], "mươi")
    elif tens == 1:
        yield "mười"
    elif ones and says_hundreds:
        yield empty_tens
    if ones:
        yield _ones(ones, tens)


def _ones(ones: int, tens: int) -> str:
    """The last digit: behind tens five is "lăm", and behind twenty and more one is "mốt"."""
    if ones == 1 and tens > 1:
        return "mốt"
    return "lăm" if ones == _FIVE and tens else _DIGITS[ones]


_FIVE: Final = 5
