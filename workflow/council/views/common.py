"""What the pages of deeds on a session have in common."""

from collections.abc import Collection
from typing import Any

from django.http import Http404
from django.urls import reverse

from workflow.council.models import CouncilSession
from workflow.council.queries import RUNS
from workflow.council.story import untold_to
from workflow.dossiers.answering import DeedPage
from workflow.dossiers.turns import why_not_now
from workflow.pages.acting import Request
from workflow.procedure.roles import Role
from workflow.worklist.queries import desk_of


def page_on(
    request: Request, one: CouncilSession, desks: Collection[str], roles: Collection[Role] = RUNS, /, **page: Any
) -> DeedPage:
    """The page of a deed on a session; on another desk it says why it has to wait, else what else stands against it.

    Raises `Http404` without a post.
    """
    posts = request.acting.fitting(roles, one.council_id)
    if not posts:
        raise Http404
    against = page.pop("refused", ())
    refused = why_not_now(one.case, desk_of(one.case_id), desks) or against
    back = reverse("session", args=[one.pk])
    untold = untold_to(one, request.acting)
    return DeedPage(posts=posts, back=back, thing=one, untold=untold, refused=refused, **page)
