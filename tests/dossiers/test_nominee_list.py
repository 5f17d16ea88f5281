"""The list of nominees as a sheet: headings are found, cells are read as people fill them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Literal
from unicodedata import normalize

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tests.dossiers.lists_given import HEADINGS, row, sheet
from workflow.dossiers.list_columns import ABOVE, ERRORS, choice_of, day_of
from workflow.dossiers.nominee_list import COLUMNS, NOMINEES
from workflow.workbooks.reading import Cell, Sheet


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What is said is said in English."""
    with override("en"):
        yield


def wrong_file(some: Sheet) -> str:
    """What is said of the file as a whole."""
    with pytest.raises(ValidationError) as caught:
        NOMINEES.headings_of(some)
    ((field, (error,)),) = caught.value.error_dict.items()
    assert field == "file"
    return str(error.messages[0])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_headings_are_found_in_either_language(language: str) -> None:
    found = NOMINEES.headings_of(sheet(headings=[one.heading(language) for one in COLUMNS]))
    assert (found.row, list(found.columns.values())) == (0, [one.key for one in COLUMNS])


@pytest.mark.parametrize("shape", ["NFC", "NFD"])
def test_headings_may_be_written_in_any_form_and_stand_below_a_title(shape: Literal["NFC", "NFD"]) -> None:
    said = [f"  {normalize(shape, heading.upper())}\n" for heading in HEADINGS]
    some = Sheet("S", [["DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG"], [], said, row("An")], [])
    found = NOMINEES.headings_of(some)
    assert (found.row, len(found.columns)) == (2, len(COLUMNS))
    assert [one.number for one in NOMINEES.rows_of(some, found)] == [4]


def test_columns_may_stand_in_any_order_and_others_are_named() -> None:
    said = [*reversed(HEADINGS), "Ghi chú", ERRORS.vi]
    found = NOMINEES.headings_of(sheet(headings=said))
    assert found.ignored == ["Ghi chú"]
    assert list(found.columns.values()) == [one.key for one in reversed(COLUMNS)]


def test_a_file_without_headings_or_with_too_few_is_refused_as_a_whole() -> None:
    assert "template" in wrong_file(Sheet("S", [["x", "y"], ["1", "2"]], []))
    assert "Achieved until" in wrong_file(sheet(headings=[one for one in HEADINGS if one != "Thành tích đến ngày"]))
    assert "Code" in wrong_file(sheet(headings=[*HEADINGS, "Mã"]))
    assert "template" in wrong_file(Sheet("S", [[""]] * ABOVE + [HEADINGS], []))


@pytest.mark.parametrize(
    ("cell", "means"),
    [
        (date(2026, 3, 2), date(2026, 3, 2)),
        ("02/03/2026", date(2026, 3, 2)),
        ("2/3/2026", date(2026, 3, 2)),
        (" 2 - 3 - 2026 ", date(2026, 3, 2)),
        ("2.3.2026", date(2026, 3, 2)),
        ("2026-03-02", date(2026, 3, 2)),
        (46083, date(2026, 3, 2)),
        (46083.0, date(2026, 3, 2)),
        ("46083", date(2026, 3, 2)),
        ("\uff10\uff12/03/2026", date(2026, 3, 2)),
        ("31/02/2026", None),
        ("03/2026", None),
        ("2026", None),
        (2026, None),
        (46083.5, None),
        (True, None),
        ("02/03/26", None),
        ("hôm qua", None),
        ("", None),
        (1e300, None),
        (-46083, None),
        ("99999999", None),
    ],
)
def test_a_day_is_a_day_a_serial_number_or_a_text(cell: Any, means: date | None) -> None:
    assert day_of(cell) == means


@given(st.dates(date(1955, 1, 1), date(2118, 1, 1)))
def test_every_way_to_write_a_day_means_that_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    ways: list[Cell] = [
        day,
        serial,
        float(serial),
        str(serial),
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day}",
    ]
    assert {day_of(one) for one in ways} == {day}


@given(st.one_of(st.text(max_size=40), st.floats(allow_nan=False, allow_infinity=False), st.integers(), st.booleans()))
def test_no_cell_breaks_the_reading(cell: Any) -> None:
    some = sheet([cell] * len(COLUMNS))
    for one in NOMINEES.rows_of(some, NOMINEES.headings_of(some)):
        assert one.number == 2
        assert all(isinstance(value, str | date | None) for value in one.values.values())


def test_texts_lose_stray_spaces_and_take_one_form_and_numbers_their_point() -> None:
    some = sheet(row(normalize("NFD", "  Đinh \u00a0 Văn  An "), title="Trưởng\nphòng", birth_year=1980.0, code=12.0))
    (one,) = NOMINEES.rows_of(some, NOMINEES.headings_of(some))
    assert (one.values["name"], one.values["title"]) == ("Đinh Văn An", "Trưởng phòng")
    assert (one.values["birth_year"], one.values["code"]) == ("1980", "12")


def test_the_achievement_keeps_its_lines() -> None:
    some = sheet(row("An", achievement=" một\nhai "))
    assert NOMINEES.rows_of(some, NOMINEES.headings_of(some))[0].values["achievement"] == "một\nhai"


def test_rows_that_say_nothing_are_passed_over_and_numbers_are_those_of_the_sheet() -> None:
    empty: list[Any] = [""] * len(COLUMNS)
    some = sheet(row("An"), empty, [3, *empty[1:]], row("Bình"), [])
    assert [one.number for one in NOMINEES.rows_of(some, NOMINEES.headings_of(some))] == [2, 5]


def test_a_day_that_is_none_is_told_by_cell_value_and_reason() -> None:
    some = sheet(row("An", period_to="hôm qua"))
    (problem,) = NOMINEES.rows_of(some, NOMINEES.headings_of(some))[0].problems
    assert (problem.cell, problem.value) == ("M2", "hôm qua")
    assert "dd/mm/yyyy" in problem.reason


def test_merged_cells_are_told_in_each_row_they_cover() -> None:
    some = Sheet("S", [HEADINGS, row("An"), row("Bình")], [((1, 7), (2, 7)), ((0, 0), (0, 3))])
    found = NOMINEES.rows_of(some, NOMINEES.headings_of(some))
    assert [[one.cell for one in each.problems] for each in found] == [["H2"], ["H3"]]


def test_a_choice_is_named_by_code_or_words_in_any_form() -> None:
    choices = [("STAFF", ("Cá nhân", "staff")), ("LEADER", ("Người đứng đầu", "leader"))]
    for said in ("STAFF", "staff", "cá  nhân", normalize("NFD", "CÁ NHÂN"), "ca nhan"):
        assert choice_of(said, choices) == "STAFF"
    assert choice_of("ai đó", choices) is None
