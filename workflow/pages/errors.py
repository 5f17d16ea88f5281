"""Pages for what went wrong: what happened, and what to do."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, _response: Any = None, _credentials: Any = None) -> HttpResponse:
    """Too many wrong passwords: the name and the address rest for a while."""
    return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
