"""Runs of the checks, kept: when the record and the data were last compared, and what came first to light."""

from collections.abc import Sequence

from django.utils import timezone

from workflow.audit.findings import VerifyReport
from workflow.audit.models import Verification

_longest = 500


def keep_verification(report: VerifyReport, person: int | None = None) -> Verification:
    """Keep what a verification of the record has said."""
    return Verification.objects.create(
        check_of=Verification.Check.RECORD,
        at=timezone.now(),
        by_id=person,
        entries=report.entries,
        streams=report.streams,
        findings=report.found,
        first=str(report.first or "")[:_longest],
    )


def keep_consistency(problems: Sequence[str], person: int | None = None) -> Verification:
    """Keep what the check of the data has said."""
    return Verification.objects.create(
        check_of=Verification.Check.DATA,
        at=timezone.now(),
        by_id=person,
        findings=len(problems),
        first=(problems[0] if problems else "")[:_longest],
    )


def last_runs() -> list[Verification]:
    """The newest run of each check, as far as there was one: a statement for each."""
    found = (Verification.objects.filter(check_of=check).order_by("-at", "-pk").first() for check in Verification.Check)
    return [one for one in found if one is not None]
