"""Texts as they are kept and as a search compares them."""

from unicodedata import normalize

import pytest

from workflow.database.texts import folded, one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (normalize("NFD", "Sở Y tế"), "Sở Y tế"),
        ("  Sở \t Y\u00a0tế\n", "Sở Y tế"),
        ("07/TTr  -  SNV", "07/TTr - SNV"),
        ("", ""),
        (" \n", ""),
    ],
)
def test_a_text_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert one_line(typed) == kept
    assert one_line(kept) == kept


@pytest.mark.parametrize(
    ("name", "compared"),
    [
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        (normalize("NFD", "ĐẶNG  Thùy Trâm "), "dang thuy tram"),
        ("Ưng Hoàng Phúc (minh họa)", "ung hoang phuc (minh hoa)"),
        ("", ""),
    ],
)
def test_a_search_compares_plain_small_letters(name: str, compared: str) -> None:
    assert folded(name) == compared
    assert folded(compared) == compared
