"""What all tests share: which database they run on, and a flush that gets past the record's guards."""

import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase

from workflow.audit import triggers


def pytest_report_header(config: pytest.Config) -> str:  # noqa: ARG001 -- pytest's own signature
    """Name the database at the head of every run."""
    return f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2].upper()}"


_flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # noqa: SLF001 -- Django has no hook around its flush


def _flush_without_guards(case: TransactionTestCase) -> None:
    """The database refuses DELETE and TRUNCATE on the record; a test's flush is the one exception."""
    databases = [connections[alias] for alias in case._databases_names(include_mirrors=False)]  # type: ignore[attr-defined]  # noqa: SLF001 -- as above
    for connection in databases:
        triggers.remove(connection)
    try:
        _flush(case)
    finally:
        for connection in databases:
            triggers.install(connection)


TransactionTestCase._fixture_teardown = _flush_without_guards  # type: ignore[attr-defined]  # noqa: SLF001 -- as above
