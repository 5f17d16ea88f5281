"""Pages of the settlement: what was paid and recovered by source, decision and unit, and each period settled."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.awards.queries import fund_of
from workflow.directory.models import Organisation
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.views.lists import as_file
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.payments.forms import PeriodForm, SettlementForm
from workflow.payments.queries import WHOLE, Settled, settled_rows, settlements_visible_to
from workflow.payments.settling import settle_payments
from workflow.payments.sheets import settlement_data, settlement_sheet
from workflow.procedure.roles import Role

READS = (*WHOLE, Role.AUDITOR)
"""Who reads the settlement: whoever sees the lists of an authority whole."""


@seen_by(*READS)
def settlements(request: Request) -> HttpResponse:
    """What is due, paid and recovered in the period asked for, and the settlements that were made."""
    form, rows = _asked(request)
    posts = request.acting.fitting({Role.FINANCE})
    shows = {
        "form": form,
        "rows": rows,
        "total": settlement_data(rows, {})["total"],
        "made": settlements_visible_to(request.acting)[:50],
        "bodies": list({post.organisation.pk: post.organisation for post in posts}.values()),
        "query": request.GET.urlencode(),
    }
    return render(request, "payments/settlements.html", shows)


def _asked(request: Request) -> tuple[PeriodForm, list[Settled]]:
    form = PeriodForm(request.GET)
    return form, settled_rows(request.acting, **form.asked)


@seen_by(*READS)
def settlement_export(request: Request, form: str) -> HttpResponse:
    """The settlement of the period asked for, as a workbook or as data."""
    period, rows = _asked(request)
    if form == "xlsx":
        return as_file(settlement_sheet(rows, period.asked), "quyet-toan-tien-thuong.xlsx")
    data: dict[str, Any] = settlement_data(rows, period.asked)
    headers = {"Content-Disposition": 'attachment; filename="quyet-toan-tien-thuong.json"'}
    return JsonResponse(data, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 2})


@seen_by(Role.FINANCE)
def settlement_new(request: Request, pk: int) -> HttpResponse:
    """Settle a period of a source of an authority."""
    posts = request.acting.fitting({Role.FINANCE}, pk)
    body = Organisation.objects.filter(pk=pk).first()
    if not posts or body is None:
        raise Http404
    usual = fund_of(pk, request.acting.today)
    page = DeedPage(
        title=_("Settle a period"),
        posts=posts,
        back=reverse("settlements"),
        submit=_("Settle"),
        initial={"fund": usual.pk if usual else None},
    )
    return deed(request, SettlementForm, page, lambda form: settle_payments(body, **form.given, **form.acts))
