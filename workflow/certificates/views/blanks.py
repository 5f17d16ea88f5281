"""Pages of the blanks: where the texts stand, the sheet by which a printer is set, and a picture of it."""

import hashlib
from io import BytesIO
from typing import Any, Final

from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.awards.queries import bodies_of
from workflow.certificates.blanks import CertificateBlank, faults_of
from workflow.certificates.forms import PlacesForm
from workflow.certificates.paper import calibration_of
from workflow.certificates.placing import place_texts
from workflow.certificates.queries import blank_for, blanks_of
from workflow.certificates.register import OFFICE
from workflow.directory.posts import HeldPost
from workflow.documents.answering import sent
from workflow.documents.catalogue import Document
from workflow.documents.rendering import make
from workflow.dossiers.answering import DeedPage, deed
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import page_of
from workflow.rendering.pictures import BESIDE, CONTENT_TYPE, NotShown, picture_of

_fetched_by: Final = ("GET", "HEAD")


@seen_by(*OFFICE)
def blanks(request: Request) -> HttpResponse:
    """The blanks of the authorities whose office the person works at."""
    return render(request, "certificates/blanks.html", {"page": page_of(blanks_of(request.acting), request)})


@seen_by(*OFFICE)
def blank(request: Request, pk: int) -> HttpResponse:
    """Where the texts of a blank stand: a form, and beside it the sheet as it would be."""
    one = blank_for(request.acting, pk)
    page = DeedPage(
        title=one.name,
        posts=_posts(request, one),
        back=reverse("blanks"),
        submit=_("Save"),
        template="certificates/blank.html",
        form={"blank": one},
        then=lambda _report: reverse("blank", args=[one.pk]),
        shows={"blank": one},
    )
    return deed(request, PlacesForm, page, lambda form: place_texts(one, **_typed(form), **form.acts))


def _posts(request: Request, one: CertificateBlank) -> tuple[HeldPost, ...]:
    posts = request.acting.fitting(OFFICE, bodies_of(one.authority_id, request.acting.today).office_id)
    if not posts:
        raise Http404
    return posts


def _typed(form: PlacesForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {"places": form.places, "dx": str(given["dx"]), "dy": str(given["dy"])}


@seen_by(*OFFICE)
def blank_sheet(request: Request, pk: int) -> HttpResponse:
    """The sheet by which a printer is set: rulers, and a cross where each text begins."""
    one = blank_for(request.acting, pk)
    if request.method not in _fetched_by:
        return HttpResponseNotAllowed(_fetched_by)
    made = make(Document.CERTIFICATE, calibration_of(one, with_sample="sample" in request.GET))
    return sent(made, f"to-can-chinh-{one.pk}.pdf")


@seen_by(*OFFICE)
def blank_picture(request: Request, pk: int) -> HttpResponse:
    """A picture of the sheet with a sample, as the form that is being filled would have it. Nothing is kept."""
    one = blank_for(request.acting, pk)
    if request.method not in _fetched_by:
        return HttpResponseNotAllowed(_fetched_by)
    form = PlacesForm(request.GET, user=request.user, posts=_posts(request, one), blank=one)
    if not _take(one, form):
        return HttpResponse(status=422)
    pdf = make(Document.CERTIFICATE, calibration_of(one, with_sample=True)).pdf
    drawn = picture_of(hashlib.sha256(pdf).hexdigest(), "application/pdf", lambda: BytesIO(pdf), 1, BESIDE)
    return (
        HttpResponse(status=503) if isinstance(drawn, NotShown) else HttpResponse(drawn.data, content_type=CONTENT_TYPE)
    )


def _take(one: CertificateBlank, form: PlacesForm) -> bool:
    """Put what was typed on the blank at hand, unsaved; whether it fits the sheet. Without a form nothing changes."""
    if "dx" not in form.data:
        return True
    form.full_clean()
    wrong = [name for name in form.errors if name not in {"operation", "under"}]
    if wrong or any(text for _where, text in faults_of(form.places, one.width, one.height)):
        return False
    one.places, one.dx, one.dy = form.places, form.cleaned_data["dx"], form.cleaned_data["dy"]
    return True
