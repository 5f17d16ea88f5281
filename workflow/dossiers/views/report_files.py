"""The report on one nomination as a file: PDF/A and Word."""

from typing import Final

from django.http import HttpResponse
from django.utils import timezone

from workflow.awards.templates import wording_for
from workflow.documents.answering import sent
from workflow.documents.catalogue import Document
from workflow.documents.papers import Form, make_paper
from workflow.dossiers.casefile import dossier_for
from workflow.dossiers.report_paper import report_facts, report_of, signature_of_unit
from workflow.pages.access import EVERY_POST, seen_by
from workflow.pages.acting import Request


@seen_by(*EVERY_POST)
def dossier_report_pdf(request: Request, pk: int) -> HttpResponse:
    """The report as PDF/A, of what the dossier shows the person; one that nobody has signed says it is a draft."""
    return _file(request, pk, Form.PDF)


@seen_by(*EVERY_POST)
def dossier_report_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word."""
    return _file(request, pk, Form.DOCX)


def _file(request: Request, pk: int, form: Form) -> HttpResponse:
    line = dossier_for(request.acting, pk)
    document, signature = report_of(line), signature_of_unit(line)
    day = timezone.localdate(signature.at) if signature is not None else request.acting.today
    made = make_paper(document, report_facts(line, request.acting), wording_for(document, line.regime_id, day), form)
    return sent(made, f"{_NAMES[document]}-{line.pk}.{form.value}")


_NAMES: Final = {
    Document.ACHIEVEMENT_REPORT: "bao-cao-thanh-tich",
    Document.SUMMARY_REPORT: "bao-cao-tom-tat-thanh-tich",
}
