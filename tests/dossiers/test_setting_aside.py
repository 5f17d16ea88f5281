"""Setting aside: when the reply date has passed, the unsigned revision gives way to the content that the office has."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dossiers.letters_given import (
    GDDT,
    answered,
    clerk_of,
    desk_of,
    from_below,
    hash_of,
    only_open,
    overdue,
    rules_of,
    sound,
    specialist,
    state_of,
    supplement,
    today,
    unwritten,
    yesterday,
)
from tests.support.asked import other
from tests.support.walk import R1_BELOW, Walk
from workflow.appraisal.models import SupplementRequest
from workflow.appraisal.supplements import request_supplement
from workflow.awards.models import Route
from workflow.dossiers.act import SYSTEM
from workflow.dossiers.answer_marks import Answer
from workflow.dossiers.answers import Paper, answer_criteria, attach_papers, remove_paper
from workflow.dossiers.door import apply_transition
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Attachment, CriterionAnswer, EvidenceLink, Letter, Nomination, SignOff
from workflow.management.commands.pass_time import pass_time
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import appraise_and_approve, receive_and_assign
from workflow.management.demo.papers import paper
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

PLAN = Answer("GEN-02", "Kế hoạch khác", document_number="99/KH", document_date=date(2026, 3, 1))


def _says(line: int) -> dict[str, Any]:
    """All that a nomination says, as tables hold it; keys of rows left out."""
    answers = CriterionAnswer.objects.filter(nomination=line).order_by("criterion__code")
    links = EvidenceLink.objects.filter(answer__nomination=line).order_by("answer__criterion__code", "page")
    papers = Attachment.objects.filter(nomination=line, removed_at=None).order_by("pk")
    fields = ("achievement", "achievement_title", "period_from", "period_to", "influence_scope", "submitter_ground")
    return {
        "fields": Nomination.objects.values(*fields).get(pk=line),
        "answers": list(answers.values_list("criterion__code", "text", "applies", "document_number", "document_date")),
        "evidence": list(links.values_list("answer__criterion__code", "attachment__sha256", "page")),
        "papers": list(papers.values_list("pk", "kind", "sha256", "title")),
    }


def _changed_all(walk: Walk, line: int) -> None:
    """The officer changes a text, a day, an answer, removes a paper and adds another."""
    edit_nomination(line, {"achievement": "Khác", "period_to": today(), "submitter_ground": "Khác"}, **walk.officer)
    remove_paper(Attachment.objects.get(nomination=line), **walk.officer)
    made = attach_papers([Paper("REPORT", "Báo cáo mới", paper("moi", "moi"), nomination=line)], **walk.officer)
    answer_criteria({line: [replace(PLAN, evidence=((made.made["papers"][0], 5),))]}, **walk.officer)


def _passed(transition: Transition) -> None:
    assert dict(pass_time()) == {transition: 1}


def _request_is_closed(line: int) -> bool:
    return not SupplementRequest.objects.filter(nomination=line, closed_at=None).exists()


def test_a_supplement_that_was_not_sent_in_time_gives_way_to_what_the_office_has(cast: Cast) -> None:
    walk = Walk(cast)
    appraisal, (line, other) = walk.assigned(2)
    supplement(cast, [line])
    before, digest = _says(line), hash_of(line)
    _changed_all(walk, line)
    newest = Nomination.objects.get(pk=line).revision_no
    letter = only_open("SUPPLEMENTARY", "so-nnmt")
    overdue()
    _passed(Transition.SUPPLEMENT_OVERDUE)
    assert (_says(line), hash_of(line), state_of(line)) == (before, digest, State.WITH_OFFICE)
    assert Nomination.objects.get(pk=line).revisions.latest("number").number == newest
    assert {Nomination.objects.get(pk=one).case_id for one in (line, other)} == {appraisal.case_id}
    assert (desk_of(letter), _request_is_closed(line)) == (("", None), True)
    sound()


def test_the_office_rules_on_what_it_has(cast: Cast) -> None:
    walk = Walk(cast)
    appraisal, lines = walk.assigned(2)
    supplement(cast, lines[:1])
    _changed_all(walk, lines[0])
    overdue()
    _passed(Transition.SUPPLEMENT_OVERDUE)
    appraise_and_approve(cast, walk.way.bodies, [appraisal])
    assert [state_of(line) for line in lines] == [State.WITH_COUNCIL] * 2
    sound()


def test_a_supplement_before_the_head_gives_way_too(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line, other) = walk.assigned(2)
    supplement(cast, [line, other])
    before, digest = _says(line), hash_of(line)
    _changed_all(walk, line)
    answered(walk, [line])
    letter = only_open("SUPPLEMENTARY", "so-nnmt")
    assert list(send_letter(letter, **walk.officer).moved) == [line]
    overdue()
    assert dict(pass_time()) == {Transition.SUPPLEMENT_OVERDUE: 1, Transition.SUPPLEMENT_OVERDUE_AT_HEAD: 1}
    assert (_says(line), hash_of(line)) == (before, digest)
    assert [state_of(one) for one in (line, other)] == [State.WITH_OFFICE] * 2
    assert not Letter.objects.filter(kind="SUPPLEMENTARY", case__finished=None).exists()
    sound()


@pytest.mark.parametrize("late", ["all lines", "one of two"])
def test_a_signature_that_was_not_issued_in_time_is_void(cast: Cast, late: str) -> None:
    walk = Walk(cast)
    _appraisal, (line, other) = walk.assigned(2)
    supplement(cast, [line, other] if late == "one of two" else [line])
    digest = hash_of(line)
    _changed_all(walk, line)
    answered(walk, [line, other])
    letter = only_open("SUPPLEMENTARY", "so-nnmt")
    send_letter(letter, **walk.officer)
    sign_letter(letter, **walk.head)
    SupplementRequest.objects.filter(nomination=line).update(reply_by=yesterday())
    _passed(Transition.SUPPLEMENT_OVERDUE_AT_HEAD)
    assert hash_of(line) == digest
    assert not SignOff.objects.filter(case=letter.case_id, voided_at=None).exists()
    letter.refresh_from_db()
    if late == "one of two":
        assert (letter.signed_at, desk_of(letter)[0], state_of(other)) == (None, "sign", State.WITH_HEAD)
    else:
        assert (desk_of(letter), state_of(other)) == (("", None), State.WITH_OFFICE)
    sound()


@pytest.mark.parametrize("signed", [False, True])
def test_a_supplement_that_a_superior_did_not_pass_on_in_time_gives_way_too(cast: Cast, *, signed: bool) -> None:
    route = Route.objects.get(code="R1")
    again = {**route.parameters, "superiors_sign_again": True}
    Route.objects.create(
        code="R1", version=2, name="R1", parameters=again, valid_from=date(2025, 7, 1), confidence="DESIGN"
    )
    letter, (line,) = from_below(cast)
    superior, walk = Walk(cast, GDDT), Walk(cast, R1_BELOW)
    sign_letter(letter, **superior.head)
    issue_letter(letter, "45/TTr", today(), **clerk_of(superior))
    receive_and_assign(cast, GDDT.bodies, prefix="R")
    supplement(cast, [line])
    before, digest = _says(line), hash_of(line)
    _changed_all(walk, line)
    answered(walk, [line])
    own = only_open("SUPPLEMENTARY", "thpt-tran-phu")
    send_letter(own, **walk.officer)
    sign_letter(own, **walk.head)
    issue_letter(own, "13/TTr", today(), **clerk_of(walk))
    if signed:
        sign_letter(only_open("SUPERIOR", "so-gddt"), **superior.head)
    overdue()
    _passed(Transition.SUPPLEMENT_OVERDUE_ABOVE)
    assert (_says(line), hash_of(line), state_of(line)) == (before, digest, State.WITH_OFFICE)
    assert not SignOff.objects.filter(nomination=line, voided_at=None).exists()
    sound()


def test_the_same_file_as_two_papers_comes_back_in_both_places(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    file = paper("same", "same")
    kinds = (("EVIDENCE", "Bản một"), ("OTHER", "Bản hai"))
    given = [Paper(kind, title, file, nomination=line) for kind, title in kinds]
    one, two = attach_papers(given, **walk.officer).made["papers"]
    answer_criteria({line: [replace(PLAN, evidence=((one, 1), (two, 2)))]}, **walk.officer)
    send_letter(letter, **walk.officer)
    sign_letter(letter, **walk.head)
    issue_letter(letter, "12/TTr", today(), **clerk_of(walk))
    receive_and_assign(cast, walk.way.bodies, prefix="R")
    supplement(cast, [line])
    before, digest = _says(line), hash_of(line)
    remove_paper(Attachment.objects.get(pk=one), **walk.officer)
    overdue()
    _passed(Transition.SUPPLEMENT_OVERDUE)
    assert (_says(line), hash_of(line)) == (before, digest)
    sound()


def test_where_nothing_was_changed_nothing_is_set_aside(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    supplement(cast, [line])
    before = _says(line), set(CriterionAnswer.objects.filter(nomination=line).values_list("pk", flat=True))
    overdue()
    _passed(Transition.SUPPLEMENT_OVERDUE)
    assert (_says(line), set(CriterionAnswer.objects.filter(nomination=line).values_list("pk", flat=True))) == before
    assert SignOff.objects.filter(nomination=line, kind="ENDORSEMENT", voided_at=None).count() == 1
    sound()


def test_a_line_that_was_set_aside_may_be_asked_no_second_time_where_the_route_has_one_round(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    supplement(cast, [line])
    overdue()
    _passed(Transition.SUPPLEMENT_OVERDUE)
    with unwritten():
        report = request_supplement({line: [other("Lần hai")]}, **specialist(cast))
    assert rules_of(report) == {line: ["supplement-rounds"]}


def test_twenty_lines_take_as_many_statements_as_two(cast: Cast) -> None:
    walk = Walk(cast)
    counts = []
    for number, first in ((2, 1), (20, 10)):
        _appraisal, lines = walk.at_office(number, first=first)
        receive_and_assign(cast, walk.way.bodies, prefix=f"R{number}")
        supplement(cast, lines)
        for line in lines:
            edit_nomination(line, {"achievement": "Khác"}, **walk.officer)
        overdue()
        with CaptureQueriesContext(connection) as statements:
            report = apply_transition(Transition.SUPPLEMENT_OVERDUE, lines, SYSTEM, capacity=None)
        assert len(report.moved) == number
        counts.append(len(statements))
    assert counts[0] == counts[1]
    sound()
