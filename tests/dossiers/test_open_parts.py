"""While the office waits for a supplement, only what its request names may be changed; the rest stays as submitted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.appraisal.given import head, received, sheets, specialist, states, through_the_unit, tomorrow
from tests.appraisal.proof import nothing_written, refused_lines
from tests.dossiers.letters_given import sound
from tests.dossiers.test_plans import asked as plan_asked
from tests.support.asked import all_parts, answer_all, criterion, document, field_named, other
from tests.support.walk import Walk
from workflow.appraisal.asked import AskedItem
from workflow.appraisal.commands import appraise, approve_appraisal, submit_appraisal
from workflow.appraisal.models import Appraisal, SupplementRequest
from workflow.appraisal.supplements import request_supplement
from workflow.dossiers.answer_marks import Answer
from workflow.dossiers.answers import Paper, answer_criteria, attach_papers, remove_paper
from workflow.dossiers.confirming import confirm_names
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.door import apply_transition
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Attachment, CriterionAnswer, Letter, Nomination
from workflow.dossiers.plan_commands import record_unit_plan
from workflow.dossiers.reports import Refused
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition
from workflow.worklist.models import WorkItem

Deed = Callable[[Walk, int], object]
NEW = "Minh chứng mới"


def asked(cast: Cast, *items: AskedItem) -> tuple[Walk, int]:
    """A line of which the office asks this."""
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    assert request_supplement({line: items}, **specialist(cast)).is_whole
    return walk, line


def _edit(**changes: Any) -> Deed:
    return lambda walk, line: edit_nomination(line, changes, **walk.officer)


def _answer(*codes: str) -> Deed:
    return lambda walk, line: answer_criteria({line: [Answer(code, "Khác") for code in codes]}, **walk.officer)


def _attach(kind: str) -> Deed:
    return lambda walk, line: attach_papers([Paper(kind, NEW, paper("moi", kind), line)], **walk.officer)


def _remove(walk: Walk, line: int) -> object:
    return remove_paper(Attachment.objects.get(nomination=line), **walk.officer)


FIELD, CODE, PAPER = field_named("achievement"), criterion("IND-02"), document("EVIDENCE")
CLOSED: dict[str, tuple[AskedItem, Deed]] = {
    "a field beside a field": (FIELD, _edit(period_to=tomorrow())),
    "two fields of which one is asked": (FIELD, _edit(achievement="Khác", influence_scope="Tỉnh")),
    "a ground": (FIELD, _edit(submitter_ground="Khác")),
    "a recipient": (FIELD, _edit(recipient="Vợ")),
    "a field beside a criterion": (CODE, _edit(achievement="Khác")),
    "a criterion beside a field": (FIELD, _answer("IND-02")),
    "two criteria of which one is asked": (CODE, _answer("IND-02", "GEN-01")),
    "a paper beside a field": (FIELD, _attach("EVIDENCE")),
    "a paper of another kind": (PAPER, _attach("REPORT")),
    "a paper of another kind beside a criterion": (CODE, _attach("REPORT")),
    "taking a report off beside a criterion": (CODE, _remove),
    "a field beside another matter": (other(), _edit(achievement="Khác")),
    "a criterion beside another matter": (other(), _answer("IND-02")),
    "a paper beside another matter": (other(), _attach("EVIDENCE")),
    "taking a paper off beside another matter": (other(), _remove),
}


@pytest.mark.parametrize(("item", "deed"), CLOSED.values(), ids=CLOSED.keys())
def test_what_was_not_asked_stays_as_it_was_submitted(cast: Cast, item: AskedItem, deed: Deed) -> None:
    walk, line = asked(cast, item)
    with refused_lines({line: "not-asked"}):
        deed(walk, line)


def test_the_refusal_names_the_part_and_who_can_open_it(cast: Cast) -> None:
    walk, line = asked(cast, FIELD)
    with nothing_written(), pytest.raises(Refused) as caught, translation.override("en"):
        edit_nomination(line, {"achievement": "Khác", "recipient": "Vợ", "influence_scope": "Tỉnh"}, **walk.officer)
    (why,) = caught.value.lines[line]
    assert str(why.reason) == (
        "The office has not asked for this, so it stays as it was submitted: Scope of influence,"
        " Who receives a posthumous award. Ask the office to name it in its request."
    )
    assert (why.lifted_by, why.basis.value) == (Role.OFFICE_SPECIALIST, "SUPPLEMENT")


OPEN: dict[str, tuple[AskedItem, Deed]] = {
    "a field": (FIELD, _edit(achievement="Khác")),
    "a criterion": (CODE, _answer("IND-02")),
    "a paper": (PAPER, _attach("EVIDENCE")),
    "evidence of a criterion": (CODE, _attach("EVIDENCE")),
}


@pytest.mark.parametrize(("item", "deed"), OPEN.values(), ids=OPEN.keys())
def test_what_was_asked_is_open(cast: Cast, item: AskedItem, deed: Deed) -> None:
    walk, line = asked(cast, item)
    before = Nomination.objects.get(pk=line).content_hash
    deed(walk, line)
    assert Nomination.objects.get(pk=line).content_hash != before
    sound()


def _proving(cast: Cast, *items: AskedItem) -> tuple[Walk, int, Attachment]:
    """The same with a paper of the line that proves IND-02 and GEN-01."""
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    given = [Paper("EVIDENCE", "Quyết định", paper("quyet-dinh", "mo"), line)]
    (proof,) = attach_papers(given, **walk.officer).made["papers"]
    answers = [Answer(code, "Có quyết định", evidence=((proof, 1),)) for code in ("IND-02", "GEN-01")]
    answer_criteria({line: answers}, **walk.officer)
    through_the_unit(walk, letter)
    received(cast, Appraisal.objects.get(letter=letter))
    assert request_supplement({line: items}, **specialist(cast)).is_whole
    return walk, line, Attachment.objects.get(pk=proof)


STAYS: dict[str, tuple[list[AskedItem], set[str]]] = {
    "the paper is asked": ([PAPER], {"IND-02", "GEN-01"}),
    "one criterion is asked": ([CODE], {"GEN-01"}),
    "the paper and one criterion are asked": ([PAPER, CODE], {"GEN-01"}),
}


@pytest.mark.parametrize(("items", "closed"), STAYS.values(), ids=STAYS.keys())
def test_a_paper_that_proves_what_was_not_asked_stays(cast: Cast, items: list[AskedItem], closed: set[str]) -> None:
    walk, line, proof = _proving(cast, *items)
    with nothing_written(), pytest.raises(Refused) as caught:
        remove_paper(proof, **walk.officer)
    (why,) = caught.value.lines[line]
    assert why.rule == "not-asked"
    assert {code for code in ("IND-02", "GEN-01") if code in str(why.reason)} == closed


def test_a_paper_goes_where_every_criterion_that_it_proves_was_asked(cast: Cast) -> None:
    walk, _line, proof = _proving(cast, CODE, criterion("GEN-01"))
    remove_paper(proof, **walk.officer)
    proof.refresh_from_db()
    assert proof.removed_at is not None


def test_a_paper_that_is_asked_and_proves_nothing_is_replaced(cast: Cast) -> None:
    walk, line = asked(cast, document("EVIDENCE"))
    (added,) = attach_papers([Paper("EVIDENCE", NEW, paper("moi", "moi"), line)], **walk.officer).made["papers"]
    remove_paper(Attachment.objects.get(pk=added), **walk.officer)
    assert Attachment.objects.get(pk=added).removed_at is not None


def test_a_paper_attached_beside_a_criterion_by_mistake_is_taken_off_again(cast: Cast) -> None:
    walk, line = asked(cast, CODE)
    (added,) = attach_papers([Paper("EVIDENCE", NEW, paper("moi", "moi"), line)], **walk.officer).made["papers"]
    remove_paper(Attachment.objects.get(pk=added), **walk.officer)
    assert Attachment.objects.get(pk=added).removed_at is not None


def test_an_older_paper_that_proves_nothing_stays_where_only_a_criterion_is_asked(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    spare = [Paper("EVIDENCE", "Thừa", paper("thua", "thua"), line)]
    (older,) = attach_papers(spare, **walk.officer).made["papers"]
    through_the_unit(walk, letter)
    received(cast, Appraisal.objects.get(letter=letter))
    assert request_supplement({line: [CODE]}, **specialist(cast)).is_whole
    with refused_lines({line: "not-asked"}):
        remove_paper(Attachment.objects.get(pk=older), **walk.officer)


def test_lines_are_changed_all_or_none(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (one, two) = walk.assigned(2)
    request_supplement({one: [CODE], two: [FIELD]}, **specialist(cast))
    both = {line: [Answer("IND-02", "Khác")] for line in (one, two)}
    with refused_lines({two: "not-asked"}):
        answer_criteria(both, **walk.officer)
    papers = [Paper("EVIDENCE", NEW, paper("moi", "moi"), line) for line in (one, two)]
    with refused_lines({two: "not-asked"}):
        attach_papers(papers, **walk.officer)


def test_a_line_sent_back_by_its_head_is_open_as_before(cast: Cast) -> None:
    walk, line = asked(cast, FIELD)
    answer_all([line], walk.officer)
    assert send_letter(Letter.objects.get(kind="SUPPLEMENTARY"), **walk.officer).is_whole
    why = Reason("Chưa rõ số liệu")
    assert apply_transition(Transition.SEND_BACK_SUPPLEMENT, [line], **walk.head, reason=why).is_whole
    with refused_lines({line: "not-asked"}):
        edit_nomination(line, {"recipient": "Vợ"}, **walk.officer)
    edit_nomination(line, {"achievement": "Khác"}, **walk.officer)


def test_a_request_made_before_items_named_their_parts_leaves_the_whole_line_open(cast: Cast) -> None:
    walk, line = asked(cast, other())
    SupplementRequest.objects.update(whole_line=True)
    edit_nomination(line, {"achievement": "Khác"}, **walk.officer)
    answer_criteria({line: [Answer("IND-02", "Khác")]}, **walk.officer)
    attach_papers([Paper("REPORT", NEW, paper("moi", "moi"), line)], **walk.officer)


def test_names_are_confirmed_and_spelling_is_corrected_by_their_own_rules(cast: Cast) -> None:
    walk, line = asked(cast, other())
    confirm_names([line], **walk.officer)
    name = Nomination.objects.get(pk=line).nominee_name
    correct_clerical(line, "nominee_name", f"{name} A", **specialist(cast), confirmed_by="12/CV")
    assert Nomination.objects.get(pk=line).names_confirmed_at is not None


def test_the_lines_of_the_letter_that_nobody_asked_about_go_on(cast: Cast) -> None:
    """The untouched lines keep their due day and are concluded; the asked one waits under its own day."""
    walk = Walk(cast)
    appraisal, lines = walk.assigned(3)
    due = appraisal.due
    request_supplement({lines[0]: [FIELD]}, **specialist(cast), reply_by=tomorrow())
    item = WorkItem.objects.get(process__nominations=lines[0], finished=None)
    assert (item.role, item.due, item.process_id != appraisal.case_id) == ("UNIT_OFFICER", tomorrow(), True)
    appraise(appraisal, sheets(lines[1:]), **specialist(cast))
    submit_appraisal(appraisal, **specialist(cast))
    assert sorted(approve_appraisal(appraisal, **head(cast)).moved) == lines[1:]
    assert states(lines) == ["IN_SUPPLEMENT", "WITH_COUNCIL", "WITH_COUNCIL"]
    appraisal.refresh_from_db()
    assert appraisal.due == due
    sound()


def test_a_newer_plan_answers_in_a_supplement_only_what_was_asked(cast: Cast) -> None:
    walk, line = asked(cast, FIELD)
    CriterionAnswer.objects.filter(nomination=line, criterion__code="GEN-02").delete()
    record_unit_plan(**plan_asked(walk))
    answer_all([line], walk.officer)
    edit_nomination(line, {"achievement": "Khác"}, **walk.officer)
    assert send_letter(Letter.objects.get(kind="SUPPLEMENTARY"), **walk.officer).is_whole
    assert not CriterionAnswer.objects.filter(nomination=line, criterion__code="GEN-02").exists()


def test_twenty_lines_take_as_many_statements_as_two(cast: Cast) -> None:
    walk, counts = Walk(cast), []
    for number, first in ((2, 1), (20, 5)):
        _appraisal, lines = walk.assigned(number, first=first)
        request_supplement({line: all_parts(line) for line in lines}, **specialist(cast))
        answers = {line: [Answer("IND-02", "Khác")] for line in lines}
        with CaptureQueriesContext(connection) as statements:
            answer_criteria(answers, **walk.officer)
        counts.append(len(statements))
    assert counts[0] == counts[1]
