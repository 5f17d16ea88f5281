"""The facts of the minutes of a unit's own council (D4) as an official paper, of the lines the person may see."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import override, pgettext

from workflow.directory.dateline import dateline, in_words
from workflow.documents.frame import frame_of
from workflow.documents.tables import CENTRED, Column, table
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.queries import lines_in_print, minutes_of
from workflow.pages.acting import Acting

if TYPE_CHECKING:
    from workflow.audit.canonical import Json
    from workflow.dossiers.unit_minutes import UnitMinutes


def unit_minutes_facts(letter: Letter, acting: Acting) -> "dict[str, Json] | None":
    """The facts of the minutes recorded for a letter; none where there are none. Constantly few statements."""
    minutes = minutes_of(letter)
    if minutes is None:
        return None
    lines = list(lines_in_print(letter.case_id, acting).select_related("award_form"))
    with override("vi"):
        return _facts(letter, minutes, lines)


def _facts(letter: Letter, minutes: "UnitMinutes", lines: Sequence[Nomination]) -> "dict[str, Json]":
    title, day = pgettext("on paper", "Minutes"), in_words(minutes.held_on)
    council = pgettext("on paper", "Emulation and commendation council")
    considered = pgettext("on paper", "The council considered nominations in: %(campaign)s, and voted on each.")
    return {
        **frame_of(title, minutes.held_on, issuer=council, superior=str(letter.organisation)),
        "paper": {
            "number": pgettext("on paper", "No.: %(number)s") % {"number": "……/BB-HĐTĐKT"},
            "place_day": dateline(letter.organisation_id, minutes.held_on),
            "kind": title,
            "subject": pgettext("on paper", "Meeting of the council of the unit on commendation"),
            "sign": [
                {"above": [pgettext("on paper", "SECRETARY")], "name": minutes.secretary},
                {"above": [pgettext("on paper", "CHAIR")], "name": minutes.chair},
            ],
            "draft": letter.issued_at is None,
        },
        "told": {
            "time": day,
            "place": minutes.place,
            "chair": minutes.chair,
            "secretary": minutes.secretary,
            "members": minutes.members,
            "present": minutes.present,
            "absent": minutes.members - minutes.present,
            "considered": considered % {"campaign": letter.campaign} if letter.campaign else "",
            "conclusion": minutes.conclusion,
        },
        "tables": {"votes": _votes(lines, minutes.present)},
    }


def _votes(lines: Sequence[Nomination], present: int) -> "dict[str, Json]":
    heads: list[Column] = [
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "Name"), 9),
        (pgettext("on paper", "Award form"), 8),
        (pgettext("on paper", "In favour"), 3, CENTRED),
        (pgettext("on paper", "Against"), 3, CENTRED),
        (pgettext("on paper", "Other opinion"), 3, CENTRED),
        (pgettext("on paper", "Share of those present"), 4, CENTRED),
    ]
    return table(heads, [_row(number, line, present) for number, line in enumerate(lines, 1)])


def _row(number: int, line: Nomination, present: int) -> "list[Json]":
    """The votes of a line; the share is cut off after one place: none is shown as more than it is."""
    counts = (line.votes_for, line.votes_against, line.votes_abstained)
    tenths = (line.votes_for or 0) * 1000 // present
    share = "" if line.votes_for is None else f"{tenths // 10},{tenths % 10}%"
    shown = ["" if one is None else str(one) for one in counts]
    return [str(number), line.nominee_name, str(line.award_form), *shown, share]
