"""Explaining: which acts of the person's posts are possible on a nomination now, and of every other one why not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from workflow.awards.models import Citation, Confidence
from workflow.awards.queries import regime_on
from workflow.directory.posts import HeldPost
from workflow.dossiers.door import preview_transitions
from workflow.dossiers.models import Nomination
from workflow.dossiers.offers import BEGUN_BY, ONE_LINE, Offer, offers_for, posts_for, url_of
from workflow.pages.acting import Acting
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.procedure.wording import BASIS_WORDING, WORDING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_shown: Final = (Confidence.SEED.value, Confidence.CONFIRMED.value)
_given_on_the_page: Final[Mapping[Transition, frozenset[str]]] = {
    Transition.REDIRECT: frozenset({"redirect"}),
    Transition.REDIRECT_PRESENTING: frozenset({"redirect"}),
    Transition.REQUEST_SUPPLEMENT: frozenset({"request"}),
}
"""Rules that hold once the form of the act is filled: the page of the act asks for what they miss."""

_in_another_state: Final = Refusal("state", "", Basis.PROCEDURE)
"""Of an act that others begin by drafting its paper, which judges them anew: only the state is told here."""


@dataclass(frozen=True, slots=True)
class Why:
    """One refusal in words: the reason, the basis with the citations that were seen, and who can lift it."""

    reason: str
    basis_label: str
    citations: tuple[str, ...] = ()
    lifted_by_label: str = ""


@dataclass(frozen=True, slots=True)
class Barred:
    """An act that is not possible now, and why."""

    label: str
    why: Sequence[Why]


@dataclass(slots=True)
class Explained:
    """The acts of the person's posts: as buttons, in a command on another page, barred now, or of another state."""

    offers: list[Offer] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    barred: list[Barred] = field(default_factory=list)
    at_other_states: "list[tuple[State, list[str | _StrPromise]]]" = field(default_factory=list)
    why_state: Why | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the person's posts give no act at all."""
        return not (self.offers or self.elsewhere or self.barred or self.at_other_states)


def explain(line: Nomination, acting: Acting) -> Explained:
    """Every act of the person's posts on the line: one preview for each post, and the citations."""
    verdicts = _verdicts(line, acting)
    cited = citations_for(line, acting.today)
    found = Explained()
    offered = {offer.transition: offer for offer in offers_for([line], acting) if offer.transition is not None}
    found.offers = [
        replace(offer, url=url_of(transition, [line.pk]))
        for transition, offer in offered.items()
        if not verdicts.get(transition)
    ]
    others: dict[State, list[str | _StrPromise]] = {}
    for transition in Transition:
        refusals = verdicts.get(transition)
        if refusals is None or (not refusals and transition in offered):
            continue
        if not refusals:
            _elsewhere(transition, line, found)
        elif all(one.rule == "state" for one in refusals):
            others.setdefault(transition.source, []).append(WORDING[transition])
            found.why_state = _why(refusals[0], cited)
        else:
            found.barred.append(Barred(str(WORDING[transition]), [_why(one, cited) for one in refusals]))
    found.at_other_states = [(state, others[state]) for state in State if state in others]
    return found


def _elsewhere(transition: Transition, line: Nomination, found: Explained) -> None:
    """An act in a command of its own: a button where it has a page for one line, else it is done on the case."""
    name = ONE_LINE.get(transition)
    if name is None:
        found.elsewhere.append(str(WORDING[transition]))
    else:
        url = reverse(name, args=[line.pk])
        found.offers.append(Offer(transition, str(WORDING[transition]), url, 1, closes=True))


def _verdicts(line: Nomination, acting: Acting) -> dict[Transition, tuple[Refusal, ...]]:
    """What the door says to each transition of the posts that fit the line; where several fit, the kindest answer."""
    by_post: dict[str, tuple[HeldPost, list[Transition]]] = {}
    for transition in (one for one in Transition if one not in BEGUN_BY):
        for held in _posts(transition, line, acting):
            by_post.setdefault(held.key, (held, []))[1].append(transition)
    found: dict[Transition, tuple[Refusal, ...]] = {}
    begun = [transition for transition in BEGUN_BY if posts_for(transition, line, acting)]
    for transition in begun:
        found[transition] = () if line.state == transition.source else (_in_another_state,)
    for held, transitions in by_post.values():
        reports = preview_transitions(transitions, [line.pk], acting.user, capacity=held.under)
        for transition in transitions:
            given = _given_on_the_page.get(transition, frozenset())
            refusals = tuple(one for one in reports[transition].refused.get(line.pk, ()) if one.rule not in given)
            if transition not in found or _hardness(refusals) < _hardness(found[transition]):
                found[transition] = refusals
    return found


def _posts(transition: Transition, line: Nomination, acting: Acting) -> Iterable[HeldPost]:
    """The posts that make the transition, and the clerk's who issues the paper at which it happens."""
    if transition.by.is_system:
        return ()
    clerks = acting.fitting({Role.RECORDS_CLERK}) if transition.when_issued else ()
    seats = {getattr(line, f"{post.seat.value.lower()}_id") for post in transition.by.posts}
    issuing = [held for held in clerks if not seats.isdisjoint(held.organisations)]
    return (*posts_for(transition, line, acting), *issuing)


def _hardness(refusals: Sequence[Refusal]) -> tuple[bool, bool, int]:
    return (bool(refusals), any(one.of_authority for one in refusals), len(refusals))


def _why(refusal: Refusal, cited: Mapping[Basis, tuple[str, ...]]) -> Why:
    return Why(
        str(refusal.reason),
        str(BASIS_WORDING[refusal.basis]),
        cited.get(refusal.basis, ()),
        str(refusal.lifted_by.label) if refusal.lifted_by is not None else "",
    )


def citations_for(line: Nomination, today: date) -> dict[Basis, tuple[str, ...]]:
    """The citations of the regime pinned on the line, or in force today, by basis: only what was seen at its source."""
    regime = line.regime_id
    if regime is None:
        try:
            regime = regime_on(today).pk
        except LookupError:
            return {}
    rows = Citation.objects.filter(regime=regime, confidence__in=_shown, regime__confidence__in=_shown)
    found: dict[Basis, tuple[str, ...]] = {}
    for basis, text in rows.order_by("pk").values_list("basis", "text"):
        found[Basis(basis)] = (*found.get(Basis(basis), ()), text)
    return found
