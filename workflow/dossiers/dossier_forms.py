"""Forms of the dossier: what is asked of the list, a correction, the way on of a redirected nomination."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.awards.models import AwardForm, Round
from workflow.directory.models import Organisation
from workflow.dossiers.forms import routes_in_force
from workflow.dossiers.models import Nomination
from workflow.dossiers.names import CORRECTABLE
from workflow.dossiers.searching import Choices
from workflow.pages.forms import DayField, DeedForm
from workflow.procedure.states import State


class SearchForm(forms.Form):
    """What is asked of the list of nominations. Nothing is required; what is no choice is as if it were not asked."""

    name = forms.CharField(label=_("Name"), max_length=250, required=False, widget=forms.SearchInput)
    state = forms.ChoiceField(label=_("State"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    award_form = forms.ChoiceField(label=_("Award form"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    whose = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("all I may see")), ("mine", _("what waits for me"))]
    )
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("name", _("by name")), ("newest", _("newest first"))]
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        """Only choices that the person's nominations have."""
        super().__init__(*args, **kwargs)
        states = [(state.value, state.label) for state in State]
        listed = {
            "state": states,
            "campaign": choices.campaigns,
            "unit": choices.units,
            "award_form": choices.award_forms,
            "year": choices.years,
        }
        for name, some in listed.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
            field.choices = [("", _("all")), *some]

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked, without what is no choice."""
        self.is_valid()
        return dict(self.cleaned_data)


class CorrectForm(DeedForm):
    """How a name, a title or a unit is rightly written, and who of the unit confirmed it."""

    field = forms.ChoiceField(label=_("What is written wrongly"))
    text = forms.CharField(label=_("Rightly written"), max_length=250)
    confirmed_by = forms.CharField(
        label=_("Confirmed by"), help_text=_("The paper or the person of the unit that confirmed it."), max_length=200
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The fields whose spelling is corrected."""
        super().__init__(*args, **kwargs)
        field = self.fields["field"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        labels = {one.name: one.verbose_name for one in Nomination._meta.concrete_fields}
        field.choices = [(name, labels[name]) for name in CORRECTABLE]


class RedirectForm(DeedForm):
    """Where a nomination goes on: route, authority and award form, by the unit's consent."""

    route = forms.ChoiceField(label=_("Route"))
    authority = forms.ModelChoiceField(Organisation.objects.none(), label=_("Deciding authority"), empty_label="—")
    award_form = forms.ChoiceField(label=_("Award form"))
    award_round = forms.ModelChoiceField(
        Round.objects.none(),
        label=_("Round"),
        help_text=_("Left empty where the route is bound to no round."),
        empty_label="—",
        required=False,
    )
    reply_by = DayField(label=_("Reply by"))
    consent = forms.CharField(
        label=_("Consent of the unit"), help_text=_("Number and date of the unit's paper."), max_length=200
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)

    def __init__(self, *args: Any, line: Nomination, today: date, **kwargs: Any) -> None:
        """What is in force today, for the campaign of the line."""
        super().__init__(*args, **kwargs)
        routes = [("", "—"), *((one.code, f"{one.code} – {one.name}") for one in routes_in_force(today).values())]
        award_forms = [("", "—"), *((one.code, str(one)) for one in AwardForm.objects.order_by("rank", "name"))]
        for name, choices in (("route", routes), ("award_form", award_forms)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
            field.choices = choices
        in_force = Q(standing_bodies__valid_until=None) | Q(standing_bodies__valid_until__gte=today)
        authorities = Organisation.objects.existing_on(today).filter(in_force, standing_bodies__valid_from__lte=today)
        rounds = Round.objects.open_on(today).filter(campaign=line.campaign_id)
        for name, rows in (("authority", authorities.distinct().order_by("name")), ("award_round", rounds)):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 -- declared above
            chosen.queryset = rows

    def _nearest(self, name: str) -> str | None:
        """The command calls the round by its short name."""
        return "award_round" if name == "round" else super()._nearest(name)
