"""Deeds of the administration: pages with the form of one command, in the look of the admin."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from workflow.admin.kept import Listed
from workflow.admin.site import posts_of_administrator, site
from workflow.dossiers.answering import DeedPage, deed
from workflow.pages.forms import DayField, DeedForm

if TYPE_CHECKING:
    from django.db import models
    from django.utils.functional import _StrPromise

    from workflow.pages.acting import Request


class AdminDeedForm(DeedForm):
    """The form of a command of the directory, which takes who acts as `by`."""

    @property
    def by(self) -> dict[str, Any]:
        """Who acts, and under which post."""
        acts = self.acts
        return {"by": acts["actor"], "capacity": acts["capacity"]}


class DocumentForm(AdminDeedForm):
    """A deed that rests on a document and asks nothing else."""

    document = forms.CharField(label=_("Document"), help_text=_("Number and date."), max_length=200)


class EndForm(DocumentForm):
    """The last day, and the document that says so."""

    last_day = DayField(label=_("Last day"), help_text=_("dd/mm/yyyy"))
    field_order = ("last_day", "document")


def chosen(model: "type[models.Model]", name: str, label: "_StrPromise") -> "forms.ModelChoiceField[Any]":
    """A field that finds a row of another list while one types."""
    of = model._meta.get_field(name)
    rows = cast("Any", of).remote_field.model.objects.all()
    return forms.ModelChoiceField(rows, label=label, widget=AutocompleteSelect(of, site))


class ByCommand(Listed):
    """A list whose rows change by commands alone. Each deed on a row is `(name, label)`, with a method of that name."""

    deeds: Sequence[tuple[str, Any]] = ()

    def deed(
        self,
        request: HttpRequest,
        form: type[DeedForm],
        do: Callable[[Any], object],
        *,
        title: str,
        submit: str,
        lead: str = "",
        **given: Any,
    ) -> HttpResponse:
        """The page of one command; when it is done, the list."""
        opts = self.opts
        back = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        shows = {**self.admin_site.each_context(request), "opts": opts, "title": title}
        page = DeedPage(
            title=title,
            posts=posts_of_administrator(request),
            back=back,
            submit=submit,
            lead=lead,
            template="admin/deed.html",
            shows=shows,
            **given,
        )

        def done(filled: Any) -> None:
            do(filled)

        return deed(cast("Request", request), form, page, done)

    def get_urls(self) -> list[Any]:
        """An address for each deed on a row, before Django's own."""
        own: list[URLPattern] = []
        for name, _label in self.deeds:
            view = self.admin_site.admin_view(self._of_row(name))
            own.append(path(f"<int:pk>/{name}/", view, name=f"workflow_{self.opts.model_name}_{name}"))
        return [*own, *super().get_urls()]

    def _of_row(self, name: str) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            row = get_object_or_404(self.get_queryset(request), pk=pk)
            act: Callable[..., HttpResponse] = getattr(self, name)
            return act(request, row)

        return view

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A row to read, with the deeds on it."""
        offered = [
            {"label": label, "url": reverse(f"admin:workflow_{self.opts.model_name}_{name}", args=[object_id])}
            for name, label in self.offered(object_id)
        ]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "deeds": offered})

    def offered(self, object_id: str) -> Sequence[tuple[str, Any]]:
        """The deeds that the row's page offers."""
        return self.deeds if object_id.isdecimal() else ()


class ById(ByCommand):
    """A list whose rows have no page: what they are about is not for an administrator to read."""

    def change_view(
        self,
        request: HttpRequest,  # noqa: ARG002 -- as Django's
        object_id: str,
        form_url: str = "",  # noqa: ARG002 -- as Django's
        extra_context: Any = None,  # noqa: ARG002 -- as Django's
    ) -> HttpResponse:
        """The one deed on the row."""
        key = int(object_id) if object_id.isdecimal() else 0
        return HttpResponseRedirect(reverse(f"admin:workflow_{self.opts.model_name}_end", args=[key]))
