"""What the pages of a session show: its deeds for each post, and why a member cannot hand in a ballot now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.council.ballots import why_no_turn
from workflow.council.models import AgendaItem, CouncilSession, PaperCount, Seat
from workflow.council.queries import RUNS
from workflow.council.room import Live
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
BEFORE_COUNT: Final = VOTES | {"papers"}
"""The desks between the fixed agenda and the count."""
DRAFTS: Final = BEFORE_COUNT | {"minutes"}
"""The desks on which the minutes are drafted."""
CHAIR: Final = frozenset({Role.COUNCIL_CHAIR})
MEMBER: Final = frozenset({Role.COUNCIL_MEMBER})
TELLER: Final = frozenset({Role.TELLER})
Mode = CouncilSession.Mode


@dataclass(frozen=True, slots=True)
class Scene:
    """A session, what is going on in it, the tellers' count, and who looks."""

    session: CouncilSession
    live: Live
    count: PaperCount | None
    person: int | None

    @property
    def has_signed(self) -> bool:
        """Whether the person's signature stands under minutes that wait for the other one."""
        one = self.session
        return one.minutes_signed_at is None and self.person in {one.signed_by_secretary_id, one.signed_by_chair_id}

    @property
    def writes(self) -> bool:
        """Whether the person is a member who votes in writing."""
        own = self.live.own
        return own is not None and own.by_writing and not own.present

    @property
    def may_declare(self) -> bool:
        """Whether a conflict can still be declared: a secret sheet that is in cannot be told from the others."""
        own = self.live.own
        return own is not None and not (own.voted and self.session.secret)

    @property
    def has_papers_to_read(self) -> bool:
        """Whether the papers are out, and the person has not said that they are read."""
        own = self.live.own
        return own is not None and own.papers_read_at is None and self.session.papers_sent_at is not None

    @property
    def counts_paper(self) -> bool:
        """Whether paper ballots are being counted."""
        return self.session.by_paper and (self.count is None or self.count.confirmed_by_id is None)

    @property
    def confirms_paper(self) -> bool:
        """Whether another teller's count waits to be confirmed by this person."""
        return self.counts_paper and self.count is not None and self.count.entered_by_id != self.person


def _always(_scene: Scene) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Deed:
    """A deed: its page, words and icon, whose it is, on which desks, and what else has to be so."""

    name: str
    label: "_StrPromise | Callable[[Scene], _StrPromise]"
    icon: str
    roles: frozenset[Role]
    desks: frozenset[str]
    when: Callable[[Scene], bool] = _always


def _opening(scene: Scene) -> "_StrPromise":
    return _("Ask for the written opinions") if scene.session.mode == Mode.WRITTEN else _("Open the vote")


def _closing(scene: Scene) -> "_StrPromise":
    if scene.live.desk is not None and scene.live.desk.desk == "voting":
        return _("Close the vote at the table")
    if scene.session.mode == Mode.WRITTEN:
        return _("Close the written opinions and count")
    return _("Close the written ballots and count")


_runs: Final = frozenset(RUNS)
_DEEDS: Final = (
    _Deed("session_agenda", _("Fix the agenda"), "calendar-event", _runs, frozenset({"agenda"})),
    _Deed(
        "session_papers",
        _("Send the papers"),
        "send",
        _runs,
        frozenset({"papers"}),
        lambda scene: scene.session.papers_sent_at is None,
    ),
    _Deed("session_open", _opening, "inboxes", _runs, frozenset({"papers"})),
    _Deed("session_attendance", _("Note who comes and leaves"), "person-check", _runs, frozenset({"voting"})),
    _Deed("session_close", _closing, "inboxes", _runs, VOTES),
    _Deed("session_remind", _("Remind the members"), "bell", _runs, VOTES, lambda scene: scene.live.awaited > 0),
    _Deed("session_count", _("Enter the paper count"), "hash", TELLER, frozenset({"voting"}), lambda s: s.counts_paper),
    _Deed(
        "session_count_confirm",
        _("Confirm the paper count"),
        "check2-all",
        TELLER,
        frozenset({"voting"}),
        lambda scene: scene.confirms_paper,
    ),
    _Deed(
        "session_minutes",
        _("Sign the minutes"),
        "pen",
        _runs,
        frozenset({"minutes"}),
        lambda scene: scene.session.minutes_signed_at is None and not scene.has_signed,
    ),
    _Deed(
        "session_conclude",
        _("Conclude the lines left"),
        "check2-all",
        _runs,
        frozenset({"minutes"}),
        lambda scene: scene.session.minutes_signed_at is not None,
    ),
    _Deed("session_late", _("Add lines"), "plus-lg", CHAIR, frozenset({"papers"})),
    _Deed(
        "session_until",
        _("Set another last day"),
        "calendar-event",
        CHAIR,
        BEFORE_COUNT,
        lambda scene: scene.session.mode != Mode.MEETING,
    ),
    _Deed(
        "session_draft",
        _("Draft the minutes"),
        "pencil-square",
        _runs,
        DRAFTS,
        lambda scene: not scene.session.minutes_hash,
    ),
    _Deed(
        "session_read",
        _("I have read the papers"),
        "check2-square",
        MEMBER,
        frozenset({"papers", "absent"}),
        lambda scene: scene.has_papers_to_read,
    ),
    _Deed(
        "session_declare",
        _("Declare a conflict of interest"),
        "slash-circle",
        MEMBER,
        BEFORE_COUNT,
        lambda scene: scene.may_declare,
    ),
    _Deed(
        "session_slip", _("Hand in the signed slip"), "file-earmark-arrow-up", MEMBER, VOTES, lambda scene: scene.writes
    ),
)
"""In the order in which a page offers them; a member's ballot comes before all."""


