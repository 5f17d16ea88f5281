"""Unsent: what a person types into the form of a deed is kept as a draft within seconds, and comes back with the page.

The page itself takes the draft: whoever may not open the page any more keeps nothing on it, and nothing of what a
draft says is judged, saved or recorded. The script asks with the header `KEEP`; without it a form is sent as ever.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from workflow.dossiers.operations import Operation
from workflow.pages.acting import Request
from workflow.pages.drafts import FormDraft, Typed, draft_of, forget_draft, keep_draft, said
from workflow.pages.forms import DeedForm
from workflow.pages.keeping import LONGEST, owner_of
from workflow.pages.refusals import WhyNot

KEEP: Final = "X-Keep-Draft"
"""The header with which a draft is sent: `1`, or `over` to take the place of another window's."""
SEEN: Final = "draft"
"""The hidden input with the mark of the draft that the page showed."""
_not_typed: Final = frozenset({"csrfmiddlewaretoken", "operation", "owner", SEEN})


def is_draft(request: HttpRequest) -> bool:
    """Whether the form is sent only to be kept."""
    return request.method == "POST" and KEEP in request.headers


def keep_typed(request: Request, form: DeedForm, title: str, refused: Sequence[WhyNot]) -> JsonResponse:
    """Keep a form as it was typed, and answer what the page then says; at most three statements.

    200 where it is kept, or where nothing in it differs from what stands; 409 where another window of the person keeps
    a newer draft of the page; 413 where it is too long; 403 for the form of another person.
    """
    if owner_of(request.POST) != str(request.user.pk):
        raise PermissionDenied
    typed = _typed(request, form, title)
    if not form.says_something:
        forget_draft(request.user, typed.path, typed.operation, typed.seen)
        return _answer("nothing", _("Everything here is as it was saved."))
    if typed.length > LONGEST:
        return _answer(
            "large", _("This is too long to be kept as a draft. Save it."), HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        )
    at = keep_draft(request.user, typed, over=request.headers[KEEP] == "over")
    if at is None:
        message = _("Another window of yours keeps a newer draft of this page. What stands here is not kept.")
        return _answer("elsewhere", message, HTTPStatus.CONFLICT)
    told = [_("Draft kept %(time)s.") % {"time": said(at)}, *(one.reason for one in refused)]
    return _answer("kept", " ".join(told))


def _answer(outcome: str, text: str, status: HTTPStatus = HTTPStatus.OK) -> JsonResponse:
    return JsonResponse({"outcome": outcome, "text": text}, status=status)


def _typed(request: Request, form: DeedForm, title: str) -> Typed:
    """The form as the browser sent it, without what belongs to the one window."""
    values = [(name, some) for name, some in request.POST.lists() if name not in _not_typed]
    labels = {}
    for name, some in values:
        field = form.fields.get(name)
        seen = field is not None and not isinstance(field.widget, forms.HiddenInput) and name != "under"
        if field is not None and seen and any(some):
            labels[name] = str(field.label)
    own = (request.POST.get("operation", "")[:64], request.POST.get(SEEN, ""))
    return Typed(request.path, title, values, labels, *own)


def recalled(request: Request) -> FormDraft | None:
    """The draft that waits for the person on this page. One whose form was sent in the meantime is forgotten."""
    found = draft_of(request.user, request.path)
    if found is not None and Operation.objects.filter(pk=found.operation).exists():
        forget_draft(request.user, request.path, found.operation, found.mark)
        return None
    return found


def forget_typed(request: Request) -> None:
    """The form was sent and is done: its draft has no use any more. Another window's newer draft stays."""
    forget_draft(request.user, request.path, request.POST.get("operation", ""), request.POST.get(SEEN, ""))
