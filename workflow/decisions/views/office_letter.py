"""An office's letter to its decider as a file: PDF/A and Word."""

from django.http import Http404, HttpResponse

from workflow.awards.templates import wording_for
from workflow.decisions.office_paper import office_letter_facts
from workflow.documents.answering import sent
from workflow.documents.catalogue import Document
from workflow.documents.papers import Form, make_paper
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.queries import OFFICE, letter_for, reads_paper_of_office
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.procedure.roles import Role

READS_OFFICE = (*OFFICE, Role.DECIDER, Role.DECIDER_OFFICE)
"""Who reads what the office writes to its decider."""


@seen_by(*READS_OFFICE)
def office_letter_pdf(request: Request, pk: int) -> HttpResponse:
    """The letter with its two lists as PDF/A; before its issue a draft for the office alone, which says so."""
    return _file(request, pk, Form.PDF)


@seen_by(*READS_OFFICE)
def office_letter_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word."""
    return _file(request, pk, Form.DOCX)


def _file(request: Request, pk: int, form: Form) -> HttpResponse:
    one = letter_for(request.acting, pk)
    facts = office_letter_facts(one) if reads_paper_of_office(one, request.acting) else None
    if facts is None:
        raise Http404
    wording = wording_for(Document.OFFICE_LETTER, _regime(one), one.dated or request.acting.today)
    return sent(make_paper(Document.OFFICE_LETTER, facts, wording, form), f"to-trinh-{pk}.{form.value}")


def _regime(one: Letter) -> int | None:
    """The legal regime that is pinned on the lines of the letter."""
    stood = Nomination.objects.filter(standings__case=one.case_id).exclude(regime=None)
    return stood.order_by("pk").values_list("regime", flat=True).first()
