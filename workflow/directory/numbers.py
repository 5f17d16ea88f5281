"""Number registers: the next number of a series in a year, taken once."""

from datetime import date
from enum import StrEnum, unique
from typing import Final

from workflow.database import rows


@unique
class Series(StrEnum):
    """The kinds of papers that an organisation numbers, by the symbol that the number bears."""

    LETTER = "TTr"
    DECISION = "QĐ"
    MINUTES = "BB"
    INCOMING = "ĐẾN"


_NEXT: Final = """
INSERT INTO workflow_numberregister (organisation_id, series, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (organisation_id, series, year) DO UPDATE SET last = workflow_numberregister.last + 1 RETURNING last"""
_SYMBOL: Final = (
    "SELECT CASE WHEN short_name <> '' THEN short_name ELSE code END FROM workflow_organisation WHERE id = %s"
)


def next_number(organisation: int, series: Series, day: date) -> str:
    """The next number as it is written, such as 07/TTr-SNV. The caller's transaction takes it or gives it back."""
    ((last,),) = rows.fetch(_NEXT, [organisation, series.value, day.year])
    ((symbol,),) = rows.fetch(_SYMBOL, [organisation])
    return f"{last:02d}/{series.value}-{symbol}"
