"""Tables of the awards room."""

from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow.directory.models import ByKey, Keyed
from workflow.procedure.bases import Basis
from workflow.procedure.check import check_route
from workflow.procedure.routes import RouteError, RouteRules


class Confidence(models.TextChoices):
    """How sure a stated fact is; only SEED and CONFIRMED may be shown as a citation."""

    SEED = "SEED", _("stated in the plan")
    CONFIRMED = "CONFIRMED", _("confirmed")
    SECOND_HAND = "SECOND_HAND", _("second-hand, to be verified")
    RECALLED = "RECALLED", _("recalled, to be verified")
    DESIGN = "DESIGN", _("our proposal")


class NomineeKind(models.TextChoices):
    """Whom an award honours."""

    PERSON = "PERSON", _("individual")
    COLLECTIVE = "COLLECTIVE", _("collective")
    HOUSEHOLD = "HOUSEHOLD", _("household")


class Track(models.TextChoices):
    """The plan's two tracks of individuals (SEED-19)."""

    LEADER = "LEADER", _("leader")
    STAFF = "STAFF", _("staff")


class Occasion(models.TextChoices):
    """When an award is given (SEED-26 to SEED-29)."""

    INTERIM = "INTERIM", _("interim review")
    FINAL = "FINAL", _("final review")
    ANNUAL = "ANNUAL", _("annual")
    AD_HOC = "AD_HOC", _("ad hoc")


class Coded(Keyed):
    """A row known by its code."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class LegalRegime(Coded):
    """The law, decree and circular in force for dossiers received in a period. Pinned at receipt."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence.choices)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("legal regime")
        verbose_name_plural = _("legal regimes")


class Citation(Keyed):
    """The citation behind a basis key in one regime, with its confidence and where it was seen."""

    KEY = ("regime__code", "basis", "text")

    regime = models.ForeignKey(LegalRegime, models.PROTECT, related_name="citations", verbose_name=_("legal regime"))
    basis = models.CharField(_("basis"), max_length=30, choices=[(b.value, b.value) for b in Basis])
    text = models.CharField(_("text"), max_length=400)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence.choices)
    source = models.CharField(_("seen at"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints: ClassVar = [models.UniqueConstraint(fields=["regime", "basis", "text"], name="citation_once")]

    def __str__(self) -> str:
        return self.text

    @property
    def may_be_shown(self) -> bool:
        """Whether the text was seen at its source."""
        return self.confidence in {Confidence.SEED, Confidence.CONFIRMED}


class Campaign(Coded):
    """An emulation movement (phong trào thi đua)."""

    starts_in = models.PositiveSmallIntegerField(_("year of start"))
    launched_by = models.ForeignKey(
        "workflow.Organisation", models.PROTECT, related_name="campaigns", verbose_name=_("launched by")
    )
    counts_for_merit = models.BooleanField(_("counts as merit"), default=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")


class CampaignDocument(Keyed):
    """A governing document of a campaign (SEED-01 to SEED-08)."""

    KEY = ("campaign__code", "seed")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="documents", verbose_name=_("campaign"))
    seed = models.CharField(_("number in the plan"), max_length=10)
    number = models.CharField(_("number"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=400)
    use = models.CharField(_("use"), max_length=30)
    position = models.PositiveSmallIntegerField(_("place in the order"))

    class Meta:
        verbose_name = _("document of a campaign")
        verbose_name_plural = _("documents of campaigns")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "seed"], name="campaign_document_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class AwardForm(Coded):
    """A form of award, such as bằng khen or giấy khen."""

    rank = models.PositiveSmallIntegerField(_("rank"), help_text=_("a higher form has a smaller number"))

    class Meta:
        verbose_name = _("award form")
        verbose_name_plural = _("award forms")


class AwardAuthority(Keyed):
    """Who may give an award form: one organisation, or all of a type. Many to many (SEED-21 to SEED-25)."""

    KEY = ("award_form__code", "organisation__code", "organisation_type__code", "valid_from")

    award_form = models.ForeignKey(AwardForm, models.PROTECT, related_name="authorities", verbose_name=_("award form"))
    organisation = models.ForeignKey(
        "workflow.Organisation", models.PROTECT, null=True, blank=True, verbose_name=_("organisation")
    )
    organisation_type = models.ForeignKey(
        "workflow.OrganisationType", models.PROTECT, null=True, blank=True, verbose_name=_("type of organisation")
    )
    seed = models.CharField(_("number in the plan"), max_length=10, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence.choices)

    class Meta:
        verbose_name = _("authority to award")
        verbose_name_plural = _("authorities to award")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(organisation=None, organisation_type__isnull=False)
                | Q(organisation__isnull=False, organisation_type=None),
                name="authority_one_or_type",
            ),
            models.UniqueConstraint(fields=["award_form", "organisation", "valid_from"], name="authority_once"),
            models.UniqueConstraint(
                fields=["award_form", "organisation_type", "valid_from"], name="authority_of_type_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_form_id}: {self.organisation_id or self.organisation_type_id}"


class StandingBodies(Keyed):
    """The bodies around a deciding authority: its standing office and, where it has them, council and inspectorate."""

    KEY = ("authority__code", "valid_from")

    authority = models.ForeignKey(
        "workflow.Organisation", models.PROTECT, related_name="standing_bodies", verbose_name=_("authority")
    )
    office = models.ForeignKey(
        "workflow.Organisation", models.PROTECT, related_name="office_of", verbose_name=_("standing office")
    )
    council = models.ForeignKey(
        "workflow.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("council")
    )
    inspectorate = models.ForeignKey(
        "workflow.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("inspectorate")
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("bodies of an authority")
        verbose_name_plural = _("bodies of authorities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "valid_from"], name="standing_bodies_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="standing_bodies_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id}: {self.office_id}, {self.council_id}"


class Criterion(Keyed):
    """One criterion. General ∧ specific: all rows of the applicable groups are assessed (SEED-30)."""

    KEY = ("campaign__code", "code")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="criteria", verbose_name=_("campaign"))
    code = models.CharField(_("code"), max_length=20)
    group = models.CharField(_("group"), max_length=10)
    seed_section = models.CharField(_("section of the plan"), max_length=20, blank=True)
    nominee_kind = models.CharField(_("kind of nominee"), max_length=12, choices=NomineeKind.choices, blank=True)
    track = models.CharField(_("track"), max_length=8, choices=Track.choices, blank=True)
    text = models.CharField(_("text"), max_length=400)
    text_en = models.CharField(_("text in English"), max_length=400)
    evidence_hint = models.CharField(_("hint at evidence"), max_length=300, blank=True)
    may_not_apply = models.BooleanField(_("may not apply"), default=False)
    asks_document = models.BooleanField(
        _("asks for a document"),
        default=False,
        help_text=_("the answer names a document by number and date (machine-checkable)"),
    )
    answered_by_plan = models.BooleanField(_("answered by the unit's implementation plan"), default=False)
    position = models.PositiveSmallIntegerField(_("place in the order"))

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "code"], name="criterion_once")]

    def __str__(self) -> str:
        return self.code


