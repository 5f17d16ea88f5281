"""Reads for delegations: which of one's posts can be lent, for which acts, to whom, and what was lent so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.http import Http404

from workflow.directory.invitations import Group, people_near
from workflow.directory.models import Appointment, Delegation
from workflow.pages.acting import Acting
from workflow.pages.queries import acts_in_words
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition
from workflow.procedure.wording import WORDING

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workflow.directory.posts import HeldPost

LENDS: Final = tuple(role for role in Role if any(post.role is role for row in Transition for post in row.by.posts))
"""The roles of the table: each has an act that its holder may let another do."""


def acts_of(role: Role) -> list[tuple[str, str]]:
    """The transitions of a role by name, in the order of the table."""
    return [(row.name, str(WORDING[row])) for row in Transition if any(post.role is role for post in row.by.posts)]


def posts_to_lend(acting: Acting) -> "list[HeldPost]":
    """The posts that the person may lend: those of the own appointments, never what was lent to the person."""
    return [post for post in acting.held if post.role in LENDS and isinstance(post.under, Appointment)]


def post_to_lend(acting: Acting, pk: int) -> "tuple[HeldPost, Appointment]":
    """One of these posts with its appointment. Raises `Http404` where the person holds none such today."""
    for post in posts_to_lend(acting):
        if isinstance(post.under, Appointment) and post.under.pk == pk:
            return post, post.under
    raise Http404


def receivers_for(giver: Appointment, today: date) -> list[Group]:
    """Who may be given it: people with an account and a post at the body or at one right below it, by body."""
    return people_near(giver.organisation_id, today, but=giver.person_id)


@dataclass(frozen=True, slots=True)
class Lent:
    """A delegation as the list shows it, and whether the person may end it now."""

    row: Delegation
    acts: Sequence[str]
    ends: bool


def delegations_of(acting: Acting, show: str) -> "QuerySet[Delegation]":
    """What the person has lent, or with "received" what was lent to the person; those that last longest first."""
    side = "receiver" if show == "received" else "giver__person"
    found = Delegation.objects.filter(**{side: acting.user.person_id})
    related = ("giver__person", "giver__organisation", "receiver")
    return found.select_related(*related).order_by("-until", "-from_day", "-pk")


def lent(rows: Sequence[Delegation], acting: Acting) -> list[Lent]:
    """The delegations with their acts in words."""
    own = {post.under.pk for post in posts_to_lend(acting)}
    return [Lent(one, acts_in_words(one), ends=one.giver_id in own and _last_day(one) >= acting.today) for one in rows]


def _last_day(one: Delegation) -> date:
    """The last day on which it can be used: it ends with the post, too."""
    last = one.giver.until
    return one.until if last is None else min(one.until, last)


def given_by(acting: Acting, pk: int) -> "tuple[HeldPost, Delegation]":
    """A delegation that the person has given, with the post that gave it. Raises `Http404` for any other."""
    one = delegations_of(acting, "given").filter(pk=pk).first()
    if one is None:
        raise Http404
    return post_to_lend(acting, one.giver_id)[0], one
