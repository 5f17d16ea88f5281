"""The tables of the record. They name things by plain numbers: history never cascades."""

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One deed in one stream. Written by `record` alone; the database refuses any change.

    `payload` is the record, canonical JSON kept verbatim; `hash` is SHA-256(0x00 ‖ payload). The other
    columns repeat parts of the payload for look-ups, and `verify` compares them with it.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    deed = models.CharField(max_length=60)
    person_id = models.BigIntegerField(null=True, blank=True)
    on_behalf_of_id = models.BigIntegerField(null=True, blank=True)
    operation = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    payload = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        """An entry has one place in its stream."""

        app_label = "workflow"
        db_table = "workflow_audit_entry"
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "seq"], name="audit_entry_place"),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="audit_entry_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.deed}"


class PersonalDetail(models.Model):
    """Names, reasons and free text of one entry, outside its payload.

    The payload carries `commitment`. Erasing empties `nonce` and `detail` and leaves the rest: the
    chain stays whole and tells nothing about the person. `stream` and `seq` name the entry.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    nonce = models.CharField(max_length=64, blank=True)
    detail = models.TextField(blank=True)
    commitment = models.CharField(max_length=64)

    class Meta:
        """An entry has one detail at most."""

        app_label = "workflow"
        db_table = "workflow_audit_personal_detail"
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "seq"], name="audit_detail_place"),
        ]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq}"
