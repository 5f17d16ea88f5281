"""Items of a request for supplement as they are asked, and whether a line has what they name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.appraisal.criteria import criteria_by_line
from workflow.appraisal.models import SupplementItem
from workflow.database import rows
from workflow.dossiers.entries import MATERIAL
from workflow.dossiers.lines import Line
from workflow.procedure.asking import Part
from workflow.procedure.papers import PAPERS
from workflow.procedure.routes import RouteRules

if TYPE_CHECKING:
    from datetime import datetime

    from workflow.audit.canonical import Json

LONGEST_ITEM: Final = 300
"""The longest text of an item, in characters."""


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One thing that is missing or wrong on a line.

    `kind` is a `Part`; `target` its code: a kind of paper, a criterion asked of this line, a field of it, and empty
    for another matter. `what` says in words what is wrong.
    """

    kind: str
    target: str
    what: str


def fields_of(route: RouteRules) -> tuple[str, ...]:
    """The fields that an officer edits on a line of the route."""
    return tuple(one for one in MATERIAL if one != "simplified_ground" or route.simplified)


def check_items(items: Mapping[int, Sequence[AskedItem]], lines: Sequence[Line]) -> None:
    """Raises `ValidationError` by line and item, named `items[17][0].target`, or `items[17]` for a line without any."""
    criteria = criteria_by_line(lines)
    errors: dict[str, ValidationError] = {}
    for line in lines:
        there = {
            Part.DOCUMENT: frozenset(PAPERS),
            Part.CRITERION: frozenset(criteria[line.id]),
            Part.FIELD: frozenset(fields_of(line.route)),
            Part.OTHER: frozenset({""}),
        }
        place = f"items[{line.id}]"
        if not items[line.id]:
            errors[place] = ValidationError(_("Name at least one item."), code="items")
        for number, item in enumerate(items[line.id]):
            errors |= {f"{place}[{number}].{name}": error for name, error in _wrong(item, there)}
    if errors:
        raise ValidationError(dict(errors))


def _wrong(item: AskedItem, there: Mapping[Part, frozenset[str]]) -> Iterator[tuple[str, ValidationError]]:
    if item.kind not in there:
        yield "kind", ValidationError(_("Choose a paper, a criterion, a field, or another matter."), code="kind")
    elif item.target not in there[Part(item.kind)]:
        yield "target", ValidationError(_("This line has no such part. Choose one of its own."), code="target")
    if not item.what.strip() or len(item.what.strip()) > LONGEST_ITEM:
        message = _("Say what is missing or wrong, in at most %(count)d characters.") % {"count": LONGEST_ITEM}
        yield "what", ValidationError(message, code="items")


def as_json(items: Mapping[int, Sequence[AskedItem]]) -> "dict[str, Json]":
    """The items as plain data, by line."""
    return {str(key): [[one.kind, one.target, one.what] for one in some] for key, some in items.items()}


def insert_items(
    asked: Sequence[tuple[int, int]], items: Mapping[int, Sequence[AskedItem]], *, added_at: "datetime | None" = None
) -> dict[int, list[int]]:
    """Write the items of requests, (request, nomination) each, by one statement; their keys by nomination."""
    columns = ("request_id", "kind", "target", "what", "added_at", "reply", "answer", "remark")
    given = [
        (request, one.kind, one.target, one.what.strip(), added_at, "", "", "")
        for request, nomination in asked
        for one in items[nomination]
    ]
    line_of = dict(asked)
    made: dict[int, list[int]] = {nomination: [] for _request, nomination in asked}
    for key, request in rows.insert_rows(SupplementItem, columns, given, returning="id, request_id"):
        made[line_of[request]].append(key)
    return {nomination: sorted(keys) for nomination, keys in made.items()}
