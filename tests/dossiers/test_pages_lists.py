"""The pages of an uploaded list: checked without writing, put on the letter once, sent back with what is wrong."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests.dossiers.lists_given import file, row, workbook
from tests.dossiers.pages_given import OF_SIGNING_IN, filled, sent, signed_in, text_of
from tests.support.everything import everything, written
from tests.support.walk import R1_BELOW, Walk
from tests.workbooks.books import book
from workflow.dossiers.letters import send_letter
from workflow.dossiers.list_columns import ERRORS
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.nominee_list import COLUMNS
from workflow.dossiers.uploaded import KEPT_DAYS, UploadedList
from workflow.management.demo.cast import Cast
from workflow.workbooks.reading import Sheet, read_workbook


@pytest.fixture
def letter(cast: Cast) -> Letter:
    """A letter with one nominee: demo-nominee-01."""
    return Walk(cast).drafted(1)[0]


@pytest.fixture
def officer(cast: Cast) -> Client:
    """Who prepares it."""
    return signed_in(cast, "nnmt-officer")


def named(cast: Cast, *numbers: int, **cells: Any) -> list[list[Any]]:
    """Rows of demo nominees."""
    return [row(cast.person(f"nominee-{number:02d}").full_name, **cells) for number in numbers]


def upload(client: Client, letter: Letter, *rows: list[Any], **more: Any) -> Any:
    """The answer to a list that is sent."""
    return sent(client, f"/letters/{letter.pk}/list/", file=file(*rows), **more)


def read(answer: Any) -> Sheet:
    """The workbook that was sent back."""
    return read_workbook(BytesIO(answer.content))


def on(letter: Letter) -> list[str]:
    """Who stands on the letter."""
    return list(letter.nominations.order_by("pk").values_list("nominee__person__code", flat=True))


def test_a_list_is_checked_and_nothing_but_the_list_is_written(cast: Cast, letter: Letter, officer: Client) -> None:
    before = everything()
    answer = upload(officer, letter, *named(cast, 2, 3), row("Không Có Ai"))
    assert (answer.status_code, answer.url) == (302, f"/letters/{letter.pk}/list/")
    assert written(before, everything()).keys() - OF_SIGNING_IN == {"workflow_uploadedlist"}
    page = officer.get(answer.url)
    found = page.context["checked"]
    assert (len(found.good), len(found.there), len(found.bad)) == (2, 0, 1)
    text = text_of(page)
    assert all(part in text for part in ("D4", "Không Có Ai", "2 can go on the letter", "danh-sach.xlsx"))


def test_the_good_rows_go_on_the_letter_once(cast: Cast, letter: Letter, officer: Client) -> None:
    upload(officer, letter, *named(cast, 2, 3), row("Không Có Ai"))
    path = f"/letters/{letter.pk}/list/add/"
    form = filled(officer, path)
    for _twice in range(2):
        assert officer.post(path, form).status_code == 302
    assert on(letter) == ["demo-nominee-01", "demo-nominee-02", "demo-nominee-03"]
    again = sent(officer, path)
    assert again.status_code == 422
    assert "No row of the list can go on the letter." in text_of(again)


def test_a_corrected_list_adds_exactly_what_was_missing(cast: Cast, letter: Letter, officer: Client) -> None:
    upload(officer, letter, *named(cast, 1, 2, 3), *named(cast, 4, period_to="hôm qua"))
    sent(officer, f"/letters/{letter.pk}/list/add/")
    errors = read(officer.get(f"/letters/{letter.pk}/list/errors.xlsx"))
    mended: list[list[Any]] = [list(one) for one in errors.rows]
    assert [bool(one[-1]) for one in mended] == [True, True, True, True, True]
    assert mended[4][-1].startswith("M5: ")
    mended[4][[one.key for one in COLUMNS].index("period_to")] = named(cast, 4)[0][12]
    content = workbook(*mended[1:], headings=mended[0])
    sent(officer, f"/letters/{letter.pk}/list/", file=SimpleUploadedFile("sửa.xlsx", content))
    assert len(officer.get(f"/letters/{letter.pk}/list/").context["checked"].there) == 3
    sent(officer, f"/letters/{letter.pk}/list/add/")
    assert on(letter) == [f"demo-nominee-{number:02d}" for number in (1, 2, 3, 4)]
    assert (mended[0][-1], len(mended[0])) == (ERRORS.en, len(COLUMNS) + 1)


def test_the_list_that_comes_back_has_every_cell_in_its_place(cast: Cast, letter: Letter, officer: Client) -> None:
    headings = [one.vi for one in COLUMNS]
    said = [*headings[:3], "LỖI CẦN SỬA", *headings[3:]]
    (bad,) = named(cast, 2, period_to="hôm qua")
    wide = [*bad[:3], "lỗi cũ", *bad[3:]]
    content = book([["DANH SÁCH"], [], said, wide])
    sent(officer, f"/letters/{letter.pk}/list/", file=SimpleUploadedFile("a.xlsx", content))
    back = read(officer.get(f"/letters/{letter.pk}/list/errors.xlsx")).rows
    assert [back[0][0], back[1][0], len(back)] == ["DANH SÁCH", "", 4]
    assert [back[2][3], str(back[3][3]).partition(":")[0]] == [ERRORS.en, "N4"]
    assert back[3][13] == "hôm qua"
    again = workbook(*[list(one) for one in back[3:]], headings=[str(one) for one in back[2]])
    assert sent(officer, f"/letters/{letter.pk}/list/", file=SimpleUploadedFile("a.xlsx", again)).status_code == 302


def test_a_choice_with_a_comma_is_not_offered_in_parts(letter: Letter, officer: Client) -> None:
    answer = officer.get(f"/letters/{letter.pk}/list/template.xlsx", headers={"accept-language": "vi"})
    with ZipFile(BytesIO(answer.content)) as box:
        rules = box.read("xl/worksheets/sheet1.xml").decode()
    assert "Hộ gia đình" in rules or "hộ gia đình" in rules
    assert "niên hạn" not in rules


def test_the_template_is_understood_when_it_is_filled(cast: Cast, letter: Letter, officer: Client) -> None:
    template = read(officer.get(f"/letters/{letter.pk}/list/template.xlsx"))
    assert len(template.rows) == 1
    content = workbook(*named(cast, 2), headings=[str(one) for one in template.rows[0]])
    sent(officer, f"/letters/{letter.pk}/list/", file=SimpleUploadedFile("a.xlsx", content))
    assert len(officer.get(f"/letters/{letter.pk}/list/").context["checked"].good) == 1


def test_the_lines_of_a_letter_come_back_as_they_stand(cast: Cast, letter: Letter, officer: Client) -> None:
    upload(officer, letter, *named(cast, 2, title="=1+1"))
    sent(officer, f"/letters/{letter.pk}/list/add/")
    answer = officer.get(f"/letters/{letter.pk}/list/lines.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    content = answer.content
    assert len(read(answer).rows) == 3
    assert list(read(answer).rows[2])[6] == "=1+1"
    sent(officer, f"/letters/{letter.pk}/list/", file=SimpleUploadedFile("a.xlsx", content))
    found = officer.get(f"/letters/{letter.pk}/list/").context["checked"]
    assert (len(found.good), len(found.there), [one.problems for one in found.bad]) == (0, 2, [])


def test_a_list_that_was_replaced_is_not_put_on_the_letter_unseen(cast: Cast, letter: Letter, officer: Client) -> None:
    upload(officer, letter, *named(cast, 2))
    path = f"/letters/{letter.pk}/list/add/"
    form = filled(officer, path)
    upload(officer, letter, *named(cast, 3))
    answer = officer.post(path, form)
    assert answer.status_code == 422
    assert "Another list was uploaded meanwhile." in text_of(answer)
    assert on(letter) == ["demo-nominee-01"]


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_a_file_that_cannot_be_read_changes_nothing(
    cast: Cast, letter: Letter, officer: Client, content: bytes
) -> None:
    upload(officer, letter, *named(cast, 2))
    kept = UploadedList.objects.get()
    answer = sent(officer, f"/letters/{letter.pk}/list/", file=SimpleUploadedFile("a.xlsx", content))
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert UploadedList.objects.get().uploaded_at == kept.uploaded_at
    assert len(answer.context["checked"].good) == 1


def test_a_workbook_without_headings_is_refused_before_it_is_kept(letter: Letter, officer: Client) -> None:
    answer = sent(
        officer, f"/letters/{letter.pk}/list/", file=SimpleUploadedFile("a.xlsx", workbook(headings=["x", "y"]))
    )
    assert (answer.status_code, UploadedList.objects.count()) == (422, 0)


def test_an_uploaded_list_is_its_uploaders_alone(cast: Cast, letter: Letter, officer: Client) -> None:
    upload(officer, letter, *named(cast, 2))
    head = signed_in(cast, "nnmt-head")
    other = signed_in(cast, "tran-phu-officer")
    for page in ("", "add/", "errors.xlsx", "template.xlsx", "lines.xlsx"):
        assert head.get(f"/letters/{letter.pk}/list/{page}").status_code in {403, 404}
        assert other.get(f"/letters/{letter.pk}/list/{page}").status_code == 404
    assert officer.get(f"/letters/{Walk(cast, R1_BELOW).drafted(1)[0].pk}/list/").status_code == 404


def test_a_letter_that_was_sent_takes_no_list(cast: Cast, letter: Letter, officer: Client) -> None:
    upload(officer, letter, *named(cast, 2))
    path = f"/letters/{letter.pk}/list/add/"
    form = filled(officer, path)
    send_letter(letter, **Walk(cast).officer)
    assert officer.post(path, form).status_code == 409
    assert officer.get(f"/letters/{letter.pk}/list/").status_code == 409
    kept = UploadedList.objects.get().uploaded_at
    again = officer.post(f"/letters/{letter.pk}/list/", {**form, "file": file(*named(cast, 3))})
    assert (again.status_code, UploadedList.objects.get().uploaded_at) == (409, kept)
    assert Nomination.objects.filter(letter=letter).count() == 1


def test_what_a_row_says_is_judged_by_how_things_stand_now(cast: Cast, letter: Letter, officer: Client) -> None:
    upload(officer, letter, *named(cast, 2))
    person = cast.person("nominee-02")
    person.full_name = "Tên Khác (minh họa)"
    person.save()
    found = officer.get(f"/letters/{letter.pk}/list/").context["checked"]
    assert (len(found.good), len(found.bad)) == (0, 1)


def test_the_officer_is_not_put_on_the_letter_by_a_list(cast: Cast, letter: Letter, officer: Client) -> None:
    upload(officer, letter, row("", code=cast.person("nnmt-officer").code), *named(cast, 2))
    found = officer.get(f"/letters/{letter.pk}/list/").context["checked"]
    assert ([one.number for one in found.bad], len(found.good)) == ([2], 1)
    sent(officer, f"/letters/{letter.pk}/list/add/")
    assert on(letter) == ["demo-nominee-01", "demo-nominee-02"]


def test_a_list_is_forgotten_when_nobody_has_touched_it_for_a_month(
    cast: Cast, letter: Letter, officer: Client
) -> None:
    upload(officer, letter, *named(cast, 2))
    call_command("pass_time")
    assert UploadedList.objects.count() == 1
    UploadedList.objects.update(uploaded_at=timezone.now() - timedelta(days=KEPT_DAYS, minutes=1))
    call_command("pass_time")
    assert UploadedList.objects.count() == 0


def test_a_long_list_of_problems_has_pages(letter: Letter, officer: Client) -> None:
    upload(officer, letter, *[row(f"Không Có {number}") for number in range(120)])
    first = officer.get(f"/letters/{letter.pk}/list/")
    last = officer.get(f"/letters/{letter.pk}/list/?page=3")
    assert (len(first.context["page"]), first.context["page"].has_next) == (50, True)
    assert (len(last.context["page"]), last.context["page"].has_next) == (20, False)


def test_the_letter_offers_the_list_only_while_it_is_prepared(cast: Cast, letter: Letter, officer: Client) -> None:
    link = f"/letters/{letter.pk}/list/"
    assert link in text_of(officer.get(f"/letters/{letter.pk}/"))
    send_letter(letter, **Walk(cast).officer)
    assert link not in text_of(officer.get(f"/letters/{letter.pk}/"))
