"""Forms of the office."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from workflow.appraisal.commands import Sheet
from workflow.appraisal.models import AppraisalSheet, Consultation, Finding
from workflow.directory.models import Organisation, Person
from workflow.dossiers.models import Nomination
from workflow.pages.forms import DayField, DeedForm
from workflow.procedure.facts import Reason
from workflow.procedure.grounds import INELIGIBLE_GROUNDS

if TYPE_CHECKING:
    from workflow.appraisal.queries import Asked


class ReceiveForm(DeedForm):
    """The number under which the letter came in."""

    incoming_number = forms.CharField(label=_("Incoming number"), max_length=60)


class AssignForm(DeedForm):
    """Who appraises."""

    specialist = forms.ModelChoiceField(queryset=Person.objects.none(), label=_("Specialist"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        """`people` are the specialists of the office today."""
        super().__init__(*args, **kwargs)
        self.fields["specialist"].queryset = people  # type: ignore[attr-defined]  # a field of models has one


class SheetForm(DeedForm):
    """The appraisal sheet of one line: a finding for each criterion, then what is proposed.

    Fields bear the names by which the command reports errors: `sheets[17].COL-01`.
    """

    def __init__(self, *args: Any, line: Nomination, asked: "Sequence[Asked]", **kwargs: Any) -> None:
        """`asked` are the criteria that the line answers, in their order."""
        super().__init__(*args, **kwargs)
        self.line = line
        self.asked = asked
        self.codes = [one.criterion.code for one in asked]
        for one in asked:
            self._ask(one)
        self.fields[self.name_of("verdict")] = forms.ChoiceField(
            label=pgettext_lazy("appraisal", "Proposal"),
            choices=AppraisalSheet.Verdict.choices,
            widget=forms.RadioSelect,
            required=False,
        )
        self.fields[self.name_of("note")] = forms.CharField(
            label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
        )
        self.order_fields([*(name for name in self.fields if name != "under"), "under"])

    def name_of(self, part: str) -> str:
        """The name of a field of this sheet."""
        return f"sheets[{self.line.pk}].{part}"

    def _ask(self, one: "Asked") -> None:
        choices = [pair for pair in Finding.Result.choices if pair[0] != "NA" or one.criterion.may_not_apply]
        self.fields[self.name_of(one.criterion.code)] = forms.ChoiceField(
            label=one.criterion.code,
            choices=choices,
            widget=forms.RadioSelect,
            required=False,
            initial=one.finding.result if one.finding else None,
        )
        self.fields[self.name_of(f"{one.criterion.code}.note")] = forms.CharField(
            label=_("Note"), required=False, max_length=400, initial=one.finding.note if one.finding else ""
        )

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """What the page shows side by side: a criterion with the unit's answer, its finding and its note."""
        return [
            {
                "asked": one,
                "finding": self[self.name_of(one.criterion.code)],
                "note": self[self.name_of(f"{one.criterion.code}.note")],
            }
            for one in self.asked
        ]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The visible fields that belong to no criterion."""
        names = [self.name_of("verdict"), self.name_of("note"), "under"]
        return [self[name] for name in names if not self[name].is_hidden]

    @property
    def sheet(self) -> Sheet:
        """The sheet as the command takes it: what was not found is left out, and reported by the command."""
        given = self.cleaned_data
        findings = {code: given[self.name_of(code)] for code in self.codes if given[self.name_of(code)]}
        notes = {code: given[name] for code in self.codes if given[name := self.name_of(f"{code}.note")]}
        return Sheet(given[self.name_of("verdict")], findings, given[self.name_of("note")], notes)


class ApproveForm(DeedForm):
    """The ruling on each line that is proposed as ineligible: a ground and a reason; without a ground it stays."""

    def __init__(self, *args: Any, proposed: Iterable[Mapping[str, Any]], **kwargs: Any) -> None:
        """`proposed` are the lines proposed as ineligible, each with its sheet."""
        super().__init__(*args, **kwargs)
        self.proposed = list(proposed)
        self.lines: list[Nomination] = [row["line"] for row in self.proposed]
        for line in self.lines:
            name = {"name": line.nominee_name}
            self.fields[f"code-{line.pk}"] = forms.ChoiceField(
                label=gettext("%(name)s: ground") % name,
                choices=[("", _("leave it here")), *INELIGIBLE_GROUNDS.items()],
                required=False,
            )
            self.fields[f"text-{line.pk}"] = forms.CharField(
                label=gettext("%(name)s: reason") % name,
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
                max_length=4000,
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each line with its sheet, and the fields of the ruling on it."""
        return [
            {**row, "fields": [self[f"code-{row['line'].pk}"], self[f"text-{row['line'].pk}"]]} for row in self.proposed
        ]

    @property
    def ineligible(self) -> dict[int, Reason]:
        """The rulings by line."""
        given = self.cleaned_data
        return {
            line.pk: Reason(text=given[f"text-{line.pk}"], code=given[f"code-{line.pk}"])
            for line in self.lines
            if given[f"code-{line.pk}"]
        }


class ConsultForm(DeedForm):
    """Who is asked, for what kind of opinion, until when."""

    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), label=_("Body asked"))
    kind = forms.ChoiceField(label=_("Kind of opinion"), choices=Consultation.Kind.choices)
    reply_by = DayField(label=_("Reply by"), required=False, help_text=_("Empty: the days of the route count."))

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        """`bodies` are those that have somebody to answer."""
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]  # a field of models has one


AGREES: Mapping[str, bool | None] = {"yes": True, "no": False, "none": None}


class OpinionForm(DeedForm):
    """The opinion of the body asked."""

    agrees = forms.ChoiceField(
        label=_("Opinion"),
        choices=[("yes", _("agrees")), ("no", _("does not agree")), ("none", _("other opinion"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("Opinion in words"), widget=forms.Textarea(attrs={"rows": 5}), max_length=8000)
    document = forms.CharField(label=_("Document"), required=False, max_length=200)

    def clean_agrees(self) -> bool | None:
        """Yes, no, or neither."""
        return AGREES[self.cleaned_data["agrees"]]


class ConcludeForm(DeedForm):
    """The document that concludes a hold."""

    conclusion = forms.CharField(
        label=_("Concluding document"), help_text=_("Number and date, and who issued it."), max_length=300
    )
