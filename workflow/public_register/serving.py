"""How public pages are served: without cookies, kept by caches, by the language of the address or of the browser.

A public page is handed no cookie, so it cannot know who looks and is the same for everybody. What a cache keeps it
may show for a short while; then it asks again and is told by the hash of the page whether that has changed.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, Final, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflow.pages.context import product
from workflow.public_register.limiting import seconds_to_wait
from workflow.public_register.queries import latest_change

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
Middleware = Callable[[HttpRequest], HttpResponse]

_SHORT: Final = 60
"""So many seconds at most a cache keeps that something is not there."""
PUBLIC: Final = ("/register/", "/verify/")
"""Where the public pages are."""


def without_cookies(get_response: Middleware) -> Middleware:
    """Take every cookie off what asks for a public page, and off its answer. Stands outside of the sessions."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PUBLIC):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        answer = get_response(request)
        answer.cookies.clear()
        vary = [one.strip() for one in answer.get("Vary", "").split(",")]
        kept = [one for one in vary if one and one.lower() != "cookie"]
        answer["Vary"] = ", ".join(kept)
        if not kept:
            del answer["Vary"]
        return answer

    return middleware


def to_the_public(*, seconds: int = 300, indexed: bool = True) -> Callable[[View[P]], View[P]]:
    """A page for everybody: limited by address, kept by caches for so many seconds, in the language asked for.

    `indexed`: search engines may keep it, where the settings allow any.
    """

    def declare(view: View[P]) -> View[P]:
        @require_safe
        @wraps(view)
        def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            wait = seconds_to_wait(request)
            with override(language_of(request)):
                answer = too_often(request, wait) if wait else view(request, *args, **kwargs)
                answer["Content-Language"] = get_language() or settings.LANGUAGE_CODE
            if not (indexed and settings.PUBLIC_INDEXED):
                answer["X-Robots-Tag"] = "noindex"
            return answer if wait else _kept(request, answer, seconds)

        return page

    return declare


def language_of(request: HttpRequest) -> str:
    """The language that the address asks for, else the browser's; Vietnamese where both say nothing that we have."""
    asked = request.GET.get("lang", "")
    known = {code for code, _name in settings.LANGUAGES}
    return asked if asked in known else get_language() or settings.LANGUAGE_CODE


def _kept(request: HttpRequest, answer: HttpResponse, seconds: int) -> HttpResponse:
    """The answer with what caches need; 304 where the one who asks has it. A revised page keeps its hash."""
    seconds = seconds if answer.status_code == HTTPStatus.OK else min(seconds, _SHORT)
    patch_cache_control(answer, public=True, max_age=seconds, must_revalidate=True)
    if answer.status_code != HTTPStatus.OK:
        return answer
    if not answer.has_header("ETag"):
        answer["ETag"] = mark_of(answer.content)
    changed = latest_change()
    if changed is not None:
        answer["Last-Modified"] = http_date(changed.timestamp())
    same = get_conditional_response(request, answer["ETag"], None, answer)
    return same if isinstance(same, HttpResponse) else answer


def mark_of(content: bytes) -> str:
    """The ETag of a content."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    """429: when to ask again."""
    answer = public_page(request, "public_register/too_often.html", {"seconds": wait}, HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(wait)
    answer["Cache-Control"] = "no-store"
    return answer


def public_page(
    request: HttpRequest, template: str, shows: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """A page in the public frame. Nothing of who looks goes into it: no session, no user, no menu, no messages."""
    lang = asked_language(request)
    frame = {
        **product(),
        "request": request,
        "languages": _languages(request),
        "sections": _sections(request),
        "lang": lang,
        "keep": f"?lang={lang}" if lang else "",
        "is_indexed": settings.PUBLIC_INDEXED,
    }
    return HttpResponse(render_to_string(template, {**frame, **shows}), status=status)


def asked_language(request: HttpRequest) -> str:
    """The language that the address names, for the links of the page to name it too; else empty."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else ""


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    """Each language with the address of this page in it."""
    here = get_language()
    listed = []
    for code, _name in settings.LANGUAGES:
        query = request.GET.copy()
        query["lang"] = code
        name = capfirst(get_language_info(code)["name_local"])
        listed.append({"code": code, "name": name, "url": f"?{query.urlencode()}", "is_current": code == here})
    return listed


def _sections(request: HttpRequest) -> list[dict[str, Any]]:
    """The three sections of the public pages."""
    listed = (
        ("register", _("Awards"), "award"),
        ("public_stories", _("Exemplar stories"), "bookmark"),
        ("verify", _("Verify a paper"), "shield-check"),
    )
    here = max(
        (reverse(name) for name, *_rest in listed if request.path.startswith(reverse(name))), key=len, default=""
    )
    return [
        {"url": reverse(name), "label": label, "icon": icon, "is_current": reverse(name) == here}
        for name, label, icon in listed
    ]


def not_here(request: HttpRequest) -> HttpResponse:
    """404: nothing public is here, and where to look."""
    return public_page(request, "public_register/not_here.html", {}, HTTPStatus.NOT_FOUND)
