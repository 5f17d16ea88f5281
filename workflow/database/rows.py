"""Rows that travel as one parameter set."""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

type_of_array: Final[Mapping[str, str]] = {
    "AutoField": "bigint",
    "BigAutoField": "bigint",
    "BigIntegerField": "bigint",
    "IntegerField": "bigint",
    "PositiveBigIntegerField": "bigint",
    "PositiveIntegerField": "bigint",
    "PositiveSmallIntegerField": "bigint",
    "SmallIntegerField": "bigint",
    "BooleanField": "boolean",
    "DateField": "date",
    "DateTimeField": "timestamptz",
    "JSONField": "jsonb",
    "UUIDField": "uuid",
    "CharField": "text",
    "TextField": "text",
}

Row = Sequence[Any]


def connection_for(using: str = DEFAULT_DB_ALIAS) -> BaseDatabaseWrapper:
    """The connection on which an act runs."""
    return connections[using]


@cache
def is_postgresql() -> bool:
    """Whether the default database is PostgreSQL (else it is SQLite). A process has one kind for its whole life."""
    return connection_for().vendor == "postgresql"


def array(values: Iterable[int | str]) -> Any:
    """One parameter that holds many values; pairs with `among`."""
    listed = list(values)
    return _literal(listed) if is_postgresql() else json.dumps(listed)


def among(column: str, kind: str = "bigint") -> str:
    """SQL that is true when `column` is one of the values of one `array` parameter."""
    if is_postgresql():
        return f"{column} = ANY(%s::{kind}[])"
    return f"{column} IN (SELECT value FROM json_each(%s))"


def within(column: str, query: str) -> str:
    """SQL that is true when `column` is one of the values of a query that gives few.

    PostgreSQL runs the query first and goes by the index; for a plain IN it may walk a whole table.
    """
    return f"{column} = ANY(ARRAY({query}))" if is_postgresql() else f"{column} IN ({query})"


def fill(sql: str) -> str:
    """Fill the words in which the two databases differ: write SQL once, with these in braces.

    `{object}` builds a JSON object from key, value, …; `{list}` gathers values to a JSON list;
    `{json}` marks a sub-select as JSON; `{for_update}`, `{for_share}` and, for some tables of a join,
    `{for_UPDATE_of:t}` or `{for_SHARE_of:t}` lock (SQLite's IMMEDIATE transaction has locked
    already); `{true}` and `{false}` are the truth values.
    """
    return _filled(sql, "postgresql" if is_postgresql() else "sqlite")


@cache
def _filled(sql: str, vendor: str) -> str:
    words = (
        {
            "object": "jsonb_build_object",
            "list": "jsonb_agg",
            "json": "to_jsonb",
            "for_update": "FOR UPDATE",
            "for_no_key_update": "FOR NO KEY UPDATE",
            "for_share": "FOR SHARE",
            "true": "TRUE",
            "false": "FALSE",
            "text": "text",
        }
        if vendor == "postgresql"
        else {
            "object": "json_object",
            "list": "json_group_array",
            "json": "json",
            "for_update": "",
            "for_no_key_update": "",
            "for_share": "",
            "true": "1",
            "false": "0",
            "text": "text",
        }
    )
    for word, means in words.items():
        sql = sql.replace("{" + word + "}", means)
    return re.sub(r"\{for_(\w+)_of:([\w, ]+)\}", r"FOR \1 OF \2" if vendor == "postgresql" else "", sql)


def fetch(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement and return its rows. `sql` is always our own text, never a person's."""
    with _cursor() as cursor:
        cursor.execute(fill(sql), _adapted(parameters))
        return list(cursor.fetchall())


def execute(sql: str, parameters: Sequence[Any] = ()) -> int:
    """Run one statement and return the number of rows it touched."""
    with _cursor() as cursor:
        cursor.execute(fill(sql), _adapted(parameters))
        return int(cursor.rowcount)


class _Logged(psycopg.Cursor[Any]):
    """psycopg's own cursor; it remembers what was sent, for Django's log of statements."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_Logged":
        """As psycopg's."""
        super().execute(query, params, **options)
        self._query = _Said(psycopg.ClientCursor(self.connection).mogrify(query, params).encode())  # type: ignore[assignment]
        return self


class _Said(NamedTuple):
    query: bytes


class _OnSQLite(sqlite3.Cursor):
    """sqlite3's own cursor; it takes the same text as psycopg's."""

    def execute(self, query: str, params: Any = (), /) -> "_OnSQLite":
        """As sqlite3's, with %s for a parameter."""
        super().execute(_marked(query), params)
        return self


@cache
def _marked(query: str) -> str:
    return query.replace("%s", "?").replace("%%", "%")


def _cursor() -> CursorWrapper:
    """A cursor whose statements the database keeps prepared: ours are few, long, and asked again and again.

    Django's own cursor sends PostgreSQL the values inside the text, so that each is planned anew,
    and rewrites each text for SQLite.
    """
    connection = connection_for()
    connection.ensure_connection()
    logged = connection.queries_logged
    kind = (_Logged if logged else psycopg.Cursor) if is_postgresql() else _OnSQLite
    cursor = kind(connection.connection)
    return connection.make_debug_cursor(cursor) if logged else connection.make_cursor(cursor)  # type: ignore[arg-type]  # as Django calls it


def _adapted(parameters: Sequence[Any]) -> Sequence[Any]:
    """Single instants and days as Django writes them: SQLite's driver would add a zone."""
    if is_postgresql() or not any(isinstance(one, date) for one in parameters):
        return parameters
    return [_sqlite(one) if isinstance(one, date) else one for one in parameters]


def loads(value: Any) -> Any:
    """A JSON value as the driver gave it, as Python objects."""
    return json.loads(value) if isinstance(value, str | bytes) else value


def instant(value: Any) -> datetime | None:
    """An instant as the driver gave it (SQLite gives text), in UTC."""
    if value is None or isinstance(value, datetime):
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)
    read = datetime.fromisoformat(value)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def day(value: Any) -> date | None:
    """A date as the driver gave it (SQLite gives text)."""
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value  # type: ignore[no-any-return]


