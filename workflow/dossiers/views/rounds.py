"""Pages of the rounds: the list, one round with its numbers, and what the head of the office enters by document."""

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.awards.models import QuotaLine, Round
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.queries import OFFICE, states_of
from workflow.dossiers.round_forms import AllocationForm, LateForm, RoundDatesForm
from workflow.dossiers.round_queries import (
    Came,
    accepted_late,
    documents_of,
    forms_given,
    lines_of,
    numbers_in_force,
    numbers_of,
    pools_of,
    posts_at,
    round_for,
    rounds_asked,
    units_on,
    what_came,
)
from workflow.dossiers.rounds import accept_late, date_round, issue_allocation
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import key_of, page_of
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role

READS: Final = (*OFFICE, Role.AUDITOR)
ROWS: Final = (10, 30, 60, 120)
"""How many empty rows the form of an allocation may have."""
_most_amended: Final = 60


@seen_by(*READS)
def rounds(request: Request) -> HttpResponse:
    """The rounds with their dates, and what came in under each."""
    parts = {
        "all": _("All"),
        "open": _("Open now"),
        "coming": _("Not begun"),
        "undated": _("Without dates"),
        "closed": _("Over"),
    }
    narrow = Narrowing(request, parts, label=_("Round or campaign"))
    page = page_of(rounds_asked(request.acting, narrow), request)
    came = what_came(page.rows, request.acting)
    rows = [{"round": one, "came": came.get(one.pk, Came())} for one in page]
    return render(request, "dossiers/rounds.html", {"page": page, "rows": rows, "narrow": narrow})


@seen_by(*READS)
def round_page(request: Request, pk: int) -> HttpResponse:
    """One round: its dates, the lines by state, and the numbers, the documents or the late units."""
    one = round_for(request.acting, pk)
    parts = {"numbers": _("Numbers"), "documents": _("Documents"), "late": _("Late units")}
    narrow = Narrowing(request, parts, label=_("Number") if request.GET.get("show") == "documents" else _("Unit"))
    part = {"numbers": numbers_in_force, "documents": documents_of, "late": accepted_late}[narrow.show]
    shows = {
        "round": one,
        "states": states_of(lines_of(one, request.acting)),
        "acts": bool(posts_at(one, request.acting)),
        "narrow": narrow,
        **_part(one, narrow, page_of(part(one, narrow.text), request, size=100)),
    }
    return render(request, "dossiers/round.html", shows)


def _part(one: Round, narrow: Narrowing, page: Any) -> dict[str, Any]:
    """The part of the page that is asked for, with the template of its table."""
    pools = pools_of(one, page.rows) if narrow.show == "numbers" else []
    return {"page": page, "pools": pools, "table": f"dossiers/_round_{narrow.show}.html"}


def _page(request: Request, one: Round, **page: Any) -> DeedPage:
    """The page of a deed on a round, for the head of its office under a post of his own."""
    posts = posts_at(one, request.acting)
    if not posts:
        raise Http404
    return DeedPage(posts=posts, back=reverse("round", args=[one.pk]), **page)


@seen_by(Role.OFFICE_HEAD)
def round_date(request: Request, pk: int) -> HttpResponse:
    """Enter or move the dates of the round, by document."""
    one = round_for(request.acting, pk)
    words = {"title": _("Dates of %(round)s") % {"round": one.name}, "submit": _("Save the dates")}
    lead = _("The dates bind the units at once. Move them by a new document.")
    initial = {"opens_on": one.opens_on, "closes_on": one.closes_on}
    page = _page(request, one, lead=lead, initial=initial, done=_("The dates are saved."), **words)
    return deed(request, RoundDatesForm, page, lambda form: date_round(one, **form.given, **form.acts))


@seen_by(Role.OFFICE_HEAD)
def round_allocate(request: Request, pk: int) -> HttpResponse:
    """Issue a written allocation of numbers, or amend pools in force by a newer one."""
    one = round_for(request.acting, pk)
    page = _allocating(request, one)
    return deed(
        request, AllocationForm, page, lambda form: issue_allocation(one, form.lines, **form.paper, **form.acts)
    )


def _allocating(request: Request, one: Round) -> DeedPage:
    asked = request.GET.get("rows", "")
    blank = next((number for number in ROWS if str(number) == asked), ROWS[0])
    return _page(
        request,
        one,
        title=_("Allocate numbers: %(round)s") % {"round": one.name},
        submit=_("Issue the allocation"),
        done=_("The numbers are allocated."),
        lead=_("The newest document holds for each pool that it names; pools that it does not name stay as they are."),
        template="dossiers/round_allocate.html",
        form={
            "units": list(units_on(request.acting.today)),
            "award_forms": list(forms_given()),
            "amended": _amended(request, one),
            "blank": blank,
        },
        shows={"choices": [(number, number == blank) for number in ROWS], "on": request.GET.getlist("on")},
    )


def _amended(request: Request, one: Round) -> list[QuotaLine]:
    """The pools chosen on the page of the round, whatever became of them: the rows of a form stay the same."""
    chosen = [key for key in map(key_of, request.GET.getlist("on")[:_most_amended]) if key is not None]
    return list(numbers_of(one).filter(pk__in=chosen)) if chosen else []


@seen_by(Role.OFFICE_HEAD)
def round_late(request: Request, pk: int) -> HttpResponse:
    """Record that a unit may still send after the round has closed."""
    one = round_for(request.acting, pk)
    words = {"title": _("Accept a late unit: %(round)s") % {"round": one.name}, "submit": _("Accept")}
    lead = _("Only this unit may send until that day; for the others the round stays closed.")
    given = {"form": {"units": units_on(request.acting.today)}, "done": _("The late unit is accepted.")}
    page = _page(request, one, lead=lead, **words, **given)
    return deed(request, LateForm, page, lambda form: accept_late(one, **form.given, **form.acts))
