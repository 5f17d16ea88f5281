"""Numbers of papers: the next one of a register, or the one a clerk gives, each once in a year.

A number stands on a paper or in the list of cancelled ones, never on both and never twice: what was given is
read from the papers themselves, and only what no paper bears is kept here.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum, unique
from typing import ClassVar, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.database import rows
from workflow.database.texts import one_line


@unique
class Series(StrEnum):
    """The kinds of papers that an organisation numbers, by the symbol that the number bears."""

    LETTER = "TTr"
    DECISION = "QĐ"


class CancelledNumber(models.Model):
    """A number that no paper bears and none ever will, why, and by which document that was settled."""

    organisation = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="cancelled_numbers")
    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=60)
    folded_number = models.CharField(max_length=60, editable=False)
    reason = models.TextField()
    document = models.CharField(max_length=200)
    by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = gettext_lazy("cancelled number")
        verbose_name_plural = gettext_lazy("cancelled numbers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "series", "year", "number"], name="number_cancelled_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.year})"


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


def is_cancelled(organisation: int, series: Series, year: int, number: str) -> bool:
    """Whether the number was cancelled: it is never given again."""
    sql = "SELECT 1 FROM workflow_cancellednumber WHERE organisation_id = %s AND series = %s AND year = %s"
    return bool(rows.fetch(sql + " AND number = %s", [organisation, series.value, year, number]))


def lock_register(organisation: int, series: Series, year: int) -> None:
    """Wait for whoever gives a number of this register, by hand or with a signature; nobody gives one meanwhile."""
    rows.fetch(_OF_A_BODY, [organisation])
    rows.execute(
        "INSERT INTO workflow_numberregister (organisation_id, series, year, last) VALUES (%s, %s, %s, 0)"
        " ON CONFLICT (organisation_id, series, year) DO NOTHING",
        [organisation, series.value, year],
    )
    sql = "SELECT id FROM workflow_numberregister WHERE organisation_id = %s AND series = %s AND year = %s {for_update}"
    rows.fetch(sql, [organisation, series.value, year])


_OF_A_BODY: Final = "SELECT id FROM workflow_organisation WHERE id = %s {for_no_key_update}"


def free_number(organisation: int, series: Series, day: date, is_taken: Callable[[str], bool]) -> str:
    """The next number that nobody has given by hand and that is not cancelled."""
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
    rows.fetch(_OF_A_BODY, [organisation])
    errors: dict[str, ValidationError] = {}
    written = one_line(number)
    if not written or len(written) > _longest:
        message = _("Give a number of at most %(count)d characters.") % {"count": _longest}
        errors["number"] = ValidationError(message, code="number")
    elif is_taken(written):
        errors["number"] = ValidationError(
            _("This number is given already, or cancelled. Give the next one."), code="twice"
        )
    if dated > today:
        errors["dated"] = ValidationError(_("A paper is not dated in the future."), code="future")
    elif dated < signed_on:
        errors["dated"] = ValidationError(_("A paper is not dated before its signature."), code="before")
    if errors:
        raise ValidationError(dict(errors))
    return written


_longest: Final = 60
