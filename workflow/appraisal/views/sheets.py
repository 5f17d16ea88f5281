"""The page of the appraisal sheet of one line."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.appraisal.commands import appraise
from workflow.appraisal.forms import SheetForm
from workflow.appraisal.models import Appraisal, AppraisalSheet
from workflow.appraisal.queries import appraisal_with, criteria_of, line_to_appraise, next_without_sheet, sheets_on
from workflow.appraisal.showing import APPRAISES, onward
from workflow.appraisal.supplemented import supplements_of
from workflow.appraisal.views.appraisals import page_at
from workflow.dossiers.answering import DeedPage, deed, why_not
from workflow.dossiers.care import cautions_on
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import TransitionReport
from workflow.pages.access import seen_by
from workflow.pages.acting import Acting, Request
from workflow.procedure.cautions import IN_THE_OFFICE
from workflow.procedure.roles import Role


@seen_by(Role.OFFICE_SPECIALIST)
def sheet(request: Request, pk: int) -> HttpResponse:
    """The appraisal sheet of one line: the unit's answers and evidence beside each finding."""
    line = line_to_appraise(request.acting, pk)
    one = appraisal_with(line, request.acting)
    page = _page(request, one, line)
    return deed(request, SheetForm, page, lambda form: _write(one, line, form))


def _page(request: Request, one: Appraisal, line: Nomination) -> DeedPage:
    before = sheets_on([line]).get(line.pk)
    stale = before is not None and before.hash != line.content_hash
    cautions = why_not(cautions_on([line.pk], IN_THE_OFFICE).get(line.pk, ()))
    shows: dict[str, Any] = {
        "line": line,
        "appraisal": one,
        "stale": stale,
        "written": before is not None,
        "cautions": cautions,
        "supplements": supplements_of(line),
    }
    return page_at(
        request,
        one,
        Role.OFFICE_SPECIALIST,
        APPRAISES,
        title=_("Appraisal sheet: %(name)s") % {"name": line.nominee_name},
        submit=_("Save and go on"),
        done=_("The sheet of %(name)s is saved.") % {"name": line.nominee_name},
        template="appraisal/sheet.html",
        form={"line": line, "asked": criteria_of(line)},
        initial=_initial(line, before),
        shows={**shows, "onward": onward(line, request.acting)},
        then=lambda _report: _after(line, one, request.acting),
    )


def _initial(line: Nomination, before: AppraisalSheet | None) -> dict[str, str]:
    if before is None:
        return {}
    return {f"sheets[{line.pk}].verdict": before.verdict, f"sheets[{line.pk}].note": before.note}


def _write(one: Appraisal, line: Nomination, form: SheetForm) -> TransitionReport:
    return appraise(one, {line.pk: form.sheet}, **form.acts)


def _after(line: Nomination, one: Appraisal, acting: Acting) -> str:
    """The next line that has no sheet; the appraisal when every line has one."""
    following = next_without_sheet(line, acting)
    return reverse("sheet", args=[following.pk]) if following else reverse("appraisal", args=[one.pk])
