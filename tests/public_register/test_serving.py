"""How public pages are served: without cookies, kept by caches, limited by address, in two languages, with no menu."""

from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.dossiers.pages_given import signed_in
from tests.public_register.given import got, issued, protected, published, told, words
from tests.support.everything import everything, written
from workflow.decisions.commands import publish_decision
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.public_register.limiting import address_of
from workflow.public_register.models import Level, Visits


def addresses(cast: Cast) -> list[str]:
    """The address of every public page, with something on it."""
    decision, lines = published(cast, 1)
    story = told(cast, lines)
    return [
        "/register/",
        "/register/awards.json",
        "/register/awards.xlsx",
        f"/register/awards/{lines[0].code}/",
        f"/register/decisions/{decision.code}/",
        "/register/stories/",
        f"/register/stories/{story.code}/",
        "/verify/",
        f"/verify/{lines[0].code}/",
        f"/verify/{decision.code}/",
    ]


# Cookies, caches -----------------------------------------------------------------------------------------


def test_no_public_page_sets_or_reads_a_cookie_whoever_looks(cast: Cast) -> None:
    known = signed_in(cast, "tdkt-head")
    known.cookies["django_language"] = "vi"
    for path in addresses(cast):
        stranger, member = got(path), known.get(path)
        assert (dict(stranger.cookies), dict(member.cookies)) == ({}, {}), path
        assert stranger["ETag"] == member["ETag"], f"{path}: who is signed in sees the same page"
        assert stranger["Vary"].lower() == "accept-language", path
        assert b"csrfmiddlewaretoken" not in stranger.content


@pytest.mark.parametrize("path", ["/register/nothing/", "/verify/0/0/"])
def test_no_answer_below_the_public_addresses_sets_a_cookie(cast: Cast, path: str) -> None:
    answer = signed_in(cast, "tdkt-head").get(path)
    assert answer.status_code == 404
    assert dict(answer.cookies) == {}
    assert b"demo-" not in answer.content


def test_a_look_writes_nothing_and_opens_no_session(cast: Cast) -> None:
    paths = addresses(cast)
    before, sessions = everything(), Session.objects.count()
    for path in paths:
        assert got(path).status_code == 200
    assert (written(before, everything()), Session.objects.count()) == ({}, sessions)


