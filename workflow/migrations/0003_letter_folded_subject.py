"""Letters are searched by words of the subject without marks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The searched form of the subject beside it."""

    dependencies = [("workflow", "0002_audit_guards")]
    operations = [
        migrations.AddField(
            model_name="letter",
            name="folded_subject",
            field=models.CharField(blank=True, default="", editable=False, max_length=300),
            preserve_default=False,
        ),
    ]
