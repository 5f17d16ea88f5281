"""Reading workbooks: what a sheet holds, and that nothing hostile or broken harms the process that asked."""

import resource
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from xlsxwriter import Workbook

from tests.workbooks.books import book, cell, locked, lying, packed, parts, row
from workflow.workbooks.reading import LARGEST, LIMITS, WRONG, Sheet, read_workbook

PLAIN = [["STT", "Tên"], [1, "Đinh Văn An"]]


def why_not(content: bytes) -> str:
    """The code of the refusal; it stands beside the file and says what to do."""
    with pytest.raises(ValidationError) as caught:
        read_workbook(BytesIO(content))
    ((field, (error,)),) = caught.value.error_dict.items()
    assert (field, error.messages) == ("file", [str(WRONG[str(error.code)])])
    return str(error.code)


def read(content: bytes) -> Sheet:
    """The sheet."""
    return read_workbook(BytesIO(content))


def test_texts_numbers_days_and_truth_values_are_read_as_they_are() -> None:
    day = date(2026, 3, 2)
    sheet = read(book([["", "Tên", 1.5, day, datetime(2026, 3, 2, 14, 30), True], [2, "hai\ndòng"]]))  # noqa: DTZ001 -- Excel knows no zones
    assert sheet.name == "Danh sách"
    assert [list(one) for one in sheet.rows] == [["", "Tên", 1.5, day, day, True], [2, "hai\ndòng", "", "", "", ""]]


def test_empty_rows_above_count_so_that_addresses_are_right() -> None:
    assert [list(one) for one in read(book([[], [], ["", "C"]])).rows] == [["", ""], ["", ""], ["", "C"]]


def test_a_formula_is_read_by_its_last_value_and_an_error_as_nothing() -> None:
    def make(made: Workbook) -> None:
        sheet = made.get_worksheet_by_name("Danh sách")
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_formula("B1", "=1/0", None, "#DIV/0!")

    assert list(read(book([["", ""], ["x", "y"]], make)).rows[0]) == [2, ""]


def test_merged_cells_are_told() -> None:
    def make(made: Workbook) -> None:
        made.get_worksheet_by_name("Danh sách").merge_range("A1:B3", "gộp")

    sheet = read(book([["", "", "x"], ["", "", "y"], ["", "", "z"]], make))
    assert sheet.merged == [((0, 0), (2, 1))]
    assert list(sheet.rows[0]) == ["gộp", "", "x"]


def test_merged_cells_below_the_last_row_are_cut_off() -> None:
    sheet = read(_merging('<mergeCell ref="A1:Q1048576"/><mergeCell ref="A5:B9"/>'))
    assert sheet.merged == [((0, 0), (0, 16))]


def test_the_name_of_a_sheet_is_one_that_a_database_keeps() -> None:
    some = parts(_ONE)
    named = some["xl/workbook.xml"].replace(b'name="S"', b'name="S\x00T"')
    assert read(packed({**some, "xl/workbook.xml": named})).name == "ST"


def test_the_first_sheet_that_is_shown_and_not_empty_is_read() -> None:
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as made:
        for name in ("ẩn", "trống", "đây"):
            sheet = made.add_worksheet(name)
            if name != "trống":
                sheet.write("A1", name)
        made.get_worksheet_by_name("đây").activate()
        made.get_worksheet_by_name("ẩn").hide()
    assert read(stream.getvalue()).name == "đây"


def test_signs_that_no_database_keeps_are_left_out() -> None:
    content = packed(parts(row(1, cell("A1", "a_x0000_b_x0001_c"), cell("B1", "x"))))
    text = str(read(content).rows[0][0])
    assert "\x00" not in text
    assert "\x01" not in text


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\x7fb", "ab"),
        ("a_x0008_b_x000C_c", "abc"),
        ("a\ufffeb\uffffc", "abc"),
        (r"C:\bao cao\u0001", r"C:\bao cao\u0001"),
        ("hai\tcột\ndòng", "hai\tcột\ndòng"),
    ],
    ids=range(5),
)
def test_only_signs_that_no_database_keeps_are_left_out(written: str, kept: str) -> None:
    assert read(packed(parts(row(1, cell("A1", written), cell("B1", "x"))))).rows[0] == [kept, "x"]


@pytest.mark.parametrize("number", ["NaN", "inf", "-inf", "1e999"])
def test_what_is_no_finite_number_is_read_as_text_beside_days_and_numbers(number: str) -> None:
    day = date(2026, 3, 2)
    some = book([[day, 1.5, True, "x", 7]])
    with ZipFile(BytesIO(some)) as box:
        every = {one: box.read(one) for one in box.namelist()}
    place = "xl/worksheets/sheet1.xml"
    every[place] = every[place].replace(b"<v>7</v>", f"<v>{number}</v>".encode())
    *first, last = read(packed(every)).rows[0]
    assert first == [day, 1.5, True, "x"]
    assert isinstance(last, str)


