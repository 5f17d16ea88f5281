"""Evidence beside the answer: one page of a paper as a picture. The file itself is never shown."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from workflow.dossiers.queries import paper_for
from workflow.dossiers.shown_pages import ShownPage
from workflow.dossiers.views.papers import make_inert, require_sendable
from workflow.pages.access import EVERY_POST, seen_by
from workflow.pages.acting import Request
from workflow.rendering.pictures import CONTENT_TYPE


def _asked(request: Request, pk: int) -> ShownPage:
    """The page of a paper that the person may read, by the rule of the file itself."""
    one = paper_for(request.acting, pk)
    require_sendable(one.scan)
    return ShownPage.asked(one, request.GET)


@seen_by(*EVERY_POST)
def paper_page(request: Request, pk: int) -> HttpResponse:
    """One page of a paper: beside the answer where htmx asks for it, else a page of its own."""
    shown = _asked(request, pk)
    template = "dossiers/_paper_page.html" if request.htmx else "dossiers/paper_page.html"
    status = HTTPStatus.NOT_FOUND if shown.is_none else HTTPStatus.OK
    return render(request, template, {"shown": shown}, status=status)


@seen_by(*EVERY_POST, asks_again=True)
def paper_picture(request: Request, pk: int) -> HttpResponse:
    """The picture of the page; 404 where the file has no such page, 422 where it cannot be drawn."""
    shown = _asked(request, pk)
    mark = f'"{shown.mark}"'
    answer = get_conditional_response(request, etag=mark) or _sent(shown)
    make_inert(answer)
    if answer.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        answer["ETag"] = mark
    return answer


def _sent(shown: ShownPage) -> HttpResponse:
    if shown.picture is not None:
        return HttpResponse(shown.picture.data, content_type=CONTENT_TYPE)
    status = HTTPStatus.NOT_FOUND if shown.is_none else HTTPStatus.UNPROCESSABLE_ENTITY
    reason = shown.why.reason if shown.why is not None else ""
    return HttpResponse(reason, content_type="text/plain; charset=utf-8", status=status)
