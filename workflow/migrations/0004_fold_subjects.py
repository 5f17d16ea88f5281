"""The searched form of the subjects written so far."""

from typing import Final

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from workflow.database.texts import folded

AT_ONCE: Final = 1_000
LONGEST: Final = 300


def fold(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fold every subject, a batch at a time."""
    letters, after = apps.get_model("workflow", "Letter").objects.exclude(subject=""), 0
    while found := list(letters.filter(pk__gt=after).order_by("pk").only("subject")[:AT_ONCE]):
        for letter in found:
            letter.folded_subject = folded(letter.subject)[:LONGEST]
        letters.bulk_update(found, ["folded_subject"])
        after = found[-1].pk


class Migration(migrations.Migration):
    """Fill what 0003 added; going back needs nothing, the column goes with it."""

    dependencies = [("workflow", "0003_letter_folded_subject")]
    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
