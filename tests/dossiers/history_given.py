"""What the tests of past awards share: rows of a list, the authority, and who keeps its history."""

from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.dossiers.lists_given import TYPE
from tests.workbooks.books import book
from workflow.directory.models import Organisation
from workflow.dossiers.history_commands import record_history
from workflow.dossiers.history_list import COLUMNS
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.uploaded import keep_history
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.workbooks.reading import Sheet

HEADINGS: Final = [one.vi for one in COLUMNS]
SPECIALIST: Final = "tdkt-specialist-1"


def past(name: str = "", **cells: Any) -> list[Any]:
    """A row of the list: a person's award of 2023, complete; `cells` say what is otherwise."""
    values: dict[str, Any] = {
        "kind": "Cá nhân",
        "name": name,
        "title": "Viên chức",
        "unit": "Sở",
        "award_form": "BK_CT_UBND_TINH",
        "decision_number": "12/QĐ-UBND",
        "decided_on": "05/06/2023",
        "achievement_title": "Phòng, chống thiên tai (minh họa)",
        **cells,
    }
    return [values.get(one.key, "") for one in COLUMNS]


def sheet(*rows: list[Any]) -> Sheet:
    """A sheet as it is read."""
    return Sheet("Danh sách", [HEADINGS, *rows], [])


def file(*rows: list[Any], headings: list[str] | None = None) -> SimpleUploadedFile:
    """A workbook of the rows as a browser sends it."""
    return SimpleUploadedFile("lich-su.xlsx", book([headings or HEADINGS, *rows]), TYPE)


def authority(cast: Cast) -> Organisation:
    """The province's Chairman."""
    return cast.organisation("ubnd-tinh")


def keeper(cast: Cast) -> dict[str, Any]:
    """A specialist of the standing office."""
    return cast.acts(SPECIALIST, Role.OFFICE_SPECIALIST, "ban-tdkt")


def recorded(cast: Cast, *rows: list[Any]) -> TransitionReport:
    """The rows, uploaded and recorded."""
    uploaded = keep_history(authority(cast), cast.person(SPECIALIST).pk, "lich-su.xlsx", sheet(*rows))
    return record_history(uploaded, uploaded.mark, **keeper(cast))
