"""Forms of the decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.decisions.form_points import Checked
from workflow.decisions.models import Decision
from workflow.decisions.reviewing import against_advice
from workflow.dossiers.models import Nomination
from workflow.dossiers.showing import Readiness
from workflow.pages.forms import DayField, DeedForm, SigningForm
from workflow.pages.refusals import WhyNot
from workflow.pages.signing_in import not_the_person

if TYPE_CHECKING:
    from django.db.models import QuerySet


class SubjectForm(DeedForm):
    """What the decision is about."""

    subject = forms.CharField(
        label=_("Subject"), max_length=300, help_text=_("As the decision says it: on awarding whom for what.")
    )


class CheckForm(DeedForm):
    """The check of the form: the points that a person looks at, and those that go on although they are wanting."""

    points = forms.MultipleChoiceField(label=_("Looked at"), widget=forms.CheckboxSelectMultiple, required=False)
    note = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
        help_text=_("Needed where a point is wanting and the draft goes on; kept with the decision."),
    )

    def __init__(self, *args: Any, checked: Sequence[Checked], **kwargs: Any) -> None:
        """Every point that a person has to tick."""
        super().__init__(*args, **kwargs)
        points = self.fields["points"]
        assert isinstance(points, forms.MultipleChoiceField)  # noqa: S101 -- declared above
        asked = [one for one in checked if one.is_asked]
        points.choices = [(one.point.value, f"{one.label} ({one.found})" if one.found else one.label) for one in asked]


@dataclass(frozen=True, slots=True)
class SignedLine:
    """A line on the signing page: why it cannot be signed, what is to be looked at, and its fields."""

    line: Nomination
    why: Sequence[WhyNot]
    cautions: Sequence[WhyNot]
    leaving: Any = None
    otherwise: Any = None
    declined: Any = None


class SignForm(SigningForm):
    """A signature with the password: which lines are left for later, and the reasons of those decided otherwise."""

    leaving = forms.TypedMultipleChoiceField(
        label=_("Not signed now"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
    )
    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        help_text=_("You sign with it: nobody else signs in your name on a computer you left open."),
        error_messages={"required": _("Type your password.")},
    )

    def __init__(
        self,
        *args: Any,
        request: HttpRequest,
        lines: Sequence[Nomination],
        review: Readiness,
        declines: bool,
        **more: Any,
    ) -> None:
        """`review` says what is to be looked at; `declines` whether a line can be declined by this decision."""
        super().__init__(*args, of_the_body=False, **more)
        self.request, self.lines, self.review = request, list(lines), review
        named = {line.pk: line.nominee_name for line in self.lines}
        leaving = self.fields["leaving"]
        assert isinstance(leaving, forms.TypedMultipleChoiceField)  # noqa: S101 -- declared above
        leaving.choices = [(line.pk, named[line.pk]) for line in self.lines if line.pk in review.exceptions]
        for key in sorted(against_advice(review)):
            self._ask(f"otherwise[{key}]", gettext("Reason to award %(name)s against the advice"), named.get(key, ""))
        for line in self.lines if declines else []:
            self._ask(f"declined[{line.pk}]", gettext("Reason to decline %(name)s"), line.nominee_name)

    def _ask(self, field: str, label: str, name: str) -> None:
        self.fields[field] = forms.CharField(label=label % {"name": name}, max_length=4000, required=False)

    def clean_password(self) -> str:
        """The password of whoever signs; wrong ones are counted as at the sign-in."""
        why = not_the_person(self.request, self.cleaned_data["password"])
        if why:
            raise forms.ValidationError(why, code="password")
        return ""

    def clean(self) -> dict[str, Any]:
        """A line that is left for later is not decided now."""
        given = super().clean() or {}
        for key in given.get("leaving") or ():
            for field in (f"declined[{key}]", f"otherwise[{key}]"):
                if str(given.get(field) or "").strip():
                    self.add_error(
                        field, gettext("The line is left for later: clear the reason, or sign the line now.")
                    )
        return given

    def _rows(self, *, exceptions: bool) -> list[SignedLine]:
        boxes = {str(box.data["value"]): box for box in self["leaving"]}
        return [
            SignedLine(
                line,
                self.review.why.get(line.pk, ()),
                self.review.cautions.get(line.pk, ()),
                boxes.get(str(line.pk)),
                self._shown(f"otherwise[{line.pk}]"),
                self._shown(f"declined[{line.pk}]"),
            )
            for line in self.lines
            if (line.pk in self.review.exceptions) is exceptions
        ]

    def _shown(self, name: str) -> Any:
        return self[name] if name in self.fields else None

    @property
    def exceptions(self) -> list[SignedLine]:
        """The lines to be looked at."""
        return self._rows(exceptions=True)

    @property
    def clean_lines(self) -> list[SignedLine]:
        """The others."""
        return self._rows(exceptions=False)

    @property
    def decided(self) -> dict[str, Any]:
        """What the command takes: the lines left, and the reasons."""
        return {
            "leaving": self.cleaned_data["leaving"],
            "declined": self._reasons("declined"),
            "otherwise": self._reasons("otherwise"),
        }

    def _reasons(self, what: str) -> dict[int, str]:
        given = {line.pk: self.cleaned_data.get(f"{what}[{line.pk}]", "") for line in self.lines}
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


class SendBackForm(DeedForm):
    """Why the whole draft goes back to be composed anew."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("What is to be changed; whoever composes the draft reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )


class MergeForm(DeedForm):
    """The draft whose lines are taken in."""

    other = forms.ModelChoiceField(
        Decision.objects.none(), label=_("Draft"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, choices: "QuerySet[Decision]", **kwargs: Any) -> None:
        """`choices` are the drafts that may be taken in."""
        super().__init__(*args, **kwargs)
        other = self.fields["other"]
        assert isinstance(other, forms.ModelChoiceField)  # noqa: S101 -- declared above
        other.queryset = choices


class CancelForm(DeedForm):
    """A number that no paper will bear."""

    number = forms.CharField(label=_("Number"), max_length=60, help_text=_("As it would stand on the paper."))
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    document = forms.CharField(
        label=_("Document on which it rests"), help_text=_("Number and date, and who issued it."), max_length=200
    )
