"""What the pages of a line in supplement say: what is open on them, and what is only read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from workflow.dossiers.models import CriterionAnswer, EvidenceLink, Nomination
from workflow.dossiers.open_parts import OpenParts, nothing_asked, open_parts_of
from workflow.dossiers.queries import answers_given

if TYPE_CHECKING:
    from workflow.awards.models import Criterion


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """A criterion that the office has not asked, with the answer as it was submitted."""

    criterion: "Criterion"
    answer: CriterionAnswer | None

    @property
    def proofs(self) -> list[EvidenceLink]:
        """The files that prove it, without those taken off."""
        links = self.answer.evidencelink_set.all() if self.answer is not None else ()
        return [one for one in links if one.attachment.removed_at is None]


def parts_open_on(line: Nomination, today: date) -> OpenParts | None:
    """What may be changed on the line; None where all of it may."""
    return open_parts_of([line], today).get(line.pk)


def said_of(parts: OpenParts | None, here: Collection[Any]) -> dict[str, Any]:
    """The words of a page on which only some parts are open; `here` is what the office asked of this page."""
    if parts is None:
        return {}
    lead = _("Only what the office has named can be changed here. Ask the office to name what else has to be mended.")
    return {"lead": lead, "refused": () if here else (nothing_asked(),)}


def open_criteria(criteria: "Sequence[Criterion]", parts: OpenParts | None) -> "list[Criterion]":
    """The criteria that may be answered now."""
    return [one for one in criteria if parts is None or one.code in parts.criteria]


def read_answers(line: Nomination, criteria: "Sequence[Criterion]", parts: OpenParts | None) -> list[ReadAnswer]:
    """The criteria that are only read: two statements, none where all are open."""
    if parts is None:
        return []
    given = answers_given(line)
    return [ReadAnswer(one, given.get(one.pk)) for one in criteria if one.code not in parts.criteria]
