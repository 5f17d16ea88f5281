"""A condition in own SQL on columns of the row that a query of the ORM gives."""

import re
from collections.abc import Sequence
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F
from django.db.models.sql.compiler import SQLCompiler

_COLUMN: Final = re.compile(r"\{row\.(\w+)\}")


class Condition(Expression):
    """True for the rows for which `text` holds: SQL in which `{row.unit_id}` is that column of the row.

    For rules that every page asks for, and that the ORM would put together anew each time. The
    columns stay the ORM's own, so that the query may stand inside another one. `text` is always
    our own, never a person's, and filled (see `rows.fill`); each `%s` in it takes one of `parameters`.
    """

    conditional = True
    output_field = BooleanField()

    def __init__(self, text: str, parameters: Sequence[Any]) -> None:
        super().__init__()
        self.text, self.parameters = text, tuple(parameters)
        self.columns: list[Any] = [F(name) for name in dict.fromkeys(_COLUMN.findall(text))]

    def get_source_expressions(self) -> list[Any]:
        """The columns of the row, in the order in which the text first names them."""
        return self.columns

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """Take the columns as the query at hand names them."""
        self.columns = list(exprs)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:  # noqa: ARG002 -- Django's signature
        """The text with the columns in their places."""
        names = dict.fromkeys(_COLUMN.findall(self.text))
        columns = {name: compiler.compile(column)[0] for name, column in zip(names, self.columns, strict=True)}
        return f"({_COLUMN.sub(lambda found: columns[found[1]], self.text)})", self.parameters
