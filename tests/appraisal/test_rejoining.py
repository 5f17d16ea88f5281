"""Lines that come back to the office: they rejoin the appraisal of their letter, or one that begins at assigning."""

import pytest

from tests.appraisal.given import (
    appraised,
    colleague,
    desk,
    head,
    sheets,
    specialist,
    states,
    through_the_unit,
    today,
    tomorrow,
    valid_sheets,
    why,
    yesterday,
)
from tests.appraisal.proof import refused, refused_lines, stays
from tests.support.asked import answer_all, document, other, tick_off
from tests.support.walk import Walk
from workflow.appraisal.commands import appraise, approve_appraisal, assign_appraisal, submit_appraisal
from workflow.appraisal.models import Appraisal, SupplementRequest
from workflow.appraisal.supplements import request_supplement
from workflow.dossiers.act import SYSTEM
from workflow.dossiers.answers import Paper, attach_papers
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition
from workflow.worklist.models import WorkItem


def _asked(cast: Cast, lines: list[int]) -> None:
    request_supplement({line: [document("EVIDENCE"), other()] for line in lines}, **specialist(cast))


def _answered(walk: Walk, line: int, *, changed: bool) -> None:
    """The unit answers, with a further paper or without, its head signs, and the specialist ticks it off."""
    if changed:
        more = Paper("EVIDENCE", "Văn bản (minh họa)", paper("van-ban", f"Van ban {line}"), line)
        attach_papers([more], **walk.officer)
    answer_all([line], walk.officer)
    through_the_unit(walk, Letter.objects.get(kind="SUPPLEMENTARY", case__nominations=line))
    tick_off([line], specialist(walk.cast))


def _case(line: int) -> int:
    return int(Nomination.objects.get(pk=line).case_id or 0)


def test_a_supplemented_line_rejoins_the_open_appraisal(cast: Cast) -> None:
    walk = Walk(cast)
    appraisal, lines = walk.assigned(2)
    _asked(cast, lines[:1])
    _answered(walk, lines[0], changed=True)
    assert (states(lines), _case(lines[0])) == (["WITH_OFFICE", "WITH_OFFICE"], appraisal.case_id)
    assert desk(appraisal.case_id) == "appraise"
    assert SupplementRequest.objects.get(nomination=lines[0]).closed_at is not None
    assert Appraisal.objects.count() == 1


def test_an_appraisal_that_waited_for_approval_goes_back_to_its_specialist(cast: Cast) -> None:
    walk = Walk(cast)
    appraisal, lines = walk.assigned(2)
    _asked(cast, lines[:1])
    appraise(appraisal, sheets(lines[1:]), **specialist(cast))
    submit_appraisal(appraisal, **specialist(cast))
    assert desk(appraisal.case_id) == "approve"
    _answered(walk, lines[0], changed=True)
    item = WorkItem.objects.get(process=appraisal.case_id, finished=None)
    assert (item.flow_task.name, item.person, item.due) == (
        "appraise",
        cast.person("tdkt-specialist-1"),
        appraisal.due,
    )
    with refused("desk"):
        approve_appraisal(appraisal, **head(cast))
    with refused_lines({lines[0]: "appraisal"}):
        submit_appraisal(appraisal, **specialist(cast))
    appraise(appraisal, sheets(lines[:1]), **specialist(cast))
    submit_appraisal(appraisal, **specialist(cast))
    assert sorted(approve_appraisal(appraisal, **head(cast)).moved) == lines


def test_a_line_whose_appraisal_is_closed_begins_a_new_one_at_assigning(cast: Cast) -> None:
    walk = Walk(cast)
    appraisal, lines = walk.assigned(2)
    _asked(cast, lines[:1])
    appraise(appraisal, sheets(lines[1:]), **specialist(cast))
    submit_appraisal(appraisal, **specialist(cast))
    approve_appraisal(appraisal, **head(cast))
    assert desk(appraisal.case_id) == ""
    _answered(walk, lines[0], changed=True)
    again = Appraisal.objects.get(case=_case(lines[0]))
    assert (again.letter_id, again.pk > appraisal.pk, desk(again.case_id)) == (appraisal.letter_id, True, "assign")
    assert again.received_at is not None
    assign_appraisal(again, cast.person("tdkt-specialist-2"), **head(cast))
    appraise(again, sheets(lines[:1]), **colleague(cast))
    submit_appraisal(again, **colleague(cast))
    assert approve_appraisal(again, **head(cast)).is_whole
    assert states(lines) == ["WITH_COUNCIL", "WITH_COUNCIL"]


