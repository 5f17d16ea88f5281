"""A council session: agenda and papers, attendance, closing with the tally, minutes with two signatures."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.council.ballots import mix
from workflow.council.desks import next_session, open_sessions
from workflow.council.minutes import hash_of_minutes, minutes_of
from workflow.council.models import AgendaItem, CouncilSession, Exclusion, Seat
from workflow.council.tally import count, counted_against, has_quorum, meets
from workflow.database import rows
from workflow.database.arguments import command
from workflow.directory.models import Appointment, User
from workflow.directory.signature import block_of
from workflow.dossiers.act import Act, NothingDone, Under, perform
from workflow.dossiers.door import Move, move_lines
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.lines import Line
from workflow.dossiers.moving import change_case
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.routes import ConflictRule
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.board import FORWARD

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

AGENDA_FIXED: Final = "AGENDA_FIXED"
VOTING_OPENED: Final = "VOTING_OPENED"
CLOSED: Final = "VOTING_CLOSED"
MINUTES_SIGNED: Final = "MINUTES_SIGNED"
CONCLUDED: Final = "LINES_CONCLUDED"
PASSED_ON: Final = "PASSED_TO_NEXT_SESSION"
_runs: Final = frozenset({Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR})


@command
def fix_agenda(
    session: CouncilSession,
    held_on: date,
    actor: User | None,
    *,
    capacity: Under,
    order: Sequence[int] = (),
    operation_id: str | None = None,
) -> TransitionReport:
    """Fix day, number and agenda: what arrives later waits for the next session.

    `order` lists nominations first to last; those it leaves out follow as they came. Each line is put
    to the vote as it stands now. Members by appointment on that day get a seat; a member who is the
    nominee, or a declared relative where the route excludes them, has no ballot on that line. Raises
    `ValidationError` on `held_on` or `order`.
    """
    asked: dict[str, Json] = {"deed": AGENDA_FIXED, "session": session.pk, "held_on": held_on, "order": list(order)}

    def deed(act: Act) -> TransitionReport:
        lines = _lines_on(session, act, ("agenda",))
        members = _members(session, held_on)
        _check_agenda(held_on, order, lines, members, act.today)
        number = _next_number(session, held_on)
        secret = any(line.route.secret for line in lines)
        CouncilSession.objects.filter(pk=session.pk).update(
            number=number, year=held_on.year, held_on=held_on, secret=secret
        )
        _seat(session, members, lines)
        _put_on_agenda(session, lines, order, members)
        act.board.stop_collecting(session.case_id)
        act.board.step(session.case_id, FORWARD, due=held_on)
        data: dict[str, Json] = {"number": number, "held_on": held_on, "lines": [line.id for line in lines]}
        act.note(CouncilSession, session.pk, AGENDA_FIXED, {**data, "secret": secret})
        return TransitionReport(act.operation, made={"session": session.pk, "number": number})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _check_agenda(
    held_on: date, order: Sequence[int], lines: Sequence[Line], members: Sequence[int], today: date
) -> None:
    errors: dict[str, ValidationError] = {}
    if held_on < today:
        errors["held_on"] = ValidationError(_("Give a day from today on."), code="past")
    elif not members:
        message = _("The council has no member in office on that day.")
        errors["held_on"] = ValidationError(message, code="members")
    if len(set(order)) != len(order) or not set(order) <= {line.id for line in lines}:
        message = _("The order names lines of this session, each once.")
        errors["order"] = ValidationError(message, code="unknown")
    if errors:
        raise ValidationError(dict(errors))


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


def _seat(session: CouncilSession, members: Sequence[int], lines: Sequence[Line]) -> None:
    by_writing = all(line.route.absent_by_writing for line in lines)
    columns = ("session_id", "person_id", "present", "by_writing", "voted")
    rows.insert_rows(Seat, columns, [(session.pk, member, False, by_writing, False) for member in members])


def _put_on_agenda(
    session: CouncilSession, lines: Sequence[Line], order: Sequence[int], members: Sequence[int]
) -> None:
    place = {nomination: number for number, nomination in enumerate(order)}
    listed = sorted(lines, key=lambda line: place.get(line.id, len(place)))
    columns = ("session_id", "nomination_id", "position", "hash")
    given = [(session.pk, line.id, number, line.content_hash) for number, line in enumerate(listed, 1)]
    items = {row[1]: row[0] for row in rows.insert_rows(AgendaItem, columns, given, returning="id, nomination_id")}
    kin = _kin(members)
    excluded = [
        (items[line.id], member, why)
        for line in listed
        for member in members
        if (why := _why_excluded(line, member, kin.get(member, frozenset())))
    ]
    rows.insert_rows(Exclusion, ("item_id", "person_id", "why"), excluded)


def _kin(members: Sequence[int]) -> Mapping[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    given = rows.array(members)
    pairs = rows.fetch(
        "SELECT person_id, relative_id FROM workflow_kinship"
        f" WHERE {rows.among('person_id')} OR {rows.among('relative_id')}",
        [given, given],
    )
    for person, relative in pairs:
        found.setdefault(person, set()).add(relative)
        found.setdefault(relative, set()).add(person)
    return {person: frozenset(relatives) for person, relatives in found.items()}


def _why_excluded(line: Line, member: int, kin: frozenset[int]) -> str:
    """The ground on which a member has no ballot on a line, or nothing. Oneself is excluded by every route."""
    if line.nominee_person is None:
        return ""
    if line.nominee_person == member:
        return "SELF"
    if line.nominee_person in kin and line.route.conflict_relative is ConflictRule.EXCLUDE:
        return "RELATIVE"
    return ""


@command
def open_voting(
    session: CouncilSession,
    present: Sequence[int],
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """The papers are out and the session begins: note who is present, and open the vote.

    Not before the day for which the members were summoned. Raises `ValidationError` on `present` for
    people without a seat.
    """
    asked: dict[str, Json] = {"deed": VOTING_OPENED, "session": session.pk, "present": sorted(present)}

    def deed(act: Act) -> TransitionReport:
        _lines_on(session, act, ("papers",))
        _check_day(session, act.today)
        seats = set(Seat.objects.filter(session=session).values_list("person_id", flat=True))
        strange = sorted(set(present) - seats)
        if strange:
            message = _("These people have no seat: %(ids)s.") % {"ids": ", ".join(map(str, strange))}
            raise ValidationError({"present": ValidationError(message, code="unknown")})
        Seat.objects.filter(session=session, person_id__in=present).update(present=True)
        CouncilSession.objects.filter(pk=session.pk).update(papers_sent_at=act.at, voting_opened_at=act.at)
        act.board.step(session.case_id, FORWARD)
        act.note(CouncilSession, session.pk, VOTING_OPENED, {"present": sorted(set(present))})
        return TransitionReport(act.operation, made={"session": session.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _check_day(session: CouncilSession, today: date) -> None:
    held_on = CouncilSession.objects.values_list("held_on", flat=True).get(pk=session.pk)
    if held_on is not None and held_on > today:
        message = _("The session is held on %(day)s. The vote is opened on that day.") % {"day": f"{held_on:%d/%m/%Y}"}
        raise Refused([Refusal("day", message, Basis.COUNCIL)])


@command
def close_voting(
    session: CouncilSession, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Close the vote at the table; once the ballots of absent members are in or given up, count.

    The first call waits for absent members where the route lets them write; the next one counts.
    Closing is atomic against the last vote: a ballot is counted or refused, never lost.
    """
    asked: dict[str, Json] = {"deed": CLOSED, "session": session.pk}

    def deed(act: Act) -> TransitionReport:
        lines = _lines_on(session, act, ("voting", "absent"))
        node = act.board.node(session.case_id)
        missing = Seat.objects.filter(session=session, voted=False, present=False, by_writing=True).exists()
        act.board.step(session.case_id, FORWARD)
        if node is not None and node.name == "voting":
            if missing:
                act.note(CouncilSession, session.pk, "WAITING_FOR_ABSENT")
                return TransitionReport(act.operation, made={"session": session.pk, "closed": False})
            act.board.step(session.case_id, FORWARD)
        _count(session, lines, act)
        return TransitionReport(act.operation, made={"session": session.pk, "closed": True})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _count(session: CouncilSession, lines: Sequence[Line], act: Act) -> None:
    """Count the ballots and judge each line by the threshold of its own route; the tally is done."""
    mix(session)
    seats = list(Seat.objects.filter(session=session))
    members, took_part = len(seats), sum(seat.present or seat.voted for seat in seats)
    quorum = all(has_quorum(line.route.quorum, present=took_part, members=members) for line in lines)
    routes = {line.id: line.route for line in lines}
    counted: dict[str, Json] = {}
    results: list[rows.Row] = []
    for item in AgendaItem.objects.filter(session=session, nomination_id__in=routes).prefetch_related("ballots"):
        votes = count(ballot.choice for ballot in item.ballots.all())
        threshold = routes[item.nomination_id].threshold
        basis = counted_against(threshold, members=members, present=took_part, cast=votes.cast)
        result = (votes.in_favour, votes.against, votes.abstained, meets(threshold, votes.in_favour, basis))
        counted[str(item.nomination_id)] = result
        results.append((item.pk, *result))
    rows.update_rows(AgendaItem, "id", ("in_favour", "against", "abstained", "supported"), results)
    CouncilSession.objects.filter(pk=session.pk).update(
        closed_at=act.at, members_all=members, members_present=took_part, quorum_met=quorum
    )
    act.board.step(session.case_id, FORWARD)
    data: dict[str, Json] = {"members": members, "present": took_part, "quorum": quorum, "counted": counted}
    act.note(CouncilSession, session.pk, CLOSED, data)


