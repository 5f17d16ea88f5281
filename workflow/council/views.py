"""Pages of the council: sessions, one session by its phase, the ballot, and the deeds of secretary and chair."""

from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflow.council.agenda import fix_agenda
from workflow.council.attendance import open_voting
from workflow.council.ballots import VOTED, cast_ballots
from workflow.council.closing import close_voting
from workflow.council.forms import AgendaForm, BallotForm, MinutesForm, OpenForm
from workflow.council.minutes import minutes_of
from workflow.council.models import CouncilSession, Seat
from workflow.council.pack import copy_for
from workflow.council.queries import (
    COUNCIL,
    RUNS,
    agenda_of,
    ballot_lines,
    own_choices,
    seat_of,
    seats_of,
    sees_all_of,
    session_for,
    sessions_asked,
    waiting_lines,
)
from workflow.council.sessions import conclude_lines, sign_minutes
from workflow.council.showing import VOTES, deeds_on, numbers_of, offers_on_agenda, why_no_ballot
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.offers import offers_for
from workflow.dossiers.queries import named
from workflow.dossiers.telling import read_story, tell
from workflow.dossiers.turns import why_not_now
from workflow.pages.access import keeps_nothing, seen_by
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm
from workflow.pages.listing import page_of
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role
from workflow.worklist.phases import phases_of
from workflow.worklist.queries import desk_of


@seen_by(*COUNCIL)
def sessions(request: Request) -> HttpResponse:
    """The sessions of the person's councils, those that are not concluded first."""
    narrow = Narrowing(request, {"all": _("All"), "open": pgettext("part of a list", "Open"), "closed": _("Concluded")})
    page = page_of(sessions_asked(request.acting, narrow), request)
    return render(request, "council/sessions.html", {"page": page, "narrow": narrow})


@seen_by(*COUNCIL)
def session(request: Request, pk: int) -> HttpResponse:
    """One session: who sits, what is on the agenda, and in its time the count. Before closing nothing is counted."""
    one = session_for(request.acting, pk)
    return render(request, "council/session.html", {**_lists(one, request), **_shows(one, request)})


def _lists(one: CouncilSession, request: Request) -> dict[str, Any]:
    """The agenda and the lines that stand on the session, with the acts on each."""
    narrow, acting = Narrowing(request, label=_("Name of a nominee")), request.acting
    agenda = page_of(agenda_of(one, acting, narrow.text), request, size=200)
    waiting = page_of(named(waiting_lines(one, acting), narrow.text), request, size=200)
    return {
        "narrow": narrow,
        "is_long": narrow.is_narrow or agenda.is_long or waiting.is_long,
        "page": agenda if agenda.has_next else waiting,
        "items": agenda,
        "on_agenda": offers_on_agenda(one, agenda, acting),
        "waiting": waiting.rows,
        "offers": offers_for(waiting, acting),
    }


def _shows(one: CouncilSession, request: Request) -> dict[str, Any]:
    """What the page of a session shows beside its lines. Who handed in a ballot when is told to nobody."""
    acting, desk, seats = request.acting, desk_of(one.case_id), seats_of(one)
    own = next((seat for seat in seats if seat.person_id == request.user.person_id), None)
    return {
        "session": one,
        "phases": phases_of(one.case),
        "seats": seats,
        **numbers_of(seats),
        "deeds": deeds_on(one, desk, own, acting),
        "own": own,
        "may_print": bool(one.minutes) and sees_all_of(one, acting),
        "may_read_papers": copy_for(one, acting) is not None,
        "moments": tell([told for told in read_story(f"{CouncilSession.stream}:{one.pk}") if told.entry.deed != VOTED]),
    }


def _page(
    request: Request, one: CouncilSession, desks: Collection[str], roles: tuple[Role, ...] = RUNS, /, **page: Any
) -> DeedPage:
    """The page of a deed on a session; on another desk it says why it has to wait."""
    posts = request.acting.fitting(roles, one.council_id)
    if not posts:
        raise Http404
    page.setdefault("refused", why_not_now(one.case, desk_of(one.case_id), desks))
    back = reverse("session", args=[one.pk])
    return DeedPage(posts=posts, back=back, thing=one, untold=frozenset({VOTED}), **page)


