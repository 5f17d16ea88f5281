"""Forms of a supplement: what the office asks, what the unit answers, and what the office ticks off."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.appraisal.asked import LONGEST_ITEM, AskedItem
from workflow.appraisal.models import SupplementItem
from workflow.appraisal.supplemented import ItemBack, Supplemented
from workflow.appraisal.supplements import ItemAnswer, Tick
from workflow.dossiers.asked import ShownItem
from workflow.dossiers.models import Nomination
from workflow.pages.forms import DayField, DeedForm

Choices = Sequence[tuple[str, Any]]
"""Choices in groups, as a select shows them; each value is a part and its code, such as CRITERION:GEN-02."""

ALL: Final = "all"
"""The rows that hold for every line of the form."""
_most: Final = 50
"""So many rows are shown of one block; nobody asks for more of one line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item as it is asked: the part and the words."""

    part: BoundField
    what: BoundField


@dataclass(frozen=True, slots=True)
class Block:
    """The items of one line, or those of all lines. `key` names the block to the button that adds a row."""

    key: str
    title: str
    rows: Sequence[Row]


class AskForm(DeedForm):
    """What is missing or wrong: rows for all lines where there are several, then rows for each line.

    A row in which nothing stands counts for nothing.
    """

    reply_by = DayField(label=_("Reply by"), required=False, help_text=_("Empty: the days of the route count."))
    reason = forms.CharField(
        label=_("Remark to the unit"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000
    )

    def __init__(
        self,
        *args: Any,
        lines: Sequence[Nomination],
        choices: Mapping[str, Choices],
        widens: bool = False,
        **kwargs: Any,
    ) -> None:
        """`choices` are the parts by the key of a line, and under `ALL` those that every line has."""
        super().__init__(*args, **kwargs)
        self.lines = lines
        if widens:
            del self.fields["reason"]
            self.fields["reply_by"].help_text = gettext("Empty: the day of the request stays. It only moves later.")
        self.titles = {ALL: gettext("All chosen lines")} if len(lines) > 1 else {}
        self.titles |= {str(line.pk): line.nominee_name for line in lines}
        self.counts = {key: rows_in(self.data, key) for key in self.titles}
        for key in self.titles:
            self._ask(key, choices.get(key, ()))
        rest = [name for name in ("reply_by", "reason", "under") if name in self.fields]
        self.order_fields([*(name for name in self.fields if name not in rest), *rest])

    def _ask(self, key: str, choices: Choices) -> None:
        for number in range(self.counts[key]):
            name, words = _name(key, number), {"number": number + 1}
            self.fields[f"{name}.part"] = forms.ChoiceField(
                label=gettext("Item %(number)d: what it is about") % words,
                choices=[("", "—"), *choices],
                required=False,
            )
            self.fields[f"{name}.what"] = forms.CharField(
                label=gettext("Item %(number)d: what is missing or wrong") % words,
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=LONGEST_ITEM,
                required=False,
            )

    @property
    def blocks(self) -> Iterator[Block]:
        """The rows as the page shows them."""
        for key, title in self.titles.items():
            names = [_name(key, number) for number in range(self.counts[key])]
            yield Block(key, title, [Row(self[f"{name}.part"], self[f"{name}.what"]) for name in names])

    @property
    def rest(self) -> list[BoundField]:
        """The visible fields that belong to no item."""
        return [
            self[name] for name in ("reply_by", "reason", "under") if name in self.fields and not self[name].is_hidden
        ]

    def clean(self) -> dict[str, Any]:
        """A row has both its parts, and every line has an item."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for key in self.titles:
            for number in range(self.counts[key]):
                self._check_row(_name(key, number), given)
        common = self._rows_given(ALL)
        for line in self.lines:
            place = f"{_name(str(line.pk), 0)}.part"
            if not common and not self._rows_given(str(line.pk)) and not self.errors.keys() & self._names_of(line):
                message = gettext("Name at least one item for %(name)s.") % {"name": line.nominee_name}
                self.add_error(place, forms.ValidationError(message, code="items"))
        return given

    def _check_row(self, name: str, given: Mapping[str, Any]) -> None:
        part, what = (given.get(f"{name}.{one}", "") for one in ("part", "what"))
        broken = self.errors.keys() & {f"{name}.part", f"{name}.what"}
        if part and not what and not broken:
            message = _("Say in words what is missing or wrong.")
            self.add_error(f"{name}.what", forms.ValidationError(message, code="required"))
        if what and not part and not broken:
            message = _("Choose what it is about: only that is opened to the unit.")
            self.add_error(f"{name}.part", forms.ValidationError(message, code="required"))

    def _names_of(self, line: Nomination) -> set[str]:
        keys = (ALL, str(line.pk)) if ALL in self.titles else (str(line.pk),)
        return {f"{_name(key, n)}.{one}" for key in keys for n in range(self.counts[key]) for one in ("part", "what")}

    def _rows_given(self, key: str) -> list[AskedItem]:
        found = []
        for number in range(self.counts.get(key, 0)):
            part, what = (self.cleaned_data.get(f"{_name(key, number)}.{one}", "") for one in ("part", "what"))
            if part and what:
                kind, _colon, target = part.partition(":")
                found.append(AskedItem(kind, target, what))
        return found

    @property
    def items(self) -> dict[int, list[AskedItem]]:
        """The items by line: those for all lines, then its own."""
        common = self._rows_given(ALL)
        return {line.pk: [*common, *self._rows_given(str(line.pk))] for line in self.lines}

    def _nearest(self, name: str) -> str | None:
        """What the command says of an item of a line stands at the first row of that line."""
        found = _of_line.match(name)
        place = f"{_name(found[1], 0)}.part" if found else ""
        return place if place in self.fields else super()._nearest(name)


