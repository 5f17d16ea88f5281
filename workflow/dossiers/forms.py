"""Forms of the dossiers."""

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.awards.models import AwardForm, Campaign, NomineeKind, Round, Route, Track
from workflow.awards.queries import forms_within_competence
from workflow.directory.models import Organisation
from workflow.dossiers.entries import MATERIAL, SIMPLIFIED_WORDS, Entry
from workflow.dossiers.merging import MergingForm, Part
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.nominees import Found, nominee_of
from workflow.dossiers.open_parts import OpenParts
from workflow.pages.forms import DayField, DeedForm, only_read
from workflow.pages.listing import key_of
from workflow.procedure import guards as g
from workflow.procedure.facts import Reason
from workflow.procedure.grounds import HOLD_GROUNDS, INELIGIBLE_GROUNDS, NOT_ENDORSED_GROUNDS, RETURN_GROUNDS
from workflow.procedure.transitions import Transition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

GROUNDS: "Final[Mapping[Callable[..., object], Mapping[str, _StrPromise]]]" = {
    g.refusal_to_endorse_is_coded: NOT_ENDORSED_GROUNDS,
    g.return_is_coded: RETURN_GROUNDS,
    g.ineligibility_is_coded: INELIGIBLE_GROUNDS,
    g.a_hold_is_grounded: HOLD_GROUNDS,
}
"""The closed list of grounds that a guard judges by its code."""


def grounds_of(transition: Transition) -> "Mapping[str, _StrPromise]":
    """The grounds among which whoever makes the transition chooses; empty where it asks for none."""
    return next((GROUNDS[guard] for guard in transition.guards if guard in GROUNDS), {})


class ActForm(DeedForm):
    """What a transition asks: each part of the reason that its guards judge, and nothing else."""

    code = forms.ChoiceField(label=_("Ground"))
    text = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, strip=True)
    document = forms.CharField(label=_("Document"), help_text=_("Number and date, and who issued it."), max_length=200)
    reply_by = DayField(label=_("Reply by"))
    review_on = DayField(label=_("Review on"))

    def __init__(self, *args: Any, transition: Transition, **kwargs: Any) -> None:
        """Only the parts that the transition asks remain."""
        super().__init__(*args, **kwargs)
        for name in ("code", "text", "document", "reply_by", "review_on"):
            if name not in transition.asked:
                del self.fields[name]
        code = self.fields.get("code")
        if isinstance(code, forms.ChoiceField):
            code.choices = [("", "—"), *grounds_of(transition).items()]

    @property
    def reason(self) -> Reason:
        """The reason as the door takes it."""
        return Reason(**self.given)


class IssueForm(DeedForm):
    """Number and date of a signed paper."""

    number = forms.CharField(label=_("Number"), max_length=60, help_text=_("As it stands on the paper."))
    dated = DayField(label=_("Date"), initial=date.today)


class LetterForm(DeedForm):
    """A new letter. `narrow` holds what was chosen so far: the other choices are those that fit to it.

    A form that is sent keeps all choices: the command says beside which field what does not fit.
    """

    route = forms.ChoiceField(label=_("Route"))
    authority = forms.ModelChoiceField(Organisation.objects.none(), label=_("Deciding authority"))
    campaign = forms.ModelChoiceField(
        Campaign.objects.order_by("-starts_in", "name"), label=_("Campaign"), empty_label="—"
    )
    round = forms.ModelChoiceField(Round.objects.none(), label=_("Round"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=300, required=False)

    def __init__(self, *args: Any, today: date, narrow: "Mapping[str, str]", **kwargs: Any) -> None:
        """The routes in force today; authorities and rounds by what was chosen."""
        super().__init__(*args, **kwargs)
        routes = routes_in_force(today)
        chosen = None if self.is_bound else routes.get(narrow.get("route", ""))
        authorities, rounds = _fitting(today, chosen, {} if self.is_bound else narrow)
        self._choices("route", [("", "—"), *((one.code, f"{one.code} – {one.name}") for one in routes.values())])
        self._rows("authority", authorities)
        self._rows("round", rounds)

    def _choices(self, name: str, choices: "Sequence[tuple[str, str]]") -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = choices

    def _rows(self, name: str, rows: "QuerySet[Any]") -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = rows
        field.empty_label = "—"


def routes_in_force(today: date) -> "dict[str, Route]":
    """The newest version in force of each route, by code."""
    found = Route.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), valid_from__lte=today)
    return {one.code: one for one in found.order_by("code", "version")}


