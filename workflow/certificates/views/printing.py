"""Pages of prints: what is printed on what, the file, and which prints there were."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.certificates.forms import PrintForm
from workflow.certificates.models import Certificate, CertificatePrint, PrintedCertificate
from workflow.certificates.paper import facts_of
from workflow.certificates.printing import WAITS, print_certificates
from workflow.certificates.queries import (
    READS,
    blanks_fitting,
    print_for,
    printed_in,
    waiting_for_print,
    with_lines,
)
from workflow.certificates.register import OFFICE
from workflow.certificates.showing import stands_as
from workflow.certificates.views.register import chosen_on, page_over
from workflow.decisions.queries import decision_for
from workflow.decisions.standing import REVOKED
from workflow.documents.answering import sent
from workflow.documents.catalogue import Document
from workflow.documents.rendering import make
from workflow.dossiers.answering import deed
from workflow.dossiers.reports import TransitionReport
from workflow.pages.access import seen_by
from workflow.pages.acting import Request

_fetched_by: Final = ("GET", "HEAD")


@seen_by(*OFFICE)
def certificates_print(request: Request) -> HttpResponse:
    """Print the chosen certificates."""
    return _printing(request, chosen_on(request))


@seen_by(*OFFICE)
def decision_certificates_print(request: Request, pk: int) -> HttpResponse:
    """Print the certificates of a decision, all that wait for it or those of some numbers."""
    one = decision_for(request.acting, pk)
    waiting = with_lines(waiting_for_print(one, request.acting))
    if not waiting:
        messages.info(request, _("No certificate of this decision waits for a print."))
        return redirect("decision_certificates", pk=one.pk)
    back = reverse("decision_certificates", args=[one.pk])
    return _printing(request, waiting, back=back)


def _printing(request: Request, chosen: Sequence[Certificate], **page: Any) -> HttpResponse:
    again = PrintedCertificate.objects.filter(certificate__in=[one.pk for one in chosen])
    before = again.values("certificate").distinct().count()
    lead = _("Every print is recorded. The file can be fetched until the end of the day by whoever recorded it.")
    given = {
        "title": _("Print certificates"),
        "submit": _("Record the print"),
        "lead": lead,
        "form": {"certificates": chosen, "blanks": list(blanks_fitting(chosen, request.acting)), "before": before},
        "shows": {"before": before},
        "then": _printed,
        **page,
    }
    return deed(
        request,
        PrintForm,
        page_over(request, chosen, **given),
        lambda form: print_certificates(**form.asked, **form.acts),
    )


def _printed(report: TransitionReport) -> str:
    return reverse("certificate_print", args=[report.made["print"]])


@seen_by(*READS)
def certificate_print(request: Request, pk: int) -> HttpResponse:
    """One print: who, when, on what, why again, and of which certificates."""
    job = print_for(request.acting, pk)
    rows = with_lines(printed_in(job, request.acting))
    can_fetch = _may_fetch(job, request) and _why_not(job, rows) == ""
    shows = {"job": job, "rows": rows, "can_fetch": can_fetch}
    return render(request, "certificates/print.html", shows)


@seen_by(*OFFICE)
def certificate_print_file(request: Request, pk: int) -> HttpResponse:
    """The file of a print, for whoever recorded it, on its day, while what it says still stands."""
    job = print_for(request.acting, pk)
    if not _may_fetch(job, request):
        raise Http404
    if request.method not in _fetched_by:
        return HttpResponseNotAllowed(_fetched_by)
    why = _why_not(job, with_lines(printed_in(job, request.acting)))
    if why:
        messages.warning(request, why)
        return redirect("certificate_print", pk=job.pk)
    return sent(make(Document.CERTIFICATE, facts_of(job)), f"chung-nhan-{job.pk}.pdf")


def _may_fetch(job: CertificatePrint, request: Request) -> bool:
    today = timezone.localdate(job.at) == request.acting.today
    return today and job.by_id == request.user.person_id and bool(request.acting.fitting(OFFICE))


def _why_not(job: CertificatePrint, rows: Sequence[Certificate]) -> str:
    """Why the file is no longer given: something happened to one of its certificates since."""
    for one in rows:
        if one.replaced_at is not None or stands_as(one) == REVOKED or one.state not in WAITS:
            told = {"number": one.register_no}
            return _("Certificate %(number)s changed since this print. Print the others anew.") % told
    later = PrintedCertificate.objects.filter(certificate__in=[one.pk for one in rows], print__gt=job.pk)
    return _("Some of these certificates were printed again since. Fetch the later print.") if later.exists() else ""
