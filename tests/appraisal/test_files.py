"""The receipt, the request for a supplement and the appraisal sheet as official papers: what they say, and to whom."""

import io
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdfium2 import PdfDocument

from tests.appraisal.given import (
    appraised,
    head,
    later,
    received,
    sheets,
    specialist,
    through_the_unit,
    today,
    tomorrow,
)
from tests.dossiers.pages_given import signed_in
from tests.support.asked import answer_all, document, other, tick_off
from tests.support.walk import R1, R2, Walk
from workflow.appraisal.commands import Sheet, appraise, approve_appraisal
from workflow.appraisal.consultations import consult, give_opinion
from workflow.appraisal.models import Appraisal, AppraisalSheet, Consultation, SupplementItem, SupplementRequest
from workflow.appraisal.receipt_paper import lines_received, receipt_facts, receipt_for
from workflow.appraisal.request_paper import request_facts, requests_on_paper
from workflow.appraisal.sheet_paper import sheet_facts, sheet_on_paper
from workflow.appraisal.supplements import request_supplement, widen_supplement
from workflow.awards.calendar import working_day_after
from workflow.dossiers.models import Attachment, Letter, Nomination, SignOff
from workflow.dossiers.secret_commands import Stub, record_secret_stub
from workflow.management.demo.cast import Cast
from workflow.pages.acting import Acting
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role

OFFICER, HEAD = "nnmt-officer", "nnmt-head"
OFFICE = ("tdkt-specialist-1", "tdkt-specialist-2", "tdkt-head")
OUTSIDE = ("gddt-officer", "gddt-head", "council-06", "council-secretary", "chairman", "nnmt-clerk", "inspector")
RECEIPT = ("receipt_pdf", "receipt_docx")
REQUEST = ("supplement_request_pdf", "supplement_request_docx")
SHEET = ("sheet_pdf", "sheet_docx")


def _acting(cast: Cast, who: str) -> Acting:
    return Acting(cast.user(who), today())


def _receipt(cast: Cast, letter: int, who: str = OFFICER) -> dict[str, Any]:
    one = receipt_for(_acting(cast, who), letter)
    return receipt_facts(one, lines_received(one))


def _request(cast: Cast, pk: int, who: str = OFFICER) -> dict[str, Any]:
    return request_facts(requests_on_paper(_acting(cast, who), pk))


def _sheet(cast: Cast, line: int, who: str = OFFICE[0]) -> dict[str, Any]:
    return sheet_facts(sheet_on_paper(_acting(cast, who), line))


def _rows(facts: dict[str, Any], table: str) -> list[Any]:
    return list(facts["tables"][table]["rows"])


def _read(answer: Any) -> str:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = " ".join(page.get_textpage().get_text_range() for page in PdfDocument(io.BytesIO(answer.content)))
    return " ".join(text.split())


def _in_word(answer: Any) -> str:
    assert answer.status_code == 200
    with ZipFile(io.BytesIO(answer.content)) as file:
        return file.read("word/document.xml").decode()


def _who_gets(cast: Cast, names: tuple[str, ...], pk: int, people: tuple[str, ...]) -> set[tuple[str, int]]:
    """The answers to these people, GET by GET."""
    return {(who, signed_in(cast, who).get(reverse(name, args=[pk])).status_code) for who in people for name in names}


def _asked(line: int) -> SupplementRequest:
    return SupplementRequest.objects.get(nomination=line, closed_at=None)


# The receipt -----------------------------------------------------------------------------------------


def test_there_is_no_receipt_before_the_office_has_received_the_letter(cast: Cast) -> None:
    appraisal, _lines = Walk(cast).at_office(1)
    every = (OFFICER, HEAD, *OFFICE)
    assert _who_gets(cast, RECEIPT, appraisal.letter_id, every) == {(who, 404) for who in every}
    letter = signed_in(cast, OFFICER).get(reverse("letter", args=[appraisal.letter_id])).text
    assert reverse("receipt_pdf", args=[appraisal.letter_id]) not in letter


