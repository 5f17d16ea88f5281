"""The list of nominees as it stands in a paper (D2): what a letter says of each line, in its parts, numbered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import pgettext

from workflow.documents.tables import CENTRED, Column, table
from workflow.dossiers.history_queries import Awarded, awards_of
from workflow.dossiers.models import Nomination
from workflow.dossiers.queries import lines_in_print
from workflow.dossiers.showing import groups_of
from workflow.pages.acting import Acting

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

_ROMAN: Final = ("I", "II", "III")
_most: Final = 3
"""So many earlier awards stand with a line, the newest first."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list, and the awards the nominee had before the letter."""

    line: Nomination
    awards: Sequence[Awarded]


def listed_on(case: int, day: date, acting: Acting) -> list[Listed]:
    """The lines of a letter that the person may see, as the letter says them: a constant number of statements."""
    lines = list(lines_in_print(case, acting).select_related("award_form", "nominee__person"))
    awards = awards_of([line.nominee.key for line in lines])
    return [Listed(line, _before(awards.get(line.nominee.key, []), day)) for line in lines]


def _before(awards: Sequence[Awarded], day: date) -> list[Awarded]:
    return [one for one in awards if one.decided_on is not None and one.decided_on < day][:_most]


def counts_of(listed: Sequence[Listed]) -> str:
    """How many of each kind: “01 tập thể, 02 cá nhân”."""
    groups = groups_of(one.line for one in listed)
    return ", ".join(f"{len(group.lines):02d} {str(group.title).lower()}" for group in groups)


def award_of(listed: Sequence[Listed]) -> str:
    """What is asked for, each form once."""
    return ", ".join(dict.fromkeys(str(one.line.award_form) for one in listed))


def table_of(listed: Sequence[Listed]) -> "dict[str, Json]":
    """The list as a table: collectives, individuals, households; numbered through, with the total."""
    by_line = {one.line.pk: one for one in listed}
    rows: list[Json] = []
    number = 0
    for place, group in enumerate(groups_of(one.line for one in listed)):
        rows.append({"heading": f"{_ROMAN[place]}. {group.title}"})
        for line in group.lines:
            number += 1
            rows.append(_row(number, by_line[line.pk]))
    total = pgettext("on paper", "Total: %(count)02d") % {"count": number}
    rows.append({"total": ["", total, *[""] * (len(_columns()) - 2)]})
    return table(_columns(), rows, landscape=True, size=11)


def _row(number: int, one: Listed) -> "list[Json]":
    line, person = one.line, one.line.nominee.person
    about = ", ".join(filter(None, (line.nominee_title, line.nominee_unit)))
    period = f"{line.period_from:%m/%Y} - {line.period_to:%m/%Y}"
    return [
        str(number),
        line.nominee_name,
        str(person.birth_year or "") if person else "",
        person.get_sex_display().capitalize() if person else "",
        about,
        str(line.award_form),
        line.achievement_title,
        period,
        "\n".join(_award(award) for award in one.awards) or pgettext("on paper", "None yet"),
        "" if line.votes_for is None else f"{line.votes_for}/{line.votes_of or 0}",
    ]


def _award(one: Awarded) -> str:
    told = {
        "form": str(one.award_form),
        "number": one.number,
        "day": f"{one.decided_on:%d/%m/%Y}" if one.decided_on else "……",
    }
    return pgettext("on paper", "%(form)s (No. %(number)s of %(day)s)") % told


def _columns() -> "list[Column]":
    return [
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "Name"), 7),
        (pgettext("on paper", "Born"), 3, CENTRED),
        (pgettext("on paper", "Sex"), 3, CENTRED),
        (pgettext("on paper", "Title and unit"), 7),
        (pgettext("on paper", "Award form"), 6),
        (pgettext("on paper", "Achievement in short"), 9),
        (pgettext("on paper", "Achieved in"), 4, CENTRED),
        (pgettext("on paper", "Earlier awards"), 7),
        (pgettext("on paper", "In favour, of members"), 3, CENTRED),
    ]
