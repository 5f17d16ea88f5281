"""Who may open a page. Every view says so itself; what a person may not see does not exist for them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control, never_cache

from workflow.pages.acting import Request
from workflow.pages.keeping import keep_and_sign_in
from workflow.procedure.roles import Role

P = ParamSpec("P")
Page = Callable[Concatenate[Request, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
_V = TypeVar("_V", bound=Callable[..., Any])

EVERYBODY: Final = "EVERYBODY"
SIGNED_IN: Final = "SIGNED_IN"
EVERY_POST: Final = frozenset(Role)
"""Whoever holds a post."""


def seen_by(*roles: Role, invited: bool = False, asks_again: bool = False) -> Callable[[Page[P]], View[P]]:
    """The page is for people who hold one of these roles today; for others there is no such page.

    `invited`: also for a colleague who is invited into a letter today, whatever the post.

    What the page shows of an organisation's things is asked again by the view. Whoever is not signed in
    signs in first, and what was typed is kept for that person. No browser keeps the page; with `asks_again`
    the person's own browser may, and asks each time whether it still may show it.
    """
    caching = cache_control(private=True, no_cache=True) if asks_again else never_cache

    def declare(view: Page[P]) -> View[P]:
        @caching
        @wraps(view)
        def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return keep_and_sign_in(request)
            asked = cast("Request", request)
            if not (asked.acting.roles & set(roles) or (invited and asked.acting.invited)):
                raise Http404
            return view(asked, *args, **kwargs)

        page.for_invited = invited  # type: ignore[attr-defined]  # read by the menu and by the house test
        return _declared(page, frozenset(roles))

    return declare


def for_signed_in(view: Page[P]) -> View[P]:
    """The page is for everybody who is signed in, with or without a post."""

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return keep_and_sign_in(request)
        return view(cast("Request", request), *args, **kwargs)

    return _declared(page, SIGNED_IN)


def keeps_nothing(view: _V) -> _V:
    """Nothing typed on this page waits in a session, as on a ballot. It stands below who the page is for."""
    view.keeps_nothing = True  # type: ignore[attr-defined]  # read where a form would be kept
    return view


def for_everybody(view: _V) -> _V:
    """The page is open without sign-in."""
    return _declared(view, EVERYBODY)


def _declared(view: _V, who: frozenset[Role] | str) -> _V:
    view.seen_by = who  # type: ignore[attr-defined]  # read by the menu and by the house test
    return view
