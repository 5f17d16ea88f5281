"""The facts of the ballot sheet (D8): one sheet with every line that is voted on, the same for every member.

It holds nothing of whoever prints it or fills it in. A sheet of a secret vote has no place for a name or for words,
whose handwriting would tell; what a member has no ballot on stays empty, so that no sheet differs from another.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import override, pgettext

from workflow.council.models import AgendaItem, CouncilSession
from workflow.council.queries import RUNS, hidden_on, items_now
from workflow.council.sections import in_sections
from workflow.directory.dateline import dateline, in_words
from workflow.documents.frame import frame_of
from workflow.documents.tables import CENTRED, table
from workflow.dossiers.names import names_of
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

PRINTS: Final = (*RUNS, Role.TELLER)
"""Who prints ballot sheets: whoever runs the session, and the tellers."""
_BOX: Final = "□"


def sheet_lines(session: CouncilSession, acting: Acting) -> list[AgendaItem]:
    """The lines of the sheet that the person may print now; none where there is no sheet for them.

    From the fixed agenda until the count, of a meeting: absent members' ballots are handed in in the system. A sheet
    is of every line, so whoever may not see one of them prints none.
    """
    if session.held_on is None or session.closed_at is not None or not _on_paper(session):
        return []
    if not acting.fitting(PRINTS, session.council_id) or hidden_on(session, acting):
        return []
    return items_now(session, acting)


def _on_paper(session: CouncilSession) -> bool:
    """Whether it is voted on paper; before the vote is opened, whether it may be."""
    if session.voting_opened_at is not None:
        return session.by_paper
    return session.mode == CouncilSession.Mode.MEETING


def ballot_facts(session: CouncilSession, items: Sequence[AgendaItem]) -> "dict[str, Json]":
    """The facts of the sheet. A constant number of statements."""
    with override("vi"):
        title = pgettext("on paper", "Ballot sheet")
        superior = str(session.council.parent) if session.council.parent else ""
        told = {"number": session.number, "year": session.year, "day": in_words(session.held_on)}
        member = {"above": [pgettext("on paper", "MEMBER OF THE COUNCIL")], "name": ""}
        forms = dict.fromkeys(str(item.nomination.award_form) for item in items)
        return {
            **frame_of(title, session.held_on or date(1970, 1, 1), issuer=str(session.council), superior=superior),
            "paper": {
                "place_day": dateline(session.council_id, session.held_on),
                "kind": title,
                "subject": pgettext("on paper", "Proposed: %(award)s") % {"award": ", ".join(forms)},
                "sign": [] if session.secret else [member],
            },
            "told": {
                "session": pgettext("on paper", "Session %(number)s of the year %(year)s, %(day)s") % told,
                "guide": " ".join(_guide(session)),
                "is_signed": not session.secret,
            },
            "tables": {"lines": _table(items)},
        }


def _guide(session: CouncilSession) -> Iterator[str]:
    yield pgettext("on paper", "Mark one box of each line with X. A line with more than one mark is not valid.")
    yield pgettext("on paper", "Leave a line empty where you take no part in the vote on it.")
    if session.secret:
        yield pgettext("on paper", "Do not sign the sheet, and write nothing else on it.")


def _table(items: Sequence[AgendaItem]) -> "dict[str, Json]":
    """The lines in the order of the agenda and by its numbers, under their award forms, with a box for each choice."""
    names = names_of(item.nomination_id for item in items)
    rows: list[Json] = []
    for part in in_sections(items, lambda item: item.nomination):
        rows.append({"heading": part.title})
        for item in part.rows:
            about = [str(item.position), names[item.nomination_id][0], str(item.nomination.unit)]
            rows.append([*about, _BOX, _BOX, _BOX])
    heads = (
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "Name"), 11),
        (pgettext("on paper", "Submitting unit"), 10),
        (pgettext("on paper", "In favour"), 3, CENTRED),
        (pgettext("on paper", "Against"), 3, CENTRED),
        (pgettext("on paper", "Other opinion"), 3, CENTRED),
    )
    return table(heads, rows)
