"""Implementation plans of units: recorded, replaced and withdrawn, and what they answer (SEED-16, SEED-40, GEN-02)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.directory.given import body, day, succeeds
from tests.dossiers.letters_given import (
    answered,
    appoint_new,
    codes,
    hash_of,
    refused_for_lack_of_authority,
    rules,
    rules_of,
    sound,
    strangers,
    supplement,
    today,
    tomorrow,
    unwritten,
    yesterday,
)
from tests.dossiers.test_statements import statements
from tests.support.walk import R1, R1_BELOW, R4, Walk
from workflow.audit.models import Entry
from workflow.awards.models import Campaign, Criterion
from workflow.directory.models import Organisation
from workflow.dossiers.answer_marks import Answer
from workflow.dossiers.answers import answer_criteria, remove_paper
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Attachment, CriterionAnswer, Letter, Nomination, Revision, SignOff
from workflow.dossiers.papers import StoredFile
from workflow.dossiers.plan_commands import record_unit_plan, withdraw_unit_plan
from workflow.dossiers.plans import UnitPlan
from workflow.dossiers.reports import Refused
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

GEN_02 = "GEN-02"


def plan(walk: Walk, **given: Any) -> UnitPlan:
    """A plan of the walk's unit, recorded by its officer."""
    return UnitPlan.objects.get(pk=record_unit_plan(**asked(walk, **given)).made["plan"])


def asked(walk: Walk, **given: Any) -> dict[str, Any]:
    """What is given to record a plan."""
    return {
        "unit": walk.cast.organisation(walk.way.unit),
        "campaign": Campaign.objects.get(code="CT34"),
        "number": "12/KH-SNNMT",
        "issued_on": date(2026, 1, 5),
        "title": "Kế hoạch triển khai Chỉ thị 34 (minh họa)",
        "file": paper("ke-hoach", f"Ke hoach {given.get('number', '')}"),
        **walk.officer,
        **given,
    }


def without_answer(walk: Walk, many: int = 1) -> tuple[Letter, list[int]]:
    """A letter that is complete but for the criterion that a plan answers."""
    entries = [drafts.household(f"Hộ số {many}-{number} (minh họa)", R1.award_form) for number in range(many)]
    letter, lines = walk.drafted(entries=entries)
    CriterionAnswer.objects.filter(nomination__in=lines, criterion__code=GEN_02).delete()
    # What was taken off behind the commands is drafted content again.
    answers = {line: [Answer("GEN-01", "Viết lại (minh họa)", evidence=((_evidence(letter), 1),))] for line in lines}
    answer_criteria(answers, **walk.officer)
    return letter, lines


def _evidence(letter: Letter) -> int:
    return Attachment.objects.get(letter=letter, kind="EVIDENCE").pk


def drawn(line: int) -> CriterionAnswer:
    """The answer to the criterion as it stands."""
    return CriterionAnswer.objects.get(nomination=line, criterion__code=GEN_02)


# Recording.


def test_strangers_record_no_plan_and_withdraw_none(cast: Cast) -> None:
    walk = Walk(cast)
    there = plan(walk)
    given = {name: value for name, value in asked(walk).items() if name not in {"actor", "capacity"}}
    for acts in strangers(cast).values():
        if acts["capacity"] is None:
            with pytest.raises(Refused):
                record_unit_plan(**given, **acts)
            continue
        rule = refused_for_lack_of_authority(lambda **who: record_unit_plan(**given, **who), acts)
        assert rule in {"role", "expired", "appointment", "organisation"}
        assert refused_for_lack_of_authority(lambda **who: withdraw_unit_plan(there, reason="Sai", **who), acts) in {
            "role",
            "expired",
            "appointment",
            "organisation",
        }


