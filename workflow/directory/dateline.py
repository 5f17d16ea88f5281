"""Place and day in the head of a paper (địa danh và thời gian ban hành; domain reference, 4.1). In Vietnamese."""

from datetime import date
from typing import Final

from django.utils.translation import override, pgettext

from workflow.database import rows

_PLACE: Final = """
WITH RECURSIVE above(id, parent_id, place, height) AS (
  SELECT o.id, o.parent_id, o.place, 0 FROM workflow_organisation o WHERE o.id = %s
  UNION ALL SELECT o.id, o.parent_id, o.place, a.height + 1
    FROM above a JOIN workflow_organisation o ON o.id = a.parent_id WHERE a.place = '')
SELECT place FROM above WHERE place <> '' ORDER BY height LIMIT 1"""
_february: Final = 2
"""Days below 10 and the months 1 and 2 have a leading nought, so that nobody adds a figure."""


def place_of(organisation: int) -> str:
    """The place that the papers of a body name: its own, or that of the nearest body above; else nothing.

    One statement.
    """
    found = rows.fetch(_PLACE, [organisation])
    return str(found[0][0]) if found else ""


def in_words(day: date | None) -> str:
    """The day as a paper writes it, such as «ngày 05 tháng 11 năm 2026»; with room to write where there is none yet."""
    with override("vi"):
        if day is None:
            return pgettext("on paper", "day … month … year ……")
        month = f"{day.month:02d}" if day.month <= _february else str(day.month)
        told = {"day": f"{day.day:02d}", "month": month, "year": day.year}
        return pgettext("on paper", "day %(day)s month %(month)s year %(year)s") % told


def dateline(organisation: int, day: date | None, place: str = "") -> str:
    """Place and day of a paper of the body; `place` where the paper names another. At most one statement."""
    return f"{place or place_of(organisation) or '…………'}, {in_words(day)}"