def test_a_sheet_is_bound_to_the_content_it_looked_at(cast: Cast) -> None:
    walk = Walk(cast)
    appraisal, lines = walk.assigned(1)
    appraise(appraisal, sheets(lines), **specialist(cast))
    _asked(cast, lines)
    _answered(walk, lines[0], changed=True)
    again = Appraisal.objects.get(case=_case(lines[0]))
    assign_appraisal(again, cast.person("tdkt-specialist-1"), **head(cast))
    with refused_lines({lines[0]: "appraisal"}):
        submit_appraisal(again, **specialist(cast))
    with stays({lines[0]: "appraisal"}) as reports:
        report = apply_transition(Transition.RULE_INELIGIBLE, lines, **head(cast), reason=Reason(code="CRITERIA"))
        reports.append(report)


def test_a_sheet_counts_on_where_the_content_stayed(cast: Cast) -> None:
    walk = Walk(cast)
    appraisal, lines = walk.assigned(2)
    appraise(appraisal, sheets(lines), **specialist(cast))
    _asked(cast, lines[:1])
    _answered(walk, lines[0], changed=False)
    submit_appraisal(appraisal, **specialist(cast))
    assert sorted(approve_appraisal(appraisal, **head(cast)).moved) == lines


def test_a_supplement_that_is_overdue_comes_back_as_the_office_has_it(cast: Cast) -> None:
    walk = Walk(cast)
    appraisal, lines = walk.assigned(2)
    appraise(appraisal, sheets(lines), **specialist(cast))
    _asked(cast, lines[:1])
    was = Nomination.objects.get(pk=lines[0]).content_hash
    attach_papers([Paper("EVIDENCE", "Muộn", paper("muon", "Muon"), lines[0])], **walk.officer)
    assert Nomination.objects.get(pk=lines[0]).content_hash != was
    with stays({lines[0]: "reply-date"}) as reports:
        reports.append(apply_transition(Transition.SUPPLEMENT_OVERDUE, lines[:1], SYSTEM, capacity=None))
    SupplementRequest.objects.update(reply_by=yesterday())
    assert apply_transition(Transition.SUPPLEMENT_OVERDUE, lines[:1], SYSTEM, capacity=None).is_whole
    line = Nomination.objects.get(pk=lines[0])
    assert (line.state, line.case_id, line.content_hash) == ("WITH_OFFICE", appraisal.case_id, was)
    assert SupplementRequest.objects.get().closed_at is not None
    submit_appraisal(appraisal, **specialist(cast))
    assert sorted(approve_appraisal(appraisal, **head(cast)).moved) == lines


def test_a_line_that_the_office_returned_comes_again_on_a_letter_to_be_received(cast: Cast) -> None:
    walk = Walk(cast)
    appraisal, lines = appraised(cast, 2)
    back = Reason("Thiếu con dấu", code="INCOMPLETE", reply_by=tomorrow())
    assert apply_transition(Transition.RETURN_TO_UNIT, lines[:1], **specialist(cast), reason=back).is_whole
    through_the_unit(walk, Letter.objects.get(case=_case(lines[0])))
    again = Appraisal.objects.get(case=_case(lines[0]))
    assert (again.letter_id != appraisal.letter_id, desk(again.case_id)) == (True, "receive")
    assert desk(appraisal.case_id) == "approve"
    assert valid_sheets(lines[0]) == [], "its appraisal is void, though the content is the same"
    assert valid_sheets(lines[1]) == ["ELIGIBLE"]


@pytest.mark.parametrize(
    ("reason", "rule"),
    [
        (Reason(code="INCOMPLETE"), "reply-date"),
        (Reason(code="INCOMPLETE", reply_by=yesterday()), "reply-date"),
        (Reason("Thiếu", reply_by=today()), "reason"),
        (Reason("Thiếu", code="BECAUSE", reply_by=today()), "reason"),
        (Reason(code="OTHER", reply_by=today()), "reason"),
    ],
    ids=["no day", "a day that is past", "no ground", "unknown ground", "other without words"],
)
@pytest.mark.parametrize("row", [Transition.RETURN_TO_UNIT, Transition.RETURN_FROM_PRESENTING])
def test_a_line_is_returned_on_a_ground_and_with_a_day(cast: Cast, row: Transition, reason: Reason, rule: str) -> None:
    walk = Walk(cast)
    if row is Transition.RETURN_TO_UNIT:
        lines, acts = walk.assigned(1)[1], specialist(cast)
    else:
        lines, acts = walk.to_present(1)[1], head(cast)
    with stays({lines[0]: rule}) as reports:
        reports.append(apply_transition(row, lines, **acts, reason=reason))


