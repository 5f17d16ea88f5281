"""Instances of models from rows of own SQL, for what every page reads and the ORM would compile anew each time."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, models

from workflow.database import rows

_Model = TypeVar("_Model", bound=models.Model)


def columns(model: type[models.Model], alias: str) -> str:
    """All columns of the model's table under an alias, in the order that `instance` takes them."""
    return ", ".join(f"{alias}.{name}" for name in _fields(model)[1])


def instance(model: type[_Model], row: Sequence[Any], start: int = 0) -> tuple[_Model, int]:
    """The instance whose columns begin at this place of the row, and the place after them."""
    names, listed, conversions = _fields(model)
    values = list(row[start : start + len(listed)])
    for place, convert in conversions:
        values[place] = convert(values[place])
    return model.from_db(DEFAULT_DB_ALIAS, names, values), start + len(listed)


@cache
def _fields(
    model: type[models.Model],
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[int, Callable[[Any], Any]], ...]]:
    """The attributes and columns of a model, and what turns the driver's values into those of its fields."""
    connection = rows.connection_for()
    fields = model._meta.concrete_fields
    conversions = []
    for place, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        converters = (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
        conversions += [(place, _bound(convert, column)) for convert in converters]
    return tuple(one.attname for one in fields), tuple(str(one.column) for one in fields), tuple(conversions)


def _bound(convert: Callable[..., Any], column: Any) -> Callable[[Any], Any]:
    return lambda value: convert(value, column, rows.connection_for())
