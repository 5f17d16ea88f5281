"""What the tests of the letters' pages share: who is signed in, and forms sent as a browser sends them."""

from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from workflow.directory.models import User
from workflow.management.demo.cast import Cast


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
    values = {bound.html_name: bound.value() for bound in form}
    given = {name: value for name, value in values.items() if value not in {None, False} and not is_file(form, name)}
    return {**{name: str(form[name].field.widget.format_value(value) or "") for name, value in given.items()}, **typed}


def is_file(form: Any, name: str) -> bool:
    """Whether a field takes files."""
    return bool(form.fields[name].widget.needs_multipart_form)


def sent(client: Client, path: str, **typed: Any) -> Any:
    """The answer to a form that was opened, filled and sent."""
    return client.post(path, filled(client, path, **typed))


def text_of(answer: HttpResponse) -> str:
    """The page as text, marks of HTML resolved."""
    return unescape(answer.content.decode())
