"""What the pages of a session show: its deeds, and of a member whether, how and why not to hand in a ballot now."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.council.ballots import why_no_turn
from workflow.council.models import AgendaItem, CouncilSession, Seat
from workflow.council.queries import RUNS
from workflow.dossiers.offers import Offer, offers_for
from workflow.dossiers.showing import Link
from workflow.dossiers.turns import why_not_now
from workflow.pages.acting import Acting
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.worklist.queries import OnDesk

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

VOTES: Final = frozenset({"voting", "absent"})
"""The desks on which ballots are handed in."""
_deeds: "Final[Mapping[str, tuple[str, _StrPromise, str]]]" = {
    "agenda": ("session_agenda", _("Fix the agenda"), "calendar-event"),
    "papers": ("session_open", _("Open the vote"), "inboxes"),
    "voting": ("session_close", _("Close the vote at the table"), "inboxes"),
    "absent": ("session_close", _("Close the written ballots and count"), "inboxes"),
    "minutes": ("session_minutes", _("Sign the minutes"), "pen"),
}


def deeds_on(one: CouncilSession, desk: OnDesk | None, own: Seat | None, acting: Acting) -> list[Link]:
    """The deeds on the session that the person's posts give now; a member's ballot is the first."""
    if desk is None:
        return []
    found = []
    if own is not None and not why_no_ballot(one, desk, own) and acting.fitting({Role.COUNCIL_MEMBER}, one.council_id):
        label = gettext("Change my ballot") if own.voted else gettext("Vote")
        found.append(Link(label, reverse("session_ballot", args=[one.pk]), "check2-square"))
    if desk.desk in _deeds and acting.fitting(RUNS, one.council_id):
        name, label_of, icon = _deeds[desk.desk]
        if one.minutes_signed_at is not None:
            name, label_of, icon = "session_conclude", _("Conclude the lines left"), "check2-all"
        if not _has_signed(one, acting):
            found.append(Link(str(label_of), reverse(name, args=[one.pk]), icon))
    return found


def _has_signed(one: CouncilSession, acting: Acting) -> bool:
    """Whether the person's signature stands under minutes that wait for the other one."""
    signed = {one.signed_by_secretary_id, one.signed_by_chair_id}
    return one.minutes_signed_at is None and acting.user.person_id in signed


def why_no_ballot(one: CouncilSession, desk: OnDesk | None, own: Seat | None) -> tuple[Refusal, ...]:
    """Why the member cannot hand in a sheet now; nothing while it is possible."""
    not_now = why_not_now(one.case, desk, VOTES)
    if not_now or desk is None:
        return not_now
    if own is None:
        return (Refusal("seat", gettext("You have no seat at this session."), Basis.COUNCIL),)
    if own.voted and one.secret:
        message = gettext("Your secret ballot is in already; it cannot be told from the others and stays.")
        return (Refusal("ballot", message, Basis.COUNCIL),)
    turn = why_no_turn(present=own.present, by_writing=own.by_writing, writing_only=desk.desk == "absent")
    return () if turn is None else (turn,)


def offers_on_agenda(one: CouncilSession, agenda: Iterable[AgendaItem], acting: Acting) -> list[Offer]:
    """The acts on lines that have left the session, such as the decider's taking up what was not supported."""
    return offers_for([item.nomination for item in agenda if item.nomination.case_id != one.case_id], acting)


def numbers_of(seats: Sequence[Seat]) -> dict[str, int]:
    """How many members there are, how many are present, and how many ballots are in."""
    return {
        "members": len(seats),
        "present": sum(seat.present for seat in seats),
        "voted": sum(seat.voted for seat in seats),
    }