def deeds_on(scene: Scene, acting: Acting) -> list[Link]:
    """The deeds on the session that the person's posts give now; a member's ballot is the first."""
    one, desk = scene.session, scene.live.desk
    if desk is None:
        return []
    found = []
    own = scene.live.own
    if own is not None and not why_no_ballot(one, desk, own) and acting.fitting(MEMBER, one.council_id):
        label = gettext("Change my ballot") if own.voted else gettext("Vote")
        found.append(Link(label, reverse("session_ballot", args=[one.pk]), "check2-square"))
    for deed in _DEEDS:
        if desk.desk in deed.desks and deed.when(scene) and acting.fitting(deed.roles, one.council_id):
            label = str(deed.label(scene) if callable(deed.label) else deed.label)
            found.append(Link(label, reverse(deed.name, args=[one.pk]), deed.icon))
    return found


def next_deed(scene: Scene, acting: Acting) -> Link | None:
    """What whoever runs the session does next."""
    runs = {reverse(name, args=[scene.session.pk]) for name in _NEXT}
    return next((one for one in deeds_on(scene, acting) if one.url in runs), None)


_NEXT: Final = ("session_agenda", "session_open", "session_close", "session_minutes", "session_conclude")


def ways_on(one: CouncilSession, acting: Acting) -> list[Link]:
    """Where else one looks at the session: the room and the hall, conflicts, slips, the papers to print."""
    found = []
    runs = bool(acting.fitting(RUNS, one.council_id))
    if one.held_on is not None and one.case.finished is None:
        found.append(Link(gettext("Session room"), reverse("session_room", args=[one.pk]), "people-fill"))
    if runs and one.held_on is not None:
        if one.case.finished is None:
            found.append(Link(gettext("Screen for the hall"), reverse("session_hall", args=[one.pk]), "bar-chart"))
        found.append(
            Link(gettext("Conflicts of interest"), reverse("session_conflicts", args=[one.pk]), "shield-check")
        )
        if one.mode != Mode.MEETING:
            found.append(Link(gettext("Signed slips"), reverse("session_slips", args=[one.pk]), "paperclip"))
    if runs and one.held_on is not None:
        found.append(
            Link(gettext("Draft and its revisions"), reverse("session_drafts", args=[one.pk]), "clock-history")
        )
    if one.closed_at is not None:
        found.append(Link(gettext("Record of the count"), reverse("session_record", args=[one.pk]), "printer"))
    if one.minutes:
        found.append(Link(gettext("Minutes"), reverse("session_print", args=[one.pk]), "printer"))
    return found


def why_no_ballot(one: CouncilSession, desk: OnDesk | None, own: Seat | None) -> tuple[Refusal, ...]:
    """Why the member cannot hand in a sheet now; nothing while it is possible."""
    not_now = why_not_now(one.case, desk, VOTES)
    if not_now or desk is None:
        return not_now
    if own is None:
        return (Refusal("seat", gettext("You have no seat at this session."), Basis.COUNCIL),)
    if one.by_paper:
        message = gettext("It is voted on paper at this session; the tellers count.")
        return (Refusal("ballot", message, Basis.COUNCIL),)
    turn = why_no_turn(present=own.present, by_writing=own.by_writing, writing_only=desk.desk == "absent")
    return () if turn is None else (turn,)


def offers_on_agenda(one: CouncilSession, agenda: Iterable[AgendaItem], acting: Acting) -> list[Offer]:
    """The acts on lines that have left the session, such as the decider's taking up what was not supported."""
    return offers_for([item.nomination for item in agenda if item.nomination.case_id != one.case_id], acting)


def numbers_of(live: Live) -> dict[str, Any]:
    """How many members there are, how many are present, and how many ballots are in."""
    return {"members": live.members, "present": live.present, "voted": live.voted}
