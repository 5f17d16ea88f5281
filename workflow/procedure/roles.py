"""Roles, seats and posts: who may do what, at which organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@unique
class Seat(StrEnum):
    """A place in the procedure; it resolves to an organisation by date for each nomination."""

    UNIT = "UNIT"
    LEVEL = "LEVEL"
    AUTHORITY = "AUTHORITY"
    OFFICE = "OFFICE"
    COUNCIL = "COUNCIL"


@unique
class Role(StrEnum):
    """What an appointment makes of a person. The list is closed (domain reference, section 3.1)."""

    UNIT_OFFICER = "UNIT_OFFICER"
    UNIT_HEAD = "UNIT_HEAD"
    RECORDS_CLERK = "RECORDS_CLERK"
    OFFICE_SPECIALIST = "OFFICE_SPECIALIST"
    OFFICE_HEAD = "OFFICE_HEAD"
    CONSULTED = "CONSULTED"
    COUNCIL_CHAIR = "COUNCIL_CHAIR"
    COUNCIL_MEMBER = "COUNCIL_MEMBER"
    COUNCIL_SECRETARY = "COUNCIL_SECRETARY"
    TELLER = "TELLER"
    DECIDER_OFFICE = "DECIDER_OFFICE"
    DECIDER = "DECIDER"
    FINANCE = "FINANCE"
    OVERSIGHT = "OVERSIGHT"
    AUDITOR = "AUDITOR"
    ADMINISTRATOR = "ADMINISTRATOR"

    def __matmul__(self, seat: Seat) -> "Post":
        """`Role.UNIT_HEAD @ Seat.UNIT` is a post."""
        return Post(self, seat)

    @property
    def label(self) -> "_StrPromise":
        """The name of the role on pages and papers."""
        return ROLE_LABELS[self]


@dataclass(frozen=True, slots=True)
class Post:
    """A role at a seat."""

    role: Role
    seat: Seat

    def __str__(self) -> str:
        return f"{self.role}@{self.seat}"


@dataclass(frozen=True, slots=True)
class By:
    """Who makes a transition: any one of the posts, or the system alone.

    `when_issued`: the transition happens at the issue of a signed paper, on the strength of the
    sign-off given by one of the posts; only the right to issue is checked then.
    """

    posts: tuple[Post, ...] = ()
    when_issued: bool = False

    @property
    def is_system(self) -> bool:
        """Whether only the system itself makes the transition."""
        return not self.posts


def any_of(*posts: Post) -> By:
    """Any one of these posts acts."""
    return By(posts)


def on_issue(*posts: Post) -> By:
    """One of these posts signs; the transition happens when the paper is issued."""
    return By(posts, when_issued=True)


the_system: Final = By()

ACT_ON_PAPERS: Final[Mapping[Role, "_StrPromise"]] = {
    Role.RECORDS_CLERK: _("Gives number and date to signed papers."),
    Role.CONSULTED: _("Answers on the lines sent to it and sees nothing else."),
    Role.COUNCIL_MEMBER: _("Reads the papers and votes."),
    Role.TELLER: _("Counts the ballots."),
    Role.FINANCE: _("Settles prize money."),
}
ONLY_READ: Final[Mapping[Role, "_StrPromise"]] = {
    Role.OVERSIGHT: _("Reads within its grant."),
    Role.AUDITOR: _("Reads the record and verifies it."),
}
CONFIGURE: Final[Mapping[Role, "_StrPromise"]] = {
    Role.ADMINISTRATOR: _("Keeps users, organisations and settings; no act on a dossier."),
}

ROLE_LABELS: Final[Mapping[Role, "_StrPromise"]] = {
    Role.UNIT_OFFICER: _("Unit officer"),
    Role.UNIT_HEAD: _("Head of unit"),
    Role.RECORDS_CLERK: _("Records clerk"),
    Role.OFFICE_SPECIALIST: _("Office specialist"),
    Role.OFFICE_HEAD: _("Head of the office"),
    Role.CONSULTED: _("Consulted agency"),
    Role.COUNCIL_CHAIR: _("Chair of the council"),
    Role.COUNCIL_MEMBER: _("Member of the council"),
    Role.COUNCIL_SECRETARY: _("Secretary of the council"),
    Role.TELLER: _("Teller"),
    Role.DECIDER_OFFICE: _("Office of the decider"),
    Role.DECIDER: _("Decider"),
    Role.FINANCE: _("Accountant"),
    Role.OVERSIGHT: _("Oversight"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}
