"""Answers to criteria with their evidence: the whole list or nothing, and what a letter needs to be sent (SEED-30)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dossiers.letters_given import codes, hash_of, rules, rules_of, sound, supplement, unwritten
from tests.support.walk import R1, R2, R4, Walk
from workflow.awards.models import Criterion, Track
from workflow.dossiers.answer_marks import UNANSWERED, Answer, mark_of, marks_now
from workflow.dossiers.answers import Paper, answer_criteria, attach_papers, remove_paper
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Attachment, CriterionAnswer, EvidenceLink, Letter, Nomination
from workflow.dossiers.reports import Refused
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper

PLAN = Answer("GEN-02", "Kế hoạch triển khai", document_number="12/KH", document_date=date(2026, 1, 5))


def _evidence(letter: Letter) -> Attachment:
    return Attachment.objects.get(letter=letter, kind="EVIDENCE", removed_at=None)


def _kept(line: int, code: str) -> CriterionAnswer:
    return CriterionAnswer.objects.get(nomination=line, criterion__code=code)


def _leader(cast: Cast) -> tuple[Letter, int]:
    entry = drafts.person(cast.person("nnmt-head"), Track.LEADER, "Giám đốc", "Sở", R1.award_form)
    letter, (line,) = Walk(cast).drafted(entries=[entry])
    return letter, line


# What is kept.


def test_an_answer_replaces_the_one_before_with_its_evidence(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line, other) = walk.drafted(2)
    evidence, before = _evidence(letter), hash_of(line)
    untouched = _kept(other, "GEN-02").pk
    answer_criteria({line: [replace(PLAN, evidence=((evidence.pk, 7),))]}, **walk.officer)
    kept = _kept(line, "GEN-02")
    assert (kept.text, kept.document_number, kept.document_date) == ("Kế hoạch triển khai", "12/KH", date(2026, 1, 5))
    assert list(EvidenceLink.objects.filter(answer=kept).values_list("attachment", "page")) == [(evidence.pk, 7)]
    assert (hash_of(line) != before, _kept(other, "GEN-02").pk) == (True, untouched)
    sound()


def test_texts_are_kept_stripped_and_in_one_form_of_unicode(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    given = replace(PLAN, text="  Co\u0301 ke\u0302\u0301 hoa\u0323ch\n", document_number=" 12/KH-Đ\u0302 ")
    answer_criteria({line: [given]}, **walk.officer)
    assert (_kept(line, "GEN-02").text, _kept(line, "GEN-02").document_number) == ("Có kế hoạch", "12/KH-Đ\u0302")


def test_the_page_of_the_evidence_is_part_of_what_is_signed(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    pages = []
    for page in (1, 2, None):
        answer_criteria({line: [replace(PLAN, evidence=((_evidence(letter).pk, page),))]}, **walk.officer)
        pages.append(hash_of(line))
    assert len(set(pages)) == 3


def test_a_file_named_twice_in_one_answer_counts_once(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    key = _evidence(letter).pk
    answer_criteria({line: [replace(PLAN, evidence=((key, 1), (key, 3)))]}, **walk.officer)
    assert list(EvidenceLink.objects.filter(answer=_kept(line, "GEN-02")).values_list("page", flat=True)) == [3]


def test_twenty_lines_take_as_many_statements_as_two(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(20)
    counts = []
    for some in (lines[:2], lines):
        given = {line: [replace(PLAN, evidence=((_evidence(letter).pk, len(some)),))] for line in some}
        with CaptureQueriesContext(connection) as statements:
            answer_criteria(given, **walk.officer)
        counts.append(len(statements))
    assert counts[0] == counts[1]


# What is refused.


def _bad(cast: Cast) -> dict[str, Any]:
    """An attachment of another nomination, one of another letter, and one that was removed."""
    walk = Walk(cast)
    letter, lines = walk.drafted(2)
    other, _lines = walk.drafted(1, first=5)
    removed = attach_papers([Paper("EVIDENCE", "Cũ", paper("cu", "cu"), nomination=lines[0])], **walk.officer)
    gone = Attachment.objects.get(pk=removed.made["papers"][0])
    remove_paper(gone, **walk.officer)
    foreign = Attachment.objects.get(nomination=lines[1])
    return {
        "line": lines[0],
        "letter": letter,
        "foreign": foreign.pk,
        "elsewhere": _evidence(other).pk,
        "gone": gone.pk,
        "there": _evidence(letter).pk,
    }


BAD_ANSWERS: dict[str, tuple[dict[str, Any], list[tuple[str, int | None]], str]] = {
    "an unknown criterion": ({"criterion": "XYZ-99"}, [], "unknown"),
    "no criterion": ({"criterion": ""}, [], "unknown"),
    "a criterion of collectives": ({"criterion": "COL-01"}, [], "unknown"),
    "a criterion of leaders": ({"criterion": "LDR-01"}, [], "unknown"),
    "no text": ({"text": " \n"}, [], "required"),
    "an answer that it does not apply, though it always does": ({"applies": False}, [], "applies"),
    "a document number too long": ({"document_number": "x" * 101}, [], "document"),
    "page 0": ({}, [("there", 0)], "page"),
    "a page below 0": ({}, [("there", -1)], "page"),
    "a page beyond all books": ({}, [("there", 10**12)], "page"),
    "evidence of another nomination": ({}, [("foreign", 1)], "evidence"),
    "evidence of another letter": ({}, [("elsewhere", 1)], "evidence"),
    "evidence that was removed": ({}, [("gone", None)], "evidence"),
    "good evidence with bad": ({}, [("there", 1), ("elsewhere", 1)], "evidence"),
}


@pytest.mark.parametrize(("change", "evidence", "code"), BAD_ANSWERS.values(), ids=BAD_ANSWERS.keys())
def test_one_bad_answer_is_named_by_nomination_and_criterion_and_none_is_written(
    cast: Cast, change: dict[str, Any], evidence: list[tuple[str, int | None]], code: str
) -> None:
    there = _bad(cast)
    one = replace(PLAN, **change, evidence=tuple((there[name], page) for name, page in evidence))
    good = Answer("IND-01", "Đáp ứng")
    with unwritten(), pytest.raises(ValidationError) as raised:
        answer_criteria({there["line"]: [good, one]}, **Walk(cast).officer)
    assert codes(raised) == {f"answers[{there['line']}].{one.criterion}": [code]}


def test_evidence_that_does_not_exist_is_a_typed_error(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    with unwritten(), pytest.raises(ValidationError) as raised:
        answer_criteria({line: [replace(PLAN, evidence=((999_999, 1),))]}, **walk.officer)
    assert codes(raised) == {f"answers[{line}].GEN-02": ["evidence"]}


def test_no_answer_at_all_is_a_typed_error(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    bad: list[tuple[dict[int, list[Answer]], str]] = [({}, "answers"), ({line: []}, f"answers[{line}]")]
    for given, field in bad:
        with unwritten(), pytest.raises(ValidationError) as raised:
            answer_criteria(given, **walk.officer)
        assert codes(raised) == {field: ["empty"]}


def test_answers_of_an_unknown_nomination_are_a_typed_error(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    with unwritten(), pytest.raises(ValidationError) as raised:
        answer_criteria({line: [PLAN], 999_999: [PLAN]}, **walk.officer)
    assert codes(raised) == {"nominations": ["unknown"]}


def test_answers_of_one_line_that_stands_still_refuse_all(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (draft,) = walk.drafted(1)
    _sent, (still,) = walk.with_head(1, first=5)
    with unwritten(), pytest.raises(Refused) as refused:
        answer_criteria({draft: [PLAN], still: [PLAN]}, **walk.officer)
    assert (rules(refused), list(refused.value.lines)) == (["state"], [still])


# What a letter needs to be sent.


def test_seed_30_general_and_specific_criteria_are_all_asked(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    CriterionAnswer.objects.filter(nomination=line, criterion__code__in=["LAW-00", "GEN-03", "IND-07"]).delete()
    report = send_letter(letter, **walk.officer)
    assert rules_of(report) == {line: ["criteria"]}
    assert "GEN-03, IND-07, LAW-00" in report.reasons()[0]


@pytest.mark.parametrize(("way", "groups"), [(R2, {"GENERAL", "LAW"}), (R4, {"AD_HOC", "LAW"})], ids=["R2", "R4"])
def test_criteria_of_groups_that_the_route_does_not_ask_are_not_asked(cast: Cast, way: Any, groups: set[str]) -> None:
    walk = Walk(cast, way)
    letter, (line,) = walk.drafted(1)
    assert set(Criterion.objects.filter(answers__nomination=line).values_list("group", flat=True)) == groups
    assert send_letter(letter, **walk.officer).is_whole


def test_a_criterion_that_asks_for_a_document_needs_number_and_date(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    evidence = ((_evidence(letter).pk, 1),)
    for without in (replace(PLAN, document_number="  "), replace(PLAN, document_date=None)):
        answer_criteria({line: [replace(without, evidence=evidence)]}, **walk.officer)
        with unwritten():
            assert rules_of(send_letter(letter, **walk.officer)) == {line: ["criteria"]}
    answer_criteria({line: [replace(PLAN, evidence=evidence)]}, **walk.officer)
    assert send_letter(letter, **walk.officer).is_whole
    sound()


def test_an_answer_without_evidence_counts_as_none(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    answer_criteria({line: [PLAN]}, **walk.officer)
    with unwritten():
        assert rules_of(send_letter(letter, **walk.officer)) == {line: ["criteria"]}


def test_evidence_that_is_removed_counts_no_more(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line, other) = walk.drafted(2)
    made = attach_papers([Paper("EVIDENCE", "Riêng", paper("rieng", "rieng"), nomination=line)], **walk.officer)
    (own,) = made.made["papers"]
    answer_criteria({line: [replace(PLAN, evidence=((own, 1),))]}, **walk.officer)
    remove_paper(Attachment.objects.get(pk=own), **walk.officer)
    assert EvidenceLink.objects.filter(answer=_kept(line, "GEN-02")).count() == 0
    report = send_letter(letter, **walk.officer)
    assert (rules_of(report), list(report.moved)) == ({line: ["criteria"]}, [other])
    sound()


def test_a_criterion_that_may_not_apply_needs_a_word_and_no_evidence(cast: Cast) -> None:
    letter, line = _leader(cast)
    walk = Walk(cast)
    with unwritten(), pytest.raises(ValidationError) as raised:
        answer_criteria({line: [Answer("LDR-07", " ", applies=False)]}, **walk.officer)
    assert codes(raised) == {f"answers[{line}].LDR-07": ["required"]}
    answer_criteria({line: [Answer("LDR-07", "Không phát sinh", applies=False)]}, **walk.officer)
    assert send_letter(letter, **walk.officer).is_whole
    sound()


def test_answers_are_given_again_while_a_supplement_is_asked(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line, _other) = walk.assigned(2)
    supplement(cast, [line])
    letter = Nomination.objects.get(pk=line).letter
    answer_criteria({line: [replace(PLAN, evidence=((_evidence(letter).pk, 9),))]}, **walk.officer)
    assert _kept(line, "GEN-02").document_number == "12/KH"
    sound()


# Answers that were overtaken.


def test_an_answer_that_is_another_by_now_is_not_replaced(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line, other) = walk.drafted(2)
    seen = {key: {"GEN-02": mark} for (key, _code), mark in marks_now({line: ["GEN-02"], other: ["GEN-02"]}).items()}
    answer_criteria({line: [PLAN]}, **walk.officer)
    again = replace(PLAN, text="Kế hoạch khác")
    with unwritten(), pytest.raises(Refused) as caught:
        answer_criteria({line: [again], other: [again]}, expect=seen, **walk.officer)
    assert [(key, [one.rule for one in some]) for key, some in caught.value.lines.items()] == [(line, ["version"])]
    seen[line] = {"GEN-02": mark_of(PLAN)}
    answer_criteria({line: [again], other: [again]}, expect=seen, **walk.officer)
    assert (_kept(line, "GEN-02").text, _kept(other, "GEN-02").text) == ("Kế hoạch khác", "Kế hoạch khác")


def test_the_mark_of_an_answer_is_that_of_what_is_kept(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    proof = _evidence(letter).pk
    for given in (
        PLAN,
        replace(PLAN, text="  Hai\r\ndo\u0300ng \n"),
        replace(PLAN, evidence=((proof, 7),)),
        replace(PLAN, evidence=((proof, None),), document_date=None),
    ):
        answer_criteria({line: [given]}, **walk.officer)
        assert marks_now({line: ["GEN-02"]}) == {(line, "GEN-02"): mark_of(given)}


def test_marks_differ_where_anything_that_is_kept_differs() -> None:
    others = (
        replace(PLAN, text="khác"),
        replace(PLAN, applies=False),
        replace(PLAN, document_number="13/KH"),
        replace(PLAN, document_date=None),
        replace(PLAN, evidence=((1, None),)),
        replace(PLAN, evidence=((1, 2),)),
        replace(PLAN, evidence=((2, 2),)),
        Answer("GEN-02", ""),
    )
    assert len({mark_of(one) for one in (PLAN, *others)}) == len(others) + 1
    assert mark_of(Answer("GEN-02", " \n")) == UNANSWERED


def test_answers_that_expect_something_take_as_many_statements_for_many_lines_as_for_few(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(9)
    counts = []
    for some in (lines[:2], lines[2:]):
        seen = {key: {"GEN-02": mark} for (key, _code), mark in marks_now({key: ["GEN-02"] for key in some}).items()}
        with CaptureQueriesContext(connection) as sent:
            answer_criteria({key: [PLAN] for key in some}, expect=seen, **walk.officer)
        counts.append(len(sent))
    assert counts[0] == counts[1]
