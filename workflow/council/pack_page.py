"""The page of the papers pack: a file for whoever may read it now."""

from typing import Final

from django.http import Http404, HttpResponse, HttpResponseNotAllowed

from workflow.council.pack import copy_for, pack_for
from workflow.council.pack_facts import facts_of
from workflow.council.queries import RUNS, session_for
from workflow.documents.answering import sent
from workflow.documents.catalogue import Document
from workflow.documents.rendering import make
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.procedure.roles import Role

_fetched_by: Final = ("GET", "HEAD")


@seen_by(*RUNS, Role.COUNCIL_MEMBER)
def session_pack(request: Request, pk: int) -> HttpResponse:
    """The papers of the session in the copy of this person. Fetching it does not say that it was read."""
    one = session_for(request.acting, pk)
    copy = copy_for(one, request.acting)
    if copy is None:
        raise Http404
    if request.method not in _fetched_by:
        return HttpResponseNotAllowed(_fetched_by)
    made = make(Document.SESSION_PACK, facts_of(pack_for(one, copy, request.acting)))
    return sent(made, f"tai-lieu-phien-hop-{one.number}-{one.year}.pdf")
