"""The test base itself: a flush that gets past the record's guards and leaves them in place."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import TransactionTestCase

from workflow.audit import triggers
from workflow.audit.models import Entry
from workflow.audit.record import Deed, record


@pytest.mark.django_db(transaction=True)
def test_a_flush_empties_the_record_and_puts_its_guards_back() -> None:
    record([Deed("nomination:1", "DRAFTED", person=1)], at=datetime(2026, 3, 2, 5, tzinfo=UTC))
    assert Entry.objects.count() == 1
    TransactionTestCase()._fixture_teardown()  # type: ignore[attr-defined]  # noqa: SLF001 -- Django has no public name for it
    assert Entry.objects.count() == 0
    assert triggers.missing(connection) == []
