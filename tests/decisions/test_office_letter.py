"""An office's letter to its decider as an official paper: its two lists, the council's result, and who reads it."""

import io
from typing import Any

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdfium2 import PdfDocument

from tests.appraisal.given import head, route, specialist, tomorrow, why
from tests.council.given import Council
from tests.decisions.given import Authority
from tests.dossiers.pages_given import signed_in
from tests.support.walk import R1, R4, Walk
from workflow.appraisal.consultations import consult, give_opinion
from workflow.appraisal.models import Consultation
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.models import AgendaItem, Ballot
from workflow.decisions.models import Decision
from workflow.decisions.office_paper import office_letter_facts
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

FILES = ("office_letter_pdf", "office_letter_docx")
OPINION = "Đề nghị chuyển hình thức (minh họa)"


def _letter(line: int) -> Letter:
    """The office's last letter on which the line stands or stood."""
    found = Letter.objects.filter(kind=Letter.Kind.OFFICE, case__standings__nomination=line)
    return found.select_related("organisation__parent", "authority__type").distinct().latest("pk")


def _facts(line: int) -> dict[str, Any]:
    found = office_letter_facts(_letter(line))
    assert found is not None
    return found


def _rows(facts: dict[str, Any], table: str) -> list[list[str]]:
    return [row for row in facts["tables"][table]["rows"] if isinstance(row, list)]


def _get(cast: Cast, who: str, line: int, name: str = "office_letter_pdf") -> Any:
    return signed_in(cast, who).get(reverse(name, args=[_letter(line).pk]))


def _read(answer: Any) -> str:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = " ".join(page.get_textpage().get_text_range() for page in PdfDocument(io.BytesIO(answer.content)))
    return " ".join(text.split())


def _divided(cast: Cast, count: int = 4, first: int = 1) -> list[int]:
    """Lines voted on: the first down, the second with two against and an opinion; the last found ineligible later."""
    council = Council(cast)
    session, lines = council.opened(count, first=first)
    names = council.names(session)
    for name in names[:2]:
        no = {lines[0]: "DISAGREE", lines[1]: "DISAGREE"}
        spoken = {lines[1]: OPINION} if name == names[0] else {}
        cast_ballots(session, no, **council.member(name), others="AGREE", opinions=spoken)
    for name in names[2:]:
        cast_ballots(session, {lines[0]: "DISAGREE"}, **council.member(name), others="AGREE")
    close_voting(session, **council.secretary)
    council.sign(session)
    reason = Reason("Đã được khen năm trước (minh họa)", "DUPLICATE", "CV 8")
    row = Transition.RULE_INELIGIBLE_PRESENTING
    assert apply_transition(row, lines[-1:], **head(cast), reason=reason).is_whole
    return lines


@pytest.mark.parametrize("name", FILES)
def test_only_the_office_reads_its_draft_and_the_authority_what_was_issued_to_it(cast: Cast, name: str) -> None:
    letter, lines = Walk(cast).to_present(1)
    office = (R1.bodies.specialist, R1.bodies.office_head)
    authority = (R1.bodies.decider, R1.bodies.form)
    never = ("nnmt-officer", "nnmt-head", "nnmt-clerk", "gddt-officer", R1.bodies.secretary, "inspector", "yte-form")

    def found(*who: str) -> set[int]:
        return {_get(cast, one, lines[0], name).status_code for one in who}

    assert (found(*office), found(*authority), found(*never)) == ({200}, {404}, {404})
    Authority(cast).present(lines[0])
    assert Letter.objects.get(pk=letter.pk).issued_at is not None
    assert (found(*office), found(*authority), found(*never)) == ({200}, {200}, {404})


