"""The summary table of a session and its ballot sheet, in PDF and in Word: what they say, and to whom."""

import io
from typing import Any

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.appraisal.given import appointed, appraised, head, related, today
from tests.council.given import Council, agenda
from tests.documents.reading import opened, squeezed
from tests.dossiers.pages_given import signed_in
from tests.support.walk import R1
from workflow.appraisal.commands import approve_appraisal
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import open_voting, send_papers
from workflow.council.ballot_paper import ballot_facts, sheet_lines
from workflow.council.closing import close_voting
from workflow.council.models import CouncilSession, Seat
from workflow.council.pack import copy_for
from workflow.council.summary import Summary, summary_for
from workflow.council.summary_paper import summary_facts
from workflow.council.tellers import Figures, confirm_paper_count, enter_paper_count
from workflow.directory.clusters import ClusterMembership, EmulationCluster
from workflow.directory.models import Person
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.pages.acting import Acting
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role

SUMMARY = ("session_summary_pdf", "session_summary_docx")
SHEET = ("session_sheet_pdf", "session_sheet_docx")
SECRETARY, CHAIR, MEMBER, TELLER = R1.bodies.secretary, R1.bodies.chair, "council-06", "teller-1"
UNIT = "Sở Nông nghiệp và Môi trường tỉnh Lâm Đồng"


def _got(cast: Cast, session: CouncilSession, who: str) -> dict[str, int]:
    client = signed_in(cast, who)
    return {name: client.get(reverse(name, args=[session.pk])).status_code for name in (*SUMMARY, *SHEET)}


def _all(summary: int, sheet: int) -> dict[str, int]:
    return dict.fromkeys(SUMMARY, summary) | dict.fromkeys(SHEET, sheet)


def _texts(cast: Cast, session: CouncilSession, who: str, names: tuple[str, str]) -> list[str]:
    """What both forms of a paper say, without spaces."""
    client = signed_in(cast, who)
    pdf, word = (client.get(reverse(name, args=[session.pk])).content for name in names)
    document = docx.Document(io.BytesIO(word))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = " ".join([*(one.text for one in document.paragraphs), *cells])
    return [squeezed(opened(pdf).text), squeezed(said)]


def _summary(cast: Cast, session: CouncilSession, who: str = SECRETARY) -> dict[str, Any]:
    session, acting = CouncilSession.objects.get(pk=session.pk), Acting(cast.user(who), today())
    copy = copy_for(session, acting)
    assert copy is not None
    summary = summary_for(session, copy, acting)
    assert isinstance(summary, Summary)
    return dict(summary_facts(session, summary))


def _counts(facts: dict[str, Any]) -> list[Any]:
    return list(facts["tables"]["counts"]["rows"])


def _sheet(cast: Cast, session: CouncilSession, who: str = SECRETARY) -> dict[str, Any]:
    session = CouncilSession.objects.get(pk=session.pk)
    return dict(ballot_facts(session, sheet_lines(session, Acting(cast.user(who), today()))))


def _meeting(
    council: Council, count: int = 2, first: int = 1, *, secret: bool = True
) -> tuple[CouncilSession, list[int]]:
    """A fixed meeting, where it may be voted on paper."""
    session, lines = council.referred(count, first=first)
    fix_agenda(session, today(), **council.secretary, mode="MEETING")
    CouncilSession.objects.filter(pk=session.pk).update(secret=secret)
    session.refresh_from_db()
    return session, lines


def _names(lines: list[int]) -> list[str]:
    names = dict(Nomination.objects.filter(pk__in=lines).values_list("pk", "nominee_name"))
    return [names[line] for line in lines]


def _nominee(line: int) -> Person:
    person = Nomination.objects.select_related("nominee__person").get(pk=line).nominee.person
    assert person is not None
    return person


# Who reads them ----------------------------------------------------------------------------------------


def test_there_is_no_paper_before_the_agenda_is_fixed(cast: Cast) -> None:
    session, _lines = Council(cast).referred(1)
    assert [_got(cast, session, who) for who in (SECRETARY, CHAIR, TELLER)] == [_all(404, 404)] * 3


