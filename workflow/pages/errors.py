"""Pages for what went wrong: what happened, and what to do. For htmx the same words as a notice on the page.

Where the database may be the reason, a page is made without it: no session, no user, no messages.
"""

import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from math import ceil
from typing import Any, Final

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, ValidationError
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from workflow.database.turns import unless_busy
from workflow.directory.denied import Denied
from workflow.documents.rendering import NotMade
from workflow.pages.context import product
from workflow.pages.keeping import go, keep, keep_and_sign_in
from workflow.pages.refusals import status_of, why_not
from workflow.pages.signing_in import locked_until
from workflow.procedure.refused import Refused

_log: Final = structlog.get_logger("workflow.pages")
_too_large: Final = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
_try_again: Final = "5"
_minute: Final = 60
_mega: Final = 1024 * 1024


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; 413 where what was sent is larger than the service takes."""
    if isinstance(exception, _too_large):
        return _page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, **_limits())
    return _page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the reason where it is one of ours, else that the posts of today do not give this step."""
    reason = str(exception) if isinstance(exception, Denied) else ""
    return _page(request, HTTPStatus.FORBIDDEN, reason=reason)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """404: nothing here, or nothing for this person."""
    return _page(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, made without the database; 503 where the database is what failed."""
    failed = isinstance(sys.exc_info()[1], OperationalError)
    return _bare(request, HTTPStatus.SERVICE_UNAVAILABLE if failed else HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token, most often one opened before the last sign-in: it is shown again as it was filled.

    What was typed is kept only for the person whose signed mark the form bears, and nothing is done.
    """
    _log.warning("csrf_failed", path=request.path, reason=reason)
    if not request.user.is_authenticated:
        return keep_and_sign_in(request) if request.POST.get("owner") else _csrf_page(request)
    return go(request, request.get_full_path()) if keep(request) else _csrf_page(request)


def locked_out(
    request: HttpRequest, _response: Any = None, credentials: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Too many wrong passwords: the name rests at this address for a while, and the page says for how long."""
    until = locked_until(request, str((credentials or {}).get("username", "")))
    seconds = max(1, ceil((until - timezone.now()).total_seconds()))
    page = _page(request, HTTPStatus.TOO_MANY_REQUESTS, minutes=ceil(seconds / _minute))
    page["Retry-After"] = str(seconds)
    return page


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429 for an address that asks too often, whatever the name."""
    page = _page(request, HTTPStatus.TOO_MANY_REQUESTS, minutes=1)
    page["Retry-After"] = str(_minute)
    return page


class ErrorsMiddleware:
    """Answers what a view raised and no page of its own has answered: refusals, unusable input, a busy database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; an empty "method not allowed" gets its page."""
        answer = self.get_response(request)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not answer.content:
            page = _page(request, HTTPStatus.METHOD_NOT_ALLOWED)
            page["Allow"] = answer["Allow"]
            return page
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a refusal, unusable input, a busy or silent database, a document not made; else it goes on."""
        if isinstance(exception, Refused):
            return _page(request, status_of(exception.all), refusals=why_not(exception.all))
        if isinstance(exception, ValidationError):
            return _page(request, HTTPStatus.UNPROCESSABLE_ENTITY, texts=exception.messages)
        if isinstance(exception, OperationalError):
            return _of_database(request, exception)
        if isinstance(exception, NotMade):
            return _bare(request, HTTPStatus.SERVICE_UNAVAILABLE, document=True)
        return None


def _of_database(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """409 where somebody else holds what was needed, 503 where the database does not answer."""
    _log.error("database", path=request.path, error=str(error))
    try:
        with unless_busy():
            raise error
    except Refused as busy:
        return _bare(request, HTTPStatus.CONFLICT, refusals=why_not(busy.all))
    except OperationalError:
        return _bare(request, HTTPStatus.SERVICE_UNAVAILABLE)


def _csrf_page(request: HttpRequest) -> HttpResponse:
    return _page(request, HTTPStatus.FORBIDDEN, template="403_csrf.html")


def _limits() -> dict[str, Any]:
    """How much the service takes at once; nothing where a setting lifts the limit."""
    bytes_at_most, files_at_most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.DATA_UPLOAD_MAX_NUMBER_FILES
    return {"megabytes": (bytes_at_most or 0) // _mega, "files": files_at_most or 0}


def _page(request: HttpRequest, status: HTTPStatus, template: str = "", **shows: Any) -> HttpResponse:
    """The page of a status, within the frame of ours; for htmx a notice in the place for messages."""
    answer = render(request, template or f"{status.value}.html", {**_frame(request), **shows}, status=status)
    return _placed(request, answer)


def _bare(request: HttpRequest, status: HTTPStatus, **shows: Any) -> HttpResponse:
    """The same without anything that may ask the database."""
    text = render_to_string(f"{status.value}.html", {**product(), **_frame(request), **shows})
    answer = _placed(request, HttpResponse(text, status=status))
    if status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.CONFLICT}:
        answer["Retry-After"] = _try_again
    return answer


def _frame(request: HttpRequest) -> dict[str, str]:
    return {"frame": "pages/notice.html"} if request.headers.get("HX-Request") else {}


def _placed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    if request.headers.get("HX-Request"):
        answer["HX-Retarget"] = ".messages"
        answer["HX-Reswap"] = "innerHTML show:window:top"
    answer["Cache-Control"] = "no-store"
    return answer
