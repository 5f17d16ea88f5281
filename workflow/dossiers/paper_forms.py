"""The form by which papers are attached: many files at once, each judged on its own."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from workflow.dossiers.papers import TAKEN, StoredFile, shown_name, store_file
from workflow.dossiers.scanning import Scan
from workflow.dossiers.secrecy import secret_title
from workflow.pages.forms import DeedForm
from workflow.procedure.papers import PAPERS


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def __init__(self, attrs: Any = None) -> None:
        """The browser offers the kinds that are taken."""
        endings = ",".join(one for some in TAKEN.values() for one in some)
        super().__init__({"accept": endings, **(attrs or {})})


class ManyFilesField(forms.FileField):
    """A list of files that were sent; each is judged when it is stored, not here."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Every file on its own."""
        one = super().clean
        return [one(each, initial) for each in data] if data else [one(data, initial)]


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was sent: its name, the title of its paper, and the file in the store or what is wrong with it."""

    name: str
    title: str = ""
    file: StoredFile | None = None
    wrong: str = ""


class PapersForm(DeedForm):
    """Papers of a letter or of a line: one or several files of one kind."""

    kind = forms.ChoiceField(label=_("Kind"))
    file = ManyFilesField(
        label=_("Files"),
        help_text=_("PDF, PNG, JPEG, DOCX or XLSX, each at most 20 MB. Choose several at once."),
        allow_empty_file=True,
    )
    title = forms.CharField(
        label=_("Title of the paper"),
        help_text=_("Left empty, each paper is called by its file."),
        max_length=250,
        required=False,
    )

    def __init__(self, *args: Any, kinds: Collection[str] | None = None, **kwargs: Any) -> None:
        """Every kind of paper, or those that are open."""
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 -- declared above
        kind.choices = [("", "—"), *(pair for pair in PAPERS.items() if kinds is None or pair[0] in kinds)]

    def clean_title(self) -> str:
        """A title that says that the paper is secret is refused before any file is kept (R-SECRET)."""
        title = str(self.cleaned_data["title"])
        secret = secret_title(title)
        if secret is not None:
            raise secret
        return title

    def received(self) -> list[Received]:
        """The files, each in the store with its title, or with what is wrong with it.

        A scanner that was silent once is not asked about the files after it: they wait for their scan.
        """
        found, scans = [], True
        for sent in self.cleaned_data["file"]:
            name = shown_name(sent.name or "")
            try:
                file = store_file(sent, sent.name or "", scans=scans)
            except ValidationError as error:
                found.append(Received(name, wrong=" ".join(error.messages)))
                continue
            scans = scans and file.scan != Scan.UNSCANNED
            found.append(Received(name, self.cleaned_data["title"] or file.file_name, file))
        return found

    def renew(self) -> None:
        """Make the form one for another deed: its own is done as far as it could be."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["operation"] = uuid4().hex
        self.data = data
