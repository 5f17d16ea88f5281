"""Forms of the deeds on a whole letter."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.directory.models import Person
from workflow.dossiers.drafting import LONGEST_SUBJECT
from workflow.dossiers.merging import MergingForm, Part
from workflow.dossiers.models import Nomination
from workflow.pages.forms import DayField, DeedForm, SigningForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from workflow.directory.invitations import Group


class SubjectForm(MergingForm):
    """What the letter is about."""

    version_fields = ("thing_seen",)

    subject = forms.CharField(
        label=_("Subject"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST_SUBJECT,
        help_text=_("As it stands on the letter, after «V/v»."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The subject is one part."""
        super().__init__(*args, **kwargs)
        self.begin([Part("subject", str(self.fields["subject"].label), ["subject"])])


class InviteForm(DeedForm):
    """Who is invited to write in the letter, and until when."""

    colleague = forms.ChoiceField(label=_("Colleague"))
    until = DayField(label=_("Until"), help_text=_("The last day. You can take it back at any time before."))

    def __init__(self, *args: Any, people: "Sequence[Group]", **kwargs: Any) -> None:
        """`people` are the colleagues near the letter's body, by body."""
        super().__init__(*args, **kwargs)
        colleague = self.fields["colleague"]
        assert isinstance(colleague, forms.ChoiceField)  # noqa: S101 -- declared above
        colleague.choices = [("", "—"), *people]

    def clean_colleague(self) -> Person:
        """The person chosen."""
        return Person.objects.get(pk=self.cleaned_data["colleague"])


class LinesForm(DeedForm):
    """Some lines of a letter. A subclass names the field; `choices` are the lines that may be chosen."""

    field: str

    def __init__(self, *args: Any, choices: "QuerySet[Nomination]", **kwargs: Any) -> None:
        """Offer the lines."""
        super().__init__(*args, **kwargs)
        lines = self.fields[self.field]
        assert isinstance(lines, forms.ModelMultipleChoiceField)  # noqa: S101 -- declared by the subclass
        lines.queryset = choices

    @property
    def keys(self) -> list[int]:
        """The lines chosen."""
        return [line.pk for line in self.cleaned_data[self.field]]


class MergeForm(LinesForm):
    """The body's own lines that go into the letter in which it merges others'."""

    field = "nominations"
    nominations = forms.ModelMultipleChoiceField(
        Nomination.objects.none(), label=_("Lines"), widget=forms.CheckboxSelectMultiple
    )


class NamesForm(LinesForm):
    """The lines whose names are confirmed."""

    field = "nominations"
    nominations = forms.ModelMultipleChoiceField(
        Nomination.objects.none(), label=_("Lines"), widget=forms.CheckboxSelectMultiple
    )


class SignForm(SigningForm, LinesForm):
    """A signature: the lines chosen are not signed, and go into a letter of their own."""

    field = "leaving"
    leaving = forms.ModelMultipleChoiceField(
        Nomination.objects.none(),
        label=_("Not signed now"),
        help_text=_("The lines marked stay on your desk in a letter of their own, with the same papers."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Where every line is clean, nothing is chosen."""
        super().__init__(*args, of_the_body=True, **kwargs)
        leaving = self.fields["leaving"]
        assert isinstance(leaving, forms.ModelMultipleChoiceField)  # noqa: S101 -- declared above
        if not leaving.queryset:
            leaving.widget = forms.MultipleHiddenInput()
