"""Pages for auditors, and for those who watch and supervise: everything here is read."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workflow.audit.checks import last_runs
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import key_of, page_of
from workflow.procedure.roles import Role
from workflow.reports.auditing import entries_for, lines_of
from workflow.reports.forms import AuditForm
from workflow.reports.overseeing import clusters_of, lines_overseen
from workflow.reports.verifying import is_small, run_checks

OVERSEERS: Final = (Role.OVERSIGHT, Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY)
"""Who watches clusters or supervises."""


@seen_by(Role.AUDITOR)
@require_safe
def audit(request: Request) -> HttpResponse:
    """The entries of what the auditor audits, newest first, and how the last verification went."""
    form = AuditForm(request.GET)
    page = page_of(entries_for(request.acting, form.asked), request)
    shows = {"form": form, "page": page, "lines": lines_of(page.rows), "runs": last_runs(), "is_small": is_small()}
    return render(request, "reports/audit.html", shows)


@seen_by(Role.AUDITOR)
@require_POST
def audit_verify(request: Request) -> HttpResponse:
    """Verify the record and the data now, where that is done while one waits."""
    if not is_small():
        messages.warning(request, _("The record is too large to verify on a page. Ask the operator to do it."))
    elif any(run.findings for run in run_checks(request.user.person_id)):
        messages.error(request, _("Something is wrong. The first finding of each check stands below."))
    else:
        messages.success(request, _("The record is whole, and the data agree with it."))
    return HttpResponseRedirect(reverse("audit"))


@seen_by(*OVERSEERS)
@require_safe
def oversight(request: Request) -> HttpResponse:
    """The clusters that the person watches, with counts; and the lines that the person reads by them, or by grant."""
    cluster = key_of(request.GET.get("cluster", ""))
    lines = lines_overseen(request.acting, cluster).select_related("unit", "award_form", "campaign")
    page = page_of(lines.order_by("-pk"), request)
    return render(
        request, "reports/oversight.html", {"clusters": clusters_of(request.acting), "page": page, "cluster": cluster}
    )
