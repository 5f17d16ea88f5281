"""What the office asks of a line, for tests that need an open request and not its words."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from workflow.appraisal.asked import AskedItem, fields_of
from workflow.appraisal.criteria import criteria_by_line
from workflow.appraisal.models import SupplementItem
from workflow.appraisal.supplements import ItemAnswer, Tick, answer_items, settle_items
from workflow.dossiers.lines import read_lines
from workflow.procedure.asking import Part
from workflow.procedure.papers import PAPERS

WHAT = "Bổ sung (minh họa)"


def other(what: str = WHAT) -> AskedItem:
    """Another matter, answered in words: it opens nothing."""
    return AskedItem(Part.OTHER, "", what)


def document(kind: str, what: str = WHAT) -> AskedItem:
    """A kind of paper."""
    return AskedItem(Part.DOCUMENT, kind, what)


def criterion(code: str, what: str = WHAT) -> AskedItem:
    """A criterion."""
    return AskedItem(Part.CRITERION, code, what)


def field_named(name: str, what: str = WHAT) -> AskedItem:
    """A field of the nomination."""
    return AskedItem(Part.FIELD, name, what)


def all_parts(line: int) -> list[AskedItem]:
    """Everything that may be asked of a line: all of it is open."""
    (read,) = read_lines([line], timezone.localdate(), lock=False)
    codes = criteria_by_line([read])[line]
    return [*map(document, PAPERS), *map(criterion, codes), *map(field_named, fields_of(read.route))]


def done(items: Iterable[int], text: str = "Đã bổ sung (minh họa)") -> dict[int, ItemAnswer]:
    """The same answer to each item."""
    return {key: ItemAnswer(text) for key in items}


def answer_all(lines: Iterable[int], acts: dict[str, Any], text: str = "Đã bổ sung (minh họa)") -> None:
    """The officer says of every open item of these lines that it is done."""
    items = SupplementItem.objects.filter(request__nomination__in=lines, request__closed_at=None)
    answer_items(done(items.values_list("pk", flat=True), text), **acts)


def tick_off(lines: Iterable[int], acts: dict[str, Any]) -> None:
    """The specialist accepts whatever came back of these lines."""
    items = SupplementItem.objects.filter(
        request__nomination__in=lines, request__closed_at__isnull=False, accepted=None
    )
    settle_items({key: Tick(accepted=True) for key in items.values_list("pk", flat=True)}, **acts)
