"""Tables of the dossiers."""

from typing import Any, ClassVar, NoReturn, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow.audit.models import Kept
from workflow.awards.models import NomineeKind, Track
from workflow.directory.vietnamese import LONGEST
from workflow.dossiers.fsm import STATES, FreshState, NominationMachine, NotThroughTheDoor, state_field
from workflow.dossiers.scanning import Scan, ScanLook, look_of
from workflow.procedure.papers import PAPERS
from workflow.procedure.states import OPEN, State
from workflow.procedure.transitions import SignOffKind


class Letter(Kept):
    """A submission letter (tờ trình) with its lines. Signed first, then issued with number and date.

    `folded_subject` and `folded_number` are what a search compares.
    """

    stream = "letter"

    class Kind(models.TextChoices):
        """The four kinds of letter."""

        UNIT = "UNIT", _("letter of a unit")
        SUPERIOR = "SUPERIOR", _("letter of a superior")
        OFFICE = "OFFICE", _("letter of the office")
        SUPPLEMENTARY = "SUPPLEMENTARY", _("supplementary letter")

    kind = models.CharField(max_length=13, choices=Kind.choices)
    organisation = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="letters")
    authority = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="+")
    campaign = models.ForeignKey("workflow.Campaign", models.PROTECT, null=True, related_name="letters")
    round = models.ForeignKey("workflow.Round", models.PROTECT, null=True, blank=True, related_name="letters")
    route = models.ForeignKey("workflow.Route", models.PROTECT, related_name="letters")
    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="letter")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    folded_subject = models.CharField(max_length=300, blank=True, editable=False)
    opened_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    number = models.CharField(_("number"), max_length=60, blank=True)
    folded_number = models.CharField(max_length=60, blank=True, editable=False)
    dated = models.DateField(_("date"), null=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "number", "dated"], condition=~Q(number=""), name="letter_number_once"
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None) | (Q(signed_at__isnull=False) & ~Q(number="") & Q(dated__isnull=False)),
                name="letter_signed_then_issued",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"


class Nominee(models.Model):
    """Whom nominations propose, whatever the letter: a person, an organisation or a household of a unit.

    `key` is unique, so two proposals for one nominee meet in one row, which the door locks before it
    looks for other proposals of the same merit.
    """

    key = models.CharField(max_length=300, unique=True)
    kind = models.CharField(max_length=12, choices=NomineeKind.choices)
    person = models.OneToOneField("workflow.Person", models.PROTECT, null=True, related_name="nominee")
    organisation = models.OneToOneField("workflow.Organisation", models.PROTECT, null=True, related_name="nominee")

    class Meta:
        verbose_name = _("nominee")
        verbose_name_plural = _("nominees")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="PERSON", person__isnull=False, organisation=None)
                | Q(kind="COLLECTIVE", organisation__isnull=False, person=None)
                | Q(kind="HOUSEHOLD", organisation=None, person=None),
                name="nominee_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class NominationQuerySet(models.QuerySet["Nomination"]):
    """Nominations in the words of the domain. States are never written from here."""

    def from_unit(self, unit: int) -> Self:
        """Nominations sent by the unit."""
        return self.filter(unit_id=unit)

    def in_motion(self) -> Self:
        """Nominations that wait on somebody's desk."""
        return self.filter(state__in=[state.value for state in OPEN])

    def update(self, **kwargs: Any) -> int:
        """Refuse to write the state past the door."""
        if "state" in kwargs:
            self._refuse()
        return super().update(**kwargs)

    def bulk_update(self, objs: Any, fields: Any, *args: Any, **kwargs: Any) -> int:
        """Refuse to write the state past the door."""
        if "state" in fields:
            self._refuse()
        return super().bulk_update(objs, fields, *args, **kwargs)

    def create(self, **kwargs: Any) -> "Nomination":
        """A nomination begins as a draft."""
        if kwargs.get("state", State.DRAFT) != State.DRAFT:
            self._refuse()
        return super().create(**kwargs)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        """Every nomination begins as a draft."""
        objs = list(objs)
        if any(obj.state != State.DRAFT for obj in objs) or "state" in (kwargs.get("update_fields") or ()):
            self._refuse()
        return super().bulk_create(objs, *args, **kwargs)

    def _refuse(self) -> NoReturn:
        message = "a state is written only by apply_transition"
        raise NotThroughTheDoor(message)


