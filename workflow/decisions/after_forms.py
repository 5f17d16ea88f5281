"""Forms of what comes after a decision: corrections, the recovery of a revocation, notices of results."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.decisions.correcting import Corrected
from workflow.decisions.forms import RevocationForm
from workflow.decisions.recovery import Recovered
from workflow.dossiers.models import Nomination
from workflow.pages.forms import DayField, DeedForm

Texts = tuple[str, str, str]


class CorrectionForm(DeedForm):
    """How each line is to read, from how it reads now, with the reason; and the document that confirms it."""

    document = forms.CharField(
        label=_("Document that confirms it"), help_text=_("Number and date, and who issued it."), max_length=200
    )

    def __init__(self, *args: Any, lines: Sequence[Nomination], now: Mapping[int, Texts], **kwargs: Any) -> None:
        """`now` is how the award of each line reads now: name, title, unit."""
        super().__init__(*args, **kwargs)
        self.lines, self.now = list(lines), now
        for line in self.lines:
            for field, text, made in zip(_PARTS, now[line.pk], (self._name, self._text, self._text), strict=True):
                self.fields[f"corrections[{line.pk}].{field}"] = made(_LABELS[field], text)
            self.fields[f"corrections[{line.pk}].reason"] = forms.CharField(
                label=_("Why the decision has it otherwise"), max_length=1000
            )

    def _name(self, label: Any, text: str) -> forms.CharField:
        return forms.CharField(label=label, initial=text, max_length=250)

    def _text(self, label: Any, text: str) -> forms.CharField:
        return forms.CharField(label=label, initial=text, max_length=250, required=False)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each line as it reads now, with its fields."""
        return [
            {"line": line, "now": self.now[line.pk], "fields": [self[self._field(line, part)] for part in _ALL]}
            for line in self.lines
        ]

    @property
    def corrections(self) -> dict[int, Corrected]:
        """How each line is to read, as the command takes it."""
        given = self.cleaned_data
        return {line.pk: Corrected(*(given[self._field(line, part)] for part in _ALL)) for line in self.lines}

    def _field(self, line: Nomination, part: str) -> str:
        return f"corrections[{line.pk}].{part}"


_PARTS = ("name", "title", "unit")
_ALL = (*_PARTS, "reason")
_LABELS = {"name": _("Name"), "title": _("Title"), "unit": _("Unit")}


class RevokingForm(RevocationForm):
    """A revocation with what it recovers; nothing is recovered where neither box is ticked and nothing is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The fields of the recovery stand behind those of the ground."""
        super().__init__(*args, **kwargs)
        receiver_help = gettext("The body that keeps the certificates, or whose fund paid.")
        added = {
            "recovery.objects_back": forms.BooleanField(
                label=_("The certificate and its object are given back"), required=False
            ),
            "recovery.money_back": forms.BooleanField(label=_("The prize is paid back"), required=False),
            "recovery.payer": forms.CharField(label=_("Who gives back"), max_length=250, required=False),
            "recovery.receiver": forms.CharField(
                label=_("To whom"), help_text=receiver_help, max_length=250, required=False
            ),
            "recovery.until": DayField(label=_("Until"), required=False),
        }
        under = self.fields.pop("under")
        self.fields |= {**added, "under": under}

    @property
    def given(self) -> dict[str, Any]:
        """What was given, with the recovery as the command takes it."""
        plain = {name: value for name, value in super().given.items() if not name.startswith("recovery.")}
        return {**plain, "recovery": self._recovery}

    @property
    def _recovery(self) -> Recovered | None:
        typed = {name.rpartition(".")[2]: value for name, value in super().given.items() if name.startswith("recovery")}
        if not any(typed.values()):
            return None
        return Recovered(**{**typed, "until": typed["until"] or date.min.replace(year=1900)})


class NoticeNumberForm(DeedForm):
    """Number and date of a signed notice of results."""

    number = forms.CharField(label=_("Number"), max_length=60, help_text=_("As it stands on the paper."))
    dated = DayField(label=_("Date"), initial=date.today)
