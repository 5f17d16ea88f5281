"""Reads of the public register. Nobody is asked who looks: every row is one that everybody may see."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import BooleanField, F, Func, Max, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, QueryDict

from workflow.awards.models import AwardForm, Campaign, NomineeKind
from workflow.database import rows
from workflow.database.texts import searched
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.standing import REVOKED, awards
from workflow.directory.models import Organisation
from workflow.directory.vietnamese import words_key
from workflow.pages.listing import Page, page_of
from workflow.public_register.levels import level_on
from workflow.public_register.models import Level, Protection, Story, StoryAward
from workflow.public_register.shown import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

Awards = QuerySet[Any]
"""Decision lines with what `awards` and the level of privacy add to each."""
_longest: Final = 100
_most_words: Final = 8
_most_units: Final = 500


class _HasWords(Func):
    """Whether words begin so in a text, by PostgreSQL's index of them."""

    template = "(to_tsvector('simple', %(expressions)s))"
    arg_joiner = ") @@ to_tsquery('simple', "
    output_field = BooleanField()


def issued_awards(day: date) -> Awards:
    """Every award of an issued decision, with the level of privacy that holds on the day as `level`."""
    related = ("decision__authority", "nomination__award_form", "nomination__campaign")
    return awards().annotate(level=level_on(day)).select_related(*related)


def public_awards(day: date) -> Awards:
    """The awards of published decisions: before, there is nothing in the register."""
    return issued_awards(day).filter(decision__published_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the register. What it does not know it does not narrow by."""

    q: str = ""
    campaign: str = ""
    unit: str = ""
    year: str = ""
    form: str = ""
    kind: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """As the address says."""
        given = {one.name: query.get(one.name, "").replace("\0", "").strip()[:_longest] for one in fields(cls)}
        if not (given["year"].isascii() and given["year"].isdecimal() and len(given["year"]) == len("2026")):
            given["year"] = ""
        if given["kind"].upper() not in NomineeKind.values:
            given["kind"] = ""
        return cls(**given)

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked."""
        return any(getattr(self, one.name) for one in fields(self))

    @property
    def names_somebody(self) -> bool:
        """Whether it asks for what a level of privacy may hide: then only awards that show it are found."""
        return bool(self.q or self.unit)

    @property
    def given(self) -> dict[str, str]:
        """What is asked, by its names in the address."""
        return {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name)}


def awards_asked(asked: Asked, day: date) -> Awards:
    """The awards asked for that are shown one by one, the newest decision first, then as its annexed list has them."""
    found = _narrowed(public_awards(day), asked).exclude(level=Level.HIDDEN)
    if asked.names_somebody:
        found = found.filter(level__lte=Level.NAME_AND_UNIT)
    if asked.unit:
        found = found.filter(nomination__unit__code=asked.unit)
    if asked.q:
        found = _named(found, asked.q)
    return found.order_by("-decision__dated", "-decision__pk", "position")


def hidden_asked(asked: Asked, day: date) -> Awards:
    """The awards asked for that are only counted; none where a name or a unit is asked: hidden is never found."""
    found = _narrowed(public_awards(day), asked).filter(level=Level.HIDDEN)
    return found.none() if asked.names_somebody else found


def listed(found: Awards, request: HttpRequest, size: int, day: date) -> Page[Any]:
    """A page of awards by two statements: first which they are, then how only these stand, each by its later lines."""
    keys = page_of(found.values_list("pk", flat=True), request, size)
    by_key = {line.pk: line for line in issued_awards(day).filter(pk__in=list(keys))}
    return replace(keys, rows=[by_key[key] for key in keys])


def _narrowed(found: Awards, asked: Asked) -> Awards:
    wanted: dict[str, Any] = {
        "nomination__campaign__code": asked.campaign,
        "nomination__award_form__code": asked.form,
        "nomination__nominee_kind": asked.kind.upper(),
        "decision__dated__year": int(asked.year) if asked.year else None,
    }
    return found.filter(**{path: value for path, value in wanted.items() if value})


def _named(found: Awards, text: str) -> Awards:
    """Those in whose name, as it reads now, each word begins some word. The index of PostgreSQL only narrows."""
    words = searched(text).split()[:_most_words]
    if not words:
        return found.none()
    if rows.is_postgresql():
        query = " & ".join(f"{word}:*" for word in words)
        like = DecisionLine.objects.filter(_HasWords(F("searched_name"), Value(query)))
        found = found.filter(nomination__in=like.values("nomination"))
    found = found.annotate(beginnings=Concat(Value(" "), F("searched_now")))
    for word in words:
        found = found.filter(beginnings__contains=f" {word}")
    return found


@dataclass(frozen=True, slots=True)
class Choices:
    """Among what one can choose: as much as the register has. Pairs of a code and its words."""

    campaigns: "Sequence[tuple[str, str]]"
    units: "Sequence[tuple[str, str]]"
    years: "Sequence[tuple[str, str]]"
    forms: "Sequence[tuple[str, str]]"
    kinds: "Sequence[tuple[str, str]]"