@seen_by(*RUNS)
def session_agenda(request: Request, pk: int) -> HttpResponse:
    """Fix day, number and agenda."""
    one = session_for(request.acting, pk)
    lead = _("What arrives later waits for the next session.")
    words = {"title": _("Fix the agenda"), "lead": lead, "submit": _("Fix the agenda")}
    given = {"template": "council/agenda.html", "form": {"lines": list(waiting_lines(one, request.acting))}}
    page = _page(request, one, {"agenda"}, **words, **given)
    return deed(request, AgendaForm, page, lambda form: fix_agenda(one, **form.fixed, **form.acts))


@seen_by(*RUNS)
def session_open(request: Request, pk: int) -> HttpResponse:
    """Note who is present, and open the vote."""
    one = session_for(request.acting, pk)
    lead = _("Mark the members who are present. Until the vote is closed nobody sees a count.")
    words = {"title": _("Open the vote"), "lead": lead, "submit": _("Open the vote")}
    page = _page(request, one, {"papers"}, form={"seats": seats_of(one)}, **words)
    return deed(request, OpenForm, page, lambda form: open_voting(one, **form.given, **form.acts))


@seen_by(Role.COUNCIL_MEMBER)
@keeps_nothing
def session_ballot(request: Request, pk: int) -> HttpResponse:
    """A member's sheet. In a secret vote what was chosen is shown to nobody again."""
    one = session_for(request.acting, pk)
    own = seat_of(one, request.user.person_id)
    if own is not None and own.voted and one.secret and one.closed_at is None and request.method != "POST":
        return render(request, "council/ballot_in.html", {"session": one})
    page = _voting(request, one, own)
    return deed(request, BallotForm, page, lambda form: cast_ballots(one, **form.sheet, **form.acts))


def _voting(request: Request, one: CouncilSession, own: Seat | None) -> DeedPage:
    secret = _("The vote is secret: your sheet is handed in once and bears no name.")
    open_one = _("The vote is open: you may change your sheet until the vote is closed.")
    member = request.user.person_id or 0
    return _page(
        request,
        one,
        VOTES,
        (Role.COUNCIL_MEMBER,),
        title=_("Ballot"),
        lead=secret if one.secret else open_one,
        submit=_("Hand in"),
        done=_("Your ballot is in."),
        template="council/ballot.html",
        form={"items": ballot_lines(one, member)},
        initial={f"choices[{line}]": choice for line, choice in own_choices(one, member).items()},
        refused=why_no_ballot(one, desk_of(one.case_id), own),
    )


@seen_by(*RUNS)
def session_close(request: Request, pk: int) -> HttpResponse:
    """Close the vote: at the table, then for the written ballots of absent members; then it is counted."""
    one = session_for(request.acting, pk)
    numbers = numbers_of(seats_of(one))
    lead = _("Ballots in: %(voted)d of %(members)d. After closing nobody votes any more.") % numbers
    page = _page(request, one, VOTES, title=_("Close the vote"), lead=lead, submit=_("Close the vote"))
    return deed(request, DeedForm, page, lambda form: close_voting(one, **form.acts))


@seen_by(*RUNS)
def session_minutes(request: Request, pk: int) -> HttpResponse:
    """Sign the minutes; with the second signature the lines go on."""
    one = session_for(request.acting, pk)
    words = {"title": _("Sign the minutes"), "submit": _("Sign"), "done": _("Signed.")}
    given = {"template": "council/minutes_sign.html", "shows": {"session": one, "text": _text_of(one)}}
    page = _page(request, one, {"minutes"}, **words, **given)
    return deed(request, MinutesForm, page, lambda form: sign_minutes(one, **form.given, **form.acts))


def _text_of(one: CouncilSession) -> str:
    """The minutes as sealed, or as they would be sealed now; none before the count."""
    return one.minutes or (minutes_of(one, "") if one.closed_at is not None else "")


@seen_by(*RUNS)
def session_conclude(request: Request, pk: int) -> HttpResponse:
    """Move the lines left on the desk of the minutes, as counted."""
    one = session_for(request.acting, pk)
    lines = list(waiting_lines(one, request.acting))
    page = _page(request, one, {"minutes"}, title=_("Conclude the lines left"), submit=_("Conclude"), lines=lines)
    return deed(request, DeedForm, page, lambda form: conclude_lines(one, **form.acts))


@seen_by(*COUNCIL)
def session_print(request: Request, pk: int) -> HttpResponse:
    """The minutes for print, once they are sealed, for whoever may see every line of which they tell."""
    one = session_for(request.acting, pk)
    if not one.minutes or not sees_all_of(one, request.acting):
        raise Http404
    return render(request, "council/minutes_print.html", {"session": one})
