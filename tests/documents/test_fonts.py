"""The letters of the documents: files from elsewhere, unchanged, with every letter that Vietnamese needs."""

import hashlib
import json
import struct
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

import pytest

from workflow.documents.texts import FONTS, MISSING, PARTED

_vowels: Final = "aăâeêioôơuưy"
_tones: Final = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_SMALL: Final = [normalize("NFC", vowel + tone) for vowel in _vowels for tone in _tones]
VIETNAMESE: Final = [*_SMALL, "đ", *(one.upper() for one in _SMALL), "Đ"]
"""Every letter with its marks, in both cases."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FONTS / "manifest.json").read_text("utf-8"))
    return found


def signs_of(path: Path) -> set[int]:
    """The signs for which a TrueType file has a glyph: its table `cmap`, format 4, for Unicode."""
    content = path.read_bytes()
    tables = {content[at : at + 4]: struct.unpack(">I", content[at + 8 : at + 12])[0] for at in _records(content)}
    start = tables[b"cmap"]
    (many,) = struct.unpack(">H", content[start + 2 : start + 4])
    for one in range(many):
        platform, encoding, offset = struct.unpack(">HHI", content[start + 4 + 8 * one : start + 12 + 8 * one])
        if (platform, encoding) == (3, 1):
            return _of_format_4(content[start + offset :])
    raise LookupError(path)


def _records(content: bytes) -> range:
    (many,) = struct.unpack(">H", content[4:6])
    return range(12, 12 + 16 * many, 16)


def _of_format_4(table: bytes) -> set[int]:
    version, _length, _language, twice = struct.unpack(">4H", table[:8])
    assert version == 4
    many, found = twice // 2, set()
    ends, starts, deltas, places = (
        struct.unpack(f">{many}H", table[at : at + twice]) for at in (14, 16 + twice, 16 + 2 * twice, 16 + 3 * twice)
    )
    for one in range(many):
        for sign in range(starts[one], ends[one] + 1):
            glyph = sign + deltas[one]
            if places[one]:
                at = 16 + 3 * twice + 2 * one + places[one] + 2 * (sign - starts[one])
                (glyph,) = struct.unpack(">H", table[at : at + 2])
            if glyph % 0x10000 and sign != 0xFFFF:
                found.add(sign)
    return found


def test_every_file_from_elsewhere_is_in_the_manifest_as_it_is(manifest: dict[str, Any]) -> None:
    (tinos,) = manifest["packages"]
    there = [path for path in FONTS.iterdir() if path.name != "manifest.json"]
    found = {f"fonts/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in there}
    assert found == tinos["files"]
    assert {path.name for path in there} == {"LICENSE", *(f"Tinos-{style}.ttf" for style in _styles)}


_styles: Final = ("Regular", "Bold", "Italic", "BoldItalic")


def test_the_fonts_bring_their_licence(manifest: dict[str, Any]) -> None:
    (tinos,) = manifest["packages"]
    assert (tinos["name"], tinos["licence"], bool(tinos["version"])) == ("Tinos", "OFL-1.1", True)
    licence = (FONTS / "LICENSE").read_text("utf-8")
    assert licence.startswith("Copyright 2010 Google Inc.")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    for style in _styles:
        names = (FONTS / f"Tinos-{style}.ttf").read_bytes()
        assert "SIL Open Font License, Version 1.1".encode("utf-16-be") in names, style


def test_the_manifest_says_which_signs_all_the_fonts_have(manifest: dict[str, Any]) -> None:
    every = set.intersection(*(signs_of(FONTS / f"Tinos-{style}.ttf") for style in _styles))
    said = {sign for first, last in manifest["covers"] for sign in range(first, last + 1)}
    assert said == {sign for sign in every if sign >= ord(" ")}


def test_the_fonts_have_every_letter_of_vietnamese_and_what_stands_for_others() -> None:
    assert len(set(VIETNAMESE)) == 146
    for style in _styles:
        signs = signs_of(FONTS / f"Tinos-{style}.ttf")
        assert [one for one in [*VIETNAMESE, MISSING, PARTED] if ord(one) not in signs] == [], style
