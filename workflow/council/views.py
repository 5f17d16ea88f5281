"""Pages of the council: sessions, one session by its phase, the ballot, and the deeds of secretary and chair."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.council.ballots import cast_ballots
from workflow.council.forms import AgendaForm, BallotForm, MinutesForm, OpenForm
from workflow.council.minutes import minutes_of
from workflow.council.models import CouncilSession
from workflow.council.queries import (
    COUNCIL,
    RUNS,
    agenda_of,
    ballot_lines,
    seat_of,
    seats_of,
    session_for,
    sessions_of,
    waiting_lines,
)
from workflow.council.sessions import close_voting, conclude_lines, fix_agenda, open_voting, sign_minutes
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.offers import offers_for
from workflow.dossiers.telling import moments_of
from workflow.pages.access import seen_by
from workflow.pages.acting import Acting, Request
from workflow.pages.forms import DeedForm
from workflow.pages.listing import page_of
from workflow.procedure.roles import Role
from workflow.worklist.queries import OnDesk, desk_of


@seen_by(*COUNCIL)
def sessions(request: Request) -> HttpResponse:
    """The sessions of the person's councils."""
    return render(request, "council/sessions.html", {"page": page_of(sessions_of(request.acting), request)})


@seen_by(*COUNCIL)
def session(request: Request, pk: int) -> HttpResponse:
    """One session: who sits, what is on the agenda, and in its time the count. Before closing nothing is counted."""
    one = session_for(request.acting, pk)
    desk, seats = desk_of(one.case_id), seats_of(one)
    waiting = list(waiting_lines(one, request.acting))
    own = seat_of(one, request.user.person_id)
    shows = {
        "session": one,
        "seats": seats,
        "present": sum(seat.present for seat in seats),
        "voted": sum(seat.voted for seat in seats),
        "items": list(agenda_of(one, request.acting)),
        "waiting": waiting,
        "offers": offers_for(waiting, request.acting),
        "deeds": deeds_on(one, desk, own is not None, request.acting),
        "own": own,
        "moments": moments_of(f"{CouncilSession.stream}:{one.pk}"),
    }
    return render(request, "council/session.html", shows)


def deeds_on(one: CouncilSession, desk: OnDesk | None, seated: bool, acting: Acting) -> list[dict[str, str]]:  # noqa: FBT001 -- a fact of the page
    """The deeds on the session that the person's posts give now."""
    every: dict[str, list[tuple[str, str, tuple[Role, ...]]]] = {
        "agenda": [("session_agenda", _("Fix the agenda"), RUNS)],
        "papers": [("session_open", _("Open the vote"), RUNS)],
        "voting": [("session_close", _("Close the vote at the table"), RUNS)],
        "absent": [("session_close", _("Close the written ballots and count"), RUNS)],
        "minutes": [
            ("session_conclude", _("Conclude the lines left"), RUNS)
            if one.minutes_signed_at
            else ("session_minutes", _("Sign the minutes"), RUNS)
        ],
    }
    deeds = list(every.get(desk.desk, [])) if desk is not None else []
    if seated and desk is not None and desk.desk in {"voting", "absent"}:
        deeds.insert(0, ("session_ballot", _("Vote"), (Role.COUNCIL_MEMBER,)))
    return [
        {"url": reverse(name, args=[one.pk]), "label": label}
        for name, label, roles in deeds
        if acting.fitting(roles, one.council_id)
    ]


def _page(request: Request, one: CouncilSession, roles: tuple[Role, ...] = RUNS, **page: Any) -> DeedPage:
    posts = request.acting.fitting(roles, one.council_id)
    if not posts:
        raise Http404
    return DeedPage(posts=posts, back=reverse("session", args=[one.pk]), **page)


@seen_by(*RUNS)
def session_agenda(request: Request, pk: int) -> HttpResponse:
    """Fix day, number and agenda."""
    one = session_for(request.acting, pk)
    page = _page(
        request,
        one,
        title=_("Fix the agenda"),
        lead=_("What arrives later waits for the next session."),
        submit=_("Fix the agenda"),
        template="council/agenda.html",
        form={"lines": list(waiting_lines(one, request.acting))},
    )
    return deed(
        request,
        AgendaForm,
        page,
        lambda form: fix_agenda(one, form.cleaned_data["held_on"], order=form.order, **form.acts),
    )


@seen_by(*RUNS)
def session_open(request: Request, pk: int) -> HttpResponse:
    """Note who is present, and open the vote."""
    one = session_for(request.acting, pk)
    page = _page(request, one, title=_("Open the vote"), submit=_("Open the vote"), form={"seats": seats_of(one)})
    return deed(request, OpenForm, page, lambda form: open_voting(one, **form.given, **form.acts))


@seen_by(Role.COUNCIL_MEMBER)
def session_ballot(request: Request, pk: int) -> HttpResponse:
    """A member's sheet. In a secret vote what was chosen is shown to nobody again."""
    one = session_for(request.acting, pk)
    secret = _("The vote is secret: your sheet is handed in once and bears no name.")
    open_one = _("The vote is open: you may change your sheet until the vote is closed.")
    page = _page(
        request,
        one,
        (Role.COUNCIL_MEMBER,),
        title=_("Ballot"),
        lead=secret if one.secret else open_one,
        submit=_("Hand in"),
        done=_("Your ballot is in."),
        template="council/ballot.html",
        form={"items": ballot_lines(one, request.user.person_id or 0)},
    )
    return deed(
        request,
        BallotForm,
        page,
        lambda form: cast_ballots(one, form.choices, others=form.cleaned_data["others"], **form.acts),
    )


@seen_by(*RUNS)
def session_close(request: Request, pk: int) -> HttpResponse:
    """Close the vote: at the table, then for the written ballots of absent members; then it is counted."""
    one = session_for(request.acting, pk)
    seats = seats_of(one)
    numbers = {"voted": sum(seat.voted for seat in seats), "all": len(seats)}
    lead = _("Ballots in: %(voted)d of %(all)d. After closing nobody votes any more.") % numbers
    page = _page(request, one, title=_("Close the vote"), lead=lead, submit=_("Close the vote"))
    return deed(request, DeedForm, page, lambda form: close_voting(one, **form.acts))


@seen_by(*RUNS)
def session_minutes(request: Request, pk: int) -> HttpResponse:
    """Sign the minutes; with the second signature the lines go on."""
    one = session_for(request.acting, pk)
    page = _page(
        request,
        one,
        title=_("Sign the minutes"),
        submit=_("Sign"),
        done=_("Signed."),
        template="council/minutes_sign.html",
        shows={"session": one, "text": one.minutes or minutes_of(one, "")},
    )
    return deed(request, MinutesForm, page, lambda form: sign_minutes(one, **form.given, **form.acts))


@seen_by(*RUNS)
def session_conclude(request: Request, pk: int) -> HttpResponse:
    """Move the lines left on the desk of the minutes, as counted."""
    one = session_for(request.acting, pk)
    lines = list(waiting_lines(one, request.acting))
    page = _page(request, one, title=_("Conclude the lines left"), submit=_("Conclude"), lines=lines)
    return deed(request, DeedForm, page, lambda form: conclude_lines(one, **form.acts))


@seen_by(*COUNCIL)
def session_print(request: Request, pk: int) -> HttpResponse:
    """The minutes for print, once they are sealed."""
    one = session_for(request.acting, pk)
    if not one.minutes or agenda_of(one, request.acting).count() != one.agenda.count():
        raise Http404
    return render(request, "council/minutes_print.html", {"session": one})
