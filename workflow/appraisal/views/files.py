"""The papers of the office as files: PDF/A and Word."""

from django.http import HttpResponse
from django.utils import timezone

from workflow.appraisal.queries import OFFICE
from workflow.appraisal.receipt_paper import lines_received, receipt_facts, receipt_for
from workflow.appraisal.request_paper import request_facts, requests_on_paper
from workflow.appraisal.sheet_paper import sheet_facts, sheet_on_paper
from workflow.awards.templates import wording_for
from workflow.documents.answering import sent
from workflow.documents.catalogue import Document
from workflow.documents.papers import Form, make_paper
from workflow.dossiers.queries import PREPARES
from workflow.pages.access import seen_by
from workflow.pages.acting import Request


@seen_by(*PREPARES, *OFFICE)
def receipt_pdf(request: Request, pk: int) -> HttpResponse:
    """The receipt of a letter as PDF/A, for the office and the unit whose letter it is."""
    return _receipt(request, pk, Form.PDF)


@seen_by(*PREPARES, *OFFICE)
def receipt_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word."""
    return _receipt(request, pk, Form.DOCX)


@seen_by(*PREPARES, *OFFICE)
def supplement_request_pdf(request: Request, pk: int) -> HttpResponse:
    """A request for a supplement as PDF/A, for the office and the unit that was asked."""
    return _request(request, pk, Form.PDF)


@seen_by(*PREPARES, *OFFICE)
def supplement_request_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word."""
    return _request(request, pk, Form.DOCX)


@seen_by(*OFFICE)
def sheet_pdf(request: Request, pk: int) -> HttpResponse:
    """The appraisal sheet of a line as PDF/A, for its office alone."""
    return _sheet(request, pk, Form.PDF)


@seen_by(*OFFICE)
def sheet_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word."""
    return _sheet(request, pk, Form.DOCX)


def _receipt(request: Request, pk: int, form: Form) -> HttpResponse:
    one = receipt_for(request.acting, pk)
    lines = lines_received(one)
    regime = next((line.regime_id for line in lines if line.regime_id), None)
    wording = wording_for(Document.RECEIPT, regime, timezone.localdate(one.received_at or one.letter.opened_at))
    return sent(
        make_paper(Document.RECEIPT, receipt_facts(one, lines), wording, form), f"phieu-tiep-nhan-{pk}.{form.value}"
    )


def _request(request: Request, pk: int, form: Form) -> HttpResponse:
    asked = requests_on_paper(request.acting, pk)
    wording = wording_for(
        Document.SUPPLEMENT_REQUEST, asked[0].nomination.regime_id, timezone.localdate(asked[0].asked_at)
    )
    made = make_paper(Document.SUPPLEMENT_REQUEST, request_facts(asked), wording, form)
    return sent(made, f"phieu-yeu-cau-bo-sung-{asked[0].pk}.{form.value}")


def _sheet(request: Request, pk: int, form: Form) -> HttpResponse:
    sheet = sheet_on_paper(request.acting, pk)
    wording = wording_for(Document.APPRAISAL_SHEET, sheet.nomination.regime_id, timezone.localdate(sheet.at))
    return sent(
        make_paper(Document.APPRAISAL_SHEET, sheet_facts(sheet), wording, form), f"phieu-tham-dinh-{pk}.{form.value}"
    )
