"""The facts of a session's two papers: the tellers' record (D9) and the minutes (D10).

For somebody who may not see nominations on the agenda, both are as if these had never been on it.
"""

from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import override, pgettext

from workflow.council.minutes import minutes_without
from workflow.council.models import AgendaItem, CouncilSession, PaperCount, Seat
from workflow.council.queries import count_of
from workflow.directory.dateline import dateline, in_words
from workflow.documents.frame import frame_of
from workflow.documents.tables import CENTRED, LEFT, table
from workflow.dossiers.models import Standing
from workflow.dossiers.names import names_of
from workflow.procedure.transitions import Transition

if TYPE_CHECKING:
    from workflow.audit.canonical import Json


def record_facts(session: CouncilSession, hidden: Collection[int] = ()) -> "dict[str, Json]":
    """The facts of the tellers' record of a counted vote. A constant number of statements."""
    seats, items = _seats(session), _counted(session, hidden)
    count = count_of(session)
    with override("vi"):
        signers = [count.entered_by, count.confirmed_by] if count else [None, None]
        closed = timezone.localtime(session.closed_at) if session.closed_at else None
        title = pgettext("on paper", "Record of the count")
        return {
            **_frame(session, title),
            "paper": {
                "number": pgettext("on paper", "No.: %(number)s") % {"number": "……/BBKP-HĐTĐKT"},
                "place_day": _place_day(session),
                "kind": title,
                "sign": [
                    {"above": [pgettext("on paper", "TELLER")], "name": str(one) if one else ""} for one in signers
                ],
            },
            "told": {
                "session": _session(session),
                "tellers": [str(one) for one in signers if one],
                "mode": _mode(session),
                "made_at": f"{closed:%H:%M}, {in_words(closed)}" if closed else "",
            },
            "tables": {"counts": _sheets(session, seats, count), "results": _results(items)},
        }


def minutes_facts(session: CouncilSession, hidden: Collection[int] = ()) -> "dict[str, Json]":
    """The facts of the sealed minutes: their sealed text, and the results as a table. Constantly few statements."""
    seats, items = _seats(session), _concluded(session, _counted(session, hidden))
    with override("vi"):
        title = pgettext("on paper", "Minutes")
        supported = sum(1 for item in items if item.supported)
        told = {"yes": supported, "no": len(items) - supported}
        seal = pgettext("on paper", "Sealed: %(hash)s") % {"hash": session.minutes_hash}
        return {
            **_frame(session, title, foot=seal),
            "paper": {
                "number": pgettext("on paper", "No.: %(number)s") % {"number": "……/BB-HĐTĐKT"},
                "place_day": _place_day(session),
                "kind": title,
                "subject": pgettext("on paper", "Session of the council on commendation"),
                "sign": [
                    _signed(pgettext("on paper", "SECRETARY"), session.secretary_block, session.signed_by_secretary),
                    _signed(pgettext("on paper", "CHAIR"), session.chair_block, session.signed_by_chair),
                ],
                "draft": session.minutes_signed_at is None,
            },
            "told": {
                "session": _session(session),
                "place": session.place,
                "members": len(seats),
                "present": [str(one.person) for one in seats if one.present],
                "absent": [_absent(one) for one in seats if not one.present],
                "course": minutes_without(session, hidden).split("\n"),
                "conclusion": pgettext("on paper", "Supported: %(yes)s; not supported: %(no)s.") % told,
            },
            "tables": {"results": _results(items)},
        }


def _seats(session: CouncilSession) -> list[Seat]:
    seats = Seat.objects.filter(session=session).select_related("person")
    return list(seats.order_by("person__name_key", "person_id"))


def _counted(session: CouncilSession, hidden: Collection[int]) -> list[AgendaItem]:
    """The lines with a result that the person may see, in their order; numbered as if there were no others."""
    items = list(AgendaItem.objects.filter(session=session).exclude(nomination__in=hidden))
    if hidden:
        for number, item in enumerate(items, 1):
            item.position = number
    return [item for item in items if item.in_favour is not None]


