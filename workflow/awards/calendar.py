"""Working days: Monday to Friday less the public holidays of Viet Nam, with the swaps of the state and the province."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

import holidays
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.directory.models import Keyed

_DAY: Final = timedelta(days=1)


class CalendarDay(Keyed):
    """A day that the province works or rests against the calendar (a swap, by document)."""

    KEY = ("day",)

    day = models.DateField(_("day"), unique=True)
    works = models.BooleanField(_("is worked"))
    document = models.CharField(_("document"), max_length=200)

    class Meta:
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("days of the calendar")

    def __str__(self) -> str:
        return f"{self.day}"


def working_day_after(start: date, days: int) -> date:
    """The day on which a duration of so many working days ends; the start itself does not count.

    With 0 the start, be it a working day or not. One statement. Raises `ValueError` below 0.
    """
    if days < 0:
        message = f"a duration cannot be {days} working days"
        raise ValueError(message)
    own = _own_days(start)
    day = start
    while days:
        day += _DAY
        days -= _works(day, own)
    return day


def working_days_between(a: date, b: date) -> int:
    """How many working days lie after `a` and up to `b`, which counts; negative where `b` lies before `a`.

    So `working_days_between(a, working_day_after(a, n)) == n`. One statement.
    """
    if b < a:
        return -working_days_between(b, a)
    own = _own_days(a, b)
    return sum(_works(a + _DAY * n, own) for n in range(1, (b - a).days + 1))


def _own_days(first: date, last: date = date.max) -> Mapping[date, bool]:
    """The province's own days from `first` to `last`: whether it works."""
    return dict(CalendarDay.objects.filter(day__gt=first, day__lte=last).values_list("day", "works"))


def _works(day: date, own: Mapping[date, bool]) -> bool:
    given = own.get(day)
    return bool(_official(day.year).is_working_day(day)) if given is None else given


@cache
def _official(year: int) -> Any:
    """The public holidays of one year, with the state's own swaps of weekends."""
    return holidays.country_holidays("VN", years=year, expand=False)
