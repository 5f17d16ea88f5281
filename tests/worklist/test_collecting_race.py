"""Collecting cases opened by many at once, over real connections: one case for each key, and no deadlock."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction

from tests.support.racing import answers_at_once
from tests.worklist.given import board, session
from workflow.management.demo.cast import Cast
from workflow.worklist.models import Case, WorkItem

THREADS, ROUNDS = 8, 10

pytestmark = pytest.mark.django_db(transaction=True)


def _open(council: int, keys: list[str]) -> list[tuple[int, bool]]:
    with transaction.atomic():
        made = board()
        found = made.open([session(council, key=key) for key in keys])
        made.write()
    return found


def _deeds(council: int, keys: list[str]) -> list[Callable[[], list[tuple[int, bool]]]]:
    """The same cases, half of the acts in one order and half in the other."""
    return [partial(_open, council, keys[:: 1 if number % 2 else -1]) for number in range(THREADS)]


def test_of_many_that_open_one_collecting_case_at_once_one_opens_it_and_the_others_join(cast: Cast) -> None:
    council = cast.organisation("hd-tdkt-tinh").pk
    for number in range(ROUNDS):
        answers = [answer for (answer,) in answers_at_once(_deeds(council, [f"k{number}"]))]
        case = Case.objects.get(key=f"k{number}")
        assert {case_id for case_id, _fresh in answers} == {case.pk}
        assert sorted(fresh for _case, fresh in answers) == [False] * (THREADS - 1) + [True]
        assert WorkItem.objects.filter(process=case).count() == 1


def test_acts_that_open_the_same_cases_in_other_orders_do_not_lock_each_other_out(cast: Cast) -> None:
    council = cast.organisation("hd-tdkt-tinh").pk
    for number in range(ROUNDS):
        keys = [f"r{number}-{letter}" for letter in "abcde"]
        answers = answers_at_once(_deeds(council, keys))
        cases = dict(Case.objects.filter(key__in=keys).values_list("key", "pk"))
        assert [case for case, _fresh in answers[1]] == [cases[key] for key in keys]
        assert {frozenset(case for case, _fresh in some) for some in answers} == {frozenset(cases.values())}
        opened = [case for some in answers for case, fresh in some if fresh]
        assert sorted(opened) == sorted(cases.values())
