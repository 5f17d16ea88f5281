"""A form sent after the sign-in has run out: the way through sign-in and back to what was typed."""

from time import time
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.pages.conftest import PASSWORD
from tests.support.everything import everything
from tests.support.walk import Walk
from workflow.directory.models import User
from workflow.dossiers.models import Letter
from workflow.management.demo.cast import Cast
from workflow.pages import keeping
from workflow.pages.keeping import KEPT, mark_of

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
TYPED = "Lý do gõ dở – “chưa gửi”"


@pytest.fixture
def withdraw(cast: Cast) -> str:
    """The address of an act on a line of a draft, whose form asks for a reason."""
    _letter, lines = Walk(cast).drafted(1)
    return f"/acts/WITHDRAW_DRAFT/?on={lines[0]}"


def _form(client: Client, address: str) -> dict[str, Any]:
    """The form of a deed as the page gave it, with a reason typed."""
    form = client.get(address).context["form"]
    hidden = {bound.name: bound.value() or "" for bound in form.hidden_fields()}
    return {**hidden, "on": address.rpartition("=")[2], "text": TYPED, "document": "Văn bản gõ dở"}


def _sign_in(client: Client, name: str, where: str) -> "Answer":
    form = client.get(where).context["redirect_field_value"]
    return client.post(LOGIN, {"login": name, "password": PASSWORD, "next": form})


def _expired(client: Client, user: User, address: str) -> dict[str, Any]:
    """The form as it was filled before the sign-in ended."""
    client.force_login(user)
    form = _form(client, address)
    client.post("/accounts/logout/")
    return form


def test_what_was_typed_is_there_after_the_sign_in(client: Client, officer: User, withdraw: str) -> None:
    form = _expired(client, officer, withdraw)
    before = everything()
    to_sign_in = client.post(withdraw, form)
    assert to_sign_in.status_code == 302
    back = _sign_in(client, officer.username, to_sign_in["Location"])
    assert back["Location"] == withdraw
    page = client.get(back["Location"])
    assert page.context["form"].data["text"] == TYPED
    assert page.context["form"].data["operation"] == form["operation"]
    assert TYPED in page.content.decode()
    assert {k: v for k, v in everything().items() if k != "workflow_user"} == {
        k: v for k, v in before.items() if k != "workflow_user"
    }


def test_the_form_shown_again_can_be_sent(client: Client, officer: User, withdraw: str) -> None:
    to_sign_in = client.post(withdraw, _expired(client, officer, withdraw))
    _sign_in(client, officer.username, to_sign_in["Location"])
    page = client.get(withdraw)
    assert client.post(withdraw, page.context["form"].data).status_code == 302


def test_it_is_given_once(client: Client, officer: User, withdraw: str) -> None:
    to_sign_in = client.post(withdraw, _expired(client, officer, withdraw))
    _sign_in(client, officer.username, to_sign_in["Location"])
    client.get(withdraw)
    assert TYPED not in client.get(withdraw).content.decode()


