"""Forms of the rounds: their dates, the numbers allocated, and who may still send."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.awards.models import AwardForm, NomineeKind, QuotaLine
from workflow.database.texts import one_line
from workflow.directory.models import Organisation
from workflow.dossiers.rounds import Allocation
from workflow.pages.forms import DayField, DeedForm

if TYPE_CHECKING:
    from django.db.models import QuerySet

_DOCUMENT: Final = _("Number and date, and who issued it.")


class RoundDatesForm(DeedForm):
    """The dates of a round, and the document that sets them."""

    opens_on = DayField(label=_("Opens on"), required=False, help_text=_("Empty: the round is not open yet."))
    closes_on = DayField(label=_("Closes on"), required=False, help_text=_("The last day on which units send."))
    document = forms.CharField(label=_("Document"), help_text=_DOCUMENT, max_length=200)


class LateForm(DeedForm):
    """Who may still send, until when, and the document that says so."""

    unit = forms.ModelChoiceField(Organisation.objects.none(), label=_("Unit"), empty_label="—")
    until = DayField(label=_("May send until"), help_text=_("The last day."))
    document = forms.CharField(label=_("Document"), help_text=_DOCUMENT, max_length=200)

    def __init__(self, *args: Any, units: "QuerySet[Organisation]", **kwargs: Any) -> None:
        """`units` are those that exist today."""
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a field of models has one


class AllocationForm(DeedForm):
    """A written allocation. Each row names a body and an award form, with a number for each kind of nominee.

    A row without a body and without a number counts for nothing. Bodies are typed by name, with the list at hand.
    """

    number = forms.CharField(label=_("Number"), max_length=60, help_text=_("As it stands on the paper."))
    issued_on = DayField(label=_("Date"), initial=date.today)
    joint_agencies = forms.CharField(
        label=_("Agencies with which it was agreed"), max_length=400, required=False, help_text=_("As the paper says.")
    )

    def __init__(
        self,
        *args: Any,
        units: Iterable[Organisation],
        award_forms: Iterable[AwardForm],
        amended: Sequence[QuotaLine],
        blank: int,
        **kwargs: Any,
    ) -> None:
        """`amended` are pools in force that stand in the first rows; `blank` rows follow."""
        super().__init__(*args, **kwargs)
        self._keys, self.names = _names_of(units)
        self._choices = [("", "—"), *((one.code, str(one)) for one in award_forms)]
        self._at: list[tuple[int, str]] = []
        given = _rows_of(amended)
        self.count = len(given) + blank
        for row in range(self.count):
            self._ask(row, given[row] if row < len(given) else {})
        self.order_fields([*(name for name in self.fields if name != "under"), "under"])

    def _ask(self, row: int, given: Mapping[str, Any]) -> None:
        which = {"row": row + 1}
        self.fields[f"rows[{row}].organisation"] = forms.CharField(
            label=gettext("Unit in row %(row)d") % which,
            max_length=300,
            required=False,
            initial=given.get("organisation"),
            widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
        )
        self.fields[f"rows[{row}].award_form"] = forms.ChoiceField(
            label=gettext("Award form in row %(row)d") % which,
            choices=self._choices,
            required=False,
            initial=given.get("award_form"),
        )
        for kind in NomineeKind:
            self.fields[f"rows[{row}].{kind.value}"] = forms.IntegerField(
                label=gettext("Number in row %(row)d: %(kind)s") % {**which, "kind": kind.label},
                min_value=0,
                required=False,
                initial=given.get(kind.value),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    @property
    def table(self) -> list[dict[str, Any]]:
        """The rows as the page shows them."""
        return [
            {
                "unit": self[f"rows[{row}].organisation"],
                "award_form": self[f"rows[{row}].award_form"],
                "numbers": [{"kind": kind.label, "field": self[f"rows[{row}].{kind.value}"]} for kind in NomineeKind],
            }
            for row in range(self.count)
        ]

    def clean(self) -> dict[str, Any]:
        """Every row that is not empty names a body that is known, a form and at least one number."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for row in range(self.count):
            self._check(row, given)
        return given

    def _check(self, row: int, given: Mapping[str, Any]) -> None:
        unit, form, first = (f"rows[{row}].{part}" for part in ("organisation", "award_form", NomineeKind.PERSON.value))
        named = given.get(unit, "")
        numbers = [given.get(f"rows[{row}].{kind.value}") for kind in NomineeKind]
        wrong = any(f"rows[{row}].{kind.value}" in self.errors for kind in NomineeKind)
        has_number = wrong or any(number is not None for number in numbers)
        if named and self._key(named) is None:
            self.add_error(unit, _("There is no such body. Choose one from the list."))
        elif has_number and not named and unit not in self.errors:
            self.add_error(unit, _("Choose an organisation."))
        if has_number and not given.get(form) and form not in self.errors:
            self.add_error(form, _("Choose an award form."))
        if named and not has_number:
            self.add_error(first, _("Give a number, or empty the row."))

    def _key(self, named: str) -> int | None:
        return self._keys.get(one_line(named).casefold())

    @property
    def paper(self) -> dict[str, Any]:
        """Number, date and agencies of the document."""
        return {name: self.cleaned_data[name] for name in ("number", "issued_on", "joint_agencies")}

    @property
    def lines(self) -> list[Allocation]:
        """The numbers as the command takes them, in the order of the rows."""
        given, found = self.cleaned_data, []
        self._at = []
        for row in range(self.count):
            key = self._key(given[f"rows[{row}].organisation"])
            for kind in NomineeKind:
                amount = given[f"rows[{row}].{kind.value}"]
                if key is not None and amount is not None:
                    found.append(Allocation(key, given[f"rows[{row}].award_form"], kind.value, amount))
                    self._at.append((row, kind.value))
        return found

    def take(self, error: ValidationError) -> None:
        """Put the errors of single lines into the cells from which these lines came."""
        if hasattr(error, "error_dict"):
            named: dict[str, list[ValidationError]] = {}
            for name, errors in error.error_dict.items():
                named.setdefault(self._cell(name), []).extend(errors)
            error = ValidationError(named)
        super().take(error)

    def _cell(self, name: str) -> str:
        found = _LINE.fullmatch(name)
        if found is None or int(found["line"]) >= len(self._at):
            return name
        row, kind = self._at[int(found["line"])]
        part = found["part"] if found["part"] in {"organisation", "award_form"} else kind
        return f"rows[{row}].{part}"


