"""Reads of the record."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from workflow.database import rows


class Head(NamedTuple):
    """The last entry of a stream, as far as the next one needs it."""

    seq: int
    hash: str


class LastEntry(NamedTuple):
    """The last entry of a stream."""

    seq: int
    deed: str
    payload: str


NOTHING_YET: Final = Head(0, "0" * 64)

# Both descend the (stream, seq) index once for each stream.
_LAST_OF_EACH: Final = {
    "postgresql": (
        "SELECT s.stream, h.* FROM unnest(%s::text[]) AS s(stream) CROSS JOIN LATERAL (SELECT {columns}"
        " FROM workflow_audit_entry AS e WHERE e.stream = s.stream ORDER BY e.seq DESC LIMIT 1) AS h"
    ),
    "sqlite": (
        "SELECT e.stream, {columns} FROM json_each(%s) AS s CROSS JOIN workflow_audit_entry AS e"
        " WHERE e.stream = s.value AND e.seq ="
        " (SELECT max(m.seq) FROM workflow_audit_entry AS m WHERE m.stream = s.value)"
    ),
}
_HEADS: Final = {vendor: sql.format(columns="e.seq, e.hash") for vendor, sql in _LAST_OF_EACH.items()}
_LAST_ENTRIES: Final = {vendor: sql.format(columns="e.seq, e.deed, e.payload") for vendor, sql in _LAST_OF_EACH.items()}


def heads(streams: Iterable[str]) -> dict[str, Head]:
    """The head of each stream that has entries. One statement."""
    found = rows.fetch(_HEADS[rows.connection_for().vendor], [rows.array(streams)])
    return {stream: Head(seq, digest) for stream, seq, digest in found}


def last_entries(streams: Iterable[str]) -> dict[str, LastEntry]:
    """The last entry of each stream that has entries. One statement."""
    found = rows.fetch(_LAST_ENTRIES[rows.connection_for().vendor], [rows.array(streams)])
    return {stream: LastEntry(*entry) for stream, *entry in found}
