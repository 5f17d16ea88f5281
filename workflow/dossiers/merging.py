"""Merging: a colleague has saved the same section first. Both texts are shown, and for each part one is chosen.

A form that merges takes along how each part stood when the page was opened. What a colleague changed and one left alone
stays as the colleague has it; what both changed is shown side by side and saved only after a choice. Nothing is
overwritten unseen: what is sent is compared with what was shown.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast
from unicodedata import normalize

from django import forms
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.http import QueryDict
from django.utils.translation import gettext as _

from workflow.pages.forms import DeedForm
from workflow.pages.keeping import LONGEST
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal

MINE: Final = "mine"
THEIRS: Final = "theirs"
_choice: Final = "choice."


@dataclass(frozen=True, slots=True)
class Part:
    """What is chosen as one: fields of the form that belong together. `key` is ASCII."""

    key: str
    label: str
    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One part as both have it. `was` is how it stood when the page was opened; None where that is not known."""

    label: str
    mine: str
    theirs: str
    was: str | None
    choice: BoundField

    @property
    def options(self) -> list[tuple[BoundWidget, str]]:
        """The two choices, each with the text that it means."""
        texts = {MINE: self.mine, THEIRS: self.theirs}
        found = list(self.choice)
        for one in found:
            one.data["attrs"]["class"] = "form-check-input"
        return [(one, texts[str(one.data["value"])]) for one in found]


class ComparingForm(DeedForm):
    """A form in which one may have to choose between two texts. `compared` names what was shown side by side."""

    compared = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST, strip=False)

    @property
    def shown(self) -> dict[str, Any]:
        """What was shown side by side when this was sent, by the key of its part."""
        sent = self.data.get("compared", "") if self.is_bound else self.initial.get("compared", "")
        found = _object(str(sent or ""))
        return {key: found[key] for key in found if key.isascii()}

    def ask(self, part: Part) -> None:
        """Ask which text of a part stands."""
        choices = [(MINE, _("Mine, as it stands in the form below")), (THEIRS, _("My colleague's"))]
        needed = {"required": _("Choose which text stands, yours or your colleague's.")}
        self.fields[choice_of(part.key)] = forms.ChoiceField(
            label=part.label, choices=choices, widget=forms.RadioSelect, error_messages=needed
        )

    def chosen(self, key: str) -> str:
        """The text that was chosen for a part: `MINE` or `THEIRS`; empty where nothing was asked."""
        return str(self.cleaned_data.get(choice_of(key)) or "")

    def is_choice(self, name: str) -> bool:
        """Whether a field of this name asks which text stands."""
        return name.startswith(_choice)

    @property
    def comparisons(self) -> list[Comparison]:
        """What is shown side by side, in the order of the parts."""
        raise NotImplementedError

    @property
    def inputs(self) -> list[BoundField]:
        """The fields to be seen without the choices, which stand above them."""
        return [bound for bound in self.visible_fields() if not self.is_choice(bound.name)]

    @property
    def given(self) -> dict[str, Any]:
        """What was given, without what belongs to the comparison."""
        return {name: value for name, value in super().given.items() if name not in _kept and not self.is_choice(name)}

    @property
    def says_something(self) -> bool:
        """Whether anything that a person has typed differs from what stands. It asks nothing of what is right."""
        return any(self._differs(bound) for bound in self.inputs if bound.name != "under")

    def _differs(self, bound: BoundField) -> bool:
        if isinstance(bound.field, forms.FileField):
            return False
        if type(bound.field) is forms.CharField:
            return plain(bound.data) != plain(bound.initial)
        return bound.name in self.changed_data

    def rewrite(self, changes: Mapping[str, str | None]) -> None:
        """Show the form again with other values in these fields; None takes one away."""
        again = cast("QueryDict", self.data).copy()
        for name, value in changes.items():
            again.pop(name, None)
            if value is not None:
                again[name] = value
        self.data = again


