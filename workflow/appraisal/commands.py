"""What the office does with a received letter: receive, assign, appraise line by line, have it approved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.appraisal.criteria import Asked, criteria_by_line
from workflow.appraisal.models import Appraisal, AppraisalSheet, Finding
from workflow.appraisal.receipt import RECEIVED, pin
from workflow.awards.calendar import working_day_after
from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.directory.models import Appointment, Person, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.door import Move, move_lines
from workflow.dossiers.facts import load_facts
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.judgement import own_matter
from workflow.dossiers.lines import Line
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Family, Reason, Refusal
from workflow.procedure.guards import every_item_is_ticked_off
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.board import FORWARD

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

ASSIGNED: Final = "ASSIGNED"
APPRAISED: Final = "APPRAISED"
SUBMITTED: Final = "APPRAISAL_SUBMITTED"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The appraisal sheet of one line: what is proposed, and the finding on each criterion by its code."""

    verdict: str
    findings: Mapping[str, str]
    note: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


@command
def receive_letter(
    appraisal: Appraisal, incoming_number: str, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Receive a letter: from now on its lines keep the route version, the legal regime and the council of today.

    The due day counts working days from here. Raises `ValidationError` on `incoming_number`.
    """
    asked: dict[str, Json] = {"deed": RECEIVED, "appraisal": appraisal.pk, "number": incoming_number}

    def deed(act: Act) -> TransitionReport:
        lines = _lines_on(appraisal, act, Role.OFFICE_SPECIALIST, ("receive",))
        written = one_line(incoming_number)
        if not written or len(written) > _number_length:
            message = _("Give the incoming number, of at most %(count)d characters.") % {"count": _number_length}
            raise ValidationError({"incoming_number": ValidationError(message, code="number")})
        fresh = pin(lines, act)
        for line in lines:
            if line.id not in fresh:
                act.note(Nomination, line.id, RECEIVED)
        due = _due(lines, act)
        Appraisal.objects.filter(pk=appraisal.pk).update(received_at=act.at, incoming_number=written, due=due)
        act.board.step(appraisal.case_id, FORWARD, due=due)
        act.note(Letter, appraisal.letter_id, RECEIVED, {"appraisal": appraisal.pk}, {"number": written})
        return TransitionReport(act.operation, made={"appraisal": appraisal.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


_number_length: Final = 60


def _due(lines: Sequence[Line], act: Act) -> date | None:
    """The day by which all lines are appraised, by the rules that are pinned; none where no route sets days."""
    days = [line.route.appraisal_days for line in lines if line.route.appraisal_days is not None]
    return working_day_after(act.today, min(days)) if days else None


@command
def assign_appraisal(
    appraisal: Appraisal, specialist: Person, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Give the appraisal to a specialist of the office, or to another one. Raises `ValidationError` on `specialist`."""
    asked: dict[str, Json] = {"deed": ASSIGNED, "appraisal": appraisal.pk, "specialist": specialist.pk}

    def deed(act: Act) -> TransitionReport:
        _lines_on(appraisal, act, Role.OFFICE_HEAD, ("assign", "appraise"))
        posts = Appointment.objects.in_force(act.today).filter(
            person=specialist, role=Role.OFFICE_SPECIALIST.value, organisation_id__in=act.holder.organisations
        )
        if not posts.exists():
            message = _("This person is no specialist of the office today.")
            raise ValidationError({"specialist": ValidationError(message, code="post")})
        Appraisal.objects.filter(pk=appraisal.pk).update(assigned_to=specialist)
        due = Appraisal.objects.values_list("due", flat=True).get(pk=appraisal.pk)
        if act.board.items[appraisal.case_id].flow_task.name == "assign":
            act.board.step(appraisal.case_id, FORWARD, due=due, person=specialist.pk)
        else:
            act.board.hand_over(appraisal.case_id, specialist.pk)
        act.note(Letter, appraisal.letter_id, ASSIGNED, {"to": specialist.pk})
        return TransitionReport(act.operation, made={"appraisal": appraisal.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def appraise(
    appraisal: Appraisal,
    sheets: Mapping[int, Sheet],
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """Write the appraisal sheets of lines, each bound to the content it looked at; an older sheet is void.

    A constant number of statements. Raises `ValidationError` by line and criterion, named
    `sheets[17].COL-01`: every criterion of the route's groups has a finding, and an eligible line
    has none that is not met.
    """
    asked: dict[str, Json] = {
        "deed": APPRAISED,
        "appraisal": appraisal.pk,
        "sheets": {
            str(key): [one.verdict, sorted(one.findings.items()), one.note, sorted(one.notes.items())]
            for key, one in sheets.items()
        },
    }

    def deed(act: Act) -> TransitionReport:
        there = {line.id: line for line in _lines_on(appraisal, act, Role.OFFICE_SPECIALIST, ("appraise", "approve"))}
        strange = sorted(sheets.keys() - there.keys())
        if strange or not sheets:
            message = _("These lines are not on this appraisal: %(ids)s.") % {
                "ids": ", ".join(map(str, strange)) or "-"
            }
            raise ValidationError({"sheets": ValidationError(message, code="unknown")})
        lines = [there[line] for line in sheets]
        _no_own_matter(lines, act)
        _all_ticked_off(lines, act)
        criteria = criteria_by_line(lines)
        _check_sheets(sheets, lines, criteria)
        _write_sheets(appraisal, sheets, lines, criteria, act)
        return TransitionReport(act.operation, made={"nominations": [line.id for line in lines]})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _no_own_matter(lines: Sequence[Line], act: Act) -> None:
    refused = {line.id: (why,) for line in lines if (why := own_matter(line, act.holder)) is not None}
    if refused:
        raise Refused((), refused)


def _all_ticked_off(lines: Sequence[Line], act: Act) -> None:
    """A sheet concludes on what came back from the unit only when each item is accepted or not."""
    load_facts(lines, {Family.SUPPLEMENT}, act.today)
    refused = {line.id: (why,) for line in lines if (why := every_item_is_ticked_off(line)) is not None}
    if refused:
        raise Refused((), refused)


def _check_sheets(
    sheets: Mapping[int, Sheet], lines: Sequence[Line], criteria: Mapping[int, Mapping[str, Asked]]
) -> None:
    errors = {
        f"sheets[{line.id}].{name}": error
        for line in lines
        for name, error in _wrong_on_sheet(sheets[line.id], criteria[line.id])
    }
    if errors:
        raise ValidationError(dict(errors))


def _wrong_on_sheet(sheet: Sheet, criteria: Mapping[str, Asked]) -> Iterator[tuple[str, ValidationError]]:
    if sheet.verdict not in AppraisalSheet.Verdict.values:
        yield "verdict", ValidationError(_("Propose eligible or ineligible."), code="verdict")
    for code in sorted(criteria.keys() - sheet.findings.keys()):
        yield code, ValidationError(_("This criterion has no finding yet."), code="required")
    for code in sorted((sheet.findings.keys() | sheet.notes.keys()) - criteria.keys()):
        yield code, ValidationError(_("This criterion does not apply to this line."), code="unknown")
    for code, note in sheet.notes.items():
        if len(note) > _note_length:
            message = _("Use at most %(count)d characters.") % {"count": _note_length}
            yield code, ValidationError(message, code="length")
    for code, result in sheet.findings.items():
        if result not in Finding.Result.values:
            yield code, ValidationError(_("There is no such finding."), code="finding")
        elif result == Finding.Result.NOT_APPLICABLE and code in criteria and not criteria[code].optional:
            yield code, ValidationError(_("This criterion always applies; say how far it is met."), code="applies")
        elif result == Finding.Result.NOT_MET and sheet.verdict == AppraisalSheet.Verdict.ELIGIBLE:
            message = _("A line with a criterion that is not met is not proposed as eligible.")
            yield code, ValidationError(message, code="not-met")


def _write_sheets(
    appraisal: Appraisal,
    sheets: Mapping[int, Sheet],
    lines: Sequence[Line],
    criteria: Mapping[int, Mapping[str, Asked]],
    act: Act,
) -> None:
    ids = rows.array(line.id for line in lines)
    rows.execute(
        f"UPDATE workflow_appraisalsheet SET void = {{true}} WHERE void = {{false}} AND {rows.among('nomination_id')}",
        [ids],
    )
    columns = ("nomination_id", "appraisal_id", "hash", "verdict", "note", "appraiser_id", "at", "void")
    given = [
        (
            line.id,
            appraisal.pk,
            line.content_hash,
            sheets[line.id].verdict,
            sheets[line.id].note,
            act.person,
            act.at,
            False,
        )
        for line in lines
    ]
    made = {row[1]: row[0] for row in rows.insert_rows(AppraisalSheet, columns, given, returning="id, nomination_id")}
    findings = [
        (made[line.id], criteria[line.id][code].key, result, sheets[line.id].notes.get(code, ""))
        for line in lines
        for code, result in sheets[line.id].findings.items()
    ]
    rows.insert_rows(Finding, ("sheet_id", "criterion_id", "result", "note"), findings)
    for line in lines:
        act.note(Nomination, line.id, APPRAISED, {"verdict": sheets[line.id].verdict, "hash": line.content_hash})


_note_length: Final = 400


@command
def submit_appraisal(
    appraisal: Appraisal, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """All lines are appraised as they stand: the appraisal goes to another person for approval."""
    asked: dict[str, Json] = {"deed": SUBMITTED, "appraisal": appraisal.pk}

    def deed(act: Act) -> TransitionReport:
        lines = _lines_on(appraisal, act, Role.OFFICE_SPECIALIST, ("appraise",))
        _all_ticked_off(lines, act)
        verdicts = _verdicts(lines)
        without = {line.id: (_not_appraised(),) for line in lines if line.id not in verdicts}
        if without:
            raise Refused((), without)
        due = Appraisal.objects.values_list("due", flat=True).get(pk=appraisal.pk)
        act.board.step(appraisal.case_id, FORWARD, due=due)
        act.note(Letter, appraisal.letter_id, SUBMITTED, {"appraisal": appraisal.pk})
        return TransitionReport(act.operation, made={"appraisal": appraisal.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _verdicts(lines: Sequence[Line]) -> dict[int, str]:
    """The proposal for each line whose valid sheet looked at the content as it stands."""
    hashes = {line.id: line.content_hash for line in lines}
    found = rows.fetch(
        "SELECT nomination_id, verdict, hash FROM workflow_appraisalsheet WHERE void = {false}"
        f" AND {rows.among('nomination_id')}",
        [rows.array(hashes)],
    )
    return {nomination: verdict for nomination, verdict, digest in found if digest == hashes[nomination]}


def _not_appraised() -> Refusal:
    message = _("The nomination is not appraised as it stands. A specialist appraises it first.")
    return Refusal("appraisal", message, Basis.APPRAISAL, Role.OFFICE_SPECIALIST)


def _no_ruling() -> Refusal:
    message = _("The nomination is proposed as ineligible. State the ground of the ruling, or have it appraised again.")
    return Refusal("reason", message, Basis.APPRAISAL)


@command
def approve_appraisal(
    appraisal: Appraisal,
    actor: User | None,
    *,
    capacity: Under,
    ineligible: Mapping[int, Reason] | None = None,
    operation_id: str | None = None,
) -> TransitionReport:
    """Approve what was proposed: eligible lines go on by their route, the named ones are ruled ineligible.

    A line proposed as ineligible without a ruling here stays. One act for all.
    """
    rulings = dict(ineligible or {})
    asked: dict[str, Json] = {
        "deed": "APPROVE_APPRAISAL",
        "appraisal": appraisal.pk,
        "ineligible": {str(key): reason.as_json() for key, reason in sorted(rulings.items())},
    }

    def deed(act: Act) -> TransitionReport:
        lines = _lines_on(appraisal, act, Role.OFFICE_HEAD, ("approve",), signing=True)
        strange = sorted(rulings.keys() - {line.id for line in lines})
        if strange:
            message = _("These lines are not on this appraisal: %(ids)s.") % {"ids": ", ".join(map(str, strange))}
            raise ValidationError({"ineligible": ValidationError(message, code="unknown")})
        verdicts = _verdicts(lines)
        eligible = [line for line in lines if line.id not in rulings and verdicts.get(line.id) == "ELIGIBLE"]
        by_route: dict[Transition, list[int]] = {}
        for line in eligible:
            way = Transition.REFER_TO_COUNCIL if line.route.council else Transition.CLEAR
            by_route.setdefault(way, []).append(line.id)
        moves = [Move(way, tuple(ids)) for way, ids in by_route.items()]
        moves += [Move(Transition.RULE_INELIGIBLE, (line,), reason) for line, reason in rulings.items()]
        if not moves:
            raise Refused((), {line.id: (_no_ruling() if line.id in verdicts else _not_appraised(),) for line in lines})
        return move_lines(moves, act, whole=False)

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _lines_on(appraisal: Appraisal, act: Act, role: Role, desks: Sequence[str], *, signing: bool = False) -> list[Line]:
    require_post(act, appraisal.office_id, {role}, signing=signing)
    return take_case(appraisal.case_id, act, desks, (State.WITH_COUNCIL, State.TO_PRESENT))
