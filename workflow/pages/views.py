"""Pages about oneself - the post under which one acts, the profile, the drafts - and the offer of the source."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workflow.pages.access import for_everybody, for_signed_in
from workflow.pages.acting import POST_KEY, Request
from workflow.pages.drafts import KEPT_DAYS, drafts_of
from workflow.pages.listing import page_of
from workflow.pages.menu import open_address
from workflow.pages.queries import delegations_given, delegations_received, sign_in_rules


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
@require_safe
def profile(request: Request) -> HttpResponse:
    """Who one is, which posts one holds and on which documents they rest, and the rules of sign-in."""
    shows = {
        "held": request.acting.held,
        "given": delegations_given(request.user, request.acting.today),
        "received": delegations_received(request.user, request.acting.today),
        "rules": sign_in_rules(),
        "delegations": open_address(request, "delegations"),
    }
    return render(request, "pages/profile.html", shows)


@for_signed_in
@require_safe
def drafts(request: Request) -> HttpResponse:
    """What the person has typed on pages and not sent yet, also of pages that are closed to the person by now."""
    return render(request, "pages/drafts.html", {"page": page_of(drafts_of(request.user), request), "days": KEPT_DAYS})


@for_signed_in
@require_POST
def draft_forget(request: Request, pk: int) -> HttpResponse:
    """Throw away one of the person's own drafts."""
    if not drafts_of(request.user).filter(pk=pk).delete()[0]:
        raise Http404
    messages.success(request, _("The draft was thrown away."))
    return HttpResponseRedirect(_own(request))


@for_everybody
@require_safe
def source(request: HttpRequest) -> HttpResponse:
    """Where the source of what runs here lies, as the licence asks."""
    return render(request, "pages/source.html", {"address": settings.SOURCE_URL})


@for_everybody
@require_safe
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """The administration has no sign-in of its own; whoever is signed in and comes here may not enter it."""
    if request.user.is_authenticated:
        raise Http404
    asked = request.GET.get("next", "") or reverse("admin:index")
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': asked})}")
