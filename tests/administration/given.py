"""Browsers for the tests of the administration, and forms of the admin sent as a browser sends them."""

from typing import Any

from django.test import Client

from workflow.management.demo.cast import Cast


def browser(cast: Cast, name: str = "administrator", language: str = "en") -> Client:
    """A browser in which a demo person is signed in."""
    client = Client(headers={"accept-language": language})
    client.force_login(cast.user(name))
    return client


def row_of(client: Client, path: str) -> dict[str, Any]:
    """The form of a row as a browser would send it back."""
    form = client.get(path).context["adminform"].form
    given = {bound.html_name: bound.value() for bound in form}
    return {
        name: form[name].field.widget.format_value(value) or ""
        for name, value in given.items()
        if value not in {None, False} and not isinstance(form[name].field.widget.format_value(value), list | tuple)
    } | {
        name: value
        for name, value in given.items()
        if value not in {None, False} and isinstance(form[name].field.widget.format_value(value), list | tuple)
    }


def deed_of(client: Client, path: str, **typed: Any) -> Any:
    """The answer to the page of a deed, opened, filled and sent."""
    form = client.get(path).context["form"]
    own = {name: form[name].value() or form[name].initial or "" for name in ("operation", "owner", "seen", "under")}
    return client.post(path, {**own, **typed})