class MergingForm(ComparingForm):
    """A section that several people may write. A subclass calls `begin` with its parts when its fields stand.

    `opened` says how the parts stood when the page was opened; `version_fields` names the hidden fields that say in
    which version that was.
    """

    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST, strip=False)
    version_fields: Sequence[str] = ("seen",)

    def begin(self, parts: Sequence[Part]) -> None:
        """Take the fields as they stand now for what a colleague may have saved meanwhile."""
        self.parts = {part.key: part for part in parts}
        self.versions = {name: plain(self.initial.get(name)) for name in self.version_fields}
        names = [name for part in parts for name in part.fields]
        self.standing = {name: self.get_initial_for_field(self.fields[name], name) for name in names}
        self.theirs = {part.key: self._texts(part, self.standing) for part in parts}
        self.initial["opened"] = json.dumps(self.theirs, ensure_ascii=False)
        self.conflicts: list[str] = []
        self.taken: list[str] = []
        self._ask_shown()

    def fill(self, typed: QueryDict) -> None:
        """Begin with what was typed before, and with the choices that were asked."""
        super().fill(typed)
        self._ask_shown()
        super().fill(typed)

    def _ask_shown(self) -> None:
        for key in self.shown:
            if key in self.parts:
                self.ask(self.parts[key])

    @property
    def is_overtaken(self) -> bool:
        """Whether somebody has written into what the page showed."""
        sent = self.data if self.is_bound else self.initial
        return any(plain(sent.get(name)) != now for name, now in self.versions.items())

    @property
    def is_behind(self) -> bool:
        """Whether a colleague has changed a part since what was typed was begun."""
        opened = _object(str(self.initial.get("opened", "")))
        return self.is_overtaken and any(opened.get(key) != theirs for key, theirs in self.theirs.items())

    def clean(self) -> dict[str, Any]:
        """Put together what can be; where both changed a part, show both."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        overtaken = self.is_overtaken
        stances = {key: self._stance(part, overtaken=overtaken) for key, part in self.parts.items()}
        self.conflicts = [key for key, stance in stances.items() if stance == _BOTH]
        self.taken = [key for key, stance in stances.items() if stance == THEIRS]
        if self.conflicts:
            self._show_both()
            return given
        for name in (name for key in self.taken for name in self.parts[key].fields):
            self.errors.pop(name, None)
            given[name] = self.standing[name]
        return given

    def _stance(self, part: Part, *, overtaken: bool) -> str:
        """Whose text of the part stands; `_BOTH` where that has to be asked."""
        key, theirs, mine = part.key, self.theirs[part.key], self._mine(part)
        if self.chosen(key) == THEIRS:
            return THEIRS
        if not overtaken or mine == theirs:
            return MINE
        if not any(name in self.data for name in part.fields):
            return THEIRS  # the part was not on the page yet
        was, shown = _listed(_object(self.data.get("opened", "")).get(key)), _listed(self.shown.get(key))
        if theirs == (was if shown is None else shown):
            return MINE
        return THEIRS if shown is None and mine == was else _BOTH

    def _show_both(self) -> None:
        """Ask for each part that differs. What a colleague changed alone is marked as it stands."""
        asked = [key for key in self.parts if key in self.conflicts or key in self.taken or key in self.shown]
        for key in asked:
            self.ask(self.parts[key])
            self.errors.pop(choice_of(key), None)
        compared = json.dumps({key: self.theirs[key] for key in asked}, ensure_ascii=False)
        choices: dict[str, str | None] = {choice_of(key): None for key in self.conflicts}
        choices |= {choice_of(key): THEIRS for key in self.taken}
        self.rewrite({"compared": compared, **choices, **self.versions})

    @property
    def comparisons(self) -> list[Comparison]:
        """What is shown side by side, in the order of the parts."""
        opened, found = _object(str(self["opened"].value() or "")), []
        for key, part in self.parts.items():
            if choice_of(key) in self.fields:
                was = _listed(opened.get(key))
                typed = self._texts(part, {name: self[name].value() for name in part.fields})
                texts = (self._words(part, typed), self._words(part, self.theirs[key]))
                before = None if was is None else self._words(part, was)
                found.append(Comparison(part.label, *texts, before, self[choice_of(key)]))
        return found

    def settled(self, part: Part, texts: list[str]) -> list[str]:  # noqa: ARG002 -- a subclass asks which part it is
        """The texts of a part in one form for all that mean the same."""
        return texts

    def _texts(self, part: Part, values: Mapping[str, Any]) -> list[str]:
        return self.settled(part, [self._text(name, values[name]) for name in part.fields])

    def _mine(self, part: Part) -> list[str]:
        """What was typed, as it would be saved; what cannot be saved, as it was typed."""
        good = self.cleaned_data
        return self._texts(part, {name: good[name] if name in good else self[name].value() for name in part.fields})

    def _text(self, name: str, value: Any) -> str:
        """A value as its field shows it."""
        field = self.fields[name]
        return plain(None if value is None else field.widget.format_value(field.prepare_value(value)))

    def _words(self, part: Part, texts: Sequence[str]) -> str:
        """The texts of a part as a person reads them."""
        words = [self._word(name, text) for name, text in zip(part.fields, texts, strict=False)]
        return " / ".join(words) if any(texts) else ""

    def _word(self, name: str, text: str) -> str:
        field = self.fields[name]
        words = dict(cast("list[tuple[str, str]]", field.choices)) if isinstance(field, forms.ChoiceField) else {}
        return str(words.get(text, text))

    @property
    def took_all(self) -> bool:
        """Whether a colleague's texts were taken and nothing of one's own is left to save."""
        others = [part for key, part in self.parts.items() if key not in self.taken]
        return bool(self.taken) and all(self._mine(part) == self.theirs[part.key] for part in others)

    @property
    def done(self) -> str:
        """What is said where nothing of one's own was saved."""
        return nothing_left() if self.took_all else ""

    @property
    def notes(self) -> list[str]:
        """What a colleague has saved meanwhile and stands."""
        if not self.taken or self.took_all:
            return []
        parts = ", ".join(self.parts[key].label for key in self.taken)
        return [_("What your colleague saved meanwhile stands: %(parts)s.") % {"parts": parts}]


_BOTH: Final = "both"
_kept: Final = frozenset({"compared", "opened"})


def plain(value: Any) -> str:
    """A text without what its way through a browser may change: ends of lines, space around it, its spelling."""
    one = value[0] if isinstance(value, list) and value else value
    return normalize("NFC", ("" if one is None else str(one)).replace("\r\n", "\n").strip())


def choice_of(key: str) -> str:
    """The name of the field that asks which text of a part stands."""
    return f"{_choice}{key}"


def nothing_left() -> str:
    """A colleague's texts were chosen, and nothing of one's own is left to save."""
    return _("Your colleague's text stands. There was nothing else to save.")


def saved_by_another() -> Refusal:
    """A colleague saved the section first; both texts are shown."""
    message = _(
        "A colleague saved this after you opened the page. Both texts are shown: choose for each part, then save."
    )
    return Refusal("version", message, Basis.UNCHANGED)


def _object(text: str) -> dict[str, Any]:
    """An object that a hidden field takes along; an empty one where it is none."""
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _listed(value: Any) -> list[str] | None:
    """Texts that a hidden field takes along; None where they are none."""
    return [str(one) for one in value] if isinstance(value, list) else None
