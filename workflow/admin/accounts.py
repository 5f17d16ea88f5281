"""Accounts: opened for a person, given a new password, closed and opened again by commands."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.admin.deeds import ByCommand, DocumentForm, chosen
from workflow.admin.site import site
from workflow.directory.accounts import close_account, open_account, reopen_account, set_password
from workflow.directory.models import User


class PasswordForm(DocumentForm):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), max_length=128
    )
    again = forms.CharField(
        label=_("Password again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), max_length=128
    )
    field_order = ("person", "username", "password", "again", "document")

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        given = super().clean() or self.cleaned_data
        if given.get("password") != given.pop("again", None):
            self.add_error("again", _("The two passwords are not the same. Type both anew."))
        return dict(given)


class OpenForm(PasswordForm):
    """For whom, under which name."""

    person = chosen(User, "person", _("Person"))
    username = forms.CharField(label=_("Name for signing in"), max_length=150)


@admin.register(User, site=site)
class Accounts(ByCommand):
    """Accounts. What one may do follows from the person's appointments alone."""

    list_display = ("username", "person", "is_active", "last_login")
    list_select_related = ("person",)
    list_filter = ("is_active",)
    folded_columns = ("person__folded_name",)
    search_fields = ("username",)
    ordering = ("username",)
    fields = ("username", "person", "is_active", "last_login", "date_joined")
    may_add = True
    deeds = (
        ("password", _("Set a new password")),
        ("close", _("Close the account")),
        ("reopen", _("Open the account again")),
    )

    def offered(self, object_id: str) -> Sequence[tuple[str, Any]]:
        """What fits an account that is open, or closed."""
        if not object_id.isdecimal():
            return ()
        is_open = User.objects.filter(pk=object_id, is_active=True).exists()
        return self.deeds[:2] if is_open else self.deeds[2:]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Open an account for a person."""
        return self.deed(
            request,
            OpenForm,
            lambda form: open_account(**form.given, **form.by),
            title=gettext("Open an account"),
            submit=gettext("Open the account"),
        )

    def password(self, request: HttpRequest, row: User) -> HttpResponse:
        """Set a new password."""
        return self.deed(
            request,
            PasswordForm,
            lambda form: set_password(row, **form.given, **form.by),
            title=gettext("Set a new password"),
            submit=gettext("Set the password"),
            lead=gettext("%(account)s signs in with the new password from now on; sign-ins that are open end.")
            % {"account": row.username},
        )

    def close(self, request: HttpRequest, row: User) -> HttpResponse:
        """Close an account."""
        return self.deed(
            request,
            DocumentForm,
            lambda form: close_account(row, **form.given, **form.by),
            title=gettext("Close the account"),
            submit=gettext("Close the account"),
            lead=row.username,
            danger=True,
        )

    def reopen(self, request: HttpRequest, row: User) -> HttpResponse:
        """Open a closed account again."""
        return self.deed(
            request,
            DocumentForm,
            lambda form: reopen_account(row, **form.given, **form.by),
            title=gettext("Open the account again"),
            submit=gettext("Open the account again"),
            lead=row.username,
        )
