"""Forms of the implementation plans."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.awards.models import Campaign
from workflow.directory.models import Organisation
from workflow.dossiers.papers import StoredFile, store_file
from workflow.dossiers.secrecy import secret_title
from workflow.pages.forms import DayField, DeedForm


class PlanForm(DeedForm):
    """A plan of the unit at which the chosen post is held."""

    campaign = forms.ModelChoiceField(
        Campaign.objects.order_by("-starts_in", "name"), label=_("Campaign"), empty_label="—"
    )
    number = forms.CharField(label=_("Number"), max_length=100, help_text=_("As it stands on the paper."))
    issued_on = DayField(label=_("Date"))
    title = forms.CharField(label=_("Title of the plan"), max_length=300)
    file = forms.FileField(label=_("File"), help_text=_("PDF, PNG, JPEG, DOCX or XLSX, at most 20 MB."), max_length=250)

    def clean_title(self) -> str:
        """A title that says that the plan is secret is refused before the file is kept (R-SECRET)."""
        title = str(self.cleaned_data["title"])
        secret = secret_title(title)
        if secret is not None:
            raise secret
        return title

    @property
    def unit(self) -> Organisation:
        """The unit of the chosen post."""
        return self.posts[self.cleaned_data["under"]].organisation

    @property
    def plan(self) -> dict[str, Any]:
        """The plan as the command takes it. Stores the file; raises `ValidationError` on `file`."""
        return {**self.given, "file": self._stored()}

    def _stored(self) -> StoredFile:
        file = self.cleaned_data["file"]
        return store_file(file, file.name or "")


class WithdrawPlanForm(DeedForm):
    """Why a plan is withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