def _fitting(
    today: date, route: "Route | None", chosen: "Mapping[str, str]"
) -> "tuple[QuerySet[Organisation], QuerySet[Round]]":
    """Authorities with an office, competent on the route; rounds that take nominations today and fit to all."""
    in_force = Q(standing_bodies__valid_until=None) | Q(standing_bodies__valid_until__gte=today)
    authorities = Organisation.objects.existing_on(today).filter(in_force, standing_bodies__valid_from__lte=today)
    rounds = Round.objects.open_on(today)
    if route is not None:
        rules = route.rules
        if rules.award_forms:
            may = AwardForm.objects.filter(code__in=rules.award_forms)
            authorities = authorities.filter(
                Q(awardauthority__award_form__in=may) | Q(type__awardauthority__award_form__in=may)
            )
        if rules.council:
            authorities = authorities.filter(standing_bodies__council__isnull=False)
        if rules.occasions:
            rounds = rounds.filter(occasion__in=rules.occasions)
    for name in ("authority", "campaign"):
        key = key_of(chosen.get(name, ""))
        if key is not None:
            rounds = rounds.filter(**{name: key})
    return authorities.distinct().order_by("name"), rounds.order_by("name")


class MaterialForm(DeedForm):
    """The material fields of one line, as its officer edits them."""

    achievement_title = forms.CharField(label=_("Achievement in short"), max_length=300)
    achievement = forms.CharField(label=_("Achievement"), widget=forms.Textarea(attrs={"rows": 8}), max_length=20_000)
    period_from = DayField(label=_("Achieved from"))
    period_to = DayField(label=_("Achieved until"))
    influence_scope = forms.CharField(label=_("Scope of influence"), max_length=200, required=False)
    simplified_ground = forms.ChoiceField(label=_("Ground of the simplified procedure"), required=False)
    submitter_ground = forms.CharField(
        label=_("Ground for submitting"),
        help_text=_("Only where another body than the nominee's own submits."),
        max_length=300,
        required=False,
    )
    duplicate_ground = forms.CharField(
        label=_("Ground for a further proposal"),
        help_text=_("Only where the same merit is proposed elsewhere."),
        max_length=300,
        required=False,
    )

    recipient = forms.CharField(
        label=_("Who receives a posthumous award"),
        help_text=_("Only where the nominee has died: the name, and how the person is related."),
        max_length=250,
        required=False,
    )

    def __init__(self, *args: Any, simplified: bool, parts: OpenParts | None = None, **kwargs: Any) -> None:
        """The ground is asked where the route is a simplified one. With `parts`, the other fields are only read."""
        super().__init__(*args, **kwargs)
        ground = self.fields["simplified_ground"]
        assert isinstance(ground, forms.ChoiceField)  # noqa: S101 -- declared above
        ground.choices = [("", "—"), *SIMPLIFIED_WORDS.items()]
        ground.required = simplified
        if not simplified:
            del self.fields["simplified_ground"]
        if parts is not None:
            only_read(self, set(MATERIAL) - parts.fields)

    @property
    def changes(self) -> dict[str, Any]:
        """The material fields that were changed, as the command takes them."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in MATERIAL}


class EditForm(MergingForm, MaterialForm):
    """The material fields of a line that may be another's work too: each is a part of its own, the period is one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Compare what stands with what the page showed."""
        super().__init__(*args, **kwargs)
        names = [name for name in MATERIAL if name in self.fields and name not in _PERIOD]
        parts = [Part(name, str(self.fields[name].label), [name]) for name in names]
        period = Part("period", gettext("Period of the achievement"), _PERIOD)
        self.begin([*parts[:2], period, *parts[2:]])

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that were changed, but for those of which a colleague's text stands."""
        left = {name for key in self.taken for name in self.parts[key].fields}
        return {name: value for name, value in super().changes.items() if name not in left}


