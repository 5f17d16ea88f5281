"""Offers: the acts that a person's posts give on the lines of a page. Derived from the table; the door judges again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.directory.posts import HeldPost
from workflow.dossiers.models import Nomination
from workflow.pages.acting import Acting
from workflow.procedure.roles import Post, Role, Seat
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition, decider, decider_office, office_head
from workflow.procedure.wording import WORDING

BY_COMMAND: Final[Mapping[Transition, str]] = {
    Transition.SEND_TO_HEAD: "the unit sends the letter",
    Transition.SUBMIT_SUPPLEMENT: "the unit sends the supplementary letter",
    Transition.REQUEST_SUPPLEMENT: "the office names the missing items",
    Transition.REDIRECT: "the office drafts the linked nomination",
    Transition.REDIRECT_PRESENTING: "the office drafts the linked nomination",
    Transition.SUPPORT: "the minutes are signed",
    Transition.NOT_SUPPORT: "the minutes are signed",
}
"""Transitions that happen in a command of their own, with its own page; each is told what that is."""
ONE_LINE: Final[Mapping[Transition, str]] = {
    Transition.REDIRECT: "redirect",
    Transition.REDIRECT_PRESENTING: "redirect",
}
MANY_LINES: Final[Mapping[Transition, str]] = {
    Transition.REQUEST_SUPPLEMENT: "supplement_request",
    Transition.REVOKE: "revocation_new",
}
"""The pages of transitions that have one of their own, by the number of lines they take."""
BEGUN_BY: Final[Mapping[Transition, tuple[Post, ...]]] = {Transition.REVOKE: (office_head, decider, decider_office)}
"""Who drafts the paper on which a transition later rests, where others than its signer may."""

CLOSING: Final = frozenset(
    {
        State.NOT_ENDORSED,
        State.INELIGIBLE,
        State.NOT_SUPPORTED,
        State.NOT_AWARDED,
        State.WITHDRAWN,
        State.REDIRECTED,
        State.REVOKED,
    }
)
ASKED_ABOUT: Final = frozenset({State.WITH_OFFICE.value, State.TO_PRESENT.value})
"""The states in which the office asks other bodies."""
_ASKS: Final = frozenset({Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD})
_SEATS: Final[Mapping[Seat, str]] = {
    Seat.UNIT: "unit_id",
    Seat.LEVEL: "level_id",
    Seat.AUTHORITY: "authority_id",
    Seat.OFFICE: "office_id",
    Seat.COUNCIL: "council_id",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """An act that a page offers: its words, where its page is, and how many of the lines it fits.

    A deed that is no transition (asking another body) has none.
    """

    transition: Transition | None
    label: str
    url: str
    count: int
    closes: bool = False


def acts_directly(transition: Transition) -> bool:
    """Whether people make it by the page of acts: not the system's, not at issue, and in no command of its own."""
    return not (transition.by.is_system or transition.when_issued or transition in BY_COMMAND)


def posts_for(transition: Transition, line: Nomination, acting: Acting) -> tuple[HeldPost, ...]:
    """The posts under which the person may make the transition for the line, the chosen one first."""
    found = dict.fromkeys(
        held
        for post in BEGUN_BY.get(transition, transition.by.posts)
        for held in acting.fitting({post.role}, getattr(line, _SEATS[post.seat]))
        if getattr(line, _SEATS[post.seat]) is not None
    )
    return tuple(held for held in found if _reaches(held, transition))


def _reaches(held: HeldPost, transition: Transition) -> bool:
    """Whether a delegation covers the transition; an appointment always does."""
    given = getattr(held.under, "transitions", None)
    return given is None or transition.name in given


def posts_for_all(transition: Transition, lines: Sequence[Nomination], acting: Acting) -> tuple[HeldPost, ...]:
    """The posts that serve for every line that has one at all; the verdict on the others says why not."""
    every = [some for line in lines if (some := posts_for(transition, line, acting))]
    if not every:
        return ()
    return tuple(held for held in every[0] if all(held in some for some in every)) or every[0]


def offers_for(lines: Iterable[Nomination], acting: Acting) -> list[Offer]:
    """What the person's posts offer on these lines, in the order of the table. No statement."""
    listed = list(lines)
    found = []
    for transition in Transition:
        if not (acts_directly(transition) or transition in MANY_LINES):
            continue
        fit = [line for line in listed if line.state == transition.source and posts_for(transition, line, acting)]
        if fit:
            closes = not transition.resumes and transition.target in CLOSING
            found.append(Offer(transition, str(WORDING[transition]), url_of(transition), len(fit), closes))
    return found


def asking_others(lines: Iterable[Nomination], acting: Acting) -> list[Offer]:
    """The office may ask other bodies for their opinion while it appraises and while it presents. No statement."""
    fit = [line for line in lines if line.state in ASKED_ABOUT and acting.fitting(_ASKS, line.office_id)]
    return [Offer(None, _("Ask another body"), reverse("consultation_new"), len(fit))] if fit else []


def correcting_awards(lines: Iterable[Nomination], acting: Acting) -> list[Offer]:
    """What an issued decision says of awarded lines may be corrected by another decision. No statement."""
    fit = [
        line
        for line in lines
        if line.state == State.AWARDED and any(_begins(acting, post, line) for post in BEGUN_BY[Transition.REVOKE])
    ]
    return [Offer(None, _("Correct what the decision says"), reverse("correction_new"), len(fit))] if fit else []


def _begins(acting: Acting, post: Post, line: Nomination) -> bool:
    held = acting.fitting({post.role}, getattr(line, _SEATS[post.seat]))
    return any(getattr(one.under, "transitions", None) is None for one in held)


def url_of(transition: Transition, on: Iterable[int] = ()) -> str:
    """The page on which the transition is made."""
    name = MANY_LINES.get(transition)
    url = reverse(name) if name else reverse("act", args=[transition.name])
    listed = [("on", key) for key in on]
    return f"{url}?{urlencode(listed)}" if listed else url
