"""Everything the tables hold, so that a test can prove that nothing was written."""

from django.apps import apps
from django.db import connection

Rows = dict[str, list[tuple[object, ...]]]


def everything(*, but: tuple[str, ...] = ()) -> Rows:
    """Every row of every table of the application, by table; `but` names tables that are left out."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("workflow").get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in but:
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted((tuple(map(str, row)) for row in cursor.fetchall()), key=str)
    return found


def written(before: Rows, after: Rows) -> dict[str, list[tuple[object, ...]]]:
    """The rows that are there now and were not, or that changed, by table."""
    return {
        table: more for table, rows in after.items() if (more := [row for row in rows if row not in set(before[table])])
    }
