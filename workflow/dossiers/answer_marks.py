"""The mark of an answer: what tells it from one that somebody else has written meanwhile."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from json import dumps
from typing import Final
from unicodedata import normalize

from workflow.dossiers.models import CriterionAnswer, EvidenceLink


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one criterion, by its code. `evidence` names attachments and the page that shows it."""

    criterion: str
    text: str
    applies: bool = True
    document_number: str = ""
    document_date: date | None = None
    evidence: Sequence[tuple[int, int | None]] = field(default_factory=tuple)


UNANSWERED: Final = ""
"""The mark of a criterion to which nobody has given an answer."""


def mark_of(one: Answer) -> str:
    """The mark of what an answer says, whoever wrote it, however its lines end; `UNANSWERED` where it says nothing."""
    day = one.document_date.isoformat() if one.document_date else ""
    evidence = sorted([attachment, page or 0] for attachment, page in dict(one.evidence).items())
    said = [_lines(one.text), _lines(one.document_number), day, evidence]
    if one.applies and not any(said):
        return UNANSWERED
    return sha256(dumps([one.applies, *said], ensure_ascii=False).encode()).hexdigest()[:32]


def _lines(text: str) -> str:
    return normalize("NFC", text.replace("\r\n", "\n").strip())


def marks_now(asked: Mapping[int, Collection[str]]) -> dict[tuple[int, str], str]:
    """The marks of the answers as they stand, by nomination and code of the criterion: two statements.

    A criterion to which the unit wrote no answer is left out; evidence that was taken off counts no more.
    """
    codes = {code for some in asked.values() for code in some}
    found = CriterionAnswer.objects.filter(nomination__in=list(asked), criterion__code__in=codes, plan=None)
    links = EvidenceLink.objects.filter(answer__in=found, attachment__removed_at=None)
    evidence: dict[int, list[tuple[int, int | None]]] = {}
    for answer, attachment, page in links.values_list("answer", "attachment", "page"):
        evidence.setdefault(answer, []).append((attachment, page))
    columns = ("nomination", "criterion__code", "pk", "text", "applies", "document_number", "document_date")
    return {
        (nomination, code): mark_of(Answer(code, text, applies, number, day, evidence.get(pk, [])))
        for nomination, code, pk, text, applies, number, day in found.values_list(*columns)
    }
