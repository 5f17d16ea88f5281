"""The answer of a deed that was not done, as it is raised."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from workflow.procedure.facts import Refusal

Refusals: TypeAlias = Mapping[int, tuple[Refusal, ...]]


class Refused(Exception):  # noqa: N818 -- it reads as the sentence it is
    """A deed was refused as a whole; nothing was written. `refusals` say why and who can lift it.

    `lines` holds the refusals of single nominations, where the deed was asked for several.
    """

    def __init__(self, refusals: Sequence[Refusal], lines: Refusals | None = None) -> None:
        self.refusals = tuple(refusals)
        self.lines: Refusals = lines or {}
        super().__init__("; ".join(str(refusal.reason) for refusal in self.all))

    @property
    def all(self) -> tuple[Refusal, ...]:
        """Every refusal, of the whole and of the lines, each once."""
        return tuple(dict.fromkeys((*self.refusals, *(one for some in self.lines.values() for one in some))))
