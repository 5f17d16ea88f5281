"""What the tables say the record should hold: the state of every nomination, the length of every stream."""

from collections.abc import Iterator
from typing import Final

from django.db.models import QuerySet

from workflow.audit.findings import Expectation, Expected, Finding, Rule
from workflow.audit.models import Kept
from workflow.certificates.models import Certificate
from workflow.council.models import CouncilSession
from workflow.database import rows
from workflow.decisions.models import Decision
from workflow.directory.models import Organisation, User
from workflow.dossiers.models import Letter, Nomination
from workflow.public_register.models import Story

KEPT: Final[tuple[type[Kept], ...]] = (
    Nomination,
    Letter,
    CouncilSession,
    Decision,
    Certificate,
    Story,
    Organisation,
    User,
)


def expectations() -> list[Expectation]:
    """Everything that is compared with the record."""
    return [_streams_as_long_as_counted, _no_stream_without_its_row]


def _streams_as_long_as_counted() -> Iterator[Expected]:
    """A version counts the entries of its stream; a nomination's state is where its last move led."""
    for kept in KEPT:
        has_state = kept is Nomination
        fields = ("pk", "version", "state") if has_state else ("pk", "version")
        for pk, version, *state in QuerySet(kept).order_by("pk").values_list(*fields).iterator():
            yield Expected(f"{kept.stream}:{pk}", seq=version, data={"to": state[0]} if has_state else {})


def _no_stream_without_its_row() -> Iterator[Finding]:
    """An entry about a thing that does not exist was put there past the house, or the thing was taken away.

    By LIKE, not as a range: between which texts another text stands depends on the database's collation.
    """
    for kept in KEPT:
        found = rows.fetch(
            "SELECT DISTINCT e.stream FROM workflow_audit_entry e WHERE e.stream LIKE %s"
            f" AND NOT EXISTS (SELECT 1 FROM {kept._meta.db_table} t WHERE %s || t.id = e.stream) ORDER BY e.stream",
            [f"{kept.stream}:%", f"{kept.stream}:"],
        )
        for (stream,) in found:
            yield Finding(Rule.EXPECTED, "The stream speaks of something that is not there.", stream, 1)
