"""Pages of the check of the form, of the signature by exception, and of sending back instead of either."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.decisions.after_queries import after_of
from workflow.decisions.commands import check_form, sign_decision
from workflow.decisions.form_points import points_of
from workflow.decisions.forms import CheckForm, SendBackForm, SignForm
from workflow.decisions.models import Decision
from workflow.decisions.queries import DECIDES, decision_for, open_lines
from workflow.decisions.reviewing import review_of
from workflow.decisions.sending_back import WHO_SENDS_BACK, send_back_draft
from workflow.decisions.showing import barred_on
from workflow.decisions.views import page_on
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.handling import keys_on
from workflow.dossiers.lines import read_lines
from workflow.dossiers.reports import TransitionReport
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.procedure.roles import Role
from workflow.worklist.queries import desk_of


@seen_by(Role.DECIDER_OFFICE)
def decision_check(request: Request, pk: int) -> HttpResponse:
    """The form is checked point by point: the draft goes to the decider."""
    one = decision_for(request.acting, pk)
    page = _checking(request, one)
    return deed(request, CheckForm, page, lambda form: check_form(one, **form.given, **form.acts))


def _checking(request: Request, one: Decision) -> DeedPage:
    lines = read_lines(keys_on(one.case_id), request.acting.today, lock=False)
    checked = points_of(one, lines, request.acting.today)
    return page_on(
        request,
        one,
        {"form_check"},
        Role.DECIDER_OFFICE,
        title=_("Check the form"),
        submit=_("The form is right"),
        template="decisions/check.html",
        form={"checked": checked},
        shows={"decision": one, "checked": [point for point in checked if point.lines is not None]},
    )


@seen_by(*DECIDES)
def decision_send_back(request: Request, pk: int) -> HttpResponse:
    """The whole draft goes back to be composed anew: from the check of its form, or from the decider."""
    one = decision_for(request.acting, pk)
    desk = desk_of(one.case_id)
    roles = {WHO_SENDS_BACK[desk.desk]} if desk and desk.desk in WHO_SENDS_BACK else DECIDES
    page = page_on(request, one, set(WHO_SENDS_BACK), *roles, **_back())
    return deed(request, SendBackForm, page, lambda form: send_back_draft(one, **form.given, **form.acts))


def _back() -> dict[str, Any]:
    lead = _("Every line stays on the draft. It is composed, checked and signed anew.")
    return {"title": _("Send back the draft"), "submit": _("Send back"), "done": _("Sent back."), "lead": lead}


@seen_by(Role.DECIDER)
def decision_sign(request: Request, pk: int) -> HttpResponse:
    """Sign: the clean lines in one act, the others too, or left for later, or declined, each with its reason."""
    one = decision_for(request.acting, pk)
    page = _signing(request, one)
    return deed(request, SignForm, page, lambda form: sign_decision(one, **form.decided, **form.acts))


def _signing(request: Request, one: Decision) -> DeedPage:
    lines, given = list(open_lines(one, request.acting)), _words(one)
    page = page_on(request, one, {"sign"}, Role.DECIDER, **given)
    review = review_of(one, request.user, page.posts[0].under)
    look = sorted(review.exceptions) if "clean" in request.GET and review.clean else []
    form = {
        "request": request,
        "lines": lines,
        "review": review,
        "declines": one.kind == Decision.Kind.AWARD,
        "barred": barred_on(one, request.acting),
    }
    return replace(
        page,
        then=lambda report: _after(report, one),
        form=form,
        initial={"leaving": look},
        shows={"decision": one, "review": review, "after": after_of(one, request.acting)},
    )


def _words(one: Decision) -> dict[str, Any]:
    lead = _("You sign every line as it reads now. A line with a reason to decline is declined.")
    return {
        "title": _("Sign the decision"),
        "submit": _("Sign"),
        "done": _("Signed."),
        "lead": lead if one.kind == Decision.Kind.AWARD else "",
        "template": "decisions/sign.html",
    }


def _after(report: TransitionReport, one: Decision) -> str:
    """The draft of the lines that were left, which waits now; else the decision."""
    return reverse("decision", args=[report.made.get("left", one.pk)])
