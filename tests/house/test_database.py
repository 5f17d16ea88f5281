"""What the settings promise of each database, read from a live connection."""

import pytest
from django.conf import settings
from django.db import connection, transaction

from config.databases import database

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="These are SQLite's settings.")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="These are PostgreSQL's settings.")


def _ask(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@on_sqlite
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 20_000)]
)
def test_sqlite_keeps_what_it_confirmed_and_checks_its_keys(pragma: str, value: object) -> None:
    assert _ask(f"PRAGMA {pragma}") == value


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_transaction_on_sqlite_takes_the_write_lock_at_once() -> None:
    other = connection.copy()
    try:
        with transaction.atomic(), other.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")
            with pytest.raises(Exception, match="database is locked"):
                cursor.execute("BEGIN IMMEDIATE")
    finally:
        other.close()


@on_postgresql
@pytest.mark.django_db
def test_postgresql_waits_ten_seconds_for_a_lock_and_no_longer() -> None:
    assert _ask("SHOW lock_timeout") == "10s"


@on_postgresql
@pytest.mark.django_db
def test_postgresql_connections_are_pooled() -> None:
    assert connection.settings_dict["OPTIONS"]["pool"]["max_size"] == 20
    assert getattr(connection, "pool", None) is not None


def test_a_request_is_never_one_transaction() -> None:
    assert settings.DATABASES["default"].get("ATOMIC_REQUESTS", False) is False
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="neither SQLite nor PostgreSQL"):
        database("mysql://localhost/nominations")
