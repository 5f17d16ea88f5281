"""A decision with its annexed list: drafted, form checked, signed line by line, issued, published."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.database.arguments import command
from workflow.database.texts import folded
from workflow.decisions.aftermath import after_issue
from workflow.decisions.codes import code_of
from workflow.decisions.correcting import correct_lines, judge_correction
from workflow.decisions.form_points import judge_form, points_of
from workflow.decisions.judging import TRANSITION_OF, reasons_otherwise, why_not_signed
from workflow.decisions.lines import write_lines
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.splitting import leave_apart
from workflow.directory.models import User
from workflow.directory.numbers import Series, free_number, given_number, is_cancelled
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.door import Move, move_lines
from workflow.dossiers.facts import load_facts
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.judgement import families_for
from workflow.dossiers.lines import Line
from workflow.dossiers.models import Nomination
from workflow.dossiers.moving import sign_lines
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import SignOffKind, Transition
from workflow.worklist.board import FORWARD

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

DRAFTED: Final = "DRAFTED"
FORM_CHECKED: Final = "FORM_CHECKED"
SIGNED: Final = "SIGNED"
ISSUED: Final = "ISSUED"
PUBLISHED: Final = "PUBLISHED"
_correction: Final = Decision.Kind.CORRECTION.value
_POSITIVE: Final = {
    Decision.Kind.AWARD.value: DecisionLine.Verdict.AWARD,
    Decision.Kind.REVOCATION.value: DecisionLine.Verdict.REVOKE,
    _correction: DecisionLine.Verdict.CORRECT,
}
_subject_length: Final = 300
_number_length: Final = 60


@command
def submit_draft(
    decision: Decision, subject: str, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """The draft is composed; lines that arrive later wait for the next one. Raises `ValidationError` on `subject`."""
    asked: dict[str, Json] = {"deed": DRAFTED, "decision": decision.pk, "subject": subject}

    def deed(act: Act) -> TransitionReport:
        _lines_on(decision, act, Role.DECIDER_OFFICE, "draft")
        if not subject.strip() or len(subject) > _subject_length:
            message = _("Say what the decision is about, in at most %(count)d characters.") % {"count": _subject_length}
            raise ValidationError({"subject": ValidationError(message, code="required")})
        Decision.objects.filter(pk=decision.pk).update(
            subject=subject.strip(), folded_subject=folded(subject)[:_subject_length]
        )
        act.board.stop_collecting(decision.case_id)
        act.board.step(decision.case_id, FORWARD)
        act.note(Decision, decision.pk, DRAFTED)
        return TransitionReport(act.operation, made={"decision": decision.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def check_form(
    decision: Decision,
    actor: User | None,
    *,
    capacity: Under,
    points: Collection[str] = (),
    note: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """The decider's office has checked the form, point by point: the draft goes to the decider for signature.

    `points` are those ticked (`FormPoint`). Raises `ValidationError` on `points` or `note`.
    """
    ticked = sorted(set(points))
    asked: dict[str, Json] = {"deed": FORM_CHECKED, "decision": decision.pk, "points": list(ticked), "note": note}

    def deed(act: Act) -> TransitionReport:
        checked = points_of(decision, _lines_on(decision, act, Role.DECIDER_OFFICE, "form_check"), act.today)
        judge_form(checked, ticked, note)
        Decision.objects.filter(pk=decision.pk).update(
            form_checked_at=act.at, form_checked_by=act.person, form_note=note.strip()
        )
        act.board.step(decision.case_id, FORWARD)
        wanting = {one.point.value: one.lines for one in checked if one.lines}
        data: dict[str, Json] = {"points": list(ticked), **({"wanting": wanting} if wanting else {})}
        act.note(Decision, decision.pk, FORM_CHECKED, data, {"note": note.strip()} if note.strip() else {})
        return TransitionReport(act.operation, made={"decision": decision.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def sign_decision(
    decision: Decision,
    actor: User | None,
    *,
    capacity: Under,
    declined: Mapping[int, str] | None = None,
    otherwise: Mapping[int, str] | None = None,
    leaving: Iterable[int] = (),
    operation_id: str | None = None,
) -> TransitionReport:
    """Sign the decision: every line is awarded (or revoked) but those declined with a reason.

    A line that the council did not support is awarded `otherwise`, with a reason; the lines `leaving` are not
    signed: in the same act they go into a draft of their own on the same desk, which `made` names as `left`.
    A sign-off for each line, bound to its content; names, titles and units go into the annexed list
    as they read now, and the record keeps its hash. A decision that awards nothing is not issued: its
    lines close at once. Where the authority keeps its own register, number and date are given in the
    same transaction.
    """
    refusals, apart = dict(declined or {}), sorted(set(leaving))
    asked: dict[str, Json] = {
        "deed": SIGNED,
        "decision": decision.pk,
        "declined": {str(key): reason for key, reason in sorted(refusals.items())},
        **({"otherwise": {str(key): why for key, why in sorted(otherwise.items())}} if otherwise else {}),
        **({"leaving": apart} if apart else {}),
    }

    def deed(act: Act) -> TransitionReport:
        require_post(act, decision.authority_id, {Role.DECIDER}, signing=not apart)
        lines, left = leave_apart(decision, apart, take_case(decision.case_id, act, {"sign"}, (State.TO_PRESENT,)), act)
        verdicts = _verdicts(decision, lines, refusals)
        judge_correction(lines, act) if decision.kind == _correction else _judge_all(lines, verdicts, act)
        reasons = reasons_otherwise(lines, verdicts, otherwise or {})
        _sign(decision, lines, verdicts, (refusals, reasons), act)
        report = _after_signature(decision, lines, verdicts, act)
        return replace(report, made={**report.made, **left})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _sign(
    decision: Decision,
    lines: Sequence[Line],
    verdicts: Mapping[int, str],
    why: tuple[Mapping[int, str], Mapping[int, str]],
    act: Act,
) -> None:
    """Annexed list, sign-offs and record. `why`: the reasons of the declined, and of those awarded otherwise."""
    declined, otherwise = why
    annex = write_lines(decision, lines, verdicts, {**declined, **otherwise}, act.today)
    signed = [(line.id, decision.case_id, SignOffKind.DECISION.value, line.content_hash) for line in lines]
    block = sign_lines(signed, act)
    code = code_of(annex, "decision", decision.pk)
    Decision.objects.filter(pk=decision.pk).update(signed_at=act.at, signed_by=act.person, code=code)
    act.board.step(decision.case_id, FORWARD)
    for line in lines:
        data: dict[str, Json] = {"hash": line.content_hash, "kind": "DECISION", "verdict": verdicts[line.id]}
        if line.id in otherwise:
            data["otherwise"] = True
        reason: dict[str, Json] = {"reason": otherwise[line.id]} if line.id in otherwise else {}
        act.note(Nomination, line.id, SIGNED, data, reason)
    listed: list[Json] = [[line.id, verdicts[line.id]] for line in lines]
    data = {"lines": listed, "annex": annex, "block": list(block)}
    if otherwise:
        data["otherwise"] = list(otherwise)
    act.note(Decision, decision.pk, SIGNED, data)


def _verdicts(decision: Decision, lines: Sequence[Line], declined: Mapping[int, str]) -> dict[int, str]:
    errors: dict[str, ValidationError] = {}
    ids = {line.id for line in lines}
    for nomination, reason in declined.items():
        if nomination not in ids or decision.kind != Decision.Kind.AWARD:
            message = _("This line is not one that this decision can decline.")
            errors[f"declined[{nomination}]"] = ValidationError(message, code="unknown")
        elif not reason.strip():
            message = _("No reason is given. Write the reason, then try again.")
            errors[f"declined[{nomination}]"] = ValidationError(message, code="reason")
    if errors:
        raise ValidationError(dict(errors))
    positive = _POSITIVE[decision.kind]
    return {line.id: (DecisionLine.Verdict.DECLINE if line.id in declined else positive).value for line in lines}


def _judge_all(lines: Sequence[Line], verdicts: Mapping[int, str], act: Act) -> None:
    """Everything that the issue will ask and that does not rest on the signature itself. Raises `Refused`."""
    transitions = {TRANSITION_OF[verdict] for verdict in verdicts.values()}
    load_facts(lines, families_for(transitions), act.today)
    refused = {
        line.id: why for line in lines if (why := why_not_signed(TRANSITION_OF[verdicts[line.id]], line, act.holder))
    }
    if refused:
        raise Refused((), refused)


def _after_signature(
    decision: Decision, lines: Sequence[Line], verdicts: Mapping[int, str], act: Act
) -> TransitionReport:
    nothing_awarded = set(verdicts.values()) == {DecisionLine.Verdict.DECLINE.value}
    if not nothing_awarded and not act.holder.keeps_register:
        return TransitionReport(act.operation, made={"decision": decision.pk})
    number = ""
    if not nothing_awarded:
        number = free_number(decision.authority_id, Series.DECISION, act.today, _taken(decision, act.today))
    act.board.write()
    return _issue(decision, (number, act.today), lines, verdicts, act)


@command
def issue_decision(
    decision: Decision,
    number: str,
    dated: date,
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """Give the signed decision its number and date: its lines are awarded and declined in one act.

    Raises `ValidationError` on `number` or `dated`.
    """
    asked: dict[str, Json] = {"deed": ISSUED, "decision": decision.pk, "number": number, "dated": dated}

    def deed(act: Act) -> TransitionReport:
        lines = _lines_on(decision, act, Role.RECORDS_CLERK, "issue")
        signed_at = Decision.objects.values_list("signed_at", flat=True).get(pk=decision.pk)
        written = given_number(
            number,
            dated,
            organisation=decision.authority_id,
            signed_on=timezone.localdate(signed_at),
            today=act.today,
            is_taken=_taken(decision, dated),
        )
        listed = DecisionLine.objects.filter(decision=decision, void=False).order_by("position")
        verdicts = dict(listed.values_list("nomination_id", "verdict"))
        return _issue(decision, (written, dated), lines, verdicts, act)

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _taken(decision: Decision, day: date) -> Callable[[str], bool]:
    """Whether the authority has given a number in the year of the day, or cancelled it."""
    at, year = decision.authority_id, day.year
    given = Decision.objects.filter(authority=at, dated__year=year)
    return lambda number: given.filter(number=number).exists() or is_cancelled(at, Series.DECISION, year, number)


def _issue(
    decision: Decision, numbered: tuple[str, date], lines: Sequence[Line], verdicts: Mapping[int, str], act: Act
) -> TransitionReport:
    """Number and date where something is awarded, then all lines by their verdicts, whole."""
    number, dated = numbered
    if number:
        found_by = folded(number)[:_number_length]
        Decision.objects.filter(pk=decision.pk).update(
            number=number, folded_number=found_by, dated=dated, issued_at=act.at
        )
        act.note(Decision, decision.pk, ISSUED, {"dated": dated, "number": number})
    if decision.kind == _correction:
        return correct_lines(decision, lines, number, act)
    found: dict[Transition, list[int]] = {}
    for nomination, verdict in verdicts.items():
        found.setdefault(TRANSITION_OF[verdict], []).append(nomination)
    moves = [Move(transition, tuple(ids)) for transition, ids in found.items()]
    report = move_lines(moves, act, whole=True, known=lines)
    after_issue(decision, lines, act)
    if not number:
        # A decision that awards nothing has nothing to publish.
        act.board.end(decision.case_id)
    return TransitionReport(act.operation, moved=report.moved, made={"decision": decision.pk, "number": number})


@command
def publish_decision(
    decision: Decision, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Note that the issued decision is published; its case ends."""
    asked: dict[str, Json] = {"deed": PUBLISHED, "decision": decision.pk}

    def deed(act: Act) -> TransitionReport:
        _lines_on(decision, act, Role.DECIDER_OFFICE, "publish")
        Decision.objects.filter(pk=decision.pk).update(published_at=act.at)
        act.board.step(decision.case_id, FORWARD)
        act.note(Decision, decision.pk, PUBLISHED)
        return TransitionReport(act.operation, made={"decision": decision.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _lines_on(decision: Decision, act: Act, role: Role, desk: str) -> list[Line]:
    require_post(act, decision.authority_id, {role}, signing=role is Role.DECIDER)
    return take_case(decision.case_id, act, {desk}, (State.TO_PRESENT,))
