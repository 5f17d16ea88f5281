"""Damage done the way an administrator of the database could do it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

Sql = Callable[..., int]


@pytest.fixture
def sql(db: None) -> Sql:  # noqa: ARG001 -- asks for the database
    """Run one statement past the house; how many rows it touched."""

    def run(text: str, *parameters: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(text, parameters)
            return int(cursor.rowcount)

    return run


@pytest.fixture
def unchecked(sql: Sql) -> Iterator[Sql]:
    """The same with the check of the database taken off that keeps open lines on cases."""
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("ALTER TABLE workflow_nomination DROP CONSTRAINT nomination_open_on_a_case")
        yield sql
        return
    sql("PRAGMA ignore_check_constraints = ON")
    yield sql
    sql("PRAGMA ignore_check_constraints = OFF")
