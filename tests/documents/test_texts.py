"""What is printed of a text: every sign that the fonts have, a square for others, nothing that nobody sees."""

from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest

from tests.documents.test_fonts import VIETNAMESE
from workflow.documents.texts import MISSING, PARTED, on_paper, printed

if TYPE_CHECKING:
    from workflow.audit.canonical import Json


def test_vietnamese_is_printed_as_it_is_however_it_was_typed() -> None:
    text = " ".join(VIETNAMESE)
    assert printed(text) == text
    assert printed(normalize("NFD", text)) == text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\u202egpj.exe", "agpj.exe"),
        ("a\u200b\ufeff\u00adb", "ab"),
        ("a\0\x07\x1bb", "ab"),
        ("a\tb\u00a0c\u3000d", "a b\u00a0c d"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\N{GRINNING FACE} 漢 \N{CHECK MARK}", f"{MISSING} {MISSING} {MISSING}"),
        ("½ × 5 – 7 € … «x» ≥ 3", "½ × 5 – 7 € … «x» ≥ 3"),
    ],
    ids=["turned around", "invisible", "steering", "spaces", "ends of lines", "no such sign", "signs of an office"],
)
def test_a_sign_is_printed_shown_as_missing_or_left_out(typed: str, shown: str) -> None:
    assert printed(typed) == shown


def test_a_very_long_word_may_be_parted_and_others_may_not() -> None:
    assert printed("x" * 21) == PARTED.join("x" * 21)
    assert printed(f"{'x' * 20} {'y' * 20}") == f"{'x' * 20} {'y' * 20}"
    digest = "0123456789abcdef" * 4
    assert printed(f"SHA-256: {digest}") == f"SHA-256: {digest}"
    assert printed(f"{digest}0") == PARTED.join(f"{digest}0")


def test_every_text_within_the_facts_is_printed_so_and_nothing_else_changes() -> None:
    given: dict[str, Json] = {"a": ["\0x", {"b": "\0y", "c": None}], "d": True, "e": 5}
    assert on_paper(given) == {"a": ["x", {"b": "y", "c": None}], "d": True, "e": 5}
