"""Forms of the dossiers."""

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.pages.forms import DayField, DeedForm
from workflow.procedure import guards as g
from workflow.procedure.facts import Reason
from workflow.procedure.grounds import HOLD_GROUNDS, INELIGIBLE_GROUNDS, NOT_ENDORSED_GROUNDS, RETURN_GROUNDS
from workflow.procedure.transitions import Transition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
