"""Verifying from a page: the checks that the operator's commands run, while the record is small enough to wait for."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from workflow.audit.checks import keep_consistency, keep_verification
from workflow.audit.findings import Expectation
from workflow.audit.models import Entry, Verification
from workflow.audit.verify import verify

MOST: Final = 20_000
"""So many entries are verified within some seconds; more are left to `manage.py verify_audit --record`."""

_expectations: Final[list[Callable[[], Sequence[Expectation]]]] = []
_problems: Final[list[Callable[[], Iterable[str]]]] = []


def wire_checks(expectations: Callable[[], Sequence[Expectation]], problems: Callable[[], Iterable[str]]) -> None:
    """Take what is expected of the record, and the check of the data, from above."""
    _expectations[:] = [expectations]
    _problems[:] = [problems]


def is_small() -> bool:
    """Whether the record can be verified while a person waits; counting stops at the limit."""
    return Entry.objects.order_by()[: MOST + 1].count() <= MOST


def run_checks(person: int | None) -> list[Verification]:
    """Verify the record and check the data, and keep what both said."""
    expected = [one for source in _expectations for one in source()]
    record = keep_verification(verify(expected, limit=1), person)
    data = keep_consistency([one for source in _problems for one in source()], person)
    return [record, data]