def _concluded(session: CouncilSession, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """Without the lines taken off the agenda after the count, of which the sealed text says so. One statement."""
    off = taken_off(session)
    return [item for item in items if item.nomination_id not in off]


def taken_off(session: CouncilSession) -> frozenset[int]:
    """The nominations that left the session otherwise than by a result. One statement."""
    left = Standing.objects.filter(case=session.case_id, left_at__isnull=False).exclude(left_by__in=_BY_RESULT)
    return frozenset(left.values_list("nomination", flat=True))


_BY_RESULT: Final = (Transition.SUPPORT.name, Transition.NOT_SUPPORT.name)


def _frame(session: CouncilSession, title: str, foot: str = "") -> "dict[str, Json]":
    superior = str(session.council.parent) if session.council.parent else ""
    day = session.held_on or date(1970, 1, 1)
    return frame_of(title, day, issuer=str(session.council), superior=superior, foot=foot)


def _place_day(session: CouncilSession) -> str:
    return dateline(session.council_id, session.held_on)


def _session(session: CouncilSession) -> str:
    told = {"number": session.number, "year": session.year, "day": in_words(session.held_on)}
    return pgettext("on paper", "Session %(number)s of the year %(year)s, %(day)s") % told


def _mode(session: CouncilSession) -> str:
    how = pgettext("on paper", "secret ballot") if session.secret else pgettext("on paper", "open ballot")
    where = pgettext("on paper", "on paper sheets") if session.by_paper else pgettext("on paper", "in the system")
    return f"{how}, {where}"


def _signed(usual: str, block: str, person: object | None) -> "Json":
    return {"above": block.upper().splitlines() or [usual], "name": str(person) if person else ""}


def _absent(seat: Seat) -> str:
    if seat.voted:
        return pgettext("on paper", "%(name)s (voted in writing)") % {"name": seat.person}
    return str(seat.person)


def _sheets(session: CouncilSession, seats: Sequence[Seat], count: PaperCount | None) -> "dict[str, Json]":
    """How many sheets went out and came in; of paper sheets as the tellers counted them."""
    voted = [one for one in seats if one.voted]
    issued = sum(1 for one in seats if one.present or one.by_writing or one.voted)
    numbers = (count.issued, count.returned) if count else (issued, len(voted))
    written = sum(1 for one in voted if not one.present)
    heads = [
        pgettext("on paper", "Members in all"),
        pgettext("on paper", "Members present"),
        pgettext("on paper", "Handed out"),
        pgettext("on paper", "Handed in"),
        pgettext("on paper", "Of these in writing"),
    ]
    cells = [session.members_all or len(seats), session.members_present or 0, *numbers, written]
    return table([(head, 1, CENTRED) for head in heads], [[str(cell) for cell in cells]])


def _results(items: Sequence[AgendaItem]) -> "dict[str, Json]":
    """The count of each line, by the number it has on the agenda."""
    names = names_of(item.nomination_id for item in items)
    rows: list[Json] = [list(_result(item, names[item.nomination_id][0])) for item in items]
    heads = [
        (pgettext("on paper", "No."), 2),
        (pgettext("on paper", "Name"), 8),
        (pgettext("on paper", "In favour"), 3),
        (pgettext("on paper", "Against"), 3),
        (pgettext("on paper", "Other opinion"), 3),
        (pgettext("on paper", "Invalid"), 3),
        (pgettext("on paper", "Counted against"), 3),
        (pgettext("on paper", "Share"), 3),
        (pgettext("on paper", "Result"), 4),
    ]
    columns = [(head, width, LEFT if place == 1 else CENTRED) for place, (head, width) in enumerate(heads)]
    return table(columns, rows, size=11)


def _result(item: AgendaItem, name: str) -> tuple[str, ...]:
    result = pgettext("on paper", "supported") if item.supported else pgettext("on paper", "not supported")
    counts = (item.in_favour, item.against, item.abstained, item.invalid, item.basis)
    return (str(item.position), name, *(str(one or 0) for one in counts), _share(item), result)


def _share(item: AgendaItem) -> str:
    """The votes in favour in percent, to one place, cut off: no share is shown as more than it is."""
    if not item.basis:
        return ""
    tenths = int(Fraction(item.in_favour or 0, item.basis) * 1000)
    return f"{tenths // 10},{tenths % 10}%"
