"""Forms of the reports: what an auditor asks of the record, and for which period the office reports."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.directory.models import Organisation
from workflow.dossiers.telling import DEEDS, told
from workflow.pages.forms import DayField
from workflow.procedure.transitions import Transition
from workflow.reports.auditing import KINDS
from workflow.reports.periods import PARTS, WHOLE, Period


class AuditForm(forms.Form):
    """Person, object, deed and time; nothing is required, and what is no choice is as if it were not asked."""

    person = forms.CharField(label=_("Person who acted"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Object"), required=False)
    key = forms.IntegerField(label=_("Its number"), min_value=1, max_value=2**53, required=False)
    deed = forms.ChoiceField(label=_("Deed"), required=False)
    since = DayField(label=_("Since"), required=False)
    until = DayField(label=_("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The kinds of object, and every deed in words."""
        super().__init__(*args, **kwargs)
        codes = [*(one.name for one in Transition), *DEEDS]
        deeds = sorted(((code, str(told(code)[0])) for code in codes), key=lambda one: one[1])
        for name, choices in (("kind", list(KINDS.items())), ("deed", deeds)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
            field.choices = [("", _("all")), *choices]

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked, without what is no choice."""
        self.is_valid()
        return dict(self.cleaned_data)


_earliest: Final = 2000


class PeriodicForm(forms.Form):
    """The period that is reported on, and of whom. Without an answer it is the whole year that runs, of all units."""

    year = forms.IntegerField(label=_("Year"))
    part = forms.ChoiceField(
        label=_("Period"),
        choices=list(PARTS.items()),
        error_messages={"invalid_choice": _("This is no period. Choose a year, a half-year or a quarter of the list.")},
    )
    body = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Submitting unit"),
        required=False,
        empty_label=_("all"),
        error_messages={"invalid_choice": _("The office has received nothing of this unit. Choose one of the list.")},
    )

    def __init__(self, data: Any, *, units: Any, today: date) -> None:
        """`units` are those of which the office has received something."""
        super().__init__(data or {"year": today.year, "part": WHOLE})
        self.today = today
        body = self.fields["body"]
        assert isinstance(body, forms.ModelChoiceField)  # noqa: S101 -- declared above
        body.queryset = units

    def clean_year(self) -> int:
        """A year of which there can be something to report."""
        year = int(self.cleaned_data["year"])
        if not _earliest <= year <= self.today.year:
            told = {"first": _earliest, "last": self.today.year}
            message = gettext("Enter a year from %(first)d to %(last)d.") % told
            raise forms.ValidationError(message, code="year")
        return year

    def clean(self) -> dict[str, Any]:
        """A period that has begun."""
        given = super().clean() or {}
        if {"year", "part"} <= given.keys() and self.period.first > self.today:
            message = gettext("This period begins on %(day)s. Choose one that has begun.")
            told = {"day": f"{self.period.first:%d/%m/%Y}"}
            self.add_error("part", forms.ValidationError(message % told, code="begun"))
        return given

    @property
    def period(self) -> Period:
        """The period that was asked for."""
        return Period(self.cleaned_data["year"], self.cleaned_data["part"])

    @property
    def unit(self) -> Organisation | None:
        """The unit that was asked for; none for all."""
        found: Organisation | None = self.cleaned_data["body"]
        return found

    @property
    def slug(self) -> str:
        """The period in the name of a file."""
        return f"{self.cleaned_data['year']}-{self.cleaned_data['part']}".lower()
