"""The agenda of a session: day, number, lines and seats; what the chair adds when it is fixed already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.council.conflicts import write_conflicts
from workflow.council.models import AgendaItem, CouncilSession, Seat
from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.directory.models import Appointment, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import lines_on, require_post, take_case
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.locking import lock_cases_of
from workflow.dossiers.moving import change_case
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.scanning import Scan
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.worklist.board import FORWARD

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

AGENDA_FIXED: Final = "AGENDA_FIXED"
ADDED_LATE: Final = "ADDED_TO_AGENDA"
WRITTEN_UNTIL: Final = "WRITTEN_UNTIL"
RUNS: Final = frozenset({Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR})
"""Who runs a session."""
Mode = CouncilSession.Mode
_longest: Final = {"place": 200, "reason": 300}


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the session is to be held."""

    held_on: date
    place: str
    mode: str
    written_until: date | None
    order: Sequence[int]


@command
def fix_agenda(
    session: CouncilSession,
    held_on: date,
    actor: User | None,
    *,
    capacity: Under,
    order: Sequence[int] = (),
    place: str = "",
    mode: str = "",
    written_until: date | None = None,
    operation_id: str | None = None,
) -> TransitionReport:
    """Fix day, number and agenda: what arrives later waits for the next session.

    `order` lists nominations first to last; those it leaves out follow as they came. Each line is put
    to the vote as it stands now. Members by appointment on that day get a seat; what ties one to a line is kept, and
    whoever it excludes has no ballot on it. `mode` is one of `CouncilSession.Mode`; without one absent members write
    where every route on the agenda lets them. `written_until` is the last day for written ballots; a session without
    a meeting needs one. Raises `ValidationError` by field.
    """
    asked: dict[str, Json] = {
        "deed": AGENDA_FIXED,
        "session": session.pk,
        "held_on": held_on,
        "order": list(order),
        **({"place": place} if place else {}),
        **({"mode": mode} if mode else {}),
        **({"written_until": written_until} if written_until else {}),
    }

    def deed(act: Act) -> TransitionReport:
        lines = lines_of_session(session, act, ("agenda",))
        plan = _Plan(held_on, one_line(place), mode or _usual(lines), written_until, order)
        members = _members(session, held_on)
        _check(plan, lines, members, act.today)
        number = _fix(session, plan, lines, members, act)
        return TransitionReport(act.operation, made={"session": session.pk, "number": number})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _fix(session: CouncilSession, plan: _Plan, lines: Sequence[Line], members: Sequence[int], act: Act) -> int:
    """Write the plan, seat the members, put the lines on the agenda; the number of the session."""
    number = _next_number(session, plan.held_on)
    secret = any(line.route.secret for line in lines)
    _write(session, plan, number, secret=secret)
    _seat(session, members, by_writing=plan.mode != Mode.MEETING)
    put_on_agenda(session, _ordered(lines, plan.order), members, act)
    act.board.stop_collecting(session.case_id)
    act.board.step(session.case_id, FORWARD, due=plan.held_on)
    data: dict[str, Json] = {"number": number, "held_on": plan.held_on, "lines": [line.id for line in lines]}
    if plan.written_until is not None:
        data["written_until"] = plan.written_until
    act.note(CouncilSession, session.pk, AGENDA_FIXED, {**data, "secret": secret, "mode": plan.mode})
    return number


def _write(session: CouncilSession, plan: _Plan, number: int, *, secret: bool) -> None:
    CouncilSession.objects.filter(pk=session.pk).update(
        number=number,
        year=plan.held_on.year,
        held_on=plan.held_on,
        place=plan.place,
        mode=plan.mode,
        written_until=plan.written_until,
        secret=secret,
    )


def _usual(lines: Sequence[Line]) -> str:
    """Without another word absent members write where every route on the agenda lets them."""
    return (Mode.MIXED if all(line.route.absent_by_writing for line in lines) else Mode.MEETING).value


def _check(plan: _Plan, lines: Sequence[Line], members: Sequence[int], today: date) -> None:
    errors = dict([*_wrong_days(plan, members, today), *_wrong_rest(plan, lines)])
    if errors:
        raise ValidationError(errors)


