"""Lists: pages of rows without a count of everything, and counts that stop at a cap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet

T = TypeVar("T")
SIZE: Final = 50
CAP: Final = 100
"""Counts are exact up to here; beyond it a page says "100+"."""
LONG: Final = 15
"""Beyond so many rows a page offers to search among them."""
_last: Final = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list."""

    rows: Sequence[T]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before."""
        return self.number > 1

    @property
    def is_long(self) -> bool:
        """Whether it has more rows than one overlooks."""
        return self.has_previous or self.has_next or len(self.rows) > LONG

    @property
    def previous(self) -> int:
        """The number of the page before."""
        return self.number - 1

    @property
    def following(self) -> int:
        """The number of the page behind."""
        return self.number + 1

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def key_of(text: str) -> int | None:
    """The number that stands in an address; none where it is no number, or longer than any key."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _longest_key else None


_longest_key: Final = len(str(2**63))


def page_number(request: HttpRequest) -> int:
    """The page asked for; the first where the number is none."""
    return min(max(key_of(request.GET.get("page", "")) or 1, 1), _last)


def page_of(every: "QuerySet[Any]", request: HttpRequest, size: int = SIZE) -> Page[Any]:
    """The rows of the page asked for, by one statement; the query is ordered."""
    number = page_number(request)
    found = list(every[(number - 1) * size : number * size + 1])
    return Page(found[:size], number, len(found) > size)


def page_in(every: Sequence[T], request: HttpRequest, size: int = SIZE) -> Page[T]:
    """The rows of the page asked for, of a list that is at hand."""
    number = page_number(request)
    return Page(every[(number - 1) * size : number * size], number, len(every) > number * size)


def capped_count(every: "QuerySet[Any]", cap: int = CAP) -> str:
    """How many rows, or "100+": counting stops there."""
    number = every.order_by()[: cap + 1].count()
    return f"{cap}+" if number > cap else str(number)
