"""Sign-in by name and password, how long it lasts, the lock after wrong passwords, and what is not there."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from time_machine import travel

from tests.pages.conftest import PASSWORD
from workflow.directory.models import User

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db
WRONG = "sai-hoàn-toàn-0"
LOGIN = "/accounts/login/"


def _sign_in(client: Client, name: str, password: str = PASSWORD, **more: Any) -> "Answer":
    return client.post(LOGIN, {"login": name, "password": password}, **more)


def _is_signed_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def test_the_right_password_leads_to_the_desk(client: Client, officer: User) -> None:
    answer = _sign_in(client, officer.username)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert _is_signed_in(client)


def test_one_comes_back_to_the_page_asked_for(client: Client, officer: User) -> None:
    asked = client.get("/letters/?page=2")
    assert asked["Location"] == f"{LOGIN}?next=%2Fletters%2F%3Fpage%3D2"
    form = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/letters/?page=2"' in form
    answer = client.post(LOGIN, {"login": officer.username, "password": PASSWORD, "next": "/letters/?page=2"})
    assert answer["Location"] == "/letters/?page=2"


def test_no_sign_in_leads_to_another_host(client: Client, officer: User) -> None:
    answer = client.post(LOGIN, {"login": officer.username, "password": PASSWORD, "next": "https://example.org/"})
    assert answer["Location"] == "/"


def test_a_wrong_password_says_no_more_than_a_wrong_name_or_a_closed_account(client: Client, officer: User) -> None:
    def said(name: str, password: str) -> str:
        page = _sign_in(client, name, password)
        assert page.status_code == 200
        return str(page.context["form"].non_field_errors())

    wrong_password, wrong_name = said(officer.username, WRONG), said("demo-nobody", WRONG)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert said(officer.username, PASSWORD) == wrong_password == wrong_name
    assert not _is_signed_in(client)


def test_the_name_typed_stays_and_the_password_does_not(client: Client, officer: User) -> None:
    page = _sign_in(client, officer.username, WRONG).content.decode()
    assert officer.username in page
    assert WRONG not in page


def test_an_account_closed_while_signed_in_ends_at_once(client: Client, officer: User) -> None:
    client.force_login(officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert not _is_signed_in(client)


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "password/reset/", "password/set/", "inactive/", "login/code/"]
)
def test_nobody_signs_up_and_nothing_is_mailed(client: Client, officer: User, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404
    client.force_login(officer)
    assert client.get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_what_is_not_mounted_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_signing_out_takes_a_form_and_ends_the_sign_in(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert client.get("/accounts/logout/").status_code == 200
    assert _is_signed_in(client)
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert not _is_signed_in(client)


# How long ------------------------------------------------------------------------------------------


def test_an_idle_sign_in_ends(officer: User) -> None:
    client, now = Client(), timezone.now()
    with travel(now, tick=False):
        client.force_login(officer)
        assert _is_signed_in(client)
    with travel(now + timedelta(minutes=59), tick=False):
        assert _is_signed_in(client)
    with travel(now + timedelta(minutes=118), tick=False):
        assert _is_signed_in(client)
    with travel(now + timedelta(minutes=179), tick=False):
        assert not _is_signed_in(client)


def test_a_busy_sign_in_ends_after_the_longest_time(officer: User) -> None:
    client, began = Client(), timezone.now()
    with travel(began, tick=False):
        _sign_in(client, officer.username)
    for minutes in range(30, 600, 30):
        with travel(began + timedelta(minutes=minutes), tick=False):
            assert _is_signed_in(client), minutes
    with travel(began + settings.SIGN_IN_LONGEST, tick=False):
        assert not _is_signed_in(client)


def test_the_cookie_ends_with_the_browser_and_no_script_reads_it(client: Client, officer: User) -> None:
    cookie = _sign_in(client, officer.username).cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


# The lock ------------------------------------------------------------------------------------------


def _five_wrong(client: Client, name: str) -> "Answer":
    for _ in range(4):
        assert _sign_in(client, name, WRONG).status_code == 200
    return _sign_in(client, name, WRONG)


def test_five_wrong_passwords_lock_the_name_and_the_page_says_for_how_long(client: Client, officer: User) -> None:
    with travel(timezone.now(), tick=False) as clock:
        page = _five_wrong(client, officer.username)
        assert (page.status_code, page["Retry-After"], page.context["minutes"]) == (429, "900", 15)
        assert "15" in page.content.decode()
        clock.shift(timedelta(minutes=6))
        page = _sign_in(client, officer.username, PASSWORD)
        assert (page.status_code, page.context["minutes"]) == (429, 9)
    assert not _is_signed_in(client)


def test_another_name_from_the_same_address_still_works(client: Client, officer: User, head: User) -> None:
    _five_wrong(client, officer.username)
    assert _sign_in(Client(), head.username).status_code == 302


def test_the_same_name_from_another_address_still_works(client: Client, officer: User) -> None:
    _five_wrong(client, officer.username)
    assert _sign_in(Client(), officer.username, REMOTE_ADDR="10.1.2.3").status_code == 302


def test_the_lock_lifts_when_the_page_said_so_even_after_tries_in_between(client: Client, officer: User) -> None:
    now = timezone.now()
    with travel(now, tick=False):
        _five_wrong(client, officer.username)
    with travel(now + timedelta(minutes=14, seconds=50), tick=False):
        assert _sign_in(client, officer.username, WRONG).status_code == 429
        assert _sign_in(client, officer.username).status_code == 429
    with travel(now + timedelta(minutes=15, seconds=1), tick=False):
        assert _sign_in(client, officer.username).status_code == 302


def test_a_right_password_forgets_the_wrong_ones(client: Client, officer: User) -> None:
    for _ in range(3):
        for _ in range(4):
            _sign_in(client, officer.username, WRONG)
        assert _sign_in(client, officer.username).status_code == 302
        client.post("/accounts/logout/")


def test_a_whole_office_at_one_address_may_sign_in_at_once(officer: User, head: User) -> None:
    for _ in range(4):
        _sign_in(Client(), officer.username, WRONG)
    for number in range(30):
        _sign_in(Client(), f"demo-nobody-{number}", WRONG)
    assert _sign_in(Client(), head.username).status_code == 302


def test_the_password_asked_again_is_counted_too(client: Client, officer: User) -> None:
    client.force_login(officer)
    for _ in range(4):
        assert client.post("/accounts/reauthenticate/", {"password": WRONG}).status_code == 200
    assert client.post("/accounts/reauthenticate/", {"password": WRONG}).status_code == 429


def test_behind_a_proxy_the_address_is_the_one_it_wrote_last(client: Client, officer: User, settings: Any) -> None:
    settings.AXES_CLIENT_IP_CALLABLE = "workflow.pages.signing_in.behind_proxy"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        _sign_in(client, officer.username, WRONG, headers={"X-Forwarded-For": f"1.2.3.{number}, 10.9.9.9"})
    kept = {str(one) for one in AccessAttempt.objects.values_list("ip_address", flat=True)}
    assert kept == {"10.9.9.9"}


def test_no_log_and_no_table_holds_a_password(
    client: Client, officer: User, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    _five_wrong(client, officer.username)
    _sign_in(client, officer.username)
    Client().post(LOGIN, {"login": officer.username, "password": PASSWORD}, REMOTE_ADDR="10.1.2.3")
    client.force_login(officer)
    change = {"oldpassword": PASSWORD, "password1": "mùa-thu-mới-2026", "password2": "mùa-thu-mới-2026"}
    assert client.post("/accounts/password/change/", change).status_code == 302
    kept = [*AccessAttempt.objects.values_list(), *AccessFailureLog.objects.values_list()]
    told = caplog.text + "".join(capfd.readouterr()) + str(kept)
    assert officer.username in told
    assert not [one for one in (WRONG, PASSWORD, "mùa-thu-mới-2026") if one in told]


# The password ------------------------------------------------------------------------------------------


def _change(client: Client, new: str, again: str = "", old: str = PASSWORD) -> "Answer":
    return client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": again or new})


def test_a_changed_password_counts_and_the_sign_in_stays(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert _change(client, "thông-reo-đồi-cù")["Location"] == "/profile/"
    assert _is_signed_in(client)
    assert _sign_in(Client(), officer.username).status_code == 200
    assert _sign_in(Client(), officer.username, "thông-reo-đồi-cù").status_code == 302


def test_a_changed_password_ends_the_other_sign_ins(client: Client, officer: User) -> None:
    client.force_login(officer)
    elsewhere = Client()
    elsewhere.force_login(officer)
    _change(client, "thông-reo-đồi-cù")
    assert not _is_signed_in(elsewhere)


@pytest.mark.parametrize(
    ("new", "again", "old"),
    [
        ("ngắn", "", PASSWORD),
        ("1234567890123", "", PASSWORD),
        ("password123", "", PASSWORD),
        ("demo-nnmt-officer", "", PASSWORD),
        ("thông-reo-đồi-cù", "thông-reo-đồi-chè", PASSWORD),
        ("thông-reo-đồi-cù", "", WRONG),
        (PASSWORD, "", PASSWORD),
    ],
)
def test_a_password_against_the_rules_is_not_taken(
    client: Client, officer: User, new: str, again: str, old: str
) -> None:
    client.force_login(officer)
    page = _change(client, new, again, old)
    assert page.status_code == 200
    assert page.context["form"].errors
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_a_superuser_without_a_post_sees_no_dossier_and_no_letter(client: Client) -> None:
    root = User.objects.create_superuser("demo-root", password=PASSWORD)
    client.force_login(root)
    assert client.get("/letters/").status_code == 404
    assert client.get("/").status_code == 200


def test_the_administration_has_no_sign_in_of_its_own(client: Client, officer: User) -> None:
    assert client.get("/admin/login/?next=/admin/")["Location"] == f"{LOGIN}?next=%2Fadmin%2F"
    client.force_login(officer)
    assert client.get("/admin/", follow=True).status_code == 404
