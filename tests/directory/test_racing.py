"""Two administrators do the same at once, over real connections: one does it, the other is told soon."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from tests.directory.given import administrator, body, day, post
from tests.support.racing import answers_at_once
from workflow.audit.verify import verify
from workflow.directory import commands
from workflow.directory.commands import appoint, delegate, end_appointment, end_delegation
from workflow.directory.models import Appointment, Delegation, Organisation
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.refused import Refused
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

THREADS = 8
DOCUMENT = "Quyết định minh họa số 12/QĐ-SNV"

pytestmark = pytest.mark.django_db(transaction=True)


def _met(deed: Callable[[], Any]) -> str:
    """What whoever does it meets: nothing, or the fields and codes of the refusal, or another error."""
    try:
        deed()
    except ValidationError as error:
        return ",".join(f"{name}: {one.code}" for name, some in error.error_dict.items() for one in some)
    except (IntegrityError, Refused) as error:
        return type(error).__name__
    return "done"


def _appointing(cast: Cast, where: Organisation) -> Callable[[], Any]:
    given: dict[str, Any] = {"title": "Giám đốc", "document": DOCUMENT, "from_day": day(0)}
    return partial(appoint, cast.person("nominee-70"), Role.UNIT_HEAD, where, **administrator(cast), **given)


def test_one_of_many_who_appoint_to_one_post_at_once_does_it(cast: Cast) -> None:
    for number in range(6):
        where = body(f"moi-{number}")
        met = answers_at_once([partial(_met, _appointing(cast, where))] * THREADS)
        assert sorted(met) == ["done"] + ["from_day: twice"] * (THREADS - 1)
        assert Appointment.objects.filter(organisation=where).count() == 1
    assert verify(expectations()).is_clean


def test_without_the_lock_the_database_itself_has_to_refuse(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof that the test above can fail. SQLite has no such lock: its transactions take turns."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's IMMEDIATE transactions take turns; there is no lock to take out.")
    where, check = body("moi"), commands._check_appointment  # noqa: SLF001 -- the moment between the look and the row

    def slow(*given: Any) -> None:
        check(*given)
        time.sleep(0.1)

    monkeypatch.setattr(commands, "_check_appointment", slow)
    monkeypatch.setattr(commands, "hold", lambda _organisation: None)
    assert "IntegrityError" in answers_at_once([partial(_met, _appointing(cast, where))] * 2)


def test_one_end_of_many_at_once_holds(cast: Cast) -> None:
    """Whoever comes later finds an earlier end: an end is never put off."""
    appointment = post(cast.person("nominee-70"), Role.UNIT_HEAD, body("moi"))
    ends = [
        partial(end_appointment, Appointment.objects.get(pk=appointment.pk), day(n), document=DOCUMENT)
        for n in range(THREADS)
    ]
    met = answers_at_once([partial(_met, partial(end, **administrator(cast))) for end in ends])
    assert set(met) <= {"done", "last_day: ended"}
    assert met[0] == "done"
    assert Appointment.objects.get(pk=appointment.pk).until == day(0)
    assert verify(expectations()).is_clean


@contextmanager
def _held(where: Organisation) -> Iterator[None]:
    """Somebody else works on the body, and whoever waits for it waits a moment only."""
    other = connection.copy()
    wait, again = ("PRAGMA busy_timeout = 50", "PRAGMA busy_timeout = 20000")
    if connection.vendor == "postgresql":
        wait, again = ("SET lock_timeout = '50ms'", "SET lock_timeout = '10s'")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
            cursor.execute("UPDATE workflow_organisation SET name = name WHERE id = %s", [where.pk])
            with connection.cursor() as mine:
                mine.execute(wait)
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()
        with connection.cursor() as mine:
            mine.execute(again)


def _deeds(cast: Cast) -> dict[str, Callable[[], Any]]:
    head = cast.post("nnmt-head", Role.UNIT_HEAD)
    given: dict[str, Any] = {
        "transitions": [Transition.NOT_ENDORSE],
        "kind": "TUQ",
        "from_day": day(0),
        "until": day(5),
        "document": DOCUMENT,
    }
    made = delegate(head, cast.person("nnmt-clerk"), cast.user("nnmt-head"), **given)
    return {
        "appoint": _appointing(cast, head.organisation),
        "end_appointment": partial(end_appointment, head, day(0), document=DOCUMENT, **administrator(cast)),
        "delegate": partial(delegate, head, cast.person("nnmt-officer"), cast.user("nnmt-head"), **given),
        "end_delegation": partial(end_delegation, made, day(0), document=DOCUMENT, **administrator(cast)),
    }


@pytest.mark.parametrize("deed", ["appoint", "end_appointment", "delegate", "end_delegation"])
def test_whoever_waits_too_long_is_told_and_nothing_is_written(cast: Cast, deed: str) -> None:
    do = _deeds(cast)[deed]
    counts = Appointment.objects.count(), Delegation.objects.count()
    with _held(cast.organisation("so-nnmt")), pytest.raises(Refused) as refused:
        do()
    assert [one.rule for one in refused.value.all] == ["busy"]
    assert (Appointment.objects.count(), Delegation.objects.count()) == counts
    assert do()
    assert verify(expectations()).is_clean
