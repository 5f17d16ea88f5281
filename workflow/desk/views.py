"""The desk, the way from a case to the page of the room that keeps it, and what one lends of one's posts."""

from typing import Any, Final

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow.desk.after import after_decisions
from workflow.desk.delegating import (
    LENDS,
    acts_of,
    delegations_of,
    given_by,
    lent,
    post_to_lend,
    posts_to_lend,
    receivers_for,
)
from workflow.desk.forms import DelegateForm, EndDelegationForm
from workflow.desk.queries import address_of, ballots_awaited_of, desk_for, overdue_in, sent_by
from workflow.directory.commands import delegate, end_delegation
from workflow.directory.models import Appointment, Delegation
from workflow.directory.posts import HeldPost
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.pens import letters_invited
from workflow.pages.access import EVERY_POST, for_signed_in, seen_by
from workflow.pages.acting import Acting, Request
from workflow.pages.listing import page_of
from workflow.pages.narrowing import Narrowing
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal

_shown: Final = 50


@for_signed_in
def desk(request: Request) -> HttpResponse:
    """What waits for me by post, due first, and what became of what I sent."""
    waiting = desk_for(request.acting, _shown + 1)
    count = f"{_shown}+" if len(waiting) > _shown else str(len(waiting))
    shows = {"waiting": waiting[:_shown], "count": count, "more": len(waiting) > _shown}
    after = after_decisions(request.acting)
    shows |= {"overdue": overdue_in([*waiting, *after], request.acting.today), "sent": sent_by(request.acting)}
    shows |= {"after": after}
    shows |= {"awaited": ballots_awaited_of(request.acting), "invited": letters_invited(request.acting)}
    return render(request, "desk/desk.html", shows)


@seen_by(*EVERY_POST)
def case(request: Request, pk: int) -> HttpResponse:
    """The page on which the person looks at the case: its room's, or the dossier of a line on it."""
    address = address_of(pk, request.acting)
    if address is None:
        raise Http404
    return HttpResponseRedirect(address)


# Delegations -------------------------------------------------------------------------------------------


@seen_by(*LENDS)
def delegations(request: Request) -> HttpResponse:
    """The posts that one may lend, and what was lent and received so far."""
    narrow = Narrowing(request, {"given": _("Delegations given"), "received": _("Delegations received")})
    page = page_of(delegations_of(request.acting, narrow.show), request)
    shows = {
        "posts": posts_to_lend(request.acting),
        "narrow": narrow,
        "page": page,
        "rows": lent(page.rows, request.acting),
    }
    return render(request, "desk/delegations.html", shows)


@seen_by(*LENDS)
def delegation_new(request: Request, pk: int) -> HttpResponse:
    """The holder of a post lets another sign for him (TL., TUQ.), by document."""
    post, giver = post_to_lend(request.acting, pk)
    page = _lending(post, giver, request.acting)
    return deed(request, DelegateForm, page, lambda form: _delegate(giver, request, form))


def _lending(post: HeldPost, giver: Appointment, acting: Acting) -> DeedPage:
    lead = _("Only the acts chosen, and not after the last day. Whoever receives it cannot pass it on.")
    return DeedPage(
        title=_("Delegate: %(post)s") % {"post": post.label},
        posts=[post],
        back=reverse("delegations"),
        submit=_("Delegate"),
        lead=lead,
        done=_("Delegated."),
        form={"people": receivers_for(giver, acting.today), "acts": acts_of(post.role)},
    )


def _delegate(giver: Appointment, request: Request, form: Any) -> None:
    given = form.given
    delegate(giver, given.pop("receiver"), request.user, **given)


@seen_by(*LENDS)
def delegation_end(request: Request, pk: int) -> HttpResponse:
    """The giver ends a delegation earlier than it says, by document."""
    post, one = given_by(request.acting, pk)
    page = _ending(post, one, request.acting)
    return deed(request, EndDelegationForm, page, lambda form: _end(one, post, request, form))


def _ending(post: HeldPost, one: Delegation, acting: Acting) -> DeedPage:
    over = Refusal("closed", _("This delegation has ended already."), Basis.AUTHORITY)
    day = date_format(one.until, "d/m/Y")
    return DeedPage(
        title=_("End a delegation"),
        posts=[post],
        back=reverse("delegations"),
        submit=_("End the delegation"),
        lead=_("%(name)s signs under it until %(day)s.") % {"name": one.receiver, "day": day},
        danger=True,
        done=_("The delegation is ended."),
        refused=(over,) if one.until < acting.today else (),
    )


def _end(one: Delegation, post: HeldPost, request: Request, form: Any) -> None:
    end_delegation(one, form.given["last_day"], request.user, capacity=post.under, document=form.given["document"])
