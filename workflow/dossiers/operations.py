"""The acts that were done, each known by its id."""

from django.db import models


class Operation(models.Model):
    """One act of one person, claimed by its id: the same id returns the first report."""

    id = models.CharField(primary_key=True, max_length=64)
    person_id = models.BigIntegerField(null=True)
    asked = models.CharField(max_length=64)
    report = models.JSONField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id
