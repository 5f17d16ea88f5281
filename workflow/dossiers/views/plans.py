"""Pages of the implementation plans: a unit's own, which units have none, a plan recorded, withdrawn or read."""

from typing import Any, Final

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.plan_commands import KEEPERS, record_unit_plan, withdraw_unit_plan
from workflow.dossiers.plan_forms import PlanForm, WithdrawPlanForm
from workflow.dossiers.plan_queries import campaigns_asked, keepers_at, own_plans, plan_seen, units_with_plans
from workflow.dossiers.plans import UnitPlan
from workflow.dossiers.queries import OFFICE
from workflow.dossiers.views.papers import sent_file
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import page_in
from workflow.pages.narrowing import Narrowing

READS: Final = (*KEEPERS, *OFFICE)


@seen_by(*READS)
def plans(request: Request) -> HttpResponse:
    """The plans of the person's units; for an office the units below its authority, with or without a plan."""
    own = {"own": _("Plans of my unit")} if request.acting.roles & KEEPERS else {}
    office = {"units": _("All units"), "without": _("Without a plan")} if request.acting.roles & set(OFFICE) else {}
    narrow = Narrowing(request, own | office, label=_("Unit, number or title"))
    shows = _own(request, narrow) if narrow.show == "own" else _units(request, narrow)
    return render(
        request,
        "dossiers/plans.html",
        {"narrow": narrow, "may_record": bool(keepers_at(None, request.acting)), **shows},
    )


def _own(request: Request, narrow: Narrowing) -> dict[str, Any]:
    page = page_in(own_plans(request.acting, narrow.text), request)
    rows = [
        {"plan": one, "withdraws": one.ended_at is None and bool(keepers_at(one.organisation_id, request.acting))}
        for one in page
    ]
    return {"page": page, "rows": rows, "table": "dossiers/_plans_own.html"}


def _units(request: Request, narrow: Narrowing) -> dict[str, Any]:
    campaigns, chosen = campaigns_asked(request.GET.get("campaign", ""))
    found = units_with_plans(request.acting, chosen, narrow.text, without=narrow.show == "without")
    choices = [(one, one == chosen) for one in campaigns]
    return {"page": page_in(found, request), "campaigns": choices, "table": "dossiers/_plans_units.html"}


@seen_by(*KEEPERS)
def plan_new(request: Request) -> HttpResponse:
    """Record a plan of a unit under one of the person's posts there."""
    page = DeedPage(
        title=_("Record a plan"),
        posts=keepers_at(None, request.acting),
        back=reverse("plans"),
        submit=_("Record"),
        lead=_("A plan of the same campaign that is in force is replaced."),
        done=_("The plan is recorded."),
    )
    return deed(request, PlanForm, page, lambda form: record_unit_plan(form.unit, **form.plan, **form.acts))


@seen_by(*KEEPERS)
def plan_withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw a plan in force."""
    one = plan_seen(request.acting, pk)
    page = _withdrawing(one, request)
    return deed(request, WithdrawPlanForm, page, lambda form: withdraw_unit_plan(one, **form.given, **form.acts))


def _withdrawing(one: UnitPlan, request: Request) -> DeedPage:
    lead = _(
        "«%(number)s» answers no line any more that is sent from now on. Lines that were sent keep what they said."
    )
    return DeedPage(
        title=_("Withdraw the plan"),
        posts=keepers_at(one.organisation_id, request.acting),
        back=reverse("plans"),
        submit=_("Withdraw"),
        lead=lead % {"number": one.number},
        danger=True,
        done=_("The plan is withdrawn."),
    )


@seen_by(*READS)
def plan_file(request: Request, pk: int) -> FileResponse:
    """Send the file of a plan that the person may read."""
    return sent_file(plan_seen(request.acting, pk).file)
