"""Tables of the decisions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.audit.models import Kept


class Decision(Kept):
    """A decision with its annexed list: drafted, form checked, signed, issued, published.

    `folded_subject` and `folded_number` are what a search compares; by `code` anybody who holds the paper finds it.
    """

    stream = "decision"

    class Kind(models.TextChoices):
        """To award, to revoke, or to correct what an issued decision says of its lines (đính chính)."""

        AWARD = "AWARD", _("award decision")
        REVOCATION = "REVOCATION", _("revocation decision")
        CORRECTION = "CORRECTION", _("correction decision")

    class Ground(models.TextChoices):
        """The grounds of revocation (domain reference, 2.7)."""

        FRAUD = "FRAUD", _("fraudulent declaration of merit")
        FALSE_PAPERS = "FALSE_PAPERS", _("false information or forged papers")
        UNLAWFUL_PROCEDURE = "UNLAWFUL_PROCEDURE", _("appraised or proposed contrary to law")
        VIOLATION = "VIOLATION", _("violation in the period of merit")
        OTHER = "OTHER", _("other ground, in words")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="decision")
    authority = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="decisions")
    subject = models.CharField(max_length=300, blank=True)
    folded_subject = models.CharField(max_length=300, blank=True, editable=False)
    ground = models.CharField(max_length=20, choices=Ground.choices, blank=True)
    ground_text = models.TextField(blank=True)
    ground_document = models.CharField(max_length=200, blank=True)
    form_checked_at = models.DateTimeField(null=True)
    form_checked_by = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    form_note = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    folded_number = models.CharField(max_length=60, blank=True, editable=False)
    dated = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=12, blank=True, editable=False)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "number", "dated"], condition=~Q(number=""), name="decision_number_once"
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None) | (Q(signed_at__isnull=False) & ~Q(number="") & Q(dated__isnull=False)),
                name="decision_signed_then_issued",
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="decision_code_once"),
        ]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"


class DecisionLine(models.Model):
    """What the decision says of one line. Written at signature; amounts are đồng.

    The line of a correction says how name, title and unit read from then on; what it corrects is never changed.
    """

    class Verdict(models.TextChoices):
        """What is decided of the line."""

        AWARD = "AWARD", _("award")
        DECLINE = "DECLINE", _("decline")
        REVOKE = "REVOKE", _("revoke")
        CORRECT = "CORRECT", _("correct")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="lines")
    nomination = models.ForeignKey("workflow.Nomination", models.PROTECT, related_name="decision_lines")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    hash = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=250)
    title = models.CharField(max_length=250, blank=True)
    unit = models.CharField(max_length=250, blank=True)
    prize = models.PositiveBigIntegerField(null=True)
    void = models.BooleanField(default=False)
    code = models.CharField(max_length=12, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code="") & Q(void=False), name="line_code_once"),
            models.UniqueConstraint(fields=["decision", "nomination"], condition=Q(void=False), name="line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.name}"
