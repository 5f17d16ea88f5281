"""Pages of appraisals: the list, one appraisal with its lines, and the deeds on it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.appraisal.commands import appraise, approve_appraisal, assign_appraisal, receive_letter, submit_appraisal
from workflow.appraisal.forms import ApproveForm, AssignForm, ReceiveForm, SheetForm
from workflow.appraisal.models import Appraisal
from workflow.appraisal.queries import (
    OFFICE,
    appraisals_of,
    criteria_of,
    next_without_sheet,
    numbers_of,
    only,
    proposals,
    sheets_on,
    specialists_of,
)
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.offers import Offer, offers_for
from workflow.dossiers.queries import lines_on_case, lines_that_stood_on
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.telling import moments_of
from workflow.dossiers.visibility import visible_to
from workflow.pages.access import seen_by
from workflow.pages.acting import Acting, Request
from workflow.pages.forms import DeedForm
from workflow.pages.listing import page_of
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.worklist.queries import OnDesk, desk_of


@seen_by(*OFFICE)
def appraisals(request: Request) -> HttpResponse:
    """The appraisals of the office, due first; closed ones behind."""
    page = page_of(appraisals_of(request.acting), request)
    shows = {"page": page, "rows": [{"appraisal": one, "states": states} for one, states in _with_states(page.rows)]}
    return render(request, "appraisal/appraisals.html", shows)


def _with_states(listed: Sequence[Appraisal]) -> list[tuple[Appraisal, Any]]:
    numbers = numbers_of(listed)
    return [(one, numbers.get(one.pk, [])) for one in listed]


@seen_by(*OFFICE)
def appraisal(request: Request, pk: int) -> HttpResponse:
    """One appraisal: the letter, each line with its sheet, what may be done, and what happened."""
    one = only(appraisals_of(request.acting), pk)
    on = lines_on_case if one.case.finished is None else lines_that_stood_on
    lines = list(on(one.case_id, request.acting).select_related("award_form", "unit", "route"))
    sheets, desk = sheets_on(lines), desk_of(one.case_id)
    shows = {
        "appraisal": one,
        "desk": desk,
        "rows": [{"line": line, "sheet": sheets.get(line.pk), "stale": _is_stale(line, sheets)} for line in lines],
        "offers": [*offers_for(lines, request.acting), *_asking(lines, one, request.acting)],
        "deeds": deeds_on(one, desk, request.acting),
        "appraises": desk is not None and desk.desk in {"appraise", "approve"},
        "moments": moments_of(f"{Letter.stream}:{one.letter_id}"),
    }
    return render(request, "appraisal/appraisal.html", shows)


def _asking(lines: Sequence[Nomination], one: Appraisal, acting: Acting) -> list[Offer]:
    """The office may ask other bodies for their opinion while it appraises."""
    with_office = [line for line in lines if line.state == State.WITH_OFFICE and line.case_id == one.case_id]
    if not with_office or not acting.fitting(OFFICE, one.office_id):
        return []
    return [Offer(None, _("Ask another body"), reverse("consultation_new"), len(with_office))]


def _is_stale(line: Nomination, sheets: Any) -> bool:
    return line.pk in sheets and sheets[line.pk].hash != line.content_hash


def deeds_on(one: Appraisal, desk: OnDesk | None, acting: Acting) -> list[dict[str, str]]:
    """The deeds on the whole appraisal that the person's posts give now."""
    if desk is None:
        return []
    every = {
        "receive": [("appraisal_receive", _("Receive the letter"), Role.OFFICE_SPECIALIST)],
        "assign": [("appraisal_assign", _("Assign to a specialist"), Role.OFFICE_HEAD)],
        "appraise": [
            ("appraisal_submit", _("Submit for approval"), Role.OFFICE_SPECIALIST),
            ("appraisal_assign", _("Assign to another specialist"), Role.OFFICE_HEAD),
        ],
        "approve": [("appraisal_approve", _("Approve the appraisal"), Role.OFFICE_HEAD)],
    }[desk.desk]
    return [
        {"url": reverse(name, args=[one.pk]), "label": label}
        for name, label, role in every
        if acting.fitting({role}, one.office_id)
    ]


def _page(request: Request, one: Appraisal, role: Role, **page: Any) -> DeedPage:
    posts = request.acting.fitting({role}, one.office_id)
    return DeedPage(posts=posts, back=reverse("appraisal", args=[one.pk]), **page)


