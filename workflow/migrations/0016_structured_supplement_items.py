"""Items of a request name the part of the nomination that they are about, how it is answered and whether it is accepted.

What was asked before in words alone stays: each is another matter, and its request goes on leaving the whole line open.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def tell_what_became_of_items(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """An item that was answered counts as done. One that was not when its request was closed was not given in time."""
    items = apps.get_model("workflow", "SupplementItem").objects.all()
    items.filter(answered_at__isnull=False).update(reply="DONE")
    for request in apps.get_model("workflow", "SupplementRequest").objects.exclude(closed_at=None).iterator():
        items.filter(request=request.pk, answered_at=None).update(accepted=False, settled_at=request.closed_at)


class Migration(migrations.Migration):
    """The columns, then what they say of the rows that are there; going back needs nothing, the columns go."""

    dependencies = [("workflow", "0015_signature_block")]

    operations = [
        migrations.AddField(
            model_name="supplementrequest",
            name="whole_line",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="supplementrequest",
            name="whole_line",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="supplementitem",
            name="kind",
            field=models.CharField(
                choices=[
                    ("DOCUMENT", "paper"),
                    ("CRITERION", "criterion"),
                    ("FIELD", "field"),
                    ("OTHER", "another matter"),
                ],
                default="OTHER",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="supplementitem",
            name="target",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="supplementitem",
            name="added_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="supplementitem",
            name="reply",
            field=models.CharField(
                blank=True,
                choices=[("DONE", "done"), ("CANNOT", "cannot be given")],
                default="",
                max_length=8,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="supplementitem",
            name="accepted",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="supplementitem",
            name="remark",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="supplementitem",
            name="settled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workflow.person",
            ),
        ),
        migrations.AddField(
            model_name="supplementitem",
            name="settled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(tell_what_became_of_items, migrations.RunPython.noop),
    ]
