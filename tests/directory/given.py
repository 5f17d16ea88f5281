"""Posts, bodies and days for the tests of the directory."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tests.support.everything import everything, written
from workflow.audit.models import Entry, PersonalDetail
from workflow.database import rows
from workflow.directory.models import Appointment, Organisation, OrganisationType, Person, Succession
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role


def day(offset: int) -> date:
    """A day so many days from today."""
    return timezone.localdate() + timedelta(days=offset)


def body(code: str, *, since: int = -3000, until: int | None = None, keeps_register: bool = False) -> Organisation:
    """An organisation that exists between two days, counted from today."""
    return Organisation.objects.create(
        code=code,
        name=f"Cơ quan {code} (minh họa)",
        type=OrganisationType.objects.order_by("pk")[0],
        valid_from=day(since),
        valid_until=None if until is None else day(until),
        keeps_register=keeps_register,
    )


def post(
    who: Person, role: Role, at: Organisation, *, since: int = -30, until: int | None = None, kind: str = "HOLDER"
) -> Appointment:
    """An appointment in force between two days, counted from today."""
    return Appointment.objects.create(
        person=who,
        role=role.value,
        organisation=at,
        title="Chuyên viên",
        field="Thi đua" if kind == "DEPUTY" else "",
        kind=kind,
        from_day=day(since),
        until=None if until is None else day(until),
        document="Quyết định minh họa số 1/QĐ",
    )


def succeeds(
    new: Organisation, old: Organisation, *, since: int = -1, carries_work: bool = True, kind: str = "MERGE"
) -> Succession:
    """One body follows another from a day on, counted from today."""
    return Succession.objects.create(
        old=old,
        new=new,
        kind=kind,
        takes_effect=day(since),
        carries_work=carries_work,
        document="Nghị quyết minh họa số 2/NQ",
    )


def administrator(cast: Cast) -> dict[str, Any]:
    """The administrator, as the commands of the directory take it."""
    return {"by": cast.user("administrator"), "capacity": cast.post("administrator", Role.ADMINISTRATOR)}


@contextmanager
def denied() -> Iterator[None]:
    """What happens inside is refused for lack of authority, in words, and nothing is written."""
    before = everything()
    with pytest.raises(PermissionDenied) as raised:
        yield
    assert str(raised.value)
    assert written(before, everything()) == {}


@contextmanager
def invalid(fields: Mapping[str, Sequence[str]]) -> Iterator[None]:
    """What happens inside is refused by these fields with these codes, in words, and nothing is written."""
    before = everything()
    with pytest.raises(ValidationError) as raised:
        yield
    assert {name: [one.code for one in some] for name, some in raised.value.error_dict.items()} == fields
    assert all(message for messages in raised.value.message_dict.values() for message in messages)
    assert written(before, everything()) == {}


def last_entry(stream: str) -> tuple[str, int | None, dict[str, Any], dict[str, Any]]:
    """The newest entry of a stream: its deed, who did it, its data and its personal detail."""
    entry = Entry.objects.filter(stream=stream).latest("seq")
    detail = PersonalDetail.objects.filter(stream=stream, seq=entry.seq).first()
    personal = rows.loads(detail.detail) if detail else {}
    return entry.deed, entry.person_id, rows.loads(entry.payload)["data"], personal
