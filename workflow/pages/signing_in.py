"""Sign-in: what allauth and axes ask of the project, and how long a sign-in lasts.

Nobody signs up; an administrator opens every account and gives a new password where one is forgotten.
"""

from collections.abc import Callable
from datetime import datetime
from math import ceil
from time import time
from typing import Any, ClassVar, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.contrib.auth import SESSION_KEY, authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflow.pages.keeping import forget_old

BEGAN: Final = "signed_in_at"
"""Where the session keeps the second in which the sign-in began."""


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody opens an account for oneself; every text is one of ours."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "The name or the password is wrong, or the account is closed. Type both again, or ask your administrator."
        ),
        "email_password_mismatch": _(
            "The name or the password is wrong, or the account is closed. Type both again, or ask your administrator."
        ),
        "enter_current_password": _("The current password is wrong. Type it again."),
        "incorrect_password": _("The password is wrong. Type it again."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Never."""
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Signing in needs no message."""

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, and note when it began."""
        super().login(request, user)
        request.session[BEGAN] = int(time())

    def respond_user_inactive(self, _request: HttpRequest, _user: Any) -> HttpResponse:
        """A closed account is told no more than a wrong password."""
        return HttpResponseRedirect(reverse("account_login"))

    def get_password_change_redirect_url(self, _request: HttpRequest) -> str:
        """The profile, where the rules of sign-in stand."""
        return reverse("profile")


def _ours(field: forms.Field, label: Any, missing: Any, help_text: Any = "") -> None:
    """Give a field of allauth's our words, and no text inside the box."""
    field.label = label
    field.help_text = help_text
    field.error_messages["required"] = missing
    field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """The name and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["login"]
        _ours(name, _("Name of the account"), _("Type the name of your account."))
        name.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        _ours(self.fields["password"], _("Password"), _("Type your password."))


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """The current password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = _("At least %(count)d characters, not only digits, not a common password, not like your name.") % {
            "count": settings.PASSWORD_LENGTH
        }
        _ours(self.fields["oldpassword"], _("Current password"), _("Type your current password."))
        _ours(self.fields["password1"], _("New password"), _("Type the new password."), rules)
        _ours(self.fields["password2"], _("New password once more"), _("Type the new password once more."))

    def clean(self) -> dict[str, Any]:
        """The new password typed twice alike, and not the current one."""
        given: dict[str, Any] = forms.Form.clean(self) or {}
        new, again = given.get("password1"), given.get("password2")
        if new and again and new != again:
            self.add_error("password2", _("The two new passwords differ. Type the same one twice."))
        if new and new == given.get("oldpassword"):
            self.add_error("password1", _("This is the current password. Choose another one."))
        return given


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The password once more, before something weighty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ours(self.fields["password"], _("Password"), _("Type your password."))


def not_the_person(request: HttpRequest, password: str) -> str:
    """Why this is not the password of whoever is signed in; nothing where it is.

    Wrong ones are counted as at the sign-in. The page on which it was asked stays, with what is typed on it.
    """
    name = str(request.user.get_username())
    found = authenticate(request, username=name, password=password)
    if found is not None and found.pk == request.user.pk:
        return ""
    if not getattr(request, "axes_locked_out", False):
        return str(_("The password is wrong. Type it again."))
    request.axes_locked_out = False  # type: ignore[attr-defined]  # else its middleware answers in place of the page
    left = (locked_until(request, name) - timezone.now()).total_seconds()
    message = _("Too many wrong passwords. Wait %(minutes)d minutes, then type it again; what you typed stays here.")
    return str(message) % {"minutes": max(1, ceil(left / _minute))}


_minute: Final = 60


def locked_until(request: HttpRequest, name: str) -> datetime:
    """When the lock of a name at the address of the request ends; from now on where no attempt is found."""
    address = getattr(request, "axes_ip_address", None)
    last = (
        AccessAttempt.objects.filter(username=name, ip_address=address)
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    return (last or timezone.now()) + settings.AXES_COOLOFF_TIME


def behind_proxy(request: HttpRequest) -> str:
    """The address of the person, as the one trusted proxy wrote it last into X-Forwarded-For."""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded or str(request.META.get("REMOTE_ADDR", ""))


def sign_in_ends(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """End a sign-in after its longest time, however busy it was; idle ones end with their session.

    A form that was kept for a person and not taken up goes with the same look at the clock.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            now = int(time())
            if now - int(request.session.setdefault(BEGAN, now)) >= settings.SIGN_IN_LONGEST.total_seconds():
                logout(request)
        forget_old(request)
        return get_response(request)

    return middleware
