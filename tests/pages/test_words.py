"""Every text of sign-in comes from our own catalogue: allauth and Django's password rules say nothing by themselves.

Each text of ours is marked as it is asked for; what a page shows without a mark is a name, a number, or not ours.
"""

import re
from html import unescape
from typing import Any, Final
from unicodedata import normalize

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from tests.pages.conftest import PASSWORD
from workflow.directory.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("marked")]
WRONG: Final = "sai-hoàn-toàn-0"
_texts: Final = re.compile(r">([^<>]*[^\W\d_][^<>]*)<|(?:placeholder|title|aria-label|alt)=\"([^\"]+)\"")
_silent: Final = re.compile(r"<(script|style)\b.*?</\1>|<option\b.*?</option>", re.DOTALL)
_not_words: Final = {"Tiếng Việt", "English", "(AGPL-3.0)", "dd/mm/yyyy"}


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a page says through a catalogue bears « » when the text stands in a file of ours."""
    ours = "\n".join(
        path.read_text("utf-8")
        for root in ("workflow", "config", "templates")
        for path in (settings.BASE_DIR / root).rglob("*")
        if path.suffix in {".py", ".html"}
    )
    flat = " ".join(ours.split())

    catalogues = getattr(translation, "_trans")  # noqa: B009 -- Django has no public name for where its texts come from

    def mark(lazy: Any) -> str:
        text = str(lazy)
        plain = " ".join(re.sub(r"%\(\w+\)s", "{{", text).split("{{")[0].split())
        return f"«{text}»" if plain and plain in flat else text

    monkeypatch.setattr(catalogues, "gettext", lambda text: mark(text) if text else "")
    monkeypatch.setattr(catalogues, "ngettext", lambda one, many, number: mark(one if number == 1 else many))


def _foreign(page: Any, *known: str) -> list[str]:
    text = normalize("NFC", _silent.sub("", page.content.decode()))
    found = [unescape(one or other).strip() for one, other in _texts.findall(text)]
    return [one for one in found if "«" not in one and "»" not in one and one not in _not_words and one not in known]


def test_sign_in_and_a_wrong_password_speak_our_words(client: Client, officer: User) -> None:
    assert _foreign(client.get("/accounts/login/")) == []
    for given in ({}, {"login": officer.username, "password": WRONG}):
        assert _foreign(client.post("/accounts/login/", given)) == []


def test_the_lock_speaks_our_words(client: Client, officer: User) -> None:
    for _ in range(5):
        page = client.post("/accounts/login/", {"login": officer.username, "password": WRONG})
    assert page.status_code == 429
    assert _foreign(page) == []


@pytest.mark.parametrize("new", ["", "ngắn", "1234567890123", "password123", "demo-nnmt-officer", PASSWORD])
def test_changing_the_password_speaks_our_words(client: Client, officer: User, new: str) -> None:
    client.force_login(officer)
    known = _known(officer, client)
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert _foreign(client.get("/accounts/password/change/"), *known) == []
    page = client.post("/accounts/password/change/", given)
    assert page.status_code == 200
    assert _foreign(page, *known) == []
    given |= {"oldpassword": WRONG, "password2": "etwas anderes"}
    assert _foreign(client.post("/accounts/password/change/", given), *known) == []


@pytest.mark.parametrize("path", ["/accounts/logout/", "/accounts/reauthenticate/"])
def test_the_other_pages_speak_our_words(client: Client, officer: User, path: str) -> None:
    client.force_login(officer)
    known = _known(officer, client)
    assert _foreign(client.get(path), *known) == []
    if "reauthenticate" in path:
        assert _foreign(client.post(path, {"password": WRONG}), *known) == []
        assert _foreign(client.post(path, {}), *known) == []


def _known(user: User, client: Client) -> tuple[str, ...]:
    """The names that a page shows of the person."""
    held = client.get("/profile/").context["held"]
    return (str(user.person), user.username, *(post.label for post in held))
