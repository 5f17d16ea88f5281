"""Nominees from a workbook: an officer sends the list, mends what is wrong, and every row is on the letter once."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, House, Person, words
from tests.dossiers.lists_given import TYPE, row, workbook
from tests.support.walk import Walk
from workflow.dossiers.models import Letter
from workflow.management.demo.cast import Cast
from workflow.workbooks.reading import read_workbook

# What a browser does is the same on every database.
pytestmark = pytest.mark.one_database


def test_a_list_of_forty_goes_on_the_letter_in_two_steps_on_a_phone(house: House, cast: Cast, tmp_path: Path) -> None:
    house.size = PHONE
    letter = Walk(cast).drafted(1)[0]
    names = [cast.person(f"nominee-{number:02d}").full_name for number in range(1, 41)]
    rows = [row(name, period_to="hôm qua" if place == 7 else row()[12]) for place, name in enumerate(names)]
    with house.signed_in("nnmt-officer") as officer:
        officer.opens("letter", letter.pk)
        officer.follows("Nominees from a workbook")
        _sends(officer, workbook(*rows))
        main = officer.page.locator("main")
        expect(main.locator("tbody tr")).to_have_count(1)
        expect(main.locator("tbody")).to_contain_text("hôm qua")
        _adds(officer, letter, 39)
        officer.opens("letter_list", letter.pk)
        with officer.page.expect_download() as waiting:
            officer.page.get_by_role("link", name=words("The list with what is to be mended")).click()
        waiting.value.save_as(tmp_path / "mended.xlsx")
        _sends(officer, _mended(tmp_path / "mended.xlsx"))
        expect(main.locator("tbody tr")).to_have_count(0)
        _adds(officer, letter, 40)
    assert sorted(letter.nominations.values_list("nominee_name", flat=True)) == sorted(names)


def _sends(officer: Person, content: bytes) -> None:
    file = {"name": "danh-sach.xlsx", "mimeType": TYPE, "buffer": content}
    officer.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]  # as Playwright says it
    officer.hands_in("Check the list")


def _adds(officer: Person, letter: Letter, many: int) -> None:
    with officer.leaving():
        officer.page.get_by_role(
            "link", name=words("Put %(count)s nominee on the letter").partition("%")[0].strip()
        ).click()
    officer.hands_in("Put them on the letter")
    assert letter.nominations.count() == many


def _mended(path: Path) -> bytes:
    """The list that came back, with the day in its place and the column of errors as it is."""
    with path.open("rb") as stream:
        rows = [list(one) for one in read_workbook(stream).rows]
    (place,) = [number for number, one in enumerate(rows) if "hôm qua" in one]
    rows[place][rows[place].index("hôm qua")] = row()[12]
    return workbook(*rows[1:], headings=[str(one) for one in rows[0]])
