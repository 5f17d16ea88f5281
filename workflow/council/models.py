"""Tables of the council."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.audit.models import Kept


class CouncilSession(Kept):
    """A numbered session of a council; one case. Stages are instants, each set once.

    `secretary_block` and `chair_block` are what stood above the signatures under the minutes, line by line.
    """

    stream = "session"

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="session")
    council = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="sessions")
    number = models.PositiveIntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    held_on = models.DateField(null=True)
    secret = models.BooleanField(default=False)
    papers_sent_at = models.DateTimeField(null=True)
    voting_opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    members_all = models.PositiveSmallIntegerField(null=True)
    members_present = models.PositiveSmallIntegerField(null=True)
    quorum_met = models.BooleanField(null=True)
    minutes = models.TextField(blank=True)
    minutes_hash = models.CharField(max_length=64, blank=True)
    signed_by_secretary = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    signed_by_chair = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    secretary_block = models.TextField(blank=True)
    chair_block = models.TextField(blank=True)
    minutes_signed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("council session")
        verbose_name_plural = _("council sessions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "year", "number"], condition=Q(number__isnull=False), name="session_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


class Seat(models.Model):
    """A member at a session: summoned, present or absent in writing, and that a ballot was handed in."""

    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="seats")
    person = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    present = models.BooleanField(default=False)
    by_writing = models.BooleanField(default=False)
    voted = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "person"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.person_id}"


class AgendaItem(models.Model):
    """A line on the agenda of a session: the content voted on, and the counted result."""

    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="agenda")
    nomination = models.ForeignKey("workflow.Nomination", models.PROTECT, related_name="agenda_items")
    position = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    in_favour = models.PositiveSmallIntegerField(null=True)
    against = models.PositiveSmallIntegerField(null=True)
    abstained = models.PositiveSmallIntegerField(null=True)
    supported = models.BooleanField(null=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "nomination"], name="agenda_once")]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.nomination_id}"


class Exclusion(models.Model):
    """A member who has no ballot on a line, and why."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="exclusions")
    person = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    why = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "person"], name="exclusion_once")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.person_id}"


class Ballot(models.Model):
    """One choice on one line. In a secret vote it names no person."""

    class Choice(models.TextChoices):
        """What a member may say."""

        AGREE = "AGREE", _("agree")
        DISAGREE = "DISAGREE", _("disagree")
        ABSTAIN = "ABSTAIN", _("abstain")

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="ballots")
    person = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "person"], condition=Q(person__isnull=False), name="ballot_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.choice}"
