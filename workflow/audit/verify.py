"""Verifying the record: every entry, in constant memory, in words.

What the chain itself shows: an entry edited, removed, inserted, moved or swapped; a column that
says otherwise than its payload; personal detail changed, or erased without a deed. What it cannot
show alone is a stream whose end was cut off or that was dropped whole. Whoever keeps a state or a
count beside the record therefore says what it expects (`Expected`), and `verify` compares.
A stream rewritten consistently, together with everything that speaks of it, is found only against
signed checkpoints kept elsewhere; there are none yet.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db import transaction

from workflow.audit.canonical import canonical, commitment, entry_hash, instant_text
from workflow.audit.commands import ERASED
from workflow.audit.findings import Expectation, Expected, Finding, Rule, VerifyReport
from workflow.audit.queries import NOTHING_YET, last_entries
from workflow.audit.record import VERSION
from workflow.audit.triggers import missing
from workflow.database import rows

AT_ONCE: Final = 2_000
"""How many entries, or expectations, are in memory at one time."""

_WALK: Final = (
    "SELECT e.id, e.stream, e.seq, e.deed, e.person_id, e.on_behalf_of_id, e.operation, e.at, e.payload, e.hash,"
    " d.commitment, d.nonce, d.detail FROM workflow_audit_entry AS e"
    " LEFT JOIN workflow_audit_personal_detail AS d ON d.stream = e.stream AND d.seq = e.seq"
    " ORDER BY e.stream, e.seq, e.id"
)
_ORPHANS: Final = (
    "SELECT d.stream, d.seq FROM workflow_audit_personal_detail AS d WHERE NOT EXISTS (SELECT 1"
    " FROM workflow_audit_entry AS e WHERE e.stream = d.stream AND e.seq = d.seq) ORDER BY d.stream, d.seq"
)
_keys_of_payload: Final = frozenset(
    ("at", "data", "deed", "detail", "on_behalf_of", "operation", "person", "prev", "seq", "stream", "v")
)


class _Written(NamedTuple):
    """A row of the walk: an entry and its personal detail."""

    id: int
    stream: str
    seq: int
    deed: str
    person: int | None
    on_behalf_of: int | None
    operation: str
    at: datetime | str
    payload: str
    hash: str
    commitment: str | None
    nonce: str | None
    detail: str | None

    def finding(self, rule: Rule, problem: str) -> Finding:
        return Finding(rule, problem, self.stream, self.seq, self.id)


def verify(expectations: Sequence[Expectation] = (), *, limit: int = 100) -> VerifyReport:
    """Verify every entry of every stream, then what others expect of them, in one snapshot.

    `limit` bounds how many findings are kept, the first always; all are counted. Writers go on meanwhile: neither
    database makes them wait for a reader. Expectations must only read.
    """
    report = VerifyReport()
    with _snapshot():
        for finding in _findings(expectations, report):
            report.found += 1
            if len(report.findings) < max(limit, 1):
                report.findings.append(finding)
    return report


def _findings(expectations: Sequence[Expectation], report: VerifyReport) -> Iterator[Finding]:
    yield from _walk(report)
    for stream, seq in _stream_rows(_ORPHANS):
        yield Finding(Rule.DETAIL, "Personal detail stands here, but its entry is gone.", stream, seq)
    for expectation in expectations:
        yield from _against(expectation(), report)
    for name in missing(rows.connection_for()):
        yield Finding(Rule.GUARD, f"The database guard {name} is missing or switched off. Install the guards again.")


def _walk(report: VerifyReport) -> Iterator[Finding]:
    """Each stream from its first entry; a break is told once, and the walk goes on from what stands there."""
    stream, seq, previous = "", 0, ""
    unexplained: dict[int, _Written] = {}
    for row in _stream_rows(_WALK):
        entry = _Written(*row)
        if entry.stream != stream:
            yield from _erased_silently(unexplained)
            stream, (seq, previous), unexplained = entry.stream, NOTHING_YET, {}
            report.streams += 1
        report.entries += 1
        payload = _read(entry.payload)
        yield from _out_of_place(entry, seq + 1)
        yield from _entry_findings(entry, payload, previous if entry.seq == seq + 1 else None)
        if entry.commitment is not None:
            report.details += 1
            if not entry.nonce and not entry.detail:
                report.erased += 1
                unexplained[entry.seq] = entry
        if entry.deed == ERASED and payload:
            yield from _erasure(entry, payload, unexplained)
        seq, previous = entry.seq, entry.hash
    yield from _erased_silently(unexplained)


def _out_of_place(entry: _Written, due: int) -> Iterator[Finding]:
    if entry.seq < due:
        yield entry.finding(Rule.PLACE, f"Entry {entry.seq} stands here more than once: one was inserted.")
    elif entry.seq > due:
        gone = f"entry {due}" if entry.seq == due + 1 else f"entries {due} to {entry.seq - 1}"
        yield Finding(Rule.PLACE, f"The next entry is {entry.seq}: {gone} was removed.", entry.stream, due)


def _entry_findings(entry: _Written, payload: Mapping[str, Any] | None, previous: str | None) -> Iterator[Finding]:
    """What is wrong with one entry. `previous` is the hash it must follow, or None after a break told already."""
    if entry_hash(entry.payload) != entry.hash:
        yield entry.finding(Rule.HASH, "The payload and its hash disagree: one of them was changed.")
    if payload is None:
        yield entry.finding(Rule.FORM, f"The payload is not canonical JSON of version {VERSION}.")
        return
    if previous is not None and payload["prev"] != previous:
        problem = f"It does not follow entry {entry.seq - 1}: that one was rewritten, or this one was put here."
        if entry.seq == 1:
            problem = "It is not the first entry of a stream: it was put here."
        yield entry.finding(Rule.LINK, problem)
    for column, value in _columns(entry):
        if payload[column] != value:
            yield entry.finding(
                Rule.COLUMN, f"The column {column} says {value!r}, the payload says {payload[column]!r}."
            )
    problem_of_detail = _detail_problem(entry, payload["detail"])
    if problem_of_detail:
        yield entry.finding(Rule.DETAIL, problem_of_detail)


def _columns(entry: _Written) -> Iterable[tuple[str, object]]:
    at = rows.instant(entry.at)
    return (
        ("stream", entry.stream),
        ("seq", entry.seq),
        ("deed", entry.deed),
        ("person", entry.person),
        ("on_behalf_of", entry.on_behalf_of),
        ("operation", entry.operation),
        ("at", instant_text(at) if at else None),
    )


def _detail_problem(entry: _Written, bound: str | None) -> str:
    """What is wrong with an entry's personal detail, or nothing. `bound` is the commitment in the payload."""
    if entry.commitment is None:
        return "Its personal detail was removed; erasing it would have left a row." if bound else ""
    if entry.commitment != bound:
        return "The commitment beside its personal detail is not the one in the payload."
    if not entry.nonce and not entry.detail:
        return ""
    try:
        kept = commitment(entry.nonce or "", entry.detail or "") == bound
    except ValueError:
        kept = False
    return "" if kept else "Its personal detail was changed."


