"""Working days."""

from datetime import date, timedelta
from typing import Any

import pytest

from workflow.awards.calendar import CalendarDay, working_day_after, working_days_between

pytestmark = pytest.mark.usefixtures("db")


def test_a_weekend_is_no_working_day() -> None:
    friday = date(2026, 1, 9)
    assert working_day_after(friday, 1) == date(2026, 1, 12)
    assert working_day_after(friday, 6) == date(2026, 1, 19)


def test_tet_is_passed_over() -> None:
    """Tết 2026 lies between Monday 16 and Friday 20 February."""
    friday = date(2026, 2, 13)
    assert working_day_after(friday, 1) == date(2026, 2, 23)
    assert working_days_between(friday, date(2026, 2, 22)) == 0


def test_a_weekend_that_the_state_swapped_is_worked() -> None:
    """Saturday 26 April 2025 was worked for Friday 2 May."""
    assert working_day_after(date(2025, 4, 25), 1) == date(2025, 4, 26)
    assert working_day_after(date(2025, 4, 29), 1) == date(2025, 5, 5)


def test_the_province_swaps_a_day_by_document() -> None:
    friday, saturday, monday = date(2026, 1, 9), date(2026, 1, 10), date(2026, 1, 12)
    CalendarDay.objects.create(day=saturday, works=True, document="Văn bản minh họa")
    CalendarDay.objects.create(day=monday, works=False, document="Văn bản minh họa")
    assert working_day_after(friday, 1) == saturday
    assert working_day_after(friday, 2) == date(2026, 1, 13)
    assert working_days_between(friday, monday) == 1


def test_the_province_may_work_on_a_holiday() -> None:
    assert working_days_between(date(2026, 4, 29), date(2026, 5, 1)) == 0
    CalendarDay.objects.create(day=date(2026, 4, 30), works=True, document="Văn bản minh họa")
    assert working_days_between(date(2026, 4, 29), date(2026, 5, 1)) == 1


@pytest.mark.parametrize("days", [0, 1, 5, 10, 25, 250])
def test_a_duration_ends_where_so_many_days_have_passed(days: int) -> None:
    for offset in range(40):
        start = date(2026, 1, 30) + timedelta(days=offset)
        end = working_day_after(start, days)
        assert working_days_between(start, end) == days
        assert working_days_between(end, start) == -days


def test_no_duration_ends_at_once_even_on_a_holiday() -> None:
    sunday = date(2026, 1, 11)
    assert working_day_after(sunday, 0) == sunday
    assert working_days_between(sunday, sunday) == 0


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        working_day_after(date(2026, 1, 9), -1)


def test_a_long_duration_reads_the_swaps_by_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        working_day_after(date(2026, 1, 9), 250)
    with django_assert_num_queries(1):
        working_days_between(date(2026, 1, 9), date(2027, 1, 9))