@pytest.mark.parametrize("name", FILES)
def test_a_letter_of_a_unit_or_without_a_line_is_no_letter_of_the_office(cast: Cast, name: str) -> None:
    letter, lines = Walk(cast).to_present(1)
    client = signed_in(cast, R1.bodies.office_head)
    brought = Nomination.objects.get(pk=lines[0]).last_letter_id
    assert client.get(reverse(name, args=[brought])).status_code == 404
    assert apply_transition(Transition.TAKE_BACK, lines, **head(cast), reason=why).is_whole
    assert client.get(reverse(name, args=[letter.pk])).status_code == 404


def test_the_letter_names_who_is_proposed_and_who_is_not_with_the_reason(cast: Cast) -> None:
    lines = _divided(cast)
    facts = _facts(lines[1])
    names = dict(Nomination.objects.values_list("pk", "nominee_name"))
    proposed, fallen = _rows(facts, "proposed"), _rows(facts, "not_proposed")
    assert [row[1] for row in proposed] == [names[lines[1]], names[lines[2]]]
    assert [row[1] for row in fallen] == [names[lines[0]], names[lines[3]]]
    refused, doubled = (row[4] for row in fallen)
    item = AgendaItem.objects.get(nomination=lines[0])
    assert f"{item.in_favour}/{item.basis}" in refused
    assert doubled.endswith("Đã được khen năm trước (minh họa)")
    text = _read(_get(cast, R1.bodies.office_head, lines[1]))
    for said in (*(names[line] for line in lines), facts["frame"]["draft"], "Kính gửi: Chủ tịch", "DANH SÁCH 2"):
        assert said in text
    file = io.BytesIO(_get(cast, R1.bodies.office_head, lines[1], "office_letter_docx").content)
    cells = [cell.text for table in docx.Document(file).tables for row in table.rows for cell in row.cells]
    assert {names[line] for line in lines} <= set(cells)


def test_the_letter_tells_the_votes_and_other_opinions_and_nobodys_name_with_them(cast: Cast) -> None:
    lines = _divided(cast)
    facts = _facts(lines[1])
    item = AgendaItem.objects.get(nomination=lines[1])
    first, second = (row[4].splitlines() for row in _rows(facts, "proposed"))
    assert first == [f"{item.in_favour}/{item.basis}", "không đồng ý: 2"]
    assert second == [f"{item.basis}/{item.basis}"]
    told = facts["told"]
    assert "03" in told["result"]
    assert "01" in told["result"]
    assert told["dissent"][0].startswith("Có 01")
    assert told["dissent"][1:] == [f"Danh sách 1, trường hợp 1: “{OPINION}”"]
    members = Ballot.objects.filter(person__isnull=False).values_list("person__full_name", flat=True)
    assert not [name for name in set(members) if name in str(facts)]
    assert (told["counts"], told["has_not_proposed"], told["party"]) == ("02 cá nhân", True, "")


def test_what_the_council_did_not_support_and_the_decider_took_up_says_so(cast: Cast) -> None:
    lines = _divided(cast, 3)
    decider = Authority(cast).decider
    assert apply_transition(Transition.TAKE_UP, lines[:1], **decider, reason=why).is_whole
    facts = _facts(lines[0])
    name = Nomination.objects.get(pk=lines[0]).nominee_name
    (row,) = (row for row in _rows(facts, "proposed") if row[1] == name)
    assert row[4].endswith("không thông qua")
    assert name not in str(facts["tables"]["not_proposed"])
    assert any(
        one.startswith("Có 01 trường hợp tại Danh sách 1 không được Hội đồng") for one in facts["told"]["dissent"]
    )