def test_members_read_the_summary_once_the_papers_are_sent_and_tellers_print_the_sheet(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = _meeting(council)
    assert [_got(cast, session, who) for who in (SECRETARY, CHAIR)] == [_all(200, 200)] * 2
    assert [_got(cast, session, who) for who in (MEMBER, TELLER)] == [_all(404, 404), _all(404, 200)]
    send_papers(session, **council.secretary)
    assert _got(cast, session, MEMBER) == _all(200, 404)
    for who in ("nnmt-officer", "tdkt-head", "ldld-secretary", "administrator", "inspector"):
        assert _got(cast, session, who) == _all(404, 404)


def test_there_is_a_sheet_only_where_it_is_voted_on_paper_and_until_the_count(cast: Cast) -> None:
    council = Council(cast)
    mixed, _lines = council.fixed(1)
    assert _got(cast, mixed, SECRETARY) == _all(200, 404), "absent members write in the system"
    council.open(mixed)
    council.all_vote(mixed, council.names(mixed), "AGREE")
    close_voting(mixed, **council.secretary)
    council.sign(mixed)
    session, lines = _meeting(council, 1, first=5)
    open_voting(session, council.seats(session), **council.secretary, by_paper=True)
    assert _got(cast, session, TELLER) == _all(404, 200)
    CouncilSession.objects.filter(pk=session.pk).update(by_paper=False)
    assert _got(cast, session, TELLER) == _all(404, 404)
    CouncilSession.objects.filter(pk=session.pk).update(by_paper=True)
    tellers = [cast.acts(who, Role.TELLER, R1.bodies.council) for who in (TELLER, "teller-2")]
    enter_paper_count(session, {lines[0]: Figures(9, 1, 0)}, 10, 10, **tellers[0])
    confirm_paper_count(session, **tellers[1])
    close_voting(session, **council.secretary)
    assert _got(cast, session, TELLER) == _all(404, 404)


@pytest.mark.parametrize("who", [SECRETARY, TELLER])
def test_whoever_may_not_see_one_of_the_lines_prints_no_sheet(cast: Cast, who: str) -> None:
    council = Council(cast)
    session, lines = council.referred(2)
    related(cast.person(who), _nominee(lines[0]))
    fix_agenda(session, today(), **council.secretary, mode="MEETING")
    session.refresh_from_db()
    assert _got(cast, session, who)[SHEET[0]] == 404
    assert _got(cast, session, CHAIR)[SHEET[0]] == 200


# The ballot sheet --------------------------------------------------------------------------------------


def test_the_sheet_has_every_line_by_its_number_with_a_box_for_each_choice(cast: Cast) -> None:
    session, _lines = _meeting(Council(cast), 3)
    names = _names(agenda(session))
    facts = _sheet(cast, session)
    heading, *rows = facts["tables"]["lines"]["rows"]
    form = Nomination.objects.get(pk=agenda(session)[0]).award_form.name
    assert heading == {"heading": f"Cá nhân – {form}"}
    assert [row[:2] for row in rows] == [[str(number), name] for number, name in enumerate(names, 1)]
    assert [row[3:] for row in rows] == [["□"] * 3] * 3
    for said in _texts(cast, session, SECRETARY, SHEET):
        for one in (*names, UNIT, form, facts["told"]["session"], "Không ký tên", "Không đồng ý"):
            assert squeezed(one) in said
        assert said.count("□") == 9


def test_a_sheet_of_a_secret_vote_names_nobody_and_is_the_same_for_whoever_prints_it(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(2)
    related(cast.person(MEMBER), _nominee(lines[0]))
    fix_agenda(session, today(), **council.secretary, mode="MEETING")
    CouncilSession.objects.filter(pk=session.pk).update(secret=True)
    session.refresh_from_db()
    facts = _sheet(cast, session)
    assert (facts["paper"]["sign"], facts["told"]["is_signed"]) == ([], False)
    people = [str(one.person) for one in Seat.objects.filter(session=session).select_related("person")]
    people += [str(cast.person(who)) for who in (SECRETARY, TELLER, "teller-2")]
    assert len(people) > 10
    for name in SHEET:
        one, other, chair = (
            signed_in(cast, who).get(reverse(name, args=[session.pk])).content for who in (SECRETARY, TELLER, CHAIR)
        )
        assert one == other == chair
        assert one[:4] == (b"%PDF" if name.endswith("pdf") else b"PK\x03\x04")
    for said in _texts(cast, session, TELLER, SHEET):
        assert [one for one in people if squeezed(one) in said] == []
        assert "....." not in said
        assert squeezed("Nội dung ý kiến khác") not in said, "no place for a hand that is known"
    word = signed_in(cast, TELLER).get(reverse(SHEET[1], args=[session.pk])).content
    known = docx.Document(io.BytesIO(word)).core_properties
    assert [one for one in people if one in f"{known.author} {known.last_modified_by} {known.comments}"] == []


def test_a_sheet_of_an_open_vote_has_a_place_to_sign_and_to_write(cast: Cast) -> None:
    session, _lines = _meeting(Council(cast), 1, secret=False)
    facts = _sheet(cast, session)
    assert facts["paper"]["sign"] == [{"above": ["THÀNH VIÊN HỘI ĐỒNG"], "name": ""}]
    for said in _texts(cast, session, SECRETARY, SHEET):
        assert squeezed("THÀNH VIÊN HỘI ĐỒNG") in said
        assert squeezed("Nội dung ý kiến khác") in said
        assert squeezed("Không ký tên") not in said


# The summary table -------------------------------------------------------------------------------------


def _with_ineligible(cast: Cast) -> tuple[Council, CouncilSession, list[int]]:
    """Three lines of one letter, of which the first was ruled ineligible before the session."""
    appraisal, lines = appraised(cast, 3, ["INELIGIBLE"])
    reason = Reason(text="Thành tích đã được khen năm 2025.", code="CRITERIA")
    approve_appraisal(appraisal, **head(cast), ineligible={lines[0]: reason})
    session = CouncilSession.objects.get(case__nominations__in=lines[1:2])
    council = Council(cast)
    fix_agenda(session, today(), **council.secretary)
    session.refresh_from_db()
    return council, session, lines


def test_the_council_counts_what_it_may_see_and_the_office_among_it_also_what_was_not_eligible(cast: Cast) -> None:
    council, session, lines = _with_ineligible(cast)
    assert _counts(_summary(cast, session))[-1] == {"total": ["", "Cộng", "1000", "2", "2", "0", ""]}
    out = _names(lines)[0]
    assert [squeezed(out) in said for said in _texts(cast, session, SECRETARY, SUMMARY)] == [False, False]
    of_the_office(cast, SECRETARY)
    facts = _summary(cast, session)
    assert _counts(facts)[-1] == {"total": ["", "Cộng", "1000", "3", "2", "1", ""]}
    ((number, name, unit, _form, reason),) = facts["tables"]["ineligible"]["rows"]
    assert (number, name, unit) == ("1", out, UNIT)
    assert reason.endswith("; Thành tích đã được khen năm 2025.")
    for said in _texts(cast, session, SECRETARY, SUMMARY):
        assert [one for one in (out, UNIT, reason) if squeezed(one) not in said] == []
    council.open(session)
    council.all_vote(session, council.names(session), "AGREE")
    close_voting(session, **council.secretary)
    assert _counts(_summary(cast, session))[-1] == {"total": ["", "Cộng", "1000", "3", "2", "1", "2"]}


def of_the_office(cast: Cast, who: str) -> None:
    """The person is a specialist of the standing office besides."""
    appointed(cast, who, Role.OFFICE_SPECIALIST, R1.bodies.office)


def test_bodies_stand_under_their_clusters_with_their_own_numbers(cast: Cast) -> None:
    session, _lines = Council(cast).fixed(2)
    body = cast.organisation(R1.unit)
    ClusterMembership.objects.filter(organisation=body).delete()
    assert _counts(_summary(cast, session))[0] == ["1", UNIT, "1000", "2", "2", "0", ""]
    cluster = EmulationCluster.objects.create(
        code="k-1", name="Khối thử", kind="BLOC", valid_from=today(), document="1"
    )
    ClusterMembership.objects.create(cluster=cluster, organisation=body, from_day=today(), document="1")
    assert _counts(_summary(cast, session))[:2] == [
        {"heading": "Khối thử"},
        ["1", UNIT, "1000", "2", "2", "0", ""],
    ]


def test_a_line_kept_from_a_member_is_not_counted_in_the_members_copy_whatever_other_post_shows_it(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(3)
    related(cast.person(MEMBER), _nominee(lines[1]))
    of_the_office(cast, MEMBER)
    fix_agenda(session, today(), **council.secretary)
    session.refresh_from_db()
    send_papers(session, **council.secretary)
    totals = [_counts(_summary(cast, session, who))[-1]["total"][3] for who in (SECRETARY, MEMBER)]
    assert totals == ["3", "2"]


def test_the_same_session_gives_the_same_bytes(cast: Cast) -> None:
    session, _lines = Council(cast).fixed(2)
    client = signed_in(cast, SECRETARY)
    for name, start in zip(SUMMARY, (b"%PDF", b"PK\x03\x04"), strict=True):
        one, other = (client.get(reverse(name, args=[session.pk])).content for _time in range(2))
        assert (one, one[:4]) == (other, start)


def test_the_session_leads_to_each_paper_whoever_may_have_it(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = _meeting(council)
    shown = {
        who: [
            reverse(name, args=[session.pk]) in signed_in(cast, who).get(reverse("session", args=[session.pk])).text
            for name in (*SUMMARY, *SHEET)
        ]
        for who in (SECRETARY, MEMBER, TELLER)
    }
    assert shown == {SECRETARY: [True] * 4, MEMBER: [False] * 4, TELLER: [False, False, True, True]}


def test_the_facts_need_as_many_statements_for_many_lines_as_for_one(cast: Cast) -> None:
    council, counts = Council(cast), []
    of_the_office(cast, SECRETARY)
    for first, many in ((1, 1), (5, 12)):
        session, _lines = _meeting(council, many, first, secret=False)
        with CaptureQueriesContext(connection) as captured:
            rows = _counts(_summary(cast, session))
            sheet = _sheet(cast, session)["tables"]["lines"]["rows"]
        counts.append((len(captured.captured_queries), rows[-1]["total"][3], len(sheet) - 1))
        open_voting(session, council.seats(session), **council.secretary)
        council.all_vote(session, council.names(session), "AGREE")
        close_voting(session, **council.secretary)
        council.sign(session)
    assert counts == [(counts[0][0], "1", 1), (counts[0][0], "12", 12)]
