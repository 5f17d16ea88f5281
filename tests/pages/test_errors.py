"""Pages for what went wrong: status, words, for a browser and for htmx, also without a database."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.urls import path
from django.utils import translation

from config import urls as project
from tests.support.everything import everything
from workflow.directory.denied import Denied
from workflow.directory.models import User
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.refused import Refused
from workflow.procedure.roles import Role

pytestmark = pytest.mark.django_db


def _refused(rule: str, *, of_authority: bool = False) -> Refused:
    return Refused([Refusal(rule, "Lý do để kiểm tra.", Basis.PROCEDURE, Role.OFFICE_HEAD, of_authority)])


RAISED: dict[str, Callable[[], BaseException]] = {
    "400": lambda: BadRequest("?"),
    "400-suspicious": lambda: SuspiciousOperation("?"),
    "403": PermissionDenied,
    "403-of-ours": lambda: Denied("Lý do của chúng tôi <b>."),
    "403-of-others": lambda: PermissionDenied("table secret_votes"),
    "404": Http404,
    "413": lambda: RequestDataTooBig("?"),
    "409-refused": lambda: _refused("version"),
    "403-refused": lambda: _refused("post", of_authority=True),
    "422-refused": lambda: _refused("papers"),
    "422": lambda: ValidationError({"number": ["Số đã dùng."]}),
    "409-busy": lambda: OperationalError("database is locked"),
    "503": lambda: OperationalError("server closed the connection unexpectedly"),
    "500": lambda: RuntimeError("?"),
}


def _raises(_request: HttpRequest, what: str) -> HttpResponse:
    error = RAISED[what]()
    raise error


urlpatterns = [*project.urlpatterns, path("raises/<str:what>/", _raises)]
handler400, handler403, handler404, handler500 = (
    project.handler400,
    project.handler403,
    project.handler404,
    project.handler500,
)


@pytest.fixture
def browser() -> Iterator[Client]:
    """A browser that gets the page of an error, as in production."""
    client = Client(raise_request_exception=False)
    with override_settings(ROOT_URLCONF=__name__):
        yield client


@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("what", RAISED)
def test_each_error_has_its_status_and_a_page_that_says_what_to_do(
    browser: Client, officer: User, what: str, *, signed_in: bool
) -> None:
    if signed_in:
        browser.force_login(officer)
    page = browser.get(f"/raises/{what}/")
    text = page.content.decode()
    assert page.status_code == int(what[:3])
    assert page["Cache-Control"] == "no-store"
    assert '<html lang="vi"' in text
    assert 'class="error-code"' in text
    assert 'href="/"' in text
    assert "Content-Security-Policy" in page


@pytest.mark.parametrize("what", RAISED)
def test_for_htmx_the_same_words_are_a_notice_on_the_page(browser: Client, officer: User, what: str) -> None:
    browser.force_login(officer)
    page = browser.get(f"/raises/{what}/", headers={"HX-Request": "true"})
    text = page.content.decode()
    assert page.status_code == int(what[:3])
    assert page["HX-Retarget"] == ".messages"
    assert "<html" not in text
    assert 'role="alert"' in text
    assert 'class="error-code"' in text


@pytest.mark.parametrize("what", ["409-refused", "403-refused", "422-refused"])
def test_a_refusal_says_its_reason_its_basis_and_who_can_lift_it(browser: Client, officer: User, what: str) -> None:
    browser.force_login(officer)
    page = browser.get(f"/raises/{what}/").content.decode()
    assert "Lý do để kiểm tra." in page
    assert str(Role.OFFICE_HEAD.label) in page


def test_a_denial_of_ours_says_why_and_a_text_of_others_is_never_shown(browser: Client, officer: User) -> None:
    browser.force_login(officer)
    ours = browser.get("/raises/403-of-ours/").content.decode()
    assert "Lý do của chúng tôi &lt;b&gt;." in ours
    part = browser.get("/raises/403-of-ours/", headers={"HX-Request": "true"}).content.decode()
    assert "Lý do của chúng tôi" in part
    assert "secret_votes" not in browser.get("/raises/403-of-others/").content.decode()


def test_unusable_input_is_named(browser: Client, officer: User) -> None:
    browser.force_login(officer)
    assert "Số đã dùng." in browser.get("/raises/422/").content.decode()


@pytest.mark.parametrize("what", ["409-busy", "503"])
def test_a_database_that_cannot_now_asks_to_try_again(browser: Client, what: str) -> None:
    assert browser.get(f"/raises/{what}/")["Retry-After"] == "5"


@pytest.mark.parametrize("what", ["500", "503", "409-busy"])
def test_the_page_is_made_without_the_database(
    browser: Client, officer: User, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    browser.force_login(officer)
    asked: list[str] = []

    def gone(_cursor: Any, sql: str, _params: Any = None) -> None:
        asked.append(sql)
        message = "server closed the connection unexpectedly"
        raise OperationalError(message)

    browser.get("/healthz")  # the session is read before the database goes
    monkeypatch.setattr(CursorWrapper, "execute", gone)
    page = browser.get(f"/raises/{what}/")
    assert page.status_code == 503, "the session cannot be read"
    assert 'class="error-code"' in page.content.decode()
    browser.cookies.clear()
    asked.clear()
    assert browser.get(f"/raises/{what}/").status_code == int(what[:3])
    assert asked == []


def test_what_is_too_large_is_said_with_its_limit(browser: Client, officer: User, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    browser.force_login(officer)
    before = everything()
    page = browser.post("/acting-as/", {"post": "ă" * 1024 * 1024})
    assert page.status_code == 413
    assert "1 MB" in page.content.decode()
    assert everything() == before


def test_too_many_files_are_too_much(browser: Client, officer: User, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    browser.force_login(officer)
    files = {f"file{number}": SimpleUploadedFile("a.pdf", b"%PDF") for number in range(3)}
    assert browser.post("/acting-as/", files).status_code == 413


def test_too_many_fields_are_too_much(browser: Client, officer: User, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    browser.force_login(officer)
    assert browser.post("/acting-as/", {f"n{number}": "1" for number in range(11)}).status_code == 413


def test_an_address_that_only_takes_a_form_says_so(browser: Client, officer: User) -> None:
    browser.force_login(officer)
    page = browser.get("/acting-as/")
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert 'class="error-code"' in page.content.decode()


def test_a_form_without_a_token_gets_a_page_that_says_what_to_do(officer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    page = client.post("/acting-as/", {"post": ""})
    assert page.status_code == 403
    assert 'class="error-code"' in page.content.decode()
    part = client.post("/acting-as/", {"post": ""}, headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Retarget"]) == (403, ".messages")


def test_an_address_that_is_none_is_not_found_for_everybody(browser: Client, officer: User) -> None:
    assert browser.get("/no/such/page/").status_code == 404
    browser.force_login(officer)
    assert browser.get("/no/such/page/").status_code == 404


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_every_error_page_can_be_made_of_nothing(status: int) -> None:
    """Django itself renders them where nothing of ours runs any more."""
    with translation.override("vi"):
        text = engines["django"].get_template(f"{status}.html").render({})
    assert f"{status}" in text
    assert connection.queries_log is not None
