"""Written workbooks: text stays text, days are days, and what was written is read again."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from workflow.workbooks.reading import read_workbook
from workflow.workbooks.writing import Table, column_name, write_workbook

FORMULAS = ("=1+1", "+84 263", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://a")', "http://example.org", "{=1}")


def test_what_was_written_is_read_again() -> None:
    rows: list[list[Any]] = [[1, "Đinh Văn An", date(2026, 3, 2), True, 1.5, "hai\ndòng"], ["", "x", "", "", "", ""]]
    sheet = read_workbook(BytesIO(write_workbook(Table("Tên", [("A", 5)] * 6, rows))))
    assert [list(one) for one in sheet.rows] == [["A"] * 6, *rows]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    content = write_workbook(Table("T", [("A", 5)], [[text]]))
    with ZipFile(BytesIO(content)) as box:
        sheet, styles = box.read("xl/worksheets/sheet1.xml").decode(), box.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower()
    assert ('quotePrefix="1"' in styles) == text.startswith(("=", "+", "-", "@", "\t"))
    assert read_workbook(BytesIO(content)).rows[1][0] == text


def test_a_day_that_excel_does_not_know_is_a_text() -> None:
    content = write_workbook(Table("T", [("A", 5)], [[date(1890, 5, 19)]]))
    assert read_workbook(BytesIO(content)).rows[1][0] == "19/05/1890"


def test_choices_are_offered_and_a_guide_stands_behind() -> None:
    content = write_workbook(Table("T", [("A", 5)], choices={0: ["một", "hai"]}, guide=("Đọc", ["=một", "hai"])))
    with ZipFile(BytesIO(content)) as box:
        assert "một,hai" in box.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in box.read("xl/worksheets/sheet2.xml").decode()
    assert read_workbook(BytesIO(content)).name == "T"


def test_rows_above_the_headings_stay_above() -> None:
    table = Table("T", [("A", 5), ("B", 5)], [["x", "lỗi"]], marked=frozenset({1}), above=[["Tiêu đề"], []])
    sheet = read_workbook(BytesIO(write_workbook(table)))
    assert [list(one) for one in sheet.rows] == [["Tiêu đề", ""], ["", ""], ["A", "B"], ["x", "lỗi"]]


def test_columns_are_called_as_excel_calls_them() -> None:
    assert [column_name(0), column_name(3), column_name(27)] == ["A", "D", "AB"]
