"""Amounts in Vietnamese words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.payments.in_words import in_words

DIGITS = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "tám": 8}
DIGITS |= {"chín": 9}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (1, "Một đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi bốn đồng"),
        (25, "Hai mươi lăm đồng"),
        (55, "Năm mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm lẻ một đồng"),
        (105, "Một trăm lẻ năm đồng"),
        (110, "Một trăm mười đồng"),
        (111, "Một trăm mười một đồng"),
        (115, "Một trăm mười lăm đồng"),
        (121, "Một trăm hai mươi mốt đồng"),
        (1_000, "Một nghìn đồng"),
        (1_001, "Một nghìn không trăm lẻ một đồng"),
        (1_015, "Một nghìn không trăm mười lăm đồng"),
        (1_050, "Một nghìn không trăm năm mươi đồng"),
        (21_000, "Hai mươi mốt nghìn đồng"),
        (351_000, "Ba trăm năm mươi mốt nghìn đồng"),
        (702_000, "Bảy trăm lẻ hai nghìn đồng"),
        (1_404_000, "Một triệu bốn trăm lẻ bốn nghìn đồng"),
        (3_510_000, "Ba triệu năm trăm mười nghìn đồng"),
        (5_265_000, "Năm triệu hai trăm sáu mươi lăm nghìn đồng"),
        (7_020_000, "Bảy triệu không trăm hai mươi nghìn đồng"),
        (1_000_005, "Một triệu không trăm lẻ năm đồng"),
        (10_005_000, "Mười triệu không trăm lẻ năm nghìn đồng"),
        (772_200_000, "Bảy trăm bảy mươi hai triệu hai trăm nghìn đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (1_000_000_001, "Một tỷ không trăm lẻ một đồng"),
        (1_005_000_000, "Một tỷ không trăm lẻ năm triệu đồng"),
        (21_000_000_000, "Hai mươi mốt tỷ đồng"),
        (999_999_999_999, "Chín trăm chín mươi chín tỷ " + "chín trăm chín mươi chín triệu "
         "chín trăm chín mươi chín nghìn chín trăm chín mươi chín đồng"),
        (10**12, "Một nghìn tỷ đồng"),
        (10**12 + 5 * 10**9, "Một nghìn không trăm lẻ năm tỷ đồng"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_say_it(amount: int, words: str) -> None:
    assert in_words(amount) == words


def test_the_north_says_linh() -> None:
    assert in_words(105_000, empty_tens="linh") == "Một trăm linh năm nghìn đồng"


def test_an_amount_below_nought_is_none() -> None:
    with pytest.raises(ValueError, match="nought"):
        in_words(-1)


def _heard(words: list[str]) -> int:
    """The amount that somebody hears."""
    if "tỷ" in words:
        cut = len(words) - 1 - words[::-1].index("tỷ")
        return _heard(words[:cut]) * 10**9 + _heard(words[cut + 1 :])
    total = 0
    for unit, worth in (("triệu", 10**6), ("nghìn", 10**3)):
        if unit in words:
            cut = words.index(unit)
            total += _below_thousand(words[:cut]) * worth
            words = words[cut + 1 :]
    return total + _below_thousand(words)


def _below_thousand(words: list[str]) -> int:
    total, last = 0, 0
    for word in words:
        if word == "trăm":
            total, last = last * 100, 0
        elif word == "mươi":
            total, last = total + last * 10, 0
        elif word == "mười":
            total += 10
        elif word != "lẻ":
            last = DIGITS[word]
    return total + last


@given(st.one_of(st.integers(0, 10**12), st.integers(0, 10**6).map(lambda some: some * 1000), st.integers(0, 3000)))
def test_what_is_read_is_heard_as_the_same_amount(amount: int) -> None:
    words = in_words(amount).lower().split()
    assert words.pop() == "đồng"
    assert _heard(words) == amount
