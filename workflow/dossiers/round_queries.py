"""Reads of the rounds for their pages: which the person sees, what came in under each, the numbers in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from workflow.awards.models import AwardForm, LateAcceptance, QuotaDocument, QuotaLine, Round, StandingBodies
from workflow.directory.models import COUNCIL, Appointment, Organisation
from workflow.dossiers.limits import USES
from workflow.dossiers.models import Nomination
from workflow.dossiers.queries import OFFICE
from workflow.dossiers.visibility import bodies_audited, visible_to
from workflow.pages.acting import Acting
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role
from workflow.procedure.states import State

if TYPE_CHECKING:
    from workflow.directory.posts import HeldPost

_in_order: Final = (F("opens_on").desc(nulls_first=True), "name", "pk")


def rounds_seen(acting: Acting) -> "QuerySet[Round]":
    """The rounds of the authorities for which the person's office works, or that the person audits.

    Each with the key of its standing office today (`office`); those without a date come first.
    """
    found = Q(office__in=acting.bodies(*OFFICE))
    audits = acting.bodies(Role.AUDITOR)
    if audits:
        found |= Q(authority__in=bodies_audited(tuple(audits), acting.today))
    every = Round.objects.annotate(office=office_on(acting.today)).filter(found)
    return every.select_related("campaign", "authority").order_by(*_in_order)


def office_on(day: date, authority: str = "authority") -> Subquery:
    """The standing office of the authority that the column names, as the commands find it."""
    in_force = Q(valid_until=None) | Q(valid_until__gte=day)
    bodies = StandingBodies.objects.filter(in_force, valid_from__lte=day, authority=OuterRef(authority))
    return Subquery(bodies.order_by("-valid_from").values("office")[:1])


def rounds_asked(acting: Acting, narrow: Narrowing) -> "QuerySet[Round]":
    """The rounds that the address asks for: by where they are in time, and by words of their name or campaign."""
    day = acting.today
    parts = {
        "open": Q(Q(closes_on=None) | Q(closes_on__gte=day), opens_on__lte=day),
        "coming": Q(opens_on__gt=day),
        "undated": Q(opens_on=None),
        "closed": Q(closes_on__lt=day),
    }
    found = rounds_seen(acting).filter(parts.get(narrow.show, Q()))
    for word in narrow.text.split():
        found = found.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(campaign__name__icontains=word))
    return found


def round_for(acting: Acting, pk: int) -> Round:
    """One round. Raises `Http404` where there is none for this person."""
    one = rounds_seen(acting).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def posts_at(one: Any, acting: Acting) -> "tuple[HeldPost, ...]":
    """The posts under which the round is dated and its numbers are given: of its office's head, never a lent one."""
    if one.office is None:
        return ()
    held = acting.fitting({Role.OFFICE_HEAD}, one.office)
    return tuple(post for post in held if isinstance(post.under, Appointment))


@dataclass(frozen=True, slots=True)
class Came:
    """How many lines came in under a round, by how many letters."""

    lines: int = 0
    letters: int = 0


def what_came(rounds: Iterable[Round], acting: Acting) -> dict[int, Came]:
    """What came in under each round, of what the person sees: one statement."""
    lines = visible_to(acting.user, acting.today).filter(round__in=[one.pk for one in rounds]).order_by()
    counted = lines.values("round").annotate(lines=Count("pk"), letters=Count("last_letter", distinct=True))
    return {row["round"]: Came(row["lines"], row["letters"]) for row in counted}


def lines_of(one: Round, acting: Acting) -> "QuerySet[Nomination]":
    """The lines of the round, of those the person sees."""
    return visible_to(acting.user, acting.today).filter(round=one)


def numbers_of(one: Round) -> "QuerySet[QuotaLine]":
    """Every number ever allocated in the round."""
    every = QuotaLine.objects.filter(document__round=one).select_related("organisation", "award_form", "document")
    return every.order_by("organisation__name", "award_form__rank", "nominee_kind", "pk")


def numbers_in_force(one: Round, text: str = "") -> "QuerySet[QuotaLine]":
    """The pools of the round, each by the newest document that names it; by words of the body's name."""
    same = ("organisation", "award_form", "nominee_kind")
    later = Q(document__issued_on__gt=OuterRef("document__issued_on"))
    later |= Q(document__issued_on=OuterRef("document__issued_on"), document__gt=OuterRef("document"))
    newer = QuotaLine.objects.filter(later, document__round=one, **{name: OuterRef(name) for name in same})
    found = numbers_of(one).filter(~Exists(newer))
    for word in text.split():
        found = found.filter(organisation__name__icontains=word)
    return found


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool: allocated is what is used, reserved and free, less what is drawn over a number that was lowered.

    A number is reserved when a line is sent, and used when it is awarded; whatever closes the line otherwise
    gives it back.
    """

    line: QuotaLine
    reserved: int
    used: int

    @property
    def free(self) -> int:
        """How many may still be sent."""
        return max(self.line.amount - self.used - self.reserved, 0)

    @property
    def over(self) -> int:
        """By how many the pool is overdrawn, since a later document gave it less."""
        return max(self.used + self.reserved - self.line.amount, 0)


def pools_of(one: Round, lines: Iterable[QuotaLine]) -> list[Pool]:
    """The pools with what is drawn on them: one statement."""
    listed = list(lines)
    drawn = Nomination.objects.filter(round=one, pool__in={line.organisation_id for line in listed}, state__in=USES)
    awarded = Q(state=State.AWARDED)
    counted = drawn.order_by().values_list("pool", "award_form", "nominee_kind")
    counted = counted.annotate(reserved=Count("pk", filter=~awarded), used=Count("pk", filter=awarded))
    found = {row[:3]: row[3:] for row in counted}
    pool = [(line.organisation_id, line.award_form_id, line.nominee_kind) for line in listed]
    return [Pool(line, *found.get(key, (0, 0))) for line, key in zip(listed, pool, strict=True)]


def documents_of(one: Round, text: str = "") -> "QuerySet[QuotaDocument]":
    """The written allocations of the round, newest first, each with how many pools it names."""
    found = QuotaDocument.objects.filter(round=one).annotate(pools=Count("lines"))
    for word in text.split():
        found = found.filter(number__icontains=word)
    return found.select_related("issuer").order_by("-issued_on", "-pk")


def accepted_late(one: Round, text: str = "") -> "QuerySet[LateAcceptance]":
    """The units that may still send after the round has closed, those with the latest day first."""
    found = LateAcceptance.objects.filter(round=one)
    for word in text.split():
        found = found.filter(organisation__name__icontains=word)
    return found.select_related("organisation").order_by("-until", "-pk")


def units_on(day: date) -> "QuerySet[Organisation]":
    """The bodies that may send letters on the day: all that exist but the councils."""
    return Organisation.objects.existing_on(day).exclude(type__code=COUNCIL).order_by("name", "pk")


def forms_given() -> "QuerySet[AwardForm]":
    """The award forms, the highest first."""
    return AwardForm.objects.order_by("rank", "name")
