"""Pages before the vote: the agenda, its papers, what the chair adds or puts off, conflicts of interest."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from workflow.council.agenda import add_to_agenda, fix_agenda, set_written_until
from workflow.council.attendance import mark_papers_read, send_papers
from workflow.council.conflicts import declare_conflict
from workflow.council.forms import AgendaForm, DeclareForm, LateForm, UntilForm, lines_of
from workflow.council.models import CouncilSession, Seat
from workflow.council.queries import (
    RUNS,
    ballot_lines,
    conflicts_on,
    numbers_on,
    out_of_reach,
    seat_of,
    session_for,
    waiting_lines,
    waiting_next,
)
from workflow.council.sections import in_sections
from workflow.council.showing import BEFORE_COUNT, CHAIR, MEMBER
from workflow.council.views.common import page_on
from workflow.dossiers.answering import DeedPage, deed
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflow.dossiers.models import Nomination

Mode = CouncilSession.Mode


@seen_by(*RUNS)
def session_agenda(request: Request, pk: int) -> HttpResponse:
    """Fix day, kind, number and agenda."""
    one = session_for(request.acting, pk)
    lead = _("What arrives later waits for the next session.")
    words = {"title": _("Fix the agenda"), "lead": lead, "submit": _("Fix the agenda")}
    lines = list(waiting_lines(one, request.acting))
    given = {"template": "council/agenda.html", "form": {"lines": lines}, "initial": {"mode": _usual(lines)}}
    page = page_on(request, one, {"agenda"}, **words, **given)
    return deed(request, AgendaForm, page, lambda form: fix_agenda(one, **form.fixed, **form.acts))


def _usual(lines: "Sequence[Nomination]") -> str:
    """The kind of session that the command takes by itself: absent members write where every route lets them."""
    routes = {line.route_id: line.route for line in lines}
    return (Mode.MIXED if all(route.rules.absent_by_writing for route in routes.values()) else Mode.MEETING).value


@seen_by(*RUNS)
def session_papers(request: Request, pk: int) -> HttpResponse:
    """Send the papers: every member is told."""
    one = session_for(request.acting, pk)
    lead = _("Every member gets a notice that the papers are ready. This page then shows who has read them.")
    page = page_on(request, one, {"papers"}, title=_("Send the papers"), lead=lead, submit=_("Send"), done=_("Sent."))
    return deed(request, DeedForm, page, lambda form: send_papers(one, **form.acts))


@seen_by(Role.COUNCIL_MEMBER)
def session_read(request: Request, pk: int) -> HttpResponse:
    """A member says that they have read the papers."""
    one = session_for(request.acting, pk)
    lead = _("The secretary and the chair see that you have read them.")
    words = {"title": _("I have read the papers"), "lead": lead, "submit": _("I have read them"), "done": _("Noted.")}
    page = page_on(request, one, BEFORE_COUNT, MEMBER, **words)
    return deed(request, DeedForm, page, lambda form: mark_papers_read(one, **form.acts))


@seen_by(Role.COUNCIL_CHAIR)
def session_late(request: Request, pk: int) -> HttpResponse:
    """The chair adds lines that wait for the next session."""
    one = session_for(request.acting, pk)
    lead = _("They stand behind the others. The reason goes into the minutes.")
    words = {"title": _("Add lines to the agenda"), "lead": lead, "submit": _("Add"), "done": _("Added.")}
    lines = list(waiting_next(one, request.acting))
    given = {"template": "council/lines.html", "form": {"lines": lines}, "refused": () if lines else _none_waits()}
    page = page_on(request, one, {"papers"}, CHAIR, **words, **given)
    return deed(request, LateForm, page, lambda form: add_to_agenda(one, **form.given, **form.acts))


def _none_waits() -> tuple[Refusal, ...]:
    return (Refusal("lines", _("No line waits for the next session."), Basis.COUNCIL),)


@seen_by(Role.COUNCIL_CHAIR)
def session_until(request: Request, pk: int) -> HttpResponse:
    """The chair sets another last day for written ballots."""
    one = session_for(request.acting, pk)
    lead = _("The change and its reason stand in the record of the session.")
    words = {"title": _("Set another last day"), "lead": lead, "submit": _("Set the day"), "done": _("Set.")}
    page = page_on(request, one, BEFORE_COUNT, CHAIR, initial={"until": one.written_until}, **words)
    return deed(request, UntilForm, page, lambda form: set_written_until(one, **form.given, **form.acts))


@seen_by(Role.COUNCIL_MEMBER)
def session_declare(request: Request, pk: int) -> HttpResponse:
    """A member declares what ties them to lines: several at once, with one reason."""
    one = session_for(request.acting, pk)
    own = seat_of(one, request.user.person_id)
    page = _declaring(request, one, own)
    return deed(request, DeclareForm, page, lambda form: declare_conflict(one, **form.given, **form.acts))


def _declaring(request: Request, one: CouncilSession, own: Seat | None) -> DeedPage:
    message = ""
    if own is None:
        message = _("You have no seat at this session.")
    elif own.voted and one.secret:
        message = _("Your secret ballot is in; it cannot be told from the others. Declare it before you vote.")
    return page_on(
        request,
        one,
        BEFORE_COUNT,
        MEMBER,
        title=_("Declare a conflict of interest"),
        lead=_("By the rule of the route you then have no ballot on the line, or it is noted in the minutes."),
        submit=_("Declare"),
        done=_("Declared."),
        template="council/lines.html",
        form={"lines": lines_of(ballot_lines(one, request.user.person_id or 0))},
        refused=(Refusal("seat", message, Basis.COUNCIL),) if message else (),
    )


@seen_by(*RUNS)
def session_conflicts(request: Request, pk: int) -> HttpResponse:
    """All that ties members to lines, and the lines whose threshold it has put out of reach."""
    one, acting = session_for(request.acting, pk), request.acting
    if not acting.fitting(RUNS, one.council_id):
        raise Http404
    numbers = numbers_on(one, acting)
    rows: list[dict[str, Any]] = [{"item": item, "number": numbers[item.pk]} for item in conflicts_on(one, acting)]
    far = [{"one": found, "number": numbers[found.item.pk]} for found in out_of_reach(one, acting)]
    parts = in_sections(rows, lambda row: row["item"].nomination)
    return render(request, "council/conflicts.html", {"session": one, "parts": parts, "out_of_reach": far})
