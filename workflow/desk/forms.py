"""Forms of delegations."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.directory.models import Delegation, Person
from workflow.pages.forms import DayField, DeedForm
from workflow.procedure.transitions import Transition

if TYPE_CHECKING:
    from workflow.directory.invitations import Group


class ByForm(DeedForm):
    """The form of a command of the directory, which takes who acts as `by`."""

    document = forms.CharField(label=_("Document"), help_text=_("Number and date, and who issued it."), max_length=200)


class DelegateForm(ByForm):
    """To whom, for which acts, in which way, from when until when, and by which document."""

    receiver = forms.ChoiceField(label=_("Who is to sign"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Delegation.Kind.choices, widget=forms.RadioSelect)
    transitions = forms.MultipleChoiceField(label=_("For which acts"), widget=forms.CheckboxSelectMultiple)
    from_day = DayField(label=_("From"), initial=date.today)
    until = DayField(label=_("Until"), help_text=_("The last day; not after the post itself."))
    field_order = ("receiver", "kind", "transitions", "from_day", "until", "document")

    def __init__(self, *args: Any, people: "Sequence[Group]", acts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """`people` are those who may receive it, by body; `acts` those of the post."""
        super().__init__(*args, **kwargs)
        self._choices("receiver", [("", "—"), *people])
        self._choices("transitions", acts)

    def _choices(self, name: str, choices: Sequence[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = choices

    def clean_receiver(self) -> Person:
        """The person chosen."""
        return Person.objects.get(pk=self.cleaned_data["receiver"])

    def clean_transitions(self) -> list[Transition]:
        """The acts as the command takes them."""
        return [Transition[name] for name in self.cleaned_data["transitions"]]


class EndDelegationForm(ByForm):
    """The last day, and the document that says so."""

    last_day = DayField(label=_("Last day"), help_text=_("After this day nobody signs under it."), initial=date.today)
    field_order = ("last_day", "document")
