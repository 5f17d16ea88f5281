"""The tables of a paper, as `papers.py` takes them."""

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow.audit.canonical import Json

Column: TypeAlias = "tuple[str, int] | tuple[str, int, str]"
"""What stands above it, its share of the width, and how its cells are set (`LEFT` where nothing is said)."""

LEFT: Final = "left"
CENTRED: Final = "center"
RIGHT: Final = "right"


def table(
    columns: "Iterable[Column]", rows: "Iterable[Json]", *, size: int | None = None, landscape: bool = False
) -> "dict[str, Json]":
    """A table of texts; `size` in points where it is not that of the paper's tables."""
    told: dict[str, Json] = {"columns": [_column(*one) for one in columns], "rows": list(rows), "landscape": landscape}
    return told if size is None else {**told, "size": size}


def _column(head: str, width: int, align: str = LEFT) -> "dict[str, Json]":
    return {"head": head, "width": width, "align": align}