def test_a_plan_that_is_not_right_is_refused_by_field(cast: Cast) -> None:
    walk = Walk(cast)
    nowhere = StoredFile("0" * 64, 9, "application/pdf", "x.pdf")
    wrong = {"number": " ", "title": "", "issued_on": tomorrow(), "file": nowhere}
    with unwritten(), pytest.raises(ValidationError) as raised:
        record_unit_plan(**asked(walk, **wrong))
    assert codes(raised) == {"number": ["length"], "title": ["length"], "issued_on": ["future"], "file": ["store"]}


def test_a_body_that_is_no_more_gets_no_plan_from_its_heir(cast: Cast) -> None:
    walk, new = Walk(cast), body("so-moi")
    succeeds(new, cast.organisation(R1.unit))
    Organisation.objects.filter(code=R1.unit).update(valid_until=day(-2))
    heir = appoint_new("heir", Role.UNIT_OFFICER, new)
    with unwritten(), pytest.raises(ValidationError) as raised:
        record_unit_plan(**asked(walk, **heir))
    assert codes(raised) == {"unit": ["R-DISSOLVED"]}
    assert record_unit_plan(**asked(walk, unit=new, **heir)).made


def test_a_plan_is_kept_and_the_record_of_the_unit_tells_it(cast: Cast) -> None:
    walk = Walk(cast)
    one = plan(walk, number=" 12/KH  SNNMT ")
    assert (one.number, one.file.sha256, one.ended_at) == (
        "12/KH SNNMT",
        asked(walk, number=" 12/KH  SNNMT ")["file"].sha256,
        None,
    )
    entry = Entry.objects.filter(stream=f"organisation:{one.organisation_id}").latest("seq")
    assert entry.deed == "PLAN_RECORDED"
    assert "12/KH SNNMT" not in entry.payload
    sound()


def test_a_newer_plan_takes_the_place_of_the_one_in_force(cast: Cast) -> None:
    walk = Walk(cast)
    first = plan(walk)
    second = plan(walk, number="13/KH")
    first.refresh_from_db()
    assert (first.replaced_by, first.ended_at is not None, second.ended_at) == (second, True, None)
    assert record_unit_plan(**{**asked(walk), **walk.head, "number": "14/KH"}).made
    assert UnitPlan.objects.filter(ended_at=None).count() == 1


def test_a_plan_is_withdrawn_once_and_with_a_reason(cast: Cast) -> None:
    walk = Walk(cast)
    one = plan(walk)
    with unwritten(), pytest.raises(ValidationError) as raised:
        withdraw_unit_plan(one, reason="  ", **walk.officer)
    assert codes(raised) == {"reason": ["length"]}
    withdraw_unit_plan(one, reason="Ban hành sai thể thức", **walk.officer)
    with unwritten(), pytest.raises(Refused) as refused:
        withdraw_unit_plan(one, reason="Lần nữa", **walk.officer)
    assert rules(refused) == ["version"]
    one.refresh_from_db()
    assert (one.reason, one.replaced_by) == ("Ban hành sai thể thức", None)
    sound()


# What a plan answers.


