"""The board: cases and work items of one act, moved in memory and written set-based."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.fields import get_flow_ref, get_task_ref

from tests.worklist.given import board, letter, session
from workflow.council.flow import SessionFlow
from workflow.dossiers.flow import LetterFlow
from workflow.management.demo.cast import Cast
from workflow.worklist.board import BACK, FORWARD, Board, NewCase
from workflow.worklist.models import Case, WorkItem

DUE = date(2026, 3, 2)


@pytest.fixture
def here(cast: Cast) -> int:
    """An organisation."""
    return cast.organisation("so-nnmt").pk


@pytest.fixture
def council(cast: Cast) -> int:
    """A council."""
    return cast.organisation("hd-tdkt-tinh").pk


def _opened(*wanted: NewCase, person: int | None = 7) -> tuple[Board, list[int]]:
    """A board with new cases on it, written."""
    made = board(person)
    ids = [case for case, _fresh in made.open(wanted)]
    made.write()
    return made, ids


def _items(case: int) -> list[tuple[str, str, str, bool]]:
    """The work items of a case in the order of their making: desk, role, status, whether finished."""
    return [
        (item.flow_task.name, item.role, item.status, item.finished is not None)
        for item in WorkItem.objects.filter(process=case).order_by("pk")
    ]


def test_a_case_opens_on_its_desk(here: int, cast: Cast) -> None:
    person = cast.person("nnmt-officer").pk
    new = NewCase(LetterFlow, "sign", here, key="k", variant="UNIT", due=DUE, person=person)
    made = board()
    ((case_id, fresh),) = made.open([new])
    made.write()
    assert fresh
    case, item = Case.objects.get(pk=case_id), WorkItem.objects.get(process=case_id)
    assert (case.flow_class, case.status, case.finished, case.created) == (LetterFlow, "NEW", None, made.at)
    assert (case.organisation_id, case.key, case.variant, case.flow_version) == (here, "k", "UNIT", 1)
    assert (item.flow_task, item.flow_task_type, item.status) == (LetterFlow.desk("sign"), "HUMAN", "NEW")
    assert (item.role, item.organisation_id, item.due, item.person_id) == ("UNIT_HEAD", here, DUE, person)
    assert (item.created, item.finished, item.finished_by, item.token) == (made.at, None, None, "start")
    assert made.node(case_id) == LetterFlow.desk("sign")


def test_rows_name_the_flow_and_the_desk_as_text(here: int) -> None:
    _board, (case,) = _opened(letter(here))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.flow_class, w.flow_task FROM workflow_case c"
            " JOIN workflow_workitem w ON w.process_id = c.id WHERE c.id = %s",
            [case],
        )
        assert cursor.fetchone() == (get_flow_ref(LetterFlow), get_task_ref(LetterFlow.desk("prepare")))


def test_a_case_without_a_key_collects_for_nobody(here: int) -> None:
    made, (first, second) = _opened(letter(here), letter(here))
    assert first != second
    keys = set(Case.objects.filter(pk__in=[first, second]).values_list("key", flat=True))
    assert len(keys) == 2
    assert all(key.startswith("own:") for key in keys)
    assert made.node(first) == made.node(second) == LetterFlow.desk("prepare")


def test_what_arrives_joins_the_case_that_collects_for_its_key(council: int) -> None:
    _made, (there,) = _opened(session(council, key="k"))
    locked = board()
    locked.lock_cases([there])
    with CaptureQueriesContext(connection) as statements:
        assert locked.open([session(council, key="k")]) == [(there, False)]
    assert len(statements) == 0
    unlocked = board()
    assert unlocked.open([session(council, key="k")]) == [(there, False)]
    assert unlocked.node(there) == SessionFlow.desk("agenda")
    unlocked.write()
    assert _items(there) == [("agenda", "COUNCIL_SECRETARY", "NEW", False)]


def test_two_of_one_act_with_one_key_come_to_one_case(council: int) -> None:
    made = board()
    (first, second, other) = made.open([session(council, key="k"), session(council, key="k"), session(council)])
    made.write()
    assert (first, second) == ((first[0], True), (first[0], True))
    assert other[0] != first[0]
    assert Case.objects.filter(key="k").count() == 1
    assert _items(first[0]) == [("agenda", "COUNCIL_SECRETARY", "NEW", False)]


def test_a_case_that_was_closed_collects_no_more(council: int) -> None:
    made, (closed,) = _opened(session(council, key="k"))
    made.end(closed)
    made.write()
    _again, (fresh,) = _opened(session(council, key="k"))
    assert fresh != closed
    assert Case.objects.filter(key="k").count() == 2


def test_the_database_lets_one_open_case_collect_for_a_key(council: int) -> None:
    _opened(session(council, key="k"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(flow_class=SessionFlow, organisation_id=council, key="k")


def test_the_database_lets_a_case_wait_on_one_desk(council: int) -> None:
    _made, (case,) = _opened(session(council))
    item = WorkItem.objects.get(process=case)
    item.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        item.save(force_insert=True)


def test_a_step_closes_the_desk_and_opens_the_next(council: int, cast: Cast) -> None:
    _made, (case,) = _opened(session(council))
    member = cast.person("council-05").pk
    later = board(person=9)
    later.lock_cases([case])
    later.step(case, due=DUE, person=member)
    later.write()
    assert _items(case) == [
        ("agenda", "COUNCIL_SECRETARY", "DONE", True),
        ("papers", "COUNCIL_SECRETARY", "NEW", False),
    ]
    done, new = WorkItem.objects.filter(process=case).order_by("pk")
    assert (done.finished, done.finished_by) == (later.at, 9)
    assert (new.created, new.due, new.person_id, new.finished_by) == (later.at, DUE, member, None)


def test_a_step_goes_back_where_the_variant_says(here: int) -> None:
    _made, (unit, superior) = _opened(letter(here, "UNIT", desk="issue"), letter(here, "SUPERIOR", desk="issue"))
    later = board()
    later.lock_cases([unit, superior])
    later.step(unit, BACK)
    later.step(superior, BACK)
    later.write()
    assert [name for name, *_rest in _items(unit)] == ["issue", "sign"]
    assert [name for name, *_rest in _items(superior)] == ["issue", "prepare"]


def test_there_is_no_way_back_from_the_first_desk(here: int) -> None:
    made, (case,) = _opened(letter(here))
    with pytest.raises(KeyError):
        made.step(case, BACK)


def test_work_handed_over_waits_on_the_same_desk_for_the_other_person(council: int, cast: Cast) -> None:
    one, other = cast.person("council-05").pk, cast.person("council-06").pk
    _made, (case,) = _opened(NewCase(SessionFlow, "agenda", council, due=DUE, person=one))
    later = board(person=9)
    later.lock_cases([case])
    later.hand_over(case, other)
    later.write()
    assert _items(case) == [
        ("agenda", "COUNCIL_SECRETARY", "DONE", True),
        ("agenda", "COUNCIL_SECRETARY", "NEW", False),
    ]
    old, new = WorkItem.objects.filter(process=case).order_by("pk")
    assert (old.person_id, old.finished_by, old.due) == (one, 9, DUE)
    assert (new.person_id, new.finished_by, new.due) == (other, None, DUE)


@pytest.mark.parametrize("way", [FORWARD, BACK])
def test_a_desk_that_one_act_passes_leaves_no_row(here: int, way: str) -> None:
    _made, (case,) = _opened(letter(here, desk="sign"))
    later = board()
    later.lock_cases([case])
    later.step(case, way)
    later.step(case, FORWARD)
    later.write()
    last = "sign" if way == BACK else None
    assert [name for name, *_rest in _items(case)] == ["sign", *([last] if last else [])]
    assert (Case.objects.get(pk=case).finished is None) is (way == BACK)


def test_behind_the_last_desk_the_case_ends(here: int) -> None:
    _made, (case,) = _opened(letter(here, desk="issue"))
    later = board()
    later.lock_cases([case])
    later.step(case)
    assert later.node(case) is None
    later.write()
    ended = Case.objects.get(pk=case)
    assert (ended.status, ended.finished) == ("DONE", later.at)
    assert _items(case) == [("issue", "RECORDS_CLERK", "DONE", True)]


def test_a_case_that_its_last_line_has_left_ends_with_its_work_item(council: int) -> None:
    _made, (case,) = _opened(session(council, key="k"))
    later = board(person=9)
    later.lock_cases([case])
    later.end(case)
    later.write()
    ended = Case.objects.get(pk=case)
    assert (ended.status, ended.finished, ended.key) == ("DONE", later.at, "k")
    assert _items(case) == [("agenda", "COUNCIL_SECRETARY", "DONE", True)]
    assert WorkItem.objects.get(process=case).finished_by == 9


def test_the_system_s_steps_name_nobody(council: int) -> None:
    _made, (case,) = _opened(session(council), person=None)
    later = board(person=None)
    later.lock_cases([case])
    later.step(case)
    later.write()
    assert list(WorkItem.objects.filter(process=case).values_list("finished_by", flat=True)) == [None, None]


def test_a_case_that_stops_collecting_is_joined_no_more(council: int) -> None:
    _made, (case,) = _opened(session(council, key="k"))
    later = board()
    later.lock_cases([case])
    later.stop_collecting(case)
    once = later.cases[case].key
    later.stop_collecting(case)
    later.write()
    assert Case.objects.get(pk=case).key == once
    assert once.startswith("own:")
    _again, (fresh,) = _opened(session(council, key="k"))
    assert fresh != case
    assert Case.objects.get(pk=case).finished is None


def test_closed_and_unknown_cases_are_not_locked(council: int) -> None:
    made, (closed, still) = _opened(session(council), session(council))
    made.end(closed)
    made.write()
    later = board()
    later.lock_cases([still, closed, 10**9])
    assert set(later.cases) == set(later.items) == {still}
    assert later.node(closed) is None
    again = later.cases[still]
    later.lock_cases([still])
    assert later.cases[still] is again


@pytest.mark.parametrize("count", [2, 20])
def test_the_statements_do_not_grow_with_the_cases(council: int, count: int) -> None:
    made = board()
    with CaptureQueriesContext(connection) as opening:
        ids = [case for case, _fresh in made.open([session(council) for _ in range(count)])]
        made.write()
    later = board()
    with CaptureQueriesContext(connection) as stepping:
        later.lock_cases(ids)
        for number, case in enumerate(ids):
            later.stop_collecting(case)
            later.step(case) if number % 2 else later.end(case)
        later.write()
    assert (len(opening), len(stepping)) == (2, 4)
    assert WorkItem.objects.filter(process__in=ids, finished=None).count() == count // 2


def test_nothing_is_written_where_nothing_happened(council: int) -> None:
    made, ids = _opened(session(council))
    made.lock_cases(ids)
    with CaptureQueriesContext(connection) as statements:
        made.write()
    assert len(statements) == 0


@pytest.mark.django_db(transaction=True)
def test_a_case_on_a_board_waits_for_nobody_else_s_act(council: int) -> None:
    _made, (case,) = _opened(session(council))
    other = connection.copy()
    wait = "PRAGMA busy_timeout = 50" if connection.vendor == "sqlite" else "SET lock_timeout = '50ms'"
    try:
        with transaction.atomic(), other.cursor() as cursor:
            cursor.execute(wait)
            board().lock_cases([case])
            with pytest.raises(OperationalError, match="lock"):
                cursor.execute("UPDATE workflow_case SET key = 'x' WHERE id = %s", [case])
    finally:
        other.close()


def test_a_due_day_and_a_person_are_read_back_with_the_case(council: int, cast: Cast) -> None:
    person: Any = cast.person("council-05").pk
    new = NewCase(SessionFlow, "agenda", council, due=DUE, person=person)
    _made, (case,) = _opened(new)
    later = board()
    later.lock_cases([case])
    item = later.items[case]
    assert (item.due, item.person_id, item.role, item.organisation_id) == (DUE, person, "COUNCIL_SECRETARY", council)
