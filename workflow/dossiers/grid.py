"""The grid of a letter: its lines as the rows of a table, in the order and of the kind that the address asks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflow.database.texts import folded
from workflow.directory.vietnamese import words_key
from workflow.dossiers.drafting import route_today
from workflow.dossiers.list_columns import Column
from workflow.dossiers.list_known import Said, said_in
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.nominee_list import COLUMNS
from workflow.dossiers.nominee_rows import barred_to, choices_for
from workflow.dossiers.pens import pens_on
from workflow.dossiers.queries import lines_on_case
from workflow.dossiers.showing import Readiness, ShownLine, readiness_of, shown_lines
from workflow.pages.acting import Request
from workflow.pages.listing import Page, page_in
from workflow.procedure.routes import RouteRules
from workflow.worklist.queries import desk_of

SIZE: Final = 100
"""So many lines stand on one page."""
_longest_text: Final = 100
_sorts: "Final[Mapping[str, Callable[[Nomination], Any]]]" = {
    "kind": lambda line: (line.nominee_kind, line.name_key),
    "name": lambda line: line.name_key,
    "title": lambda line: words_key(line.nominee_title),
    "unit": lambda line: words_key(line.nominee_unit),
    "award_form": lambda line: (line.award_form.rank, line.award_form.name, line.name_key),
}


@dataclass(frozen=True, slots=True)
class GridHeading:
    """The head of a column: what a click on it asks, nothing where lines are not sorted by it, and how they are now."""

    column: Column
    text: str
    asks: str
    sort: str


class Grid:
    """The lines of a letter as its officer edits them. What the address does not know it does not narrow by.

    People are sorted by their given name, as Vietnamese lists are. A constant number of statements.
    """

    def __init__(self, letter: Letter, request: Request) -> None:
        """Read the address; the lines are read when they are first asked for."""
        given = request.GET
        self.letter, self.request, self.acting = letter, request, request.acting
        self.order = given.get("order", "") if given.get("order", "").removeprefix("-") in {*_sorts, "status"} else ""
        self.status = given.get("status", "") if given.get("status") in {"ready", "lacking"} else ""
        self.text = given.get("q", "").replace("\0", "").strip()[:_longest_text]
        self.award_form = given.get("award_form", "")

    @cached_property
    def lines(self) -> list[Nomination]:
        """Every line of the letter that the person sees, in its order there."""
        related = ("award_form", "nominee__person", "nominee__organisation")
        return list(lines_on_case(self.letter.case_id, self.acting).select_related(*related))

    @cached_property
    def places(self) -> Mapping[int, int]:
        """The running number of each line on the letter."""
        return {line.pk: number for number, line in enumerate(self.lines, 1)}

    @cached_property
    def rules(self) -> RouteRules:
        """The rules of the route in force today."""
        return route_today(self.letter, self.acting.today).rules

    @cached_property
    def choices(self) -> dict[str, Said]:
        """What the columns with a choice may say, by column."""
        return choices_for(self.letter, self.rules, self.acting.today)

    @cached_property
    def said(self) -> dict[str, dict[str, str]]:
        """The word for each choice as the person reads it, by column."""
        return {key: said_in(some, get_language() or "vi") for key, some in self.choices.items()}

    @cached_property
    def barred(self) -> frozenset[int]:
        """The people whose nomination is not the officer's to write."""
        return barred_to(self.acting, self.letter)

    @cached_property
    def page(self) -> Page[Nomination]:
        """The lines of the page asked for."""
        return page_in(list(self._asked()), self.request, SIZE)

    def _asked(self) -> Iterator[Nomination]:
        words = folded(self.text).split()
        found = [line for line in self.lines if all(word in _searched(line) for word in words)]
        if self.award_form in {code for code, _name in self.award_forms}:
            found = [line for line in found if line.award_form.code == self.award_form]
        if self.status or self.order.endswith("status"):
            lacking = self._readiness_of(found).why
            if self.status:
                found = [line for line in found if (line.pk in lacking) == (self.status == "lacking")]
            found.sort(key=lambda line: line.pk in lacking)
        by = _sorts.get(self.order.removeprefix("-"))
        if by is not None:
            found.sort(key=by)
        return reversed(found) if self.order.startswith("-") else iter(found)

    def _readiness_of(self, lines: Sequence[Nomination]) -> Readiness:
        desk = desk_of(self.letter.case_id)
        if desk is None or not lines or not pens_on(self.letter, self.acting):
            return Readiness(0, 0, {})
        return readiness_of(self.letter, desk, lines, self.acting)

    @cached_property
    def shown(self) -> dict[int, ShownLine]:
        """What each line of the page still lacks, by line."""
        readiness = self._readiness_of(self.page.rows)
        return {one.pk: one for one in shown_lines(self.page.rows, self.acting, readiness)}

    @cached_property
    def award_forms(self) -> list[tuple[str, str]]:
        """The award forms on the letter: the choices by code."""
        found = {line.award_form.code: line.award_form for line in self.lines}
        return [(code, str(form)) for code, form in sorted(found.items(), key=lambda one: one[1].rank)]

    @property
    def headings(self) -> list[GridHeading]:
        """The heads of the columns that are typed; where lines are sorted by one, a further click turns them round."""
        found = []
        for column in COLUMNS[1:]:
            asks = (f"-{column.key}" if self.order == column.key else column.key) if column.key in _sorts else ""
            found.append(GridHeading(column, column.heading(get_language() or "vi"), asks, self._way(column.key)))
        return found

    @property
    def number_heading(self) -> str:
        """The head of the running numbers."""
        return COLUMNS[0].heading(get_language() or "vi")

    @property
    def status_heading(self) -> tuple[str, str]:
        """What a click on the head of the status asks, and how the lines are sorted by it."""
        return ("-status" if self.order == "status" else "status", self._way("status"))

    def _way(self, key: str) -> str:
        return {key: "ascending", f"-{key}": "descending"}.get(self.order, "")

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """Which lines: the choices by name."""
        return [("", _("All")), ("ready", _("Ready to be sent")), ("lacking", _("Something is missing"))]

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked."""
        return bool(self.text or self.status or self.award_form)


def _searched(line: Nomination) -> str:
    said = (line.nominee_name, line.nominee_title, line.nominee_unit, line.achievement_title)
    return folded(" ".join(said))
