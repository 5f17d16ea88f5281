"""Tables of the directory."""

from datetime import date
from typing import Any, ClassVar, Final, Self, TypeVar

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from workflow.audit.models import Kept
from workflow.database.texts import folded, one_line
from workflow.directory.vietnamese import LONGEST, person_key
from workflow.procedure.roles import Role

COUNCIL: Final = "COUNCIL"
"""The type of organisation that a council is."""

HOME: Final = "VN"
"""The nationality of whoever is no foreigner."""

_Row = TypeVar("_Row", bound="Keyed")


class ByKey(models.Manager[_Row]):
    """Finds a row of a fixture by its natural key."""

    def get_by_natural_key(self, *values: Any) -> _Row:
        """The row whose fields of `KEY` hold these values."""
        return self.get(**dict(zip(self.model.KEY, values, strict=True)))


class Keyed(models.Model):
    """A row that fixtures know by the fields of `KEY`, where `__` follows a foreign key. The key is unique."""

    KEY: ClassVar[tuple[str, ...]] = ("code",)

    objects = ByKey()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        """The values of `KEY`."""
        return tuple(_follow(self, path) for path in self.KEY)


def _follow(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row


class Named(models.Model):
    """A row whose texts are kept composed (NFC) and on one line, whoever saves it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save every text in its one spelling."""
        for field in self._meta.concrete_fields:
            value = self.__dict__.get(field.attname)
            if isinstance(field, models.CharField) and isinstance(value, str):
                setattr(self, field.attname, one_line(value))
        super().save(*args, **kwargs)


class User(Kept, AbstractUser):
    """A sign-in. What it may do follows from the person's appointments alone. Its stream holds what was refused."""

    stream = "security:user"

    person = models.OneToOneField("Person", models.PROTECT, null=True, blank=True, verbose_name=_("person"))

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")


class Person(Named, Keyed):
    """A natural person: nominee, signer, council member. `code` is the office's own, stable key.

    `folded_name` is what a search by name compares, and `name_key` sorts in Vietnamese order. `managed_by`
    is the body that has the person on its staff and payroll, where that is known (LAW-A2); `nationality` a code of
    ISO 3166-1, two letters.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    full_name = models.CharField(_("full name"), max_length=200)
    folded_name = models.CharField(max_length=200, db_index=True, editable=False)
    name_key = models.CharField(max_length=LONGEST, editable=False)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=[("M", _("male")), ("F", _("female"))], blank=True)
    nationality = models.CharField(
        _("nationality"),
        max_length=2,
        default=HOME,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Write the two capital letters of the country, such as VN."))],
    )
    died_on = models.DateField(_("died on"), null=True, blank=True)
    managed_by = models.ForeignKey(
        "Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("managed by")
    )
    is_demo = models.BooleanField(_("demo person"), default=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the name what a search compares and what a list is sorted by."""
        self.folded_name, self.name_key = folded(self.full_name), person_key(self.full_name)
        if "full_name" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "folded_name", "name_key"}
        super().save(*args, **kwargs)


