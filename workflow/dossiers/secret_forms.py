"""Forms of secret dossiers: numbers, a degree, a day and an official; no field takes free text."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.directory.models import Person
from workflow.dossiers.secret_commands import Stub
from workflow.dossiers.secret_stubs import MOST, NUMBER_LENGTH
from workflow.pages.forms import DayField, DeedForm
from workflow.procedure.secrecy import Degree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflow.directory.invitations import Group


def _amount(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False)


class SecretForm(DeedForm):
    """That a secret dossier goes on paper: what may be said of it here."""

    register_number = forms.CharField(
        label=_("Number in the unit's register of secret documents"),
        help_text=_("The number alone, such as 05/2026 or 12/TM-STC. No name, and nothing of what it is about."),
        max_length=NUMBER_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    degree = forms.ChoiceField(
        label=_("Degree of secrecy"),
        choices=[(degree.value, degree.label) for degree in Degree],
        widget=forms.RadioSelect,
    )
    persons = _amount(_("Number of individuals"))
    collectives = _amount(_("Number of collectives"))
    households = _amount(_("Number of households"))
    handed_on = DayField(label=_("Handed to the office on"), required=False)
    handed_by = forms.ChoiceField(label=_("Handed over by"), required=False)

    def __init__(self, *args: Any, people: "Sequence[Group]", **kwargs: Any) -> None:
        """`people` are those near the letter's body who may have handed it over."""
        super().__init__(*args, **kwargs)
        by = self.fields["handed_by"]
        assert isinstance(by, forms.ChoiceField)  # noqa: S101 -- declared above
        by.choices = [("", "—"), *people]

    def clean_handed_by(self) -> Person | None:
        """The person chosen, if any."""
        key = self.cleaned_data["handed_by"]
        return Person.objects.get(pk=key) if key else None

    @property
    def stub(self) -> Stub:
        """The stub as the command takes it."""
        return Stub(**self.given)


class ReceiveSecretForm(DeedForm):
    """Under which number, and when, the office received it."""

    received_number = forms.CharField(
        label=_("Number in the office's register of secret documents"),
        help_text=_("The number alone, such as 05/2026."),
        max_length=NUMBER_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    received_on = DayField(label=_("Received on"))