def _erasure(entry: _Written, payload: Mapping[str, Any], unexplained: dict[int, _Written]) -> Iterator[Finding]:
    """An erasing deed explains what is empty before it; what it names must not be there again."""
    named = [seq for seq in payload["data"].get("entries", ()) if isinstance(seq, int)]
    for seq in named:
        unexplained.pop(seq, None)
    back = rows.fetch(
        "SELECT seq FROM workflow_audit_personal_detail"
        f" WHERE stream = %s AND {rows.among('seq')} AND detail <> '' ORDER BY seq",
        [entry.stream, rows.array(named)],
    )
    for (seq,) in back:
        problem = f"Its personal detail was erased by entry {entry.seq} and is there again: erase it again."
        yield Finding(Rule.DETAIL, problem, entry.stream, seq)


def _erased_silently(unexplained: Mapping[int, _Written]) -> Iterator[Finding]:
    for entry in unexplained.values():
        yield entry.finding(Rule.DETAIL, "Its personal detail was erased, and no entry records who did it.")


def _read(payload: str) -> dict[str, Any] | None:
    """A payload of the known version and in canonical form, or nothing."""
    try:
        read = json.loads(payload)
        if canonical(read) != payload:
            return None
    except (TypeError, ValueError, RecursionError):
        return None
    known = isinstance(read, dict) and read.keys() == _keys_of_payload and read["v"] == VERSION
    return read if known and isinstance(read["data"], dict) else None


