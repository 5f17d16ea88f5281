"""Tables of the public register."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from workflow.audit.models import Kept
from workflow.awards.models import NomineeKind
from workflow.directory.models import Keyed


class Level(models.IntegerChoices):
    """How much the public sees of an award; a larger number shows less."""

    FULL = 0, _("name, title, unit and achievement")
    NAME_AND_UNIT = 1, _("name and unit, without the title")
    INITIALS = 2, _("initials alone")
    HIDDEN = 3, _("nothing: it is only counted")


class PrivacyRule(Keyed):
    """How much the public sees of awards of a campaign, an authority or a kind of nominee, from when to when.

    The rule that names most holds; of those that name as much, the newest. What a rule leaves empty it does not ask.
    """

    KEY = ("campaign__code", "authority__code", "nominee_kind", "valid_from")

    campaign = models.ForeignKey(
        "workflow.Campaign", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("campaign")
    )
    authority = models.ForeignKey(
        "workflow.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("authority")
    )
    nominee_kind = models.CharField(_("kind of nominee"), max_length=12, choices=NomineeKind.choices, blank=True)
    level = models.PositiveSmallIntegerField(_("what the public sees"), choices=Level.choices)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("privacy rule")
        verbose_name_plural = _("privacy rules")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Coalesce("campaign", 0),
                Coalesce("authority", 0),
                "nominee_kind",
                "valid_from",
                name="privacy_rule_once",
                violation_error_message=_("There is such a rule from this day already."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="privacy_rule_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}, {self.authority_id}, {self.nominee_kind}: {self.level}"

    @property
    def names(self) -> int:
        """How much the rule names: the one that names most holds."""
        return bool(self.campaign_id) + bool(self.authority_id) + bool(self.nominee_kind)

    def clean(self) -> None:
        """Refuse an end before the beginning."""
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("The last day is before the first one.")})


class Protection(models.Model):
    """The office's word that the public sees less of one award than the rules say; `FULL` once it was lifted.

    Who set it and why stands in the record of the decision.
    """

    line = models.OneToOneField("workflow.DecisionLine", models.PROTECT, related_name="protection")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    reason = models.CharField(max_length=1000)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.line_id}: {self.level}"


class Story(Kept):
    """An exemplar story: drafted by a unit or by the office, published by a head, withdrawn with a reason.

    The office of the authority that launched the campaign moderates. Only a draft is edited. By `code` the public
    finds it; the text is plain, its paragraphs stand apart by empty lines.
    """

    stream = "story"

    unit = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="stories", verbose_name=_("unit"))
    office = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="+")
    campaign = models.ForeignKey("workflow.Campaign", models.PROTECT, related_name="stories")
    code = models.CharField(max_length=12, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    lines = models.ManyToManyField("workflow.DecisionLine", through="StoryAward", related_name="stories")
    drafted_by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_for = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("exemplar story")
        verbose_name_plural = _("exemplar stories")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | (Q(published_at__isnull=False) & ~Q(withdrawn_for="")),
                name="story_withdrawn_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def paragraphs(self) -> list[str]:
        """The text, paragraph by paragraph."""
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]


class StoryAward(models.Model):
    """An award of which a story tells."""

    story = models.ForeignKey(Story, models.CASCADE)
    line = models.ForeignKey("workflow.DecisionLine", models.PROTECT)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["story", "line"], name="story_award_once")]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.line_id}"


class Visits(models.Model):
    """How often an address has asked for public pages in a minute. The address is a keyed hash; rows last minutes."""

    address = models.CharField(max_length=64)
    minute = models.BigIntegerField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["minute", "address"], name="visits_once")]

    def __str__(self) -> str:
        return f"{self.minute}: {self.number}"
