"""Forms of the history of awards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.pages.forms import DeedForm


class RecordHistoryForm(DeedForm):
    """The rows of an uploaded list are recorded; the form bears the mark of the list that was seen."""

    seen_list = forms.CharField(widget=forms.HiddenInput, max_length=40)


class RemovePastAwardForm(DeedForm):
    """A past award that was recorded wrongly is removed."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("What is wrong with it. It stays in the record."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
