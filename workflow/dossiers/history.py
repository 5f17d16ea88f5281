"""The history of awards: what was awarded in earlier years, each by a decision that this system did not make."""

import hashlib
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.awards.models import NomineeKind
from workflow.database.texts import folded


class PastAwardQuerySet(models.QuerySet["PastAward"]):
    """Past awards in the words of the domain."""

    def standing(self) -> Self:
        """Those that were not removed."""
        return self.filter(removed_at=None)

    def named(self, text: str) -> Self:
        """Those in whose name, with or without marks, each word of the text stands, or whose decision has it."""
        found = self
        for word in folded(text).split():
            found = found.filter(Q(folded_name__contains=word) | Q(folded_number__contains=word))
        return found


class PastAward(models.Model):
    """An award of an earlier year, as a line of the decision that gave it.

    `nominee` is whom nominations propose, where that is known; name, title and unit stay as the decision has
    them. `line` tells one line of one decision from another. A row is never edited: a wrong one is removed, with
    a reason, and entered anew.
    """

    nominee = models.ForeignKey(
        "workflow.Nominee", models.PROTECT, null=True, related_name="past_awards", verbose_name=_("nominee")
    )
    nominee_kind = models.CharField(_("kind of nominee"), max_length=12, choices=NomineeKind.choices)
    name = models.CharField(_("name"), max_length=250)
    folded_name = models.CharField(max_length=250, editable=False)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True)
    title = models.CharField(_("title"), max_length=250, blank=True)
    unit = models.CharField(_("unit"), max_length=250, blank=True)
    award_form = models.ForeignKey("workflow.AwardForm", models.PROTECT, related_name="+", verbose_name=_("award form"))
    authority = models.ForeignKey(
        "workflow.Organisation", models.PROTECT, related_name="past_awards", verbose_name=_("authority")
    )
    authority_name = models.CharField(
        _("authority as the decision has it"),
        max_length=250,
        help_text=_("a body keeps the decisions of those before it"),
    )
    number = models.CharField(_("number"), max_length=60)
    folded_number = models.CharField(max_length=60, editable=False)
    decided_on = models.DateField(_("date of the decision"))
    achievement_title = models.CharField(_("achievement in short"), max_length=300)
    period_from = models.DateField(_("achieved from"), null=True)
    period_to = models.DateField(_("achieved until"), null=True)
    campaign = models.ForeignKey(
        "workflow.Campaign", models.PROTECT, null=True, related_name="+", verbose_name=_("campaign")
    )
    line = models.CharField(max_length=64, editable=False)
    recorded_by = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    removed_by = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_for = models.CharField(_("reason of the removal"), max_length=1000, blank=True)

    objects = PastAwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("past award")
        verbose_name_plural = _("past awards")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line"], condition=Q(removed_at=None), name="past_award_once"),
            models.CheckConstraint(
                condition=Q(period_from=None, period_to=None)
                | Q(period_from__isnull=False, period_to__isnull=False, period_from__lte=models.F("period_to")),
                name="past_award_period",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["authority", "-decided_on", "-id"], name="past_award_listed")]

    def __str__(self) -> str:
        return f"{self.name}: {self.award_form_id}, {self.number}"


def line_of(decision: tuple[str, ...], whom: tuple[str, ...]) -> str:
    """What tells one line of one decision from another: both as texts, whatever their marks of space and capitals."""
    said = "\0".join(" ".join(text.casefold().split()) for text in (*decision, "", *whom))
    return hashlib.sha256(said.encode()).hexdigest()
