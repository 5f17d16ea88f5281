"""Pages of a decision as a paper: for print in the browser, and as a file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from workflow.decisions.paper import paper_of
from workflow.decisions.paper_file import facts_for, file_of
from workflow.decisions.queries import decision_for
from workflow.decisions.views import READS
from workflow.documents.answering import sent
from workflow.documents.papers import Form
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
    """The decision as PDF/A, with the lines the person may see; a draft of awards says on each page that it is one."""
    return _file(request, pk, Form.PDF)


@seen_by(*READS)
def decision_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word, to go on with where the paper is signed by hand."""
    return _file(request, pk, Form.DOCX)


def _file(request: Request, pk: int, form: Form) -> HttpResponse:
    one = decision_for(request.acting, pk)
    facts = facts_for(one, request.acting)
    if facts is None:
        raise Http404
    return sent(file_of(one, facts, request.acting, form), f"quyet-dinh-{one.pk}.{form.value}")
