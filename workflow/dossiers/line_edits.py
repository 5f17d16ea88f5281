"""Edits of many lines of a letter at once: what may be changed of a line, and what is wrong with each change.

The nominee of a line stays: somebody else is another nomination. While it is drafted, everything else may change.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.awards.models import AwardForm, NomineeKind, Track
from workflow.awards.queries import forms_within_competence
from workflow.database.texts import composed
from workflow.dossiers.entries import MATERIAL, Wrong, wrong_award_form, wrong_form, wrong_material
from workflow.dossiers.lines import Line
from workflow.dossiers.models import Correction, CriterionAnswer, Letter, Nomination
from workflow.dossiers.secrecy import secret_texts

COLUMN_OF: Final[Mapping[str, str]] = {
    "track": "track",
    "title": "nominee_title",
    "unit": "nominee_unit",
    "award_form": "award_form_id",
    **{name: name for name in MATERIAL},
}
"""What may be changed of a line, as an entry calls it, and the column that keeps it."""
_texts: Final = ("title", "unit")


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What changes on one line: new values by the names of an entry, and the version of the line that was seen."""

    nomination: int
    expect: int
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KeptLines:
    """The lines of a letter as they stand: the values that may change, by line, and what bears on a change.

    `pairs` are each line's nominee and award form; `forms` the award forms by code, `within` those that the
    authority may give; `corrected` the names, titles and units with a correction, `answered` the lines with answers.
    """

    values: Mapping[int, Mapping[str, Any]]
    kinds: Mapping[int, str]
    pairs: Mapping[int, tuple[str, int]]
    forms: Mapping[str, int]
    within: frozenset[int]
    corrected: frozenset[tuple[int, str]]
    answered: frozenset[int]

    def after(self, edits: Iterable[LineEdit]) -> dict[int, tuple[str, int]]:
        """Each line's nominee and award form once the edits are made."""
        found = dict(self.pairs)
        for edit in edits:
            code = edit.changes.get("award_form")
            if edit.nomination in found and isinstance(code, str) and code in self.forms:
                found[edit.nomination] = (found[edit.nomination][0], self.forms[code])
        return found

    def row(self, edit: LineEdit) -> tuple[Any, ...]:
        """The values of a line after an edit that is right, in the order of `COLUMN_OF`."""
        values = {**self.values[edit.nomination], **edit.changes}
        return tuple(self.forms[value] if name == "award_form" else composed(value) for name, value in values.items())


def kept_lines(letter: Letter, today: date) -> KeptLines:
    """Read what is known of a letter's lines before they are changed: five statements for any number."""
    columns = [name for name in COLUMN_OF.values() if name != "award_form_id"]
    read = Nomination.objects.filter(case=letter.case_id).values(
        "pk", "nominee_kind", "nominee__key", "award_form", "award_form__code", *columns
    )
    values, kinds, pairs = {}, {}, {}
    for row in read:
        said = {**row, "award_form_id": row["award_form__code"]}
        values[row["pk"]] = {name: said[column] for name, column in COLUMN_OF.items()}
        kinds[row["pk"]] = row["nominee_kind"]
        pairs[row["pk"]] = (row["nominee__key"], row["award_form"])
    of_letter = {"nomination__case": letter.case_id}
    return KeptLines(
        values,
        kinds,
        pairs,
        dict(AwardForm.objects.values_list("code", "pk")),
        frozenset(forms_within_competence(letter.authority, today)),
        frozenset(Correction.objects.filter(**of_letter).values_list("nomination", "field")),
        frozenset(CriterionAnswer.objects.filter(**of_letter).values_list("nomination", flat=True)),
    )


def wrong_edits(edits: Sequence[LineEdit], lines: Mapping[int, Line], kept: KeptLines) -> dict[int, Wrong]:
    """What is wrong with each edit, by line. No statement of its own; every line is one of those given."""
    pairs = Counter(kept.after(edits).values())
    found: dict[int, Wrong] = {}
    for edit in edits:
        wrong = list(_wrong(edit, lines[edit.nomination], kept, pairs))
        if wrong:
            found[edit.nomination] = wrong
    return found


def _wrong(
    edit: LineEdit, line: Line, kept: KeptLines, pairs: Mapping[tuple[str, int], int]
) -> Iterator[tuple[str, ValidationError]]:
    """What is wrong with one edit. The fields that stay are judged along: a period has two ends."""
    if not edit.changes:
        yield "changes", ValidationError(_("Change at least one field."), code="empty")
    for name in sorted(edit.changes.keys() - COLUMN_OF.keys()):
        yield name, ValidationError(_("This field is not edited here."), code="unknown")
    values = {**kept.values[line.id], **edit.changes}
    yield from wrong_material({name: values[name] for name in MATERIAL}, line.route, line.today)
    yield from _wrong_names(edit, kept)
    if "track" in edit.changes:
        yield from _wrong_track(edit, kept)
    if "award_form" in edit.changes:
        code = edit.changes["award_form"]
        wrong = wrong_award_form(code if isinstance(code, str) else "", kept.forms, line.route, kept.within)
        if wrong is None and pairs[kept.pairs[line.id][0], kept.forms[code]] > 1:
            wrong = stands_there()
        if wrong is not None:
            yield "award_form", wrong


def _wrong_names(edit: LineEdit, kept: KeptLines) -> Iterator[tuple[str, ValidationError]]:
    texts = {name: edit.changes[name] for name in _texts if name in edit.changes}
    yield from wrong_form(texts)
    yield from secret_texts({name: text for name, text in texts.items() if isinstance(text, str)}).items()
    for name in texts:
        if (edit.nomination, COLUMN_OF[name]) in kept.corrected:
            message = _("Its spelling was corrected. Correct it once more on the page of the dossier.")
            yield name, ValidationError(message, code="corrected")


def _wrong_track(edit: LineEdit, kept: KeptLines) -> Iterator[tuple[str, ValidationError]]:
    track, kind = edit.changes["track"], kept.kinds[edit.nomination]
    if kind != NomineeKind.PERSON:
        yield "track", ValidationError(_("Only a person is a leader or staff. Leave it empty."), code="kind")
    elif track not in Track.values:
        yield "track", ValidationError(_("Say whether the person is a leader or staff."), code="track")
    elif edit.nomination in kept.answered:
        message = _("Criteria are answered, and they differ for leaders and staff. Withdraw the line and add it anew.")
        yield "track", ValidationError(message, code="answered")


def stands_there() -> ValidationError:
    """One nominee stands on a letter once for each award form."""
    message = _("The nominee stands on the letter already for this award form. Edit that row, or empty this one.")
    return ValidationError(message, code="there")
