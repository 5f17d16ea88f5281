"""Tables of the worklist: our own process and task of viewflow, with real foreign keys."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import AbstractProcess, AbstractTask

from workflow.procedure.roles import Role


class Case(AbstractProcess):  # type: ignore[misc]
    """What people handle and sign together: a letter, an appraisal, a session, a decision, a hold.

    `key` names the desk for which the case collects arriving lines; it is empty once the case
    collects no more. At most one open case collects for a key. `variant` tells kinds of one flow
    apart (the four kinds of letter) where their desks belong to other roles.
    """

    organisation = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="cases")
    key = models.CharField(max_length=100, blank=True, default="")
    variant = models.CharField(max_length=13, blank=True, default="")
    flow_version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(finished=None) & ~Q(key=""), name="case_one_collects")
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class WorkItem(AbstractTask):  # type: ignore[misc]
    """A task of a case on the desk of a post. The columns of viewflow that would hold a person's own
    permissions are left out: work belongs to the post, and the door asks for authority each time.
    """

    previous = None
    owner = None
    owner_permission = None
    external_task_id = None
    scheduled = None

    process = models.ForeignKey(Case, models.PROTECT, related_name="items", verbose_name=_("case"))
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in Role])
    organisation = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="work_items")
    person = models.ForeignKey("workflow.Person", models.PROTECT, null=True, blank=True, related_name="work_items")
    due = models.DateField(_("due"), null=True, blank=True)
    finished_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "role", "due", "id"], condition=Q(finished=None), name="workitem_open_desk"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process"], condition=Q(finished=None), name="workitem_one_open"),
        ]

    def __str__(self) -> str:
        return f"work item {self.pk}"
