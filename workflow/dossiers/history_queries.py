"""Reads of the history of awards: what the person's office keeps, and what is known of one nominee."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db.models import F, Max, Min, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from workflow.awards.models import AwardForm
from workflow.directory.models import Appointment, Organisation
from workflow.dossiers.history import PastAward, PastAwardQuerySet
from workflow.dossiers.history_commands import KEEPERS
from workflow.dossiers.limits import COUNTS
from workflow.dossiers.models import Nomination
from workflow.dossiers.queries import OFFICE
from workflow.dossiers.round_queries import office_on
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting, Request
from workflow.pages.listing import key_of
from workflow.procedure.states import State

if TYPE_CHECKING:
    from workflow.directory.posts import HeldPost

_longest_text: Final = 100
_proposed: Final = tuple(state for state in COUNTS if state != State.AWARDED)


def authorities_kept(acting: Acting) -> "QuerySet[Organisation]":
    """The authorities for which the person's office works today, each with the key of that office (`office`)."""
    every = Organisation.objects.annotate(office=office_on(acting.today, "pk"))
    return every.filter(office__in=acting.bodies(*OFFICE)).order_by("name", "pk")


def authority_for(acting: Acting, pk: int) -> Organisation:
    """One authority whose history the person's office keeps. Raises `Http404`."""
    found = authorities_kept(acting).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def keepers_for(authority: Any, acting: Acting) -> "tuple[HeldPost, ...]":
    """The posts under which its history is kept: of its office, never lent."""
    held = acting.fitting(KEEPERS, authority.office)
    return tuple(post for post in held if isinstance(post.under, Appointment))


def past_awards_for(acting: Acting) -> PastAwardQuerySet:
    """The past awards that the person's office keeps, the newest decision first."""
    kept = PastAward.objects.filter(authority__in=authorities_kept(acting).order_by().values("pk"))
    return kept.select_related("award_form", "authority", "campaign").order_by("-decided_on", "-pk")


def past_award_for(acting: Acting, pk: int) -> PastAward:
    """One past award that stands. Raises `Http404` where there is none for this person."""
    found = past_awards_for(acting).standing().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class HistoryFilter:
    """What the address of the list asks: words of a name or a number, the year, and those that were removed.

    What it does not know it does not narrow by. One statement for the choices.
    """

    def __init__(self, request: Request) -> None:
        """Read the address."""
        given = request.GET
        self.acting = request.acting
        self.show = "removed" if given.get("show") == "removed" else ""
        self.year = key_of(given.get("year", "")) or 0
        self.text = given.get("q", "").replace("\0", "").strip()[:_longest_text]
        ends = past_awards_for(self.acting).order_by().aggregate(first=Min("decided_on"), last=Max("decided_on"))
        self.years = range(ends["last"].year, ends["first"].year - 1, -1) if ends["first"] else range(0)

    @property
    def found(self) -> PastAwardQuerySet:
        """The past awards asked for."""
        every = past_awards_for(self.acting).named(self.text).filter(removed_at__isnull=self.show != "removed")
        if self.year not in self.years:
            return every
        return every.filter(decided_on__range=(date(self.year, 1, 1), date(self.year, 12, 31)))

    @property
    def shows(self) -> Sequence[tuple[str, str]]:
        """Which awards: the choices by name."""
        return (("", _("Recorded")), ("removed", _("Removed")))

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked."""
        return bool(self.show or self.year or self.text)


@dataclass(frozen=True, slots=True)
class Awarded:
    """An award of a nominee as a page shows it, whoever recorded it; `pk` is the nomination to which one may go."""

    award_form: AwardForm
    authority: str
    number: str
    decided_on: date | None
    achievement_title: str
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """Another proposal for a nominee; `pk` is none where the person may not go there."""

    line: Nomination
    pk: int | None


@dataclass(frozen=True, slots=True)
class History:
    """What is known of one nominee beside one nomination: awards, and for the office the other proposals."""

    awards: Sequence[Awarded]
    proposals: Sequence[Proposed]
    of_office: bool


def history_of(line: Nomination, acting: Acting) -> History:
    """The awards of the nominee, of this system and before it; to its office also what else is proposed.

    Awards are public, an open dossier of another unit is not. A constant number of statements.
    """
    others = Nomination.objects.filter(nominee=line.nominee_id).exclude(pk=line.pk)
    seen = set(visible_to(acting.user, acting.today).filter(nominee=line.nominee_id).values_list("pk", flat=True))
    awards = [*_awarded_here(others, seen), *_awarded_before(line)]
    awards.sort(key=lambda one: one.decided_on or date.min, reverse=True)
    of_office = line.office_id in acting.bodies(*OFFICE)
    proposals = _proposals(others, seen) if of_office else []
    return History(awards, proposals, of_office)


def awards_of(keys: Collection[str]) -> dict[str, list[Awarded]]:
    """The awards of nominees by their keys, of this system and before it, the newest first: two statements.

    Awards are public; none of them leads to a dossier.
    """
    found: dict[str, list[Awarded]] = {}
    here = _given_here(Nomination.objects.filter(nominee__key__in=keys))
    for one in here.annotate(key=F("nominee__key")):
        found.setdefault(one.key, []).append(_here(one, None))
    before: Any = PastAward.objects.standing().filter(nominee__key__in=keys).select_related("award_form")
    for past in before.annotate(key=F("nominee__key")):
        found.setdefault(past.key, []).append(_before(past))
    for awards in found.values():
        awards.sort(key=lambda one: one.decided_on or date.min, reverse=True)
    return found


def _given_here(lines: "QuerySet[Nomination]") -> "QuerySet[Any]":
    """Those of the lines that were awarded, with number and date of the decision."""
    found = lines.filter(state=State.AWARDED, decision_lines__verdict="AWARD", decision_lines__void=False)
    found = found.annotate(number=F("decision_lines__decision__number"), dated=F("decision_lines__decision__dated"))
    return found.select_related("award_form", "authority")


def _here(one: Any, pk: int | None) -> Awarded:
    return Awarded(one.award_form, one.authority.name, one.number, one.dated, one.achievement_title, pk)


def _before(one: PastAward) -> Awarded:
    return Awarded(one.award_form, one.authority_name, one.number, one.decided_on, one.achievement_title)


def _awarded_here(others: "QuerySet[Nomination]", seen: set[int]) -> list[Awarded]:
    return [_here(one, one.pk if one.pk in seen else None) for one in _given_here(others)]


def _awarded_before(line: Nomination) -> list[Awarded]:
    found = PastAward.objects.standing().filter(nominee=line.nominee_id).select_related("award_form")
    return [_before(one) for one in found]


def _proposals(others: "QuerySet[Nomination]", seen: set[int]) -> list[Proposed]:
    """What counts as a proposal, whoever sees it; and of what the person sees whatever became of it."""
    which = Q(state__in=_proposed) | (Q(pk__in=seen) & ~Q(state=State.AWARDED))
    found = others.filter(which).select_related("award_form", "authority", "unit", "campaign").order_by("-pk")
    return [Proposed(one, one.pk if one.pk in seen else None) for one in found]
