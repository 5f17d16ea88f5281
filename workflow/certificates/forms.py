"""Forms of the certificates."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.certificates.blanks import MARKS, NUMBERS, WHOLE, Align, CertificateBlank, Placed, number_of
from workflow.certificates.models import Certificate, CertificatePrint
from workflow.pages.forms import DayField, DeedForm

_range: Final = re.compile(r"(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?")


def _words(label: Any, *, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": 3}), required=required, max_length=400, **more
    )


class ReplaceForm(DeedForm):
    """Why a certificate is replaced, and the request or the decision on which it is done."""

    ground = forms.ChoiceField(label=_("Why"), choices=Certificate.Ground.choices)
    document = forms.CharField(
        label=_("Request or decision"), help_text=_("Number and date, and who issued it."), max_length=200
    )


class PrintForm(DeedForm):
    """On what is printed, which of the certificates, and for those printed before why again."""

    numbers = forms.CharField(
        label=_("Register numbers"),
        required=False,
        max_length=400,
        help_text=_("Such as 1-200, 205. Empty: all that are listed here."),
    )
    blank = forms.ChoiceField(label=_("Print on"), required=False)
    reason = forms.ChoiceField(
        label=_("Why it is printed again"), required=False, choices=[("", "—"), *CertificatePrint.Reason.choices]
    )
    text = _words(_("In words"))

    def __init__(
        self,
        *args: Any,
        certificates: Sequence[Certificate],
        blanks: Sequence[CertificateBlank],
        before: int,
        **kwargs: Any,
    ) -> None:
        """`certificates` are those of which some are printed, `blanks` fit them all, `before` were printed before."""
        super().__init__(*args, **kwargs)
        for name in (["numbers"] if len(certificates) == 1 else []) + ([] if before else ["reason", "text"]):
            del self.fields[name]
        self.certificates = certificates
        self.blanks = {str(one.pk): one for one in blanks}
        field = self.fields["blank"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared a few lines above
        field.choices = [
            ("", gettext("plain paper, with all its words")),
            *((key, one.name) for key, one in self.blanks.items()),
        ]

    def clean_numbers(self) -> list[int]:
        """The certificates of the numbers typed, by key; all where none is typed."""
        text = self.cleaned_data["numbers"]
        if not text.strip():
            return [one.pk for one in self.certificates]
        ranges = [_range.fullmatch(part.strip()) for part in text.split(",") if part.strip()]
        if not all(ranges):
            raise forms.ValidationError(_("Type numbers and ranges, such as 1-200, 205."), code="range")
        spans = [(int(one[1]), int(one[2] or one[1])) for one in ranges if one is not None]
        chosen = [one.pk for one in self.certificates if any(low <= one.number <= high for low, high in spans)]
        if not chosen:
            raise forms.ValidationError(_("No certificate that may be printed has one of these numbers."), code="none")
        return chosen

    @property
    def asked(self) -> dict[str, Any]:
        """What the command is given."""
        given = self.given
        return {
            "certificates": given.get("numbers") or [one.pk for one in self.certificates],
            "blank": self.blanks.get(given["blank"]),
            "reason": given.get("reason", ""),
            "text": given.get("text", ""),
        }


_OTHERS: Final = (Certificate.State.RETURNED, Certificate.State.REFUSED, Certificate.State.UNDELIVERABLE)


class HandForm(DeedForm):
    """What became of certificates."""

    state = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(one.value, one.label) for one in (Certificate.State.DELIVERED, *_OTHERS)],
    )
    on = DayField(label=_("Day"), initial=timezone.localdate)
    handed_to = forms.CharField(
        label=_("Handed over to"), required=False, max_length=250, help_text=_("Name, and for whom the person came.")
    )
    by_proxy = forms.BooleanField(label=_("Somebody else took it for the awardee"), required=False)
    note = _words(_("Note"), help_text=_("The misprint, or why it could not be handed over."))


class CeremonyForm(DeedForm):
    """A conferment."""

    held_on = DayField(label=_("Day"), initial=timezone.localdate)
    place = forms.CharField(label=_("Place"), max_length=200)
    conferred_by = forms.CharField(label=_("Who confers"), max_length=200, help_text=_("Name and title."))
    note = _words(_("Note"))


class DemandForm(DeedForm):
    """That certificates of revoked awards are demanded back."""

    note = _words(_("Note"), help_text=_("The letter by which it is demanded, by number and date."))


class RecoverForm(DeedForm):
    """That a certificate came back."""

    on = DayField(label=_("Day"), initial=timezone.localdate)
    note = _words(_("Note"))


class PlacesForm(DeedForm):
    """Where each text stands on a blank: a row of fields for each text, empty where it is not printed."""

    dx = forms.DecimalField(label=_("Shift to the right (mm)"), max_digits=4, decimal_places=1)
    dy = forms.DecimalField(label=_("Shift down (mm)"), max_digits=4, decimal_places=1)

    def __init__(self, *args: Any, blank: CertificateBlank, **kwargs: Any) -> None:
        """The fields of each text, as the blank has them."""
        super().__init__(*args, **kwargs)
        self.blank = blank
        self.fields["dx"].initial, self.fields["dy"].initial = blank.dx, blank.dy
        for text in Placed:
            self._add(text, blank.places.get(text.value, {}))

    def _add(self, text: Placed, place: Mapping[str, Any]) -> None:
        for key, (least, most, _default) in NUMBERS.items():
            self.fields[_name(text, key)] = forms.DecimalField(
                label=_KEYS[key],
                min_value=float(least),
                max_value=float(most),
                decimal_places=0 if key in WHOLE else 1,
                required=False,
                initial=_initial(place, key),
            )
        self.fields[_name(text, "align")] = forms.ChoiceField(
            label=_KEYS["align"], choices=Align.choices, required=False, initial=place.get("align", "left")
        )
        for mark in MARKS:
            self.fields[_name(text, mark)] = forms.BooleanField(
                label=_KEYS[mark], required=False, initial=place.get(mark, False)
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each text with its fields."""
        keys = [*NUMBERS, "align", *MARKS]
        return [{"label": one.label, "fields": [self[_name(one, key)] for key in keys]} for one in Placed]

    @property
    def places(self) -> dict[str, dict[str, Any]]:
        """The places as they were typed: a text without x and y is not printed."""
        typed = {}
        for text in Placed:
            given = {key: self.cleaned_data.get(_name(text, key)) for key in NUMBERS}
            if given["x"] is None and given["y"] is None:
                continue
            place: dict[str, Any] = {key: str(number) for key, number in given.items() if number is not None}
            place["align"] = self.cleaned_data.get(_name(text, "align")) or Align.LEFT.value
            place |= {mark: True for mark in MARKS if self.cleaned_data.get(_name(text, mark))}
            typed[text.value] = place
        return typed


def _initial(place: Mapping[str, Any], key: str) -> Decimal | int | None:
    number = number_of(place, key) if key in place else None
    return int(number) if number is not None and key in WHOLE else number


def _name(text: Placed, key: str) -> str:
    return f"{text.value.lower()}-{key}"


_KEYS: Final = {
    "x": _("left edge (mm)"),
    "y": _("base line (mm)"),
    "width": _("width (mm)"),
    "size": _("size (pt)"),
    "spacing": _("spacing (pt)"),
    "characters": _("most characters in a line"),
    "lines": _("lines"),
    "align": _("alignment"),
    "bold": _("bold"),
    "italic": _("italic"),
}
"""What each part of a place is called."""
