"""The minutes of a session and the tellers' record, made from the facts; in Vietnamese whoever signs."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from workflow.audit.canonical import content_hash
from workflow.council.models import AgendaItem, Attendance, CouncilSession, PaperCount, Seat
from workflow.council.tally import Tally, reveals
from workflow.database.texts import one_line
from workflow.dossiers.names import names_of


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the minutes tell of: read by a constant number of statements."""

    session: CouncilSession
    seats: Sequence[Seat]
    items: Sequence[AgendaItem]
    names: dict[int, str]


def minutes_of(session: CouncilSession, remarks: str) -> str:
    """The text of the minutes: who took part, the count of each line, what tied members to it, who had no ballot.

    A line that has left the session meanwhile (deferred, held) has no result. In a secret vote it
    names nobody's choice; in an open one dissent is named.
    """
    with override("vi"):
        told = [*_opening(facts := _read(session)), *_lines(facts), *_ending(facts)]
        return "\n".join([*told, *filter(None, [remarks.strip()])])


def tellers_record_of(session: CouncilSession, hidden: Collection[int] = ()) -> str:
    """The record of the count (biên bản kiểm phiếu): sheets handed out and in, and the votes of each line.

    For somebody who may not see the nominations `hidden` it is the record as if they had never been on the agenda.
    """
    with override("vi"):
        facts = _read(session, hidden)
        return "\n".join([*_sheets(facts), *_counted(facts)])


def minutes_without(session: CouncilSession, hidden: Collection[int]) -> str:
    """The sealed minutes for somebody who may not see these nominations: as if they had never been on the agenda.

    Of the remarks, which are free text, each line that names one of them is left out.
    """
    if not hidden:
        return session.minutes
    names = {name for name, *_rest in names_of(hidden).values()}
    names |= set(AgendaItem.objects.filter(nomination__in=hidden).values_list("nomination__nominee_name", flat=True))
    waiting = list(AgendaItem.objects.filter(session=session))
    told: list[str] = []
    numbers: dict[str, str] = {}
    for text in session.minutes.split("\n"):
        number, _dot, rest = text.partition(". ")
        if waiting and number == str(waiting[0].position):
            if waiting.pop(0).nomination_id not in hidden:
                numbers[number] = str(len(numbers) + 1)
                told.append(f"{numbers[number]}. {rest}")
        elif waiting or not any(name in text for name in names):
            told += _renumbered(text, numbers)
    return "\n".join(told)


def _renumbered(text: str, numbers: Mapping[str, str]) -> Iterator[str]:
    """A line of the minutes; the one that lists lines by number lists those that are left, if any are."""
    with override("vi"):
        before, _places, after = _revealing().partition("%(places)s")
    if not text.startswith(before) or not text.endswith(after):
        yield text
        return
    listed = text.removeprefix(before).removesuffix(after).split(", ")
    left = [numbers[one] for one in listed if one in numbers]
    if left:
        yield f"{before}{', '.join(left)}{after}"


def hash_of_minutes(text: str) -> str:
    """What both signatures under the minutes rest on."""
    return content_hash({"minutes": text})


def _read(session: CouncilSession, hidden: Collection[int] = ()) -> _Facts:
    seats = Seat.objects.filter(session=session).select_related("person").order_by("person__name_key", "person_id")
    items = list(
        AgendaItem.objects.filter(session=session)
        .exclude(nomination__in=hidden)
        .select_related("nomination")
        .prefetch_related("conflicts__person", "ballots__person")
    )
    if hidden:
        for number, item in enumerate(items, 1):
            item.position = number
    names = {nomination: name for nomination, (name, *_rest) in names_of(one.nomination_id for one in items).items()}
    return _Facts(session, list(seats), items, names)


def _opening(facts: _Facts) -> Iterator[str]:
    session = facts.session
    numbers = {"number": session.number, "year": session.year, "day": f"{session.held_on:%d/%m/%Y}"}
    yield _("Session %(number)s of the year %(year)s, held on %(day)s.") % numbers
    if session.place:
        yield _("Place: %(place)s.") % {"place": session.place}
    if session.mode == CouncilSession.Mode.WRITTEN:
        until = session.written_until
        yield _("Without a meeting: the members wrote until %(day)s.") % {"day": f"{until:%d/%m/%Y}" if until else "–"}
    yield _("Members: %(all)s; took part: %(present)s; quorum: %(quorum)s.") % {
        "all": session.members_all,
        "present": session.members_present,
        "quorum": _("reached") if session.quorum_met else _("not reached"),
    }
    absent = [seat for seat in facts.seats if not seat.present]
    yield _("Absent: %(names)s.") % {"names": _people(absent) or _("nobody")}
    wrote = [seat for seat in absent if seat.voted]
    if wrote:
        yield _("Of these voted in writing: %(names)s.") % {"names": _people(wrote)}
    yield from _came_and_went(session)


def _people(seats: Iterable[Seat]) -> str:
    return ", ".join(str(seat.person) for seat in seats)


def _came_and_went(session: CouncilSession) -> Iterator[str]:
    """Each change at the table with its time of day, as it was noted."""
    for one in Attendance.objects.filter(seat__session=session).select_related("seat__person"):
        at = timezone.localtime(one.at)
        told = {"time": f"{at:%H:%M %d/%m/%Y}", "name": str(one.seat.person), "present": one.present}
        if one.came:
            yield _("%(time)s: %(name)s came; %(present)s at the table.") % told
        else:
            yield _("%(time)s: %(name)s left; %(present)s at the table.") % told


