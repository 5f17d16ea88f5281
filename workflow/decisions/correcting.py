"""Correction (đính chính): a decision of its own that says how awarded lines read from then on.

Only what is clerical is corrected: how name, title and unit are written. Another award form is a new nomination,
and another person needs a revocation. What was decided is never changed: whoever reads it reads it as it was signed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.decisions.beginning import awarded_lines, begin, give_up, require_awards
from workflow.decisions.corrected import CorrectedText
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.standing import awards
from workflow.directory.capacity import Capacity
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.correcting import is_one_name
from workflow.dossiers.judgement import no_post, out_of_scope_deed, own_matter
from workflow.dossiers.lines import Line
from workflow.dossiers.models import Correction, Nomination
from workflow.dossiers.moving import leave_case
from workflow.dossiers.names import CORRECTABLE, names_of, sorted_and_found
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.notifications.catalogue import Notice
from workflow.notifications.outbox import Message
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import decider
from workflow.worklist.board import FORWARD

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

CORRECTION_DRAFTED: Final = "CORRECTION_DRAFTED"
CORRECTION_DROPPED: Final = "CORRECTION_DROPPED"
CORRECTION_ISSUED: Final = "CORRECTION_ISSUED"
_longest: Final = {"name": 250, "title": 250, "unit": 250, "reason": 1000}
_longest_document: Final = 200
_fields: Final = ("name", "title", "unit")


@dataclass(frozen=True, slots=True)
class Corrected:
    """How a line is to read, whole, and why the decision has it otherwise."""

    name: str
    title: str
    unit: str
    reason: str

    @property
    def texts(self) -> tuple[str, str, str]:
        """Name, title and unit in their one spelling."""
        return one_line(self.name), one_line(self.title), one_line(self.unit)


@command
def draft_correction(
    corrections: Mapping[int, Corrected],
    actor: User | None,
    *,
    capacity: Under,
    document: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Open a draft correction over awarded lines of one authority; what was decided reads as signed until its issue.

    `document` is the paper that confirms the right spelling. Raises `ValidationError` on `nominations`, `document`
    or `corrections[17].name` (likewise title, unit and reason).
    """
    ids = sorted(corrections)
    asked: dict[str, Json] = {
        "deed": CORRECTION_DRAFTED,
        "corrections": {str(key): [*corrections[key].texts, corrections[key].reason] for key in ids},
        "document": document,
    }

    def deed(act: Act) -> TransitionReport:
        errors = _errors_of(document)
        lines = awarded_lines(ids, act, errors)
        require_awards(lines, act, _ONLY_AN_AWARD)
        _check_lines(corrections)
        grounds = {"ground_document": document.strip()}
        decision = begin(lines, Decision.Kind.CORRECTION, act, CORRECTION_DRAFTED, grounds)
        given = [(decision, key, *corrections[key].texts, corrections[key].reason.strip()) for key in ids]
        rows.insert_rows(CorrectedText, ("decision_id", "nomination_id", *_fields, "reason"), given)
        return TransitionReport(act.operation, made={"decision": decision})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


_ONLY_AN_AWARD: Final = gettext_lazy("It is «%(is)s»; only what was awarded is corrected by a decision.")


def _errors_of(document: str) -> dict[str, ValidationError]:
    if any(sign.isdigit() for sign in document) and len(document.strip()) <= _longest_document:
        return {}
    message = _("Name the document that confirms the right spelling (number and date).")
    return {"document": ValidationError(message, code="required")}


def _check_lines(corrections: Mapping[int, Corrected]) -> None:
    """Each differs from what stands, and is still the name that was awarded. One statement."""
    errors: dict[str, ValidationError] = {}
    for line in awards().filter(nomination__in=list(corrections)):
        given = corrections[line.nomination_id]
        now = (line.name_now, line.title_now, line.unit_now)  # type: ignore[attr-defined]  # annotated
        for field, message, code in _faults(line, given, now):
            errors[f"corrections[{line.nomination_id}].{field}"] = ValidationError(message, code=code)
    if errors:
        raise ValidationError(errors)


