"""The clock of an appraisal stands still while a line is with its unit for a supplement."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from tests.appraisal.given import specialist, through_the_unit
from tests.support.asked import answer_all, other
from tests.support.walk import Walk
from workflow.appraisal.clock import due_days
from workflow.appraisal.models import Appraisal, SupplementRequest
from workflow.appraisal.supplements import request_supplement
from workflow.awards.calendar import working_day_after, working_days_between
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.transitions import Transition
from workflow.worklist.models import WorkItem

MORNING = datetime(2026, 3, 2, 2, tzinfo=UTC)
"""A Monday, nine in the morning in Vietnam."""


def _due(line: int) -> tuple[date | None, date | None]:
    """The due day of the appraisal on which the line stands: the appraisal's own, and its open work item's."""
    case = Nomination.objects.values_list("case", flat=True).get(pk=line)
    due = Appraisal.objects.values_list("due", flat=True).get(case=case)
    return due, WorkItem.objects.values_list("due", flat=True).get(process=case, finished=None)


def _supplemented(walk: Walk, lines: list[int], clock: time_machine.Traveller, *, days: int) -> None:
    """The office asks for a supplement of these lines; it is back after so many days."""
    request_supplement({line: (other(),) for line in lines}, **specialist(walk.cast))
    clock.shift(timedelta(days=days))
    answer_all(lines, walk.officer)
    through_the_unit(walk, Letter.objects.filter(kind="SUPPLEMENTARY").latest("pk"))


@pytest.fixture
def clock() -> time_machine.Traveller:  # type: ignore[misc]  # a fixture that yields
    """A clock that tests set."""
    with time_machine.travel(MORNING, tick=True) as traveller:
        yield traveller


def test_the_days_away_are_added_to_the_due_day(cast: Cast, clock: time_machine.Traveller) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    first = working_day_after(date(2026, 3, 2), 25)
    assert _due(line) == (first, first)
    _supplemented(walk, [line], clock, days=4)
    later = working_day_after(first, working_days_between(date(2026, 3, 2), date(2026, 3, 6)))
    assert later == working_day_after(first, 4)
    assert _due(line) == (later, later)


def test_weekends_away_cost_nothing_and_give_nothing(cast: Cast, clock: time_machine.Traveller) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    (first, _item) = _due(line)
    clock.shift(timedelta(days=4))
    _supplemented(walk, [line], clock, days=2)
    assert _due(line) == (first, first), "from Friday to Sunday there is no working day"


def test_lines_that_stayed_keep_the_due_day_of_the_appraisal(cast: Cast, clock: time_machine.Traveller) -> None:
    walk = Walk(cast)
    _appraisal, (line, stayed) = walk.assigned(2)
    (first, _item) = _due(stayed)
    _supplemented(walk, [line], clock, days=4)
    assert _due(stayed) == (first, first)
    case = Nomination.objects.values_list("case", flat=True).get(pk=line)
    assert due_days({case: []}, date(2026, 3, 6)) == {case: first}


def test_what_is_overdue_gives_its_days_back_too(cast: Cast, clock: time_machine.Traveller) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    (first, _item) = _due(line)
    request_supplement({line: (other(),)}, **specialist(cast))
    until = SupplementRequest.objects.get().reply_by
    clock.move_to(datetime(until.year, until.month, until.day, 3, tzinfo=UTC) + timedelta(days=1))
    assert apply_transition(Transition.SUPPLEMENT_OVERDUE, [line], None, capacity=None).is_whole
    away = working_days_between(date(2026, 3, 2), until + timedelta(days=1))
    assert first is not None
    later = working_day_after(first, away)
    assert _due(line) == (later, later)
