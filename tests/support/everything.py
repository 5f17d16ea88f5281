"""Everything the tables hold, so that a test can prove that nothing was written."""

from django.apps import apps
from django.db import connection

Rows = dict[str, frozenset[tuple[object, ...]]]


def everything(*, but: tuple[str, ...] = ()) -> Rows:
    """Every row of every table of the application as the database has it, by table; `but` leaves out tables."""
    models = apps.get_app_config("workflow").get_models(include_auto_created=True)
    tables = [name for model in models if (name := model._meta.db_table) not in but]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One question for all: as text, because what is JSON cannot be put into a set.
            cursor.execute(" UNION ALL ".join(f"SELECT '{name}', t::text FROM \"{name}\" t" for name in tables))
            found: dict[str, set[tuple[object, ...]]] = {name: set() for name in tables}
            for name, row in cursor.fetchall():
                found[name].add((row,))
            return {name: frozenset(some) for name, some in found.items()}
        kept: Rows = {}
        for name in tables:
            cursor.execute(f'SELECT * FROM "{name}"')
            kept[name] = frozenset(cursor.fetchall())
        return kept


def written(before: Rows, after: Rows) -> Rows:
    """The rows that are there now and were not, or that changed, by table."""
    return {table: more for table, some in after.items() if (more := some - before[table])}
