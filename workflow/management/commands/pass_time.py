"""Do what the passing of time does: supplements overdue, rounds closed, replies that did not come.

Uploaded lists and drafts of forms that wait too long are forgotten. Run it daily.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils import timezone

from workflow.database import rows
from workflow.dossiers.act import SYSTEM
from workflow.dossiers.door import apply_transition
from workflow.dossiers.uploaded import forget_lists
from workflow.pages.drafts import forget_drafts
from workflow.procedure.transitions import Transition

AT_ONCE: Final = 200

# Only lines that may be due are asked for; the door judges each.
_OVERDUE: Final = (
    "SELECT n.id FROM workflow_nomination n JOIN workflow_supplementrequest q ON q.nomination_id = n.id"
    " AND q.closed_at IS NULL WHERE n.state = %s AND q.reply_by < %s ORDER BY n.id"
)
_CLOSED: Final = (
    "SELECT n.id FROM workflow_nomination n LEFT JOIN workflow_round r ON r.id = n.round_id"
    " WHERE n.state = %s AND CASE WHEN n.round_id IS NULL THEN n.reply_by ELSE r.closes_on END < %s ORDER BY n.id"
)
DUE: Final = {
    Transition.SUPPLEMENT_OVERDUE: _OVERDUE,
    Transition.SUPPLEMENT_OVERDUE_AT_HEAD: _OVERDUE,
    Transition.SUPPLEMENT_OVERDUE_ABOVE: _OVERDUE,
    Transition.LAPSE: _CLOSED,
    Transition.LAPSE_AT_HEAD: _CLOSED,
    Transition.LAPSE_AT_SUPERIOR: _CLOSED,
}


class Command(BaseCommand):
    """The system's own transitions, in many small transactions; what is not due is left alone."""

    help = "Return overdue supplements to the office and let drafts lapse with their round or reply date. Run it daily."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Move what is due, and say how many."""
        for transition, count in pass_time():
            self.stdout.write(f"{transition.name}: {count}")
        forgotten = forget_lists(timezone.now())
        if forgotten:
            self.stdout.write(f"uploaded lists forgotten: {forgotten}")
        drafts = forget_drafts(timezone.now())
        if drafts:
            self.stdout.write(f"drafts of forms forgotten: {drafts}")


def pass_time() -> Iterator[tuple[Transition, int]]:
    """Make the system's transitions for every line that is due: (transition, how many moved)."""
    for transition, due in DUE.items():
        found = [row[0] for row in rows.fetch(due, [transition.source.value, timezone.localdate()])]
        moved = 0
        for first in range(0, len(found), AT_ONCE):
            some = found[first : first + AT_ONCE]
            moved += len(apply_transition(transition, some, SYSTEM, capacity=None).moved)
        if found:
            yield transition, moved
