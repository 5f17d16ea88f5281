"""What a verification says: findings in words, and what others expect of the record. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import TypeAlias

from workflow.audit.canonical import Json


@unique
class Rule(StrEnum):
    """What was broken."""

    PLACE = "PLACE"
    LINK = "LINK"
    HASH = "HASH"
    FORM = "FORM"
    COLUMN = "COLUMN"
    DETAIL = "DETAIL"
    EXPECTED = "EXPECTED"
    GUARD = "GUARD"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `seq` is the place in the stream, `entry` the row's key, where there is one."""

    rule: Rule
    problem: str
    stream: str = ""
    seq: int | None = None
    entry: int | None = None

    def __str__(self) -> str:
        place = f"{self.stream} #{self.seq}" if self.seq else self.stream
        return f"{place}: {self.problem}" if place else self.problem


@dataclass(frozen=True, slots=True)
class Expected:
    """How a stream should end, said by whoever keeps a state or a count beside the record.

    `seq` is the number of its entries and `deed` its last deed. `data` gives facts; each is compared
    with the last entry whose `data` has that key, so {"to": "AWARDED"} still holds when deeds
    without a "to" came after. What is left out is not compared.
    """

    stream: str
    seq: int | None = None
    deed: str | None = None
    data: Mapping[str, Json] = field(default_factory=dict)


Expectation: TypeAlias = Callable[[], Iterable[Expected | Finding]]
"""A check from above this room. It only reads; it yields what it expects, or what it found itself.

    def states_of_nominations() -> Iterator[Expected]:
        for pk, state in Nomination.objects.values_list("pk", "state").iterator():
            yield Expected(f"nomination:{pk}", data={"to": state})
"""


@dataclass(slots=True)
class VerifyReport:
    """The outcome: how much was read, how much is wrong, and the first findings in order.

    Findings come in the order streams and entries are walked; what others expect comes after.
    `found` counts all, `findings` holds at most the limit asked for.
    """

    entries: int = 0
    streams: int = 0
    details: int = 0
    erased: int = 0
    expected: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.found

    @property
    def first(self) -> Finding | None:
        """The first finding."""
        return self.findings[0] if self.findings else None
