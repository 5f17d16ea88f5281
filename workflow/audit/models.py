"""The tables of the record. They name things by plain numbers: history never cascades."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kept(models.Model):
    """A thing with a stream of its own in the record; `version` counts the entries of that stream.

    The verifier of the record compares the two, so an entry cut off the end is found. Whoever writes
    an entry counts it, by SQL under the row's lock; saving an object that was read before never does.
    """

    stream: ClassVar[str]
    version = models.PositiveIntegerField(default=0, editable=False)
    never_saved: ClassVar[tuple[str, ...]] = ("version",)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save all but what is written past the object: what was loaded of it may be stale."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            without = {self._meta.pk.attname, *self.never_saved, *self.get_deferred_fields()}
            kwargs["update_fields"] = [one.name for one in self._meta.concrete_fields if one.attname not in without]
        super().save(*args, **kwargs)


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


class Verification(models.Model):
    """What a run of the verifier, or of the check of consistency, has said: kept so that an auditor sees the last.

    It proves nothing by itself: whoever changes the record past the house could change this row too. What counts is
    that the check is run, by whom and when, and that its first finding is read.
    """

    class Check(models.TextChoices):
        """What was checked."""

        RECORD = "RECORD", _("the record")
        DATA = "DATA", _("the data against each other and the record")

    check_of = models.CharField(max_length=10, choices=Check.choices)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True, blank=True)
    entries = models.PositiveBigIntegerField(default=0)
    streams = models.PositiveBigIntegerField(default=0)
    findings = models.PositiveBigIntegerField(default=0)
    first = models.CharField(max_length=500, blank=True)

    class Meta:
        """The newest run of each check is asked for."""

        app_label = "workflow"
        db_table = "workflow_audit_verification"
        default_permissions = ("view",)
        indexes: ClassVar = [models.Index(fields=["check_of", "-at"], name="verification_newest")]

    def __str__(self) -> str:
        return f"{self.check_of} {self.at}: {self.findings}"
