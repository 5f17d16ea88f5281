"""A QR code as numbers that a template draws: no picture travels."""

from typing import Final

import segno

from workflow.audit.canonical import Json

_most: Final = 49
"""A row is one number, which every reader of JSON holds exactly: versions up to 8, some 150 signs."""


def matrix_of(text: str) -> list[Json]:
    """The rows of the code from above, each a number whose highest bit is the module on the left; no quiet zone.

    Raises `ValueError` for a text that is too long.
    """
    rows = [list(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix]
    if len(rows) > _most:
        message = f"A QR code with {len(rows)} rows does not fit on a paper."
        raise ValueError(message)
    return [int("".join("1" if module else "0" for module in row), 2) for row in rows]