def test_after_an_hour_it_is_given_no_more_and_thrown_away_on_any_page(
    client: Client, officer: User, withdraw: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_sign_in = client.post(withdraw, _expired(client, officer, withdraw))
    _sign_in(client, officer.username, to_sign_in["Location"])
    hour = keeping.KEPT_FOR.total_seconds()
    then = time()
    monkeypatch.setattr(keeping, "time", lambda: then + hour + 1)
    assert client.get("/").status_code == 200
    assert KEPT not in client.session
    page = client.get(withdraw)
    assert not page.context["form"].is_bound
    assert TYPED not in page.content.decode()


def test_of_what_was_kept_within_the_hour_nothing_is_lost(
    client: Client, officer: User, withdraw: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_sign_in = client.post(withdraw, _expired(client, officer, withdraw))
    _sign_in(client, officer.username, to_sign_in["Location"])
    then = time() + keeping.KEPT_FOR.total_seconds() - 60
    monkeypatch.setattr(keeping, "time", lambda: then)
    client.get("/")
    assert client.get(withdraw).context["form"].data["text"] == TYPED


def test_one_form_is_kept_at_most_the_last_one(client: Client, officer: User, withdraw: str) -> None:
    form = _expired(client, officer, withdraw)
    client.post(withdraw, form)
    client.post("/letters/new/", form | {"text": "sau cùng"})
    assert client.session[KEPT]["path"] == "/letters/new/"
    assert TYPED not in str(dict(client.session))


def test_another_person_gets_nothing_of_it(client: Client, officer: User, head: User, withdraw: str) -> None:
    to_sign_in = client.post(withdraw, _expired(client, officer, withdraw))
    _sign_in(client, head.username, to_sign_in["Location"])
    assert TYPED not in client.get(withdraw).content.decode()
    assert KEPT not in client.session


@pytest.mark.parametrize("mark", ["", "7", "7:made-up", None])
def test_a_form_without_a_true_mark_is_not_kept(client: Client, officer: User, withdraw: str, mark: str | None) -> None:
    form = _expired(client, officer, withdraw)
    del form["owner"]
    if mark is not None:
        form["owner"] = mark
    answer = client.post(withdraw, form)
    assert answer["Location"] == f"{LOGIN}?next=%2F"
    assert KEPT not in client.session


def test_too_long_a_text_is_not_kept_and_the_page_says_so(client: Client, officer: User, withdraw: str) -> None:
    form = _expired(client, officer, withdraw) | {"text": "ă" * keeping.LONGEST}
    to_sign_in = client.post(withdraw, form)
    assert len(str(client.session[KEPT])) < 500
    _sign_in(client, officer.username, to_sign_in["Location"])
    page = client.get(withdraw)
    assert len(list(get_messages(page.wsgi_request))) == 1
    assert not page.context["form"].is_bound


def test_files_are_not_kept_and_the_page_says_so(client: Client, officer: User, withdraw: str) -> None:
    form = _expired(client, officer, withdraw)
    form["paper"] = SimpleUploadedFile("tờ trình.pdf", b"%PDF-1.7 secret")
    to_sign_in = client.post(withdraw, form)
    assert "%PDF" not in str(dict(client.session))
    _sign_in(client, officer.username, to_sign_in["Location"])
    page = client.get(withdraw)
    assert page.context["form"].data["text"] == TYPED
    assert len(list(get_messages(page.wsgi_request))) == 1


def test_htmx_is_led_to_the_sign_in_and_back_to_the_form(client: Client, officer: User, withdraw: str) -> None:
    form = _expired(client, officer, withdraw)
    answer = client.post(withdraw, form, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["HX-Redirect"].startswith(f"{LOGIN}?next=%2Facts%2FWITHDRAW_DRAFT%2F")
    _sign_in(client, officer.username, answer["HX-Redirect"])
    assert client.get(withdraw).context["form"].data["text"] == TYPED


def test_a_part_asked_by_htmx_comes_back_to_its_page(client: Client) -> None:
    at = {"HX-Request": "true", "HX-Current-URL": "http://testserver/letters/?page=3"}
    assert client.get("/letters/", headers=at)["HX-Redirect"] == f"{LOGIN}?next=%2Fletters%2F%3Fpage%3D3"
    at["HX-Current-URL"] = "https://example.org/letters/"
    assert client.get("/letters/", headers=at)["HX-Redirect"] == f"{LOGIN}?next=%2F"


def test_a_small_form_without_what_was_typed_leads_to_the_desk(client: Client) -> None:
    answer = client.post("/acting-as/", {"post": "a1", "next": "/letters/"})
    assert answer["Location"] == f"{LOGIN}?next=%2F"
    assert KEPT not in client.session


# A form opened before the last sign-in bears an old token ---------------------------------------------


@pytest.fixture
def strict() -> Client:
    """A browser whose tokens are checked."""
    return Client(enforce_csrf_checks=True)


def test_a_form_older_than_the_sign_in_is_shown_again_as_filled(strict: Client, officer: User, withdraw: str) -> None:
    strict.force_login(officer)
    form = _form(strict, withdraw)
    state = list(Letter.objects.values_list())
    answer = strict.post(withdraw, {**form, "csrfmiddlewaretoken": "x" * 64})
    assert (answer.status_code, answer["Location"]) == (302, withdraw)
    page = strict.get(withdraw)
    assert page.context["form"].data["text"] == TYPED
    assert "csrfmiddlewaretoken" not in page.context["form"].data
    assert list(Letter.objects.values_list()) == state


def test_a_forged_form_gets_the_page_and_is_not_kept(strict: Client, officer: User, head: User, withdraw: str) -> None:
    strict.force_login(officer)
    for owner in ("", "7:made-up"):
        answer = strict.post(withdraw, {"owner": owner, "text": TYPED})
        assert answer.status_code == 403
        assert TYPED not in answer.content.decode()
        assert KEPT not in strict.session
    strict.post(withdraw, {"owner": mark_of(head), "text": TYPED})
    assert TYPED not in strict.get(withdraw).content.decode()


def test_without_a_sign_in_and_without_a_token_it_waits_too(strict: Client, officer: User, withdraw: str) -> None:
    answer = strict.post(withdraw, {"owner": mark_of(officer), "text": TYPED})
    assert answer["Location"].startswith(LOGIN)
    strict.force_login(officer)
    assert strict.get(withdraw).context["form"].data["text"] == TYPED
