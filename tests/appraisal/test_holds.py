"""Holds: lines stand still while a matter is checked, and resume where they stood (LAW-P5)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.appraisal.given import (
    desk,
    head,
    new_version,
    related,
    sheets,
    specialist,
    states,
    today,
    tomorrow,
    why,
    yesterday,
)
from tests.appraisal.proof import invalid, refused, refused_lines, stays
from tests.support.walk import R1, Walk
from workflow.appraisal.commands import (
    appraise,
    approve_appraisal,
    assign_appraisal,
    receive_letter,
    submit_appraisal,
)
from workflow.appraisal.holds import conclude_hold
from workflow.appraisal.models import Appraisal, Hold
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import open_voting
from workflow.council.models import CouncilSession, Seat
from workflow.decisions.commands import check_form, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import issue_letter, sign_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT, decide, hold_session
from workflow.procedure.facts import Reason
from workflow.procedure.grounds import HOLD_GROUNDS
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

GROUND = Reason("Có đơn phản ánh", code="COMPLAINT", document="5/CV-TTr", review_on=tomorrow())
HOLDS = {
    Transition.HOLD_AT_OFFICE: "WITH_OFFICE",
    Transition.HOLD_AT_COUNCIL: "WITH_COUNCIL",
    Transition.HOLD_PRESENTING: "TO_PRESENT",
    Transition.HOLD_AT_DECIDER: "WITH_DECIDER",
}
STAGES: dict[Transition, Callable[[Walk, int], list[int]]] = {
    Transition.HOLD_AT_OFFICE: lambda walk, count: walk.assigned(count)[1],
    Transition.HOLD_AT_COUNCIL: lambda walk, count: walk.before_council(count)[1],
    Transition.HOLD_PRESENTING: lambda walk, count: walk.to_present(count)[1],
    Transition.HOLD_AT_DECIDER: lambda walk, count: walk.with_decider(count)[1],
}


def _held(cast: Cast, row: Transition, lines: list[int]) -> Hold:
    assert apply_transition(row, lines, **head(cast), reason=GROUND).is_whole
    return Hold.objects.get(case__nominations=lines[0])


@pytest.mark.parametrize("row", HOLDS, ids=lambda row: row.name)
def test_lines_are_held_from_each_desk_and_resume_where_they_stood(cast: Cast, row: Transition) -> None:
    lines = STAGES[row](Walk(cast), 3)
    was = {line.pk: line.case_id for line in Nomination.objects.filter(pk__in=lines)}
    hold = _held(cast, row, lines[:2])
    assert states(lines) == ["ON_HOLD", "ON_HOLD", HOLDS[row]]
    assert (hold.ground, hold.document, hold.review_on) == ("COMPLAINT", "5/CV-TTr", tomorrow())
    assert (hold.office, hold.opened_by) == (cast.organisation("ban-tdkt"), cast.person("tdkt-head"))
    item = hold.case.items.get(finished=None)
    assert (item.flow_task.name, item.role, item.due) == ("review", "OFFICE_HEAD", tomorrow())
    assert apply_transition(Transition.RESUME, lines[:2], **head(cast), reason=why).is_whole
    after = Nomination.objects.filter(pk__in=lines)
    assert {line.pk: line.case_id for line in after} == was, "each rejoins the open case it stood on"
    assert {line.resume_to for line in after} == {""}
    assert (states(lines), desk(hold.case_id)) == ([HOLDS[row]] * 3, "")


@pytest.mark.parametrize("row", HOLDS, ids=lambda row: row.name)
def test_a_line_that_stood_alone_resumes_on_a_new_case_of_that_desk(cast: Cast, row: Transition) -> None:
    lines = STAGES[row](Walk(cast), 1)
    case = Nomination.objects.get(pk=lines[0]).case_id
    _held(cast, row, lines)
    assert desk(int(case or 0)) == ""
    assert apply_transition(Transition.RESUME, lines, **head(cast), reason=why).is_whole
    line = Nomination.objects.get(pk=lines[0])
    assert (line.state, line.case_id != case) == (HOLDS[row], True)
    first = {"WITH_OFFICE": "assign", "WITH_COUNCIL": "agenda", "TO_PRESENT": "prepare", "WITH_DECIDER": "draft"}
    assert desk(int(line.case_id or 0)) == first[HOLDS[row]]
    _to_the_end(cast, lines[0], HOLDS[row])
    assert states(lines) == ["AWARDED"]


def _to_the_end(cast: Cast, line: int, state: str) -> None:
    """From that desk to the decision by the ordinary steps."""
    if state == "WITH_OFFICE":
        _approved(cast, Appraisal.objects.get(case__nominations=line))
    if state in {"WITH_OFFICE", "WITH_COUNCIL"}:
        hold_session(cast, R1.bodies, tell=lambda _what: None)
    if state != "WITH_DECIDER":
        letter = Letter.objects.get(case__nominations=line)
        sign_letter(letter, **head(cast))
        issue_letter(letter, "90/TTr-H", today(), **cast.acts("tdkt-clerk", Role.RECORDS_CLERK))
    decide(cast, R1.bodies, "91/QĐ", subject="Khen thưởng (minh họa)")


def _approved(cast: Cast, appraisal: Appraisal) -> None:
    assign_appraisal(appraisal, cast.person("tdkt-specialist-1"), **head(cast))
    lines = list(Nomination.objects.filter(case=appraisal.case_id).values_list("pk", flat=True))
    appraise(appraisal, sheets(lines), **specialist(cast))
    submit_appraisal(appraisal, **specialist(cast))
    assert approve_appraisal(appraisal, **head(cast)).is_whole


@pytest.mark.parametrize("code", HOLD_GROUNDS)
def test_every_ground_of_the_list_holds(cast: Cast, code: str) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    grounded = Reason(code=code, document="5/CV", review_on=today())
    assert apply_transition(Transition.HOLD_AT_OFFICE, lines, **head(cast), reason=grounded).is_whole
    assert Hold.objects.get().ground == code


@pytest.mark.parametrize("row", HOLDS, ids=lambda row: row.name)
@pytest.mark.parametrize(
    "change",
    [{"code": ""}, {"code": "BECAUSE"}, {"document": " "}, {"review_on": None}, {"review_on": "past"}],
    ids=["no ground", "unknown ground", "no document", "no day", "a day that is past"],
)
def test_a_hold_without_ground_document_or_day_is_refused(
    cast: Cast, row: Transition, change: dict[str, object]
) -> None:
    lines = STAGES[row](Walk(cast), 1)
    given = {key: yesterday() if value == "past" else value for key, value in change.items()}
    with stays({lines[0]: "hold"}) as reports:
        reports.append(apply_transition(row, lines, **head(cast), reason=replace(GROUND, **given)))  # type: ignore[arg-type]


def test_texts_of_a_hold_that_are_too_long_are_named(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    long = replace(GROUND, text="x" * 4001, code="x" * 31, document="x" * 201)
    with invalid("reason.text", "reason.code", "reason.document"):
        apply_transition(Transition.HOLD_AT_OFFICE, lines, **head(cast), reason=long)


def test_only_the_head_of_the_office_holds_and_resumes(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    with stays({lines[0]: "role"}, security=True) as reports:
        reports.append(apply_transition(Transition.HOLD_AT_OFFICE, lines, **specialist(cast), reason=GROUND))
    _held(cast, Transition.HOLD_AT_OFFICE, lines)
    with stays({lines[0]: "role"}, security=True) as reports:
        reports.append(apply_transition(Transition.RESUME, lines, **specialist(cast), reason=why))
    with stays({lines[0]: "reason"}) as reports:
        reports.append(apply_transition(Transition.RESUME, lines, **head(cast), reason=Reason()))


def test_nothing_is_held_while_the_council_votes_on_it(cast: Cast) -> None:
    session, lines = Walk(cast).before_council(2)
    secretary = cast.acts("council-secretary", Role.COUNCIL_SECRETARY)
    fix_agenda(session, today(), **secretary)
    assert apply_transition(Transition.HOLD_AT_COUNCIL, lines[:1], **head(cast), reason=GROUND).is_whole
    seats = list(Seat.objects.filter(session=session).values_list("person", flat=True))
    open_voting(session, seats, **secretary)
    with stays({lines[1]: "voting"}) as reports:
        reports.append(apply_transition(Transition.HOLD_AT_COUNCIL, lines[1:], **head(cast), reason=GROUND))


def test_a_line_held_off_a_fixed_agenda_resumes_in_the_next_session(cast: Cast) -> None:
    session, lines = Walk(cast).before_council(2)
    fix_agenda(session, today(), **cast.acts("council-secretary", Role.COUNCIL_SECRETARY))
    _held(cast, Transition.HOLD_AT_COUNCIL, lines[:1])
    assert apply_transition(Transition.RESUME, lines[:1], **head(cast), reason=why).is_whole
    later = CouncilSession.objects.get(case__nominations=lines[0])
    assert (later.pk != session.pk, later.number, desk(later.case_id)) == (True, None, "agenda")


def test_a_line_held_off_a_signed_draft_takes_the_signature_with_it(cast: Cast) -> None:
    decision, lines = Walk(cast).with_decider(2)
    form = cast.acts("ubnd-office", Role.DECIDER_OFFICE, "ubnd-tinh")
    submit_draft(decision, "Khen thưởng", **form)
    check_form(decision, **LOOKED_AT, **form)
    sign_decision(decision, **cast.acts("chairman", Role.DECIDER, "ubnd-tinh"))
    _held(cast, Transition.HOLD_AT_DECIDER, lines[:1])
    decision.refresh_from_db()
    assert (decision.signed_at, decision.form_checked_at, desk(decision.case_id)) == (None, None, "draft")
    assert apply_transition(Transition.RESUME, lines[:1], **head(cast), reason=why).is_whole
    assert Decision.objects.get(case__nominations=lines[0]) != decision, "a composed draft collects no more"


def test_lines_held_by_one_act_are_one_hold_and_by_another_another(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(3)
    first = _held(cast, Transition.HOLD_AT_OFFICE, lines[:2])
    second = _held(cast, Transition.HOLD_AT_OFFICE, lines[2:])
    assert Nomination.objects.filter(case=first.case_id).count() == 2
    assert second.case_id != first.case_id


# The conclusion.


def test_after_the_concluding_document_a_line_is_ruled_ineligible(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(3)
    hold = _held(cast, Transition.HOLD_AT_OFFICE, lines[:2])
    row, ruling = Transition.RULE_INELIGIBLE_ON_HOLD, Reason(code="VIOLATION")
    with stays({lines[0]: "hold"}) as reports:
        reports.append(apply_transition(row, lines[:1], **head(cast), reason=ruling))
    conclude_hold(hold, " 6/KL-TTr ", **head(cast))
    hold.refresh_from_db()
    assert hold.conclusion == "6/KL-TTr"
    with stays({lines[0]: "reason"}) as reports:
        reports.append(apply_transition(row, lines[:1], **head(cast), reason=why))
    assert apply_transition(row, lines[:1], **head(cast), reason=ruling).is_whole
    assert apply_transition(Transition.RESUME, lines[1:2], **head(cast), reason=why).is_whole
    assert (states(lines), desk(hold.case_id)) == (["INELIGIBLE", "WITH_OFFICE", "WITH_OFFICE"], "")
    with refused("desk"):
        conclude_hold(hold, "7/KL-TTr", **head(cast))


@pytest.mark.parametrize("document", ["", "   ", "x" * 301], ids=["empty", "blank", "too long"])
def test_a_conclusion_without_a_usable_document_is_named(cast: Cast, document: str) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    hold = _held(cast, Transition.HOLD_AT_OFFICE, lines)
    with invalid("conclusion"):
        conclude_hold(hold, document, **head(cast))


def test_nobody_concludes_the_hold_of_a_relative(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    hold = _held(cast, Transition.HOLD_AT_OFFICE, lines)
    related(cast.person("nominee-01"), cast.person("tdkt-head"))
    with refused_lines({lines[0]: "relative"}, security=True):
        conclude_hold(hold, "6/KL", **head(cast))
    conclude_hold(hold, "6/KL", **cast.acts("tdkt-deputy", Role.OFFICE_HEAD, "ban-tdkt"))


def test_a_line_held_before_it_was_received_counts_as_received_when_it_resumes(cast: Cast) -> None:
    appraisal, lines = Walk(cast).at_office(1)
    new_version("R1", 2, valid_from=today())
    _held(cast, Transition.HOLD_AT_OFFICE, lines)
    assert apply_transition(Transition.RESUME, lines, **head(cast), reason=why).is_whole
    again = Appraisal.objects.get(case__nominations=lines[0])
    assert (again.letter_id, desk(again.case_id)) == (appraisal.letter_id, "assign")
    line = Nomination.objects.get(pk=lines[0])
    assert (line.regime and line.regime.code, line.route.version) == ("LAW-2022-ND152", 2)


def test_a_line_held_before_it_was_received_joins_what_was_received_meanwhile(cast: Cast) -> None:
    appraisal, lines = Walk(cast).at_office(2)
    _held(cast, Transition.HOLD_AT_OFFICE, lines[:1])
    receive_letter(appraisal, "15/ĐẾN", **specialist(cast))
    new_version("R1", 2, valid_from=today())
    assert apply_transition(Transition.RESUME, lines[:1], **head(cast), reason=why).is_whole
    pinned = Nomination.objects.filter(case=appraisal.case_id).order_by("pk")
    assert list(pinned.values_list("regime__code", "route__version")) == [
        ("LAW-2022-ND152", 2),
        ("LAW-2022-ND152", 1),
    ]


def test_a_line_held_before_it_was_received_is_received_with_the_rest_of_its_letter(cast: Cast) -> None:
    appraisal, lines = Walk(cast).at_office(2)
    _held(cast, Transition.HOLD_AT_OFFICE, lines[:1])
    assert apply_transition(Transition.RESUME, lines[:1], **head(cast), reason=why).is_whole
    assert Nomination.objects.filter(case=appraisal.case_id, regime=None).count() == 2
    receive_letter(appraisal, "15/ĐẾN", **specialist(cast))
    assert Nomination.objects.filter(case=appraisal.case_id, regime=None).count() == 0
