"""Two clerks who give one number at once, over real connections: one gives it, the other is told."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from tests.appraisal.given import today
from tests.decisions.given import Authority
from workflow.audit.verify import verify
from workflow.decisions.commands import issue_decision
from workflow.decisions.models import Decision
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_number_is_given_once_by_clerks_who_race(cast: Cast) -> None:
    authority = Authority(cast)
    decisions = [authority.signed(1, first=first)[0] for first in (1, 5, 9)]
    begin = threading.Barrier(len(decisions), timeout=20)

    def give(decision: Decision) -> list[str]:
        try:
            begin.wait()
            issue_decision(decision, "15/QĐ-UBND", today(), **authority.clerk)
        except ValidationError as error:
            return sorted(error.message_dict)
        finally:
            connections.close_all()
        return []

    with ThreadPoolExecutor(len(decisions)) as pool:
        met = list(pool.map(give, decisions))
    assert sorted(met) == [[], ["number"], ["number"]]
    assert Decision.objects.filter(number="15/QĐ-UBND").count() == 1
    assert list(problems()) == []
    assert verify(expectations()).is_clean
