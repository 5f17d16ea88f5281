"""Implementation plans of units (SEED-16, SEED-35, SEED-40): one in force for each unit and campaign.

A plan is a document with number, day and file. It answers for all lines of its unit the criterion that asks
for it. What a plan says is never changed: a newer one takes its place, or it is withdrawn with a reason. One whose file
turns out to be infected answers nothing.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.awards.models import Campaign
from workflow.directory.models import Organisation, Person
from workflow.dossiers.papers import StoredFile
from workflow.dossiers.scanning import Scan


class UnitPlan(models.Model):
    """The plan by which a unit carries out a campaign. In force until `ended_at`; its file is stored by its hash."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plans", verbose_name=_("organisation"))
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="plans", verbose_name=_("campaign"))
    number = models.CharField(_("number"), max_length=100)
    issued_on = models.DateField(_("date"))
    title = models.CharField(_("title"), max_length=300)
    file_name = models.CharField(_("file"), max_length=250)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text=_("bytes"))
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=10, default=Scan.UNSCANNED, choices=Scan.choices)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")

    class Meta:
        verbose_name = _("implementation plan")
        verbose_name_plural = _("implementation plans")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "campaign"], condition=Q(ended_at=None), name="unit_plan_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, replaced_by=None, reason="") | Q(ended_at__isnull=False),
                name="unit_plan_in_force_or_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def file(self) -> StoredFile:
        """Its file in the store."""
        return StoredFile(self.sha256, self.size, self.content_type, self.file_name, Scan(self.scan))
