"""A letter, its list of nominees and the minutes of the unit's council as files: PDF/A and Word."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse

from workflow.awards.templates import wording_for
from workflow.documents.answering import sent
from workflow.documents.catalogue import Document
from workflow.documents.papers import Form, make_paper
from workflow.dossiers.letter_paper import letter_facts, nominee_list_facts
from workflow.dossiers.minutes_paper import unit_minutes_facts
from workflow.dossiers.models import Letter
from workflow.dossiers.queries import READERS, letter_for, lines_in_print
from workflow.pages.access import seen_by
from workflow.pages.acting import Acting, Request

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

_Facts = Callable[[Letter, Acting], "dict[str, Json] | None"]


@seen_by(*READERS, invited=True)
def letter_pdf(request: Request, pk: int) -> HttpResponse:
    """The letter as PDF/A with its annexed list, of the lines that the person may see; a draft says that it is one."""
    return _file(request, pk, Form.PDF, Document.UNIT_LETTER, letter_facts)


@seen_by(*READERS, invited=True)
def letter_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word."""
    return _file(request, pk, Form.DOCX, Document.UNIT_LETTER, letter_facts)


@seen_by(*READERS, invited=True)
def letter_nominees_pdf(request: Request, pk: int) -> HttpResponse:
    """The list of nominees of the letter as PDF/A, of the lines that the person may see."""
    return _file(request, pk, Form.PDF, Document.NOMINEE_LIST, nominee_list_facts)


@seen_by(*READERS, invited=True)
def letter_nominees_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word."""
    return _file(request, pk, Form.DOCX, Document.NOMINEE_LIST, nominee_list_facts)


@seen_by(*READERS, invited=True)
def letter_minutes_pdf(request: Request, pk: int) -> HttpResponse:
    """The minutes of the unit's council as PDF/A, with the votes on the lines that the person may see."""
    return _file(request, pk, Form.PDF, Document.UNIT_MINUTES, unit_minutes_facts)


@seen_by(*READERS, invited=True)
def letter_minutes_docx(request: Request, pk: int) -> HttpResponse:
    """The same for Word."""
    return _file(request, pk, Form.DOCX, Document.UNIT_MINUTES, unit_minutes_facts)


def _file(request: Request, pk: int, form: Form, document: Document, facts_of: _Facts) -> HttpResponse:
    one = letter_for(request.acting, pk)
    facts = facts_of(one, request.acting)
    if facts is None:
        raise Http404
    day = one.dated or request.acting.today
    wording = wording_for(document, _regime(one, request.acting), day)
    return sent(make_paper(document, facts, wording, form), f"{_NAMES[document]}-{one.pk}.{form.value}")


_NAMES: Final = {
    Document.UNIT_LETTER: "to-trinh",
    Document.NOMINEE_LIST: "danh-sach-trich-ngang",
    Document.UNIT_MINUTES: "bien-ban-hop-don-vi",
}


def _regime(one: Letter, acting: Acting) -> int | None:
    """The legal regime that is pinned on the lines; none before receipt."""
    pinned = lines_in_print(one.case_id, acting).exclude(regime=None)
    return pinned.values_list("regime", flat=True).first()
