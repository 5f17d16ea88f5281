"""The minutes of a session: what the secretary adds, two signatures, and the lines that go on with them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.council.agenda import RUNS, lines_of_session
from workflow.council.desks import next_session, open_sessions
from workflow.council.minutes import hash_of_minutes, minutes_of
from workflow.council.models import AgendaItem, CouncilSession, MinutesDraft
from workflow.database.arguments import command
from workflow.directory.models import User
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
from workflow.procedure.transitions import Transition

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

MINUTES_DRAFTED: Final = "MINUTES_DRAFTED"
MINUTES_SIGNED: Final = "MINUTES_SIGNED"
CONCLUDED: Final = "LINES_CONCLUDED"
PASSED_ON: Final = "PASSED_TO_NEXT_SESSION"
_longest: Final = 20_000


@command
def draft_minutes(
    session: CouncilSession, remarks: str, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Write what the minutes add to the facts: a revision, from the fixed agenda on until the minutes are sealed.

    Raises `ValidationError` on `remarks`.
    """
    asked: dict[str, Json] = {"deed": MINUTES_DRAFTED, "session": session.pk, "remarks": remarks}

    def deed(act: Act) -> TransitionReport:
        require_post(act, session.council_id, RUNS)
        take_case(session.case_id, act, ("papers", "voting", "absent", "minutes"))
        if CouncilSession.objects.filter(pk=session.pk).exclude(minutes_hash="").exists():
            message = _("The minutes are sealed by a signature; they stay as they are.")
            raise Refused([Refusal("minutes", message, Basis.COUNCIL)])
        if len(remarks) > _longest:
            message = _("At most %(count)d characters.") % {"count": _longest}
            raise ValidationError({"remarks": ValidationError(message, code="max_length")})
        number = MinutesDraft.objects.filter(session=session).count() + 1
        MinutesDraft.objects.create(
            session=session, number=number, remarks=remarks.strip(), person_id=act.holder.person, at=act.at
        )
        act.note(CouncilSession, session.pk, MINUTES_DRAFTED, {"revision": number})
        return TransitionReport(act.operation, made={"session": session.pk, "revision": number})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def last_remarks(session: CouncilSession) -> str:
    """What the newest revision of the draft adds to the minutes."""
    last = MinutesDraft.objects.filter(session=session).order_by("-number").values_list("remarks", flat=True)
    return last.first() or ""


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
        lines = lines_of_session(session, act, ("minutes",))
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
        now.minutes = minutes_of(now, remarks.strip() or last_remarks(now))
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
        lines = lines_of_session(session, act, ("minutes",))
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
