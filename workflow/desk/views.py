"""The desk, and the way from a case to the page of the room that keeps it."""

from typing import Final

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from workflow.desk.queries import address_of, desk_for, overdue_in, sent_by
from workflow.pages.access import EVERY_POST, for_signed_in, seen_by
from workflow.pages.acting import Request

_shown: Final = 50


@for_signed_in
def desk(request: Request) -> HttpResponse:
    """What waits for me by post, due first, and what became of what I sent."""
    waiting = desk_for(request.acting, _shown + 1)
    count = f"{_shown}+" if len(waiting) > _shown else str(len(waiting))
    shows = {"waiting": waiting[:_shown], "count": count, "more": len(waiting) > _shown}
    shows |= {"overdue": overdue_in(waiting, request.acting.today), "sent": sent_by(request.acting)}
    return render(request, "desk/desk.html", shows)


@seen_by(*EVERY_POST)
def case(request: Request, pk: int) -> HttpResponse:
    """The page on which the person looks at the case: its room's, or the dossier of a line on it."""
    address = address_of(pk, request.acting)
    if address is None:
        raise Http404
    return HttpResponseRedirect(address)
