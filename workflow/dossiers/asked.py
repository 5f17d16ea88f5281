"""What the office asks, as the pages of the unit show it: each item, where it is mended, how it is answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from workflow.dossiers.models import Nomination
from workflow.dossiers.open_parts import label_of
from workflow.procedure.asking import Part
from workflow.procedure.states import State

_open_in: Final = frozenset({State.IN_SUPPLEMENT, State.WITH_HEAD, State.WITH_SUPERIOR})
"""Where a line may stand while its request is open."""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item of an open request. `url` is the very field, criterion or paper; empty for another matter.

    `reply` is empty until the unit has answered.
    """

    pk: int
    line: Nomination
    part: str
    what: str
    url: str
    reply: str
    reply_label: str
    answer: str
    is_further: bool


def shown_items(items: Iterable[Any], line: Nomination) -> list[ShownItem]:
    """The items of the line's request, in the order in which they were asked."""
    return [
        ShownItem(
            one.pk,
            line,
            label_of(one.kind, one.target),
            one.what,
            _place_of(one.kind, one.target, line.pk),
            one.reply,
            str(one.get_reply_display()),
            one.answer,
            one.added_at is not None,
        )
        for one in sorted(items, key=lambda one: one.pk)
    ]


def _place_of(kind: str, target: str, line: int) -> str:
    """The page on which the officer mends the part, at the part itself."""
    match kind:
        case Part.FIELD:
            return f"{reverse('line_edit', args=[line])}#id_{target}"
        case Part.CRITERION:
            return f"{reverse('line_criteria', args=[line])}#{target}"
        case Part.DOCUMENT:
            return f"{reverse('line_papers', args=[line])}?{urlencode({'kind': target})}"
    return ""


def open_items_of(lines: Iterable[Nomination]) -> dict[int, list[ShownItem]]:
    """What the open requests ask of these lines: three statements, none where no line was ever asked."""
    asked = {line.pk: line for line in lines if line.state in _open_in and line.supplement_rounds}
    if not asked:
        return {}
    found = Nomination.objects.filter(pk__in=asked).prefetch_related("supplement_requests__items")
    return {
        line.pk: shown_items(request.items.all(), asked[line.pk])
        for line in found
        for request in line.supplement_requests.all()
        if request.closed_at is None
    }
