"""A QR code as the path that a template draws, sharp at every size: no picture travels."""

from itertools import groupby
from typing import TYPE_CHECKING, Final

import segno

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.audit.canonical import Json


_mask: Final = 2
"""Every reader is told which of the eight masks it is; trying them all takes five times as long, 500 times."""


def drawing_of(text: str) -> "dict[str, Json]":
    """The code: how many modules it is wide, and its dark ones as the path of an SVG. No quiet zone around it."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False, boost_error=False, mask=_mask).matrix]
    return {"size": len(rows), "path": " ".join(_bars(rows))}


def _bars(rows: list[bytes]) -> "Iterator[str]":
    """Modules beside each other are one bar; it reaches a little into the row below, so that no gap is seen."""
    for y, row in enumerate(rows):
        x = 0
        for is_dark, same in groupby(row):
            width = len(list(same))
            if is_dark:
                yield f"M{x} {y}h{width}v1.03h-{width}z"
            x += width
