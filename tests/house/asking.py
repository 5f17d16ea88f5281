"""Asking for a page: as a browser does, or the view of an address alone, where nothing but 404 is expected."""

from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib.messages.storage.base import BaseStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from workflow.dossiers.forms import grounds_of
from workflow.management.demo.cast import Cast
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition


class Asking:
    """A person of the world who asks for pages and sends forms. Every answer is the status alone."""

    def __init__(self, name: str, cast: Cast) -> None:
        """`name` is the name of the sign-in."""
        self.name = name
        self.user = cast.user(name)
        self.acting = Acting(self.user, timezone.localdate())
        self._client = Client(raise_request_exception=False)
        self._client.force_login(self.user)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of today."""
        return self.acting.roles

    def got(self, url: str) -> int:
        """A page through the whole service; 500 where it breaks. A file that is sent is closed again."""
        answer = self._client.get(url)
        if answer.streaming:
            b"".join(cast("Any", answer).streaming_content)
        return answer.status_code

    def sent(self, url: str, typed: dict[str, Any]) -> int:
        """A form through the whole service."""
        return self._client.post(url, typed).status_code

    def got_of_the_view(self, url: str) -> int:
        """A page of the view that stands behind the address, without what stands around every view."""
        return self._of_the_view(RequestFactory().get(url))

    def sent_to_the_view(self, url: str, typed: dict[str, Any]) -> int:
        """A form to the view alone."""
        return self._of_the_view(RequestFactory().post(url, typed))

    def _of_the_view(self, request: HttpRequest) -> int:
        match = resolve(urlsplit(request.get_full_path()).path)
        around = {"user": self.user, "acting": self.acting, "resolver_match": match, "session": SessionStore()}
        vars(request).update(around, htmx=HtmxDetails(request), _messages=BaseStorage(request))
        try:
            return int(match.func(request, *match.args, **match.kwargs).status_code)
        except Http404:
            return 404
        except PermissionDenied:
            return 403


def typed_for(act: Transition, line: int, acting: Acting) -> dict[str, Any]:
    """The form of an act on this line, filled as it asks, under the person's first post."""
    return {
        "on": line,
        "operation": f"{act.name}-{line}-{acting.user.pk}"[:64],
        "under": acting.held[0].key,
        "code": next(iter(grounds_of(act)), ""),
        "text": "Minh họa",
        "document": "Văn bản minh họa",
        "reply_by": "01/12/2026",
        "review_on": "01/12/2026",
        "seen": "",
    }
