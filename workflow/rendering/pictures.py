"""The picture of one page of a stored file: drawn once, then taken from the cache of pages while that keeps it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, TYPE_CHECKING, Any, Final

from django.core.cache import caches
from django.utils.translation import gettext_lazy as _

from workflow.confined.running import run_confined

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CONTENT_TYPE: Final = "image/webp"
BESIDE: Final = 900
"""The width of a page beside an answer, in pixels."""
LARGE: Final = 1800
"""The width of a page opened large, in pixels."""
PAGES: Final = 10_000
"""The most pages of a PDF."""

LIMITS: Final[Mapping[str, int]] = {
    "memory": 512 * 1024 * 1024,
    "seconds": 10,
    "packed": 20 * 1024 * 1024,
    "pages": PAGES,
    "pixels": 50_000_000,
}
"""For the process and its painter: 512 MiB, 10 s of CPU, files of 20 MiB, pictures of 50 megapixels."""

_PAINTER: Final = Path(__file__).with_name("painter.py")
_patience: Final = 30
"""How long one page may take in all, in seconds."""
_longest: Final = 3 * 1024 * 1024
"""The largest picture taken, in bytes; the cache holds a bounded number of them."""
_highest: Final = 2
"""A page is at most so many times as high as it is wide; a longer one is drawn narrower."""
_turns: Final = BoundedSemaphore(2)
"""So many pages a process of the server has drawn at one time; whoever comes later waits for a turn."""
_wait: Final = 20
"""How long one waits for a turn, in seconds."""
_drawn_as: Final = 1
"""Part of the key of every picture: raised when pages are drawn otherwise than before."""
_retry: Final = 600
"""How long it is remembered that a page took too much, in seconds: a busy machine may have been the reason."""
_PICTURES: Final = frozenset({"image/png", "image/jpeg"})
DRAWN: Final = _PICTURES | {"application/pdf"}
"""The types of files that are drawn."""

WHY_NOT: "Final[Mapping[str, _StrPromise]]" = {
    "kind": _("This kind of file is not shown here as a page. Open the file itself."),
    "locked": _("The file is locked by a password and is not shown here. Ask the unit for a copy without one."),
    "broken": _(
        "The file is damaged, and this page of it cannot be shown. Open the file itself, or ask for a new copy."
    ),
    "long": _("The file has more than 10,000 pages and is not shown here. Open the file itself."),
    "heavy": _("This page needs more memory or time than a page may take. Open the file itself."),
    "range": _("The file has no such page."),
    "missing": _("The file is not in the store. Tell the administrator."),
    "busy": _("Many pages are being drawn just now. Try again in a moment."),
}
"""Why a page is not shown, and what to do."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page that was drawn: `width` and `height` in pixels, and how many `pages` the file has."""

    data: bytes
    width: int
    height: int
    pages: int


@dataclass(frozen=True, slots=True)
class NotShown:
    """Why a page is not drawn, by a key of `WHY_NOT`; `pages` where it is known how many there are."""

    why: str
    pages: int = 0

    @property
    def reason(self) -> str:
        """The reason in words."""
        return str(WHY_NOT[self.why])


def mark_of(sha256: str, page: int, width: int) -> str:
    """What names a picture: the content of the file, the page, the width, and how pages are drawn."""
    return f"{sha256}-{page}-{width}-{_drawn_as}"


def picture_of(
    sha256: str, content_type: str, opened: Callable[[], IO[bytes]], page: int, width: int
) -> Picture | NotShown:
    """The page, counted from 1, of the file with this hash; `opened` opens it. `width` is `BESIDE` or `LARGE`.

    Neither the file nor a page unpacked is ever in the memory of this process.
    """
    if content_type not in DRAWN:
        return NotShown("kind")
    mark = mark_of(sha256, page, width)
    cache = caches["pages"]
    kept: Picture | NotShown | None = cache.get(mark)
    if kept is not None:
        return kept
    made = _drawn(opened, {"page": page, "width": width, "is_picture": int(content_type in _PICTURES)})
    if isinstance(made, Picture) or made.why in {"locked", "broken", "long", "range"}:
        cache.set(mark, made)
    elif made.why == "heavy":
        cache.set(mark, made, _retry)
    return made


def _drawn(opened: Callable[[], IO[bytes]], asked: Mapping[str, int]) -> Picture | NotShown:
    if not _turns.acquire(timeout=_wait):
        return NotShown("busy")
    try:
        with opened() as file:
            told = {**LIMITS, **asked, "height": asked["width"] * _highest}
            answer = run_confined(_PAINTER, told, file, patience=_patience, longest=_longest)
    except FileNotFoundError:
        return NotShown("missing")
    finally:
        _turns.release()
    return _read(answer) if answer is not None else NotShown("heavy")


def _read(answer: bytes) -> Picture | NotShown:
    head, _line, data = answer.partition(b"\n")
    told: Mapping[str, Any] = json.loads(head)
    if "refused" in told:
        return NotShown(told["refused"], told.get("pages", 0))
    return Picture(data, told["width"], told["height"], told["pages"])