def test_the_partys_silence_is_told_and_never_as_consent(cast: Cast) -> None:
    route("R1", party_opinion=True)
    _office, lines = Walk(cast).to_present(3)
    party = cast.organisation("ban-to-chuc-tinh-uy")
    consulted = cast.acts("party-consulted", Role.CONSULTED, "ban-to-chuc-tinh-uy")
    consult(lines[:2], party, **specialist(cast), kind="PARTY", reply_by=tomorrow())
    asked = list(Consultation.objects.order_by("nomination"))
    silent = _facts(lines[0])["told"]["party"]
    assert silent.startswith("Còn 03 trường hợp chưa có ý kiến")
    assert "thống nhất" not in silent
    give_opinion(asked[0], "Đồng ý", **consulted, agrees=True)
    give_opinion(asked[1], "Không đồng ý", **consulted, agrees=False)
    told = _facts(lines[0])["told"]["party"]
    name = Nomination.objects.get(pk=lines[1]).nominee_name
    assert f"{party} thống nhất 01 trường hợp" in told
    assert f"{party} không thống nhất 01 trường hợp" in told
    assert name in told
    assert "Còn 01 trường hợp chưa có ý kiến" in told


def test_a_procedure_without_a_council_says_that_it_has_none(cast: Cast) -> None:
    _office, lines = Walk(cast, R4).to_present(1)
    facts = _facts(lines[0])
    assert facts["told"]["result"] == "thủ tục này không có Hội đồng"
    assert [row[4] for row in _rows(facts, "proposed")] == [""]


def test_what_was_signed_stands_whatever_happens_later_in_the_same_bytes(cast: Cast) -> None:
    lines = _divided(cast)
    Authority(cast).present(lines[1])
    letter, before = _letter(lines[1]), _facts(lines[1])
    files = {name: _get(cast, R1.bodies.form, lines[1], name).content for name in FILES}
    assert [files[name][:4] for name in FILES] == [b"%PDF", b"PK\x03\x04"]
    decision = Decision.objects.get(case__nominations=lines[1])
    corrected = ("nominee_title", "Phó phòng (minh họa)")
    correct_clerical(lines[1], *corrected, **specialist(cast), confirmed_by="CV 15 ngày 02/11/2026")
    sent_back = [line for line in lines[1:3] if Nomination.objects.get(pk=line).case_id == decision.case_id]
    decider = Authority(cast).decider
    assert apply_transition(Transition.SEND_BACK_TO_OFFICE, sent_back, **decider, reason=why).is_whole
    assert apply_transition(Transition.TAKE_BACK, sent_back, **head(cast), reason=why).is_whole
    assert apply_transition(Transition.TAKE_UP, lines[:1], **decider, reason=why).is_whole
    assert office_letter_facts(Letter.objects.select_related("organisation__parent").get(pk=letter.pk)) == before
    assert before["paper"]["sign"][0]["name"] == str(letter.signed_by)
    for who in (R1.bodies.office_head, R1.bodies.decider):
        client = signed_in(cast, who)
        for name in FILES:
            assert client.get(reverse(name, args=[letter.pk])).content == files[name]


def test_the_page_of_the_letter_and_the_draft_decision_lead_to_it(cast: Cast) -> None:
    letter, lines = Walk(cast).to_present(1)
    paths = [reverse(name, args=[letter.pk]) for name in FILES]
    page, unit = reverse("letter", args=[letter.pk]), signed_in(cast, "nnmt-officer")
    Authority(cast).present(lines[0])
    shown = signed_in(cast, R1.bodies.office_head).get(page).text
    assert [path in shown for path in paths] == [True, True]
    assert [path in unit.get(page).text for path in paths] == [False, False]
    decision = Decision.objects.get(case__nominations=lines[0])
    draft = signed_in(cast, R1.bodies.form).get(reverse("decision", args=[decision.pk])).text
    assert [path in draft for path in paths] == [True, True]


def test_the_facts_need_as_many_statements_for_many_lines_as_for_one(cast: Cast) -> None:
    counts = []
    for first, many in ((1, 3), (5, 12)):
        lines = _divided(cast, many, first)
        for step in ("unsigned", "issued"):
            if step == "issued":
                Authority(cast).present(lines[1])
            letter = _letter(lines[1])
            with CaptureQueriesContext(connection) as captured:
                facts = office_letter_facts(letter)
            assert facts is not None
            assert len(_rows(facts, "proposed")) == many - 2
            counts.append(len(captured.captured_queries))
    assert counts[:2] == counts[2:]
