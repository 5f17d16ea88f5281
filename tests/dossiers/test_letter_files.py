"""A unit's letter and its list of nominees as official papers, in PDF and in Word: what they say, and to whom."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdfium2 import PdfDocument

from tests.dossiers.letters_given import merged, today, tomorrow
from tests.dossiers.pages_given import signed_in
from tests.dossiers.test_unit_minutes import recorded
from tests.reports.test_achievements import past
from tests.support.walk import R1, R1_BELOW, Walk
from workflow.dossiers.letter_paper import letter_facts, nominee_list_facts
from workflow.dossiers.models import Letter, Nomination, Standing
from workflow.dossiers.queries import letter_for
from workflow.management.demo.cast import Cast
from workflow.pages.acting import Acting

OFFICER = "nnmt-officer"
FILES = ("letter_pdf", "letter_docx", "letter_nominees_pdf", "letter_nominees_docx")


def _facts(cast: Cast, letter: Letter, who: str = OFFICER) -> dict[str, Any]:
    acting = Acting(cast.user(who), today())
    found = letter_facts(letter_for(acting, letter.pk), acting)
    assert found is not None
    return found


def _rows(facts: dict[str, Any]) -> list[list[str]]:
    return [row for row in facts["tables"]["annex"]["rows"] if isinstance(row, list)]


def _read(answer: Any) -> str:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = " ".join(page.get_textpage().get_text_range() for page in PdfDocument(io.BytesIO(answer.content)))
    return " ".join(text.split())


@pytest.mark.parametrize("name", FILES)
def test_whoever_does_not_read_the_letter_gets_no_file(cast: Cast, name: str) -> None:
    letter, _lines = Walk(cast).drafted(1)
    for who in ("gddt-officer", "gddt-head", R1.bodies.specialist):
        assert signed_in(cast, who).get(reverse(name, args=[letter.pk])).status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_a_letter_without_a_line_is_no_paper_yet(cast: Cast, name: str) -> None:
    letter, lines = Walk(cast).drafted(1)
    Standing.objects.filter(nomination__in=lines).update(left_at=letter.opened_at, left_by="WITHDRAW")
    assert signed_in(cast, OFFICER).get(reverse(name, args=[letter.pk])).status_code == 404


def test_the_letter_of_an_office_is_not_set_as_one_of_a_unit(cast: Cast) -> None:
    letter, _lines = Walk(cast).to_present(1)
    client = signed_in(cast, R1.bodies.office_head)
    found = {name: client.get(reverse(name, args=[letter.pk])).status_code for name in FILES}
    assert found == {"letter_pdf": 404, "letter_docx": 404, "letter_nominees_pdf": 200, "letter_nominees_docx": 200}
    assert reverse("letter_pdf", args=[letter.pk]) not in client.get(reverse("letter", args=[letter.pk])).text


def test_the_letter_says_who_is_proposed_for_what_and_that_it_is_a_draft(cast: Cast) -> None:
    letter, lines = Walk(cast).drafted(2)
    text = _read(signed_in(cast, OFFICER).get(reverse("letter_pdf", args=[letter.pk])))
    for line in Nomination.objects.filter(pk__in=lines):
        for said in (line.nominee_name, str(line.award_form)):
            assert said in text
    facts = _facts(cast, letter)
    assert facts["frame"]["draft"] in text
    assert "Kính gửi: " + str(letter.authority) in text
    assert (facts["told"]["counts"], facts["told"]["council"]) == ("02 cá nhân", "")


def test_the_letter_says_what_was_issued_and_who_signed(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.issued(2)
    facts = _facts(cast, Letter.objects.get(pk=letter.pk))
    letter.refresh_from_db()
    assert (facts["paper"]["draft"], facts["paper"]["number"]) == (False, f"Số: {letter.number}")
    assert facts["paper"]["sign"][0]["name"] == str(letter.signed_by)
    assert (
        facts["told"]["cited"]
        == f"số {letter.number}, ngày {letter.dated:%d} tháng {letter.dated:%m} năm {letter.dated:%Y}"
    )


def test_the_letter_tells_of_the_meeting_of_the_council_whose_minutes_it_brings(cast: Cast) -> None:
    letter, lines = Walk(cast).drafted(1)
    recorded(Walk(cast), letter, lines)
    assert "hội đồng" in _facts(cast, letter)["told"]["council"].lower()
    assert _rows(_facts(cast, letter))[0][-1] != ""


def test_nobody_reads_in_the_paper_a_line_that_is_not_theirs_to_see(cast: Cast) -> None:
    letter, below, own = merged(cast)
    names = dict(Nomination.objects.values_list("pk", "nominee_name"))
    assert {row[1] for row in _rows(_facts(cast, letter, "gddt-officer"))} == {names[line] for line in (*below, *own)}
    school = letter_facts(letter, Acting(cast.user(f"{R1_BELOW.name}-officer"), today()))
    assert school is not None
    assert {row[1] for row in _rows(school)} == {names[line] for line in below}
    stranger = Acting(cast.user(OFFICER), today())
    assert (letter_facts(letter, stranger), nominee_list_facts(letter, stranger)) == (None, None)


def test_the_list_names_year_of_birth_and_the_newest_awards_before_the_letter(cast: Cast) -> None:
    letter, (line, *_more) = Walk(cast).drafted(1)
    one = Nomination.objects.select_related("nominee__person").get(pk=line)
    person = one.nominee.person
    assert person is not None
    person.birth_year, person.sex = 1979, "F"
    person.save(update_fields=["birth_year", "sex"])
    for number, day in (("11/QĐ", today() - timedelta(days=400)), ("12/QĐ", tomorrow())):
        past(one.nominee_id, number, day, cast)
    row = _rows(_facts(cast, letter))[0]
    assert row[2:4] == ["1979", "Nữ"]
    assert "11/QĐ" in row[8]
    assert "12/QĐ" not in row[8], "not before the letter"


def test_the_same_letter_gives_the_same_bytes(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    client = signed_in(cast, OFFICER)
    for name, start in zip(FILES, (b"%PDF", b"PK\x03\x04") * 2, strict=True):
        one, other = (client.get(reverse(name, args=[letter.pk])).content for _time in range(2))
        assert (one, one[:4]) == (other, start)


def test_the_facts_need_as_many_statements_for_many_lines_as_for_one(cast: Cast) -> None:
    counts = []
    for first, many in ((1, 1), (5, 12)):
        letter, _lines = Walk(cast).issued(many, first=first)
        acting = Acting(cast.user(OFFICER), today())
        one = letter_for(acting, letter.pk)
        with CaptureQueriesContext(connection) as captured:
            assert letter_facts(one, acting) is not None
            assert nominee_list_facts(one, acting) is not None
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]
