"""Pages of the vote: opening, who is at the table, reminders, closing, the ballot, slips, the tellers' count."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from workflow.council.attendance import hand_in_slip, note_attendance, open_voting, remind_members
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.forms import AttendanceForm, CloseForm, OpenForm, SlipForm
from workflow.council.models import CouncilSession, Seat
from workflow.council.queries import (
    RUNS,
    ballot_lines,
    own_choices,
    own_opinions,
    seat_of,
    seats_of,
    session_for,
    slip_of,
)
from workflow.council.room import Live, live_of
from workflow.council.sheets import BallotForm
from workflow.council.showing import MEMBER, VOTES, Mode, numbers_of, why_no_ballot
from workflow.council.views.common import page_on
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.papers import StoredFile, place_of
from workflow.dossiers.scanning import Scan
from workflow.dossiers.views.papers import sent_file
from workflow.pages.access import keeps_nothing, seen_by
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.worklist.queries import desk_of


@seen_by(*RUNS)
def session_open(request: Request, pk: int) -> HttpResponse:
    """Note who is present, and open the vote; without a meeting, ask for the written opinions."""
    one = session_for(request.acting, pk)
    lead = _("Mark the members who are present. Until the vote is closed nobody sees a count.")
    words = {"title": _("Open the vote"), "lead": lead, "submit": _("Open the vote")}
    if one.mode == Mode.WRITTEN:
        lead = _(
            "Every member then fills in the sheet until the last day. Until the round is closed nobody sees a count."
        )
        words = {"title": _("Ask for the written opinions"), "lead": lead, "submit": _("Ask for the opinions")}
    given = {"form": {"seats": seats_of(one), "mode": one.mode}, "template": "council/present.html"}
    page = page_on(request, one, {"papers"}, **words, **given)
    return deed(request, OpenForm, page, lambda form: open_voting(one, **form.opened, **form.acts))


@seen_by(*RUNS)
def session_attendance(request: Request, pk: int) -> HttpResponse:
    """Note who is at the table now: whoever came or left since stands in the minutes with the time."""
    one = session_for(request.acting, pk)
    lead = _("Mark everybody who is at the table now. Who came and who left is noted with the time.")
    words = {"title": _("Note who comes and leaves"), "lead": lead, "submit": _("Note it"), "done": _("Noted.")}
    given = {"form": {"seats": seats_of(one)}, "template": "council/present.html"}
    page = page_on(request, one, {"voting"}, **words, **given)
    return deed(request, AttendanceForm, page, lambda form: note_attendance(one, **form.changes, **form.acts))


@seen_by(*RUNS)
def session_remind(request: Request, pk: int) -> HttpResponse:
    """Remind the members whose ballots are awaited."""
    one = session_for(request.acting, pk)
    live = live_of(one, None)
    lead = _("Ballots awaited: %(count)d. Each of these members gets a notice.") % {"count": live.awaited}
    words = {"title": _("Remind the members"), "lead": lead, "submit": _("Remind"), "done": _("Reminded.")}
    page = page_on(request, one, VOTES, **words)
    return deed(request, DeedForm, page, lambda form: remind_members(one, **form.acts))


@seen_by(*RUNS)
def session_close(request: Request, pk: int) -> HttpResponse:
    """Close the vote: at the table, then for the written ballots of absent members; then it is counted."""
    one = session_for(request.acting, pk)
    live = live_of(one, None)
    words = {"title": _("Close the vote"), "lead": _closes(live), "submit": _("Close the vote")}
    lacks = live.would_count and not live.is_quorate
    page = page_on(request, one, VOTES, form={"lacks_quorum": lacks}, **words)
    return deed(request, CloseForm, page, lambda form: close_voting(one, **form.given, **form.acts))


def _closes(live: Live) -> str:
    """What closing does now."""
    told = [_("Ballots in: %(voted)d of %(members)d.") % numbers_of(live)]
    if not live.would_count:
        told.append(
            _("Written ballots still awaited: %(count)d. They may come until their last day.")
            % {"count": live.in_writing}
        )
    else:
        told.append(_("After closing nobody votes any more."))
        if not live.is_quorate:
            numbers = {"took_part": live.took_part, "needed": live.needed}
            told.append(_("The quorum is not reached: %(took_part)d took part, %(needed)d are needed.") % numbers)
    return " ".join(told)


# The ballot --------------------------------------------------------------------------------------------


@seen_by(Role.COUNCIL_MEMBER)
@keeps_nothing
@sensitive_post_parameters()
def session_ballot(request: Request, pk: int) -> HttpResponse:
    """A member's sheet, to be changed until the closing. What was chosen in secret is shown to nobody again."""
    one = session_for(request.acting, pk)
    page = _voting(request, one, seat_of(one, request.user.person_id))
    return deed(request, BallotForm, page, lambda form: cast_ballots(one, **form.sheet, **form.acts))


