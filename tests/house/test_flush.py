"""The test base itself: what a test with real transactions leaves behind is undone, and the guards stand again."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests.support.snapshot import taken
from workflow.audit import triggers
from workflow.audit.models import Entry
from workflow.audit.record import Deed, record
from workflow.directory.models import Organisation, OrganisationType


@pytest.mark.django_db(transaction=True)
def test_the_province_stands_again_with_its_guards_after_real_transactions() -> None:
    before = taken(connection)
    Organisation.objects.filter(code="ban-tdkt").update(name="Ban khác")
    record([Deed("nomination:1", "DRAFTED", person=1)], at=datetime(2026, 3, 2, 5, tzinfo=UTC))
    assert Entry.objects.count() == 1
    TransactionTestCase()._fixture_teardown()  # type: ignore[attr-defined]  # noqa: SLF001 -- Django has no public name for it
    assert Entry.objects.count() == 0
    assert taken(connection) == before
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_keys_go_on_after_those_of_the_province() -> None:
    TransactionTestCase()._fixture_teardown()  # type: ignore[attr-defined]  # noqa: SLF001 -- as above
    last = OrganisationType.objects.latest("pk").pk
    assert OrganisationType.objects.create(code="moi", name="Loại mới").pk == last + 1