@seen_by(Role.OFFICE_SPECIALIST)
def appraisal_receive(request: Request, pk: int) -> HttpResponse:
    """Receive the letter: the rules of today are pinned on its lines."""
    one = only(appraisals_of(request.acting), pk)
    lead = _("From now on the lines keep the route, the legal rules and the council of today.")
    page = _page(request, one, Role.OFFICE_SPECIALIST, title=_("Receive the letter"), lead=lead, submit=_("Receive"))
    return deed(request, ReceiveForm, page, lambda form: receive_letter(one, **form.given, **form.acts))


@seen_by(Role.OFFICE_HEAD)
def appraisal_assign(request: Request, pk: int) -> HttpResponse:
    """Give the appraisal to a specialist, or to another one."""
    one = only(appraisals_of(request.acting), pk)
    page = _page(
        request,
        one,
        Role.OFFICE_HEAD,
        title=_("Assign to a specialist"),
        submit=_("Assign"),
        form={"people": specialists_of(one.office_id, request.acting)},
        initial={"specialist": one.assigned_to_id},
    )
    return deed(request, AssignForm, page, lambda form: assign_appraisal(one, **form.given, **form.acts))


@seen_by(Role.OFFICE_SPECIALIST)
def appraisal_submit(request: Request, pk: int) -> HttpResponse:
    """All lines are appraised: another person approves."""
    one = only(appraisals_of(request.acting), pk)
    page = _page(request, one, Role.OFFICE_SPECIALIST, title=_("Submit for approval"), submit=_("Submit"))
    return deed(request, DeedForm, page, lambda form: submit_appraisal(one, **form.acts))


@seen_by(Role.OFFICE_HEAD)
def appraisal_approve(request: Request, pk: int) -> HttpResponse:
    """Approve what was proposed, and rule on the lines that are proposed as ineligible."""
    one = only(appraisals_of(request.acting), pk)
    lines = list(lines_on_case(one.case_id, request.acting).select_related("route"))
    proposed = proposals(lines, sheets_on(lines))
    page = _page(
        request,
        one,
        Role.OFFICE_HEAD,
        title=_("Approve the appraisal"),
        submit=_("Approve"),
        template="appraisal/approve.html",
        form={"lines": [row["line"] for row in proposed["ineligible"]]},
        shows=proposed,
    )
    return deed(
        request, ApproveForm, page, lambda form: approve_appraisal(one, ineligible=form.ineligible, **form.acts)
    )


@seen_by(Role.OFFICE_SPECIALIST)
def sheet(request: Request, pk: int) -> HttpResponse:
    """The appraisal sheet of one line: the unit's answers and evidence beside each finding."""
    line = only(visible_to(request.user, request.acting.today).select_related("route", "award_form", "unit"), pk)
    one = only(appraisals_of(request.acting), _appraisal_of(line))
    asked = criteria_of(line)
    before = sheets_on([line]).get(line.pk)
    page = _page(
        request,
        one,
        Role.OFFICE_SPECIALIST,
        title=_("Appraisal sheet: %(name)s") % {"name": line.nominee_name},
        submit=_("Save the sheet"),
        template="appraisal/sheet.html",
        form={"line": line, "asked": asked},
        initial=_initial(line, before),
        shows={"line": line, "asked": asked, "appraisal": one, "stale": before and before.hash != line.content_hash},
        then=lambda _report: _after_sheet(line, one, request.acting),
    )
    return deed(request, SheetForm, page, lambda form: _write(one, line, form))


def _appraisal_of(line: Nomination) -> int:
    return getattr(Appraisal.objects.filter(case=line.case_id).first(), "pk", 0)


def _initial(line: Nomination, before: Any) -> dict[str, str]:
    if before is None:
        return {}
    return {f"sheets[{line.pk}].verdict": before.verdict, f"sheets[{line.pk}].note": before.note}


def _write(one: Appraisal, line: Nomination, form: SheetForm) -> TransitionReport:
    return appraise(one, {line.pk: form.sheet}, **form.acts)


def _after_sheet(line: Nomination, one: Appraisal, acting: Acting) -> str:
    following = next_without_sheet(line, acting)
    return reverse("sheet", args=[following.pk]) if following else reverse("appraisal", args=[one.pk])