class Nomination(FreshState, NominationMachine, Kept):
    """One line: one nominee × one award form × one deciding authority × one achievement.

    Name, title and unit are a snapshot of the day of drafting; `content_hash` is the hash of the
    material content as it stands; seats are pinned organisations, `level` the one to which the line
    has climbed and `pool` the one whose allocated number it draws on. `folded_name` is what a search by
    name compares and `name_key` sorts in Vietnamese order, both by the name as it reads now. A key
    without an index of its own begins one below, or is asked only when a row of reference data is
    deleted: each index is written anew at every transition. `version` counts its entries
    in the record. `letter` is the unit's letter, `last_letter` the one that brought it to the office.
    """

    stream = "nomination"
    never_saved = ("version", "state")

    state = state_field(max_length=16, choices=STATES, default=State.DRAFT)
    case = models.ForeignKey("workflow.Case", models.PROTECT, null=True, related_name="nominations")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="nominations")

    campaign = models.ForeignKey("workflow.Campaign", models.PROTECT, related_name="nominations")
    round = models.ForeignKey(
        "workflow.Round", models.PROTECT, null=True, blank=True, related_name="nominations", db_index=False
    )
    route = models.ForeignKey("workflow.Route", models.PROTECT, related_name="nominations", db_index=False)
    regime = models.ForeignKey(
        "workflow.LegalRegime", models.PROTECT, null=True, related_name="nominations", db_index=False
    )
    award_form = models.ForeignKey("workflow.AwardForm", models.PROTECT, related_name="nominations", db_index=False)

    unit = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="+", db_index=False)
    level = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="+")
    authority = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="+")
    pool = models.ForeignKey("workflow.Organisation", models.PROTECT, null=True, related_name="+")
    council = models.ForeignKey("workflow.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)

    nominee = models.ForeignKey("workflow.Nominee", models.PROTECT, related_name="nominations")
    nominee_kind = models.CharField(max_length=12, choices=NomineeKind.choices)
    track = models.CharField(max_length=8, choices=Track.choices, blank=True)
    nominee_name = models.CharField(_("name"), max_length=250)
    folded_name = models.CharField(max_length=250, editable=False)
    name_key = models.CharField(max_length=LONGEST, editable=False)
    nominee_title = models.CharField(_("title"), max_length=250, blank=True)
    nominee_unit = models.CharField(_("unit"), max_length=250, blank=True)

    achievement_title = models.CharField(_("achievement in short"), max_length=300)
    achievement = models.TextField(_("achievement"))
    period_from = models.DateField(_("achieved from"))
    period_to = models.DateField(_("achieved until"))
    influence_scope = models.CharField(_("scope of influence"), max_length=200, blank=True)
    simplified_ground = models.CharField(max_length=20, blank=True)
    submitter_ground = models.CharField(_("ground for submitting"), max_length=300, blank=True)
    duplicate_ground = models.CharField(_("ground for a further proposal"), max_length=300, blank=True)
    recipient = models.CharField(_("who receives a posthumous award"), max_length=250, blank=True)
    names_confirmed_at = models.DateTimeField(null=True, editable=False)
    votes_for = models.PositiveSmallIntegerField(_("unit council: for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("unit council: against"), null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(_("unit council: abstained"), null=True, blank=True)
    votes_of = models.PositiveSmallIntegerField(_("unit council: members"), null=True, blank=True)

    content_hash = models.CharField(max_length=64, blank=True)
    revision_no = models.PositiveIntegerField(default=0)
    drafters = models.JSONField(default=list)
    resume_to = models.CharField(max_length=16, blank=True)
    supplement_rounds = models.PositiveSmallIntegerField(default=0)
    times_reopened = models.PositiveSmallIntegerField(default=0)
    reply_by = models.DateField(null=True, blank=True)
    last_letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="received_nominations")
    redirected_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="redirected_to")

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        default_permissions = ("view",)
        indexes: ClassVar = [
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["authority", "state"]),
            models.Index(fields=["round", "unit", "award_form", "nominee_kind"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="nomination_known_state"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(s.value for s in OPEN), case__isnull=False)
                | Q(state=State.AWARDED.value)
                | (~Q(state__in=sorted(s.value for s in OPEN)) & Q(case=None)),
                name="nomination_open_on_a_case",
            ),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="nomination_period"),
        ]

    def __str__(self) -> str:
        return self.nominee_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save all but the state of a row that is there: what was loaded may be stale, and only the door writes it."""
        named = kwargs.get("update_fields")
        if "state" in (named or ()) or (self._state.adding and self.state != State.DRAFT):
            message = "a state is written only by apply_transition"
            raise NotThroughTheDoor(message)
        if self._state.adding:
            kwargs["force_insert"] = True
        super().save(*args, **kwargs)


class Standing(models.Model):
    """A line on a case, from–until: where the line stood, and how it left. `position` is within the act of joining."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="standings")
    case = models.ForeignKey("workflow.Case", models.PROTECT, related_name="standings")
    position = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_by = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering: ClassVar = ["joined_at", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["nomination"], condition=Q(left_at=None), name="standing_on_one_case")
        ]

    def __str__(self) -> str:
        return f"{self.nomination_id} on {self.case_id}"


