"""The outbox: what is to be told, written with the deed itself."""

from typing import ClassVar

from django.db import models


class OutboxMessage(models.Model):
    """One notice to a post (role at an organisation), or to one person of it.

    Recipients and the nomination are plain numbers: the row stays what it was when people and
    organisations change. `sent` is empty until something sends it; nothing does yet.
    """

    id = models.BigAutoField(primary_key=True)
    notice = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    organisation_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True, blank=True)
    nomination_id = models.BigIntegerField(null=True, blank=True)
    payload = models.JSONField(default=dict)
    created = models.DateTimeField()
    sent = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The sender reads what is unsent, oldest first."""

        app_label = "workflow"
        db_table = "workflow_outbox_message"
        default_permissions = ("view",)
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(sent__isnull=True), name="outbox_unsent"),
        ]

    def __str__(self) -> str:
        return f"{self.notice} → {self.role}@{self.organisation_id}"
