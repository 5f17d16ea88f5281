"""Keeping what was typed when the sign-in has run out: it waits in the session for the same person.

Every form of a deed bears a signed mark of whose it is. Files are not kept; the page says so.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from workflow.directory.models import User

OWNER: Final = "owner"
KEPT: Final = "kept"
_signer: Final = Signer(salt="whose-form")
_at_most: Final = 200_000
"""The longest text kept, in characters: a session is no store."""


def mark_of(user: User) -> str:
    """The mark that a form bears: whose it is."""
    return _signer.sign(str(user.pk))


def keep_and_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page; a form that was sent is kept for whoever filled it."""
    if request.method == "POST" and request.POST.get(OWNER):
        typed = request.POST.urlencode()
        if len(typed) <= _at_most:
            request.session[KEPT] = {"path": request.path, "typed": typed}
    here = request.get_full_path() if request.method in {"GET", "HEAD", "POST"} else "/"
    where = f"{reverse('account_login')}?{urlencode({'next': here})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return HttpResponseRedirect(where)


def take_kept(request: HttpRequest, user: User) -> QueryDict | None:
    """What the person had typed on this page before the sign-in ran out; given once."""
    kept = request.session.get(KEPT)
    if not isinstance(kept, Mapping) or kept.get("path") != request.path:
        return None
    del request.session[KEPT]
    typed = QueryDict(str(kept.get("typed", "")), mutable=True)
    try:
        whose = _signer.unsign(str(typed.get(OWNER, "")))
    except BadSignature:
        return None
    return typed if whose == str(user.pk) else None
