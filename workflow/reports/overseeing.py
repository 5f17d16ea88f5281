"""Reads for those who watch clusters or supervise: their clusters, and where the lines stand (SEED-43, SEED-44)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count

from workflow.directory.clusters import ClusterMembership, ClusterWatch, EmulationCluster, members_on, units_watched_by
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role
from workflow.procedure.states import State

if TYPE_CHECKING:
    from workflow.dossiers.models import NominationQuerySet

_order: Final = {state.value: place for place, state in enumerate(State)}


@dataclass(slots=True)
class CampaignCount:
    """How many lines of a campaign stand where."""

    campaign: str
    states: Sequence[tuple[str, int]]


@dataclass(slots=True)
class Watched:
    """A cluster that the person watches: its members, and where their lines stand."""

    cluster: EmulationCluster
    document: str
    members: list[ClusterMembership] = field(default_factory=list)
    counts: list[CampaignCount] = field(default_factory=list)


def clusters_of(acting: Acting) -> list[Watched]:
    """The clusters that the person watches today, with counts by campaign and state: four statements."""
    person = acting.user.person_id
    if person is None:
        return []
    watches = ClusterWatch.objects.held_by(person, acting.today).select_related("cluster").order_by("cluster__code")
    found = {watch.cluster_id: Watched(watch.cluster, watch.document) for watch in watches}
    members = members_on(acting.today).filter(cluster__in=list(found)).select_related("organisation")
    for one in members.order_by("part", "organisation__name"):
        found[one.cluster_id].members.append(one)
    units = {one.organisation_id for watched in found.values() for one in watched.members}
    counted = _counted(acting, units)
    for watched in found.values():
        watched.counts = _by_campaign(counted, {one.organisation_id for one in watched.members})
    return list(found.values())


def _counted(acting: Acting, units: set[int]) -> list[tuple[Any, ...]]:
    """Unit, campaign, state and how many of the lines that the person sees."""
    seen = visible_to(acting.user, acting.today).filter(unit__in=units).order_by()
    return list(seen.values_list("unit", "campaign__name", "state").annotate(many=Count("pk")))


def _by_campaign(counted: Sequence[tuple[Any, ...]], units: set[int]) -> list[CampaignCount]:
    states: dict[str, Counter[str]] = {}
    for unit, campaign, state, many in counted:
        if unit in units:
            states.setdefault(campaign, Counter())[state] += many
    return [
        CampaignCount(campaign, sorted(some.items(), key=lambda one: _order[one[0]]))
        for campaign, some in sorted(states.items())
    ]


def lines_overseen(acting: Acting, cluster: int | None) -> "NominationQuerySet":
    """The lines of one's clusters, or of one of them; a body of oversight reads what was granted to it too."""
    person, seen = acting.user.person_id or 0, visible_to(acting.user, acting.today)
    if cluster is not None:
        own = ClusterWatch.objects.held_by(person, acting.today).filter(cluster=cluster).values("cluster")
        units = members_on(acting.today).filter(cluster__in=own).values("organisation")
        return seen.filter(unit__in=units, last_letter__isnull=False)
    if Role.OVERSIGHT in acting.roles:
        return seen
    return seen.filter(unit__in=units_watched_by(person, acting.today), last_letter__isnull=False)
