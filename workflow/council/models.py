"""Tables of the council."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow.audit.models import Kept
from workflow.dossiers.scanning import Scan, ScanLook, look_of


class CouncilSession(Kept):
    """A numbered session of a council; one case. Stages are instants, each set once.

    `written_until` is the last day for written ballots. `urn_hash` seals the ballots as counted. `secretary_block` and
    `chair_block` are what stood above the signatures under the minutes, line by line.
    """

    stream = "session"

    class Mode(models.TextChoices):
        """How the members give their opinions."""

        MEETING = "MEETING", _("meeting")
        WRITTEN = "WRITTEN", _("written opinions, without a meeting")
        MIXED = "MIXED", _("meeting, absent members in writing")

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="session")
    council = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="sessions")
    number = models.PositiveIntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    held_on = models.DateField(null=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    mode = models.CharField(_("kind of session"), max_length=8, choices=Mode.choices, default=Mode.MIXED)
    written_until = models.DateField(_("written ballots until"), null=True)
    secret = models.BooleanField(default=False)
    by_paper = models.BooleanField(default=False)
    papers_sent_at = models.DateTimeField(null=True)
    voting_opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    members_all = models.PositiveSmallIntegerField(null=True)
    members_present = models.PositiveSmallIntegerField(null=True)
    quorum_met = models.BooleanField(null=True)
    urn_hash = models.CharField(max_length=64, blank=True)
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
    """A member at a session: summoned, present or absent in writing, and that a ballot was handed in.

    The slip is the scan of a paper on which an absent member says, signed, that the ballot is their own.
    """

    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="seats")
    person = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    present = models.BooleanField(default=False)
    by_writing = models.BooleanField(default=False)
    voted = models.BooleanField(default=False)
    papers_read_at = models.DateTimeField(null=True)
    slip_name = models.CharField(max_length=250, blank=True)
    slip_type = models.CharField(max_length=100, blank=True)
    slip_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    slip_scan = models.CharField(max_length=10, default=Scan.UNSCANNED, choices=Scan.choices)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "person"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.person_id}"

    @property
    def slip_look(self) -> ScanLook:
        """The badge of the slip's virus scan."""
        return look_of(self.slip_scan)


class Attendance(models.Model):
    """That a member came to the table or left it, and how many sat there then."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="attendances")
    at = models.DateTimeField()
    came = models.BooleanField()
    present = models.PositiveSmallIntegerField(help_text=_("members at the table afterwards"))

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.seat_id}: {'came' if self.came else 'left'}"


class AgendaItem(models.Model):
    """A line on the agenda of a session: the content voted on, and the counted result.

    `entitled` members had a ballot; the votes in favour were counted against `basis` of them. `added_reason` says
    why the chair put the line on an agenda that was fixed.
    """

    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="agenda")
    nomination = models.ForeignKey("workflow.Nomination", models.PROTECT, related_name="agenda_items")
    position = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    added_reason = models.CharField(max_length=300, blank=True)
    entitled = models.PositiveSmallIntegerField(null=True)
    basis = models.PositiveSmallIntegerField(null=True)
    in_favour = models.PositiveSmallIntegerField(null=True)
    against = models.PositiveSmallIntegerField(null=True)
    abstained = models.PositiveSmallIntegerField(null=True)
    invalid = models.PositiveSmallIntegerField(default=0)
    supported = models.BooleanField(null=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "nomination"], name="agenda_once")]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.nomination_id}"


class Conflict(models.Model):
    """A conflict of interest of a member on a line, found from facts or declared by the member.

    Where it `excludes`, the member has no ballot on the line and does not see it by the council.
    """

    class Kind(models.TextChoices):
        """What ties the member to the line."""

        SELF = "SELF", _("is the nominee")
        RELATIVE = "RELATIVE", _("declared relative of the nominee")
        OWN_UNIT = "OWN_UNIT", _("holds a post at the unit")
        ENDORSED = "ENDORSED", _("endorsed the nomination")
        APPRAISED = "APPRAISED", _("appraised the nomination or approved its appraisal")
        DECLARED = "DECLARED", _("declared by the member")

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="conflicts")
    person = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    excludes = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "person", "kind"], name="conflict_once"),
            models.CheckConstraint(condition=~Q(kind="DECLARED") | ~Q(reason=""), name="conflict_declared_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.person_id} {self.kind}"


class Ballot(models.Model):
    """One choice on one line, with the other opinion in words. In a secret vote it names no person.

    Until a secret vote is closed, `seal` lets whoever knows the sheet's code change it; no key, time or order is left
    after the closing.
    """

    class Choice(models.TextChoices):
        """What a member may say."""

        AGREE = "AGREE", _("agree")
        DISAGREE = "DISAGREE", _("disagree")
        ABSTAIN = "ABSTAIN", _("abstain")

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="ballots")
    person = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice.choices)
    opinion = models.CharField(max_length=500, blank=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "person"], condition=Q(person__isnull=False), name="ballot_once"),
            models.CheckConstraint(condition=Q(person=None) | Q(seal=""), name="ballot_named_or_sealed"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.choice}"


class PaperCount(models.Model):
    """The tellers' count of paper ballots: entered by one teller, confirmed by another."""

    session = models.OneToOneField(CouncilSession, models.PROTECT, related_name="paper_count")
    issued = models.PositiveSmallIntegerField()
    returned = models.PositiveSmallIntegerField()
    figures = models.JSONField(help_text=_("by nomination: in favour, against, abstained, invalid"))
    entered_by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(returned__lte=F("issued")), name="papercount_returned"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")), name="papercount_two_tellers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.returned}/{self.issued}"


class MinutesDraft(models.Model):
    """One revision of what the secretary adds to the minutes, before they are sealed."""

    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="drafts")
    number = models.PositiveIntegerField()
    remarks = models.TextField(blank=True)
    person = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "number"], name="minutesdraft_once")]

    def __str__(self) -> str:
        return f"{self.session_id} r{self.number}"