_of_line: Final = re.compile(r"items\[(\d+)\]")


def _name(key: str, number: int) -> str:
    return f"items[{key}].{number}"


def rows_in(data: Mapping[str, Any], key: str) -> int:
    """How many rows a block has: as many as were sent, and one at least."""
    return next((number for number in range(1, _most) if f"{_name(key, number)}.part" not in data), _most)


def with_another_row(typed: QueryDict) -> QueryDict:
    """The form as it was typed, with one more row in the block whose button was pressed."""
    given, key = typed.copy(), typed.get("more", "")
    given[f"{_name(key, rows_in(typed, key))}.part"] = ""
    return given


class SupplementAnswerForm(DeedForm):
    """What the unit says of each item of an open request: done, or why it cannot be given."""

    def __init__(self, *args: Any, items: Sequence[ShownItem], **kwargs: Any) -> None:
        """What was answered before stands in the fields."""
        super().__init__(*args, **kwargs)
        self.items = items
        for item in self.items:
            self.fields[f"answers[{item.pk}].done"] = forms.ChoiceField(
                label=_("Answer"),
                choices=SupplementItem.Reply.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=item.reply,
            )
            self.fields[f"answers[{item.pk}]"] = forms.CharField(
                label=_("What was done, or why it cannot be given"),
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
                initial=item.answer,
            )

    def clean(self) -> dict[str, Any]:
        """An answer has both its parts; an item left empty is answered later."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for item in self.items:
            name = f"answers[{item.pk}]"
            if given.get(name) and not given.get(f"{name}.done"):
                message = _("Say whether it is done or cannot be given.")
                self.add_error(f"{name}.done", forms.ValidationError(message, code="required"))
            if given.get(f"{name}.done") and not given.get(name):
                message = _("Write what was done about this item.")
                self.add_error(name, forms.ValidationError(message, code="required"))
        return given

    @property
    def rows(self) -> Iterator[tuple[ShownItem, BoundField, BoundField]]:
        """Each item with its two fields."""
        for item in self.items:
            yield item, self[f"answers[{item.pk}].done"], self[f"answers[{item.pk}]"]

    @property
    def answers(self) -> dict[int, ItemAnswer]:
        """The answers given, by item."""
        given = self.cleaned_data
        return {
            item.pk: ItemAnswer(text, done=given[f"answers[{item.pk}].done"] == SupplementItem.Reply.DONE)
            for item in self.items
            if (text := given[f"answers[{item.pk}]"])
        }


_FOUND: Final[Mapping[bool | None, str]] = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class TickRow:
    """An item that came back with the fields by which it is ticked off; none where it was not given in time."""

    back: ItemBack
    accepted: BoundField | None
    remark: BoundField | None


@dataclass(frozen=True, slots=True)
class TickedRequest:
    """A request with the rows of its items."""

    of: Supplemented
    rows: Sequence[TickRow]


class SettleForm(DeedForm):
    """What the office makes of each item that came back: accepted, or not and why."""

    def __init__(self, *args: Any, supplements: Sequence[Supplemented], **kwargs: Any) -> None:
        """What was ticked off before stands in the fields."""
        super().__init__(*args, **kwargs)
        self.supplements = supplements
        self.items = [back.item for one in supplements for back in one.items if not back.is_late]
        for item in self.items:
            self.fields[f"ticks[{item.pk}].accepted"] = forms.ChoiceField(
                label=_("The office's finding"),
                choices=[("yes", _("accepted")), ("no", _("not accepted"))],
                widget=forms.RadioSelect,
                required=False,
                initial=_FOUND.get(item.accepted),
            )
            self.fields[f"ticks[{item.pk}].remark"] = forms.CharField(
                label=_("Remark"),
                help_text=_("Say why where it is not accepted."),
                max_length=4000,
                required=False,
                initial=item.remark,
            )

    def clean(self) -> dict[str, Any]:
        """A remark goes with a finding; an item left empty is ticked off later."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for item in self.items:
            name = f"ticks[{item.pk}]"
            if given.get(f"{name}.remark") and not given.get(f"{name}.accepted"):
                message = _("Say whether it is accepted.")
                self.add_error(f"{name}.accepted", forms.ValidationError(message, code="required"))
        return given

    @property
    def rows_in(self) -> "Iterator[TickedRequest]":
        """Each request with its items, and the two fields of each that came back in time."""
        for one in self.supplements:
            yield TickedRequest(one, [TickRow(back, *self._fields_of(back.item)) for back in one.items])

    def _fields_of(self, item: SupplementItem) -> tuple[BoundField | None, BoundField | None]:
        names = (f"ticks[{item.pk}].accepted", f"ticks[{item.pk}].remark")
        accepted, remark = (self[name] if name in self.fields else None for name in names)
        return accepted, remark

    @property
    def ticks(self) -> dict[int, Tick]:
        """What was ticked off, by item."""
        given = self.cleaned_data
        return {
            item.pk: Tick(accepted == "yes", given[f"ticks[{item.pk}].remark"])
            for item in self.items
            if (accepted := given[f"ticks[{item.pk}].accepted"])
        }