def _wrong_days(plan: _Plan, members: Sequence[int], today: date) -> Iterator[tuple[str, ValidationError]]:
    if plan.held_on < today:
        yield "held_on", ValidationError(_("Give a day from today on."), code="past")
    elif not members:
        message = _("The council has no member in office on that day.")
        yield "held_on", ValidationError(message, code="members")
    if plan.mode == Mode.WRITTEN and plan.written_until is None:
        message = _("Say until which day the members write.")
        yield "written_until", ValidationError(message, code="required")
    if plan.written_until is not None and plan.mode == Mode.MEETING:
        message = _("In this kind of session nobody writes. Leave the day empty, or choose another kind.")
        yield "written_until", ValidationError(message, code="mode")
    elif plan.written_until is not None and plan.written_until < plan.held_on:
        message = _("The last day for written ballots is not before the day of the session.")
        yield "written_until", ValidationError(message, code="past")


def _wrong_rest(plan: _Plan, lines: Sequence[Line]) -> Iterator[tuple[str, ValidationError]]:
    if plan.mode not in Mode.values:
        yield "mode", ValidationError(_("Choose one of the kinds of session."), code="choice")
    elif plan.mode != Mode.MEETING and not all(line.route.absent_by_writing for line in lines):
        message = _("A route on the agenda takes no written ballots. Choose a meeting, or take its lines off.")
        yield "mode", ValidationError(message, code="route")
    if len(set(plan.order)) != len(plan.order) or not set(plan.order) <= {line.id for line in lines}:
        message = _("The order names lines of this session, each once.")
        yield "order", ValidationError(message, code="unknown")
    if len(plan.place) > _longest["place"]:
        message = _("At most %(count)d characters.") % {"count": _longest["place"]}
        yield "place", ValidationError(message, code="max_length")


def _next_number(session: CouncilSession, day: date) -> int:
    """Sessions are numbered by council and year; the council's row is held so that no two take one number."""
    rows.fetch("SELECT id FROM workflow_organisation WHERE id = %s {for_no_key_update}", [session.council_id])
    ((last,),) = rows.fetch(
        "SELECT COALESCE(max(number), 0) FROM workflow_councilsession WHERE council_id = %s AND year = %s",
        [session.council_id, day.year],
    )
    return int(last) + 1


def _members(session: CouncilSession, day: date) -> list[int]:
    posts = Appointment.objects.in_force(day).filter(organisation_id=session.council_id, role=Role.COUNCIL_MEMBER.value)
    return sorted(set(posts.values_list("person_id", flat=True)))


def _seat(session: CouncilSession, members: Sequence[int], *, by_writing: bool) -> None:
    of_slip = ("slip_name", "slip_type", "slip_sha256", "slip_scan")
    columns = ("session_id", "person_id", "present", "by_writing", "voted", *of_slip)
    given = [(session.pk, member, False, by_writing, False, "", "", "", Scan.UNSCANNED.value) for member in members]
    rows.insert_rows(Seat, columns, given)


def _ordered(lines: Sequence[Line], order: Sequence[int]) -> list[Line]:
    place = {nomination: number for number, nomination in enumerate(order)}
    return sorted(lines, key=lambda line: place.get(line.id, len(place)))


def put_on_agenda(
    session: CouncilSession,
    lines: Sequence[Line],
    members: Sequence[int],
    act: Act,
    *,
    after: int = 0,
    reason: str = "",
) -> None:
    """Lines come on the agenda in this order behind place `after`, with what ties the members to them."""
    columns = ("session_id", "nomination_id", "position", "hash", "added_reason", "invalid")
    given = [
        (session.pk, line.id, number, line.content_hash, reason, 0) for number, line in enumerate(lines, after + 1)
    ]
    items = {row[1]: row[0] for row in rows.insert_rows(AgendaItem, columns, given, returning="id, nomination_id")}
    held_on = CouncilSession.objects.values_list("held_on", flat=True).get(pk=session.pk)
    write_conflicts(items, lines, members, held_on or act.today, act)


