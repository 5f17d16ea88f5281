"""Pages of holds: the list, one hold with its lines, and the document that concludes it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflow.appraisal.forms import ConcludeForm
from workflow.appraisal.holds import conclude_hold
from workflow.appraisal.queries import OFFICE, holds_asked, holds_of, only
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.offers import offers_for
from workflow.dossiers.queries import lines_that_stood_on
from workflow.dossiers.turns import why_not_now
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import page_of
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role
from workflow.worklist.phases import phases_of
from workflow.worklist.queries import desk_of


@seen_by(*OFFICE)
def holds(request: Request) -> HttpResponse:
    """The holds of the office, open ones first, by the day of their review."""
    parts = {"all": _("All"), "open": pgettext("part of a list", "Open"), "closed": _("Ended")}
    narrow = Narrowing(request, parts, label=_("Document"))
    page = page_of(holds_asked(request.acting, narrow), request)
    return render(request, "appraisal/holds.html", {"page": page, "narrow": narrow})


@seen_by(*OFFICE)
def hold(request: Request, pk: int) -> HttpResponse:
    """One hold: why, on which document, until when, and the lines that stand still."""
    one = only(holds_of(request.acting), pk)
    lines = list(lines_that_stood_on(one.case_id, request.acting).select_related("award_form"))
    shows = {
        "hold": one,
        "phases": phases_of(one.case),
        "lines": lines,
        "offers": offers_for([line for line in lines if line.case_id == one.case_id], request.acting),
        "concludes": one.case.finished is None and bool(request.acting.fitting({Role.OFFICE_HEAD}, one.office_id)),
    }
    return render(request, "appraisal/hold.html", shows)


@seen_by(Role.OFFICE_HEAD)
def hold_conclude(request: Request, pk: int) -> HttpResponse:
    """Record the document that concludes the hold."""
    one = only(holds_of(request.acting), pk)
    page = DeedPage(
        title=_("Conclude the hold"),
        posts=request.acting.fitting({Role.OFFICE_HEAD}, one.office_id),
        back=reverse("hold", args=[one.pk]),
        submit=_("Record the conclusion"),
        lead=_("Then its lines are resumed, or ruled ineligible."),
        refused=why_not_now(one.case, desk_of(one.case_id), {"review"}),
    )
    return deed(request, ConcludeForm, page, lambda form: conclude_hold(one, **form.given, **form.acts))
