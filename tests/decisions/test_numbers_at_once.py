"""Signatures that race for the numbers of one register, over real connections: dense, each once, no gap."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection

from tests.appraisal.given import today
from tests.decisions.given import Authority
from tests.support.racing import at_once, take_out_lock_and_predicate
from tests.support.walk import R3S
from workflow.audit.verify import verify
from workflow.decisions import commands
from workflow.decisions.commands import sign_decision
from workflow.decisions.form_points import FormPoint
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.register import cancel_number
from workflow.decisions.splitting import split_decision
from workflow.directory import numbers
from workflow.directory.models import Organisation
from workflow.directory.numbers import CancelledNumber, Series
from workflow.dossiers.models import Nomination
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 32 if connection.vendor == "postgresql" else 8
"""SQLite has one writer at a time: fewer wait as well."""
WHY: dict[str, Any] = {"reason": "Văn bản bị hỏng khi in (minh họa)", "document": "Biên bản số 3 ngày 02/11/2026"}


def _drafts(authority: Authority, many: int) -> list[Decision]:
    """So many decisions of one line each that wait for their signature."""
    whole, lines = authority.checked(many)
    for line in lines[1:]:
        split_decision(whole, [line], **authority.form)
    drafts = list(Decision.objects.filter(authority=whole.authority_id, case__finished=None).order_by("pk"))
    for one in drafts[1:]:
        commands.submit_draft(one, f"Tặng Giấy khen {one.pk}", **authority.form)
        commands.check_form(one, **authority.form, points=list(FormPoint), note="Đã soát (minh họa)")
    assert len(drafts) == many
    return drafts


def _sign(decision: Decision, acts: dict[str, Any]) -> str:
    return str(sign_decision(decision, **acts).made["number"])


def _signing(drafts: Sequence[Decision], authority: Authority) -> list[Callable[[], str]]:
    return [partial(_sign, one, authority.decider) for one in drafts]


def _ordinals(given: Sequence[str]) -> list[int]:
    return sorted(int(number.split("/")[0]) for number in given)


def _symbol(organisation: Organisation) -> str:
    return organisation.short_name or organisation.code


def _all_agrees() -> None:
    assert list(problems()) == []
    assert verify(expectations()).is_clean


def test_numbers_given_at_once_are_dense_and_unique(cast: Cast) -> None:
    authority = Authority(cast, R3S)
    drafts = _drafts(authority, WRITERS)
    given, raised = at_once(_signing(drafts, authority))
    assert raised == []
    assert _ordinals(given) == list(range(1, WRITERS + 1))
    kept = Decision.objects.filter(pk__in=[one.pk for one in drafts]).values_list("number", flat=True)
    assert sorted(kept) == sorted(given)
    assert Nomination.objects.filter(state="AWARDED").count() == WRITERS
    _all_agrees()


def test_a_signature_that_fails_gives_its_number_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every third signature breaks off after its number was taken; the others leave no gap."""
    authority = Authority(cast, R3S)
    drafts = _drafts(authority, min(WRITERS, 12))
    doomed = {one.pk for one in drafts[::3]}
    issue: Callable[..., Any] = vars(commands)["_issue"]

    def breaks(decision: Decision, *given: Any, **known: Any) -> Any:
        if decision.pk in doomed:
            raise ConnectionError(decision.pk)
        return issue(decision, *given, **known)

    monkeypatch.setattr(commands, "_issue", breaks)
    given, raised = at_once(_signing(drafts, authority))
    assert sorted(error.args for error in raised) == sorted((pk,) for pk in doomed)
    assert all(isinstance(error, ConnectionError) for error in raised)
    assert _ordinals(given) == list(range(1, len(drafts) - len(doomed) + 1))
    assert not DecisionLine.objects.filter(decision__in=doomed).exists()
    monkeypatch.undo()
    later = [_sign(one, authority.decider) for one in drafts if one.pk in doomed]
    assert _ordinals([*given, *later]) == list(range(1, len(drafts) + 1))
    _all_agrees()


def test_a_number_that_is_cancelled_while_others_sign_is_given_to_none_of_them(cast: Cast) -> None:
    authority = Authority(cast, R3S)
    drafts = _drafts(authority, min(WRITERS, 8))
    organisation = drafts[0].authority
    second = f"02/QĐ-{_symbol(organisation)}"

    def cancel() -> str:
        cancel_number(organisation, second, today().year, **authority.form, **WHY)
        return "cancelled"

    given, raised = at_once([*_signing(drafts, authority), cancel])
    borne = [number for number in given if number != "cancelled"]
    cancelled = list(CancelledNumber.objects.values_list("number", flat=True))
    assert len(borne) == len(drafts)
    assert _ordinals([*borne, *cancelled]) == list(range(1, len(drafts) + len(cancelled) + 1))
    assert len(raised) == 1 - len(cancelled), "either it was cancelled in time, or a decision bears it and it stands"
    _all_agrees()


@pytest.mark.half_done
def test_without_the_lock_of_its_register_one_number_would_be_given_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: what was given is counted, and nobody waits for whoever counts at the same time."""
    authority = Authority(cast, R3S)
    drafts = _drafts(authority, 4)
    symbol = _symbol(drafts[0].authority)
    all_have_counted = threading.Barrier(len(drafts))

    def unlocked(organisation: int, series: Series, _day: date) -> str:
        given = Decision.objects.filter(authority=organisation).exclude(number="").count()
        with suppress(threading.BrokenBarrierError):
            all_have_counted.wait(timeout=2)
        return f"{given + 1:02d}/{series.value}-{symbol}"

    monkeypatch.setattr(numbers, "next_number", unlocked)
    take_out_lock_and_predicate(monkeypatch)
    given, raised = at_once(_signing(drafts, authority))
    assert len(set(given)) < len(drafts), "two were given one number, or the database had to stop the second"
    assert [error for error in raised if not isinstance(error, IntegrityError)] == []
