"""Emulation clusters (cụm, khối thi đua): which bodies stand in one, and who watches it (SEED-15, SEED-43, SEED-44).

A member of a council, or a body of oversight, is assigned to a cluster by a dated document. The watch holds while it,
the cluster and the appointment behind it are in force; it shows what the members have sent, to read and no more.
"""

from datetime import date
from typing import Any, ClassVar, Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow.directory.models import Appointment, ByKey, Keyed, Named, Organisation
from workflow.procedure.roles import Role

WATCHERS: Final = frozenset({Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.OVERSIGHT})
"""The posts to which a cluster is assigned."""


class EmulationCluster(Named, Keyed):
    """A cluster or a bloc of bodies that compete with each other."""

    class Kind(models.TextChoices):
        """By place, or by field of work."""

        CLUSTER = "CLUSTER", _("cluster (by place)")
        BLOC = "BLOC", _("bloc (by field)")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    valid_from = models.DateField(_("exists from"))
    valid_until = models.DateField(_("exists until"), null=True, blank=True)
    document = models.CharField(_("founding document"), max_length=200)

    class Meta:
        verbose_name = _("emulation cluster")
        verbose_name_plural = _("emulation clusters")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="cluster_dates"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ClusterMembership(Keyed):
    """A body in a cluster, from–until; one of them is its head (cụm trưởng, khối trưởng)."""

    KEY = ("cluster__code", "organisation__code", "from_day")

    class Part(models.TextChoices):
        """What the body is in the cluster."""

        HEAD = "HEAD", _("head of the cluster")
        DEPUTY = "DEPUTY", _("deputy head of the cluster")
        MEMBER = "MEMBER", _("member of the cluster")

    cluster = models.ForeignKey(EmulationCluster, models.PROTECT, related_name="members", verbose_name=_("cluster"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="clusters", verbose_name=_("organisation")
    )
    part = models.CharField(_("part"), max_length=10, choices=Part.choices, default=Part.MEMBER)
    from_day = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200)

    class Meta:
        verbose_name = _("member of a cluster")
        verbose_name_plural = _("members of clusters")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("from_day")), name="membership_dates"),
            models.UniqueConstraint(fields=["cluster", "organisation", "from_day"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id}: {self.organisation_id}"


class ClusterWatchQuerySet(models.QuerySet["ClusterWatch"]):
    """Watches in the words of the domain."""

    def held_by(self, person: int, day: date) -> Self:
        """The watches that hold for the person on the day: watch, cluster, appointment and its body are in force."""
        lasts = Q()
        for path, first, last in (
            ("", "from_day", "until"),
            ("cluster__", "valid_from", "valid_until"),
            ("appointment__", "from_day", "until"),
            ("appointment__organisation__", "valid_from", "valid_until"),
        ):
            until = Q(**{f"{path}{last}": None}) | Q(**{f"{path}{last}__gte": day})
            lasts &= until & Q(**{f"{path}{first}__lte": day})
        return self.filter(lasts, appointment__person=person)


class ClusterWatch(Named, Keyed):
    """A cluster assigned to the holder of a post, by document; `until` is the last day."""

    KEY = (
        "cluster__code",
        "appointment__person__code",
        "appointment__role",
        "appointment__organisation__code",
        "from_day",
    )

    cluster = models.ForeignKey(EmulationCluster, models.PROTECT, related_name="watches", verbose_name=_("cluster"))
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="watches", verbose_name=_("appointment"))
    from_day = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200)

    objects = ByKey.from_queryset(ClusterWatchQuerySet)()  # type: ignore[misc]  # the same, with the words of the domain

    class Meta:
        verbose_name = _("watch over a cluster")
        verbose_name_plural = _("watches over clusters")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("from_day")), name="watch_dates"),
            models.CheckConstraint(condition=~Q(document=""), name="watch_has_document"),
            models.UniqueConstraint(fields=["cluster", "appointment", "from_day"], name="watch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id}: {self.appointment_id}"


def members_on(day: date) -> "models.QuerySet[ClusterMembership]":
    """The bodies that stand in a cluster on the day."""
    return ClusterMembership.objects.filter(Q(until=None) | Q(until__gte=day), from_day__lte=day)


def units_watched_by(person: int, day: date) -> "models.QuerySet[ClusterMembership, Any]":
    """The keys of the bodies in the clusters that a person watches: a query for inside another."""
    watched = ClusterWatch.objects.held_by(person, day).values("cluster")
    return members_on(day).filter(cluster__in=watched).values("organisation")
