"""Who is at the table: papers sent and read, the vote opened, members who come and leave while it is open."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.council.agenda import RUNS, Mode, lines_of_session
from workflow.council.conflicts import write_conflicts
from workflow.council.models import AgendaItem, Attendance, CouncilSession, Seat
from workflow.database import rows
from workflow.database.arguments import command
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.lines import Line
from workflow.dossiers.papers import StoredFile, is_in_store
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.scanning import Scan
from workflow.notifications.catalogue import Notice
from workflow.notifications.outbox import Message
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.worklist.board import FORWARD

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

PAPERS_SENT: Final = "PAPERS_SENT"
PAPERS_READ: Final = "PAPERS_READ"
VOTING_OPENED: Final = "VOTING_OPENED"
ATTENDANCE: Final = "ATTENDANCE_NOTED"
REMINDED: Final = "MEMBERS_REMINDED"
SLIP: Final = "SLIP_HANDED_IN"


@command
def send_papers(
    session: CouncilSession, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Send the papers of a fixed agenda: every member is told where they are. Once only."""
    asked: dict[str, Json] = {"deed": PAPERS_SENT, "session": session.pk}

    def deed(act: Act) -> TransitionReport:
        lines_of_session(session, act, ("papers",))
        sent = CouncilSession.objects.filter(pk=session.pk, papers_sent_at=None).update(papers_sent_at=act.at)
        if not sent:
            raise Refused([Refusal("papers", _("The papers are out already."), Basis.COUNCIL)])
        members = list(Seat.objects.filter(session=session).order_by("person").values_list("person", flat=True))
        _tell(session, members, Notice.PAPERS_SENT, act)
        act.note(CouncilSession, session.pk, PAPERS_SENT, {"members": members})
        return TransitionReport(act.operation, made={"session": session.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _tell(session: CouncilSession, members: Sequence[int], notice: Notice, act: Act) -> None:
    for member in members:
        payload = {"session": session.pk}
        act.tell(Message(notice, Role.COUNCIL_MEMBER.value, session.council_id, member, payload=payload))


@command
def mark_papers_read(
    session: CouncilSession, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """A member says that they have read the papers. Saying it again changes nothing."""
    asked: dict[str, Json] = {"deed": PAPERS_READ, "session": session.pk}

    def deed(act: Act) -> TransitionReport:
        require_post(act, session.council_id, {Role.COUNCIL_MEMBER})
        mine = Seat.objects.filter(session=session, person=act.holder.person)
        if not mine.exists():
            raise Refused([Refusal("seat", _("You have no seat at this session."), Basis.COUNCIL)])
        if not CouncilSession.objects.filter(pk=session.pk, papers_sent_at__isnull=False).exists():
            raise Refused([Refusal("papers", _("The papers are not out yet."), Basis.COUNCIL)])
        if mine.filter(papers_read_at=None).update(papers_read_at=act.at):
            act.note(CouncilSession, session.pk, PAPERS_READ)
        return TransitionReport(act.operation, made={"session": session.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def open_voting(
    session: CouncilSession,
    present: Sequence[int],
    actor: User | None,
    *,
    capacity: Under,
    by_paper: bool = False,
    operation_id: str | None = None,
) -> TransitionReport:
    """The papers are out and the session begins: note who is present, and open the vote.

    Not before the day for which the members were summoned. What has come to tie members to lines since the agenda
    was fixed is kept now. In a session without a meeting nobody is present, and
    the written ballots are awaited at once. `by_paper`: the members at the table vote on paper, and two tellers
    count. Raises `ValidationError` on `present` for people without a seat, on `by_paper` where absent members write.
    """
    here = sorted(set(present))
    paper: dict[str, Json] = {"by_paper": True} if by_paper else {}
    asked: dict[str, Json] = {"deed": VOTING_OPENED, "session": session.pk, "present": sorted(present), **paper}

    def deed(act: Act) -> TransitionReport:
        lines = lines_of_session(session, act, ("papers",))
        now = CouncilSession.objects.get(pk=session.pk)
        _check_opening(now, here, act, by_paper=by_paper)
        _look_for_conflicts(session, lines, act)
        Seat.objects.filter(session=session, person_id__in=here).update(present=True)
        now.papers_sent_at = now.papers_sent_at or act.at
        now.voting_opened_at, now.by_paper = act.at, by_paper
        now.save(update_fields=["papers_sent_at", "voting_opened_at", "by_paper"])
        act.board.step(session.case_id, FORWARD)
        if now.mode == Mode.WRITTEN:
            act.board.step(session.case_id, FORWARD, due=now.written_until)
        act.note(CouncilSession, session.pk, VOTING_OPENED, {"present": here, **paper})
        return TransitionReport(act.operation, made={"session": session.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _look_for_conflicts(session: CouncilSession, lines: Sequence[Line], act: Act) -> None:
    """What has come to tie members to lines since the agenda was fixed, such as a kinship declared meanwhile."""
    on = AgendaItem.objects.filter(session=session, nomination__in=[line.id for line in lines])
    members = list(Seat.objects.filter(session=session).order_by("person").values_list("person", flat=True))
    write_conflicts(dict(on.values_list("nomination_id", "pk")), lines, members, act.today, act)


def _check_day(now: CouncilSession, act: Act) -> None:
    if now.held_on is not None and now.held_on > act.today:
        day = f"{now.held_on:%d/%m/%Y}"
        message = _("The session is held on %(day)s. The vote is opened on that day.") % {"day": day}
        raise Refused([Refusal("day", message, Basis.COUNCIL)])


def _check_opening(now: CouncilSession, present: Sequence[int], act: Act, *, by_paper: bool) -> None:
    _check_day(now, act)
    errors = {}
    seats = set(Seat.objects.filter(session=now).values_list("person_id", flat=True))
    strange = sorted(set(present) - seats)
    if strange:
        message = _("These people have no seat: %(ids)s.") % {"ids": ", ".join(map(str, strange))}
        errors["present"] = ValidationError(message, code="unknown")
    elif present and now.mode == Mode.WRITTEN:
        message = _("This session has no meeting; nobody is present.")
        errors["present"] = ValidationError(message, code="mode")
    if by_paper and now.mode != Mode.MEETING:
        message = _("On paper it is voted at the table only. Absent members write in this session; vote without paper.")
        errors["by_paper"] = ValidationError(message, code="mode")
    if errors:
        raise ValidationError(errors)


@command
def note_attendance(
    session: CouncilSession,
    came: Sequence[int],
    left: Sequence[int],
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """Members come to the table or leave it while the vote is open there. Raises `ValidationError` by field.

    Who leaves after handing in a ballot has voted; who leaves before may write where the session takes it.
    """
    coming, leaving = sorted(set(came)), sorted(set(left))
    asked: dict[str, Json] = {"deed": ATTENDANCE, "session": session.pk, "came": coming, "left": leaving}

    def deed(act: Act) -> TransitionReport:
        require_post(act, session.council_id, RUNS)
        take_case(session.case_id, act, ("voting",))
        text = "SELECT person_id, id, present FROM workflow_seat WHERE session_id = %s ORDER BY person_id {for_update}"
        seats = {person: (seat, bool(at_table)) for person, seat, at_table in rows.fetch(text, [session.pk])}
        _check_attendance(seats, coming, leaving)
        present = sum(at_table for _seat, at_table in seats.values()) + len(coming) - len(leaving)
        for people, here in ((coming, True), (leaving, False)):
            Seat.objects.filter(session=session, person__in=people).update(present=here)
        given = [(seats[one][0], act.at, one in coming, present) for one in sorted([*coming, *leaving])]
        rows.insert_rows(Attendance, ("seat_id", "at", "came", "present"), given)
        act.note(CouncilSession, session.pk, ATTENDANCE, {"came": coming, "left": leaving, "present": present})
        return TransitionReport(act.operation, made={"session": session.pk, "present": present})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _check_attendance(seats: dict[int, tuple[int, bool]], came: Sequence[int], left: Sequence[int]) -> None:
    errors = {}
    if any(one not in seats or seats[one][1] for one in came):
        errors["came"] = ValidationError(_("Name members with a seat who are not at the table."), code="unknown")
    if any(one not in seats or not seats[one][1] for one in left):
        errors["left"] = ValidationError(_("Name members who are at the table."), code="unknown")
    if not came and not left:
        errors["came"] = ValidationError(_("Say who came or who left."), code="empty")
    if errors:
        raise ValidationError(errors)


@command
def remind_members(
    session: CouncilSession, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Remind the members whose ballots are awaited; `made` says how many."""
    asked: dict[str, Json] = {"deed": REMINDED, "session": session.pk}

    def deed(act: Act) -> TransitionReport:
        lines_of_session(session, act, ("voting", "absent"))
        waited = Seat.objects.filter(session=session, voted=False).exclude(present=False, by_writing=False)
        members = list(waited.order_by("person").values_list("person", flat=True))
        if not members:
            raise Refused([Refusal("ballot", _("No ballot is awaited."), Basis.COUNCIL)])
        _tell(session, members, Notice.BALLOT_AWAITED, act)
        act.note(CouncilSession, session.pk, REMINDED, {"members": members})
        return TransitionReport(act.operation, made={"session": session.pk, "members": len(members)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def hand_in_slip(
    session: CouncilSession, file: StoredFile, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """An absent member hands in the scan of the signed slip that goes with the written ballot.

    It says that the ballot is the member's own, never what was chosen. A newer one takes its place until the vote is
    closed. Raises `ValidationError` on `file`.
    """
    asked: dict[str, Json] = {"deed": SLIP, "session": session.pk, "file": file.sha256}

    def deed(act: Act) -> TransitionReport:
        require_post(act, session.council_id, {Role.COUNCIL_MEMBER})
        take_case(session.case_id, act, ("papers", "voting", "absent"))
        if not is_in_store(file) or file.scan is Scan.INFECTED:
            raise ValidationError(
                {"file": ValidationError(_("Upload the file again; it is not in the store."), code="file")}
            )
        written = Seat.objects.filter(session=session, person=act.holder.person, by_writing=True, present=False).update(
            slip_name=file.file_name,
            slip_type=file.content_type,
            slip_sha256=file.sha256,
            slip_scan=file.scan.value,
        )
        if not written:
            message = _("You do not vote in writing at this session.")
            raise Refused([Refusal("seat", message, Basis.COUNCIL)])
        act.note(CouncilSession, session.pk, SLIP, {"file": file.sha256})
        return TransitionReport(act.operation, made={"session": session.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)
