"""R-SECRET: what bears the degree mark of a state secret is not taken into this system. Pure: texts and names alone.

The rule reads the name of a file, and the first line of a text; it does not open files. It is a net
for what comes here by mistake, and no classification: nobody can lift it, and who is sure that no secret is meant
writes the name or the line otherwise. What is classified goes on paper, and the letter bears a stub of it.
"""

import re
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

RULE: Final = "R-SECRET"


@unique
class Degree(StrEnum):
    """The three degrees of secrecy, the lowest first."""

    SECRET = "SECRET"  # noqa: S105 -- a degree, no password
    TOP_SECRET = "TOP_SECRET"  # noqa: S105 -- a degree, no password
    UTMOST_SECRET = "UTMOST_SECRET"  # noqa: S105 -- a degree, no password

    @property
    def label(self) -> "_StrPromise":
        """The degree in words."""
        return _labels[self]


_labels: "Final[dict[Degree, _StrPromise]]" = {
    Degree.SECRET: pgettext_lazy("degree of secrecy", "Secret"),
    Degree.TOP_SECRET: pgettext_lazy("degree of secrecy", "Top secret"),
    Degree.UTMOST_SECRET: pgettext_lazy("degree of secrecy", "Utmost secret"),
}

_before: Final = frozenset(
    {"bảo", "bí", "cơ", "thân", "kín", "ong", "đường", "túi", "ống", "sỏi", "gan", "dịch", "men", "muối", "nước"}
)
_behind: Final = frozenset(
    {"ong", "độ", "khẩu", "mã", "thư", "vụ", "thám", "ngữ", "hiệu", "gấu", "mía", "hoa", "thiết", "ước", "đàm", "nghị"}
)
"""Words that make another word of «mật»: bảo mật, mật ong, mật độ."""
_bare: Final = frozenset({"mật", "tối mật", "tuyệt mật"})
_pairs: Final = frozenset({("tối", "mật"), ("tuyệt", "mật")})
_without_marks: Final = frozenset({("TOI", "MAT"), ("TUYET", "MAT")})
_joined_without_marks: Final = frozenset({"TOIMAT", "TUYETMAT"})
_kinds: Final = frozenset({("tài", "liệu"), ("hồ", "sơ"), ("văn", "bản"), ("công", "văn"), ("độ",), ("chế", "độ")})
"""What «mật» follows where it says that a thing is classified: hồ sơ mật, tài liệu mật."""
_words: Final = re.compile(r"[^\W_]+")
_brackets: Final = re.compile(r"[(\[{<«]\s*([^)\]}>»]{1,40}?)\s*[)\]}>»]")
_edges: Final = " \t.,:;!*-–—_|/\\\"'“”()[]{}<>«»#=+~"
_ending: Final = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_named: Final = re.compile(r"^(?:(?:mức\s+)?độ\s+(?:bí\s+)?mật|độ\s+khẩn)\s*[:\-–—]\s*", re.IGNORECASE)
_begins: Final = re.compile(r"^[\s(\[{<«*\"“']*(tối\s+mật|tuyệt\s+mật|mật)(?=[\s)\]}>»:;|\-–—*]|$)(.*)$", re.IGNORECASE)
_divides: Final = re.compile(r"^\s*[)\]}>»:;|\-–—*]")


def mark_in_name(name: str) -> str:
    """The degree mark that the name of a file bears, as it stands there; empty where it bears none.

    «TỐI MẬT» and «TUYỆT MẬT» count in any case, and in capitals without their marks; «MẬT» only in capitals, in
    brackets, alone, or behind a word for papers. «MAT» alone is many other words.
    """
    return mark_in_title(_ending.sub("", name.replace("\\", "/").rpartition("/")[2]))


def mark_in_title(title: str) -> str:
    """The same for the title of a paper, which has no ending."""
    shown = normalize("NFC", title)
    found = [one[0].strip() for one in _brackets.finditer(shown) if _is_bare(one[1])]
    if found or _is_bare(shown):
        return found[0] if found else shown.strip(_edges)
    words = _words.findall(shown)
    return next((mark for place in range(len(words)) if (mark := _mark_at(words, place))), "")


def _mark_at(words: list[str], place: int) -> str:
    """The mark of which the word at this place is the last."""
    word, low = words[place], words[place].lower()
    before = words[place - 1] if place else ""
    if word in _joined_without_marks:
        return word
    if (before.lower(), low) in _pairs or (before, word) in _without_marks:
        return f"{before} {word}"
    if low != "mật" or _is_compound(words, place):
        return ""
    low_before = tuple(one.lower() for one in words[max(place - 2, 0) : place])
    says_papers = low_before in _kinds or low_before[-1:] in _kinds
    stands_out = word == "MẬT" and not _is_in_capitals(words, place)
    return word if says_papers or stands_out else ""


def _is_compound(words: list[str], place: int) -> bool:
    before = words[place - 1].lower() if place else ""
    behind = words[place + 1].lower() if place + 1 < len(words) else ""
    return before in _before or behind in _behind


def _is_in_capitals(words: list[str], place: int) -> bool:
    """Whether the word before is in capitals too, as in a title or a person's name that is written so."""
    before = words[place - 1] if place else ""
    return len(before) > 1 and before.isupper()


def _is_bare(text: str) -> bool:
    return " ".join(_words.findall(text)).lower() in _bare


def mark_in_text(text: str) -> str:
    """The degree mark with which a text begins, or which is its whole first line; empty where there is none.

    A sentence that begins with such a word («Mật ong …», «Tuyệt mật …») bears no mark; in capitals it does, where no
    other word is made of it.
    """
    line = next((one.strip() for one in normalize("NFC", text).splitlines() if one.strip()), "")
    if "mật" not in line.lower():
        return ""
    shown = _named.sub("", line, count=1)
    if _is_bare(shown):
        return shown.strip(_edges)
    found = _begins.match(line)
    if found is None:
        return ""
    mark, rest = " ".join(found[1].split()), found[2]
    words = [*_words.findall(mark), *_words.findall(rest)]
    place = len(mark.split()) - 1
    if place == 0 and _is_compound(words, place):
        return ""
    if _divides.match(rest):
        return mark if place or mark == "MẬT" or line[:1] in "([{<«" else ""
    following = words[place + 1] if len(words) > place + 1 else ""
    return mark if mark.isupper() and (place or not following.isupper()) else ""


def why_secret(mark: str) -> Refusal | None:
    """Why what bears this mark is not taken; None for no mark."""
    if not mark:
        return None
    message = _(
        "«%(mark)s» is the degree mark of a state secret. Nothing was kept. A secret dossier is never uploaded: send it"
        " on paper, and register its number on the letter as a secret dossier. If none is meant, name it otherwise."
    )
    return Refusal(RULE, message % {"mark": mark}, Basis.STATE_SECRET)
