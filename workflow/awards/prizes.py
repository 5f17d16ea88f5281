"""Tables of prize money: rates by form and kind of nominee, and the base salary that they multiply."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.awards.models import AwardForm, Confidence, LegalRegime, NomineeKind
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
