"""The form of the amounts of a draft: which lines, how much, from which source, and why."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workflow.awards.prizes import FundSource
from workflow.decisions.prizes import MOST, Prize
from workflow.dossiers.models import Nomination
from workflow.pages.forms import DeedForm

_THOUSANDS: Final = re.compile(r"\d{1,3}([., ])\d{3}(?:\1\d{3})*|\d+")


class MoneyField(forms.CharField):
    """Whole đồng, typed as 5000000 or with its thousands apart: 5.000.000, 5,000,000 or 5 000 000."""

    def __init__(self, **kwargs: Any) -> None:
        """A field of digits, for which a telephone shows its keys for numbers."""
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(max_length=20, empty_value=None, **kwargs)

    def clean(self, value: Any) -> Any:
        """The amount as an integer; none where nothing was typed. Raises `ValidationError`."""
        text = super().clean(value)
        if text is None:
            return None
        text = text.replace("\N{NO-BREAK SPACE}", " ")
        found = _THOUSANDS.fullmatch(text)
        digits = re.sub(r"\D", "", text) if found and text.isascii() else ""
        if not digits or int(digits) > MOST:
            message = _("Give an amount in whole đồng, from 0 to 999,999,999,999.")
            raise ValidationError(message, code="amount")
        return int(digits)


class PrizesForm(DeedForm):
    """One amount and one source for the lines chosen; without an amount the rule's stands."""

    nominations = forms.ModelMultipleChoiceField(
        Nomination.objects.none(), label=_("Lines"), widget=forms.CheckboxSelectMultiple
    )
    amount = MoneyField(
        label=_("Amount for each line (đồng)"),
        help_text=_("Leave it empty for the amount by the rule. With 0 nothing is paid for the line."),
        required=False,
    )
    fund = forms.ModelChoiceField(FundSource.objects.none(), label=_("Source of funds"), empty_label=None)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays beside the amount and in the record."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )

    def __init__(
        self, *args: Any, lines: Sequence[Nomination], prizes: Mapping[int, Prize], funds: Any, **kwargs: Any
    ) -> None:
        """`prizes` are the amounts as they stand, by line, and `funds` the sources in force."""
        super().__init__(*args, **kwargs)
        self.lines, self.prizes, self.funds = list(lines), prizes, list(funds)
        chosen, source = self.fields["nominations"], self.fields["fund"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)  # noqa: S101 -- declared above
        assert isinstance(source, forms.ModelChoiceField)  # noqa: S101 -- declared above
        chosen.queryset = Nomination.objects.filter(pk__in=[line.pk for line in self.lines])
        source.queryset = funds

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each line with its amount, how it came about, its source, and whether it is chosen."""
        chosen = {str(key) for key in self["nominations"].value() or []}
        names = {one.pk: str(one) for one in self.funds}
        return [
            {
                "line": line,
                "prize": prize,
                "fund": names.get(prize.fund or 0, ""),
                "chosen": str(line.pk) in chosen,
            }
            for line in self.lines
            if (prize := self.prizes.get(line.pk)) is not None
        ]

    @property
    def total(self) -> int:
        """The sum of the amounts as they stand."""
        return sum(one.amount or 0 for one in self.prizes.values())

    @property
    def given(self) -> dict[str, Any]:
        """The lines by their keys."""
        given = super().given
        return {**given, "nominations": [one.pk for one in given["nominations"]]}