@command
def add_to_agenda(
    session: CouncilSession,
    nominations: Sequence[int],
    reason: str,
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """The chair puts lines that wait for the next session on an agenda that is fixed, before its vote is opened.

    They stand behind the others. Raises `ValidationError` on `nominations` or `reason`, and `Refused` line by line.
    """
    ids = sorted(set(nominations))
    asked: dict[str, Json] = {"deed": ADDED_LATE, "session": session.pk, "nominations": ids, "reason": reason}

    def deed(act: Act) -> TransitionReport:
        require_post(act, session.council_id, {Role.COUNCIL_CHAIR})
        lock_cases_of(ids, act, also=session.case_id)
        _require_desk(session, act, "papers")
        lines = read_lines(ids, act.today, lock=True)
        _check_late(ids, lines, one_line(reason))
        refused = {line.id: (why,) for line in lines if (why := _why_not_added(line, session)) is not None}
        if refused:
            raise Refused((), refused)
        last = AgendaItem.objects.filter(session=session).order_by("-position").values_list("position", flat=True)
        seats = list(Seat.objects.filter(session=session).order_by("person").values_list("person", flat=True))
        change_case(lines, session.case_id, act, ADDED_LATE)
        put_on_agenda(session, lines, seats, act, after=last.first() or 0, reason=one_line(reason))
        _follow_routes(session, lines_on(session.case_id, act))
        act.note(CouncilSession, session.pk, ADDED_LATE, {"lines": ids}, {"reason": one_line(reason)})
        return TransitionReport(act.operation, made={"session": session.pk, "lines": len(ids)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _require_desk(session: CouncilSession, act: Act, desk: str) -> None:
    node = act.board.node(session.case_id)
    if node is None or node.name != desk:
        message = _("Lines are added while the papers of the session are out and its vote is not open.")
        raise Refused([Refusal("desk", message, Basis.PROCEDURE)])


def _check_late(ids: Sequence[int], lines: Sequence[Line], reason: str) -> None:
    errors = {}
    if not ids or len(lines) != len(ids):
        errors["nominations"] = ValidationError(_("Name nominations that exist."), code="unknown")
    if not reason or len(reason) > _longest["reason"]:
        message = _("Say why they are added, in at most %(count)d characters.") % {"count": _longest["reason"]}
        errors["reason"] = ValidationError(message, code="required")
    if errors:
        raise ValidationError(errors)


def _why_not_added(line: Line, session: CouncilSession) -> Refusal | None:
    if line.state is not State.WITH_COUNCIL or line.council != session.council_id or line.case == session.case_id:
        message = _("Only lines that wait for another session of this council are added.")
        return Refusal("lines", message, Basis.COUNCIL)
    later = CouncilSession.objects.filter(case=line.case, held_on=None).exists()
    if not later:
        message = _("The line stands on a session whose agenda is fixed.")
        return Refusal("lines", message, Basis.COUNCIL)
    return None


def _follow_routes(session: CouncilSession, lines: Sequence[Line]) -> None:
    """What was added may ask for secrecy, or take no written ballots: the session follows the strictest route."""
    secret = any(line.route.secret for line in lines)
    CouncilSession.objects.filter(pk=session.pk).update(secret=secret)
    if not all(line.route.absent_by_writing for line in lines):
        Seat.objects.filter(session=session).update(by_writing=False)
        CouncilSession.objects.filter(pk=session.pk).update(mode=Mode.MEETING, written_until=None)


@command
def set_written_until(
    session: CouncilSession,
    until: date,
    reason: str,
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """The chair gives awaited written ballots another last day. Raises `ValidationError` by field."""
    asked: dict[str, Json] = {"deed": WRITTEN_UNTIL, "session": session.pk, "until": until, "reason": reason}

    def deed(act: Act) -> TransitionReport:
        require_post(act, session.council_id, {Role.COUNCIL_CHAIR})
        take_case(session.case_id, act, ("papers", "voting", "absent"))
        now = CouncilSession.objects.get(pk=session.pk)
        errors = {}
        if now.mode == Mode.MEETING:
            errors["until"] = ValidationError(_("In this kind of session nobody writes."), code="mode")
        elif until < act.today:
            errors["until"] = ValidationError(_("Give a day from today on."), code="past")
        if not one_line(reason) or len(one_line(reason)) > _longest["reason"]:
            message = _("Say why, in at most %(count)d characters.") % {"count": _longest["reason"]}
            errors["reason"] = ValidationError(message, code="required")
        if errors:
            raise ValidationError(errors)
        CouncilSession.objects.filter(pk=session.pk).update(written_until=until)
        told = {"reason": one_line(reason)}
        act.note(CouncilSession, session.pk, WRITTEN_UNTIL, {"until": until}, told)
        return TransitionReport(act.operation, made={"session": session.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def lines_of_session(session: CouncilSession, act: Act, desks: Sequence[str]) -> list[Line]:
    """The lines of a session on one of these desks, locked, for whoever runs it. Raises `Refused`."""
    require_post(act, session.council_id, RUNS)
    return take_case(session.case_id, act, desks, (State.TO_PRESENT, State.WITH_OFFICE, State.WITH_COUNCIL))
