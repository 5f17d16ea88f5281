"""Forms of the reports: what an auditor asks of the record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.dossiers.telling import DEEDS, told
from workflow.pages.forms import DayField
from workflow.procedure.transitions import Transition
from workflow.reports.auditing import KINDS


class AuditForm(forms.Form):
    """Person, object, deed and time; nothing is required, and what is no choice is as if it were not asked."""

    person = forms.CharField(label=_("Person who acted"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Object"), required=False)
    key = forms.IntegerField(label=_("Its number"), min_value=1, max_value=2**53, required=False)
    deed = forms.ChoiceField(label=_("Deed"), required=False)
    since = DayField(label=_("Since"), required=False)
    until = DayField(label=_("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The kinds of object, and every deed in words."""
        super().__init__(*args, **kwargs)
        codes = [*(one.name for one in Transition), *DEEDS]
        deeds = sorted(((code, str(told(code)[0])) for code in codes), key=lambda one: one[1])
        for name, choices in (("kind", list(KINDS.items())), ("deed", deeds)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
            field.choices = [("", _("all")), *choices]

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked, without what is no choice."""
        self.is_valid()
        return dict(self.cleaned_data)