class Route(Keyed):
    """One version of a route: its transitions and parameters. Immutable once a nomination uses it."""

    KEY = ("code", "version")

    code = models.CharField(_("code"), max_length=20)
    version = models.PositiveSmallIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    parameters = models.JSONField(_("parameters"), default=dict)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence.choices)
    parameter_confidence = models.JSONField(
        _("how sure each parameter is"), default=dict, blank=True, help_text=_("parameter: how sure it is")
    )

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "version"], name="route_version_once")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def rules(self) -> RouteRules:
        """The parameters, read. Raises `RouteError` naming the bad one."""
        return RouteRules.from_json(self.code, self.parameters)

    def clean(self) -> None:
        """Refuse a route with an unknown parameter, a dead end or no way to a decision."""
        try:
            wrong = check_route(self.rules)
        except RouteError as error:
            wrong = [str(error)]
        if wrong:
            raise ValidationError({"parameters": wrong})
        if self.pk and self.nominations.exists() and self._changed():
            raise ValidationError({"parameters": _("This version is in use. Make a new version instead.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save only what `clean` accepts."""
        self.clean()
        super().save(*args, **kwargs)

    def _changed(self) -> bool:
        before = type(self).objects.get(pk=self.pk)
        return (before.code, before.version, before.parameters) != (self.code, self.version, self.parameters)


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds in the words of the domain."""

    def open_on(self, day: date) -> Self:
        """Rounds that take nominations on the day. A round without an opening date is not open (SEED-36)."""
        return self.filter(Q(closes_on=None) | Q(closes_on__gte=day), opens_on__lte=day)


class Round(Coded):
    """An award round of a campaign. Its dates come later than the plan (SEED-36)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="rounds", verbose_name=_("campaign"))
    authority = models.ForeignKey(
        "workflow.Organisation", models.PROTECT, related_name="rounds", verbose_name=_("authority")
    )
    occasion = models.CharField(_("occasion"), max_length=10, choices=Occasion.choices)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)

    objects = ByKey.from_queryset(RoundQuerySet)()  # type: ignore[misc]  # the same, with the words of the domain

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(opens_on=None) | Q(closes_on__gte=F("opens_on")), name="round_dates"
            )
        ]


class LateAcceptance(models.Model):
    """The office's recorded word that a unit may still send after the round has closed."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="late_acceptances", verbose_name=_("round"))
    organisation = models.ForeignKey("workflow.Organisation", models.PROTECT, verbose_name=_("organisation"))
    until = models.DateField(_("until"))
    document = models.CharField(_("document"), max_length=200)

    class Meta:
        verbose_name = _("late acceptance")
        verbose_name_plural = _("late acceptances")

    def __str__(self) -> str:
        return f"{self.round_id}: {self.organisation_id}"


class QuotaDocument(models.Model):
    """The written allocation of numbers, issued with the agencies concerned (SEED-13, SEED-31)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="quota_documents", verbose_name=_("round"))
    number = models.CharField(_("number"), max_length=60)
    issued_on = models.DateField(_("issued on"))
    issuer = models.ForeignKey("workflow.Organisation", models.PROTECT, verbose_name=_("issued by"))
    joint_agencies = models.CharField(_("joint agencies"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "number"], name="quota_document_once")]

    def __str__(self) -> str:
        return self.number


class QuotaLine(models.Model):
    """How many nominations a unit may send. The newest document that names a pool holds for it."""

    document = models.ForeignKey(QuotaDocument, models.PROTECT, related_name="lines", verbose_name=_("document"))
    organisation = models.ForeignKey("workflow.Organisation", models.PROTECT, verbose_name=_("organisation"))
    award_form = models.ForeignKey(AwardForm, models.PROTECT, verbose_name=_("award form"))
    nominee_kind = models.CharField(_("kind of nominee"), max_length=12, choices=NomineeKind.choices)
    amount = models.PositiveIntegerField(_("amount"))

    class Meta:
        verbose_name = _("line of an allocation")
        verbose_name_plural = _("lines of allocations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "organisation", "award_form", "nominee_kind"], name="quota_line_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.nominee_kind}: {self.amount}"
