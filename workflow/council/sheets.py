"""The sheets that are filled in: a member's ballot, and the tellers' count of paper ballots."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.council.ballots import new_code
from workflow.council.models import AgendaItem, Ballot, CouncilSession
from workflow.council.sections import Section, in_sections
from workflow.council.tellers import Figures
from workflow.pages.forms import DeedForm
from workflow.pages.listing import LONG


class BallotForm(DeedForm):
    """One sheet: for each line a choice and another opinion in words, and one choice for all other lines.

    A secret sheet bears a code by which its member may change it. A new one is made for the page alone; of a sheet
    that is in, the member types it.
    """

    others = forms.ChoiceField(
        label=_("All lines without a choice of their own"),
        choices=[*Ballot.Choice.choices, ("", _("none: I choose for each"))],
        widget=forms.RadioSelect,
        required=False,
    )
    code = forms.CharField(label=_("Code of your sheet"), max_length=40)

    def __init__(
        self, *args: Any, session: CouncilSession, items: Sequence[AgendaItem], is_in: bool, **kwargs: Any
    ) -> None:
        """`items` are the lines on which the member has a ballot; `is_in`: a sheet of the member is in the urn."""
        super().__init__(*args, **kwargs)
        self.items, self.is_secret, self.is_in = list(items), session.secret, is_in
        for item in self.items:
            self._add(item)
        if not self.is_secret:
            del self.fields["code"]
        elif not is_in:
            self.fields["code"].widget.attrs["readonly"] = True
            self.initial["code"] = new_code()
        if self.is_secret:
            self.fields["code"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        own = [name for one in self.items for name in _names(one)]
        self.order_fields([*own, "others", "code", "under"])

    def _add(self, item: AgendaItem) -> None:
        choice, opinion = _names(item)
        self.fields[choice] = forms.ChoiceField(
            label=item.nomination.nominee_name,
            choices=Ballot.Choice.choices,
            widget=forms.RadioSelect,
            required=False,
        )
        self.fields[opinion] = forms.CharField(
            label=gettext("Other opinion on %(name)s") % {"name": item.nomination.nominee_name},
            max_length=500,
            required=False,
        )

    @property
    def parts(self) -> list[Section[dict[str, Any]]]:
        """Each line with its number, its choices and its opinion, by sections."""
        rows = [
            {"item": item, "number": number, "choice": self[_names(item)[0]], "opinion": self[_names(item)[1]]}
            for number, item in enumerate(self.items, 1)
        ]
        return in_sections(rows, lambda row: row["item"].nomination)

    @property
    def is_long(self) -> bool:
        """Whether there are more lines than one overlooks."""
        return len(self.items) > LONG

    @property
    def choices_offered(self) -> Sequence[tuple[str, Any]]:
        """What may be said of a line."""
        return Ballot.Choice.choices

    @property
    def sheet(self) -> dict[str, Any]:
        """The sheet, as the command takes it."""
        return {
            "choices": self._said(0),
            "opinions": self._said(1),
            "others": self.cleaned_data["others"],
            "code": self.cleaned_data.get("code", ""),
        }

    def _said(self, which: int) -> dict[int, str]:
        """What was said line by line: of the choices, or of the opinions, those that are not empty."""
        given = {item.nomination_id: self.cleaned_data[_names(item)[which]] for item in self.items}
        return {line: said for line, said in given.items() if said}


def _names(item: AgendaItem) -> tuple[str, str]:
    """The fields of a line, named as the command names what it refuses."""
    return f"choices[{item.nomination_id}]", f"opinions[{item.nomination_id}]"


_FIGURES: Final = ("yes", "no", "other", "invalid")


class CountForm(DeedForm):
    """What the tellers have counted: sheets, and for each line four figures."""

    issued = forms.IntegerField(label=_("Sheets handed out"), min_value=0, max_value=9999)
    returned = forms.IntegerField(label=_("Sheets returned"), min_value=0, max_value=9999)

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        """`items` are the lines that are counted."""
        super().__init__(*args, **kwargs)
        self.items = list(items)
        labels = {
            "yes": gettext("In favour: %(name)s"),
            "no": gettext("Against: %(name)s"),
            "other": gettext("Abstained: %(name)s"),
            "invalid": gettext("Invalid: %(name)s"),
        }
        for item in self.items:
            for figure in _FIGURES:
                self.fields[_figure(figure, item.nomination_id)] = forms.IntegerField(
                    label=labels[figure] % {"name": item.nomination.nominee_name},
                    min_value=0,
                    max_value=9999,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )

    @property
    def parts(self) -> list[Section[dict[str, Any]]]:
        """Each line with its number and its four fields, by sections."""
        rows = [
            {
                "item": item,
                "number": number,
                "figures": {figure: self[_figure(figure, item.nomination_id)] for figure in _FIGURES},
            }
            for number, item in enumerate(self.items, 1)
        ]
        return in_sections(rows, lambda row: row["item"].nomination)

    @property
    def counted(self) -> dict[str, Any]:
        """As the command takes it."""
        counts = {
            item.nomination_id: Figures(*(self.cleaned_data[_figure(name, item.nomination_id)] for name in _FIGURES))
            for item in self.items
        }
        return {"counts": counts, "issued": self.cleaned_data["issued"], "returned": self.cleaned_data["returned"]}

    def take(self, error: ValidationError) -> None:
        """What is wrong with a line stands beside its first figure."""
        named = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        at = {f"counts[{item.nomination_id}]": _figure(_FIGURES[0], item.nomination_id) for item in self.items}
        super().take(ValidationError({at.get(name, name): texts for name, texts in named.items()}))


def _figure(figure: str, line: int) -> str:
    return f"{figure}-{line}"


def figures_typed(figures: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """A count that was entered, by the fields of the form."""
    return {
        _figure(figure, int(line)): number
        for line, given in figures.items()
        for figure, number in zip(_FIGURES, given, strict=True)
    }
