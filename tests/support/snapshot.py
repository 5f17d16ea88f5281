"""What the tables hold once the province is loaded, and the way back to it after a test with real transactions.

Django's flush empties the tables and sets up permissions and content types anew; the province would have to be
loaded after it for each such test. Its rows are kept as the database gives them, and put back as they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.core.management.sql import sql_flush
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from workflow.audit import triggers


@dataclass(frozen=True)
class Table:
    """The rows of one table."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def taken(connection: BaseDatabaseWrapper) -> list[Table]:
    """Every table that holds something, but for Django's list of migrations, which no flush touches."""
    tables = []
    with connection.cursor() as cursor:
        for name in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            found = cursor.fetchall()
            if found:
                tables.append(Table(name, [column[0] for column in cursor.description], found))
    return tables


def put_back(connection: BaseDatabaseWrapper, tables: Sequence[Table]) -> None:
    """Empty the database and fill it with these rows; the guards of the record stand aside meanwhile."""
    triggers.remove(connection)
    try:
        connection.ops.execute_sql_flush(sql_flush(no_style(), connection))
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for table in tables:
                cursor.executemany(_insert(connection, table), table.rows)
            models = [model for config in apps.get_app_configs() for model in config.get_models()]
            for reset in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(reset)
    finally:
        triggers.install(connection)


def _insert(connection: BaseDatabaseWrapper, table: Table) -> str:
    quoted = connection.ops.quote_name
    columns, places = ", ".join(map(quoted, table.columns)), ", ".join(["%s"] * len(table.columns))
    return f"INSERT INTO {quoted(table.name)} ({columns}) VALUES ({places})"