def _against(said: Iterable[Expected | Finding], report: VerifyReport) -> Iterator[Finding]:
    """Compare what is expected with how the streams end, some at a time."""
    remaining = iter(said)
    while some := list(islice(remaining, AT_ONCE)):
        yield from (one for one in some if isinstance(one, Finding))
        expected = [one for one in some if isinstance(one, Expected)]
        report.expected += len(expected)
        last = last_entries({one.stream for one in expected})
        facts = _last_facts(expected)
        for one in expected:
            if one.stream not in last:
                if one.seq != 0:
                    yield Finding(Rule.EXPECTED, "The stream is expected but has no entry: it was removed.", one.stream)
                continue
            seq, deed, _payload = last[one.stream]
            yield from _differences(one, seq, deed, facts.get(one.stream, {}))


def _differences(expected: Expected, seq: int, deed: str, facts: Mapping[str, Any]) -> Iterator[Finding]:
    problems = []
    if expected.seq is not None and expected.seq != seq:
        more = "entries were cut off its end" if seq < expected.seq else "more was recorded than was done"
        problems.append(f"It ends at entry {seq}, but {expected.seq} are expected: {more}.")
    if expected.deed is not None and expected.deed != deed:
        problems.append(f"Its last deed is {deed}, but {expected.deed} is expected.")
    for key, value in expected.data.items():
        if facts.get(key) != value:
            problems.append(f"The record says {key} is {facts.get(key)!r}, but {value!r} is expected.")
    return (Finding(Rule.EXPECTED, problem, expected.stream, seq) for problem in problems)


def _last_facts(expected: Sequence[Expected]) -> dict[str, dict[str, Any]]:
    """For each stream the facts asked for, each from the last entry that has it."""
    wanted: dict[str, set[str]] = {}
    for one in expected:
        if one.data:
            wanted.setdefault(one.stream, set()).update(one.data)
    facts = {stream: _data(last.payload) for stream, last in last_entries(wanted).items()} if wanted else {}
    older = [stream for stream, found in facts.items() if not wanted[stream] <= found.keys()]
    if older:
        sql = f"SELECT stream, payload FROM workflow_audit_entry WHERE {rows.among('stream', 'text')} ORDER BY stream, seq"  # noqa: E501 -- own column name
        for stream, payload in _stream_rows(sql, [rows.array(older)]):
            facts[stream].update((key, value) for key, value in _data(payload).items() if key in wanted[stream])
    return facts


def _data(payload: str) -> dict[str, Any]:
    read = _read(payload)
    return dict(read["data"]) if read else {}


def _stream_rows(sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows as the database gives them, some at a time; on PostgreSQL the cursor stays in the server."""
    with rows.connection_for().chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while some := cursor.fetchmany(AT_ONCE):
            yield from some


@contextmanager
def _snapshot() -> Iterator[None]:
    """One view of the database for all statements inside; the caller's, where there is a transaction.

    SQLite takes a plain BEGIN: the project's transactions begin IMMEDIATE and would keep writers out.
    """
    connection = rows.connection_for()
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            rows.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        rows.execute("BEGIN")
        try:
            yield
        finally:
            rows.execute("ROLLBACK")
