"""What a draft correction says: how each of its lines is to read, until it is signed into the annexed list."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models

from workflow.database import rows
from workflow.decisions.models import Decision


class CorrectedText(models.Model):
    """Name, title and unit of one line as a draft correction has them, and why.

    The signature copies them into the annexed list; from then on they stand there.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="corrected_texts")
    nomination = models.ForeignKey("workflow.Nomination", models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    title = models.CharField(max_length=250, blank=True)
    unit = models.CharField(max_length=250, blank=True)
    reason = models.CharField(max_length=1000)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["decision", "nomination"], name="corrected_text_once")]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.name}"


Texts = dict[int, tuple[str, str, str]]


def texts_of(decision: int) -> tuple[Texts, dict[int, str]]:
    """Name, title and unit of each line of a draft correction, and the reasons; nothing of another draft."""
    found = rows.fetch(
        "SELECT nomination_id, name, title, unit, reason FROM workflow_correctedtext WHERE decision_id = %s", [decision]
    )
    return {row[0]: (row[1], row[2], row[3]) for row in found}, {row[0]: row[4] for row in found}


def take_along(was: int, becomes: int, lines: Iterable[int]) -> None:
    """Lines that go to a draft of their own take along how they are to read."""
    rows.execute(
        f"UPDATE workflow_correctedtext SET decision_id = %s WHERE decision_id = %s AND {rows.among('nomination_id')}",
        [becomes, was, rows.array(lines)],
    )
