"""The two lists of an office's letter: the cases proposed with the council's count, and the others with the reason."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django.utils.translation import pgettext

from workflow.awards.models import AwardForm
from workflow.council.models import AgendaItem
from workflow.decisions.presenting import NOT_SUPPORTED, Fallen, Presented, Proposed
from workflow.decisions.queries import KINDS
from workflow.documents.tables import CENTRED, Column, table
from workflow.dossiers.signed_content import Said
from workflow.procedure.grounds import INELIGIBLE_GROUNDS

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

_ROMAN: Final = ("I", "II", "III")
_in_words: Final = "OTHER"


def proposed_table(presented: Presented, forms: Mapping[str, str]) -> "dict[str, Json]":
    """List 1. `forms` are the names of the award forms by code."""
    heads: list[Column] = [
        (pgettext("on paper", "Award form"), 5),
        (pgettext("on paper", "Votes in favour"), 6, CENTRED),
    ]
    cells = [(one.said, (forms[one.said.award_form], _count(one.vote))) for one in presented.proposed]
    return _table(heads, cells)


def fallen_table(presented: Presented, forms: Mapping[str, str]) -> "dict[str, Json]":
    """List 2."""
    heads: list[Column] = [
        (pgettext("on paper", "Award form"), 5),
        (pgettext("on paper", "Reason"), 9),
    ]
    cells = [(one.said, (forms[one.said.award_form], _reason(one))) for one in presented.fallen]
    return _table(heads, cells)


def _table(heads: Sequence[Column], lines: Sequence[tuple[Said, tuple[str, ...]]]) -> "dict[str, Json]":
    """In parts, as a decision has them, numbered through: the text of the letter names cases by these numbers."""
    rows: list[Json] = []
    headed: list[str] = []
    for number, (said, cells) in enumerate(lines, 1):
        if said.kind not in headed:
            rows.append({"heading": f"{_ROMAN[len(headed)]}. {KINDS[said.kind]}"})
            headed.append(said.kind)
        rows.append([str(number), said.name, ", ".join(filter(None, (said.title, said.unit))), *cells])
    columns: list[Column] = [
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "Name"), 7),
        (pgettext("on paper", "Title and unit"), 7),
        *heads,
    ]
    return table(columns, rows, size=11)


def _count(vote: AgendaItem | None) -> str:
    """The votes in favour of those counted against, and the others where there were any."""
    if vote is None:
        return ""
    others = [
        (pgettext("on paper", "against: %(count)d"), vote.against),
        (pgettext("on paper", "other opinion: %(count)d"), vote.abstained),
        (pgettext("on paper", "invalid: %(count)d"), vote.invalid),
    ]
    told = [f"{vote.in_favour}/{vote.basis}", *(text % {"count": number} for text, number in others if number)]
    return "\n".join([*told, *([] if vote.supported else [pgettext("on paper", "not supported")])])


def _reason(one: Fallen) -> str:
    """Which desk ended it, its ground and the reason in words; of the council also its count."""
    if one.deed == NOT_SUPPORTED:
        of = f"{one.vote.in_favour}/{one.vote.basis}" if one.vote is not None else "……"
        told = pgettext("on paper", "The council did not support it (%(votes)s).") % {"votes": of}
        return f"{told} {one.reason}".strip()
    ground = str(INELIGIBLE_GROUNDS.get(one.code, "")) if one.code != _in_words or not one.reason else ""
    return pgettext("on paper", "Not eligible: %(why)s") % {"why": ": ".join(filter(None, (ground, one.reason)))}


def opinions_on(presented: Presented) -> Iterator[str]:
    """Other opinions in words, each once, with the cases on which it was given."""
    for number, lines in ((1, presented.proposed), (2, presented.fallen)):
        yield from _opinions(number, lines, presented.opinions)


def _opinions(number: int, lines: Sequence[Proposed], opinions: Mapping[int, Sequence[str]]) -> Iterator[str]:
    given: dict[str, list[int]] = {}
    for place, line in enumerate(lines, 1):
        for words in dict.fromkeys(opinions.get(line.nomination, ())):
            given.setdefault(words, []).append(place)
    for words, places in given.items():
        text = pgettext("on paper", "List %(list)s, case %(cases)s: “%(words)s”")
        yield text % {"list": number, "cases": ", ".join(map(str, places)), "words": words}


def names_of_forms() -> dict[str, str]:
    """The names of the award forms by code. One statement."""
    return dict(AwardForm.objects.values_list("code", "name"))
