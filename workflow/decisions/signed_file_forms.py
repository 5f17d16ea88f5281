"""Forms of the files of a decision."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from workflow.decisions.signed_file_models import SignedFile
from workflow.dossiers.papers import StoredFile, store_file
from workflow.pages.forms import DeedForm


class _FileForm(DeedForm):
    """A file to keep."""

    file = forms.FileField(label=_("File"), help_text=_("PDF, at most 20 MB."), max_length=250)

    @property
    def stored(self) -> StoredFile:
        """The file in the store. Raises `ValidationError` on `file`."""
        file = self.cleaned_data["file"]
        return store_file(file, file.name or "")


class PaperToSignForm(_FileForm):
    """The PDF that is given out to be signed."""


class SignedFileForm(_FileForm):
    """The signed file, and what it was given out as."""

    paper = forms.TypedChoiceField(label=_("Signed from"), coerce=int)

    def __init__(self, *args: Any, given_out: Iterable[SignedFile], **kwargs: Any) -> None:
        """`given_out` are the PDFs given out, the newest first."""
        super().__init__(*args, **kwargs)
        paper = self.fields["paper"]
        assert isinstance(paper, forms.TypedChoiceField)  # noqa: S101 -- declared a few lines above
        paper.choices = [(one.pk, _named(one)) for one in given_out]
        self.order_fields(["paper", "file"])


def _named(one: SignedFile) -> str:
    at = date_format(timezone.localtime(one.kept_at), "SHORT_DATETIME_FORMAT")
    return f"{one.file_name} ({at}, {one.sha256[:8]}…)"


class ScanForm(_FileForm):
    """A scan of the paper original, and why there is no signed file."""

    file = forms.FileField(label=_("File"), help_text=_("PDF, PNG or JPEG, at most 20 MB."), max_length=250)
    reason = forms.CharField(
        label=_("Why there is no digitally signed file"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For instance: signed by hand on paper; the program that signed it saved the file anew."),
    )


class SealForm(DeedForm):
    """How the seal is set."""

    visible = forms.BooleanField(label=_("Show the seal at the foot of the last page"), required=False)


class SetAsideForm(DeedForm):
    """Why a file no longer counts."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