def given(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Row], *, names: Sequence[str] = ()
) -> tuple[str, list[Any]]:
    """A table expression `given(column, …)` with its parameters, for many rows of `model`'s columns.

    `columns` are database column names, `names` what they are called in `given` when that differs.
    Two or five hundred rows are one statement of the same text.
    """
    text, kinds = _source(model, tuple(columns), tuple(names or columns), is_postgresql())
    if is_postgresql():
        parameters: list[Any] = []
        for i, kind in enumerate(kinds):
            column = [row[i] for row in rows]
            parameters.append(_literal([_plain(value) for value in column] if kind == "jsonb" else column))
        return text, parameters
    if "jsonb" in kinds:
        rows = [[_plain(value) if kinds[i] == "jsonb" else value for i, value in enumerate(row)] for row in rows]
    return text, [_for_sqlite(rows)]


@cache
def _source(
    model: type[models.Model],
    columns: tuple[str, ...],
    names: tuple[str, ...],
    on_postgresql: bool,  # noqa: FBT001 -- only keeps the two texts apart
) -> tuple[str, tuple[str, ...]]:
    kinds = tuple(_kind(model, column) for column in columns)
    if on_postgresql:
        arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
        return f"(SELECT * FROM unnest({arrays}) AS u({', '.join(names)})) AS given", kinds
    picks = ", ".join(f"value ->> {i} AS {name}" for i, name in enumerate(names))
    return f"(SELECT {picks} FROM json_each(%s)) AS given", kinds


def insert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    returning: str = "",
    unless_there: bool = False,
) -> list[tuple[Any, ...]]:
    """Insert many rows by one statement.

    `returning` names columns to get back (in no promised order); `unless_there` skips rows that a
    unique index already holds and returns only the new ones.
    """
    if not rows:
        return []
    source, parameters = given(model, columns, rows)
    names = ", ".join(columns)
    # "WHERE true" keeps SQLite from reading ON CONFLICT as a join condition.
    sql = f"INSERT INTO {model._meta.db_table} ({names}) SELECT {names} FROM {source} WHERE true"
    if unless_there:
        sql += " ON CONFLICT DO NOTHING"
    if returning:
        return fetch(f"{sql} RETURNING {returning}", parameters)
    execute(sql, parameters)
    return []


def update_rows(
    model: type[models.Model], key: str, columns: Sequence[str], rows: Sequence[Row], *, also: str = "", where: str = ""
) -> int:
    """Update many rows by one statement, each with its own values; return the number of rows touched.

    Each row is (key, values of `columns` …). `also` is further SQL for the SET list and `where` a
    further condition; both may use `t` (the table) and `given` (the row).
    """
    if not rows:
        return 0
    source, parameters = given(model, [key, *columns], rows)
    sets = ", ".join([f"{column} = given.{column}" for column in columns] + ([also] if also else []))
    condition = f"t.{key} = given.{key}" + (f" AND {where}" if where else "")
    return execute(
        f"UPDATE {model._meta.db_table} AS t SET {sets} FROM {source} WHERE {condition}",
        parameters,
    )


def _kind(model: type[models.Model], column: str) -> str:
    for field in model._meta.concrete_fields:
        if field.column == column:
            target = field
            while target.remote_field is not None and isinstance(target, models.ForeignKey):
                target = target.target_field
            return type_of_array[target.get_internal_type()]
    message = f"{model.__name__} has no column {column}"
    raise LookupError(message)


def _literal(values: Sequence[Any]) -> str:
    """PostgreSQL's text of an array; every use casts it.

    The driver writes lists element by element with a regular expression. Here all elements are
    quoted by three passes over one text, in which U+0000 parts them: no value that PostgreSQL keeps
    can hold that sign. Raises `ValueError` for one that does.
    """
    if not values:
        return "{}"
    if None in values:
        return "{" + ",".join(["NULL" if value is None else _literal([value])[1:-1] for value in values]) + "}"
    texts = [value if isinstance(value, str) else str(value) for value in values]
    joined = "\0".join(texts)
    if joined.count("\0") != len(texts) - 1:
        message = "A value holds U+0000, which no text of the database can hold."
        raise ValueError(message)
    return '{"' + joined.replace("\\", "\\\\").replace('"', '\\"').replace("\0", '","') + '"}'


def _plain(value: Any) -> Any:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@lru_cache(maxsize=64)
def _sqlite(value: Any) -> str:
    """Dates and instants as Django writes them on SQLite: UTC, without a zone."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


_for_sqlite: Final = json.JSONEncoder(default=_sqlite, check_circular=False).encode
