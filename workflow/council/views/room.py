"""The session room: one page by role and a screen for the hall, each asked anew every few seconds."""

from hashlib import sha256
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from workflow.council.models import CouncilSession
from workflow.council.queries import COUNCIL, RUNS, count_of, seats_of, session_for
from workflow.council.room import live_of
from workflow.council.showing import MEMBER, Scene, deeds_on, next_deed
from workflow.pages.access import seen_by
from workflow.pages.acting import Request


@seen_by(*COUNCIL)
def session_room(request: Request, pk: int) -> HttpResponse:
    """What goes on in the session, for each post what it needs."""
    one = session_for(request.acting, pk)
    return _answer(request, "council/room.html", "council/_room.html", _room(one, request))


def _room(one: CouncilSession, request: Request) -> dict[str, Any]:
    acting, person = request.acting, request.user.person_id
    live = live_of(one, person)
    scene = Scene(one, live, count_of(one) if one.by_paper else None, person)
    runs = bool(acting.fitting(RUNS, one.council_id))
    return {
        "session": one,
        "live": live,
        "runs": runs,
        "is_member": bool(acting.fitting(MEMBER, one.council_id)),
        "next": next_deed(scene, acting) if runs else None,
        "deeds": deeds_on(scene, acting),
        "seats": seats_of(one) if runs else (),
    }


@seen_by(*RUNS)
def session_hall(request: Request, pk: int) -> HttpResponse:
    """The screen for the hall: numbers in large type, and no name."""
    one = session_for(request.acting, pk)
    if not request.acting.fitting(RUNS, one.council_id):
        raise Http404
    shows = {"session": one, "live": live_of(one, None)}
    return _answer(request, "council/hall.html", "council/_hall.html", shows)


def _answer(request: Request, page: str, part: str, shows: dict[str, Any]) -> HttpResponse:
    """The page, or for its own question the part of it that changes; nothing where that is what it shows already."""
    html = render_to_string(part, shows, request)
    mark = sha256(html.encode()).hexdigest()[:16]
    if request.htmx and request.GET.get("seen") == mark:
        return HttpResponse(status=204)
    shows |= {"part": mark_safe(html), "mark": mark}  # noqa: S308 -- our own template, rendered a moment ago
    return render(request, "council/_live.html" if request.htmx else page, shows)