def _lines(facts: _Facts) -> Iterator[str]:
    for item in facts.items:
        name = facts.names[item.nomination_id]
        if item.nomination.case_id != facts.session.case_id:
            yield _("%(position)s. %(name)s: taken off the agenda.") % {"position": item.position, "name": name}
        else:
            yield _line(item, name, secret=facts.session.secret)


def _line(item: AgendaItem, name: str, *, secret: bool) -> str:
    told = [
        _("%(position)s. %(name)s: in favour %(yes)s, against %(no)s, abstained %(other)s: %(result)s.")
        % {
            "position": item.position,
            "name": name,
            "yes": item.in_favour,
            "no": item.against,
            "other": item.abstained,
            "result": _("supported") if item.supported else _("not supported"),
        }
    ]
    if item.invalid:
        told.append(_("Invalid: %(count)s.") % {"count": item.invalid})
    if item.added_reason:
        told.append(_("Added by the chair after the agenda was fixed: %(reason)s.") % {"reason": item.added_reason})
    told += [*_tied(item), *_spoken(item, secret=secret)]
    return " ".join(told)


def _tied(item: AgendaItem) -> Iterator[str]:
    """Who had no ballot, and what else tied members to the line."""
    found = sorted(item.conflicts.all(), key=lambda one: (one.person.name_key, one.person_id, one.kind))
    out = list(dict.fromkeys(str(one.person) for one in found if one.excludes))
    if out:
        yield _("No ballot: %(names)s.") % {"names": ", ".join(out)}
    flagged = [_because(one.person, one.get_kind_display(), one.reason) for one in found if not one.excludes]
    if flagged:
        yield _("Noted: %(names)s.") % {"names": "; ".join(flagged)}
    declared = [
        _because(one.person, one.get_kind_display(), one.reason) for one in found if one.excludes and one.reason
    ]
    if declared:
        yield _("Declared: %(names)s.") % {"names": "; ".join(declared)}


def _because(person: object, kind: str, reason: str) -> str:
    return f"{person} ({kind}{': ' + reason if reason else ''})"


def _spoken(item: AgendaItem, *, secret: bool) -> Iterator[str]:
    """Dissent by name in an open vote; other opinions, in a secret one without names and in no order of theirs."""
    ballots = list(item.ballots.all())
    dissent = ", ".join(str(one.person) for one in ballots if not secret and one.choice == "DISAGREE")
    if dissent:
        yield _("Dissent: %(names)s.") % {"names": dissent}
    texts = [(one.person, one_line(one.opinion)) for one in ballots if one.opinion]
    said = sorted(text if secret else f"{person}: {text}" for person, text in texts)
    if said:
        yield _("Other opinions: %(texts)s.") % {"texts": " | ".join(said)}


def _ending(facts: _Facts) -> Iterator[str]:
    session = facts.session
    if session.secret:
        open_ones = [str(item.position) for item in facts.items if is_revealing(item)]
        if open_ones:
            yield _revealing() % {"places": ", ".join(open_ones)}
    if session.urn_hash and not session.by_paper:
        yield _("Seal of the ballots as counted: %(hash)s.") % {"hash": session.urn_hash}


def _revealing() -> str:
    return _("Lines whose result itself tells how each voted: %(places)s.")


def is_revealing(item: AgendaItem) -> bool:
    """Whether the counted result of a secret vote tells by itself who chose what."""
    if item.in_favour is None:
        return False
    return reveals(Tally(item.in_favour, item.against or 0, item.abstained or 0))


def _sheets(facts: _Facts) -> Iterator[str]:
    session = facts.session
    yield _("Count of session %(number)s of the year %(year)s.") % {"number": session.number, "year": session.year}
    paper = PaperCount.objects.filter(session=session).select_related("entered_by", "confirmed_by").first()
    if paper is not None:
        told = {"issued": paper.issued, "returned": paper.returned}
        yield _("Paper sheets handed out: %(issued)s; returned: %(returned)s.") % told
        yield _("Tellers: %(first)s, %(second)s.") % {"first": paper.entered_by, "second": paper.confirmed_by or "–"}
        return
    entitled = sum(1 for seat in facts.seats if seat.present or seat.by_writing or seat.voted)
    voted = [seat for seat in facts.seats if seat.voted]
    written = sum(1 for seat in voted if not seat.present)
    told = {"issued": entitled, "returned": len(voted), "written": written}
    yield _("Sheets handed out: %(issued)s; handed in: %(returned)s, of these in writing: %(written)s.") % told


def _counted(facts: _Facts) -> Iterator[str]:
    for item in facts.items:
        if item.in_favour is None:
            continue
        yield _(
            "%(position)s. %(name)s: in favour %(yes)s of %(basis)s counted, against %(no)s, abstained %(other)s,"
            " invalid %(invalid)s: %(result)s."
        ) % {
            "position": item.position,
            "name": facts.names[item.nomination_id],
            "yes": item.in_favour,
            "basis": item.basis,
            "no": item.against,
            "other": item.abstained,
            "invalid": item.invalid,
            "result": _("supported") if item.supported else _("not supported"),
        }