_LINE: Final = re.compile(r"lines\[(?P<line>[0-9]{1,6})\](?:\.(?P<part>[a-z_]+))?")


def _names_of(units: Iterable[Organisation]) -> tuple[dict[str, int], list[str]]:
    """The keys of bodies by every way to name them, and the names to choose from: each of them names one body."""
    listed = list(units)
    times: dict[str, int] = {}
    for one in listed:
        times[one.name.casefold()] = times.get(one.name.casefold(), 0) + 1
    keys: dict[str, int] = {}
    names: list[str] = []
    for one in listed:
        name = name_of(one) if times[one.name.casefold()] > 1 else one.name
        names.append(name)
        keys |= {one.code.casefold(): one.pk, name_of(one).casefold(): one.pk, name.casefold(): one.pk}
    return keys, names


def name_of(one: Organisation) -> str:
    """A name that is nobody else's."""
    return f"{one.name} ({one.code})"


def _rows_of(amended: Iterable[QuotaLine]) -> list[dict[str, Any]]:
    """Pools as rows of the form: one for each body and award form."""
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for line in amended:
        row = found.setdefault(
            (line.organisation_id, line.award_form_id),
            {"organisation": name_of(line.organisation), "award_form": line.award_form.code},
        )
        row[line.nominee_kind] = line.amount
    return list(found.values())