def _voting(request: Request, one: CouncilSession, own: Seat | None) -> DeedPage:
    member, is_in = request.user.person_id or 0, own is not None and own.voted
    said = {f"choices[{line}]": choice for line, choice in own_choices(one, member).items()}
    said |= {f"opinions[{line}]": text for line, text in own_opinions(one, member).items()}
    return page_on(
        request,
        one,
        VOTES,
        MEMBER,
        title=_("Ballot"),
        lead=_said_of_vote(one, is_in=is_in),
        submit=_("Hand in"),
        done=_("Your ballot is in."),
        template="council/ballot.html",
        form={"session": one, "items": ballot_lines(one, member), "is_in": is_in},
        initial=said,
        refused=why_no_ballot(one, desk_of(one.case_id), own),
    )


def _said_of_vote(one: CouncilSession, *, is_in: bool) -> str:
    if not one.secret:
        return _("The vote is open: you may change your sheet until the vote is closed.")
    if is_in:
        return _(
            "Your secret ballot is in. What you chose is shown to nobody. To change it, fill in the whole sheet anew"
            " and give its code; until then it stays as it is."
        )
    return _("The vote is secret: your sheet bears no name. You may change it by its code until the vote is closed.")


# Slips -------------------------------------------------------------------------------------------------


@seen_by(Role.COUNCIL_MEMBER)
def session_slip(request: Request, pk: int) -> HttpResponse:
    """An absent member hands in the scan of the signed slip."""
    one = session_for(request.acting, pk)
    own = seat_of(one, request.user.person_id)
    lead = _("The slip says, signed, that the ballot is your own. It never says what you chose.")
    words = {"title": _("Hand in the signed slip"), "lead": lead, "submit": _("Hand in"), "done": _("The slip is in.")}
    given = {"shows": {"own": own, "session": one}, "template": "council/slip.html", "refused": _no_slip(own)}
    page = page_on(request, one, VOTES, MEMBER, **words, **given)
    return deed(request, SlipForm, page, lambda form: hand_in_slip(one, form.stored, **form.acts))


def _no_slip(own: Seat | None) -> tuple[Refusal, ...]:
    if own is not None and own.by_writing and not own.present:
        return ()
    return (Refusal("seat", _("You do not vote in writing at this session."), Basis.COUNCIL),)


@seen_by(*RUNS)
def session_slips(request: Request, pk: int) -> HttpResponse:
    """The slips of absent members, for whoever runs the session."""
    one = session_for(request.acting, pk)
    if not request.acting.fitting(RUNS, one.council_id):
        raise Http404
    seats = [seat for seat in seats_of(one) if (seat.by_writing and not seat.present) or seat.slip_sha256]
    return render(request, "council/slips.html", {"session": one, "seats": seats})


@seen_by(*RUNS, Role.COUNCIL_MEMBER)
def session_slip_file(request: Request, pk: int) -> FileResponse:
    """Send the file of a slip, by its seat: to whoever runs the session, and to its member."""
    seat = slip_of(pk, request.acting)
    size = default_storage.size(place_of(seat.slip_sha256))
    return sent_file(StoredFile(seat.slip_sha256, size, seat.slip_type, seat.slip_name, Scan(seat.slip_scan)))
