"""Blanks: pre-printed sheets, and where on them each text is set. Dated reference data, in millimetres."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from enum import unique
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.awards.models import Confidence
from workflow.directory.models import Keyed

_smallest, _largest = 100, 600
_furthest: Final = 30


@unique
class Placed(models.TextChoices):
    """A text that may be set on a blank."""

    NAME = "NAME", gettext_lazy("name")
    POSITION = "POSITION", gettext_lazy("title and unit")
    MERIT = "MERIT", gettext_lazy("merit line")
    DECISION = "DECISION", gettext_lazy("number of the decision")
    DECIDED_ON = "DECIDED_ON", gettext_lazy("date of the decision")
    REGISTER = "REGISTER", gettext_lazy("register number")
    PLACE_DAY = "PLACE_DAY", gettext_lazy("place and date")
    SIGNED_AS = "SIGNED_AS", gettext_lazy("title of the signer")
    SIGNED_BY = "SIGNED_BY", gettext_lazy("name of the signer")
    QR = "QR", gettext_lazy("QR code")
    CODE = "CODE", gettext_lazy("code for verification")


class Align(models.TextChoices):
    """How a text stands in its room."""

    LEFT = "left", gettext_lazy("left")
    CENTER = "center", gettext_lazy("centred")
    RIGHT = "right", gettext_lazy("right")


NUMBERS: Final[Mapping[str, tuple[str, str, str]]] = {
    "x": ("0", "600", "0"),
    "y": ("0", "600", "0"),
    "width": ("5", "600", "100"),
    "size": ("6", "72", "14"),
    "spacing": ("0", "10", "0"),
    "characters": ("0", "200", "0"),
    "lines": ("1", "6", "1"),
}
"""The numbers of a place: least, most, and what holds where none is given. mm; size and spacing in points.

`x` is the left edge, `y` the line on which the first row of letters stands (of the QR code its upper edge), `width`
the room; `characters` is the most in a line (0: as many as fit), `lines` how many lines the blank has room for.
"""
MARKS: Final = ("bold", "italic")
WHOLE: Final = frozenset({"characters", "lines"})


def no_places() -> dict[str, Any]:
    """A blank on which nothing is placed yet."""
    return {}


class CertificateBlank(Keyed):
    """One kind of blank: of an authority, for an award form, under a legal regime, from a day on.

    `dx` and `dy` shift everything for a printer that feeds the sheet a little aside.
    """

    code = models.CharField(gettext_lazy("code"), max_length=60, unique=True)
    name = models.CharField(gettext_lazy("name"), max_length=200)
    authority = models.ForeignKey(
        "workflow.Organisation", models.PROTECT, related_name="blanks", verbose_name=gettext_lazy("authority")
    )
    award_form = models.ForeignKey(
        "workflow.AwardForm", models.PROTECT, related_name="blanks", verbose_name=gettext_lazy("award form")
    )
    regime = models.ForeignKey(
        "workflow.LegalRegime", models.PROTECT, related_name="blanks", verbose_name=gettext_lazy("legal regime")
    )
    width = models.PositiveSmallIntegerField(
        gettext_lazy("width (mm)"), validators=[MinValueValidator(_smallest), MaxValueValidator(_largest)]
    )
    height = models.PositiveSmallIntegerField(
        gettext_lazy("height (mm)"), validators=[MinValueValidator(_smallest), MaxValueValidator(_largest)]
    )
    dx = models.DecimalField(
        gettext_lazy("shift to the right (mm)"),
        max_digits=4,
        decimal_places=1,
        default=Decimal(0),
        validators=[MinValueValidator(-_furthest), MaxValueValidator(_furthest)],
    )
    dy = models.DecimalField(
        gettext_lazy("shift down (mm)"),
        max_digits=4,
        decimal_places=1,
        default=Decimal(0),
        validators=[MinValueValidator(-_furthest), MaxValueValidator(_furthest)],
    )
    place = models.CharField(gettext_lazy("place before the date"), max_length=60, blank=True)
    places = models.JSONField(
        gettext_lazy("places of the texts"),
        default=no_places,
        blank=True,
        help_text=gettext_lazy(
            "text: x, y, width in mm, align, size and spacing in pt, bold, italic, characters, lines"
        ),
    )
    valid_from = models.DateField(gettext_lazy("valid from"))
    valid_until = models.DateField(gettext_lazy("valid until"), null=True, blank=True)
    confidence = models.CharField(gettext_lazy("how sure"), max_length=12, choices=Confidence.choices)
    note = models.TextField(gettext_lazy("note"), blank=True)

    class Meta:
        verbose_name = gettext_lazy("certificate blank")
        verbose_name_plural = gettext_lazy("certificate blanks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")), name="blank_dates"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_wide(self) -> bool:
        """Whether the sheet lies on its long side."""
        return self.width >= self.height

    def clean(self) -> None:
        """Refuse a place that is unknown or leaves the sheet."""
        if self.width and self.height:
            faults = list(faults_of(self.places, self.width, self.height))
            if faults:
                raise ValidationError({"places": [text for _where, text in faults]})


def faults_of(places: Any, width: int, height: int) -> Iterator[tuple[str, str]]:
    """What is wrong with places on a sheet, each with where it is."""
    if not isinstance(places, dict):
        yield "", _("Give the places as text: values.")
        return
    for field, place in places.items():
        if field not in Placed.values:
            yield str(field)[:60], _("«%(field)s» is no text of a certificate.") % {"field": str(field)[:60]}
        elif not isinstance(place, dict):
            yield field, _("Give the places as text: values.")
        else:
            yield from _faults_of_place(field, place, width, height)


def _faults_of_place(field: str, place: Mapping[str, Any], width: int, height: int) -> Iterator[tuple[str, str]]:
    name = Placed(field).label
    for unknown in sorted(str(key)[:60] for key in place.keys() - {*NUMBERS, *MARKS, "align"}):
        yield field, _("%(name)s: «%(key)s» is not known.") % {"name": name, "key": unknown}
    if place.get("align", "left") not in Align.values:
        yield field, _("%(name)s: choose left, center or right.") % {"name": name}
    if any(not isinstance(place.get(mark, False), bool) for mark in MARKS):
        yield field, _("%(name)s: bold and italic are yes or no.") % {"name": name}
    wrong = False
    for key, (least, most, _default) in NUMBERS.items():
        number = number_of(place, key)
        if number is None or not Decimal(least) <= number <= Decimal(most) or (key in WHOLE and number % 1):
            wrong = True
            given = {"name": name, "key": key, "least": least, "most": most}
            yield field, _("%(name)s: %(key)s is a number from %(least)s to %(most)s.") % given
    if not wrong and not _is_inside(field, place, width, height):
        given = {"name": name, "width": width, "height": height}
        yield field, _("%(name)s leaves the sheet of %(width)s × %(height)s mm. Move it or make it narrower.") % given


def number_of(place: Mapping[str, Any], key: str) -> Decimal | None:
    """A number of a place, to a tenth; what holds where none is given, and nothing where it is no number."""
    value = place.get(key, NUMBERS[key][2])
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
        return number.quantize(Decimal("0.1")) if number.is_finite() else None
    except InvalidOperation:
        return None


def _is_inside(field: str, place: Mapping[str, Any], width: int, height: int) -> bool:
    x, y, wide = (number_of(place, key) or Decimal(0) for key in ("x", "y", "width"))
    bottom = y + wide if field == Placed.QR else y
    return x + wide <= width and 0 < bottom <= height
