"""Decisions are searched as letters are, and both by their numbers without marks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The searched forms beside subject and number."""

    dependencies = [("workflow", "0004_fold_subjects")]
    operations = [
        migrations.AddField(
            model_name="decision",
            name="folded_subject",
            field=models.CharField(blank=True, default="", editable=False, max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="decision",
            name="folded_number",
            field=models.CharField(blank=True, default="", editable=False, max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="letter",
            name="folded_number",
            field=models.CharField(blank=True, default="", editable=False, max_length=60),
            preserve_default=False,
        ),
    ]
