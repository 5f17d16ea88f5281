"""Pages of the sessions: their list, and one session by its phase."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflow.council.ballot_paper import sheet_lines
from workflow.council.minutes import is_revealing
from workflow.council.models import AgendaItem, CouncilSession
from workflow.council.pack import copy_for
from workflow.council.queries import (
    COUNCIL,
    RUNS,
    agenda_of,
    count_of,
    hidden_on,
    numbers_on,
    out_of_reach,
    seats_of,
    session_for,
    sessions_asked,
    waiting_lines,
)
from workflow.council.room import live_of
from workflow.council.sections import in_sections
from workflow.council.showing import Scene, deeds_on, numbers_of, offers_on_agenda, ways_on
from workflow.council.story import story_of
from workflow.dossiers.offers import offers_for
from workflow.dossiers.queries import named
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import page_of
from workflow.pages.narrowing import Narrowing
from workflow.worklist.phases import phases_of


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
    numbers = numbers_on(one, request.acting)
    shows = {**_lists(one, request, numbers), **_shows(one, request), **_warnings(one, request, numbers)}
    return render(request, "council/session.html", shows)


@dataclass(frozen=True, slots=True)
class Row:
    """An item of the agenda under the number that the person sees."""

    item: AgendaItem
    number: int


def _lists(one: CouncilSession, request: Request, numbers: dict[int, int]) -> dict[str, Any]:
    """The agenda and the lines that stand on the session, with the acts on each."""
    narrow, acting = Narrowing(request, label=_("Name of a nominee")), request.acting
    agenda = page_of(agenda_of(one, acting, narrow.text), request, size=200)
    waiting = page_of(named(waiting_lines(one, acting), narrow.text), request, size=200)
    rows = [Row(item, numbers[item.pk]) for item in agenda if item.pk in numbers]
    return {
        "narrow": narrow,
        "is_long": narrow.is_narrow or agenda.is_long or waiting.is_long,
        "page": agenda if one.held_on is not None and (agenda.has_next or agenda.has_previous) else waiting,
        "items": agenda,
        "parts": in_sections(rows, lambda row: row.item.nomination),
        "on_agenda": offers_on_agenda(one, agenda, acting),
        "waiting": waiting.rows,
        "offers": offers_for(waiting, acting),
    }


def _shows(one: CouncilSession, request: Request) -> dict[str, Any]:
    """What the page of a session shows beside its lines. Who handed in a ballot when is told to nobody."""
    acting, person = request.acting, request.user.person_id
    live = live_of(one, person)
    scene = Scene(one, live, count_of(one) if one.by_paper else None, person)
    return {
        "session": one,
        "phases": phases_of(one.case),
        "seats": seats_of(one),
        **numbers_of(live),
        "live": live,
        "deeds": deeds_on(scene, acting),
        "ways": ways_on(one, acting),
        "own": live.own,
        "may_read_papers": copy_for(one, acting) is not None,
        "may_print_sheets": bool(sheet_lines(one, acting)),
        "runs": bool(acting.fitting(RUNS, one.council_id)),
        "moments": story_of(one, acting, hidden_on(one, acting)),
    }


def _warnings(one: CouncilSession, request: Request, numbers: dict[int, int]) -> dict[str, Any]:
    """What whoever runs the session is warned of: before the vote thresholds out of reach, after it telling results."""
    if not request.acting.fitting(RUNS, one.council_id):
        return {}
    if one.held_on is not None and one.voting_opened_at is None:
        return {"out_of_reach": out_of_reach(one, request.acting)}
    if one.closed_at is not None and one.secret:
        telling = agenda_of(one, request.acting).select_related(None).prefetch_related(None)
        return {"revealing": [numbers[item.pk] for item in telling if is_revealing(item)]}
    return {}
