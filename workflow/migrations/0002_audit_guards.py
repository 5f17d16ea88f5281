"""The database itself refuses to change the record."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from workflow.audit import triggers


def install(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the guards on."""
    triggers.install(schema_editor.connection)


def remove(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the guards off."""
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """Guards over the audit tables."""

    dependencies = [("workflow", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
