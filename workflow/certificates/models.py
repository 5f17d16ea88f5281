"""Tables of the certificates."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.audit.models import Kept


class Ceremony(models.Model):
    """A conferment: the day, the place, who confers, and the certificates that are handed over there."""

    authority = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="ceremonies")
    held_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=200)
    conferred_by = models.CharField(_("who confers"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("ceremony")
        verbose_name_plural = _("ceremonies")

    def __str__(self) -> str:
        return f"{self.held_on:%d/%m/%Y}, {self.place}"


class Certificate(Kept):
    """One certificate of one award line, with its number in the authority's register of awards (số sổ khen thưởng).

    One that was exchanged or issued again has `replaced_at`; the new one names it as `replaces`. Whether the award is
    valid, corrected or revoked is not kept here: `workflow.decisions.standing` says it.
    """

    stream = "certificate"

    class Kind(models.TextChoices):
        """Why it was made out."""

        FIRST = "FIRST", _("first certificate")
        EXCHANGE = "EXCHANGE", _("exchanged (damaged, or corrected)")
        REISSUE = "REISSUE", _("issued again (lost)")

    class Ground(models.TextChoices):
        """Why a certificate is replaced."""

        DAMAGED = "DAMAGED", _("damaged, handed back")
        CORRECTED = "CORRECTED", _("a correction decision, the old one handed back")
        LOST = "LOST", _("lost")

    class State(models.TextChoices):
        """Where it is."""

        AT_OFFICE = "AT_OFFICE", _("with the office")
        RETURNED = "RETURNED", _("returned for a misprint")
        DELIVERED = "DELIVERED", _("delivered")
        REFUSED = "REFUSED", _("not accepted by the awardee")
        UNDELIVERABLE = "UNDELIVERABLE", _("cannot be delivered")

    line = models.ForeignKey("workflow.DecisionLine", models.PROTECT, related_name="certificates")
    authority = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="certificates")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.FIRST)
    ground = models.CharField(max_length=10, choices=Ground.choices, blank=True)
    document = models.CharField(max_length=200, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    replaced_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    state = models.CharField(max_length=13, choices=State.choices, default=State.AT_OFFICE)
    state_on = models.DateField(null=True)
    handed_to = models.CharField(max_length=250, blank=True)
    by_proxy = models.BooleanField(default=False)
    state_note = models.CharField(max_length=400, blank=True)
    ceremony = models.ForeignKey(Ceremony, models.PROTECT, null=True, related_name="certificates")
    demanded_on = models.DateField(null=True)
    demanded_by = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    recovered_on = models.DateField(null=True)
    recovery_note = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "year", "number"], name="register_number_once"),
            models.UniqueConstraint(fields=["line"], condition=Q(replaced_at=None), name="certificate_in_force_once"),
            models.CheckConstraint(
                condition=Q(kind="FIRST", replaces=None) | (~Q(kind="FIRST") & Q(replaces__isnull=False)),
                name="certificate_replaces_another",
            ),
            models.CheckConstraint(
                condition=Q(recovered_on=None) | Q(demanded_on__isnull=False), name="certificate_demanded_first"
            ),
        ]

    def __str__(self) -> str:
        return self.register_no

    @property
    def register_no(self) -> str:
        """The number as it is written in the register and on paper."""
        return f"{self.number:02d}/{self.year}"


class CertificatePrint(models.Model):
    """One print of certificates: who, when, on what, and for a second print of any of them why."""

    class Manner(models.TextChoices):
        """What was printed."""

        PLAIN = "PLAIN", _("plain, with all its words")
        OVERLAY = "OVERLAY", _("overlay on blanks")

    class Reason(models.TextChoices):
        """Why a certificate is printed again."""

        MISPRINT = "MISPRINT", _("misprint")
        DAMAGED = "DAMAGED", _("the blank was damaged")
        RETURNED = "RETURNED", _("returned by the unit")
        CORRECTED = "CORRECTED", _("the award was corrected before delivery")
        OTHER = "OTHER", _("another reason, in words")

    manner = models.CharField(max_length=7, choices=Manner.choices)
    blank = models.ForeignKey("workflow.CertificateBlank", models.PROTECT, null=True, related_name="prints")
    reason = models.CharField(max_length=9, choices=Reason.choices, blank=True)
    text = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("print of certificates")
        verbose_name_plural = _("prints of certificates")

    def __str__(self) -> str:
        return f"#{self.pk}"


class PrintedCertificate(models.Model):
    """A certificate in a print. `is_again`: it had been printed before."""

    print = models.ForeignKey(CertificatePrint, models.PROTECT, related_name="printed")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="prints")
    is_again = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("printed certificate")
        verbose_name_plural = _("printed certificates")
        constraints: ClassVar = [models.UniqueConstraint(fields=["print", "certificate"], name="printed_once_a_print")]

    def __str__(self) -> str:
        return f"{self.print_id}: {self.certificate_id}"