def test_the_receipt_is_for_the_office_and_the_unit_whose_letter_it_is_and_nobody_else(cast: Cast) -> None:
    appraisal, _lines = Walk(cast).assigned(1)
    letter, read = appraisal.letter_id, (OFFICER, HEAD, *OFFICE)
    assert _who_gets(cast, RECEIPT, letter, read) == {(who, 200) for who in read}
    assert _who_gets(cast, RECEIPT, letter, OUTSIDE) == {(who, 404) for who in OUTSIDE}
    for who, page in ((OFFICER, reverse("letter", args=[letter])), (OFFICE[0], appraisal)):
        text = signed_in(cast, who).get(page if isinstance(page, str) else _page(page)).text
        assert all(reverse(name, args=[letter]) in text for name in RECEIPT)


def _page(appraisal: Appraisal) -> str:
    return reverse("appraisal", args=[appraisal.pk])


def test_the_receipt_says_what_came_and_when_and_until_when_it_is_appraised(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(3)
    one = Appraisal.objects.select_related("letter__organisation").get(pk=appraisal.pk)
    assert one.received_at is not None
    facts = _receipt(cast, one.letter_id)
    local = timezone.localtime(one.received_at)
    assert facts["paper"]["number"] == f"Số đến: {one.incoming_number}"
    assert [each["name"] for each in facts["paper"]["sign"]] == ["", str(cast.person(OFFICE[0]))]
    told = facts["told"]
    assert told["from_unit"] == str(one.letter.organisation)
    assert one.letter.number in told["letter"]
    assert told["received_at"].startswith(f"{local:%H} giờ {local:%M}, ngày {local:%d}")
    assert told["lines"] == "03 (03 cá nhân)"
    rules = Nomination.objects.select_related("route").get(pk=lines[0]).route.rules
    assert rules.appraisal_days is not None
    until = working_day_after(today(), rules.appraisal_days)
    assert until == one.due
    assert told["due"].startswith(f"{rules.appraisal_days} ngày làm việc")
    assert f"{until.year}" in told["due"]
    kinds = {row[1]: row[2:] for row in _rows(facts, "papers")}
    assert kinds["Tờ trình"] == ["có", ""]
    assert kinds["Báo cáo thành tích"] == ["3/3", ""]
    client = signed_in(cast, OFFICER)
    text, word = (client.get(reverse(name, args=[one.letter_id])) for name in RECEIPT)
    for said in (told["from_unit"], one.incoming_number, *kinds):
        assert said in _read(text)
        assert said in _in_word(word)


def test_the_receipt_names_no_nominee_and_nobody_to_whom_the_appraisal_was_given(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(2)
    Appraisal.objects.filter(pk=appraisal.pk).update(assigned_to=cast.person(OFFICE[1]))
    said = str(_receipt(cast, appraisal.letter_id))
    assert str(cast.person(OFFICE[1])) not in said
    for line in Nomination.objects.filter(pk__in=lines):
        assert line.nominee_name not in said


def test_of_a_secret_dossier_the_receipt_says_its_register_number_alone(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    record_secret_stub(letter, Stub("05/2026", "SECRET", persons=7), **walk.officer)
    through_the_unit(walk, letter)
    received(cast, Appraisal.objects.get(letter=letter))
    (row,) = (row for row in _rows(_receipt(cast, letter.pk), "papers") if "05/2026" in row[1])
    assert row[1:] == ["Hồ sơ mật, số đăng ký 05/2026 (Mật)", "gửi theo đường riêng", ""]


def test_the_receipt_stays_as_it_was_when_papers_come_and_go_later_and_the_day_is_postponed(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(2)
    client = signed_in(cast, OFFICER)
    before = [client.get(reverse(name, args=[appraisal.letter_id])).content for name in RECEIPT]
    assert [one[:4] for one in before] == [b"%PDF", b"PK\x03\x04"]
    reports = Attachment.objects.filter(nomination=lines[0], kind="REPORT")
    assert reports.update(removed_at=timezone.now()) == 1
    Appraisal.objects.filter(pk=appraisal.pk).update(due=later())
    assert [client.get(reverse(name, args=[appraisal.letter_id])).content for name in RECEIPT] == before
    reports.update(removed_at=None)


def test_a_paper_that_was_missing_on_receipt_is_said_to_be(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(2)
    at = Appraisal.objects.get(pk=appraisal.pk).received_at
    assert at is not None
    gone = Attachment.objects.filter(nomination=lines[0], kind="REPORT")
    assert gone.update(removed_at=at - timedelta(seconds=1)) == 1
    kinds = {row[1]: row[2:] for row in _rows(_receipt(cast, appraisal.letter_id), "papers")}
    gone.update(removed_at=None)
    assert kinds["Báo cáo thành tích"] == ["1/2", "chưa đủ"]


# The request for a supplement ------------------------------------------------------------------------


def test_the_request_is_for_the_office_and_the_unit_asked_and_nobody_else(cast: Cast) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    request_supplement({line: [other()]}, **specialist(cast))
    pk, read = _asked(line).pk, (OFFICER, HEAD, *OFFICE)
    assert _who_gets(cast, REQUEST, pk, read) == {(who, 200) for who in read}
    assert _who_gets(cast, REQUEST, pk, OUTSIDE) == {(who, 404) for who in OUTSIDE}


def test_the_request_says_what_is_asked_of_each_line_and_by_when(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(3)
    items = {lines[0]: [document("REPORT", "Thiếu xác nhận"), other("Giải trình thêm")], lines[1]: [other("Văn bản")]}
    request_supplement(items, **specialist(cast), reply_by=tomorrow())
    facts = _request(cast, _asked(lines[1]).pk)
    names = [Nomination.objects.get(pk=line).nominee_name for line in lines]
    rows = _rows(facts, "items")
    assert [row["heading"].split(",")[0] for row in rows if isinstance(row, dict)] == [
        f"1. {names[0]}",
        f"2. {names[1]}",
    ]
    assert [row for row in rows if isinstance(row, list)] == [
        ["1.1", "Báo cáo thành tích", "Thiếu xác nhận"],
        ["1.2", "Nội dung khác", "Giải trình thêm"],
        ["2.1", "Nội dung khác", "Văn bản"],
    ]
    told = facts["told"]
    assert (told["to"], told["round"]) == (str(cast.organisation(R1.unit)), 1)
    assert told["reply_by"].startswith(f"ngày {tomorrow():%d} tháng")
    assert facts["paper"]["sign"][0]["name"] == str(cast.person(OFFICE[0]))
    client = signed_in(cast, OFFICER)
    text, word = (client.get(reverse(name, args=[_asked(lines[0]).pk])) for name in REQUEST)
    for said in (names[0], names[1], "Thiếu xác nhận", "Giải trình thêm", told["to"]):
        assert said in _read(text)
        assert said in _in_word(word)
    assert names[2] not in _read(text)


def test_what_was_named_later_says_so_and_a_line_with_another_day_says_its_own(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(2)
    request_supplement({line: [other("Văn bản")] for line in lines}, **specialist(cast), reply_by=tomorrow())
    widen_supplement({lines[0]: [other("Thêm nữa")]}, **specialist(cast), reply_by=later())
    facts = _request(cast, _asked(lines[0]).pk)
    assert facts["told"]["reply_by"] == ""
    rows = _rows(facts, "items")
    assert [f"ngày {later():%d} tháng" in rows[0]["heading"], f"ngày {tomorrow():%d} tháng" in rows[3]["heading"]] == [
        True,
        True,
    ]
    assert rows[2][2] == f"Thêm nữa (nêu thêm ngày {today():%d/%m/%Y})"
    assert "ghi ở từng trường hợp" in _read(
        signed_in(cast, OFFICER).get(reverse(REQUEST[0], args=[_asked(lines[0]).pk]))
    )


def test_the_request_says_nothing_of_the_answers_and_what_the_office_made_of_them(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    request_supplement({line: [other("Văn bản")]}, **specialist(cast))
    asked = _asked(line)
    before = str(_request(cast, asked.pk))
    answer_all([line], walk.officer, "Câu trả lời của đơn vị")
    through_the_unit(walk, Letter.objects.get(kind=Letter.Kind.SUPPLEMENTARY, case__nominations=line))
    tick_off([line], specialist(cast))
    SupplementItem.objects.filter(request=asked).update(remark="Nhận xét nội bộ")
    assert str(_request(cast, asked.pk)) == before


def test_the_pages_of_a_supplement_lead_to_the_request(cast: Cast) -> None:
    walk = Walk(cast)
    appraisal, (line,) = walk.assigned(1)
    request_supplement({line: [other("Văn bản")]}, **specialist(cast))
    address = reverse(REQUEST[0], args=[_asked(line).pk])
    letter = Letter.objects.get(kind=Letter.Kind.SUPPLEMENTARY, case__nominations=line)
    for who, name, pk in (
        (OFFICER, "letter", letter.pk),
        (OFFICER, "supplement_answer", line),
        (OFFICE[0], "appraisal", appraisal.pk),
        (OFFICE[0], "supplement_widen", line),
    ):
        assert address in signed_in(cast, who).get(reverse(name, args=[pk])).text, name
    answer_all([line], walk.officer)
    through_the_unit(walk, letter)
    for who, name, pk in ((OFFICE[0], "supplement_settle", line), (OFFICER, "letter", letter.pk)):
        assert address in signed_in(cast, who).get(reverse(name, args=[pk])).text, name


# The appraisal sheet ---------------------------------------------------------------------------------


def test_there_is_no_paper_of_a_sheet_that_is_not_written_or_is_void(cast: Cast) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    assert _who_gets(cast, SHEET, line, OFFICE) == {(who, 404) for who in OFFICE}
    appraise(_appraisal, sheets([line]), **specialist(cast))
    AppraisalSheet.objects.filter(nomination=line).update(void=True)
    assert _who_gets(cast, SHEET, line, OFFICE) == {(who, 404) for who in OFFICE}


def test_the_sheet_is_for_its_office_alone(cast: Cast) -> None:
    appraisal, (line,) = appraised(cast, 1)
    outside = (OFFICER, HEAD, R2.bodies.specialist, *OUTSIDE)
    assert _who_gets(cast, SHEET, line, OFFICE) == {(who, 200) for who in OFFICE}
    assert _who_gets(cast, SHEET, line, outside) == {(who, 404) for who in outside}
    approve_appraisal(appraisal, **head(cast))
    assert _who_gets(cast, SHEET, line, OFFICE) == {(who, 200) for who in OFFICE}, "the line is with the council"
    assert _who_gets(cast, SHEET, line, outside) == {(who, 404) for who in outside}
    text = signed_in(cast, OFFICE[0]).get(_page(appraisal)).text
    assert all(reverse(name, args=[line]) in text for name in SHEET)


def test_the_sheet_says_every_finding_and_what_is_proposed_and_that_it_is_a_draft(cast: Cast) -> None:
    appraisal, (line,) = Walk(cast).assigned(1)
    given = sheets([line])[line]
    code = next(iter(given.findings))
    noted = Sheet(given.verdict, {**given.findings}, "Hồ sơ rõ ràng", {code: "Có minh chứng"})
    appraise(appraisal, {line: noted}, **specialist(cast))
    facts = _sheet(cast, line)
    assert facts["paper"]["draft"] is True
    rows = {row[0]: row for row in _rows(facts, "criteria")}
    assert set(rows) == set(given.findings)
    assert rows[code][2:] == ["đạt", "Có minh chứng"]
    assert (facts["told"]["proposal"], facts["told"]["reason"]) == ("Đủ điều kiện", "Hồ sơ rõ ràng")
    assert ["1", "Báo cáo thành tích", "có", "1"] in _rows(facts, "papers")
    one = Nomination.objects.get(pk=line)
    client = signed_in(cast, OFFICE[0])
    assert reverse("sheet_pdf", args=[line]) in client.get(reverse("sheet", args=[line])).text
    text, word = (client.get(reverse(name, args=[line])) for name in SHEET)
    for said in (one.nominee_name, str(one.award_form), "Hồ sơ rõ ràng", "Có minh chứng"):
        assert said in _read(text)
        assert said in _in_word(word)


def test_an_approved_sheet_names_who_approved_and_is_no_draft(cast: Cast) -> None:
    appraisal, (line, other_line) = appraised(cast, 2, ["ELIGIBLE", "INELIGIBLE"])
    ruling = {other_line: Reason(code="DUPLICATE", text="Trùng thành tích (minh họa)")}
    approve_appraisal(appraisal, ineligible=ruling, **head(cast))
    approved = SignOff.objects.get(nomination=line, kind="APPRAISAL")
    for key in (line, other_line):
        facts = _sheet(cast, key)
        assert (facts["paper"]["draft"], facts["told"]["checked"]) == (False, False)
        assert facts["paper"]["sign"][1]["name"] == str(approved.person) == str(cast.person("tdkt-head"))


def test_a_sheet_of_a_dossier_that_changed_since_says_so(cast: Cast) -> None:
    _appraisal, (line,) = appraised(cast, 1)
    assert _sheet(cast, line)["told"]["stale"] is False
    AppraisalSheet.objects.filter(nomination=line).update(hash="0" * 64)
    text = _read(signed_in(cast, OFFICE[0]).get(reverse("sheet_pdf", args=[line])))
    AppraisalSheet.objects.filter(nomination=line).update(hash=Nomination.objects.get(pk=line).content_hash)
    assert "đã thay đổi sau khi thẩm định" in text


def test_the_sheet_tells_what_the_bodies_asked_have_answered_and_what_the_rules_found(cast: Cast) -> None:
    appraisal, (line,) = Walk(cast).assigned(1)
    police = cast.organisation("cong-an-tinh")
    consult([line], police, reply_by=later(), **specialist(cast))
    appraise(appraisal, sheets([line]), **specialist(cast))
    (waiting,) = _sheet(cast, line)["told"]["consultations"]
    assert waiting == f"{police}: chưa trả lời, đề nghị trả lời đến ngày {later():%d/%m/%Y}."
    one = Consultation.objects.get(nomination=line)
    by = cast.acts("police-consulted", Role.CONSULTED, "cong-an-tinh")
    give_opinion(one, agrees=True, answer="Không có ý kiến khác.", document="Công văn 210/CT", **by)
    (answered,) = _sheet(cast, line)["told"]["consultations"]
    assert answered == f"{police}: thống nhất; Không có ý kiến khác (Công văn 210/CT)."
    Nomination.objects.filter(pk=line).update(names_confirmed_at=None)
    assert "R-NAME" in [row[0] for row in _rows(_sheet(cast, line), "checks")]


# All three -------------------------------------------------------------------------------------------


def test_the_same_facts_give_the_same_bytes(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(2)
    appraise(appraisal, sheets(lines[:1]), **specialist(cast))
    request_supplement({lines[1]: [other()]}, **specialist(cast))
    client = signed_in(cast, OFFICE[0])
    papers = {RECEIPT: appraisal.letter_id, REQUEST: _asked(lines[1]).pk, SHEET: lines[0]}
    named = {}
    for names, pk in papers.items():
        for name in names:
            one, again = (client.get(reverse(name, args=[pk])) for _time in range(2))
            assert one.content == again.content, name
            named[name] = one["Content-Disposition"].split('"')[1]
    assert list(named.values()) == [
        *(f"phieu-tiep-nhan-{appraisal.letter_id}.{form}" for form in ("pdf", "docx")),
        *(f"phieu-yeu-cau-bo-sung-{_asked(lines[1]).pk}.{form}" for form in ("pdf", "docx")),
        *(f"phieu-tham-dinh-{lines[0]}.{form}" for form in ("pdf", "docx")),
    ]


def test_the_facts_need_as_many_statements_for_many_lines_as_for_one(cast: Cast) -> None:
    counts = []
    for first, many in ((1, 1), (5, 12)):
        appraisal, lines = Walk(cast).assigned(many, first=first)
        acting = _acting(cast, OFFICE[0])
        assert acting.held
        request_supplement({line: [other(), document("REPORT")] for line in lines}, **specialist(cast))
        pk = _asked(lines[0]).pk
        with CaptureQueriesContext(connection) as captured:
            one = receipt_for(acting, appraisal.letter_id)
            assert receipt_facts(one, lines_received(one))
            assert request_facts(requests_on_paper(acting, pk))
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]


def test_the_sheet_needs_as_many_statements_for_many_findings_as_for_one(cast: Cast) -> None:
    _appraisal, (line,) = appraised(cast, 1)
    acting = _acting(cast, OFFICE[0])
    assert acting.held
    counts = []
    sheet = AppraisalSheet.objects.get(nomination=line)
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert sheet_facts(sheet_on_paper(acting, line))
        counts.append((len(captured.captured_queries), sheet.findings.count()))
        sheet.findings.exclude(pk=sheet.findings.earliest("pk").pk).delete()
    (many, of_many), (few, of_few) = counts
    assert (many, of_few) == (few, 1)
    assert of_many > 1
