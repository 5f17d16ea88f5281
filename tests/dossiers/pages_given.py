"""What the tests of the letters' pages share: who is signed in, and forms sent as a browser sends them."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any, Final

from django.test import Client

from tests.support.everything import Rows, everything, written
from workflow.directory.models import User
from workflow.management.demo.cast import Cast

OF_SIGNING_IN: Final = frozenset({"django_session", "workflow_user"})
"""What signing in writes, and every request after it."""


@contextmanager
def unwritten() -> Iterator[None]:
    """Nothing is written but the sign-in, and nothing is taken away."""
    before = everything()
    yield
    after = everything()
    assert (_less(written(before, after)), _less(written(after, before))) == ({}, {})


def _less(found: Rows) -> Rows:
    return {table: rows for table, rows in found.items() if table not in OF_SIGNING_IN}


def signed_in(cast: Cast, name: str) -> Client:
    """A browser in which a demo person is signed in, in English."""
    return as_user(cast.user(name))


def as_user(user: User) -> Client:
    """A browser in which the user is signed in, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def filled(client: Client, path: str, **typed: Any) -> dict[str, Any]:
    """The form of a page as a browser would send it: what it was given, with what is typed."""
    form = client.get(path).context["form"]
    values = {bound.html_name: _as_sent(bound) for bound in form if not is_file(form, bound.html_name)}
    return {**{name: value for name, value in values.items() if value}, **typed}


def _as_sent(bound: Any) -> Any:
    """The value of a field as a browser sends it."""
    value = bound.value()
    shown = bound.field.widget.format_value(value) if value is not None and value is not False else ""
    return shown[0] if isinstance(shown, list) and len(shown) == 1 else shown


def is_file(form: Any, name: str) -> bool:
    """Whether a field takes files."""
    return bool(form.fields[name].widget.needs_multipart_form)


def sent(client: Client, path: str, **typed: Any) -> Any:
    """The answer to a form that was opened, filled and sent."""
    return client.post(path, filled(client, path, **typed))


def text_of(answer: Any) -> str:
    """The page as text, marks of HTML resolved."""
    return unescape(str(answer.content.decode()))


def body_of(answer: Any) -> bytes:
    """The whole of a file that was sent."""
    return b"".join(answer.streaming_content)
