"""The rows of a letter's grid are saved: lines that changed and new ones, by one act."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database import rows
from workflow.database.arguments import command
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.drafting import EDITED, insert_nominations, plain, route_today
from workflow.dossiers.entries import Checked, Entry, check_entries
from workflow.dossiers.line_edits import COLUMN_OF, KeptLines, LineEdit, kept_lines, stands_there, wrong_edits
from workflow.dossiers.lines import Line
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.revisions import revise
from workflow.dossiers.writing import lock_letter_to_write, why_not_edit
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

_names: Final = frozenset({"title", "unit"})


@command
def save_lines(
    letter: Letter,
    edits: Sequence[LineEdit],
    entries: Sequence[Entry],
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """Change lines of a letter in preparation and put new ones on it, all or none; `made` lists both.

    Each edited line gets a revision; one that somebody changed after `expect` was seen is refused. Where a title or
    a unit changes, the names are confirmed anew; where an award form changes, the votes of the unit's council are
    taken off the line: they were cast on another. A constant number of statements. Raises `ValidationError` by line
    (`edits[17].period_to`) and by entry (`entries[3].period_to`), `Refused` with the reasons line by line.
    """
    asked: dict[str, Json] = {
        "deed": "SAVE_LINES",
        "letter": letter.pk,
        "edits": [_plain(edit) for edit in edits],
        "entries": [plain(entry) for entry in entries],
    }

    def deed(act: Act) -> TransitionReport:
        lines = {line.id: line for line in lock_letter_to_write(letter, act)}
        _require_known(edits, entries)
        _require_editable(letter, edits, lines, act)
        kept = kept_lines(letter, act.today)
        _check_edits(edits, lines, kept)
        made: list[int] = []
        if entries:
            route = route_today(letter, act.today)
            checked = check_entries(entries, letter, route.rules)
            _require_new(checked, kept.after(edits).values())
        _edit(edits, lines, kept, act)
        if entries:
            made = insert_nominations(letter, route, checked, act)
        return TransitionReport(act.operation, made={"nominations": made, "edited": [one.nomination for one in edits]})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _plain(edit: LineEdit) -> "dict[str, Json]":
    changes: list[Json] = [[name, edit.changes[name]] for name in sorted(edit.changes)]
    return {"nomination": edit.nomination, "expect": edit.expect, "changes": changes}


def _require_known(edits: Sequence[LineEdit], entries: Sequence[Entry]) -> None:
    if not edits and not entries:
        raise ValidationError({"edits": ValidationError(_("Change a row, or fill in a new one."), code="empty")})
    twice = {one.nomination for one in edits}
    if len(twice) < len(edits):
        raise ValidationError({"edits": ValidationError(_("A line is named twice."), code="twice")})


def _require_editable(letter: Letter, edits: Sequence[LineEdit], lines: Mapping[int, Line], act: Act) -> None:
    """Raises `Refused` with the reasons line by line."""
    refused, invited = {}, [letter.case_id] if act.invitation is not None else []
    for edit in edits:
        line = lines.get(edit.nomination)
        why = gone() if line is None else why_not_edit(line, act, edit.expect, invited)
        if why is not None:
            refused[edit.nomination] = (why,)
    if refused:
        raise Refused((), refused)


def gone() -> Refusal:
    """The line left the letter after it was shown."""
    message = _("It is no longer on this letter: somebody withdrew it or took it elsewhere.")
    return Refusal("case", message, Basis.UNCHANGED)


def _check_edits(edits: Sequence[LineEdit], lines: Mapping[int, Line], kept: KeptLines) -> None:
    """Raises `ValidationError` by line and field."""
    errors: dict[str, list[ValidationError]] = {}
    for nomination, wrong in wrong_edits(edits, lines, kept).items():
        for field, error in wrong:
            errors.setdefault(f"edits[{nomination}].{field}", []).append(error)
    if errors:
        raise ValidationError(dict(errors))


def _require_new(checked: Sequence[Checked], there: Iterable[tuple[str, int]]) -> None:
    """Raises `ValidationError` for an entry whose nominee stands on the letter already for the same award form."""
    taken, errors = set(there), {}
    for number, one in enumerate(checked):
        if (one.key, one.award_form) in taken:
            errors[f"entries[{number}].name"] = stands_there()
        taken.add((one.key, one.award_form))
    if errors:
        raise ValidationError(errors)


def _edit(edits: Sequence[LineEdit], lines: Mapping[int, Line], kept: KeptLines, act: Act) -> None:
    """Write the edits: five statements more than a revision, whatever changes."""
    if not edits:
        return
    given = [(edit.nomination, *kept.row(edit)) for edit in edits]
    rows.update_rows(Nomination, "id", list(COLUMN_OF.values()), given)
    _forget(edits, _names, "names_confirmed_at = NULL")
    votes = "votes_for = NULL, votes_against = NULL, votes_abstained = NULL, votes_of = NULL"
    _forget(edits, frozenset({"award_form"}), votes)
    said: dict[int, dict[str, Json]] = {
        edit.nomination: {"fields": sorted(_called(name) for name in edit.changes)} for edit in edits
    }
    revise([lines[edit.nomination] for edit in edits], act, EDITED, each=said)


def _called(name: str) -> str:
    """The field as the record calls it."""
    return COLUMN_OF[name].removesuffix("_id")


def _forget(edits: Iterable[LineEdit], names: frozenset[str], what: str) -> None:
    """Take back what rested on the old value of these fields."""
    changed = [edit.nomination for edit in edits if names & edit.changes.keys()]
    sql = f"UPDATE workflow_nomination SET {what} WHERE {rows.among('id')}"
    rows.execute(sql, [rows.array(changed)])
