"""The form of the minutes of a unit's council: the meeting, and one row of votes for each line of the letter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.dossiers.merging import MergingForm, Part
from workflow.dossiers.models import Nomination
from workflow.dossiers.unit_minutes import MOST_MEMBERS, LineVote, Meeting, UnitMinutes
from workflow.pages.forms import DayField

_PARTS: Final = {"in_favour": _("In favour"), "against": _("Against"), "abstained": _("Abstained")}
_columns: Final = {"in_favour": "votes_for", "against": "votes_against", "abstained": "votes_abstained"}


_VOTES: Final = "votes."


def _name(line: int, part: str) -> str:
    """The field of a vote, named as the command names its errors."""
    return f"votes[{line}].{part}"


@dataclass(frozen=True, slots=True)
class Row:
    """The votes on one line as the page shows them: each field with the heading of its column."""

    line: Nomination
    cells: Sequence[tuple[str, BoundField]]

    @property
    def errors(self) -> list[str]:
        """What is wrong in the row."""
        return [str(error) for _label, cell in self.cells for error in cell.errors]


class MinutesForm(MergingForm):
    """The facts of the meeting and the votes. `minutes_seen` is the version of the minutes that the page shows."""

    version_fields = ("minutes_seen",)
    minutes_seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)
    held_on = DayField(label=_("Held on"))
    place = forms.CharField(label=_("Place of the meeting"), max_length=200)
    chair = forms.CharField(label=_("Chair of the meeting"), max_length=200)
    secretary = forms.CharField(label=_("Secretary of the meeting"), max_length=200)
    members = forms.IntegerField(label=_("Members in all"), min_value=1, max_value=MOST_MEMBERS)
    present = forms.IntegerField(label=_("Members present"), min_value=1, max_value=MOST_MEMBERS)
    conclusion = forms.CharField(label=_("Conclusion"), widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000)

    def __init__(self, *args: Any, lines: Sequence[Nomination], minutes: UnitMinutes | None, **kwargs: Any) -> None:
        """`lines` are those of the letter, `minutes` what was recorded before."""
        known = {name: getattr(minutes, name) for name in Meeting.__slots__} if minutes is not None else {}
        version = minutes.version if minutes is not None else 0
        kwargs["initial"] = {**known, "minutes_seen": version, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.lines, self.minutes, self.version = lines, minutes, version
        for line in lines:
            self._add(line)
        self.order_fields([*(name for name in self.fields if name != "under"), "under"])
        facts = [Part(name, str(self.fields[name].label), [name]) for name in Meeting.__slots__]
        votes = [Part(f"{_VOTES}{one.pk}", one.nominee_name, [_name(one.pk, part) for part in _PARTS]) for one in lines]
        self.begin([*facts, *votes])

    def _add(self, line: Nomination) -> None:
        for part, label in _PARTS.items():
            words = {"choice": label, "name": line.nominee_name}
            text = gettext("%(choice)s: %(name)s") % words
            self.fields[_name(line.pk, part)] = forms.IntegerField(
                label=text,
                min_value=0,
                max_value=MOST_MEMBERS,
                required=False,
                initial=getattr(line, _columns[part]),
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "aria-label": text, "class": "form-control"}),
            )

    @property
    def facts(self) -> list[BoundField]:
        """The fields of the meeting, as they stand on the page."""
        return [self[name] for name in Meeting.__slots__]

    @property
    def headings(self) -> list[str]:
        """What the columns of the votes are called."""
        return [str(label) for label in _PARTS.values()]

    @property
    def table(self) -> Iterator[Row]:
        """The rows of the votes."""
        for line in self.lines:
            yield Row(line, [(str(label), self[_name(line.pk, part)]) for part, label in _PARTS.items()])

    def settled(self, part: Part, texts: list[str]) -> list[str]:
        """In a row in which something stands, what is empty is 0."""
        return [text or "0" for text in texts] if part.key.startswith(_VOTES) and any(texts) else texts

    @property
    def meeting(self) -> Meeting:
        """The meeting as the command takes it."""
        return Meeting(**{name: self.cleaned_data[name] for name in Meeting.__slots__})

    @property
    def votes(self) -> list[LineVote]:
        """The votes as the command takes them: of a row in which something stands, what is empty is 0."""
        found = []
        for line in self.lines:
            typed = {part: self.cleaned_data[_name(line.pk, part)] for part in _PARTS}
            if any(number is not None for number in typed.values()):
                found.append(LineVote(line.pk, **{part: number or 0 for part, number in typed.items()}))
        return found


def filled_in_favour(typed: QueryDict, lines: Sequence[Nomination]) -> QueryDict:
    """The form as it was typed, with all who are present in favour of each line whose row is empty."""
    given = typed.copy()
    present = typed.get("present", "").strip()
    if present.isascii() and present.isdecimal():
        for line in lines:
            if not any(typed.get(_name(line.pk, part), "").strip() for part in _PARTS):
                for part in _PARTS:
                    given[_name(line.pk, part)] = present if part == "in_favour" else "0"
    return given