def choices_on(day: date) -> Choices:
    """The campaigns, units, years, forms and kinds of what is public: four statements, and the rules."""
    seen = public_awards(day).order_by()
    named = seen.filter(level__lte=Level.NAME_AND_UNIT)
    units = Organisation.objects.filter(pk__in=named.values("nomination__unit")).values_list("code", "name")
    campaigns = Campaign.objects.filter(pk__in=seen.values("nomination__campaign")).order_by("-starts_in", "pk")
    forms = AwardForm.objects.filter(pk__in=seen.values("nomination__award_form")).order_by("rank", "pk")
    years = Decision.objects.filter(published_at__isnull=False, kind=Decision.Kind.AWARD)
    return Choices(
        [(one.code, in_words(one)) for one in campaigns],
        sorted(units[:_most_units], key=lambda one: words_key(one[1])),
        [(f"{one.year}", f"{one.year}") for one in years.dates("dated", "year", order="DESC")],
        [(one.code, in_words(one)) for one in forms],
        [(one.value.lower(), str(one.label)) for one in NomineeKind],
    )


def public_award(code: str, day: date) -> DecisionLine | None:
    """The award of a published decision that is shown one by one, by its code."""
    return public_awards(day).exclude(code="").exclude(level=Level.HIDDEN).filter(code=code).first()


def public_decisions() -> "QuerySet[Decision]":
    """The published decisions."""
    return Decision.objects.filter(published_at__isnull=False).exclude(code="").select_related("authority")


def awards_on(decision: Decision, day: date) -> Awards:
    """The awards that a published decision gives, corrects or revokes, in the order of its list, each as it stands."""
    on = decision.lines.filter(void=False).exclude(verdict=DecisionLine.Verdict.DECLINE)
    return public_awards(day).filter(nomination__in=on.values("nomination")).order_by("decision", "position")


def changes_after(decision: Decision) -> "QuerySet[Decision]":
    """The issued decisions that corrected or revoked what this one awards, in their order."""
    given = decision.lines.filter(void=False, verdict=DecisionLine.Verdict.AWARD)
    changing = (DecisionLine.Verdict.CORRECT, DecisionLine.Verdict.REVOKE)
    later = DecisionLine.objects.filter(
        nomination__in=given.values("nomination"), void=False, verdict__in=changing, decision__issued_at__isnull=False
    )
    found = Decision.objects.filter(pk__in=later.values("decision")).exclude(pk=decision.pk)
    return found.select_related("authority").order_by("issued_at", "pk")


@dataclass(frozen=True, slots=True)
class Verified:
    """What a code leads to: an award as it stands, or a decision; neither where the code is unknown."""

    award: DecisionLine | None = None
    decision: Decision | None = None


def verified(code: str, day: date) -> Verified:
    """What the code on a paper stands for, from the issue of its decision on. Four statements at most."""
    if not code:
        return Verified()
    line = DecisionLine.objects.filter(code=code, void=False, decision__issued_at__isnull=False)
    of = line.exclude(verdict=DecisionLine.Verdict.DECLINE).values_list("nomination", flat=True).first()
    award = issued_awards(day).filter(nomination=of).first() if of is not None else None
    if award is not None:
        return Verified(award)
    decision = Decision.objects.filter(code=code, issued_at__isnull=False).select_related("authority").first()
    return Verified(decision=decision)


def tellable(unit: int, day: date) -> Awards:
    """The awards of a unit of which a story may tell: published, standing, and shown by name."""
    shown = public_awards(day).filter(nomination__unit=unit, level__lte=Level.NAME_AND_UNIT)
    return shown.exclude(standing=REVOKED).order_by("-decision__dated", "-decision__pk", "position")


def public_stories(day: date) -> "QuerySet[Story]":
    """The published stories: none of an award that was revoked, that is not public yet, or whose name is protected."""
    shown = public_awards(day).exclude(standing=REVOKED).filter(level__lte=Level.NAME_AND_UNIT)
    out = StoryAward.objects.exclude(line__in=shown.values("pk"))
    found = Story.objects.filter(published_at__isnull=False, withdrawn_at=None)
    return found.exclude(pk__in=out.values("story")).select_related("unit", "campaign").order_by("-published_at", "-pk")


def stories_of(line: DecisionLine, day: date) -> "QuerySet[Story]":
    """The published stories that tell of an award."""
    return public_stories(day).filter(lines=line)


def latest_change() -> datetime | None:
    """When something public was issued, published, protected or withdrawn last. Three statements."""
    decisions = Decision.objects.aggregate(Max("issued_at"), Max("published_at"))
    stories = Story.objects.aggregate(Max("published_at"), Max("withdrawn_at"))
    protections = Protection.objects.aggregate(Max("set_at"))
    return max((one for one in (*decisions.values(), *stories.values(), *protections.values()) if one), default=None)
