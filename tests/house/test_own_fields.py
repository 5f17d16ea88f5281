"""A form's own fields are taken out of what a command is given: no deed may ask for anything by their names."""

from collections.abc import Iterator

from django.urls import get_resolver

from workflow.pages import forms as pages_forms
from workflow.pages.forms import DeedForm


def _below(form: type[DeedForm]) -> Iterator[type[DeedForm]]:
    for below in form.__subclasses__():
        yield below
        yield from _below(below)


def test_no_deed_asks_for_anything_by_the_name_of_a_forms_own_field() -> None:
    assert get_resolver().url_patterns  # every page's forms are imported
    own = pages_forms._own  # noqa: SLF001 -- the very names that are taken out
    assert own == set(DeedForm.base_fields)
    forms = [form for form in _below(DeedForm) if form.__module__.startswith("workflow")]
    assert len(forms) > 20
    taken = [
        f"{form.__name__}.{name}"
        for form in forms
        for name in own
        if form.base_fields.get(name) is not DeedForm.base_fields[name]
    ]
    assert taken == []
