"""Pages of the appraisal: the list, one letter at the office, and the deeds on the whole of it."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflow.appraisal.commands import approve_appraisal, assign_appraisal, receive_letter, submit_appraisal
from workflow.appraisal.forms import ApproveForm, AssignForm, ReceiveForm
from workflow.appraisal.models import Appraisal
from workflow.appraisal.queries import (
    OFFICE,
    appraisals_of,
    narrowed,
    numbers_of,
    only,
    proposals,
    requests_asked_in,
    sheets_to_read,
    specialists_of,
)
from workflow.appraisal.showing import appraises, deeds_on, rows_of
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.models import Letter
from workflow.dossiers.offers import asking_others, offers_for
from workflow.dossiers.queries import lines_on_case, lines_that_stood_on, named
from workflow.dossiers.secret_queries import stubs_of
from workflow.dossiers.telling import moments_of
from workflow.dossiers.turns import why_not_now
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm
from workflow.pages.listing import page_of
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role
from workflow.worklist.phases import phases_of
from workflow.worklist.queries import desk_of


@seen_by(*OFFICE)
def appraisals(request: Request) -> HttpResponse:
    """The appraisals of the office, due first; closed ones behind."""
    parts = {
        "all": _("All"),
        "open": pgettext("part of a list", "Open"),
        "mine": _("Given to me"),
        "closed": pgettext("part of a list", "Closed"),
    }
    narrow = Narrowing(request, parts, label=_("Subject, number or unit"))
    page = page_of(narrowed(appraisals_of(request.acting), narrow, request.acting), request)
    numbers = numbers_of(page.rows)
    rows = [{"appraisal": one, "states": numbers.get(one.pk, [])} for one in page]
    return render(request, "appraisal/appraisals.html", {"page": page, "rows": rows, "narrow": narrow})


@seen_by(*OFFICE)
def appraisal(request: Request, pk: int) -> HttpResponse:
    """One appraisal: the letter, each line with its sheet, what may be done, and what happened."""
    one = only(appraisals_of(request.acting), pk)
    narrow = Narrowing(request, label=_("Name of a nominee"))
    on = (lines_on_case if one.case.finished is None else lines_that_stood_on)(one.case_id, request.acting)
    page = page_of(named(on, narrow.text).select_related("award_form", "unit", "route"), request, size=200)
    shows = {"page": page, "narrow": narrow, "is_long": narrow.is_narrow or page.is_long}
    return render(request, "appraisal/appraisal.html", {**_shows(one, page.rows, request), **shows})


def _shows(one: Appraisal, lines: Any, request: Request) -> dict[str, Any]:
    """What the page of an appraisal shows beside the list itself."""
    acting, desk = request.acting, desk_of(one.case_id)
    rows = rows_of(one, lines)
    here = [row.line for row in rows if row.is_here]
    return {
        "appraisal": one,
        "phases": phases_of(one.case),
        "rows": rows,
        "appraised": sum(row.is_appraised for row in rows if row.is_here),
        "here": len(here),
        "offers": [*offers_for(lines, acting), *asking_others(here, acting)],
        "deeds": deeds_on(one, desk, acting),
        "appraising": desk is not None and desk.desk == "appraise",
        "appraises": appraises(one, desk, acting),
        "stubs": stubs_of(one.letter),
        "requests": requests_asked_in(one, acting),
        "widens": bool(acting.fitting({Role.OFFICE_SPECIALIST}, one.office_id)),
        "moments": moments_of(f"{Letter.stream}:{one.letter_id}"),
    }


def page_at(request: Request, one: Appraisal, role: Role, desks: Collection[str], **page: Any) -> DeedPage:
    """The page of a deed on an appraisal; on another desk it says why it has to wait."""
    return DeedPage(
        posts=request.acting.fitting({role}, one.office_id),
        back=reverse("appraisal", args=[one.pk]),
        refused=why_not_now(one.case, desk_of(one.case_id), desks),
        thing=one.letter,
        **page,
    )


@seen_by(Role.OFFICE_SPECIALIST)
def appraisal_receive(request: Request, pk: int) -> HttpResponse:
    """Receive the letter: the rules of today are pinned on its lines."""
    one = only(appraisals_of(request.acting), pk)
    lead = _("From now on the lines keep the route, the legal rules and the council of today.")
    words = {"title": _("Receive the letter"), "lead": lead, "submit": _("Receive")}
    page = page_at(request, one, Role.OFFICE_SPECIALIST, {"receive"}, **words)
    return deed(request, ReceiveForm, page, lambda form: receive_letter(one, **form.given, **form.acts))


@seen_by(Role.OFFICE_HEAD)
def appraisal_assign(request: Request, pk: int) -> HttpResponse:
    """Give the appraisal to a specialist, or to another one."""
    one = only(appraisals_of(request.acting), pk)
    words = {"title": _("Assign to a specialist"), "submit": _("Assign")}
    given = {
        "form": {"people": specialists_of(one.office_id, request.acting)},
        "initial": {"specialist": one.assigned_to_id},
    }
    page = page_at(request, one, Role.OFFICE_HEAD, {"assign", "appraise"}, **words, **given)
    return deed(request, AssignForm, page, lambda form: assign_appraisal(one, **form.given, **form.acts))


@seen_by(Role.OFFICE_SPECIALIST)
def appraisal_submit(request: Request, pk: int) -> HttpResponse:
    """All lines are appraised: another person approves."""
    one = only(appraisals_of(request.acting), pk)
    lead = _("Every line has its sheet as it stands now. Another person approves.")
    words = {"title": _("Submit for approval"), "lead": lead, "submit": _("Submit")}
    page = page_at(request, one, Role.OFFICE_SPECIALIST, {"appraise"}, **words)
    return deed(request, DeedForm, page, lambda form: submit_appraisal(one, **form.acts))


@seen_by(Role.OFFICE_HEAD)
def appraisal_approve(request: Request, pk: int) -> HttpResponse:
    """Approve what was proposed, and rule on the lines that are proposed as ineligible."""
    one = only(appraisals_of(request.acting), pk)
    page = _approving(request, one)
    return deed(
        request, ApproveForm, page, lambda form: approve_appraisal(one, ineligible=form.ineligible, **form.acts)
    )


def _approving(request: Request, one: Appraisal) -> DeedPage:
    lines = list(lines_on_case(one.case_id, request.acting).select_related("route"))
    proposed = proposals(lines, sheets_to_read(lines))
    return page_at(
        request,
        one,
        Role.OFFICE_HEAD,
        {"approve"},
        title=_("Approve the appraisal"),
        submit=_("Approve"),
        template="appraisal/approve.html",
        form={"proposed": proposed["ineligible"]},
        shows=proposed,
    )