def _faults(line: DecisionLine, given: Corrected, now: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    found = [
        (field, _("Use at most %(count)d characters.") % {"count": longest}, "length")
        for field, longest in _longest.items()
        if len(getattr(given, field)) > longest
    ]
    name, _title, _unit = given.texts
    if not name:
        found.append(("name", _("Write the name."), "required"))
    elif not is_one_name(line.name, name):
        message = _(
            "This is another name than «%(name)s», which was awarded. A correction mends the spelling only: an award"
            " that went to another person or body is revoked, and a new one proposed."
        )
        found.append(("name", message % {"name": line.name}, "another"))
    elif given.texts == now:
        found.append(("name", _("It reads so already. Correct something of it, or leave the line out."), "same"))
    if not given.reason.strip():
        found.append(("reason", _("Write why the decision has it otherwise."), "required"))
    return found


def judge_correction(lines: Sequence[Line], act: Act) -> None:
    """The decider signs, in no matter of his own and by no delegation: none names this. Raises `Refused`."""
    refused = {line.id: (why,) for line in lines if (why := why_not_corrected(line, act.holder)) is not None}
    if refused:
        raise Refused((), refused)


def why_not_corrected(line: Line, holder: Capacity) -> Refusal | None:
    """Why this line of a correction is not signed in the capacity."""
    lacking = no_post((decider,), line, holder) or out_of_scope_deed(holder) or own_matter(line, holder)
    if lacking is None and line.state is not State.AWARDED:
        return Refusal("state", str(_ONLY_AN_AWARD) % {"is": line.state.label}, Basis.REVOCATION)
    return lacking


def correct_lines(decision: Decision, lines: Sequence[Line], number: str, act: Act) -> TransitionReport:
    """What the issue of a correction does: its lines stay awarded, leave the draft, and the dossiers read as corrected.

    A constant number of statements for any number of lines.
    """
    said = DecisionLine.objects.filter(decision=decision, void=False).values_list("nomination", *_fields)
    _write_beside({key: (name, title, unit) for key, name, title, unit in said}, lines, number, act)
    leave_case(lines, act, CORRECTION_ISSUED)
    act.board.step(decision.case_id, FORWARD)
    for body in sorted({(Role.UNIT_OFFICER, line.unit) for line in lines}):
        payload = {"nominations": [line.id for line in lines if line.unit == body[1]]}
        act.tell(Message(Notice.AWARD_CORRECTED, body[0].value, body[1], payload=payload))
    return TransitionReport(act.operation, made={"decision": decision.pk, "number": number})


def _write_beside(texts: Mapping[int, tuple[str, str, str]], lines: Sequence[Line], number: str, act: Act) -> None:
    """The corrected texts beside the revisions, as every clerical correction is kept; and what searches find."""
    were = names_of(texts)
    given = [
        (key, field, was, text, number, act.person, act.at)
        for key in sorted(texts)
        for field, was, text in zip(CORRECTABLE, were[key], texts[key], strict=True)
        if was != text
    ]
    rows.insert_rows(Correction, ("nomination_id", "field", "was", "text", "confirmed_by", "person_id", "at"), given)
    keys = [(line.id, *sorted_and_found(line.nominee_kind, texts[line.id][0])) for line in lines]
    rows.update_rows(Nomination, "id", ("folded_name", "name_key"), keys)


@command
def drop_correction(
    decision: Decision, actor: User | None, *, capacity: Under, reason: str, operation_id: str | None = None
) -> TransitionReport:
    """Drop an unsigned draft correction: its awards read as they did. Raises `ValidationError` on `reason`."""
    asked: dict[str, Json] = {"deed": CORRECTION_DROPPED, "decision": decision.pk, "reason": reason}

    def deed(act: Act) -> TransitionReport:
        give_up(decision, Decision.Kind.CORRECTION, act, CORRECTION_DROPPED, reason)
        return TransitionReport(act.operation, made={"decision": decision.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)
