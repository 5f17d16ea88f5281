"""What the office does with a received letter: receive, assign, appraise line by line, have it approved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.appraisal.models import Appraisal, AppraisalSheet, Finding
from workflow.awards.calendar import working_day_after
from workflow.awards.queries import regime_on
from workflow.database import rows
from workflow.directory.models import Appointment, Person, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.door import Move, move_lines
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.judgement import own_matter
from workflow.dossiers.lines import Line
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Reason, Refusal
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.board import FORWARD

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

RECEIVED: Final = "RECEIVED"
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


def receive_letter(
    appraisal: Appraisal, incoming_number: str, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Receive a letter: from now on its lines keep the route version and the legal regime of today.

    The due day counts working days from here. Raises `ValidationError` on `incoming_number`.
    """
    asked: dict[str, Json] = {"deed": RECEIVED, "appraisal": appraisal.pk, "number": incoming_number}

    def deed(act: Act) -> TransitionReport:
        lines = _lines_on(appraisal, act, Role.OFFICE_SPECIALIST, ("receive",))
        written = incoming_number.strip()
        if not written or len(written) > _number_length:
            message = _("Give the incoming number, of at most %(count)d characters.") % {"count": _number_length}
            raise ValidationError({"incoming_number": ValidationError(message, code="number")})
        days = lines[0].route.appraisal_days
        due = working_day_after(act.today, days) if days is not None else None
        Appraisal.objects.filter(pk=appraisal.pk).update(received_at=act.at, incoming_number=written, due=due)
        _pin(lines, act)
        act.board.step(appraisal.case_id, FORWARD, due=due)
        act.note(Letter, appraisal.letter_id, RECEIVED, {"appraisal": appraisal.pk}, {"number": written})
        return TransitionReport(act.operation, made={"appraisal": appraisal.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


_number_length: Final = 60

# Until receipt the version in force applies; receipt pins it.
_PIN: Final = """
UPDATE workflow_nomination SET regime_id = COALESCE(regime_id, %s), version = version + 1,
  route_id = COALESCE((SELECT v.id FROM workflow_route v JOIN workflow_route r ON r.code = v.code
    WHERE r.id = workflow_nomination.route_id AND v.valid_from <= %s AND (v.valid_until IS NULL OR v.valid_until >= %s)
    ORDER BY v.version DESC LIMIT 1), route_id)
WHERE {among}"""


def _pin(lines: Sequence[Line], act: Act) -> None:
    try:
        regime = regime_on(act.today)
    except LookupError as error:
        raise Refused([Refusal("regime", str(error), Basis.PROCEDURE, Role.ADMINISTRATOR)]) from error
    ids = rows.array(line.id for line in lines)
    rows.execute(_PIN.format(among=rows.among("id")), [regime.pk, act.today, act.today, ids])
    for line in lines:
        act.note(Nomination, line.id, RECEIVED, {"regime": regime.code}, counted=True)


def assign_appraisal(
    appraisal: Appraisal, specialist: Person, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Give the appraisal to a specialist of the office. Raises `ValidationError` on `specialist`."""
    asked: dict[str, Json] = {"deed": ASSIGNED, "appraisal": appraisal.pk, "specialist": specialist.pk}

    def deed(act: Act) -> TransitionReport:
        _lines_on(appraisal, act, Role.OFFICE_HEAD, ("assign",))
        posts = Appointment.objects.in_force(act.today).filter(
            person=specialist, role=Role.OFFICE_SPECIALIST.value, organisation_id__in=act.holder.organisations
        )
        if not posts.exists():
            message = _("This person is no specialist of the office today.")
            raise ValidationError({"specialist": ValidationError(message, code="post")})
        Appraisal.objects.filter(pk=appraisal.pk).update(assigned_to=specialist)
        due = Appraisal.objects.values_list("due", flat=True).get(pk=appraisal.pk)
        act.board.step(appraisal.case_id, FORWARD, due=due, person=specialist.pk)
        act.note(Letter, appraisal.letter_id, ASSIGNED, {"to": specialist.pk})
        return TransitionReport(act.operation, made={"appraisal": appraisal.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


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
            str(key): [one.verdict, dict(one.findings), one.note, dict(one.notes)] for key, one in sheets.items()
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
        criteria = _criteria_of(lines)
        _check_sheets(sheets, lines, criteria)
        _write_sheets(appraisal, sheets, lines, criteria, act)
        return TransitionReport(act.operation, made={"nominations": [line.id for line in lines]})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _no_own_matter(lines: Sequence[Line], act: Act) -> None:
    refused = {line.id: (why,) for line in lines if (why := own_matter(line, act.holder)) is not None}
    if refused:
        raise Refused((), refused)


def _criteria_of(lines: Sequence[Line]) -> dict[int, dict[str, int]]:
    """The criteria of each line's groups, by code."""
    found = rows.fetch(
        'SELECT n.id, c.code, c.id, c."group" FROM workflow_nomination n JOIN workflow_criterion c'
        " ON c.campaign_id = n.campaign_id AND c.nominee_kind IN ('', n.nominee_kind) AND c.track IN ('', n.track)"
        f" WHERE {rows.among('n.id')}",
        [rows.array(line.id for line in lines)],
    )
    groups = {line.id: line.route.criteria_groups for line in lines}
    criteria: dict[int, dict[str, int]] = {line.id: {} for line in lines}
    for nomination, code, key, group in found:
        if group in groups[nomination]:
            criteria[nomination][code] = key
    return criteria


def _check_sheets(
    sheets: Mapping[int, Sheet], lines: Sequence[Line], criteria: Mapping[int, Mapping[str, int]]
) -> None:
    errors: dict[str, ValidationError] = {}
    for line in lines:
        sheet, place = sheets[line.id], f"sheets[{line.id}]"
        if sheet.verdict not in AppraisalSheet.Verdict.values:
            errors[f"{place}.verdict"] = ValidationError(_("Propose eligible or ineligible."), code="verdict")
        for code in sorted(criteria[line.id].keys() - sheet.findings.keys()):
            errors[f"{place}.{code}"] = ValidationError(_("This criterion has no finding yet."), code="required")
        for code, result in sheet.findings.items():
            if code not in criteria[line.id]:
                errors[f"{place}.{code}"] = ValidationError(
                    _("This criterion does not apply to this line."), code="unknown"
                )
            elif result not in Finding.Result.values:
                errors[f"{place}.{code}"] = ValidationError(_("There is no such finding."), code="finding")
            elif result == Finding.Result.NOT_MET and sheet.verdict == AppraisalSheet.Verdict.ELIGIBLE:
                message = _("A line with a criterion that is not met is not proposed as eligible.")
                errors[f"{place}.{code}"] = ValidationError(message, code="not-met")
    if errors:
        raise ValidationError(dict(errors))


def _write_sheets(
    appraisal: Appraisal,
    sheets: Mapping[int, Sheet],
    lines: Sequence[Line],
    criteria: Mapping[int, Mapping[str, int]],
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
        (made[line.id], criteria[line.id][code], result, sheets[line.id].notes.get(code, "")[:_note_length])
        for line in lines
        for code, result in sheets[line.id].findings.items()
    ]
    rows.insert_rows(Finding, ("sheet_id", "criterion_id", "result", "note"), findings)
    for line in lines:
        act.note(Nomination, line.id, APPRAISED, {"verdict": sheets[line.id].verdict, "hash": line.content_hash})


_note_length: Final = 400


def submit_appraisal(
    appraisal: Appraisal, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """All lines are appraised as they stand: the appraisal goes to another person for approval."""
    asked: dict[str, Json] = {"deed": SUBMITTED, "appraisal": appraisal.pk}

    def deed(act: Act) -> TransitionReport:
        lines = _lines_on(appraisal, act, Role.OFFICE_SPECIALIST, ("appraise",))
        verdicts = _verdicts(lines)
        without = {line.id: (_not_appraised(),) for line in lines if line.id not in verdicts}
        if without:
            raise Refused((), without)
        act.board.step(appraisal.case_id, FORWARD)
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
        lines = _lines_on(appraisal, act, Role.OFFICE_HEAD, ("approve",))
        verdicts = _verdicts(lines)
        eligible = [line for line in lines if line.id not in rulings and verdicts.get(line.id) == "ELIGIBLE"]
        by_route: dict[Transition, list[int]] = {}
        for line in eligible:
            way = Transition.REFER_TO_COUNCIL if line.route.council else Transition.CLEAR
            by_route.setdefault(way, []).append(line.id)
        moves = [Move(way, tuple(ids)) for way, ids in by_route.items()]
        moves += [Move(Transition.RULE_INELIGIBLE, (line,), reason) for line, reason in rulings.items()]
        if not moves:
            raise Refused([_not_appraised()])
        return move_lines(moves, act, whole=False)

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _lines_on(appraisal: Appraisal, act: Act, role: Role, desks: Sequence[str]) -> list[Line]:
    require_post(act, appraisal.office_id, {role})
    return take_case(appraisal.case_id, act, desks, (State.WITH_COUNCIL, State.TO_PRESENT))