_PERIOD: "Final" = ("period_from", "period_to")


def material_of(line: Nomination) -> dict[str, Any]:
    """The material fields of a line as they stand."""
    return {name: getattr(line, name) for name in MATERIAL}


class EntryForm(MaterialForm):
    """A nominee of a letter: found by name in the list, named by code, or a household by its name."""

    nominee = forms.CharField(label=_("Chosen nominee"), max_length=40, required=False, widget=forms.HiddenInput)
    code = forms.CharField(label=_("Or the code of the person or the body"), max_length=40, required=False, strip=True)
    household = forms.CharField(
        label=_("Or the name of a household"),
        help_text=_("A household is known by its name in the unit."),
        max_length=250,
        required=False,
    )
    track = forms.ChoiceField(
        label=_("Leader or staff"),
        help_text=_("For a person: the criteria differ."),
        choices=[("", "—"), *Track.choices],
        required=False,
    )
    title = forms.CharField(label=_("Title"), help_text=_("As the list shows it."), max_length=250, required=False)
    unit = forms.CharField(label=_("Unit"), help_text=_("As the list shows it."), max_length=250, required=False)
    award_form = forms.ChoiceField(label=_("Award form"))

    field_order = ("code", "household", "track", "title", "unit", "award_form")

    def __init__(self, *args: Any, letter: Letter, today: date, **kwargs: Any) -> None:
        """Only award forms to which the route leads and that the authority may give."""
        super().__init__(*args, simplified=letter.route.rules.simplified, **kwargs)
        self.today = today
        within = forms_within_competence(letter.authority, today)
        fit = AwardForm.objects.filter(pk__in=within).order_by("rank", "name")
        codes = letter.route.rules.award_forms
        if codes:
            fit = fit.filter(code__in=codes)
        award_form = self.fields["award_form"]
        assert isinstance(award_form, forms.ChoiceField)  # noqa: S101 -- declared above
        award_form.choices = [("", "—"), *((one.code, str(one)) for one in fit)]

    @property
    def chosen(self) -> "list[Found]":
        """The nominee chosen in the list, to be shown again with the form as it was filled."""
        found = nominee_of(str(self.data.get("nominee", "")), "", self.today) if self.is_bound else None
        return [found] if found is not None else []

    def clean(self) -> dict[str, Any]:
        """Exactly one nominee, in one of the three ways."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        ways = [name for name in ("nominee", "code", "household") if given.get(name)]
        if len(ways) != 1:
            text = _("Choose one nominee: from the list, by code, or a household by its name.")
            self.add_error("code" if "household" not in ways else "household", text)
            return given
        found = None if ways == ["household"] else nominee_of(given["nominee"], given["code"], self.today)
        if found is None and ways != ["household"]:
            self.add_error("code", _("There is no such person or body. Search by name."))
        given["found"] = found
        return given

    @property
    def entry(self) -> Entry:
        """The nominee as the command takes it."""
        given = {name: self.cleaned_data[name] for name in Entry.__slots__ if name in self.fields}
        found: Found | None = self.cleaned_data["found"]
        if found is None:
            return Entry(kind=NomineeKind.HOUSEHOLD.value, **{**given, "track": ""})
        if found.kind == NomineeKind.PERSON:
            return Entry(kind=found.kind, person=found.pk, **given)
        return Entry(kind=found.kind, organisation=found.pk, **{**given, "track": ""})


class ListForm(DeedForm):
    """A list of nominees as a workbook."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("An .xlsx file of at most 10 MB, with the headings of the template in one of its first rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,
    )


class AddListedForm(DeedForm):
    """The rows of an uploaded list go on the letter; the form bears the mark of the list that was seen."""

    seen_list = forms.CharField(widget=forms.HiddenInput, max_length=40)
