"""Reads of the implementation plans for their pages: a unit's own, and for the office which units have none."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from workflow.awards.models import Campaign
from workflow.database import rows
from workflow.database.texts import folded
from workflow.directory.models import Appointment
from workflow.dossiers.plan_commands import KEEPERS
from workflow.dossiers.plan_sql import PLAN_OF
from workflow.dossiers.plans import UnitPlan
from workflow.dossiers.queries import OFFICE
from workflow.dossiers.round_queries import units_on
from workflow.dossiers.visibility import bodies_audited
from workflow.pages.acting import Acting
from workflow.pages.listing import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow.directory.models import Organisation
    from workflow.directory.posts import HeldPost


def plans_seen(acting: Acting) -> "QuerySet[UnitPlan]":
    """The plans of the person's units, and those of the units under the authority for which the person's office works.

    The newest first.
    """
    found = Q(organisation__in=acting.bodies(*KEEPERS))
    offices = acting.bodies(*OFFICE)
    if offices:
        found |= Q(organisation__in=bodies_audited(sorted(offices), acting.today))
    every = UnitPlan.objects.filter(found).select_related("organisation", "campaign", "replaced_by")
    return every.order_by("-recorded_at", "-pk")


def own_plans(acting: Acting, text: str) -> list[UnitPlan]:
    """The plans of the person's units, with every word of the text in number, title, campaign or unit."""
    own = plans_seen(acting).filter(organisation__in=acting.bodies(*KEEPERS))
    return [one for one in own if _says(text, one.number, one.title, one.campaign.name, one.organisation.name)]


def plan_seen(acting: Acting, pk: int) -> UnitPlan:
    """One plan. Raises `Http404` where there is none for this person."""
    one = plans_seen(acting).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def keepers_at(organisation: int | None, acting: Acting) -> "tuple[HeldPost, ...]":
    """The posts under which plans of the body, or of any, are recorded and withdrawn: never a lent one."""
    held = acting.fitting(KEEPERS, organisation)
    return tuple(post for post in held if isinstance(post.under, Appointment))


@dataclass(frozen=True, slots=True)
class UnitWithPlan:
    """A unit and the plan that counts for it; none where it has recorded none."""

    unit: "Organisation"
    plan: UnitPlan | None

    @property
    def texts(self) -> tuple[str, ...]:
        """By what it is found."""
        of_plan = (self.plan.number, self.plan.title) if self.plan is not None else ()
        return (self.unit.name, self.unit.short_name, self.unit.code, *of_plan)


def units_with_plans(acting: Acting, campaign: Campaign | None, text: str, *, without: bool) -> list[UnitWithPlan]:
    """The units under the authority of the person's offices, by name, each with its plan: four statements.

    `without` leaves those alone that have none. Marks and case of the words do not matter.
    """
    below = bodies_audited(sorted(acting.bodies(*OFFICE)), acting.today)
    units: Sequence[Organisation] = list(units_on(acting.today).filter(pk__in=below))
    plans = _counting(units, campaign, acting.today)
    found = [UnitWithPlan(one, plans.get(one.pk)) for one in units]
    return [one for one in found if _says(text, *one.texts) and not (without and one.plan)]


def _counting(units: "Iterable[Organisation]", campaign: Campaign | None, day: date) -> dict[int, UnitPlan]:
    """The plan that counts for each of these units, its own or one that it inherited: two statements."""
    if campaign is None:
        return {}
    asked = "SELECT o.id AS unit_id, CAST(%s AS bigint) AS campaign_id FROM workflow_organisation o"
    found = rows.fetch(
        f"SELECT n.unit_id, {PLAN_OF} FROM ({asked} WHERE {rows.among('o.id')}) n",
        [day, campaign.pk, rows.array(one.pk for one in units)],
    )
    plans = UnitPlan.objects.select_related("organisation").in_bulk({plan for _unit, plan in found if plan})
    return {unit: plans[plan] for unit, plan in found if plan in plans}


def _says(text: str, *texts: str) -> bool:
    said = folded(" ".join(texts))
    return all(word in said for word in folded(text).split())


def campaigns_asked(asked: str) -> tuple[list[Campaign], Campaign | None]:
    """The campaigns that have a criterion which a plan answers, newest first, and the one asked for among them."""
    every = Campaign.objects.filter(criteria__answered_by_plan=True).distinct().order_by("-starts_in", "name", "pk")
    listed = list(every)
    chosen = next((one for one in listed if one.pk == key_of(asked)), listed[0] if listed else None)
    return listed, chosen