def test_a_cache_keeps_a_page_and_is_told_whether_it_changed(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    for path, seconds in (("/register/", 300), ("/register/awards.xlsx", 300), (f"/verify/{line.code}/", 60)):
        first = got(path)
        assert first["Cache-Control"] == f"public, max-age={seconds}, must-revalidate"
        assert first["Last-Modified"].endswith("GMT")
        again = got(path, **{"if-none-match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"]), path
    mark = got("/register/")["ETag"]
    protected(cast, line, Level.INITIALS)
    later = {"if-none-match": mark, "if-modified-since": "Fri, 31 Dec 2100 00:00:00 GMT"}
    assert got("/register/", **later).status_code == 200, "what is shown less is never kept for its date"


def test_a_page_that_is_not_there_is_kept_shortly_and_changes_once_it_is_published(cast: Cast) -> None:
    decision, (line,) = issued(cast)
    path = f"/register/awards/{line.code}/"
    missing = got(path)
    assert (missing.status_code, missing.has_header("ETag")) == (404, False)
    assert "max-age=60," in missing["Cache-Control"]
    publish_decision(decision, **cast.acts("ubnd-office", Role.DECIDER_OFFICE, "ubnd-tinh"))
    assert got(path).status_code == 200


@pytest.mark.parametrize("path", ["/register/", "/verify/", "/register/awards.json"])
def test_a_public_page_takes_no_form(db: None, path: str) -> None:  # noqa: ARG001 -- asks for the database
    assert Client().post(path, {"q": "x"}).status_code == 405


def test_public_pages_bear_no_menu_and_nothing_inline(cast: Cast) -> None:
    for path in (one for one in addresses(cast) if "awards." not in one):
        page = got(path).content.decode()
        for inner in (reverse("desk") + '"', "/letters/", "/dossiers/", "/decisions/?", "/accounts/", "data-bs-toggle"):
            assert f'href="{inner}' not in page, (path, inner)
        assert "AGPL-3.0" in page
        assert "<script>" not in page
        assert " style=" not in page
        assert got(path)["Content-Security-Policy"] == got("/accounts/login/")["Content-Security-Policy"]


# Language ------------------------------------------------------------------------------------------------


def test_the_language_is_the_addresses_then_the_browsers_then_vietnamese(db: None) -> None:  # noqa: ARG001 -- asks for the database
    asked = {
        ("/verify/", "en"): "en",
        ("/verify/", "vi"): "vi",
        ("/verify/", "fr"): "vi",
        ("/verify/", ""): "vi",
        ("/verify/?lang=vi", "en"): "vi",
        ("/verify/?lang=en", "vi"): "en",
        ("/verify/?lang=xx", "en"): "en",
    }
    answers = {key: got(key[0], language=key[1]) for key in asked}
    assert {key: one["Content-Language"] for key, one in answers.items()} == asked
    for key, one in answers.items():
        assert f'<html lang="{asked[key]}">' in one.content.decode()


def test_the_links_of_a_page_keep_the_language_that_the_address_named(cast: Cast) -> None:
    _decision, (line,) = published(cast, 1)
    page = words(got("/register/?lang=en", language="vi"))
    assert f'href="/register/awards/{line.code}/?lang=en"' in page
    assert 'name="lang" value="en"' in page
    assert f'href="/register/awards/{line.code}/"' in words(got("/register/", language="vi"))


# Robots --------------------------------------------------------------------------------------------------


def test_search_engines_keep_nothing_unless_the_settings_say_so(cast: Cast, settings: Any) -> None:
    _decision, (line,) = published(cast, 1)
    assert got("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    assert got("/register/")["X-Robots-Tag"] == "noindex"
    settings.PUBLIC_INDEXED = True
    assert got("/robots.txt").content.decode() == "User-agent: *\nAllow: /register/\nDisallow: /\n"
    assert not got("/register/").has_header("X-Robots-Tag")
    assert b"noindex" not in got("/register/").content
    assert got(f"/verify/{line.code}/")["X-Robots-Tag"] == "noindex"


# The limit -----------------------------------------------------------------------------------------------


def test_an_address_that_asks_too_often_waits_until_the_minute_is_over(db: None, settings: Any) -> None:  # noqa: ARG001 -- asks for the database
    settings.PUBLIC_VISITS_PER_MINUTE = 3
    with time_machine.travel("2026-11-27T10:00:20Z", tick=False) as clock:
        assert [got("/verify/").status_code for _time in range(5)] == [200, 200, 200, 429, 429]
        answer = got("/verify/")
        assert (answer["Retry-After"], answer["Cache-Control"], dict(answer.cookies)) == ("40", "no-store", {})
        assert "Wait 40 seconds, then load the page again." in words(answer)
        assert Client(REMOTE_ADDR="198.51.100.7").get("/verify/").status_code == 200, "others are not kept out"
        assert got("/verify/", **{"x-forwarded-for": "198.51.100.8"}).status_code == 429, (
            "a header of one's own is no way round"
        )
        clock.shift(40)
        assert got("/verify/").status_code == 200
        assert Visits.objects.count() == 1, "the minutes before are forgotten"


def test_no_limit_counts_nothing(db: None, settings: Any) -> None:  # noqa: ARG001 -- asks for the database
    settings.PUBLIC_VISITS_PER_MINUTE = 0
    assert {got("/verify/").status_code for _time in range(10)} == {200}
    assert Visits.objects.count() == 0


def test_the_address_is_kept_as_a_hash_alone(db: None, settings: Any) -> None:  # noqa: ARG001 -- asks for the database
    settings.PUBLIC_VISITS_PER_MINUTE = 3
    Client(REMOTE_ADDR="198.51.100.7").get("/verify/")
    (kept,) = Visits.objects.all()
    assert len(kept.address) == 64
    assert "198.51" not in kept.address


@pytest.mark.parametrize(
    ("remote", "forwarded", "behind", "address"),
    [
        ("198.51.100.7", "", False, "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", False, "198.51.100.7"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.9", True, "203.0.113.9"),
        ("10.0.0.1", "", True, "10.0.0.1"),
        ("2001:db8:1:2:aaaa::1", "", False, "2001:db8:1:2::/64"),
        ("10.0.0.1", "<script>", True, ""),
        ("", "", False, ""),
    ],
)
def test_the_address_that_counts(
    settings: Any,
    remote: str,
    forwarded: str,
    behind: bool,  # noqa: FBT001 -- a column of the table
    address: str,
) -> None:
    settings.PUBLIC_BEHIND_PROXY = behind
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)) == address
