"""The report on a nomination as an official paper, in PDF and in Word: what it says, and to whom."""

import io
from datetime import date, timedelta
from typing import Any

import docx
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.documents.reading import opened, squeezed
from tests.dossiers.letters_given import merged, today, tomorrow
from tests.dossiers.pages_given import signed_in
from tests.reports.test_achievements import past
from tests.support.walk import R1, R1_BELOW, R4, Walk
from workflow.council.agenda import fix_agenda
from workflow.council.models import CouncilSession
from workflow.documents.catalogue import Document
from workflow.dossiers.casefile import answers_of, dossier_for
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.letters import sign_letter
from workflow.dossiers.models import Attachment, Nomination
from workflow.dossiers.report_paper import report_facts, report_of
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role

OFFICER = "nnmt-officer"
FILES = ("dossier_report_pdf", "dossier_report_docx")


def _facts(cast: Cast, line: int, who: str = OFFICER) -> dict[str, Any]:
    acting = Acting(cast.user(who), today())
    return dict(report_facts(dossier_for(acting, line), acting))


def _about(facts: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["text"] for one in facts["told"]["about"]}


def _pdf(cast: Cast, line: int, who: str = OFFICER) -> str:
    answer = signed_in(cast, who).get(reverse("dossier_report_pdf", args=[line]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return squeezed(opened(answer.content).text)


def _docx(cast: Cast, line: int, who: str = OFFICER) -> str:
    answer = signed_in(cast, who).get(reverse("dossier_report_docx", args=[line]))
    assert answer.status_code == 200
    return squeezed(" ".join(str(one.text) for one in docx.Document(io.BytesIO(answer.content)).paragraphs))


def _signs(facts: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["above"][0], one["name"]) for one in facts["paper"]["sign"]]


def test_whoever_does_not_see_the_dossier_gets_no_report(cast: Cast) -> None:
    _letter, (line, *_more) = Walk(cast).drafted(1)
    for who in ("gddt-officer", "gddt-head", R1.bodies.specialist, "administrator", "council-06"):
        for name in FILES:
            assert signed_in(cast, who).get(reverse(name, args=[line])).status_code == 404
    assert signed_in(cast, OFFICER).get(reverse(FILES[0], args=[10**6])).status_code == 404


def test_the_report_says_what_the_dossier_says_in_both_forms(cast: Cast) -> None:
    _letter, (key, *_more) = Walk(cast).drafted(1)
    line = Nomination.objects.select_related("award_form", "unit", "campaign").get(pk=key)
    Nomination.objects.filter(pk=key).update(achievement="Đoạn thứ nhất.\nĐoạn hai: giảm 35 % thời gian; ỷ, ẵ, ở.")
    told = [
        line.nominee_name,
        line.nominee_title,
        str(line.unit),
        str(line.award_form),
        str(line.campaign),
        line.influence_scope,
        f"{line.period_from:%d/%m/%Y} - {line.period_to:%d/%m/%Y}",
        line.achievement_title,
        "Đoạn thứ nhất.",
        "Đoạn hai: giảm 35 % thời gian; ỷ, ẵ, ở.",
        "Chưa được khen thưởng.",
    ]
    answers = answers_of(line)
    assert answers
    told += [text for one in answers for text in (one.criterion.text, one.text)]
    told += [link.attachment.title for one in answers for link in one.evidencelink_set.all()]
    for said in (_pdf(cast, key), _docx(cast, key)):
        assert [one for one in told if squeezed(one) not in said] == []
    facts = _facts(cast, key)
    assert report_of(line) is Document.ACHIEVEMENT_REPORT
    assert (facts["paper"]["number"], facts["paper"]["kind"]) == ("", "Báo cáo thành tích")
    assert len(facts["told"]["achievements"]) == 1 + sum(1 for one in answers if one.applies)


def test_it_is_a_draft_until_the_head_of_the_unit_has_signed_and_names_then_whoever_signed(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line, *_more) = walk.drafted(1)
    name = Nomination.objects.get(pk=line).nominee_name
    facts = _facts(cast, line)
    assert facts["paper"]["draft"] is True
    assert squeezed(facts["frame"]["draft"]) in _pdf(cast, line)
    assert _signs(facts) == [("XÁC NHẬN CỦA ĐƠN VỊ", ""), ("NGƯỜI BÁO CÁO", name)]
    assert "ngày …" in facts["paper"]["place_day"]
    letter, (line, *_more) = walk.issued(1, first=4)
    letter.refresh_from_db()
    facts, name = _facts(cast, line), Nomination.objects.get(pk=line).nominee_name
    assert facts["paper"]["draft"] is False
    assert _signs(facts) == [("XÁC NHẬN CỦA ĐƠN VỊ", str(letter.signed_by)), ("NGƯỜI BÁO CÁO", name)]
    assert f"năm {today().year}" in facts["paper"]["place_day"]


def test_a_collective_reports_of_itself_and_a_part_of_it_with_the_confirmation_of_the_unit(cast: Cast) -> None:
    entries = [drafts.collective("so-nnmt", R1.award_form), drafts.collective("demo-nn-01", R1.award_form)]
    _letter, (whole, part) = Walk(cast).drafted(entries=entries)
    facts = _facts(cast, whole)
    assert (facts["paper"]["number"], _signs(facts)) == ("Số: ……/BC", [("NGƯỜI BÁO CÁO", "")])
    facts = _facts(cast, part)
    assert _signs(facts) == [("XÁC NHẬN CỦA ĐƠN VỊ", ""), ("NGƯỜI BÁO CÁO", "")]
    assert _about(facts)["Tên tập thể"] == Nomination.objects.get(pk=part).nominee_name


def test_where_a_superior_submits_there_is_the_place_where_it_confirms_and_then_who_did(cast: Cast) -> None:
    _letter, (waiting, *_more) = Walk(cast, R1_BELOW).drafted(1, first=30)
    place = _signs(_facts(cast, waiting, f"{R1_BELOW.name}-officer"))[0]
    assert place == ("XÁC NHẬN CỦA CẤP TRÌNH", "")
    above, below, own = merged(cast)
    assert _signs(_facts(cast, below[0], "gddt-officer"))[0] == place, "merged, and not signed yet"
    head = cast.acts("gddt-head", Role.UNIT_HEAD, above.organisation.code)
    sign_letter(above, **head)
    found = _signs(_facts(cast, below[0], "gddt-officer"))[0]
    assert found == ("XÁC NHẬN CỦA CẤP TRÌNH", str(cast.person("gddt-head")))
    assert _signs(_facts(cast, own[0], "gddt-officer"))[0][0] != "XÁC NHẬN CỦA CẤP TRÌNH"


def test_by_the_simplified_procedure_there_is_the_summary_that_the_unit_signs_alone(cast: Cast) -> None:
    letter, (key, *_more) = Walk(cast, R4).issued(1)
    letter.refresh_from_db()
    line = Nomination.objects.get(pk=key)
    facts = _facts(cast, key, "duc-trong-officer")
    assert report_of(line) is Document.SUMMARY_REPORT
    assert [one[1] for one in _signs(facts)] == [str(letter.signed_by)]
    assert facts["told"]["act"] == line.achievement
    for said in (_pdf(cast, key, "duc-trong-officer"), _docx(cast, key, "duc-trong-officer")):
        for one in (line.nominee_name, line.achievement, line.influence_scope, *answers_said(line)):
            assert squeezed(one) in said


def answers_said(line: Nomination) -> list[str]:
    """What the line answers to the criteria."""
    return [one.text for one in answers_of(line) if one.applies]


def test_only_awards_before_the_signature_are_those_of_earlier_years(cast: Cast) -> None:
    _letter, (line, *_more) = Walk(cast).issued(1)
    nominee = Nomination.objects.get(pk=line).nominee_id
    for number, day in (("11/QĐ", today() - timedelta(days=400)), ("12/QĐ", tomorrow())):
        past(nominee, number, day, cast)
    (award,) = _facts(cast, line)["told"]["awards"]
    assert "11/QĐ" in award
    assert "UBND tỉnh (cũ)" in award
    assert squeezed(award) in _pdf(cast, line)


def test_whoever_sees_the_dossier_and_not_the_letter_reads_no_year_of_birth(cast: Cast) -> None:
    session, (line,) = Walk(cast).before_council(1)
    secretary = cast.acts(R1.bodies.secretary, Role.COUNCIL_SECRETARY, R1.bodies.council)
    fix_agenda(CouncilSession.objects.get(pk=session.pk), today(), **secretary)
    person = Nomination.objects.select_related("nominee__person").get(pk=line).nominee.person
    assert person is not None
    person.birth_year, person.sex = 1979, "F"
    person.save(update_fields=["birth_year", "sex"])
    assert [_about(_facts(cast, line))[name] for name in ("Năm sinh", "Giới tính")] == ["1979", "Nữ"]
    assert "1979" in _pdf(cast, line)
    assert {"Năm sinh", "Giới tính"} & set(_about(_facts(cast, line, "council-06"))) == set()
    assert "1979" not in _pdf(cast, line, "council-06")


def test_a_name_stands_as_it_was_corrected_and_a_paper_taken_off_is_not_named(cast: Cast) -> None:
    _letter, (key, *_more) = Walk(cast).drafted(1)
    walk, line = Walk(cast), Nomination.objects.get(pk=key)
    right = f"{line.nominee_name} Ỷ"
    correct_clerical(key, "nominee_name", right, **walk.officer, confirmed_by="Đơn vị xác nhận")
    assert _about(_facts(cast, key))["Họ và tên"] == right
    cited = Attachment.objects.filter(answers__nomination=key).first()
    assert cited is not None
    Attachment.objects.filter(pk=cited.pk).update(title="Tệp không còn", removed_at=timezone.now())
    assert squeezed("Tệp không còn") not in _pdf(cast, key)


def test_the_same_dossier_gives_the_same_bytes(cast: Cast) -> None:
    _letter, (line, *_more) = Walk(cast).issued(1)
    officer, head = signed_in(cast, OFFICER), signed_in(cast, "nnmt-head")
    for name, start in zip(FILES, (b"%PDF", b"PK\x03\x04"), strict=True):
        one, other = (client.get(reverse(name, args=[line])).content for client in (officer, head))
        assert (one, one[:4]) == (other, start)


def test_the_dossier_and_its_print_view_lead_to_the_report(cast: Cast) -> None:
    _letter, (line, *_more) = Walk(cast).drafted(1)
    client = signed_in(cast, OFFICER)
    for page in ("dossier", "dossier_print"):
        text = client.get(reverse(page, args=[line])).text
        assert [reverse(name, args=[line]) in text for name in FILES] == [True, True]


def test_the_facts_need_as_many_statements_with_many_answers_and_awards_as_with_one(cast: Cast) -> None:
    counts = []
    for first, many in ((1, 1), (5, 12)):
        _letter, lines = Walk(cast).issued(many, first=first)
        if many > 1:
            nominee = Nomination.objects.get(pk=lines[0]).nominee_id
            for number in range(20):
                past(nominee, f"{number}/QĐ", date(2019, 1, 1 + number), cast)
        acting = Acting(cast.user(OFFICER), today())
        line = dossier_for(acting, lines[0])
        with CaptureQueriesContext(connection) as captured:
            facts: dict[str, Any] = dict(report_facts(line, acting))
        counts.append((len(captured.captured_queries), len(facts["told"]["awards"])))
    assert counts == [(counts[0][0], 0), (counts[0][0], 20)]
