"""Forms of the decisions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.decisions.models import Decision
from workflow.dossiers.models import Nomination
from workflow.pages.forms import DayField, DeedForm, SigningForm


class SubjectForm(DeedForm):
    """What the decision is about."""

    subject = forms.CharField(
        label=_("Subject"), max_length=300, help_text=_("As the decision says it: on awarding whom for what.")
    )


class SignForm(SigningForm):
    """A reason for each line that is declined; a line without one is awarded, or revoked."""

    def __init__(
        self, *args: Any, lines: Sequence[Nomination], doubts: Mapping[int, str], declines: bool, **kwargs: Any
    ) -> None:
        """`doubts` are the council's counts on lines that it did not support."""
        super().__init__(*args, of_the_body=False, **kwargs)
        self.lines, self.doubts = list(lines), doubts
        for line in self.lines if declines else []:
            self.fields[f"declined[{line.pk}]"] = forms.CharField(
                label=gettext("Reason to decline %(name)s") % {"name": line.nominee_name},
                max_length=4000,
                required=False,
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each line with the field of its reason, those that want a second look first."""
        listed = [
            {
                "line": line,
                "doubt": self.doubts.get(line.pk, ""),
                "reason": self[name] if (name := f"declined[{line.pk}]") in self.fields else None,
            }
            for line in self.lines
        ]
        return sorted(listed, key=lambda row: not row["doubt"])

    @property
    def declined(self) -> dict[int, str]:
        """The reasons of the lines declined."""
        given = {line.pk: self.cleaned_data.get(f"declined[{line.pk}]", "") for line in self.lines}
        return {key: reason for key, reason in given.items() if reason.strip()}


class IssueForm(DeedForm):
    """Number and date of the signed decision."""

    number = forms.CharField(label=_("Number"), max_length=60, help_text=_("As it stands on the paper."))
    dated = DayField(label=_("Date"), initial=date.today)


class RevocationForm(DeedForm):
    """The ground on which awards are revoked."""

    ground = forms.ChoiceField(label=_("Ground"), choices=Decision.Ground.choices)
    document = forms.CharField(
        label=_("Document on which it rests"), help_text=_("Number and date, and who issued it."), max_length=200
    )
    text = forms.CharField(
        label=_("In words"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
    )


class DropForm(DeedForm):
    """Why the draft revocation is dropped."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
