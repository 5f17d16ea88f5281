"""R-SECRET at the doors: what is named or begins as a state secret is refused, and nothing at all is kept of it."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.dossiers.letters_given import attempt, codes, supplement, today, unwritten
from tests.dossiers.lists_given import row, sheet
from tests.dossiers.pages_given import sent, signed_in, text_of
from tests.dossiers.pages_given import unwritten as unwritten_by_a_page
from tests.dossiers.test_unit_minutes import MEETING, in_favour
from tests.support.walk import R1, Walk
from workflow.appraisal.models import SupplementItem
from workflow.appraisal.supplements import ItemAnswer, answer_items
from workflow.awards.models import Campaign, Criterion
from workflow.dossiers.answer_marks import Answer
from workflow.dossiers.answers import Paper, answer_criteria, attach_papers
from workflow.dossiers.drafting import add_nominations, edit_nomination, open_letter
from workflow.dossiers.letter_data import edit_letter
from workflow.dossiers.minutes_commands import record_unit_minutes
from workflow.dossiers.models import Attachment
from workflow.dossiers.nominee_rows import check_list
from workflow.dossiers.papers import store_file
from workflow.dossiers.plan_commands import record_unit_plan
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper, pdf

MARKED = "TỐI MẬT\nBáo cáo thành tích (minh họa)"
OFFICER = "nnmt-officer"


def stored() -> set[Path]:
    """Every file in the store."""
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def pdf_named(name: str, text: str = "") -> SimpleUploadedFile:
    """A PDF with this name, whose content no other test has stored."""
    return SimpleUploadedFile(name, pdf(f"Noi dung {text}{name.encode().hex()}"), "application/pdf")


# Files.


def test_a_file_that_is_named_as_a_secret_is_refused_before_it_is_read() -> None:
    class Unread:
        def read(self, _size: int) -> bytes:
            message = "the file was read"
            raise AssertionError(message)

    before = stored()
    with pytest.raises(ValidationError) as raised:
        store_file(Unread(), "Tối mật - danh sách.pdf")  # type: ignore[arg-type]  # it is never read
    assert codes(raised) == {"file": ["R-SECRET"]}
    assert "«Tối mật»" in " ".join(raised.value.messages)
    assert stored() == before


def test_a_file_about_keeping_secrets_is_taken() -> None:
    assert store_file(BytesIO(pdf("Bao mat")), "bảo mật thông tin.pdf").file_name == "bảo mật thông tin.pdf"


@pytest.mark.parametrize("name", ["letters/{letter}/papers/", "dossiers/{line}/papers/"])
def test_of_several_files_the_marked_one_is_refused_and_nothing_of_it_is_kept(cast: Cast, name: str) -> None:
    letter, (line,) = Walk(cast).drafted(1)
    path = "/" + name.format(letter=letter.pk, line=line)
    before = Attachment.objects.count()
    files = [pdf_named("MẬT_bao cao.pdf", name), pdf_named("bao cao thuong.pdf", name)]
    kept = stored()
    answer = sent(signed_in(cast, OFFICER), path, kind="EVIDENCE", file=files)
    assert answer.status_code == 422
    assert [one.outcome.value for one in answer.context["verdicts"]] == ["attached", "refused"]
    assert "degree mark of a state secret" in text_of(answer)
    assert (Attachment.objects.count() - before, len(stored() - kept)) == (1, 1)


def test_a_title_that_says_so_is_refused_before_the_file_is_kept(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    kept = stored()
    path = f"/letters/{letter.pk}/papers/"
    with unwritten_by_a_page():
        answer = sent(
            signed_in(cast, OFFICER), path, kind="EVIDENCE", title="Hồ sơ mật số 5", file=pdf_named("x-tit.pdf")
        )
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"title"})
    assert "Hồ sơ mật số 5" in text_of(answer)
    assert stored() == kept


def test_the_evidence_of_an_answer_is_refused_too_and_what_was_typed_stays(cast: Cast) -> None:
    _letter, (line,) = Walk(cast).drafted(1)
    code = Criterion.objects.filter(campaign__code="CT34", nominee_kind="PERSON", track="STAFF")[0].code
    name = f"answers[{line}].{code}"
    kept = stored()
    with unwritten_by_a_page():
        typed: dict[str, Any] = {name: "Câu trả lời đã gõ", f"{name}.file": pdf_named("báo cáo (Mật).pdf")}
        answer = sent(signed_in(cast, OFFICER), f"/dossiers/{line}/criteria/", **typed)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {f"{name}.file"})
    assert "Câu trả lời đã gõ" in text_of(answer)
    assert stored() == kept


def test_a_plan_and_a_workbook_that_are_named_so_are_refused(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    client, kept = signed_in(cast, OFFICER), stored()
    plan = {
        "campaign": Campaign.objects.get(code="CT34").pk,
        "number": "1/KH",
        "issued_on": f"{today():%d/%m/%Y}",
        "title": "Kế hoạch",
    }
    with unwritten_by_a_page():
        answers = [
            sent(client, "/plans/new/", **plan, file=pdf_named("TUYỆT MẬT.pdf")),
            sent(client, f"/letters/{letter.pk}/list/", file=SimpleUploadedFile("hồ sơ mật.xlsx", b"PK")),
            sent(
                signed_in(cast, "tdkt-specialist-1"),
                f"/past-awards/of/{cast.organisation('ubnd-tinh').pk}/",
                file=SimpleUploadedFile("TỐI MẬT.xlsx", b"PK"),
            ),
        ]
    assert [(one.status_code, set(one.context["form"].errors)) for one in answers] == [(422, {"file"})] * 3
    assert all("degree mark" in text_of(one) for one in answers)
    assert stored() == kept


def test_a_stored_file_that_is_titled_so_is_not_attached(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    one = Paper("EVIDENCE", "Tài liệu mật", paper("binh-thuong", "x"), nomination=line)
    with unwritten(), pytest.raises(ValidationError) as raised:
        attach_papers([one], **walk.officer)
    assert codes(raised) == {"papers[0].title": ["R-SECRET"]}


# Texts.


def test_no_text_of_a_unit_begins_with_a_degree_mark(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    code = Criterion.objects.filter(campaign__code="CT34", nominee_kind="PERSON", track="STAFF")[0].code
    household = drafts.household("Hộ X", R1.award_form)
    with_mark = replace(household, achievement=MARKED)
    opened: dict[str, Any] = {
        "route": "R1",
        "authority": cast.organisation("ubnd-tinh"),
        "campaign": Campaign.objects.get(code="CT34"),
    }
    plan: dict[str, Any] = {
        "campaign": Campaign.objects.get(code="CT34"),
        "number": "1/KH",
        "issued_on": today(),
        "file": paper("ke-hoach-x", "x"),
    }
    unit, acts = cast.organisation("so-nnmt"), walk.officer
    deeds: dict[str, Any] = {
        "achievement": lambda: edit_nomination(line, {"achievement": MARKED}, **acts),
        "achievement_title": lambda: edit_nomination(line, {"achievement_title": "TUYỆT MẬT"}, **acts),
        "influence_scope": lambda: edit_nomination(line, {"influence_scope": "(Mật)"}, **acts),
        "entries[0].achievement": lambda: add_nominations(letter, [with_mark], **acts),
        f"answers[{line}].{code}": lambda: answer_criteria({line: [Answer(code, MARKED, applies=True)]}, **acts),
        "subject": lambda: edit_letter(letter, "MẬT: đề nghị khen thưởng", **acts),
        "subject ": lambda: open_letter(unit, subject="TỐI MẬT", **opened, **acts),
        "conclusion": lambda: record_unit_minutes(
            letter, replace(MEETING, conclusion=MARKED), in_favour([line]), **acts
        ),
        "title": lambda: record_unit_plan(unit, title="Tài liệu mật", **plan, **acts),
    }
    for field, deed in deeds.items():
        with unwritten(), pytest.raises(ValidationError) as raised:
            deed()
        found = codes(raised)
        assert "R-SECRET" in found[field.strip()], (field, found)


def test_an_answer_to_the_office_begins_with_no_degree_mark(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, lines = walk.assigned(1)
    supplement(cast, lines)
    item = SupplementItem.objects.earliest("pk").pk
    with unwritten(), pytest.raises(ValidationError) as raised:
        answer_items({item: ItemAnswer(MARKED)}, **walk.officer)
    assert codes(raised) == {f"answers[{item}]": ["R-SECRET"]}


def test_a_row_of_a_list_that_begins_so_does_not_go_on_the_letter(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    listed = sheet(
        row(cast.person("nominee-07").full_name, achievement="TỐI MẬT"), row(cast.person("nominee-08").full_name)
    )
    found = check_list(listed, letter, letter.route.rules, today(), frozenset())
    assert (len(found.good), len(found.bad)) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "Bảo mật thông tin cho 200 cơ quan",
        "Mật ong Đà Lạt đạt chứng nhận",
        "MẬT ONG ĐÀ LẠT",
        "MAT",
        "Mật độ cây trồng",
    ],
)
def test_what_only_looks_like_a_mark_is_saved(cast: Cast, text: str) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    assert attempt(lambda: edit_nomination(line, {"achievement_title": text}, **walk.officer)) == []


def test_a_page_keeps_what_was_typed_and_says_what_to_do(cast: Cast) -> None:
    _letter, (line,) = Walk(cast).drafted(1)
    with unwritten_by_a_page():
        answer = sent(signed_in(cast, OFFICER), f"/dossiers/{line}/edit/", achievement=MARKED)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"achievement"})
    page = text_of(answer)
    assert "Báo cáo thành tích (minh họa)" in page
    assert "register its number on the letter" in page


# The statement beside each upload.


@pytest.mark.parametrize(
    "name", ["letters/{letter}/papers/", "letters/{letter}/list/", "dossiers/{line}/criteria/", "plans/new/"]
)
def test_beside_each_upload_stands_that_no_secret_document_is_uploaded(cast: Cast, name: str) -> None:
    letter, (line,) = Walk(cast).drafted(1)
    answer = signed_in(cast, OFFICER).get("/" + name.format(letter=letter.pk, line=line))
    page = text_of(answer)
    assert page.count("Never upload a secret document.") == page.count('type="file"') > 0