def test_without_a_plan_the_criterion_is_open(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = without_answer(walk)
    assert rules_of(send_letter(letter, **walk.officer)) == {line: ["criteria"]}


@pytest.mark.parametrize("otherwise", ["another unit's", "another campaign's", "withdrawn"])
def test_a_plan_that_does_not_count_answers_nothing(cast: Cast, otherwise: str) -> None:
    walk = Walk(cast)
    letter, (line,) = without_answer(walk)
    if otherwise == "another unit's":
        plan(Walk(cast, R1_BELOW))
    elif otherwise == "another campaign's":
        other = Campaign.objects.exclude(code="CT34").first() or _other_campaign()
        plan(walk, campaign=other)
    else:
        withdraw_unit_plan(plan(walk), reason="Sai", **walk.officer)
    report = send_letter(letter, **walk.officer)
    assert rules_of(report) == {line: ["criteria"]}
    assert GEN_02 in report.reasons()[0]


def _other_campaign() -> Campaign:
    like = Campaign.objects.get(code="CT34")
    like.pk, like.code = None, "CT99"
    like.save()
    return like


def test_a_plan_answers_the_criterion_and_is_written_when_the_line_is_sent(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = without_answer(walk)
    one, before = plan(walk), hash_of(line)
    assert send_letter(letter, **walk.officer).moved == {line: State.WITH_HEAD}
    answer = drawn(line)
    assert (answer.plan, answer.text, answer.document_number) == (one, one.title, one.number)
    assert answer.document_date == one.issued_on
    assert [(file.sha256, file.nomination_id) for file in answer.evidence.all()] == [(one.sha256, line)]
    assert hash_of(line) != before
    assert one.sha256 in Revision.objects.filter(nomination=line).latest("number").material
    assert "DRAWN_FROM_PLAN" in Entry.objects.filter(stream=f"nomination:{line}").values_list("deed", flat=True)
    sound()


def test_it_is_written_by_the_act_on_single_lines_too(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = without_answer(walk)
    plan(walk)
    version = Nomination.objects.get(pk=line).version
    sent = apply_transition(Transition.SEND_TO_HEAD, [line], **walk.officer, expect={line: version})
    assert sent.is_whole
    assert drawn(line).plan is not None
    sound()


def test_what_was_signed_stands_when_the_plan_is_withdrawn(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = without_answer(walk)
    one = plan(walk)
    send_letter(letter, **walk.officer)
    sign_letter(letter, **walk.head)
    signed = hash_of(line)
    withdraw_unit_plan(one, reason="Ban hành lại", **walk.officer)
    assert (hash_of(line), drawn(line).plan_id) == (signed, one.pk)
    assert SignOff.objects.filter(nomination=line, voided_at=None, hash=signed).exists()
    assert issue_letter(letter, "7/TTr", today(), **walk.clerk).is_whole
    sound()


def test_a_line_that_came_back_is_answered_by_the_plan_in_force_now(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = without_answer(walk)
    first = plan(walk)
    send_letter(letter, **walk.officer)
    apply_transition(Transition.RECALL, [line], **walk.officer)
    withdraw_unit_plan(first, reason="Ban hành lại", **walk.officer)
    report = apply_transition(Transition.SEND_TO_HEAD, [line], **walk.officer)
    assert rules_of(report) == {line: ["criteria"]}
    second = plan(walk, number="13/KH")
    assert apply_transition(Transition.SEND_TO_HEAD, [line], **walk.officer).is_whole
    assert drawn(line).plan == second
    papers = Attachment.objects.filter(nomination=line, sha256__in=[first.sha256, second.sha256])
    assert {one.sha256: one.removed_at is None for one in papers} == {first.sha256: False, second.sha256: True}
    sound()


def test_a_line_that_came_back_and_is_sent_again_gets_no_second_copy(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = without_answer(walk)
    plan(walk)
    send_letter(letter, **walk.officer)
    before = hash_of(line)
    apply_transition(Transition.RECALL, [line], **walk.officer)
    assert apply_transition(Transition.SEND_TO_HEAD, [line], **walk.officer).is_whole
    assert hash_of(line) == before
    assert Entry.objects.filter(stream=f"nomination:{line}", deed="DRAWN_FROM_PLAN").count() == 1


def test_what_was_drawn_and_lost_its_file_is_drawn_anew(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = without_answer(walk)
    one = plan(walk)
    send_letter(letter, **walk.officer)
    apply_transition(Transition.RECALL, [line], **walk.officer)
    remove_paper(Attachment.objects.get(nomination=line, sha256=one.sha256), **walk.officer)
    assert apply_transition(Transition.SEND_TO_HEAD, [line], **walk.officer).is_whole
    assert [file.removed_at for file in drawn(line).evidence.all()] == [None]
    sound()


def test_an_answer_of_the_line_s_own_counts_instead_of_the_plan(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = without_answer(walk)
    plan(walk)
    own = Answer(GEN_02, "Văn bản riêng", document_number="9/CV", document_date=yesterday())
    answer_criteria({line: [own]}, **walk.officer)
    # It has no evidence: the plan does not mend it.
    assert rules_of(send_letter(letter, **walk.officer)) == {line: ["criteria"]}
    answer_criteria({line: [replace(own, evidence=((_evidence(letter), 1),))]}, **walk.officer)
    assert send_letter(letter, **walk.officer).is_whole
    assert (drawn(line).plan, drawn(line).text) == (None, "Văn bản riêng")


def test_an_answer_of_the_line_s_own_takes_the_place_of_what_was_drawn(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = without_answer(walk)
    plan(walk)
    send_letter(letter, **walk.officer)
    apply_transition(Transition.RECALL, [line], **walk.officer)
    evidence = ((_evidence(letter), 1),)
    own = Answer(GEN_02, "Riêng", document_number="9/CV", document_date=yesterday(), evidence=evidence)
    answer_criteria({line: [own]}, **walk.officer, expect={line: {GEN_02: ""}})
    assert apply_transition(Transition.SEND_TO_HEAD, [line], **walk.officer).is_whole
    assert (drawn(line).plan, drawn(line).text) == (None, "Riêng")
    sound()


def test_a_criterion_that_no_plan_answers_stays_open(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = without_answer(walk)
    plan(walk)
    Criterion.objects.filter(code=GEN_02).update(answered_by_plan=False)
    assert rules_of(send_letter(letter, **walk.officer)) == {line: ["criteria"]}


def test_a_route_that_does_not_ask_the_criterion_gets_no_answer_from_the_plan(cast: Cast) -> None:
    walk = Walk(cast, R4)
    plan(walk)
    letter, (line,) = walk.drafted(1)
    assert send_letter(letter, **walk.officer).is_whole
    assert not CriterionAnswer.objects.filter(nomination=line, criterion__code=GEN_02).exists()


def test_a_supplement_is_answered_by_the_plan_of_its_day(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    supplement(cast, [line])
    CriterionAnswer.objects.filter(nomination=line, criterion__code=GEN_02).delete()
    one = plan(walk)
    answered(walk, [line])
    assert apply_transition(Transition.SUBMIT_SUPPLEMENT, [line], **walk.officer).is_whole
    assert drawn(line).plan == one
    sound()


# Heirs.


@pytest.mark.parametrize(("issued", "counts"), [(-3, True), (-2, False), (-1, False)])
def test_a_plan_of_a_body_that_merged_counts_for_its_heir_where_it_is_older(
    cast: Cast, issued: int, *, counts: bool
) -> None:
    walk = Walk(cast)
    letter, (line,) = without_answer(walk)
    old = body("so-cu")
    made = plan(Walk(cast, R1_BELOW), issued_on=day(issued))
    UnitPlan.objects.filter(pk=made.pk).update(organisation=old)
    succeeds(cast.organisation(R1.unit), old, since=-2)
    assert send_letter(letter, **walk.officer).is_whole is counts
    assert CriterionAnswer.objects.filter(nomination=line, plan=made).exists() is counts


def test_the_heir_s_own_plan_comes_first(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = without_answer(walk)
    made = plan(Walk(cast, R1_BELOW), issued_on=day(-3))
    old = body("so-cu")
    UnitPlan.objects.filter(pk=made.pk).update(organisation=old)
    succeeds(cast.organisation(R1.unit), old, since=-2)
    own = plan(walk, issued_on=day(-9))
    send_letter(letter, **walk.officer)
    assert drawn(line).plan == own


# Many.


def test_drawing_takes_as_many_statements_for_one_line_as_for_many(cast: Cast) -> None:
    walk = Walk(cast)
    one_letter, one = without_answer(walk)
    other_letter, many = without_answer(walk, 60)
    plan(walk)
    counts = []
    for lines in (one, many):
        with CaptureQueriesContext(connection) as captured:
            assert apply_transition(Transition.SEND_TO_HEAD, lines, **walk.officer).is_whole
        counts.append(statements(captured))
    assert counts[0] == counts[1]
    assert {drawn(line).plan_id is None for line in many} == {False}
    assert one_letter.pk != other_letter.pk
