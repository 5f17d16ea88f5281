"""The register under many hands at once, over real connections: dense and unique; and what its locks are for."""

import time
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError

from tests.appraisal.proof import nothing_is_wrong
from tests.certificates.given import REQUEST, Office, certificates_of
from tests.support.racing import at_once, slowly, take_out_lock_and_predicate
from tests.support.walk import R3
from workflow.certificates import register
from workflow.certificates.models import Certificate
from workflow.certificates.register import enter_certificates, replace_certificate
from workflow.database import rows
from workflow.directory.models import NumberRegister
from workflow.directory.numbers import Series
from workflow.dossiers.reports import Refused
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 16


def many(office: Office, count: int, first: int = 0) -> Any:
    """An issued decision with so many awards."""
    entries = [drafts.household(f"Hộ ông Đặng {first + n:02d}", R3.award_form) for n in range(count)]
    return office.issued(entries=entries)[0]


def numbers() -> list[int]:
    """The numbers of the register, in their order."""
    return sorted(Certificate.objects.values_list("number", flat=True))


def test_sixteen_hands_at_once_leave_no_number_out_and_give_none_twice(cast: Cast) -> None:
    office = Office(cast, R3)
    decision, other = many(office, HANDS - 1), many(office, 3, first=50)
    enter_certificates(decision, **office.acts)
    deeds = [
        partial(replace_certificate, one, **office.acts, ground="LOST", document=REQUEST)
        for one in certificates_of(decision)
    ]
    done, raised = at_once([*deeds, partial(enter_certificates, other, **office.head)])
    assert (len(done), raised) == (HANDS, [])
    every = 2 * (HANDS - 1) + 3
    assert numbers() == list(range(1, every + 1))
    assert NumberRegister.objects.get(organisation=decision.authority_id, series=Series.AWARDS).last == every
    block = [one.number for one in certificates_of(other)]
    assert block == list(range(block[0], block[0] + 3)), "the certificates of one decision stand together"
    nothing_is_wrong()


def test_one_decision_is_entered_by_one_of_the_clerks_who_race(cast: Cast) -> None:
    office = Office(cast, R3)
    decision = many(office, 3)
    done, raised = at_once([partial(enter_certificates, decision, **office.acts) for _hand in range(HANDS)])
    assert len(done) == 1
    assert [[one.rule for one in error.all] for error in raised if isinstance(error, Refused)] == [["entered"]] * (
        HANDS - 1
    )
    assert numbers() == [1, 2, 3]


def test_a_refused_deed_gives_its_number_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(cast, R3)
    decision = many(office, 2)

    def fails(*_given: Any, **_named: Any) -> Any:
        message = "the disk is full"
        raise OSError(message)

    with monkeypatch.context() as broken:
        broken.setattr(rows, "insert_rows", fails)
        with pytest.raises(OSError, match="full"):
            enter_certificates(decision, **office.acts)
    enter_certificates(decision, **office.acts)
    assert numbers() == [1, 2]


def test_a_register_that_looks_and_then_writes_gives_numbers_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same race against a twin without its counter row and its locks: the database has to stop it."""
    office = Office(cast, R3)
    decision = many(office, HANDS)
    enter_certificates(decision, **office.acts)
    take_out_lock_and_predicate(monkeypatch)
    monkeypatch.setattr(register, "next_numbers", _looks_and_then_writes)
    deeds = [
        partial(replace_certificate, one, **office.acts, ground="LOST", document=REQUEST)
        for one in certificates_of(decision)
    ]
    _done, raised = at_once(deeds)
    assert any(isinstance(error, IntegrityError) for error in raised)


def _looks_and_then_writes(organisation: int, _series: Series, year: int, count: int) -> range:
    of_year = Certificate.objects.filter(authority=organisation, year=year)
    last = max(of_year.values_list("number", flat=True), default=0)
    time.sleep(0.01)
    return range(last + 1, last + count + 1)


def test_a_decision_read_without_its_lock_is_entered_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock all see the same lines without a certificate; only the database stops the second."""
    office = Office(cast, R3)
    decision = many(office, 3)
    take_out_lock_and_predicate(monkeypatch)
    slowly(monkeypatch, register, "next_numbers")
    done, raised = at_once([partial(enter_certificates, decision, **office.acts) for _hand in range(HANDS)])
    assert any(isinstance(error, IntegrityError) for error in raised)
    assert len(done) <= 1
