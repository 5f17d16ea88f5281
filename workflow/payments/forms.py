"""Forms of the payments."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.awards.prizes import FundSource
from workflow.decisions.prize_forms import MoneyField
from workflow.pages.forms import DayField, DeedForm
from workflow.payments.models import Payment


class EntryForm(DeedForm):
    """Which payments, on which day, by which voucher."""

    payments = forms.ModelMultipleChoiceField(
        Payment.objects.none(), label=_("Payments"), widget=forms.CheckboxSelectMultiple
    )
    dated = DayField(label=_("Date"), initial=date.today)
    voucher = forms.CharField(
        label=_("Voucher number"), help_text=_("One voucher may stand for many payments."), max_length=60
    )

    def __init__(self, *args: Any, listed: Sequence[Payment], **kwargs: Any) -> None:
        """`listed` are the payments with which it may be done now."""
        super().__init__(*args, **kwargs)
        self.listed = list(listed)
        field = self.fields["payments"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 -- declared above
        field.queryset = Payment.objects.filter(pk__in=[one.pk for one in self.listed])

    @property
    def rows(self) -> list[tuple[Payment, bool]]:
        """The payments, and whether each is chosen."""
        chosen = {str(key) for key in self["payments"].value() or []}
        return [(one, str(one.pk) in chosen) for one in self.listed]

    @property
    def given(self) -> dict[str, Any]:
        """The payments by their keys."""
        given = super().given
        return {**given, "payments": [one.pk for one in given["payments"]]}


class ReturnForm(EntryForm):
    """Why the money came back."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Unclaimed, sent back, or noted as paid by mistake. It can be paid again afterwards."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )


class SupplementForm(DeedForm):
    """A further payment for one line."""

    nomination = forms.TypedChoiceField(label=_("Nominee"), coerce=int)
    amount = MoneyField(label=_("Amount (đồng)"))
    fund = forms.ModelChoiceField(FundSource.objects.none(), label=_("Source of funds"), empty_label=None)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("With the document that allows it. What was decided and paid stays as it is."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )

    def __init__(self, *args: Any, lines: Sequence[tuple[int, str]], funds: Any, **kwargs: Any) -> None:
        """`lines` are the lines of the list with their names, `funds` the sources in force."""
        super().__init__(*args, **kwargs)
        chosen, source = self.fields["nomination"], self.fields["fund"]
        assert isinstance(chosen, forms.TypedChoiceField)  # noqa: S101 -- declared above
        assert isinstance(source, forms.ModelChoiceField)  # noqa: S101 -- declared above
        chosen.choices, source.queryset = list(lines), funds


class SettlementForm(DeedForm):
    """A period of a source, and the document by which it is settled."""

    fund = forms.ModelChoiceField(FundSource.objects.all(), label=_("Source of funds"), empty_label=None)
    from_day = DayField(label=_("From"))
    until = DayField(label=_("Until"))
    document = forms.CharField(
        label=_("Document of the settlement"), help_text=_("Number and date, and who issued it."), max_length=200
    )


class PeriodForm(forms.Form):
    """What the settlement is asked for; nothing is required, and what is no day is as if it were not asked."""

    since = DayField(label=_("Since"), required=False)
    until = DayField(label=_("Until"), required=False)
    fund = forms.ModelChoiceField(
        FundSource.objects.all(), label=_("Source of funds"), required=False, empty_label=_("all")
    )

    @property
    def asked(self) -> dict[str, Any]:
        """The period and the key of the source, as far as they were given."""
        self.is_valid()
        given = self.cleaned_data
        fund = given.get("fund")
        return {"since": given.get("since"), "until": given.get("until"), "fund": fund.pk if fund else None}
