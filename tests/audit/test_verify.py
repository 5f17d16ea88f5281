"""Each way of tampering is found, and named in its place."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from workflow.audit import triggers
from workflow.audit.canonical import canonical, entry_hash
from workflow.audit.commands import erase_personal_detail
from workflow.audit.findings import Expected, Finding, Rule
from workflow.audit.models import Entry
from workflow.audit.record import Deed, record
from workflow.audit.verify import verify

Tamper = Callable[..., int]

NOON = datetime(2026, 3, 2, 5, 0, 0, 123456, tzinfo=UTC)
ENTRY, DETAIL = "workflow_audit_entry", "workflow_audit_personal_detail"
AT_TWO = "stream = 'nomination:1' AND seq = 2"


def places(*rules: Rule) -> list[tuple[Rule, str, int | None]]:
    """Where something was found, and that nothing else was."""
    report = verify()
    assert {finding.rule for finding in report.findings} == set(rules)
    assert report.found == len(report.findings)
    return [(finding.rule, finding.stream, finding.seq) for finding in report.findings]


@pytest.mark.usefixtures("history")
def test_a_record_as_written_is_clean() -> None:
    report = verify()
    assert report.findings == []
    assert report.is_clean
    assert (report.entries, report.streams, report.details, report.erased) == (9, 3, 1, 0)


@pytest.mark.usefixtures("guarded")
def test_an_empty_record_is_clean() -> None:
    assert verify().is_clean


@pytest.mark.usefixtures("history")
def test_an_edited_payload_is_found(tamper: Tamper) -> None:
    assert tamper(f"UPDATE {ENTRY} SET payload = replace(payload, 'STATE_2', 'STATE_9') WHERE {AT_TWO}") == 1
    assert places(Rule.HASH) == [(Rule.HASH, "nomination:1", 2)]


@pytest.mark.usefixtures("history")
def test_an_edited_payload_with_its_hash_made_anew_breaks_the_chain_behind_it(tamper: Tamper) -> None:
    entry = Entry.objects.get(stream="nomination:1", seq=2)
    payload = entry.payload.replace("STATE_2", "STATE_9")
    tamper(f"UPDATE {ENTRY} SET payload = %s, hash = %s WHERE id = %s", payload, entry_hash(payload), entry.pk)
    assert places(Rule.LINK) == [(Rule.LINK, "nomination:1", 3)]
    assert "entry 2: that one was rewritten" in str(verify().first)


@pytest.mark.usefixtures("history")
def test_a_changed_hash_is_found_where_it_stands(tamper: Tamper) -> None:
    tamper(f"UPDATE {ENTRY} SET hash = %s WHERE {AT_TWO}", "f" * 64)
    assert places(Rule.HASH, Rule.LINK) == [(Rule.HASH, "nomination:1", 2), (Rule.LINK, "nomination:1", 3)]


@pytest.mark.parametrize(("gone", "first"), [("seq = 1", 1), ("seq IN (2, 3)", 2), ("seq < 5", 1)])
@pytest.mark.usefixtures("history")
def test_removed_entries_are_found(tamper: Tamper, gone: str, first: int) -> None:
    assert tamper(f"DELETE FROM {ENTRY} WHERE stream = 'nomination:1' AND {gone}")
    assert places(Rule.PLACE) == [(Rule.PLACE, "nomination:1", first)]


@pytest.mark.usefixtures("history")
def test_an_inserted_entry_is_found(tamper: Tamper) -> None:
    tamper(f"UPDATE {ENTRY} SET seq = seq + 10 WHERE stream = 'nomination:1' AND seq > 1")
    tamper(f"UPDATE {ENTRY} SET seq = seq - 9 WHERE stream = 'nomination:1' AND seq > 1")
    payload = Entry.objects.get(stream="nomination:1", seq=3).payload
    Entry.objects.create(
        stream="nomination:1",
        seq=2,
        deed="DEED_2",
        person_id=7,
        on_behalf_of_id=9,
        operation="op-1",
        at=NOON,
        payload=payload,
        hash=entry_hash(payload),
    )
    assert places(Rule.LINK, Rule.COLUMN)[0] == (Rule.LINK, "nomination:1", 3)


@pytest.mark.usefixtures("history")
def test_a_second_entry_in_one_place_is_found_without_the_unique_index(tamper: Tamper) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite keeps the constraint in the table: it cannot be dropped.")
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {ENTRY} DROP CONSTRAINT audit_entry_place")
    tamper(
        f"INSERT INTO {ENTRY} (stream, seq, deed, person_id, on_behalf_of_id, operation, at, payload, hash) SELECT"
        f" stream, seq, deed, person_id, on_behalf_of_id, operation, at, payload, hash FROM {ENTRY} WHERE {AT_TWO}"
    )
    assert places(Rule.PLACE) == [(Rule.PLACE, "nomination:1", 2)]


@pytest.mark.usefixtures("history")
def test_two_swapped_payloads_are_found(tamper: Tamper) -> None:
    two, four = Entry.objects.filter(stream="nomination:1", seq__in=[2, 4]).order_by("seq")
    for place, other in ((two, four), (four, two)):
        tamper(f"UPDATE {ENTRY} SET payload = %s, hash = %s WHERE id = %s", other.payload, other.hash, place.pk)
    assert places(Rule.LINK, Rule.COLUMN)[0] == (Rule.LINK, "nomination:1", 2)


@pytest.mark.usefixtures("history")
def test_an_entry_moved_to_another_stream_is_found(tamper: Tamper) -> None:
    tamper(f"UPDATE {ENTRY} SET stream = 'nomination:3', seq = 1 WHERE stream = 'nomination:1' AND seq = 5")
    found = places(Rule.LINK, Rule.COLUMN)
    assert found[0] == (Rule.LINK, "nomination:3", 1)
    assert "put here" in str(verify().first)


@pytest.mark.parametrize(
    "column", ["deed = 'X'", "person_id = 8", "person_id = NULL", "on_behalf_of_id = 8", "operation = 'op-2'"]
)
@pytest.mark.usefixtures("history")
def test_a_column_that_says_otherwise_than_the_payload_is_found(tamper: Tamper, column: str) -> None:
    tamper(f"UPDATE {ENTRY} SET {column} WHERE {AT_TWO}")
    assert places(Rule.COLUMN) == [(Rule.COLUMN, "nomination:1", 2)]


@pytest.mark.usefixtures("history")
def test_a_changed_time_is_found(tamper: Tamper) -> None:
    tamper(f"UPDATE {ENTRY} SET at = '2026-03-02 05:00:00.123457+00:00' WHERE {AT_TWO}")
    assert places(Rule.COLUMN) == [(Rule.COLUMN, "nomination:1", 2)]


@pytest.mark.parametrize(
    "payload", ["", "[]", "{}", "null", "not json", '{"a": 1}', "[" * 100_000, '{"v":1.0}', "9" * 5000]
)
@pytest.mark.usefixtures("history")
def test_a_payload_of_another_form_is_found(tamper: Tamper, payload: str) -> None:
    tamper(f"UPDATE {ENTRY} SET payload = %s WHERE {AT_TWO}", payload)
    assert places(Rule.HASH, Rule.FORM)[0] == (Rule.HASH, "nomination:1", 2)


@pytest.mark.usefixtures("history")
def test_a_key_given_twice_is_found(tamper: Tamper) -> None:
    entry = Entry.objects.get(stream="nomination:2", seq=3)
    payload = entry.payload.replace('"deed":', '"deed":"OTHER","deed":')
    tamper(f"UPDATE {ENTRY} SET payload = %s, hash = %s WHERE id = %s", payload, entry_hash(payload), entry.pk)
    assert places(Rule.FORM) == [(Rule.FORM, "nomination:2", 3)]


@pytest.mark.parametrize("change", ["detail = '{}'", "nonce = 'ff'", "nonce = 'not hex'", "nonce = ''", "detail = ''"])
@pytest.mark.usefixtures("history")
def test_changed_personal_detail_is_found(tamper: Tamper, change: str) -> None:
    tamper(f"UPDATE {DETAIL} SET {change}")
    assert places(Rule.DETAIL) == [(Rule.DETAIL, "letter:3", 1)]


@pytest.mark.usefixtures("history")
def test_personal_detail_changed_with_its_commitment_is_found(tamper: Tamper) -> None:
    tamper(f"UPDATE {DETAIL} SET commitment = %s", "f" * 64)
    assert places(Rule.DETAIL) == [(Rule.DETAIL, "letter:3", 1)]


@pytest.mark.usefixtures("history")
def test_removed_personal_detail_is_found(tamper: Tamper) -> None:
    tamper(f"DELETE FROM {DETAIL}")
    assert places(Rule.DETAIL) == [(Rule.DETAIL, "letter:3", 1)]


@pytest.mark.parametrize("place", ["seq = 7", "stream = 'nomination:1'"])
@pytest.mark.usefixtures("history")
def test_personal_detail_moved_elsewhere_is_found(tamper: Tamper, place: str) -> None:
    tamper(f"UPDATE {DETAIL} SET {place}")
    assert len(places(Rule.DETAIL)) == 2


@pytest.mark.usefixtures("history")
def test_erased_personal_detail_is_clean() -> None:
    erase_personal_detail("letter:3", [1], person=7, ground="REQUEST", at=NOON)
    report = verify()
    assert report.findings == []
    assert (report.details, report.erased) == (1, 1)


@pytest.mark.usefixtures("history")
def test_personal_detail_erased_without_a_deed_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {DETAIL} SET nonce = '', detail = ''")
    assert places(Rule.DETAIL) == [(Rule.DETAIL, "letter:3", 1)]


@pytest.mark.usefixtures("history")
def test_erased_personal_detail_that_is_there_again_is_found(tamper: Tamper) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nonce, detail FROM {DETAIL}")
        kept = cursor.fetchone()
    erase_personal_detail("letter:3", [1], person=7, ground="REQUEST", at=NOON)
    tamper(f"UPDATE {DETAIL} SET nonce = %s, detail = %s", *kept)
    assert places(Rule.DETAIL) == [(Rule.DETAIL, "letter:3", 1)]
    assert "is there again" in str(verify().first)


@pytest.mark.usefixtures("history")
def test_missing_guards_are_found() -> None:
    triggers.remove(connection)
    report = verify()
    assert [finding.rule for finding in report.findings] == [Rule.GUARD] * 6


@pytest.mark.usefixtures("history")
def test_a_guard_switched_off_is_found() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no switch on a trigger.")
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {ENTRY} ENABLE TRIGGER {ENTRY}_no_update")
    assert [finding.problem for finding in verify().findings] == [
        f"The database guard {ENTRY}_no_update is missing or switched off. Install the guards again."
    ]


def as_the_tables_say() -> Iterator[Expected]:
    yield Expected("nomination:1", seq=5, deed="DEED_5", data={"to": "STATE_5", "n": 5})
    yield Expected("nomination:2", data={"to": "STATE_3"})
    yield Expected("letter:3", deed="LETTER_SIGNED")


@pytest.mark.usefixtures("history")
def test_a_record_that_ends_as_expected_is_clean() -> None:
    record([Deed("nomination:2", "NOTE"), Deed("nomination:2", "NOTE", data={"n": 4})], at=NOON)
    report = verify([as_the_tables_say])
    assert report.findings == []
    assert report.expected == 3


@pytest.mark.usefixtures("history")
def test_a_stream_cut_off_at_its_end_is_found_by_what_is_expected(tamper: Tamper) -> None:
    tamper(f"DELETE FROM {ENTRY} WHERE stream = 'nomination:1' AND seq = 5")
    assert verify().is_clean
    assert [(finding.rule, finding.stream, finding.seq) for finding in verify([as_the_tables_say]).findings] == [
        (Rule.EXPECTED, "nomination:1", 4)
    ] * 4


@pytest.mark.usefixtures("history")
def test_a_stream_removed_whole_is_found_by_what_is_expected(tamper: Tamper) -> None:
    tamper(f"DELETE FROM {ENTRY} WHERE stream = 'nomination:2'")
    assert str(verify([as_the_tables_say]).first) == (
        "nomination:2: The stream is expected but has no entry: it was removed."
    )


@pytest.mark.usefixtures("history")
def test_a_record_emptied_whole_is_found_by_what_is_expected(tamper: Tamper) -> None:
    tamper(f"TRUNCATE {ENTRY}" if connection.vendor == "postgresql" else f"DELETE FROM {ENTRY}")
    report = verify([as_the_tables_say])
    assert [finding.stream for finding in report.findings if finding.rule is Rule.EXPECTED] == [
        "nomination:1",
        "nomination:2",
        "letter:3",
    ]


@pytest.mark.usefixtures("history")
def test_a_state_that_the_record_does_not_know_is_found() -> None:
    report = verify([lambda: [Expected("nomination:2", data={"to": "AWARDED", "rank": 1})]])
    assert [finding.problem for finding in report.findings] == [
        "The record says to is 'STATE_3', but 'AWARDED' is expected.",
        "The record says rank is None, but 1 is expected.",
    ]


@pytest.mark.usefixtures("history")
def test_findings_of_others_are_reported_as_they_are() -> None:
    own = Finding(Rule.EXPECTED, "A nomination has no stream.", "nomination:4")
    assert verify([lambda: [own]]).findings == [own]


@pytest.mark.usefixtures("history")
def test_findings_are_counted_beyond_the_limit_and_the_first_is_kept(tamper: Tamper) -> None:
    tamper(f"UPDATE {ENTRY} SET operation = 'op-9'")
    report = verify(limit=2)
    assert (report.found, len(report.findings)) == (9, 2)
    assert not report.is_clean
    assert verify(limit=0).first == report.first


@pytest.mark.usefixtures("history")
def test_expectations_of_many_streams_take_few_statements(django_assert_max_num_queries: Any) -> None:
    def many() -> Iterator[Expected]:
        for n in range(5_000):
            yield Expected(f"session:{n}", seq=1, data={"to": "CLOSED"})

    record([Deed(f"session:{n}", "CLOSE", data={"to": "CLOSED"}) for n in range(5_000)], at=NOON)
    with django_assert_max_num_queries(12):
        assert verify([many]).is_clean


@pytest.mark.usefixtures("guarded_for_real")
def test_verifying_outside_a_transaction_leaves_none_open() -> None:
    record([Deed("letter:1", "SIGNED")], at=NOON)
    report = verify([lambda: [Expected("letter:1", seq=1)]])
    assert report.findings == []
    record([Deed("letter:1", "ISSUED")], at=NOON)
    assert verify().entries == 2


@pytest.mark.usefixtures("history")
def test_the_payload_written_by_formatting_is_the_canonical_one() -> None:
    for payload in Entry.objects.values_list("payload", flat=True):
        assert canonical(json.loads(payload)) == payload
