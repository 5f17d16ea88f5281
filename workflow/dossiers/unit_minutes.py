"""Minutes of the unit's own council (D4): the facts of the meeting; the votes stand with each line of the letter."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow.directory.models import Person
from workflow.dossiers.models import Letter

MOST_MEMBERS: Final = 1000


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the minutes tell of the meeting. `members` is how many the council has, `present` how many came."""

    held_on: date
    place: str
    chair: str
    secretary: str
    members: int
    present: int
    conclusion: str


@dataclass(frozen=True, slots=True)
class LineVote:
    """How those present voted on one line."""

    nomination: int
    in_favour: int
    against: int = 0
    abstained: int = 0


class UnitMinutes(models.Model):
    """The minutes of one letter. `version` tells whether somebody has written them anew."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="unit_minutes", verbose_name=_("letter"))
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=200)
    chair = models.CharField(_("chair"), max_length=200)
    secretary = models.CharField(_("secretary"), max_length=200)
    members = models.PositiveSmallIntegerField(_("members in all"))
    present = models.PositiveSmallIntegerField(_("members present"))
    conclusion = models.TextField(_("conclusion"))
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("minutes of the unit's council")
        verbose_name_plural = _("minutes of the units' councils")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(present__gte=1, present__lte=F("members")), name="unit_minutes_present")
        ]

    def __str__(self) -> str:
        return f"{self.letter_id}: {self.held_on}"

    @property
    def meeting(self) -> Meeting:
        """What they tell of the meeting."""
        return Meeting(**{name: getattr(self, name) for name in Meeting.__slots__})
