"""What was supplemented: each item that came back, with what the unit says and what has changed for it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflow.appraisal.models import SupplementItem, SupplementRequest
from workflow.dossiers.casefile import names_in
from workflow.dossiers.comparing import Difference, compare
from workflow.dossiers.models import Nomination
from workflow.dossiers.open_parts import label_of
from workflow.procedure.asking import Part


@dataclass(frozen=True, slots=True)
class ItemBack:
    """An item that came back, with the differences of the part that it names."""

    item: SupplementItem
    differences: Sequence[Difference]

    @property
    def part(self) -> str:
        """What it is about, in words."""
        return label_of(self.item.kind, self.item.target)

    @property
    def is_untouched(self) -> bool:
        """Whether it is said to be done although nothing was changed there."""
        named = self.item.kind != Part.OTHER
        return named and self.item.reply == SupplementItem.Reply.DONE and not self.differences

    @property
    def is_late(self) -> bool:
        """Whether it was not given by the reply date."""
        return self.item.settled_at is not None and self.item.settled_by_id is None


@dataclass(frozen=True, slots=True)
class Supplemented:
    """A request that is closed, with its items; `besides` are differences that no item names."""

    request: SupplementRequest
    items: Sequence[ItemBack]
    besides: Sequence[Difference]

    @property
    def unsettled(self) -> int:
        """How many items are not ticked off."""
        return sum(one.item.accepted is None for one in self.items)


def supplements_of(line: Nomination) -> list[Supplemented]:
    """The closed requests of a line, the newest first: six statements at most, one where there is none."""
    closed = line.supplement_requests.filter(closed_at__isnull=False).select_related("asked_by").order_by("pk")
    requests = list(closed.prefetch_related("items__settled_by"))
    if not requests:
        return []
    # What a request brought is the content on which the next one rests; the newest brought what stands now.
    hashes = [*(one.hash for one in requests), _open_hash(line) or line.content_hash]
    found = line.revisions.filter(hash__in=hashes).order_by("number").values_list("hash", "material")
    says = {digest: json.loads(material) for digest, material in found}
    names = names_in(line, list(says.values()))
    made = [_of(one, says[one.hash], says[after], names) for one, after in zip(requests, hashes[1:], strict=True)]
    return made[::-1]


def _open_hash(line: Nomination) -> str | None:
    return line.supplement_requests.filter(closed_at=None).values_list("hash", flat=True).first()


def _of(
    request: SupplementRequest, old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]
) -> Supplemented:
    differences = compare(old, new, names)
    items = sorted(request.items.all(), key=lambda one: one.pk)
    asked = {(one.kind, one.target) for one in items}
    back = [ItemBack(one, list(_about(one, differences))) for one in items]
    return Supplemented(request, back, [one for one in differences if one.about not in asked])


def _about(item: SupplementItem, differences: Sequence[Difference]) -> Iterator[Difference]:
    return (one for one in differences if one.about == (item.kind, item.target))
