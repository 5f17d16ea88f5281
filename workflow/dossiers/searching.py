"""Searching: the nominations a person sees, by what is asked of them, in the order asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from workflow.awards.models import AwardForm, Campaign
from workflow.database.texts import folded
from workflow.directory.models import Organisation
from workflow.directory.vietnamese import words_key
from workflow.dossiers.models import Letter, Nomination, NominationQuerySet
from workflow.dossiers.names import names_of
from workflow.dossiers.queries import waits_for
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting

if TYPE_CHECKING:
    from collections.abc import Iterable

ORDERS: Final[Mapping[str, tuple[str, ...]]] = {"name": ("name_key", "pk"), "newest": ("-pk",)}
"""By name in Vietnamese order, or what was drafted last first."""

_most_units: Final = 500
_paths: Final = {"state": "state", "campaign": "campaign", "unit": "unit", "award_form": "award_form"}


@dataclass(frozen=True, slots=True)
class Row:
    """A nomination in a list, with its names as they are rightly written."""

    line: Nomination
    name: str
    title: str
    unit: str


def nominations_for(acting: Acting, asked: Mapping[str, Any]) -> NominationQuerySet:
    """The nominations the person sees and asks for, ordered. Marks and case of a name do not matter."""
    found = visible_to(acting.user, acting.today)
    for word in folded(str(asked.get("name") or "")).split():
        found = found.filter(folded_name__contains=word)
    for name, path in _paths.items():
        if asked.get(name):
            found = found.filter(**{path: asked[name]})
    if asked.get("year"):
        found = found.filter(letter__opened_at__year=asked["year"])
    if asked.get("whose") == "mine":
        found = found.filter(waits_for(acting))
    return found.order_by(*ORDERS.get(str(asked.get("order") or "name"), ORDERS["name"]))


def rows_of(lines: "Iterable[Nomination]") -> list[Row]:
    """Nominations as rows of a list: two statements for any number."""
    listed = list(lines)
    names = names_of(line.pk for line in listed)
    return [Row(line, *names[line.pk]) for line in listed]


@dataclass(frozen=True, slots=True)
class Choices:
    """Among what one can choose: as much as the person's nominations have."""

    campaigns: Sequence[tuple[str, str]]
    units: Sequence[tuple[str, str]]
    award_forms: Sequence[tuple[str, str]]
    years: Sequence[tuple[str, str]]


def choices_for(acting: Acting) -> Choices:
    """The campaigns, units, award forms and years of the nominations that the person sees."""
    seen = visible_to(acting.user, acting.today).order_by()
    units = Organisation.objects.filter(pk__in=seen.values("unit")).values_list("pk", "name")[:_most_units]
    campaigns = Campaign.objects.filter(pk__in=seen.values("campaign")).order_by("-starts_in", "pk")
    forms = AwardForm.objects.filter(pk__in=seen.values("award_form")).order_by("rank", "pk")
    years = Letter.objects.filter(pk__in=seen.values("letter")).dates("opened_at", "year", order="DESC")
    return Choices(
        [(str(one.pk), str(one)) for one in campaigns],
        sorted(((str(pk), name) for pk, name in units), key=lambda one: words_key(one[1])),
        [(str(one.pk), str(one)) for one in forms],
        [(str(one.year), str(one.year)) for one in years],
    )
