"""Back to the office: from any desk of the draft; what was signed is void and its form is checked again."""

from collections.abc import Callable

import pytest

from tests.appraisal.given import desk, states, today, why
from tests.appraisal.proof import refused, stays
from tests.decisions.given import Authority, annexed
from workflow.audit.models import Entry
from workflow.decisions.commands import check_form, issue_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision, DecisionLine
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Letter, Nomination, SignOff
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition

ROW = Transition.SEND_BACK_TO_OFFICE
Stage = Callable[[Authority, int], tuple[Decision, list[int]]]
STAGES: dict[str, Stage] = {
    "draft": lambda authority, count: authority.presented(count),
    "form_check": lambda authority, count: authority.submitted(count),
    "sign": lambda authority, count: authority.checked(count),
    "issue": lambda authority, count: authority.signed(count),
}


@pytest.mark.parametrize("at", STAGES)
@pytest.mark.parametrize("by", ["decider", "form"])
def test_a_line_is_sent_back_from_every_desk_with_a_reason(cast: Cast, at: str, by: str) -> None:
    authority = Authority(cast)
    decision, lines = STAGES[at](authority, 3)
    acts = authority.decider if by == "decider" else authority.form
    assert desk(decision.case_id) == at
    with stays({lines[0]: "reason"}) as reports:
        reports.append(apply_transition(ROW, lines[:1], **acts, reason=Reason("  ")))
    assert apply_transition(ROW, lines[:1], **acts, reason=why).is_whole
    assert states(lines) == ["TO_PRESENT", "WITH_DECIDER", "WITH_DECIDER"]
    line = Nomination.objects.get(pk=lines[0])
    letter = Letter.objects.get(case=line.case_id)
    assert (letter.kind, letter.issued_at) == ("OFFICE", None)
    kept = line.sign_offs.filter(voided_at=None).values_list("kind", flat=True)
    assert sorted(kept) == ["APPRAISAL", "ENDORSEMENT", "VOTE"]
    assert desk(decision.case_id) == ("draft" if at == "issue" else at)


def test_only_the_decider_and_his_office_send_back(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.signed(2)
    with stays({lines[0]: "role"}, security=True) as reports:
        reports.append(apply_transition(ROW, lines[:1], **authority.clerk, reason=why))


def test_a_signed_draft_that_loses_a_line_is_checked_and_signed_again(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.signed(3, declined=[1])
    assert apply_transition(ROW, lines[:1], **authority.decider, reason=why).is_whole
    decision.refresh_from_db()
    unsigned = (decision.signed_at, decision.signed_by, decision.form_checked_at, decision.form_checked_by)
    assert (unsigned, annexed(decision), desk(decision.case_id)) == ((None,) * 4, [], "draft")
    assert set(DecisionLine.objects.values_list("void", flat=True)) == {True}
    assert SignOff.objects.filter(kind="DECISION", voided_at=None).count() == 0
    assert Entry.objects.filter(stream=f"decision:{decision.pk}", deed="SIGNATURE_VOIDED").count() == 1
    for command in (check_form, sign_decision):
        with refused("desk"):
            command(decision, **(authority.form if command is check_form else authority.decider))
    with refused("desk"):
        issue_decision(decision, "1/QĐ", today(), **authority.clerk)
    submit_draft(decision, "Tặng Bằng khen", **authority.form)
    with refused("desk"):
        sign_decision(decision, **authority.decider)
    check_form(decision, **LOOKED_AT, **authority.form)
    sign_decision(decision, **authority.decider)
    assert annexed(decision) == [(lines[1], "AWARD"), (lines[2], "AWARD")], "and declined no more"
    authority.issue(decision)
    assert states(lines) == ["TO_PRESENT", "AWARDED", "AWARDED"]


def test_a_signed_draft_that_loses_its_last_line_is_signed_no_more(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.signed(1)
    assert apply_transition(ROW, lines, **authority.decider, reason=why).is_whole
    decision.refresh_from_db()
    assert (desk(decision.case_id), states(lines)) == ("", ["TO_PRESENT"])
    assert (decision.signed_at, annexed(decision)) == (None, []), "no line stands on two decisions"


def test_a_line_sent_back_is_presented_again_on_a_letter_of_its_own(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.signed(2)
    assert apply_transition(ROW, lines[:1], **authority.form, reason=why).is_whole
    authority.present(lines[0])
    again = Decision.objects.get(case__nominations=lines[0])
    assert again != decision
    submit_draft(again, "Tặng Bằng khen", **authority.form)
    check_form(again, **LOOKED_AT, **authority.form)
    sign_decision(again, **authority.decider)
    authority.issue(again)
    assert (states(lines), annexed(again)) == (["AWARDED", "WITH_DECIDER"], [(lines[0], "AWARD")])


def test_a_draft_of_which_all_lines_went_back_is_over(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    assert apply_transition(ROW, lines, **authority.form, reason=why).is_whole
    assert (desk(decision.case_id), states(lines)) == ("", ["TO_PRESENT"] * 2)
    with refused("desk"):
        sign_decision(decision, **authority.decider)
