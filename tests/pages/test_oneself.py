"""The language, the post under which one acts, and the offer of the source."""

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from workflow.directory.models import User
from workflow.directory.posts import posts_of
from workflow.management.demo.cast import Cast
from workflow.pages.acting import POST_KEY

pytestmark = pytest.mark.django_db
LANGUAGE = "/language/setlang/"
ELSEWHERE = ("https://example.org/letters/", "//example.org/letters/", "javascript:alert(1)")


def test_choosing_the_language_leads_back_to_the_page_one_came_from(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert '<html lang="vi"' in client.get("/letters/?page=2").content.decode()
    answer = client.post(LANGUAGE, {"language": "en", "next": "/letters/?page=2"})
    assert (answer.status_code, answer["Location"]) == (302, "/letters/?page=2")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert '<html lang="en"' in client.get("/letters/?page=2").content.decode()


@pytest.mark.parametrize("asked", ELSEWHERE)
def test_choosing_the_language_leads_to_no_other_host(client: Client, asked: str) -> None:
    answer = client.post(LANGUAGE, {"language": "en", "next": asked}, headers={"Referer": asked})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_language_that_is_not_there_is_not_chosen(client: Client) -> None:
    answer = client.post(LANGUAGE, {"language": "xx", "next": "/source/"})
    assert (answer["Location"], settings.LANGUAGE_COOKIE_NAME in client.cookies) == ("/source/", False)


def test_one_acts_under_a_post_of_ones_own_and_under_no_other(client: Client, officer: User, cast: Cast) -> None:
    client.force_login(officer)
    (own, *_more), (foreign, *_others) = (
        posts_of(one, timezone.localdate()) for one in (officer, cast.user("nnmt-head"))
    )
    client.post("/acting-as/", {"post": own.key})
    assert client.session[POST_KEY] == own.key
    for asked in (foreign.key, "a999999", "?"):
        client.post("/acting-as/", {"post": own.key})
        assert client.post("/acting-as/", {"post": asked}).status_code == 302
        assert client.session[POST_KEY] == ""


@pytest.mark.parametrize("asked", ELSEWHERE)
def test_choosing_a_post_leads_to_no_other_host(client: Client, officer: User, asked: str) -> None:
    client.force_login(officer)
    assert client.post("/acting-as/", {"post": "", "next": asked})["Location"] == "/"
    assert client.post("/acting-as/", {"post": "", "next": "/letters/"})["Location"] == "/letters/"


def test_the_source_is_offered_without_a_sign_in(client: Client) -> None:
    with override_settings(SOURCE_URL="https://source.example/here/"):
        answer = client.get("/source/")
        assert (answer.status_code, 'href="https://source.example/here/"' in answer.content.decode()) == (200, True)
        assert 'href="https://source.example/here/"' in client.get("/accounts/login/").content.decode()
    with override_settings(SOURCE_URL=""):
        assert client.get("/source/").status_code == 200
        assert 'href="/source/"' in client.get("/accounts/login/").content.decode()