def test_the_office_returns_a_line_that_it_prepares_to_present(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.to_present(2)
    back = Reason("Sai chức danh", code="FORM", reply_by=tomorrow())
    assert apply_transition(Transition.RETURN_FROM_PRESENTING, lines[:1], **head(cast), reason=back).is_whole
    line = Nomination.objects.get(pk=lines[0])
    assert (line.state, line.reply_by, line.case_id != letter.case_id) == ("DRAFT", tomorrow(), True)
    assert line.letter.replaces is not None
    assert line.sign_offs.filter(voided_at=None).count() == 0
    through_the_unit(walk, line.letter)
    assert (states(lines), valid_sheets(lines[0])) == (["WITH_OFFICE", "TO_PRESENT"], [])
    assert desk(_case(lines[0])) == "receive"


# Taken back and reopened: the appraisal and the vote are void.


def test_what_is_taken_back_is_appraised_and_voted_on_anew(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.to_present(2)
    with stays({lines[0]: "reason"}) as reports:
        reports.append(apply_transition(Transition.TAKE_BACK, lines[:1], **head(cast), reason=Reason("  ")))
    assert apply_transition(Transition.TAKE_BACK, lines[:1], **head(cast), reason=why).is_whole
    line = Nomination.objects.get(pk=lines[0])
    kept = line.sign_offs.filter(voided_at=None).values_list("kind", flat=True)
    assert (line.state, list(kept)) == ("WITH_OFFICE", ["ENDORSEMENT"])
    assert valid_sheets(lines[0]) == []
    again = Appraisal.objects.get(case=line.case_id)
    assert desk(again.case_id) == "assign"
    assign_appraisal(again, cast.person("tdkt-specialist-1"), **head(cast))
    with refused_lines({lines[0]: "appraisal"}):
        submit_appraisal(again, **specialist(cast))
    assert valid_sheets(lines[1]) == ["ELIGIBLE"]


def test_a_line_is_reopened_once_by_the_conclusion_of_a_complaint(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 1, ["INELIGIBLE"])
    ruled = {lines[0]: Reason(code="CRITERIA")}
    approve_appraisal(appraisal, **head(cast), ineligible=ruled)
    row = Transition.REOPEN_INELIGIBLE
    for reason, rule in ((Reason("Khiếu nại đúng"), "document"), (Reason(document="12/KL"), "reason")):
        with stays({lines[0]: rule}) as reports:
            reports.append(apply_transition(row, lines, **head(cast), reason=reason))
    concluded = Reason("Khiếu nại đúng", document="12/KL-SNV")
    assert apply_transition(row, lines, **head(cast), reason=concluded).is_whole
    again = Appraisal.objects.get(case=_case(lines[0]))
    assert (desk(again.case_id), valid_sheets(lines[0])) == ("assign", [])
    assign_appraisal(again, cast.person("tdkt-specialist-2"), **head(cast))
    appraise(again, sheets(lines, {lines[0]: "INELIGIBLE"}), **colleague(cast))
    submit_appraisal(again, **colleague(cast))
    approve_appraisal(again, **head(cast), ineligible=ruled)
    with stays({lines[0]: "reopened"}) as reports:
        reports.append(apply_transition(row, lines, **head(cast), reason=concluded))


def test_a_reopened_line_rejoins_the_appraisal_of_its_letter_where_that_is_open(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 2, ["INELIGIBLE", "INELIGIBLE"])
    approve_appraisal(appraisal, **head(cast), ineligible={lines[0]: Reason(code="CRITERIA")})
    concluded = Reason("Khiếu nại đúng", document="12/KL-SNV")
    assert apply_transition(Transition.REOPEN_INELIGIBLE, lines[:1], **head(cast), reason=concluded).is_whole
    assert (_case(lines[0]), desk(appraisal.case_id)) == (appraisal.case_id, "appraise")
    assert [valid_sheets(line) for line in lines] == [[], ["INELIGIBLE"]]


def test_a_delegation_of_the_head_serves_to_take_back(cast: Cast) -> None:
    _letter, lines = Walk(cast).to_present(1)
    deputy = cast.acts("tdkt-deputy", Role.OFFICE_HEAD, "ban-tdkt")
    assert apply_transition(Transition.TAKE_BACK, lines, **deputy, reason=why).is_whole
