"""The searched forms of the numbers given so far, and of the subjects of decisions."""

from collections.abc import Sequence
from typing import Final

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from workflow.database.texts import folded

AT_ONCE: Final = 1_000
LONGEST: Final = {"subject": 300, "number": 60}


def fold(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fold what 0005 added, a batch at a time."""
    _fold(apps, "Letter", ("number",))
    _fold(apps, "Decision", ("subject", "number"))


def _fold(apps: Apps, model: str, columns: Sequence[str]) -> None:
    every, after = apps.get_model("workflow", model).objects.order_by("pk").only(*columns), 0
    while found := list(every.filter(pk__gt=after)[:AT_ONCE]):
        for one in found:
            for column in columns:
                setattr(one, f"folded_{column}", folded(getattr(one, column))[: LONGEST[column]])
        every.bulk_update(found, [f"folded_{column}" for column in columns])
        after = found[-1].pk


class Migration(migrations.Migration):
    """Fill what 0005 added; going back needs nothing, the columns go with it."""

    dependencies = [("workflow", "0005_folded_numbers")]
    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
