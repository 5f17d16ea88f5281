"""What the dossiers of lines held at one instant: the kinds of papers that came, and those that a route asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from workflow.dossiers.models import Attachment, Letter, Nomination, Standing
from workflow.dossiers.queries import WENT_OUT
from workflow.procedure.papers import PAPERS

_minutes = "MINUTES"


@dataclass(frozen=True, slots=True)
class Held:
    """A kind of paper: how many of the lines have it, and of how many it is asked; 0 where it came unasked."""

    kind: str
    there: int
    asked: int
    files: int

    @property
    def label(self) -> str:
        """The kind in words."""
        return str(PAPERS[self.kind])

    @property
    def is_short(self) -> bool:
        """Whether a line that has to have it has it not."""
        return self.there < self.asked


def held_by(lines: Sequence[Nomination], at: datetime) -> list[Held]:
    """The papers of the lines as they were then, their letters' among them, by kind: three statements.

    The lines are read with their route.
    """
    keys = [line.pk for line in lines]
    letters = _letters_of(lines, at)
    there: dict[str, set[int]] = {}
    files: dict[str, set[int]] = {}
    for key, kind, line, letter in _papers_at(keys, {one for some in letters.values() for one in some}, at):
        files.setdefault(kind, set()).add(key)
        there.setdefault(kind, set()).update({line} if line else {one for one in keys if letter in letters[one]})
    return [
        Held(kind, len(there.get(kind, ())), asked, len(files.get(kind, ())))
        for kind in PAPERS
        if (asked := sum(kind in _asked_of(line) for line in lines)) or kind in there
    ]


def _letters_of(lines: Sequence[Nomination], at: datetime) -> dict[int, set[int]]:
    """The letters by which each line had gone out by then, and the one that it is on."""
    found = {line.pk: {line.letter_id} for line in lines}
    out = Standing.objects.filter(nomination__in=found, joined_at__lte=at, left_at__lte=at, left_by__in=WENT_OUT)
    cases: dict[int, set[int]] = {}
    for line, case in out.values_list("nomination", "case"):
        cases.setdefault(case, set()).add(line)
    for letter, case in Letter.objects.filter(case__in=cases).values_list("pk", "case"):
        for line in cases[case]:
            found[line].add(letter)
    return found


def _papers_at(
    lines: Sequence[int], letters: set[int], at: datetime
) -> Iterator[tuple[int, str, int | None, int | None]]:
    of_them = Q(nomination__in=lines) | Q(letter__in=letters)
    then = Q(uploaded_at__lte=at) & (Q(removed_at=None) | Q(removed_at__gt=at))
    found = Attachment.objects.filter(of_them, then).order_by("pk")
    yield from found.values_list("pk", "kind", "nomination", "letter")


def _asked_of(line: Nomination) -> set[str]:
    rules = line.route.rules
    return {*rules.papers, *((_minutes,) if rules.unit_minutes else ())}
