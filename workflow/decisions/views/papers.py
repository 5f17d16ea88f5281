"""Pages of a decision as a paper: for print in the browser, and as a file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from workflow.awards.templates import wording_for
from workflow.decisions.models import Decision
from workflow.decisions.paper import paper_of
from workflow.decisions.paper_facts import facts_of
from workflow.decisions.queries import decision_for, regime_of
from workflow.decisions.views import READS
from workflow.documents.answering import sent
from workflow.documents.catalogue import Document
from workflow.documents.papers import Form, make_paper
from workflow.pages.access import seen_by
from workflow.pages.acting import Request


@seen_by(*READS)
def decision_print(request: Request, pk: int) -> HttpResponse:
    """The decision with its annexed list for print; a draft says that it is one."""
    one = decision_for(request.acting, pk)
    paper = paper_of(one, request.acting)
    if paper is None:
        raise Http404
    return render(request, "decisions/print.html", {"decision": one, "paper": paper})


@seen_by(*READS)
def decision_pdf(request: Request, pk: int) -> HttpResponse:
    """The award decision as PDF/A, with the lines the person may see; a draft says on each page that it is one."""
    return _file(request, pk, Form.PDF)


@seen_by(*READS)
def decision_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word, to go on with where the paper is signed by hand."""
    return _file(request, pk, Form.DOCX)


def _file(request: Request, pk: int, form: Form) -> HttpResponse:
    one = decision_for(request.acting, pk)
    facts = facts_of(one, request.acting) if one.kind == Decision.Kind.AWARD else None
    if facts is None:
        raise Http404
    wording = wording_for(Document.DECISION, regime_of(one), one.dated or request.acting.today)
    return sent(make_paper(Document.DECISION, facts, wording, form), f"quyet-dinh-{one.pk}.{form.value}")
