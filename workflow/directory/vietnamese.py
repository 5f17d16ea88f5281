"""The Vietnamese order of names, as a key of digits that every database and every collation sorts alike.

A person's name is sorted by its last word (tên), then by its first (họ), then by those between (đệm);
any other name word by word. Words are compared by letters in the order of the alphabet, a ă â b c d đ
e ê …, and only where all letters are the same by tone: ngang, huyền, hỏi, ngã, sắc, nặng.
"""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Final
from unicodedata import combining, normalize

LONGEST: Final = 500
"""The signs that a key keeps: names that agree so far are as good as alike."""

_alphabet: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_letters: Final = {letter: f"{place:02}" for place, letter in enumerate(_alphabet, start=20)}
_number: Final = "1"
_other: Final = "99"
_end: Final = "0"
_tones: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_foreign: Final = "6"
_remark: Final = re.compile(r"\([^()]*\)")
_word: Final = re.compile(r"[^\W_]+")
_silent: Final = re.compile("['\u2018\u2019\u02bc`]")


def person_key(name: str) -> str:
    """The key of a person's name. What stands in brackets is no part of the name and comes last."""
    words = _words(_remark.sub(" ", name))
    first, between, last = words[:1], words[1:-1], words[-1:]
    ordered = [*last, *first, *between] if len(words) > 1 else words
    return _key([*ordered, *_words(" ".join(_remark.findall(name)))])


def words_key(name: str) -> str:
    """The key of any other name, such as that of an organisation: its words as they stand."""
    return _key(_words(name))


def _words(text: str) -> list[str]:
    """The words in small letters; an apostrophe, as in K'Brêm, parts no word."""
    small = normalize("NFC", _silent.sub("", normalize("NFC", text)).lower())
    return _word.findall(small)


def _key(words: Iterable[str]) -> str:
    return "".join(_word_key(word) for word in words)[:LONGEST]


def _word_key(word: str) -> str:
    """All letters, an end below every letter, then the tones and their end: hoà and hòa are one word."""
    letters, tones = [], []
    for is_number, signs in groupby(word, lambda sign: sign in "0123456789"):
        run = "".join(signs)
        if is_number:
            letters.append(f"{_number}{min(len(run), 99):02}{run}")
            continue
        for sign in run:
            letter, marks = _taken_apart(sign)
            letters.append(letter)
            tones.append(marks)
    return f"{''.join(letters)}{_end}{''.join(tones)}{_end}"


def _taken_apart(sign: str) -> tuple[str, str]:
    """The code of the letter, and its tone; a mark that Vietnamese does not have counts as a tone behind all."""
    if sign in _letters:
        return _letters[sign], ""
    parts = normalize("NFD", sign)
    base, tone = parts[0], ""
    for mark in parts[1:]:
        whole = normalize("NFC", base + mark)
        if whole in _letters:
            base = whole
        elif combining(mark):
            tone += _tones.get(mark, _foreign)
    return _letters.get(base, f"{_other}{ord(base):07}"), tone
