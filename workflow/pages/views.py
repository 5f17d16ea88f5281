"""Pages about oneself: the post under which one acts, and the profile."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from workflow.pages.access import for_signed_in
from workflow.pages.acting import POST_KEY, Request


@for_signed_in
@require_POST
def acting_as(request: Request) -> HttpResponse:
    """Choose the post that counts from now on, or all of them."""
    chosen = request.POST.get("post", "")
    known = {post.key for post in request.acting.held}
    request.session[POST_KEY] = chosen if chosen in known else ""
    return HttpResponseRedirect(_own(request))


def _own(request: Request) -> str:
    """The page to go back to: one of ours, never another host's."""
    asked = request.POST.get("next", "")
    fine = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if fine else "/"


@for_signed_in
def profile(request: Request) -> HttpResponse:
    """Who one is, which posts one holds and on which documents they rest."""
    return render(request, "pages/profile.html", {"held": request.acting.held})
