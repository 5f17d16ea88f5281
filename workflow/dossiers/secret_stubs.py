"""Stubs of secret dossiers: that one goes by the paper route, under which number; nothing of whom or what it is about.

A stub is no nomination and goes through no state. No field of it takes free text.
"""

import re
from typing import TYPE_CHECKING, ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.audit.canonical import content_hash
from workflow.dossiers.models import Letter
from workflow.procedure.secrecy import Degree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflow.audit.canonical import Json

NUMBER_LENGTH: Final = 30
NUMBER: Final = re.compile(r"\d{1,6}(?:[-/.][0-9A-ZĐ]{1,8}){0,4}")
"""A number of a register: digits first, then short parts in capitals or digits, such as 05/2026 or 12/TM-STC."""
KINDS: Final = ("persons", "collectives", "households")
"""How many nominees of each kind: numbers alone, and only where the unit gives them."""
MOST: Final = 999


class SecretStub(models.Model):
    """One secret dossier that a unit sends on paper beside its letter.

    `register_number` is that of the unit's own register of secret documents in the `year`. `removed_at` takes it off
    before the letter is signed; with the signature it stands still. The office marks when it came.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="secret_stubs", verbose_name=_("letter"))
    organisation = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="+")
    register_number = models.CharField(_("number in the unit's register"), max_length=NUMBER_LENGTH)
    year = models.PositiveSmallIntegerField(_("year of the register"))
    degree = models.CharField(
        _("degree of secrecy"), max_length=13, choices=[(degree.value, degree.label) for degree in Degree]
    )
    persons = models.PositiveSmallIntegerField(_("individuals"), null=True, blank=True)
    collectives = models.PositiveSmallIntegerField(_("collectives"), null=True, blank=True)
    households = models.PositiveSmallIntegerField(_("households"), null=True, blank=True)
    handed_on = models.DateField(_("handed over on"), null=True, blank=True)
    handed_by = models.ForeignKey(
        "workflow.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handed over by")
    )
    recorded_by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    received_number = models.CharField(_("number in the office's register"), max_length=NUMBER_LENGTH, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    received_by = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("stub of a secret dossier")
        verbose_name_plural = _("stubs of secret dossiers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year", "register_number"],
                condition=Q(removed_at=None),
                name="secret_stub_once",
            ),
            models.CheckConstraint(
                condition=Q(received_number="", received_on=None)
                | (~Q(received_number="") & Q(received_on__isnull=False)),
                name="secret_stub_received",
            ),
        ]

    def __str__(self) -> str:
        return self.register_number

    @property
    def degree_label(self) -> str:
        """The degree in words."""
        return str(Degree(self.degree).label)

    @property
    def numbers(self) -> "Sequence[tuple[str, int]]":
        """How many nominees of each kind, where that was given."""
        words = {field.name: str(field.verbose_name) for field in self._meta.concrete_fields}
        given = ((words[kind], getattr(self, kind)) for kind in KINDS)
        return [(kind, number) for kind, number in given if number is not None]


def says(stub: SecretStub) -> "dict[str, Json]":
    """What a stub says, as the record keeps it."""
    return {
        "stub": stub.pk,
        "register_number": stub.register_number,
        "year": stub.year,
        "degree": stub.degree,
        **{kind: getattr(stub, kind) for kind in KINDS},
        "handed_on": stub.handed_on,
        "handed_by": stub.handed_by_id,
    }


def signed_stubs(letters: "Sequence[int]") -> "dict[int, str]":
    """The hash of what the stubs of each letter say, by letter; letters without one are left out. One statement."""
    found: dict[int, list[Json]] = {}
    for stub in SecretStub.objects.filter(letter__in=letters, removed_at=None).order_by("pk"):
        found.setdefault(stub.letter_id, []).append(says(stub))
    return {letter: content_hash({"stubs": some}) for letter, some in found.items()}


def stub_hash(letter: int) -> "dict[str, Json]":
    """What the signature of a letter keeps of its stubs: nothing where it has none."""
    found = signed_stubs([letter])
    return {"secret_stubs": found[letter]} if found else {}