def test_a_file_on_disk_is_read_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(PLAIN))
    with path.open("rb") as stream:
        stream.read(10)
        assert len(read_workbook(stream).rows) == 2


_HEAVY = row(1, cell("A1", "x" * 20_000_000))
_FAR = row(1_048_576, cell("XFD1048576", "x"))
_LAUGHS = (
    "<!DOCTYPE l [<!ENTITY a 'ha'>"
    + "".join(
        f"<!ENTITY {name} '{('&' + last + ';') * 10}'>" for last, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
_ONE = row(1, cell("A1", "x"))
_MANY = {f"xl/media/{number}.png": b"x" for number in range(600)}


def _merging(ranges: str) -> bytes:
    """A workbook of one row with these merged ranges."""
    some = parts(_ONE)
    sheet = some["xl/worksheets/sheet1.xml"].decode()
    merged = sheet.replace("</sheetData>", f"</sheetData><mergeCells>{ranges}</mergeCells>")
    return packed({**some, "xl/worksheets/sheet1.xml": merged.encode()})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "text": (lambda: b"STT,Ten\n1,An\n", "other"),
    "html": (lambda: b"<html><script>alert(1)</script>", "other"),
    "a PDF": (lambda: b"%PDF-1.7\n", "other"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old"),
    "a container of something else": (lambda: packed({"word/document.xml": b"<a/>"}), "other"),
    "macros": (lambda: packed(parts(row(1, cell("A1", "x")), more={"xl/vbaProject.bin": b"x"})), "macros"),
    "macros in capitals": (lambda: packed(parts(_ONE, more={"xl/VBAPROJECT.BIN": b"x"})), "macros"),
    "locked": (lambda: locked(book(PLAIN)), "locked"),
    "cut off": (lambda: book(PLAIN)[:-200], "broken"),
    "cut in half": (lambda: book(PLAIN)[:2000], "broken"),
    "only a beginning": (lambda: b"PK\x03\x04" + bytes(200), "broken"),
    "a bomb of 20 KB": (lambda: packed(parts(_HEAVY)), "bomb"),
    "a bomb that lies": (lambda: lying(parts(_HEAVY)), "broken"),
    "a cell at the far end": (lambda: packed(parts(_FAR)), "wide"),
    "many parts": (lambda: packed(parts(row(1, cell("A1", "x")), more=_MANY)), "bomb"),
    "no XML": (lambda: packed({**parts(), "xl/worksheets/sheet1.xml": b"\x00\xff<<<"}), "broken"),
    "no sheet": (lambda: packed({k: v for k, v in parts().items() if "sheet1" not in k}), "broken"),
    "an empty sheet": (lambda: packed(parts()), "empty"),
    "entities": (lambda: packed(parts(row(1, cell("A1", "&i;")), _LAUGHS)), "broken"),
    "an outer entity": (
        lambda: packed(parts(row(1, cell("A1", "&e;")), '<!DOCTYPE l [<!ENTITY e SYSTEM "file:///etc/passwd">]>')),
        "broken",
    ),
    "merged over and over": (lambda: _merging('<mergeCell ref="A1:Q9"/>' * 5_000), "bomb"),
    "too many cells": (lambda: book([["x"] * 100] * 6_000), "long"),
    "too wide": (lambda: book([["x"] * 201]), "wide"),
    "too long": (lambda: book([["x"]] * (LIMITS["rows"] + 1)), "long"),
    "too large": (lambda: b"PK\x03\x04" + bytes(LARGEST), "large"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_plain_workbook_is_refused_with_what_to_do(name: str) -> None:
    make, code = REFUSED[name]
    content = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert why_not(content) == code
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 64 * 1024, f"{grown} KiB"


@pytest.mark.parametrize("rows", [1, 10_000])
def test_a_list_of_ten_thousand_rows_is_read(rows: int) -> None:
    assert len(read(book([["Họ và tên", 1, date(2026, 1, 1)] * 4] * rows)).rows) == rows


def test_a_process_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "parser.py"
    script.write_text("while True: pass", "utf-8")
    monkeypatch.setattr("workflow.workbooks.reading._PARSER", script)
    monkeypatch.setattr("workflow.workbooks.reading._patience", 1)
    assert why_not(book(PLAIN)) == "bomb"
