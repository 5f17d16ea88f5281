"""A member's seat at a session, held while the member acts; and whether the vote is open for it."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from workflow.council.models import CouncilSession
from workflow.database import rows
from workflow.dossiers.reports import Refused
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

SLIPS: Final = ("workflow_seat", "slip_sha256", "slip_scan")
"""Where the files of signed slips stand, for the virus scan: table, hash and verdict."""


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """A locked seat and what its session says of the vote."""

    present: bool
    by_writing: bool
    voted: bool
    secret: bool
    by_paper: bool
    opened: bool
    written_only: bool


# The case first, shared: others may vote at the same time, nobody closes meanwhile. Then the seat.
_CASE: Final = "SELECT finished FROM workflow_case WHERE id = %s {for_share}"
_SESSION: Final = (
    "SELECT s.secret, s.by_paper, s.voting_opened_at, s.closed_at, s.held_on, w.flow_task"
    " FROM workflow_councilsession s"
    " JOIN workflow_workitem w ON w.process_id = s.case_id AND w.finished IS NULL WHERE s.id = %s"
)
_SEAT: Final = (
    "SELECT present, by_writing, voted FROM workflow_seat WHERE session_id = %s AND person_id = %s {for_update}"
)


def hold_seat(session: CouncilSession, member: int) -> HeldSeat:
    """Keep the session from being closed, and the member's seat for oneself. Raises `Refused` without a seat.

    Refused also before the agenda is fixed and after the count.
    """
    ((finished,),) = rows.fetch(_CASE, [session.case_id]) or [(True,)]
    found = rows.fetch(_SESSION, [session.pk])
    if finished or not found or found[0][3] is not None or found[0][4] is None:
        message = _("The vote is not open.")
        raise Refused([Refusal("ballot", message, Basis.COUNCIL, Role.COUNCIL_SECRETARY)])
    ((secret, by_paper, opened, _closed, _held_on, desk),) = found
    seat = rows.fetch(_SEAT, [session.pk, member])
    if not seat:
        raise Refused([Refusal("seat", _("You have no seat at this session."), Basis.COUNCIL)])
    ((present, by_writing, voted),) = seat
    return HeldSeat(
        bool(present),
        bool(by_writing),
        bool(voted),
        bool(secret),
        bool(by_paper),
        opened is not None,
        str(desk).endswith(".absent"),
    )
