"""Every page in the browser: nothing that axe finds, nothing that breaks the policy, nothing wider than a phone."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from tests.browser.people import DESKTOP, PHONE, House
from tests.browser.sessions import Browsers
from tests.browser.walk_table import CLOSED, VISITS, world
from workflow.admin.site import site
from workflow.management.demo.cast import Cast
from workflow.pages.acting import acting_middleware

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

LOOKS: Final[dict[str, dict[str, Any]]] = {
    "desktop, light": {"viewport": DESKTOP, "color_scheme": "light", "locale": "vi-VN"},
    "phone, dark": {"viewport": PHONE, "color_scheme": "dark", "has_touch": True, "locale": "vi-VN"},
}
_PARTS: Final = 4
"""The walk goes in so many parts, each in a house of its own, so that several processes share it."""
_TOO_WIDE: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def _names(patterns: list[Any]) -> Iterator[str]:
    """The names of all addresses but those of the administration."""
    for one in patterns:
        if isinstance(one, URLResolver):
            if one.app_name != "admin":
                yield from _names(one.url_patterns)
        elif isinstance(one, URLPattern):
            yield str(one.name)


def test_the_walk_goes_to_every_address_or_says_why_not() -> None:
    visited = {visit.name for visit in VISITS}
    assert sorted({*_names(get_resolver().url_patterns)}) == sorted(visited | set(CLOSED))
    assert visited & set(CLOSED) == set()


@pytest.mark.one_database
@pytest.mark.parametrize("part", range(_PARTS))
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_usable_by_everybody_and_keeps_to_the_policy(
    house: House, cast: Cast, look: str, part: int
) -> None:
    things, wrong = world(cast), []
    with Browsers(house, LOOKS[look]) as browsers:
        for visit in VISITS[part::_PARTS]:
            page, path = browsers.of(visit.who), visit.path(things)
            found = _wrong_on(page, house.base + path, visit.status)
            wrong += [f"{look}: {path} for {visit.who or 'nobody'}: {one}" for one in found]
    assert wrong == []


@pytest.mark.one_database
@pytest.mark.parametrize(("look", "part"), [("desktop, light", 0), ("desktop, light", 1), ("phone, dark", None)])
def test_every_page_of_the_administration_is_usable_and_keeps_to_the_policy(
    house: House, cast: Cast, look: str, part: int | None
) -> None:
    wrong, looked = [], set[int]()
    visits = [*_administration(cast, _ON_THE_PHONE)] if part is None else [*_administration(cast)][part::2]
    with Browsers(house, LOOKS[look]) as browsers:
        page = browsers.of("administrator")
        for path, status in visits:
            # What is refused, or not there, has one page for all addresses.
            if status in looked:
                answer = page.request.get(house.base + path)
                wrong += [f"{look}: {path}: {answer.status}"] if answer.status != status else []
                continue
            wrong += [f"{look}: {path}: {one}" for one in _wrong_on(page, house.base + path, status)]
            looked |= {status} if status >= HTTPStatus.BAD_REQUEST else set()
    assert wrong == []


# Axe reads no style sheet again by itself: it would put it on the page as a style of its own, against the policy.
_HOW: Final = {"preload": False}
_BOXES_MADE: Final = (
    "!document.querySelector('select.admin-autocomplete:not([data-select2-id]):not([name*=__prefix__])')"
)
_ON_THE_PHONE: Final = ("user", "appointment", "round")


def _administration(cast: Cast, models: tuple[str, ...] = ()) -> Iterator[tuple[str, int]]:
    """Every page of every table there is, with the answer that its permissions call for."""
    yield reverse("admin:index"), HTTPStatus.OK
    request = RequestFactory().get("/")
    request.user = cast.user("administrator")
    request.session = SessionBase()
    acting_middleware(lambda _request: HttpResponse())(request)
    for model, options in site._registry.items():  # noqa: SLF001 -- there is no other list of what is registered
        name = str(model._meta.model_name)
        if models and name not in models:
            continue
        one = options.get_queryset(request).order_by("pk").first()
        yield reverse(f"admin:workflow_{name}_changelist"), HTTPStatus.OK
        yield reverse(f"admin:workflow_{name}_add"), _allowed(may=options.has_add_permission(request))
        if one is not None:
            yield from _pages_of(name, one.pk, options, request)


def _pages_of(name: str, key: int, options: "ModelAdmin[Any]", request: Any) -> Iterator[tuple[str, int]]:
    yield reverse(f"admin:workflow_{name}_change", args=[key]), HTTPStatus.OK
    yield reverse(f"admin:workflow_{name}_history", args=[key]), HTTPStatus.NOT_FOUND  # the record is the history
    yield reverse(f"admin:workflow_{name}_delete", args=[key]), _allowed(may=options.has_delete_permission(request))
    for deed in ("end", "password", "close"):
        try:
            yield reverse(f"admin:workflow_{name}_{deed}", args=[key]), HTTPStatus.OK
        except NoReverseMatch:
            continue


def _allowed(*, may: bool) -> int:
    return HTTPStatus.OK if may else HTTPStatus.FORBIDDEN


def _told(rule: dict[str, Any]) -> str:
    """A violation with its first place."""
    first = rule["nodes"][0]
    return f"axe: {rule['id']} ({rule['impact']}): {first['html'][:160]} {first['failureSummary'][:200]}"


def _wrong_on(page: Page, url: str, wanted: int) -> list[str]:
    """Open the page; what is wrong on it."""
    answer = page.goto(url)
    if answer is None or answer.status != wanted or answer.request.redirected_from:
        return [f"{answer.status if answer else 'no answer'} at {page.url}"]
    page.wait_for_function(_BOXES_MADE)
    found = [_told(rule) for rule in Axe().run(page, options=_HOW).response["violations"]]
    too_wide = page.evaluate(_TOO_WIDE)
    if too_wide > 0:
        found.append(f"{too_wide} pixels wider than the window")
    if page.evaluate("document.documentElement.lang") != "vi":
        found.append("not in Vietnamese")
    return found