@command
def sign_minutes(
    session: CouncilSession,
    actor: User | None,
    *,
    capacity: Under,
    remarks: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """Sign the minutes, secretary and chair each once; with the second signature the lines go on in the same act.

    The minutes are made from the facts with the remarks of whoever signs first, and sealed by hash. A
    session without quorum passes its lines to the next one. Lines that the second signer may not act on
    (a nomination of oneself or of a declared relative) do not hinder the signature: they are reported,
    stay on the desk of the minutes, and the first signer moves them by `conclude_lines`.
    """
    asked: dict[str, Json] = {"deed": MINUTES_SIGNED, "session": session.pk, "remarks": remarks}

    def deed(act: Act) -> TransitionReport:
        lines = _lines_on(session, act, ("minutes",))
        now = CouncilSession.objects.get(pk=session.pk)
        role = act.holder.role
        block = block_of(act.holder.appointment, None, act.today, of_the_body=False)
        complete = _put_signature(now, role, remarks, block, act)
        told: dict[str, Json] = {"hash": now.minutes_hash, "as": role.value, "block": block}
        act.note(CouncilSession, session.pk, MINUTES_SIGNED, told)
        made = {"session": session.pk}
        if not complete:
            return TransitionReport(act.operation, made=made)
        if not now.quorum_met:
            _pass_on(now, lines, act)
            return TransitionReport(act.operation, made=made)
        try:
            report = move_lines(_moves(now, lines), act, whole=False)
        except NothingDone as nothing:
            # The signature stands, whatever becomes of the lines.
            report = nothing.report
        return TransitionReport(act.operation, moved=report.moved, refused=report.refused, made=made)

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _put_signature(now: CouncilSession, role: Role, remarks: str, block: Sequence[str], act: Act) -> bool:
    """Sign in one of the two posts; whether both have signed. Raises `Refused` for a second signature of one kind."""
    if (now.signed_by_secretary_id if role is Role.COUNCIL_SECRETARY else now.signed_by_chair_id) is not None:
        raise Refused([Refusal("minutes", _("These minutes bear your signature already."), Basis.COUNCIL)])
    if act.person in {now.signed_by_secretary_id, now.signed_by_chair_id}:
        message = _("Two people sign the minutes. You have signed them in your other post.")
        raise Refused([Refusal("minutes", message, Basis.SEPARATION_OF_DUTIES, of_authority=True)])
    if not now.minutes_hash:
        now.minutes = minutes_of(now, remarks)
        now.minutes_hash = hash_of_minutes(now.minutes)
    if role is Role.COUNCIL_SECRETARY:
        now.signed_by_secretary_id, now.secretary_block = act.person, "\n".join(block)
    else:
        now.signed_by_chair_id, now.chair_block = act.person, "\n".join(block)
    complete = now.signed_by_secretary_id is not None and now.signed_by_chair_id is not None
    now.minutes_signed_at = act.at if complete else None
    of_signatures = ["signed_by_secretary", "signed_by_chair", "secretary_block", "chair_block"]
    now.save(update_fields=["minutes", "minutes_hash", "minutes_signed_at", *of_signatures])
    return complete


@command
def conclude_lines(
    session: CouncilSession, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Move the lines that are left when both have signed: as counted, without another signature under the minutes.

    For the lines on which the second signer might not act: the first signer concludes them, or, where
    both stand too near, whoever else holds one of the two posts, such as a deputy of the chair. Lines
    on which this actor may not act either stay, with their reasons.
    """
    asked: dict[str, Json] = {"deed": CONCLUDED, "session": session.pk}

    def deed(act: Act) -> TransitionReport:
        lines = _lines_on(session, act, ("minutes",))
        now = CouncilSession.objects.get(pk=session.pk)
        if now.minutes_signed_at is None:
            message = _("The minutes are not signed by both yet. Sign them first; the lines go on with that.")
            raise Refused([Refusal("minutes", message, Basis.COUNCIL)])
        report = move_lines(_moves(now, lines), act, whole=False)
        act.note(CouncilSession, session.pk, CONCLUDED, {"lines": sorted(report.moved)})
        return TransitionReport(act.operation, moved=report.moved, refused=report.refused, made={"session": session.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _moves(session: CouncilSession, lines: Sequence[Line]) -> list[Move]:
    """What each line does by the count."""
    items = dict(AgendaItem.objects.filter(session=session).values_list("nomination_id", "supported"))
    supported = tuple(line.id for line in lines if items[line.id])
    others = tuple(line.id for line in lines if not items[line.id])
    moves = [Move(Transition.SUPPORT, supported), Move(Transition.NOT_SUPPORT, others)]
    return [move for move in moves if move.nominations]


def _pass_on(session: CouncilSession, lines: Sequence[Line], act: Act) -> None:
    """A session closed without quorum decides nothing: its lines wait for the next one."""
    _key, case = next_session(session.council_id)
    ((case_id, fresh),) = act.board.open([case])
    if fresh:
        open_sessions([(case_id, session.council_id)], act)
    change_case(lines, case_id, act, PASSED_ON)


def _lines_on(session: CouncilSession, act: Act, desks: Sequence[str]) -> list[Line]:
    require_post(act, session.council_id, _runs)
    return take_case(session.case_id, act, desks, (State.TO_PRESENT, State.WITH_OFFICE, State.WITH_COUNCIL))
