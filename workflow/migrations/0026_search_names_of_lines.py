"""The searched words of the names that decisions have, and the index by which PostgreSQL finds them."""

from typing import Final

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from workflow.database.texts import searched

AT_ONCE: Final = 1_000
LONGEST: Final = 250
INDEX: Final = "decisionline_searched_name"


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The words of every name, a batch at a time."""
    lines, after = apps.get_model("workflow", "DecisionLine").objects.order_by("pk"), 0
    while found := list(lines.filter(pk__gt=after).only("name")[:AT_ONCE]):
        for line in found:
            line.searched_name = searched(line.name)[:LONGEST]
        lines.bulk_update(found, ["searched_name"])
        after = found[-1].pk


def index(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On PostgreSQL; SQLite reads the lines, of which an embedded house has few."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX {INDEX} ON workflow_decisionline USING gin (to_tsvector('simple', searched_name))"
        )


def drop(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the index away."""
    schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    """Fill what 0022 added; going back, the column goes with it."""

    dependencies = [
        ('workflow', '0025_public_register'),
    ]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(index, drop),
    ]
