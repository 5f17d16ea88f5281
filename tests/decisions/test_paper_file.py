"""The decision as an official paper, in PDF and in Word: what it says, whom it shows which lines, and drafts."""

import io
from dataclasses import replace
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdfium2 import PdfDocument

from tests.appraisal.given import today
from tests.decisions.given import Authority
from tests.dossiers.pages_given import signed_in
from tests.support.walk import R1, Walk
from workflow.decisions.commands import check_form, issue_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.decisions.paper_facts import facts_of
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT, hold_session
from workflow.pages.acting import Acting

SUBJECT = "Tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh"


def _path(decision: Decision, form: str) -> str:
    return reverse(f"decision_{form}", args=[decision.pk])


def _facts(cast: Cast, who: str, decision: Decision) -> dict[str, Any]:
    found = facts_of(Decision.objects.get(pk=decision.pk), Acting(cast.user(who), today()))
    assert found is not None
    return found


def _names(facts: dict[str, Any]) -> list[str]:
    return [row[1] for row in facts["tables"]["annex"]["rows"] if isinstance(row, list)]


def _read(client: Client, decision: Decision) -> str:
    answer = client.get(_path(decision, "pdf"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = " ".join(page.get_textpage().get_text_range() for page in PdfDocument(io.BytesIO(answer.content)))
    return " ".join(text.split())


def _of_two_units(cast: Cast) -> tuple[Decision, list[int]]:
    """An issued decision over a line of one unit and a line of another; the first unit's line."""
    _session, own = Walk(cast).before_council(1)
    Walk(cast, replace(R1, unit="so-gddt", name="gddt")).before_council(1, first=5)
    hold_session(cast, R1.bodies, tell=lambda _what: None)
    authority = Authority(cast)
    authority.present(own[0])
    decision = Decision.objects.get()
    submit_draft(decision, SUBJECT, **authority.form)
    check_form(decision, **LOOKED_AT, **authority.form)
    sign_decision(decision, **authority.decider)
    issue_decision(decision, "81/QĐ-UBND", today(), **authority.clerk)
    decision.refresh_from_db()
    return decision, own


def test_the_file_says_what_the_decision_says(cast: Cast) -> None:
    decision, _own = _of_two_units(cast)
    text = _read(signed_in(cast, R1.bodies.form), decision)
    for said in ("81/QĐ-UBND", SUBJECT, "02 cá nhân", cast.person("nominee-01").full_name, "Điều 3.", "DANH SÁCH"):
        assert said in text
    facts = _facts(cast, R1.bodies.form, decision)
    assert _names(facts) == [cast.person(f"nominee-0{number}").full_name for number in (1, 5)]
    assert facts["paper"]["verify"].endswith(f"/verify/{decision.code}/")
    assert (facts["paper"]["draft"], facts["told"]["is_extract"]) == (False, False)


def test_the_same_decision_gives_the_same_bytes(cast: Cast) -> None:
    decision, _own = _of_two_units(cast)
    client = signed_in(cast, R1.bodies.form)
    for form in ("pdf", "docx"):
        one, other = (client.get(_path(decision, form)) for _time in range(2))
        assert one.content == other.content
        assert one.content[:4] == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}[form]


def test_a_unit_gets_an_extract_with_its_own_lines_alone_that_says_so(cast: Cast) -> None:
    decision, _own = _of_two_units(cast)
    facts = _facts(cast, "nnmt-officer", decision)
    assert (_names(facts), facts["told"]["is_extract"]) == ([cast.person("nominee-01").full_name], True)
    assert facts["told"]["counts"] == "02 cá nhân"
    text = _read(signed_in(cast, "nnmt-officer"), decision)
    assert "TRÍCH" in text
    assert cast.person("nominee-05").full_name not in text


def test_the_paper_says_nothing_of_a_line_but_what_a_certificate_says(cast: Cast) -> None:
    decision, _own = _of_two_units(cast)
    facts = _facts(cast, R1.bodies.form, decision)
    heads = [column["head"] for column in facts["tables"]["annex"]["columns"]]
    assert len(heads) == 5, "number, name, title and unit, award form, prize"
    lines = decision.lines.select_related("nomination")
    for line in lines:
        assert line.nomination.achievement not in str(facts)
        assert line.hash not in str(facts)


def test_a_draft_is_shown_in_full_and_marked_as_one(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.submitted(2)
    facts = _facts(cast, R1.bodies.form, decision)
    assert (facts["paper"]["draft"], facts["paper"]["verify"]) == (True, "")
    assert _names(facts) == [cast.person(f"nominee-0{number}").full_name for number in (1, 2)]
    assert "DỰ THẢO" in _read(signed_in(cast, R1.bodies.form), decision)


def test_declined_lines_stand_on_no_paper(cast: Cast) -> None:
    decision, _lines = Authority(cast).signed(3, declined=[1])
    assert _names(_facts(cast, R1.bodies.decider, decision)) == [
        cast.person(f"nominee-0{number}").full_name for number in (1, 3)
    ]


def test_whoever_does_not_see_the_decision_gets_no_file(cast: Cast) -> None:
    decision, _own = _of_two_units(cast)
    for who in ("ldld-form", "ldld-head"):
        assert signed_in(cast, who).get(_path(decision, "pdf")).status_code == 404


def test_the_facts_need_as_many_statements_for_many_lines_as_for_one(cast: Cast) -> None:
    authority = Authority(cast)
    counts = []
    for first, many in ((1, 1), (5, 12)):
        decision, _lines = authority.checked(many, first=first)
        for step in ("draft", "signed"):
            if step == "signed":
                sign_decision(decision, **authority.decider)
            one = Decision.objects.select_related("authority__parent", "authority__type", "signed_by").get(
                pk=decision.pk
            )
            acting = Acting(cast.user(R1.bodies.form), today())
            with CaptureQueriesContext(connection) as captured:
                assert facts_of(one, acting) is not None
            counts.append(len(captured.captured_queries))
    assert counts[:2] == counts[2:]
