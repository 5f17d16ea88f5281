"""Forms of the council."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.council.models import AgendaItem, Ballot, Seat
from workflow.dossiers.models import Nomination
from workflow.pages.forms import DayField, DeedForm, SigningForm


class AgendaForm(DeedForm):
    """The day of the session, and the place of each line on the agenda."""

    held_on = DayField(label=_("Held on"), initial=date.today)

    def __init__(self, *args: Any, lines: Sequence[Nomination], **kwargs: Any) -> None:
        """`lines` in the order in which they came."""
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for place, line in enumerate(self.lines, 1):
            self.fields[f"place-{line.pk}"] = forms.IntegerField(
                label=gettext("Place of %(name)s") % {"name": line.nominee_name},
                min_value=1,
                max_value=9999,
                initial=place,
                widget=forms.NumberInput(attrs={"class": "place", "inputmode": "numeric"}),
            )
        self.order_fields(["held_on", "under", *(f"place-{line.pk}" for line in self.lines)])

    @property
    def places(self) -> list[dict[str, Any]]:
        """Each line with its field, as the page shows them."""
        return [{"line": line, "place": self[f"place-{line.pk}"]} for line in self.lines]

    @property
    def fixed(self) -> dict[str, Any]:
        """Day and order, as the command takes them."""
        return {"held_on": self.cleaned_data["held_on"], "order": self.order}

    @property
    def order(self) -> list[int]:
        """The lines, first to last; of two on one place the one that came first."""
        return [line.pk for line in sorted(self.lines, key=lambda line: self.cleaned_data[f"place-{line.pk}"])]


class OpenForm(DeedForm):
    """Who is present."""

    present = forms.TypedMultipleChoiceField(
        label=_("Present"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, seats: Iterable[Seat], **kwargs: Any) -> None:
        """`seats` are the members'."""
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [(seat.person_id, str(seat.person)) for seat in seats]  # type: ignore[attr-defined]  # a field of choices has them


class BallotForm(DeedForm):
    """One sheet: a choice for each line, and one for all the others together."""

    others = forms.ChoiceField(
        label=_("All lines without a choice of their own"),
        choices=[("", _("none: I choose for each")), *Ballot.Choice.choices],
        required=False,
    )

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        """`items` are the lines on which the member has a ballot."""
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[f"choices[{item.nomination_id}]"] = forms.ChoiceField(
                label=item.nomination.nominee_name,
                choices=Ballot.Choice.choices,
                widget=forms.RadioSelect,
                required=False,
            )
        self.order_fields([*(f"choices[{item.nomination_id}]" for item in self.items), "others", "under"])

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each line with its choices, as the page shows them."""
        return [{"item": item, "choice": self[f"choices[{item.nomination_id}]"]} for item in self.items]

    @property
    def sheet(self) -> dict[str, Any]:
        """The sheet, as the command takes it."""
        return {"choices": self.choices, "others": self.cleaned_data["others"]}

    @property
    def choices(self) -> dict[int, str]:
        """The choices made line by line."""
        given = {item.nomination_id: self.cleaned_data[f"choices[{item.nomination_id}]"] for item in self.items}
        return {key: choice for key, choice in given.items() if choice}


class MinutesForm(SigningForm):
    """Remarks that go into the minutes; whoever signs first writes them."""

    remarks = forms.CharField(
        label=_("Remarks for the minutes"), widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=20_000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Two people sign, each as what they are at the council."""
        super().__init__(*args, of_the_body=False, **kwargs)
