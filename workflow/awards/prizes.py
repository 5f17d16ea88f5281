"""Tables of prize money: rates by form and kind of nominee, the base salary that they multiply, rounding, funds."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow.awards.models import AwardForm, Coded, Confidence, LegalRegime, NomineeKind
from workflow.directory.models import Keyed


class PrizeRate(Keyed):
    """Prize money as a multiple of the base salary; `per_mille` is the multiplier × 1000."""

    KEY = ("regime__code", "award_form__code", "nominee_kind")

    regime = models.ForeignKey(LegalRegime, models.PROTECT, related_name="prize_rates", verbose_name=_("legal regime"))
    award_form = models.ForeignKey(AwardForm, models.PROTECT, verbose_name=_("award form"))
    nominee_kind = models.CharField(_("kind of nominee"), max_length=12, choices=NomineeKind.choices)
    per_mille = models.PositiveIntegerField(_("multiplier × 1000"))
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence.choices)
    source = models.CharField(_("seen at"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("prize rate")
        verbose_name_plural = _("prize rates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["regime", "award_form", "nominee_kind"], name="prize_rate_once")
        ]

    def __str__(self) -> str:
        return f"{self.per_mille / 1000}"


class BaseSalary(Keyed):
    """The base salary (lương cơ sở) in đồng, from a day on."""

    KEY = ("valid_from",)

    amount = models.PositiveIntegerField(_("amount"))
    valid_from = models.DateField(_("valid from"), unique=True)
    document = models.CharField(_("document"), max_length=200)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence.choices)

    class Meta:
        verbose_name = _("base salary")
        verbose_name_plural = _("base salaries")

    def __str__(self) -> str:
        return f"{self.amount}"


class PrizeRounding(Keyed):
    """How an amount is rounded from a day on: up to a whole number of `step` đồng; with 1 nothing is rounded.

    Decree 91/2017 rounded up to 10,000 đồng; amounts published in 2025 are not rounded (domain reference, 2.8).
    """

    KEY = ("valid_from",)

    step = models.PositiveIntegerField(_("rounded up to a multiple of (đồng)"), default=1)
    valid_from = models.DateField(_("valid from"), unique=True)
    document = models.CharField(_("document"), max_length=200)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence.choices)

    class Meta:
        verbose_name = _("rounding of prizes")
        verbose_name_plural = _("rounding of prizes")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(step__gte=1), name="prize_rounding_step")]

    def __str__(self) -> str:
        return f"{self.step}"


class FundSource(Coded):
    """A source of funds from which prizes are paid (SEED-34); the first by its position where a body names none."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("source of funds")
        verbose_name_plural = _("sources of funds")
        ordering: ClassVar = ["position", "code"]


class FundDefault(Keyed):
    """From which source the prizes of an authority are paid from a day on, unless a line says otherwise."""

    KEY = ("authority__code", "valid_from")

    authority = models.ForeignKey(
        "workflow.Organisation", models.PROTECT, related_name="+", verbose_name=_("authority")
    )
    source = models.ForeignKey(FundSource, models.PROTECT, related_name="defaults", verbose_name=_("source of funds"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence.choices)

    class Meta:
        verbose_name = _("usual source of funds")
        verbose_name_plural = _("usual sources of funds")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "valid_from"], name="fund_default_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="fund_default_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.source}"
