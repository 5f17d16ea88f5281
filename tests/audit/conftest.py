"""What the tests of the record share: a guarded database, and ways to tamper with it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from workflow.audit import triggers
from workflow.audit.record import Deed, record

NOON = datetime(2026, 3, 2, 5, 0, 0, 123456, tzinfo=UTC)

Tamper = Callable[..., int]


@pytest.fixture
def guarded(db: None) -> None:  # noqa: ARG001
    """A database with its guards, whether or not migrations put them there."""
    triggers.install(connection)


@pytest.fixture
def guarded_for_real(transactional_db: None) -> Iterator[None]:  # noqa: ARG001
    """The same outside any transaction; the guards come off for the flush."""
    triggers.install(connection)
    yield
    triggers.remove(connection)


@pytest.fixture
def tamper(guarded: None) -> Tamper:  # noqa: ARG001
    """Run SQL as somebody does who can take the guards off, and put them back."""

    def run(sql: str, *parameters: Any) -> int:
        triggers.remove(connection)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            touched = int(cursor.rowcount)
        triggers.install(connection)
        return touched

    return run


@pytest.fixture
def history(guarded: None) -> None:  # noqa: ARG001
    """Three streams: five deeds on nomination 1, three on nomination 2, one on letter 3."""
    record(
        [
            Deed(f"nomination:{nomination}", f"DEED_{n}", person=7, on_behalf_of=9, data={"to": f"STATE_{n}", "n": n})
            for nomination, deeds in ((1, 5), (2, 3))
            for n in range(1, deeds + 1)
        ],
        at=NOON,
        operation="op-1",
    )
    record([Deed("letter:3", "LETTER_SIGNED", personal={"name": "Nguyễn Thị Hòa"})], at=NOON)
