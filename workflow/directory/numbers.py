"""Numbers of papers: the next one of a register, or the one a clerk gives, each once in a year."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum, unique
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database import rows
from workflow.database.texts import one_line


@unique
class Series(StrEnum):
    """The kinds of papers that an organisation numbers, by the symbol that the number bears."""

    LETTER = "TTr"
    DECISION = "QĐ"
    NOTICE = "TB"


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


def free_number(organisation: int, series: Series, day: date, is_taken: Callable[[str], bool]) -> str:
    """The next number that nobody has given by hand."""
    while is_taken(number := next_number(organisation, series, day)):
        pass
    return number


def given_number(
    number: str, dated: date, *, organisation: int, signed_on: date, today: date, is_taken: Callable[[str], bool]
) -> str:
    """The number as a clerk gives it, in its one spelling and checked.

    Two clerks of one body who give one number wait for each other.
    Raises `ValidationError` on `number` or `dated`.
    """
    rows.fetch("SELECT id FROM workflow_organisation WHERE id = %s {for_no_key_update}", [organisation])
    errors: dict[str, ValidationError] = {}
    written = one_line(number)
    if not written or len(written) > _longest:
        message = _("Give a number of at most %(count)d characters.") % {"count": _longest}
        errors["number"] = ValidationError(message, code="number")
    elif is_taken(written):
        errors["number"] = ValidationError(_("This number is given already. Give the next one."), code="twice")
    if dated > today:
        errors["dated"] = ValidationError(_("A paper is not dated in the future."), code="future")
    elif dated < signed_on:
        errors["dated"] = ValidationError(_("A paper is not dated before its signature."), code="before")
    if errors:
        raise ValidationError(dict(errors))
    return written


_longest: Final = 60
