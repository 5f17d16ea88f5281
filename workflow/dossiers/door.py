"""The door: the one way in which a nomination changes its state, for one line or for five hundred."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.audit.canonical import Json
from workflow.database.arguments import command
from workflow.directory.capacity import Capacity, read_capacity
from workflow.directory.models import User
from workflow.dossiers.act import Act, NothingDone, Under, perform, watch
from workflow.dossiers.facts import held_facts, load_facts
from workflow.dossiers.judgement import changed_meanwhile, families_for, judge, judge_together
from workflow.dossiers.limits import load_others
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.locking import lock_cases_of
from workflow.dossiers.moving import Moved, moved, note_all, tell_all, write_sign_offs, write_standings, write_states
from workflow.dossiers.placing import place
from workflow.dossiers.plan_answers import SENDS, draw_answers
from workflow.dossiers.reports import Refused, TransitionReport, refuse_all
from workflow.procedure.bases import Basis
from workflow.procedure.check import targets
from workflow.procedure.facts import Reason, Refusal
from workflow.procedure.transitions import Transition

_no_reason: Final = Reason()
Verdicts = dict[int, tuple[Refusal, ...]]


@dataclass(frozen=True, slots=True)
class Move:
    """One transition asked of some nominations. `expect` gives the versions that the actor saw."""

    transition: Transition
    nominations: tuple[int, ...]
    reason: Reason = _no_reason
    expect: Mapping[int, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Json]:
        """What is asked, as plain data."""
        return {
            "transition": self.transition.name,
            "nominations": list(self.nominations),
            "reason": self.reason.as_json(),
            "expect": {str(key): version for key, version in sorted(self.expect.items())},
        }


@command
def apply_transition(
    transition: Transition | str,
    nomination_ids: Iterable[int],
    actor: User | None,
    *,
    capacity: Under,
    reason: Reason | None = None,
    operation_id: str | None = None,
    expect: Mapping[int, int] | None = None,
    whole: bool = False,
    preview: bool = False,
) -> TransitionReport:
    """Move nominations by one transition of the table.

    `actor` is the user, or `SYSTEM`; `capacity` the appointment or delegation under which the actor
    signs. Good lines move and the others are reported with reasons; with `whole`, all or none. With
    `preview` nothing is locked or written and the verdicts are advice: the door judges again. Raises
    `ValidationError` naming the field for ids that are no nominations.
    """
    ids = tuple(dict.fromkeys(nomination_ids))
    row = transition if isinstance(transition, Transition) else Transition.__members__.get(transition)
    if row is None:
        return _unknown(str(transition), ids, actor, operation_id)
    if preview:
        return preview_transitions([row], ids, actor, capacity=capacity, reason=reason, expect=expect)[row]
    move = Move(row, ids, reason or _no_reason, expect or {})
    return apply_transitions([move], actor, capacity=capacity, operation_id=operation_id, whole=whole)


@command
def apply_transitions(
    moves: Sequence[Move], actor: User | None, *, capacity: Under, operation_id: str | None = None, whole: bool = True
) -> TransitionReport:
    """Several transitions of one act, such as 220 awarded and 6 declined: one transaction, one operation id."""
    asked: dict[str, Json] = {"deed": "TRANSITIONS", "moves": [move.as_json() for move in moves], "whole": whole}
    try:
        return perform(
            asked,
            lambda act: move_lines(moves, act, whole=whole),
            actor=actor,
            capacity=capacity,
            operation_id=operation_id,
        )
    except Refused as refused:
        every = [line for move in moves for line in move.nominations]
        return TransitionReport(operation_id or "", refused=refuse_all(every, *refused.refusals))


@command
def preview_transitions(
    transitions: Sequence[Transition],
    nomination_ids: Iterable[int],
    actor: User | None,
    *,
    capacity: Under,
    reason: Reason | None = None,
    expect: Mapping[int, int] | None = None,
) -> dict[Transition, TransitionReport]:
    """The verdicts of all transitions of a page in one call: why, or why not. Takes no lock, writes nothing.

    Without a reason, what the actor still has to give is named in `asked` instead of refused.
    """
    today = timezone.localdate()
    ids = tuple(dict.fromkeys(nomination_ids))
    held = read_capacity(actor, capacity, today, lock=False) if actor is not None else None
    lines = _known(ids, read_lines(ids, today, lock=False))
    load_facts(lines, families_for(transitions), today)
    if any(transition.set_guards for transition in transitions):
        load_others(lines, lock=False)
    reports = {}
    for transition in transitions:
        if isinstance(held, Refusal):
            refused: Verdicts = refuse_all(ids, held)
        else:
            refused = _judge(transition, lines, held, reason, expect or {})
        stay = {line.id: line.state for line in lines if line.id not in refused}
        reports[transition] = TransitionReport(moved=stay, refused=refused, asked=transition.asked)
    return reports


def move_lines(moves: Sequence[Move], act: Act, *, whole: bool, known: Sequence[Line] = ()) -> TransitionReport:
    """The door itself, inside the transaction of an act. Commands that sign and move share it.

    `known` are the lines as the same act has read and locked them for its signature, and written nothing of them
    since: they and their facts hold still, but for what a signature writes.
    Raises `NothingDone` when no line moves, or when one is refused and the act is to be whole.
    """
    _check_reasons(moves)
    ids = [line for move in moves for line in move.nominations]
    lock_cases_of(ids, act, {state for move in moves for state in targets(move.transition)})
    lines = {line.id: line for line in _known(ids, known or read_lines(ids, act.today, lock=True))}
    asked = families_for(move.transition for move in moves) - held_facts(known)
    load_facts(list(lines.values()), asked, act.today)
    refused: Verdicts = {}
    passed: list[Moved] = []
    for move in moves:
        listed = [lines[line] for line in move.nominations]
        if move.transition.set_guards and listed:
            load_others(listed, lock=True)
        verdicts = _judge(move.transition, listed, act.capacity, move.reason, move.expect)
        verdicts |= _off_the_board(listed, verdicts, act)
        refused |= verdicts
        passed += [moved(line, move.transition, move.reason) for line in listed if line.id not in verdicts]
    refused |= _parts_of_an_issue(passed)
    passed = [one for one in passed if one.line.id not in refused]
    if not passed or (whole and refused):
        raise NothingDone(TransitionReport(act.operation, refused=refused))
    _write(passed, act)
    return TransitionReport(act.operation, moved={one.line.id: one.to for one in passed}, refused=refused)


def _check_reasons(moves: Sequence[Move]) -> None:
    """Raises `ValidationError` naming the part of a reason that is too long to keep."""
    errors = {
        f"reason.{part}": ValidationError(_("Use at most %(count)d characters.") % {"count": longest}, code="length")
        for move in moves
        for part, longest in _longest.items()
        if len(getattr(move.reason, part)) > longest
    }
    if errors:
        raise ValidationError(dict(errors))


_longest: Final = {"text": 4000, "code": 30, "document": 200}


def _write(passed: Sequence[Moved], act: Act) -> None:
    draw_answers([one.line for one in passed if one.transition in SENDS], act)
    leaving = place(passed, act)
    write_sign_offs(passed, act)
    write_states(passed)
    write_standings(leaving, [(one.line.id, one.case) for one in leaving if one.case is not None], act)
    note_all(passed, act)
    tell_all(passed, act)


def _known(ids: Sequence[int], lines: Sequence[Line]) -> list[Line]:
    """The lines in the order asked. Raises `ValidationError` for an empty list, a double or an unknown id."""
    by_id = {line.id: line for line in lines}
    unknown = [line for line in ids if line not in by_id]
    if unknown:
        message = _("No such nomination: %(ids)s.") % {"ids": ", ".join(str(one) for one in unknown)}
        raise ValidationError({"nominations": ValidationError(message, code="unknown")})
    if not ids:
        raise ValidationError({"nominations": ValidationError(_("Name at least one nomination."), code="empty")})
    if len(set(ids)) != len(ids):
        message = _("A nomination makes one transition in one act; this list names one twice.")
        raise ValidationError({"nominations": ValidationError(message, code="twice")})
    return [by_id[line] for line in ids]


def _judge(
    transition: Transition,
    lines: Sequence[Line],
    capacity: Capacity | None,
    reason: Reason | None,
    expect: Mapping[int, int],
) -> Verdicts:
    refused: Verdicts = {}
    for line in lines:
        refusals = judge(transition, line, capacity, reason, expect.get(line.id))
        if refusals:
            refused[line.id] = refusals
    left = [line for line in lines if line.id not in refused]
    return refused | judge_together(transition, left)


def _off_the_board(lines: Sequence[Line], refused: Verdicts, act: Act) -> Verdicts:
    """Lines that somebody moved to another case while this act waited for the one they stood on."""
    found: Verdicts = {}
    for line in lines:
        if line.id not in refused and line.case is not None and line.case not in act.board.cases:
            found[line.id] = (changed_meanwhile(),)
    return found


def _parts_of_an_issue(passed: Sequence[Moved]) -> Verdicts:
    """Issuing is all-or-nothing: a paper's lines go together or not at all."""
    counts = Counter(one.line.case for one in passed if one.transition.when_issued)
    found: Verdicts = {}
    for one in passed:
        if one.transition.when_issued and counts[one.line.case] != one.line.lines_on_case:
            message = _("A paper is issued with all its lines. One of them cannot go: take it off the paper first.")
            found[one.line.id] = (Refusal("whole", message, Basis.PROCEDURE),)
    return found


def _unknown(name: str, ids: tuple[int, ...], actor: User | None, operation_id: str | None) -> TransitionReport:
    """A transition that the table does not have: nobody may make it, and the attempt is recorded."""
    message = _("There is no transition «%(name)s».") % {"name": name[:60]}
    refusal = Refusal("transition", message, Basis.PROCEDURE, of_authority=True)
    asked: dict[str, Json] = {"deed": "TRANSITIONS", "transition": name[:60], "nominations": list(ids)}
    watch(actor, asked, [refusal], operation_id or "")
    return TransitionReport(operation_id or "", refused=refuse_all(ids, refusal))
