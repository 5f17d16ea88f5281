"""What the tests of uploaded lists share: rows of a list and workbooks of them."""

from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.workbooks.books import book
from workflow.dossiers.nominee_list import COLUMNS
from workflow.management.demo.drafts import period
from workflow.workbooks.reading import Sheet

HEADINGS: Final = [one.vi for one in COLUMNS]
TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def row(name: str = "", **cells: Any) -> list[Any]:
    """A row of the list: a person of the staff, complete; `cells` say what is otherwise."""
    since, until = period()
    values: dict[str, Any] = {
        "kind": "Cá nhân",
        "name": name,
        "track": "STAFF",
        "title": "Viên chức",
        "unit": "Sở",
        "award_form": "BK_CT_UBND_TINH",
        "achievement_title": "Có sáng kiến (minh họa)",
        "achievement": "Sáng kiến được áp dụng (minh họa).",
        "period_from": since,
        "period_to": until,
        **cells,
    }
    return [values.get(one.key, "") for one in COLUMNS]


def sheet(*rows: list[Any], headings: list[str] | None = None) -> Sheet:
    """A sheet as it is read."""
    return Sheet("Danh sách", [headings or HEADINGS, *rows], [])


def workbook(*rows: list[Any], headings: list[str] | None = None) -> bytes:
    """A workbook of the rows."""
    return book([headings or HEADINGS, *rows])


def file(*rows: list[Any], name: str = "danh-sach.xlsx") -> SimpleUploadedFile:
    """The workbook as a browser sends it."""
    return SimpleUploadedFile(name, workbook(*rows), TYPE)
