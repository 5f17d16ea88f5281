"""Forms of the register's inner pages: the privacy of an award, and a story."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow.awards.models import Campaign
from workflow.directory.models import Organisation
from workflow.pages.forms import DeedForm
from workflow.public_register.commands import REASON, TEXT, TITLE, Told
from workflow.public_register.models import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet


_LESS: Final = Level.choices[1:]


class ProtectForm(DeedForm):
    """What the public sees of an award, and why."""

    level = forms.TypedChoiceField(
        label=_("What the public sees"),
        choices=lambda: [(Level.FULL.value, _("What the rules say")), *((key, capfirst(said)) for key, said in _LESS)],
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=REASON,
        help_text=_("It stays inside: it goes into the record and is never published."),
    )


class StoryForm(DeedForm):
    """What a story tells."""

    title = forms.CharField(label=pgettext_lazy("story", "Title"), max_length=TITLE)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=TEXT,
        help_text=_("Plain text. An empty line begins a new paragraph."),
    )
    awards = forms.TypedMultipleChoiceField(
        label=_("Awards of which it tells"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text=_("Published awards of the unit. Once one is revoked the story is shown no more."),
    )

    def __init__(self, *args: Any, awards: "Sequence[tuple[int, str]]", **kwargs: Any) -> None:
        """`awards` are those of the unit of which a story may tell, by key."""
        super().__init__(*args, **kwargs)
        field = self.fields["awards"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 -- declared a few lines above
        field.choices = awards
        if not awards:
            del self.fields["awards"]

    @property
    def told(self) -> Told:
        """What the story tells, as the commands take it."""
        given = self.cleaned_data
        return Told(given["title"], given["text"], tuple(given.get("awards", ())))


class NewStoryForm(DeedForm):
    """Of which unit and in which campaign a new story tells; what it tells is written on the next page."""

    unit = forms.ModelChoiceField(Organisation.objects.none(), label=_("Unit"), empty_label="—")
    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=_("Campaign"), empty_label=None)
    title = forms.CharField(label=pgettext_lazy("story", "Title"), max_length=TITLE)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=TEXT,
        help_text=_("Plain text. An empty line begins a new paragraph. Awards are added once the draft is kept."),
    )

    def __init__(self, *args: Any, units: "QuerySet[Any]", campaigns: "QuerySet[Any]", **kwargs: Any) -> None:
        """`units` are those of which the person may tell."""
        super().__init__(*args, **kwargs)
        for name, choices in (("unit", units), ("campaign", campaigns)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared a few lines above
            field.queryset = choices

    @property
    def told(self) -> Told:
        """What the story tells, as the command takes it."""
        return Told(self.cleaned_data["title"], self.cleaned_data["text"])


class WithdrawForm(DeedForm):
    """Why a story is withdrawn."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=REASON)
