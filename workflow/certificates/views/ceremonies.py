"""Pages of the ceremonies."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.certificates.ceremonies import record_ceremony
from workflow.certificates.forms import CeremonyForm
from workflow.certificates.queries import READS, ceremonies_for, ceremony_for, certificates_visible_to, with_lines
from workflow.certificates.register import OFFICE
from workflow.certificates.showing import offers_on
from workflow.certificates.views.register import chosen_on, page_over
from workflow.dossiers.answering import deed
from workflow.dossiers.reports import TransitionReport
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import page_of


@seen_by(*READS)
def ceremonies(request: Request) -> HttpResponse:
    """The ceremonies at which certificates that the person sees are given."""
    return render(request, "certificates/ceremonies.html", {"page": page_of(ceremonies_for(request.acting), request)})


@seen_by(*READS)
def ceremony(request: Request, pk: int) -> HttpResponse:
    """One ceremony with its certificates, of those that the person sees."""
    one = ceremony_for(request.acting, pk)
    given = certificates_visible_to(request.acting).filter(ceremony=one).order_by("year", "number")
    page = page_of(given, request, size=200)
    rows = with_lines(page.rows)
    shows = {"ceremony": one, "page": page, "rows": rows, "offers": offers_on(rows, request.acting)}
    return render(request, "certificates/ceremony.html", shows)


@seen_by(*OFFICE)
def ceremony_new(request: Request) -> HttpResponse:
    """Record the ceremony at which the chosen certificates are given."""
    chosen = chosen_on(request)
    page = page_over(request, chosen, title=_("Record the ceremony"), submit=_("Record"), then=_made)
    keys = [one.pk for one in chosen]
    return deed(request, CeremonyForm, page, lambda form: record_ceremony(keys, **form.given, **form.acts))


def _made(report: TransitionReport) -> str:
    return reverse("ceremony", args=[report.made["ceremony"]])