class Kinship(models.Model):
    """A relative declared by a person; read in both directions."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="kin", verbose_name=_("person"))
    relative = models.ForeignKey(Person, models.PROTECT, related_name="kin_of", verbose_name=_("relative"))
    declared_on = models.DateField(_("declared on"))

    class Meta:
        verbose_name = _("kinship")
        verbose_name_plural = _("kinships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "relative"], name="kinship_once"),
            models.CheckConstraint(condition=~Q(person=F("relative")), name="kinship_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}-{self.relative_id}"


class OrganisationType(Named, Keyed):
    """A kind of unit (SEED-17 lists twelve; the law and practice add others).

    `collective` is in whose name its bodies speak, such as ỦY BAN NHÂN DÂN: it stands above the signature, after TM.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    seed_number = models.PositiveSmallIntegerField(_("number in the plan"), null=True, blank=True)
    collective = models.CharField(_("the collective, after TM. above a signature"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("type of organisation")
        verbose_name_plural = _("types of organisation")

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations in the words of the domain."""

    def existing_on(self, day: date) -> Self:
        """Organisations that exist on the day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)

    def get_by_natural_key(self, code: str) -> "Organisation":
        """The organisation with this code."""
        return self.get(code=code)


class Organisation(Named, Kept):
    """A body with dates. `submits_upward` says that units below it send their letters through it.

    `keeps_register`: its own register numbers its papers in the signing transaction; else the
    records clerk enters number and date.
    """

    stream = "organisation"

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    type = models.ForeignKey(OrganisationType, models.PROTECT, verbose_name=_("type"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("organisation above")
    )
    valid_from = models.DateField(_("exists from"))
    valid_until = models.DateField(_("exists until"), null=True, blank=True)
    submits_upward = models.BooleanField(_("forwards the letters of the units below"), default=False)
    keeps_register = models.BooleanField(_("keeps its own number register"), default=False)
    document = models.CharField(_("founding document"), max_length=200, blank=True)
    place = models.CharField(_("place named on its papers"), max_length=100, blank=True, help_text=_("empty: as above"))

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="organisation_dates"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        """The code."""
        return (self.code,)

    def exists_on(self, day: date) -> bool:
        """Whether the body exists on the day."""
        return self.valid_from <= day and (self.valid_until is None or self.valid_until >= day)


class Succession(Keyed):
    """What became of an organisation, by decree. Open work follows the row that `carries_work`."""

    KEY = ("old__code", "new__code")

    class Kind(models.TextChoices):
        """How one body followed another."""

        RENAME = "RENAME", _("renamed")
        MERGE = "MERGE", _("merged")
        SPLIT = "SPLIT", _("split")
        DISSOLVE = "DISSOLVE", _("dissolved")
        TRANSFER = "TRANSFER", _("transferred")

    old = models.ForeignKey(
        Organisation, models.PROTECT, related_name="succeeded_by", verbose_name=_("old organisation")
    )
    new = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="succeeds", verbose_name=_("new organisation")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    takes_effect = models.DateField(_("takes effect on"))
    carries_work = models.BooleanField(_("carries the work on"), default=True)
    document = models.CharField(_("document"), max_length=200)

    class Meta:
        verbose_name = _("succession of organisations")
        verbose_name_plural = _("successions of organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old", "new"], name="succession_once"),
            models.UniqueConstraint(fields=["old"], condition=Q(new=None), name="succession_dissolved_once"),
            models.UniqueConstraint(fields=["old"], condition=Q(carries_work=True), name="succession_one_heir_of_work"),
            models.CheckConstraint(
                condition=Q(kind="DISSOLVE", new=None, carries_work=False)
                | (~Q(kind="DISSOLVE") & Q(new__isnull=False)),
                name="succession_has_heir",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} {self.kind} {self.new_id}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments in the words of the domain."""

    def in_force(self, day: date) -> Self:
        """Appointments in force on the day."""
        return self.filter(Q(until=None) | Q(until__gte=day), from_day__lte=day)

    def get_by_natural_key(self, *values: Any) -> "Appointment":
        """The appointment whose fields of `KEY` hold these values."""
        return self.get(**dict(zip(Appointment.KEY, values, strict=True)))


class Appointment(Named):
    """A person's post by document. The one truth of who may act; `until` is the last day in force."""

    KEY: ClassVar = ("person__code", "role", "organisation__code", "kind", "from_day")

    class Kind(models.TextChoices):
        """How the person holds the post; it decides the words before the signature."""

        HOLDER = "HOLDER", _("holder of the post")
        DEPUTY = "DEPUTY", _("deputy (KT.)")
        ACTING = "ACTING", _("acting (Q.)")

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=[(role.value, role.label) for role in Role])
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="appointments", verbose_name=_("organisation")
    )
    title = models.CharField(_("title"), max_length=200)
    field = models.CharField(_("field assigned"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.HOLDER)
    from_day = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes: ClassVar = [models.Index(fields=["organisation", "role"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("from_day")), name="appointment_dates"),
            models.CheckConstraint(condition=~Q(document=""), name="appointment_has_document"),
            models.UniqueConstraint(
                fields=["person", "role", "organisation", "kind", "from_day"], name="appointment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role}@{self.organisation_id}"

    def natural_key(self) -> tuple[Any, ...]:
        """The values of `KEY`."""
        return tuple(_follow(self, path) for path in self.KEY)


class Delegation(Named):
    """The right to sign for another: bounded in time and scope, not transitive, never wider than the giver's."""

    class Kind(models.TextChoices):
        """The two kinds that leave the giver's office."""

        BY_ORDER = "TL", _("by order (TL.)")
        BY_AUTHORISATION = "TUQ", _("by authorisation (TUQ.)")

    giver = models.ForeignKey(Appointment, models.PROTECT, related_name="delegations", verbose_name=_("given by"))
    receiver = models.ForeignKey(Person, models.PROTECT, related_name="delegations", verbose_name=_("receiver"))
    kind = models.CharField(_("kind"), max_length=3, choices=Kind.choices)
    transitions = models.JSONField(_("acts"), default=list, help_text=_("names of transitions; empty means none"))
    from_day = models.DateField(_("from"))
    until = models.DateField(_("until"))
    document = models.CharField(_("document"), max_length=200)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gte=F("from_day")), name="delegation_dates"),
            models.CheckConstraint(condition=~Q(document=""), name="delegation_has_document"),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id}→{self.receiver_id}"


class NumberRegister(models.Model):
    """The last number an organisation's register gave in one series and year."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("organisation"))
    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "series", "year"], name="register_once")
        ]

    def __str__(self) -> str:
        return f"{self.series}/{self.year}: {self.last}"


class GrantBase(UserObjectPermissionBase):
    """What no post gives: a right on one object, from–until, by document, given by a person."""

    from_day = models.DateField(_("from"), default=date.today)
    until = models.DateField(_("until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200, blank=True)
    given_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("given by")
    )

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


class NominationGrant(GrantBase):
    """A right on one nomination (a consulted agency, an expert, an oversight body)."""

    content_object = models.ForeignKey("workflow.Nomination", models.CASCADE, related_name="grants")

    class Meta(GrantBase.Meta):
        verbose_name = _("sight of a nomination")
        verbose_name_plural = _("sights of nominations")


class LetterGrant(GrantBase):
    """A right on one letter: to see it, or to write in it (an invited colleague). `ended_at`: such a one is over."""

    content_object = models.ForeignKey("workflow.Letter", models.CASCADE, related_name="grants")
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta(GrantBase.Meta):
        verbose_name = _("sight of a letter")
        verbose_name_plural = _("sights of letters")
