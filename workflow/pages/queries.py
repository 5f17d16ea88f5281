"""What the profile tells: the delegations given and received, and the rules of sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings

from workflow.directory.models import Delegation, User
from workflow.procedure.transitions import Transition
from workflow.procedure.wording import WORDING

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Lent:
    """A delegation as the profile shows it: from or to whom, of which post, for which acts, until when."""

    kind: str
    other: str
    post: str
    acts: Sequence[str]
    from_day: date
    until: date
    document: str


@dataclass(frozen=True, slots=True)
class SignInRules:
    """The rules of sign-in, in numbers."""

    password_length: int
    tries: int
    lock_minutes: int
    idle_minutes: int
    longest_hours: int


def delegations_given(user: User, today: date) -> list[Lent]:
    """The delegations that the person has given and that have not run out."""
    if user.person is None:
        return []
    return [_lent(one, str(one.receiver)) for one in _open(today).filter(giver__person=user.person)]


def delegations_received(user: User, today: date) -> list[Lent]:
    """The delegations that the person has received and that have not run out."""
    if user.person is None:
        return []
    return [_lent(one, str(one.giver.person)) for one in _open(today).filter(receiver=user.person)]


def acts_in_words(one: Delegation) -> list[str]:
    """The acts that a delegation lends, in words."""
    return [str(WORDING[Transition[name]]) for name in one.transitions if name in Transition.__members__]


def sign_in_rules() -> SignInRules:
    """The rules in force here."""
    return SignInRules(
        settings.PASSWORD_LENGTH,
        settings.AXES_FAILURE_LIMIT,
        int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        settings.SESSION_COOKIE_AGE // 60,
        int(settings.SIGN_IN_LONGEST.total_seconds() // 3600),
    )


def _open(today: date) -> "QuerySet[Delegation]":
    related = ("giver__organisation", "giver__person", "receiver")
    return Delegation.objects.filter(until__gte=today).select_related(*related).order_by("from_day", "pk")


def _lent(one: Delegation, other: str) -> Lent:
    post = f"{one.giver.title}, {one.giver.organisation}"
    return Lent(one.get_kind_display(), other, post, acts_in_words(one), one.from_day, one.until, one.document)
