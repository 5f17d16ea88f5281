"""The page of one dossier: everything about one nomination, for whoever may see it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from workflow.dossiers.models import Nomination
from workflow.dossiers.offers import offers_for
from workflow.dossiers.telling import moments_of
from workflow.dossiers.visibility import visible_to
from workflow.pages.access import EVERY_POST, seen_by
from workflow.pages.acting import Request


@seen_by(*EVERY_POST)
def dossier(request: Request, pk: int) -> HttpResponse:
    """One nomination: where it is, what it says, and what happened to it."""
    related = ("award_form", "unit", "authority", "letter", "campaign", "route")
    line = get_object_or_404(visible_to(request.user, request.acting.today).select_related(*related), pk=pk)
    shows = {
        "line": line,
        "offers": offers_for([line], request.acting),
        "moments": moments_of(f"{Nomination.stream}:{line.pk}"),
    }
    return render(request, "dossiers/dossier.html", shows)
