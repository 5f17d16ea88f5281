"""The minutes of a unit's council as an official paper, in PDF and in Word."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdfium2 import PdfDocument

from tests.dossiers.letters_given import today
from tests.dossiers.pages_given import signed_in
from tests.dossiers.test_unit_minutes import MEETING, recorded
from tests.support.walk import Walk
from workflow.dossiers.minutes_paper import unit_minutes_facts
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.queries import letter_for
from workflow.management.demo.cast import Cast
from workflow.pages.acting import Acting

OFFICER = "nnmt-officer"
FILES = ("letter_minutes_pdf", "letter_minutes_docx")


def _facts(cast: Cast, letter: Letter) -> dict[str, Any]:
    acting = Acting(cast.user(OFFICER), today())
    found = unit_minutes_facts(letter_for(acting, letter.pk), acting)
    assert found is not None
    return found


@pytest.mark.parametrize("name", FILES)
def test_where_no_minutes_are_recorded_there_is_no_paper(cast: Cast, name: str) -> None:
    letter, _lines = Walk(cast).drafted(1)
    assert signed_in(cast, OFFICER).get(reverse(name, args=[letter.pk])).status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_whoever_does_not_read_the_letter_does_not_get_its_minutes(cast: Cast, name: str) -> None:
    letter, lines = Walk(cast).drafted(1)
    recorded(Walk(cast), letter, lines)
    assert signed_in(cast, "gddt-officer").get(reverse(name, args=[letter.pk])).status_code == 404
    assert signed_in(cast, OFFICER).get(reverse(name, args=[letter.pk])).status_code == 200


def test_the_paper_tells_of_the_meeting_and_of_each_vote(cast: Cast) -> None:
    letter, lines = Walk(cast).drafted(2)
    recorded(Walk(cast), letter, lines)
    facts = _facts(cast, letter)
    for row, pk in zip(facts["tables"]["votes"]["rows"], lines, strict=True):
        line = Nomination.objects.get(pk=pk)
        assert row[1:4] == [line.nominee_name, str(line.award_form), str(line.votes_for)]
    assert facts["told"]["absent"] == MEETING.members - MEETING.present
    answer = signed_in(cast, OFFICER).get(reverse("letter_minutes_pdf", args=[letter.pk]))
    pages = PdfDocument(io.BytesIO(answer.content))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
    for said in (MEETING.place, MEETING.chair, MEETING.secretary, facts["frame"]["draft"]):
        assert said in text


def test_the_facts_need_as_many_statements_for_many_lines_as_for_one(cast: Cast) -> None:
    counts = []
    for first, many in ((1, 1), (5, 12)):
        letter, lines = Walk(cast).drafted(many, first=first)
        recorded(Walk(cast), letter, lines)
        acting = Acting(cast.user(OFFICER), today())
        one = letter_for(acting, letter.pk)
        with CaptureQueriesContext(connection) as captured:
            assert unit_minutes_facts(one, acting) is not None
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]
