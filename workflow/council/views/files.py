"""The papers of a session as files, in PDF/A and Word: summary table, ballot sheet, tellers' record, minutes."""

from django.http import Http404, HttpResponse

from workflow.awards.templates import wording_for
from workflow.council.ballot_paper import PRINTS, ballot_facts, sheet_lines
from workflow.council.models import CouncilSession
from workflow.council.pack import copy_for
from workflow.council.papers import minutes_facts, record_facts
from workflow.council.queries import COUNCIL, RUNS, hidden_on, session_for
from workflow.council.summary import summary_for
from workflow.council.summary_paper import summary_facts
from workflow.documents.answering import sent
from workflow.documents.catalogue import Document
from workflow.documents.papers import Form, make_paper
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.procedure.roles import Role


@seen_by(*COUNCIL)
def session_minutes_pdf(request: Request, pk: int) -> HttpResponse:
    """The sealed minutes as PDF/A, without the lines that the person may not see."""
    return _minutes(request, pk, Form.PDF)


@seen_by(*COUNCIL)
def session_minutes_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word."""
    return _minutes(request, pk, Form.DOCX)


@seen_by(*COUNCIL)
def session_record_pdf(request: Request, pk: int) -> HttpResponse:
    """The tellers' record of a counted vote as PDF/A, without the lines that the person may not see."""
    return _record(request, pk, Form.PDF)


@seen_by(*COUNCIL)
def session_record_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word."""
    return _record(request, pk, Form.DOCX)


@seen_by(*RUNS, Role.COUNCIL_MEMBER)
def session_summary_pdf(request: Request, pk: int) -> HttpResponse:
    """The summary table as PDF/A, of what the person may see; for whoever may read the papers of the session."""
    return _summary(request, pk, Form.PDF)


@seen_by(*RUNS, Role.COUNCIL_MEMBER)
def session_summary_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word."""
    return _summary(request, pk, Form.DOCX)


@seen_by(*PRINTS)
def session_sheet_pdf(request: Request, pk: int) -> HttpResponse:
    """The ballot sheet as PDF/A, to be printed for every member alike; from the fixed agenda until the count."""
    return _sheet(request, pk, Form.PDF)


@seen_by(*PRINTS)
def session_sheet_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word."""
    return _sheet(request, pk, Form.DOCX)


def _summary(request: Request, pk: int, form: Form) -> HttpResponse:
    one = session_for(request.acting, pk)
    copy = copy_for(one, request.acting)
    summary = summary_for(one, copy, request.acting) if copy is not None else None
    if summary is None:
        raise Http404
    wording = wording_for(Document.SUMMARY_TABLE, _regime(one), one.held_on or request.acting.today)
    made = make_paper(Document.SUMMARY_TABLE, summary_facts(one, summary), wording, form)
    return sent(made, f"bang-tong-hop-{pk}.{form.value}")


def _sheet(request: Request, pk: int, form: Form) -> HttpResponse:
    one = session_for(request.acting, pk)
    items = sheet_lines(one, request.acting)
    if not items:
        raise Http404
    wording = wording_for(Document.BALLOT_SHEET, _regime(one), one.held_on or request.acting.today)
    return sent(make_paper(Document.BALLOT_SHEET, ballot_facts(one, items), wording, form), f"phieu-{pk}.{form.value}")


def _minutes(request: Request, pk: int, form: Form) -> HttpResponse:
    one = session_for(request.acting, pk)
    if not one.minutes:
        raise Http404
    wording = wording_for(Document.COUNCIL_MINUTES, _regime(one), one.held_on or request.acting.today)
    facts = minutes_facts(one, hidden_on(one, request.acting))
    return sent(make_paper(Document.COUNCIL_MINUTES, facts, wording, form), f"bien-ban-hop-{pk}.{form.value}")


def _record(request: Request, pk: int, form: Form) -> HttpResponse:
    one = session_for(request.acting, pk)
    if one.closed_at is None:
        raise Http404
    wording = wording_for(Document.TALLY_RECORD, _regime(one), one.held_on or request.acting.today)
    facts = record_facts(one, hidden_on(one, request.acting))
    return sent(make_paper(Document.TALLY_RECORD, facts, wording, form), f"bien-ban-kiem-phieu-{pk}.{form.value}")


def _regime(one: CouncilSession) -> int | None:
    """The legal regime that is pinned on the lines of the session."""
    pinned = one.agenda.exclude(nomination__regime=None).order_by("position")
    return pinned.values_list("nomination__regime", flat=True).first()
