"""Tables of the office."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow.procedure.asking import LABELS as PARTS
from workflow.procedure.grounds import HOLD_GROUNDS


class Appraisal(models.Model):
    """The appraisal of a received letter: one case for its lines."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="appraisal")
    letter = models.ForeignKey("workflow.Letter", models.PROTECT, related_name="appraisals")
    office = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="appraisals")
    incoming_number = models.CharField(max_length=60, blank=True)
    received_at = models.DateTimeField(null=True)
    assigned_to = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    due = models.DateField(null=True)

    def __str__(self) -> str:
        return f"appraisal of {self.letter_id}"


class AppraisalSheet(models.Model):
    """The appraisal sheet (phiếu thẩm định) of one line, bound to the content it looked at."""

    class Verdict(models.TextChoices):
        """What the specialist proposes."""

        ELIGIBLE = "ELIGIBLE", _("eligible")
        INELIGIBLE = "INELIGIBLE", _("ineligible")

    nomination = models.ForeignKey("workflow.Nomination", models.PROTECT, related_name="appraisal_sheets")
    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="sheets")
    hash = models.CharField(max_length=64)
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    note = models.TextField(blank=True)
    appraiser = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    void = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["nomination"], condition=Q(void=False), name="sheet_one_valid")
        ]

    def __str__(self) -> str:
        return f"{self.nomination_id}: {self.verdict}"


class Finding(models.Model):
    """The finding on one criterion."""

    class Result(models.TextChoices):
        """Met, partly or not (domain reference, 1.5)."""

        MET = "MET", _("met")
        PARTLY = "PARTLY", _("partly met")
        NOT_MET = "NOT_MET", _("not met")
        NOT_APPLICABLE = "NA", _("not applicable")

    sheet = models.ForeignKey(AppraisalSheet, models.CASCADE, related_name="findings")
    criterion = models.ForeignKey("workflow.Criterion", models.PROTECT, related_name="+")
    result = models.CharField(max_length=8, choices=Result.choices)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "criterion"], name="finding_once")]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.result}"


class SupplementRequest(models.Model):
    """What the office asks the unit to add to one line, by a date. What its items name is open to the unit.

    `whole_line` marks a request made before items named their parts: it left the line open as a whole.
    """

    nomination = models.ForeignKey("workflow.Nomination", models.PROTECT, related_name="supplement_requests")
    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="supplement_requests")
    asked_by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reply_by = models.DateField()
    hash = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True)
    whole_line = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["nomination"], condition=Q(closed_at=None), name="request_one_open")
        ]

    def __str__(self) -> str:
        return f"request on {self.nomination_id}"


class SupplementItem(models.Model):
    """One part that is missing or wrong, what the unit answers, and whether the office accepts it.

    `target` is the code of the part: a kind of paper, a criterion, a field; empty for another matter. An item that
    nobody has ticked off has no `accepted`; one that was not given by the reply date has no `settled_by`.
    """

    class Reply(models.TextChoices):
        """What the unit says of an item."""

        DONE = "DONE", pgettext_lazy("reply to an item", "done")
        CANNOT = "CANNOT", _("cannot be given")

    request = models.ForeignKey(SupplementRequest, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=12, choices=[(key.value, label) for key, label in PARTS.items()])
    target = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=300)
    added_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=8, choices=Reply.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    remark = models.TextField(blank=True)
    settled_by = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.what


class Consultation(models.Model):
    """The opinion of another body on one line. A Party opinion is never counted as given by silence."""

    class Kind(models.TextChoices):
        """Whose opinion."""

        AGENCY = "AGENCY", _("agency")
        PARTY = "PARTY", _("Party committee")

    nomination = models.ForeignKey("workflow.Nomination", models.PROTECT, related_name="consultations")
    organisation = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.AGENCY)
    asked_by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reply_by = models.DateField()
    agrees = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    document = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["nomination", "organisation", "kind"],
                condition=Q(answered_at=None),
                name="consultation_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} on {self.nomination_id}"


class Hold(models.Model):
    """Lines stand still while discipline, inspection or a complaint is checked (LAW-P5)."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="hold")
    office = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="holds")
    ground = models.CharField(max_length=12, choices=list(HOLD_GROUNDS.items()))
    document = models.CharField(max_length=200)
    review_on = models.DateField()
    opened_by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    conclusion = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.ground} {self.document}"