class Revision(models.Model):
    """The material content at one moment, canonical and hashed. Never rewritten."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    material = models.TextField()
    hash = models.CharField(max_length=64)
    author = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["nomination", "number"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.nomination_id} r{self.number}"


class Correction(models.Model):
    """A clerical correction beside the revision: the hash stands."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=20)
    was = models.CharField(max_length=250)
    text = models.CharField(max_length=250)
    confirmed_by = models.CharField(max_length=200)
    person = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.field}: {self.text}"


class Attachment(models.Model):
    """A file of a letter or of one nomination, stored once by its hash."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, null=True, related_name="attachments")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="attachments")
    kind = models.CharField(max_length=20, choices=[(key, label) for key, label in PAPERS.items()])
    title = models.CharField(_("title"), max_length=250)
    file_name = models.CharField(max_length=250)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text=_("bytes"))
    sha256 = models.CharField(max_length=64, db_index=True)
    scan = models.CharField(max_length=10, default=Scan.UNSCANNED, choices=Scan.choices)
    uploaded_by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(nomination__isnull=False, letter=None) | Q(nomination=None, letter__isnull=False),
                name="attachment_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scan_look(self) -> ScanLook:
        """The badge of its virus scan."""
        return look_of(self.scan)


class CriterionAnswer(models.Model):
    """The unit's answer to one criterion, with evidence in words or files; `plan` where it was drawn from the plan."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="answers", db_index=False)
    criterion = models.ForeignKey("workflow.Criterion", models.PROTECT, related_name="answers")
    applies = models.BooleanField(default=True)
    text = models.TextField()
    document_number = models.CharField(max_length=100, blank=True)
    document_date = models.DateField(null=True, blank=True)
    plan = models.ForeignKey("workflow.UnitPlan", models.PROTECT, null=True, related_name="+", db_index=False)
    evidence = models.ManyToManyField(Attachment, through="EvidenceLink", related_name="answers")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["nomination", "criterion"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.nomination_id}: {self.criterion_id}"


class EvidenceLink(models.Model):
    """The page of a file that shows what an answer says."""

    answer = models.ForeignKey(CriterionAnswer, models.CASCADE, db_index=False)
    attachment = models.ForeignKey(Attachment, models.PROTECT)
    page = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["answer", "attachment"], name="evidence_once")]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.attachment_id}"


class SignOff(models.Model):
    """A person's signature under one line, bound to the hash of its content at that moment.

    `block` is what stood above the signature when it was given, line by line: paper is printed from it.
    """

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="sign_offs")
    case = models.ForeignKey("workflow.Case", models.PROTECT, related_name="sign_offs")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in SignOffKind])
    hash = models.CharField(max_length=64)
    person = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    appointment = models.ForeignKey("workflow.Appointment", models.PROTECT, null=True, related_name="+", db_index=False)
    delegation = models.ForeignKey("workflow.Delegation", models.PROTECT, null=True, related_name="+", db_index=False)
    prefix = models.CharField(max_length=4, blank=True)
    block = models.TextField(blank=True)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["nomination", "case", "kind"], condition=Q(voided_at=None), name="signoff_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.nomination_id}"
