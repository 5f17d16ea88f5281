"""Past awards for looking around: a few that the office has recorded, and a list with rows to be mended."""

from datetime import date
from typing import Final

from workflow.dossiers.history import PastAward
from workflow.dossiers.history_commands import record_history
from workflow.dossiers.history_list import COLUMNS
from workflow.dossiers.uploaded import keep_history
from workflow.management.demo import r1
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.workbooks.reading import Cell, Sheet

_FORM: Final = "BK_CT_UBND_TINH"
_awards: Final = (
    (1, "12/QĐ-UBND", date(2021, 6, 4), "Phòng, chống dịch bệnh (minh họa)"),
    (2, "12/QĐ-UBND", date(2021, 6, 4), "Phòng, chống dịch bệnh (minh họa)"),
    (13, "87/QĐ-UBND", date(2022, 11, 18), "Chuyển đổi số ở cơ sở (minh họa)"),
    (24, "87/QĐ-UBND", date(2022, 11, 18), "Trồng rừng, bảo vệ nguồn nước (minh họa)"),
    (41, "31/QĐ-UBND", date(2023, 2, 20), "Giúp đỡ hộ nghèo (minh họa)"),
)


def lay_out_history(cast: Cast) -> dict[str, int]:
    """Record the awards as the office's specialist; keys of the authority and of one award."""
    authority = cast.organisation(r1.BODIES.authority)
    listed = [
        _row(name=cast.person(f"nominee-{number:02d}").full_name, decision_number=paper, decided_on=day, **_of(title))
        for number, paper, day, title in _awards
    ]
    stranger: dict[str, Cell] = {"decision_number": "12/QĐ-UBND", "decided_on": date(2021, 6, 4)}
    listed += [
        _row(name="Bùi Minh Họa", **stranger, **_of("Phòng, chống dịch bệnh (minh họa)")),
        _row(name="Vũ Minh Họa", **{**stranger, "decided_on": "năm 2021"}, **_of("Cứu hộ trong mưa lũ (minh họa)")),
    ]
    sheet = Sheet("Danh sách", [[one.vi for one in COLUMNS], *listed], [])
    specialist = cast.acts(r1.BODIES.specialist, Role.OFFICE_SPECIALIST, r1.BODIES.office)
    person = cast.person(r1.BODIES.specialist)
    uploaded = keep_history(authority, person.pk, "khen-thuong-cac-nam-truoc.xlsx", sheet)
    record_history(uploaded, uploaded.mark, **specialist)
    return {"authority": authority.pk, "past_award": PastAward.objects.earliest("pk").pk}


def _of(title: str) -> dict[str, Cell]:
    return {"kind": "PERSON", "award_form": _FORM, "achievement_title": title}


def _row(**cells: Cell) -> list[Cell]:
    """A row of the list; what is not given stays empty."""
    return [cells.get(one.key, "") for one in COLUMNS]
