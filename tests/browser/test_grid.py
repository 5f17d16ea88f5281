"""The grid of nominees at the keyboard: from cell to cell, a block from Excel, a bad cell with its reason, a filter."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from playwright.sync_api import Dialog, Locator, expect

from tests.browser.people import DESKTOP, PHONE, House, Person, words
from tests.dossiers.lists_given import row
from tests.support.walk import Walk
from workflow.directory.models import Person as Human
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.nominee_list import COLUMNS
from workflow.management.demo.cast import Cast

# What a browser does is the same on every database.
pytestmark = pytest.mark.one_database

KEYS: Final = [one.key for one in COLUMNS]
SIZES: Final = {"desktop": DESKTOP, "phone": PHONE}

# What Excel puts on the clipboard, given to the page as Ctrl+V gives it.
_PASTE: Final = """(field, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(params=list(SIZES))
def sized(request: pytest.FixtureRequest, house: House) -> House:
    """The house with windows of the size."""
    house.size = SIZES[request.param]
    return house


@contextmanager
def at_grid(house: House, letter: Letter) -> Iterator[Person]:
    """The officer at the grid of the letter; at the end the page itself is no wider than its window."""
    with house.signed_in("nnmt-officer") as officer:
        officer.opens("letter_grid", letter.pk)
        yield officer
        fits(officer)


def fits(officer: Person) -> None:
    """The page itself is no wider than its window."""
    wide = officer.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def cell(officer: Person, name: str) -> Locator:
    """A cell by its name in the form."""
    return officer.page.locator(f"[data-cell][name='{name}']")


def focused(officer: Person) -> str:
    """The name of the cell in which one is."""
    return str(officer.page.evaluate("() => document.activeElement.name || ''"))


def press(officer: Person, *keys: str) -> None:
    """Press one key after the other."""
    for key in keys:
        officer.page.keyboard.press(key)


def pasted(officer: Person, name: str, text: str) -> None:
    """Ctrl+V in a cell."""
    cell(officer, name).focus()
    cell(officer, name).evaluate(_PASTE, text)


def line_of(person: str, **more: object) -> str:
    """A row as Excel copies it, from the kind on."""
    texts = [f"{one:%d/%m/%Y}" if hasattr(one, "strftime") else str(one) for one in row(person, **more)[1:]]
    return "\t".join(texts)


def name_of(cast: Cast, number: int) -> str:
    """The name of a demo nominee."""
    return cast.person(f"nominee-{number:02d}").full_name


def test_keys_lead_from_cell_to_cell_and_typing_edits_it(sized: House, cast: Cast) -> None:
    letter, (one, two) = Walk(cast).drafted(2)
    with at_grid(sized, letter) as officer:
        cell(officer, f"line{one}-title").focus()
        press(officer, "ArrowDown")
        assert focused(officer) == f"line{two}-title"
        press(officer, "ArrowRight", "Enter")
        assert focused(officer) == "new1-unit"
        press(officer, "Shift+Enter", "ArrowLeft", "ArrowUp")
        assert focused(officer) == f"line{one}-title"
        officer.page.keyboard.type("Chức vụ gõ")
        press(officer, "ArrowLeft", "ArrowLeft")
        assert focused(officer) == f"line{one}-title"
        press(officer, "Tab")
        assert focused(officer) == f"line{one}-unit"
        before = cell(officer, f"line{one}-unit").input_value()
        press(officer, "F2")
        officer.page.keyboard.type(" thêm")
        assert cell(officer, f"line{one}-unit").input_value() == f"{before} thêm"
        press(officer, "Escape")
        assert cell(officer, f"line{one}-unit").input_value() == before
        press(officer, "Escape")
        with officer.leaving():
            press(officer, "Enter")
        expect(officer.page.locator(".messages .notice-success")).to_have_count(1)
    assert Nomination.objects.get(pk=one).nominee_title == "Chức vụ gõ"


def test_a_new_line_within_a_long_cell(house: House, cast: Cast) -> None:
    letter, (line,) = Walk(cast).drafted(1)
    with at_grid(house, letter) as officer:
        cell(officer, f"line{line}-achievement").focus()
        officer.page.keyboard.type("Một")
        press(officer, "Alt+Enter")
        officer.page.keyboard.type("hai")
        press(officer, "Escape", "F2")
        officer.page.keyboard.type(" thêm")
        press(officer, "Alt+Enter")
        officer.page.keyboard.type("dòng cuối")
        officer.presses("Save")
    assert Nomination.objects.get(pk=line).achievement.endswith(" thêm\ndòng cuối")


def test_a_block_is_pasted_a_bad_cell_is_shown_and_mended(sized: House, cast: Cast) -> None:
    letter, (line,) = Walk(cast).drafted(1)
    before = Nomination.objects.get(pk=line).version
    rows = [
        line_of(name_of(cast, 2), achievement='"Dòng một\r\nDòng ""hai"""'),
        line_of(name_of(cast, 3), period_from="hôm qua"),
        *(line_of(name_of(cast, number)) for number in range(4, 10)),
    ]
    with at_grid(sized, letter) as officer:
        pasted(officer, "new1-kind", "\r\n".join(rows) + "\r\n")
        expect(cell(officer, "new8-name")).to_have_value(name_of(cast, 9))
        expect(officer.page.locator("[data-grid-said]")).to_contain_text("8")
        officer.presses("Save")
        bad = cell(officer, "new2-period_from")
        fits(officer)
        expect(bad).to_have_value("hôm qua")
        expect(bad).to_have_attribute("aria-invalid", "true")
        expect(officer.page.locator("#new2-period_from-told")).to_have_text(words("Write the day as dd/mm/yyyy."))
        officer.page.locator("button[name=good]").press("Enter")
        expect(officer.page.locator(".messages .notice-success")).to_have_count(1)
        assert letter.nominations.count() == 8
        again = cell(officer, "new2-period_from")
        again.focus()
        officer.page.keyboard.type(f"{row('')[KEYS.index('period_from')]:%d/%m/%Y}")
        officer.presses("Save")
        expect(officer.page.locator(".grid-wrong")).to_have_count(0)
    assert letter.nominations.count() == 9
    assert letter.nominations.filter(achievement='Dòng một\nDòng "hai"').count() == 1
    assert Nomination.objects.get(pk=line).version == before


def test_a_block_with_headings_goes_by_them_and_one_for_other_nominees_is_refused(house: House, cast: Cast) -> None:
    letter, (one, _two) = Walk(cast).drafted(2)
    called = {column.key: column.vi for column in COLUMNS}
    head = "\t".join(called[key] for key in ("name", "unit", "title"))
    with at_grid(house, letter) as officer:
        pasted(officer, f"line{one}-title", f"{head}\r\n{name_of(cast, 9)}\tSai\tSai\r\n")
        said = officer.page.locator("[data-grid-said]")
        expect(said).to_contain_text(name_of(cast, 9))
        assert cell(officer, f"line{one}-unit").input_value() != "Sai"
        pasted(officer, f"line{one}-title", f"{head}\r\n{name_of(cast, 1)}\tPhòng dán\tChức dán\r\n")
        expect(cell(officer, f"line{one}-unit")).to_have_value("Phòng dán")
        expect(cell(officer, f"line{one}-title")).to_have_value("Chức dán")
        wide = "\t".join("abcd")
        pasted(officer, f"line{one}-duplicate_ground", wide)
        expect(said).not_to_contain_text("1")
        expect(cell(officer, f"line{one}-duplicate_ground")).to_have_value("")
        officer.presses("Save")
    assert Nomination.objects.get(pk=one).nominee_unit == "Phòng dán"


def test_a_nominee_is_found_without_marks_and_taken_by_key(sized: House, cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    for year in (1970, 1985):
        Human.objects.create(code=f"dinh-{year}", full_name="Đinh Trùng Tên", birth_year=year)
    with at_grid(sized, letter) as officer:
        name = cell(officer, "new1-name")
        name.focus()
        officer.page.keyboard.type("dinh trung")
        options = officer.page.get_by_role("option").filter(has_text="Đinh Trùng Tên")
        expect(options).to_have_count(2)
        expect(options.first).to_contain_text(words("No award is known."))
        expect(name).to_have_attribute("aria-expanded", "true")
        press(officer, "ArrowDown", "ArrowDown", "Enter")
        expect(name).to_have_value("Đinh Trùng Tên")
        expect(cell(officer, "new1-code")).to_have_value("dinh-1985")
        expect(cell(officer, "new1-birth_year")).to_have_value("1985")
        assert focused(officer) == "new1-name"
        officer.page.once("dialog", lambda dialog: dialog.accept())
        officer.opens("letter", letter.pk)


def test_leaving_with_unsent_rows_is_asked_and_a_filter_shows_its_part(sized: House, cast: Cast) -> None:
    letter, (one, _two) = Walk(cast).drafted(2)
    names = dict(letter.nominations.values_list("pk", "nominee_name"))
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    with at_grid(sized, letter) as officer:
        search = officer.page.locator("#grid-text")
        search.fill(names[one])
        with officer.leaving():
            search.press("Enter")
        expect(officer.page.locator("tr[data-row^=line]")).to_have_count(1)
        expect(cell(officer, f"line{one}-title")).to_have_count(1)
        cell(officer, f"line{one}-title").focus()
        officer.page.keyboard.type("Chưa lưu")
        officer.page.on("dialog", stay)
        officer.page.locator("th a[href*='order=name']").click()
        officer.page.wait_for_timeout(300)
        assert asked == ["beforeunload"]
        expect(cell(officer, f"line{one}-title")).to_have_value("Chưa lưu")
        officer.presses("Save")
        expect(officer.page.locator("tr[data-row^=line]")).to_have_count(1)
    assert Nomination.objects.get(pk=one).nominee_title == "Chưa lưu"


def test_without_script_cells_are_fields_and_a_block_is_read_by_the_server(house: House, cast: Cast) -> None:
    letter, (line,) = Walk(cast).drafted(1)
    with house.signed_in("nnmt-officer", java_script_enabled=False) as officer:
        officer.page.goto(f"{house.base}/letters/{letter.pk}/grid/")
        cell(officer, f"line{line}-title").fill("Không kịch bản")
        officer.page.locator("details.grid-paste summary").click()
        officer.page.locator("#id_paste").fill(line_of(name_of(cast, 2)))
        officer.page.locator("button[name=read]").click()
        expect(cell(officer, f"line{line}-title")).to_have_value("Không kịch bản")
        assert letter.nominations.count() == 1
        officer.page.get_by_role("button", name=words("Save"), exact=True).click()
        expect(officer.page.locator(".messages .notice-success")).to_have_count(1)
    assert letter.nominations.count() == 2
    assert Nomination.objects.get(pk=line).nominee_title == "Không kịch bản"
