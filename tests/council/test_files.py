"""The tellers' record and the minutes as official papers, in PDF and in Word: what they say, and to whom."""

import io
from collections.abc import Collection
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdfium2 import PdfDocument

from tests.appraisal.given import related, today
from tests.council.given import Council, agenda
from tests.dossiers.pages_given import signed_in
from workflow.council import papers
from workflow.council.agenda import fix_agenda
from workflow.council.closing import close_voting
from workflow.council.models import CouncilSession
from workflow.council.sessions import sign_minutes
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition

RECORD = ("session_record_pdf", "session_record_docx")
MINUTES = ("session_minutes_pdf", "session_minutes_docx")
SECRETARY = "council-secretary"


def _record_facts(session: CouncilSession, hidden: Collection[int] = ()) -> dict[str, Any]:
    return papers.record_facts(session, hidden)


def _minutes_facts(session: CouncilSession, hidden: Collection[int] = ()) -> dict[str, Any]:
    return papers.minutes_facts(session, hidden)


def _rows(facts: dict[str, Any]) -> list[list[str]]:
    return list(facts["tables"]["results"]["rows"])


def _read(answer: Any) -> str:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = " ".join(page.get_textpage().get_text_range() for page in PdfDocument(io.BytesIO(answer.content)))
    return " ".join(text.split())


@pytest.mark.parametrize("name", [*RECORD, *MINUTES])
def test_there_is_no_paper_before_the_count(cast: Cast, name: str) -> None:
    session, _lines = Council(cast).opened(1)
    assert signed_in(cast, SECRETARY).get(reverse(name, args=[session.pk])).status_code == 404


@pytest.mark.parametrize("name", MINUTES)
def test_there_are_no_minutes_before_they_are_sealed(cast: Cast, name: str) -> None:
    session, _lines = Council(cast).closed(1)
    assert signed_in(cast, SECRETARY).get(reverse(name, args=[session.pk])).status_code == 404


@pytest.mark.parametrize("name", [*RECORD, *MINUTES])
def test_whoever_is_not_of_the_council_gets_no_paper(cast: Cast, name: str) -> None:
    council = Council(cast)
    session, _lines = council.closed(1)
    council.sign(session)
    assert signed_in(cast, "nnmt-officer").get(reverse(name, args=[session.pk])).status_code in {403, 404}


def test_the_record_says_the_count_of_each_line(cast: Cast) -> None:
    session, lines = Council(cast).closed(2, against=3, abstaining=1)
    every = session.seats.count()
    text = _read(signed_in(cast, SECRETARY).get(reverse("session_record_pdf", args=[session.pk])))
    names = [Nomination.objects.get(pk=line).nominee_name for line in lines]
    for name in names:
        assert name in text
    facts = _record_facts(session)
    expected = [str(every - 4), "3", "1", "0", str(every)]
    assert [row[1:7] for row in _rows(facts)] == [[name, *expected] for name in names]
    tenths = (every - 4) * 1000 // every
    assert [row[7] for row in _rows(facts)] == [f"{tenths // 10},{tenths % 10}%"] * 2
    assert facts["tables"]["counts"]["rows"] == [[str(every), str(every), str(every), str(every), "0"]]


def test_the_minutes_say_what_was_sealed_word_for_word_and_who_signed(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.closed(2)
    council.sign(session)
    session.refresh_from_db()
    facts = _minutes_facts(session)
    assert "\n".join(facts["told"]["course"]) == session.minutes
    assert session.minutes_hash in facts["foot"]
    assert facts["paper"]["draft"] is False
    names = [one["name"] for one in facts["paper"]["sign"]]
    assert names == [str(session.signed_by_secretary), str(session.signed_by_chair)]
    text = _read(signed_in(cast, SECRETARY).get(reverse("session_minutes_pdf", args=[session.pk])))
    assert names[0] in text
    assert names[1] in text


def test_minutes_with_one_signature_are_a_draft(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.closed(1)
    council_secretary = council.secretary
    from_one = CouncilSession.objects.get(pk=session.pk)
    sign_minutes(from_one, **council_secretary)
    from_one.refresh_from_db()
    assert _minutes_facts(from_one)["paper"]["draft"] is True


def test_both_papers_are_for_a_member_as_if_a_line_out_of_sight_had_never_been_there(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(3)
    related(cast.person("council-06"), _person(lines[1]))
    fix_agenda(session, today(), **council.secretary)
    session.refresh_from_db()
    council.open(session)
    council.all_vote(session, council.names(session), "AGREE")
    close_voting(session, **council.secretary)
    council.sign(session)
    names = [Nomination.objects.get(pk=line).nominee_name for line in lines]
    for name in ("session_record_pdf", "session_minutes_pdf"):
        everything = _read(signed_in(cast, SECRETARY).get(reverse(name, args=[session.pk])))
        shown = _read(signed_in(cast, "council-06").get(reverse(name, args=[session.pk])))
        assert [one in everything for one in names] == [True, True, True]
        assert [one in shown for one in names] == [True, False, True]
    session.refresh_from_db()
    for facts in (_record_facts(session, {lines[1]}), _minutes_facts(session, {lines[1]})):
        assert [row[:2] for row in _rows(facts)] == [["1", names[0]], ["2", names[2]]]


def test_the_papers_of_a_secret_vote_tell_nobodys_choice(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.closed(1, against=1)
    CouncilSession.objects.filter(pk=session.pk).update(secret=True)
    session.refresh_from_db()
    against = council.names(session)[0]
    facts = _record_facts(session)
    assert str(cast.person(against)) not in str(facts)
    assert facts["told"]["mode"].startswith("bỏ phiếu kín")


def test_the_same_session_gives_the_same_bytes(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.closed(1)
    council.sign(session)
    client = signed_in(cast, SECRETARY)
    for name in (*RECORD, *MINUTES):
        one, other = (client.get(reverse(name, args=[session.pk])).content for _time in range(2))
        assert one == other
        assert one[:4] == (b"%PDF" if name.endswith("pdf") else b"PK\x03\x04")


def test_the_facts_need_as_many_statements_for_many_lines_as_for_one(cast: Cast) -> None:
    counts = []
    council = Council(cast)
    for first, many in ((1, 1), (5, 12)):
        session, lines = council.closed(many, first=first)
        council.sign(session)
        one = CouncilSession.objects.select_related("council__parent", "signed_by_secretary", "signed_by_chair").get(
            pk=session.pk
        )
        with CaptureQueriesContext(connection) as captured:
            _record_facts(one, lines[:1])
            _minutes_facts(one, lines[:1])
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]


def _person(line: int) -> Any:
    return Nomination.objects.select_related("nominee__person").get(pk=line).nominee.person


def test_a_line_taken_off_after_the_count_is_on_the_record_and_has_no_result_in_the_minutes(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.closed(3)
    assert apply_transition(Transition.DEFER, lines[:1], **council.secretary, reason=Reason("Bổ sung")).is_whole
    council.sign(session)
    session.refresh_from_db()
    named = {line.pk: line.nominee_name for line in Nomination.objects.filter(pk__in=lines)}
    assert [row[1] for row in _rows(_minutes_facts(session))] == [named[line] for line in agenda(session)[1:]]
    assert len(_rows(_record_facts(session))) == len(lines)
