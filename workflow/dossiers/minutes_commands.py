"""The unit's officer records the minutes of the unit's council: the meeting, and the vote on every line (D4)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.secrecy import secret_texts
from workflow.dossiers.unit_minutes import MOST_MEMBERS, LineVote, Meeting, UnitMinutes
from workflow.dossiers.writing import lock_letter_in_preparation
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

MINUTES_RECORDED: Final = "UNIT_MINUTES_RECORDED"
_longest: Final = {"place": 200, "chair": 200, "secretary": 200, "conclusion": 20_000}


@command
def record_unit_minutes(
    letter: Letter,
    meeting: Meeting,
    votes: Sequence[LineVote],
    actor: User | None,
    *,
    capacity: Under,
    expect: int = 0,
    operation_id: str | None = None,
) -> TransitionReport:
    """Record the minutes of a letter in preparation, with one vote for each of its lines; earlier ones are replaced.

    `expect` is the version of the minutes that were seen, 0 where there were none. A constant number of statements.
    Raises `ValidationError` by field and by line (`votes[17].in_favour`), `Refused` where they are others by now.
    """
    asked: dict[str, Json] = {
        "deed": MINUTES_RECORDED,
        "letter": letter.pk,
        "meeting": [getattr(meeting, name) for name in Meeting.__slots__],
        "votes": _plain(votes),
        "expect": expect,
    }

    def deed(act: Act) -> TransitionReport:
        lines = lock_letter_in_preparation(letter, act)
        before = UnitMinutes.objects.filter(letter=letter).first()
        if expect != (before.version if before is not None else 0):
            raise Refused([overtaken()])
        _check(meeting, votes, [line.id for line in lines], act.today)
        minutes = _write(letter, meeting, act)
        columns = ("votes_for", "votes_against", "votes_abstained", "votes_of")
        given = [(one.nomination, one.in_favour, one.against, one.abstained, meeting.members) for one in votes]
        rows.update_rows(Nomination, "id", columns, given)
        data: dict[str, Json] = {"held_on": meeting.held_on, "members": meeting.members, "present": meeting.present}
        act.note(Letter, letter.pk, MINUTES_RECORDED, {**data, "votes": _plain(votes)}, _texts(meeting))
        return TransitionReport(act.operation, made={"minutes": minutes})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def overtaken() -> Refusal:
    """Somebody wrote the minutes anew after they were shown."""
    message = _("Somebody recorded the minutes after you opened the page. Look at what differs, then send yours again.")
    return Refusal("version", message, Basis.UNCHANGED)


def _plain(votes: Iterable[LineVote]) -> "list[Json]":
    return [[one.nomination, one.in_favour, one.against, one.abstained] for one in votes]


def _texts(meeting: Meeting) -> "dict[str, Json]":
    return {name: _kept(name, meeting) for name in _longest}


def _kept(name: str, meeting: Meeting) -> str:
    """A text in its one spelling; the conclusion keeps its lines."""
    text: str = getattr(meeting, name)
    return normalize("NFC", text.strip()) if name == "conclusion" else one_line(text)


def _write(letter: Letter, meeting: Meeting, act: Act) -> int:
    """The minutes, anew; they begin at version 1."""
    numbers = {name: getattr(meeting, name) for name in ("held_on", "members", "present")}
    by = {"recorded_by_id": act.holder.person, "recorded_at": act.at}
    given = {**numbers, **{name: _kept(name, meeting) for name in _longest}, **by}
    changed = UnitMinutes.objects.filter(letter=letter)
    before = changed.values_list("pk", "version").first()
    if before is None:
        return int(UnitMinutes.objects.create(letter=letter, **given).pk)
    changed.update(version=before[1] + 1, **given)
    return int(before[0])


def _check(meeting: Meeting, votes: Sequence[LineVote], lines: Sequence[int], today: date) -> None:
    """Raises `ValidationError` by field and by line."""
    errors = {
        name: ValidationError(_("Use 1 to %(count)d characters.") % {"count": longest}, code="length")
        for name, longest in _longest.items()
        if not 1 <= len(_kept(name, meeting)) <= longest
    }
    if meeting.held_on > today:
        errors["held_on"] = ValidationError(_("The meeting is not held yet: give a day until today."), code="future")
    if not 1 <= meeting.members <= MOST_MEMBERS:
        message = _("Give a number from 1 to %(count)d.") % {"count": MOST_MEMBERS}
        errors["members"] = ValidationError(message, code="amount")
    if not 1 <= meeting.present <= meeting.members:
        message = _("At least one member is present, and no more than the council has.")
        errors["present"] = ValidationError(message, code="present")
    errors |= secret_texts({"conclusion": meeting.conclusion})
    errors |= _wrong_votes(votes, lines, meeting.present)
    if errors:
        raise ValidationError(errors)


def _wrong_votes(votes: Sequence[LineVote], lines: Sequence[int], present: int) -> dict[str, ValidationError]:
    """What is wrong line by line: every line of the letter is voted on once, by no more than were present."""
    errors: dict[str, ValidationError] = {}
    left = set(lines)
    for one in votes:
        place = f"votes[{one.nomination}].in_favour"
        if one.nomination not in left:
            message = _("This is no line of the letter, or it is named twice.")
            errors[place] = ValidationError(message, code="unknown")
        elif min(one.in_favour, one.against, one.abstained) < 0:
            errors[place] = ValidationError(_("A number of votes is not below zero."), code="amount")
        elif one.in_favour + one.against + one.abstained > present:
            message = _("More votes than members present (%(count)d). Count again.") % {"count": present}
            errors[place] = ValidationError(message, code="many")
        left.discard(one.nomination)
    for line in sorted(left):
        message = _("Give the votes on this line: the minutes tell of every line of the letter.")
        errors[f"votes[{line}].in_favour"] = ValidationError(message, code="required")
    return errors


def require_minutes_before(held_on: date | None, dated: date) -> None:
    """A letter is not dated before the meeting that its minutes tell of (R-MINUTES).

    Raises `ValidationError` on `dated`.
    """
    if held_on is None or held_on <= dated:
        return
    message = _(
        "The letter would be dated %(dated)s, before the meeting of the unit's council on %(held)s. Give a date from"
        " that day on; where the day of the meeting is wrong, let the letter go back and correct its minutes."
    )
    days = {"dated": f"{dated:%d/%m/%Y}", "held": f"{held_on:%d/%m/%Y}"}
    raise ValidationError({"dated": ValidationError(message % days, code="R-MINUTES")})
