"""Keeping what was typed when the sign-in has run out: it waits in the session for the same person.

Every form of a deed bears a signed mark of whose it is. Only a form with such a mark is kept, so that
nobody fills a session from outside. Files are not kept; the page says so. A page that keeps nothing,
such as a ballot, leaves only word that it has to be filled in anew. One form is kept at most, for an hour.

On pages with drafts (see workflow/pages/drafts.py) this is what remains between the last draft and the new sign-in:
who is not signed in has no drafts.
"""

from collections.abc import Mapping
from datetime import timedelta
from time import time
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.directory.models import User

if TYPE_CHECKING:
    from workflow.pages.acting import Request

OWNER: Final = "owner"
KEPT: Final = "kept"
LONGEST: Final = 200_000
"""The longest form kept, in characters, here and as a draft: neither is a store."""
KEPT_FOR: Final = timedelta(hours=1)
"""How long a form waits to be taken up again."""
_signer: Final = Signer(salt="whose-form")
_not_kept: Final = ("csrfmiddlewaretoken", "password")


def mark_of(user: User) -> str:
    """The mark that a form bears: whose it is."""
    return _signer.sign(str(user.pk))


def keep_and_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page; a form that was sent is kept for whoever filled it."""
    here = request.get_full_path() if keep(request) or _can_come_back(request) else page_before(request)
    return go(request, f"{reverse('account_login')}?{urlencode({'next': here})}")


def keep(request: HttpRequest) -> bool:
    """Keep the form of a deed that was sent, in place of one kept before; whether it was such a form."""
    whose = owner_of(request.POST) if request.method == "POST" else None
    if whose is None:
        return False
    typed = request.POST.copy()
    for name in _not_kept:
        typed.pop(name, None)
    text = typed.urlencode()
    left_out = _keeps_nothing(request)
    request.session[KEPT] = {
        "path": request.path,
        "whose": whose,
        "typed": text if len(text) <= LONGEST and not left_out else "",
        "files": bool(request.FILES),
        "left_out": left_out,
        "at": int(time()),
    }
    return True


def take_kept(request: HttpRequest, user: User) -> QueryDict | None:
    """What the person had typed on this page before the sign-in ran out; given once, never to another person."""
    kept = request.session.get(KEPT)
    if not isinstance(kept, Mapping) or kept.get("path") != request.path:
        return None
    del request.session[KEPT]
    if kept.get("whose") != str(user.pk):
        return None
    if kept.get("left_out"):
        messages.warning(
            request, _("You were signed out. What is typed on this page is kept nowhere; fill it in anew.")
        )
        return None
    if kept.get("files"):
        messages.warning(request, _("Files could not be kept. Choose them again."))
    if not kept.get("typed"):
        messages.warning(request, _("You were signed out. What you typed was too long to be kept; type it again."))
        return None
    return QueryDict(str(kept["typed"]), mutable=True)


def forget_old(request: HttpRequest) -> None:
    """Throw away a form that nobody has taken up in time."""
    kept = request.session.get(KEPT)
    if kept is not None and not (isinstance(kept, Mapping) and _is_fresh(kept)):
        del request.session[KEPT]


def _is_fresh(kept: Mapping[str, Any]) -> bool:
    return time() - int(kept.get("at", 0)) <= KEPT_FOR.total_seconds()


def go(request: HttpRequest, where: str) -> HttpResponse:
    """Lead on to another page, also from within one that htmx has loaded."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return HttpResponseRedirect(where)


def page_before(request: HttpRequest) -> str:
    """The page of ours in which htmx works; else the desk."""
    htmx = getattr(cast("Request", request), "htmx", None)
    return (htmx.current_url_abs_path if htmx else None) or "/"


def _can_come_back(request: HttpRequest) -> bool:
    return request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request")


def _keeps_nothing(request: HttpRequest) -> bool:
    """Whether the page says of itself that what is typed on it never waits in a session."""
    match = request.resolver_match
    return match is not None and getattr(match.func, "keeps_nothing", False)


def owner_of(typed: QueryDict) -> str | None:
    """Whose the form is, as its signed mark says; None without a true mark."""
    try:
        return _signer.unsign(typed.get(OWNER, ""))
    except BadSignature:
        return None
