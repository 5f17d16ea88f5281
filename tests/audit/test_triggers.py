"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, connection, transaction

from workflow.audit import triggers
from workflow.audit.models import Entry, PersonalDetail

ENTRY, DETAIL = "workflow_audit_entry", "workflow_audit_personal_detail"

# Each keeps every value as it was where it could: only the deed itself is refused.
refused_everywhere = [
    f"UPDATE {ENTRY} SET deed = 'X' WHERE seq = 2",
    f"UPDATE {ENTRY} SET payload = payload",
    f"DELETE FROM {ENTRY} WHERE seq = 2",
    f"DELETE FROM {ENTRY}",
    f"""INSERT INTO {ENTRY} (id, stream, seq, deed, operation, at, payload, hash)
    SELECT id, stream, seq, 'X', operation, at, payload, hash FROM {ENTRY} WHERE seq = 2
    ON CONFLICT (stream, seq) DO UPDATE SET deed = 'X'""",
    f"UPDATE {DETAIL} SET detail = 'X'",
    f"UPDATE {DETAIL} SET detail = ''",
    f"UPDATE {DETAIL} SET nonce = ''",
    f"UPDATE {DETAIL} SET commitment = 'X'",
    f"UPDATE {DETAIL} SET nonce = '', detail = '', commitment = 'X'",
    f"UPDATE {DETAIL} SET nonce = '', detail = '', stream = 'letter:4'",
    f"UPDATE {DETAIL} SET nonce = '', detail = '', seq = 2",
    f"DELETE FROM {DETAIL}",
]
refused_by_sqlite = [
    f"""INSERT OR REPLACE INTO {ENTRY} (id, stream, seq, deed, operation, at, payload, hash)
    SELECT id, 'letter:99', 1, deed, operation, at, payload, hash FROM {ENTRY} WHERE seq = 2 LIMIT 1""",
    f"""INSERT OR REPLACE INTO {ENTRY} (stream, seq, deed, operation, at, payload, hash)
    SELECT stream, seq, 'X', operation, at, payload, hash FROM {ENTRY} WHERE seq = 2""",
    f"UPDATE OR REPLACE {ENTRY} SET seq = 1 WHERE seq = 2",
    f"REPLACE INTO {DETAIL} (stream, seq, nonce, detail, commitment) SELECT stream, seq, '', 'X', '' FROM {DETAIL}",
]
refused_by_postgresql = [
    f"TRUNCATE {ENTRY}",
    f"TRUNCATE {DETAIL}",
    f"TRUNCATE {ENTRY}, {DETAIL} RESTART IDENTITY CASCADE",
    f"SET LOCAL session_replication_role = replica; DELETE FROM {ENTRY}",
    f"SET LOCAL session_replication_role = replica; UPDATE {ENTRY} SET deed = 'X'",
    f"SET LOCAL session_replication_role = replica; TRUNCATE {ENTRY}",
]


def assert_refused(sql: str) -> None:
    before = list(Entry.objects.order_by("id").values()), list(PersonalDetail.objects.order_by("id").values())
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert before == (
        list(Entry.objects.order_by("id").values()),
        list(PersonalDetail.objects.order_by("id").values()),
    )


@pytest.mark.parametrize("sql", refused_everywhere)
@pytest.mark.usefixtures("history")
def test_the_record_refuses_any_change(sql: str) -> None:
    assert_refused(sql)


@pytest.mark.parametrize("sql", refused_by_sqlite)
@pytest.mark.usefixtures("history")
def test_sqlite_refuses_to_replace(sql: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's.")
    assert_refused(sql)


@pytest.mark.parametrize("sql", refused_by_postgresql)
@pytest.mark.usefixtures("history")
def test_postgresql_refuses_to_truncate_and_to_pass_as_a_replica(sql: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE and replica sessions are PostgreSQL's.")
    assert_refused(sql)


@pytest.mark.usefixtures("history")
def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(IntegrityError, match=r"append-only.*Record a further deed"), transaction.atomic():
        Entry.objects.update(deed="X")
    with pytest.raises(IntegrityError, match="Use erase_personal_detail"), transaction.atomic():
        PersonalDetail.objects.update(detail="X")


@pytest.mark.usefixtures("guarded")
def test_installing_and_removing_twice_is_the_same_as_once() -> None:
    triggers.install(connection)
    assert triggers.missing(connection) == []
    triggers.remove(connection)
    triggers.remove(connection)
    assert len(triggers.missing(connection)) == 6
    triggers.install(connection)
    assert triggers.missing(connection) == []


@pytest.mark.usefixtures("history")
def test_detail_may_be_emptied() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {DETAIL} SET nonce = '', detail = ''")
        assert cursor.rowcount == 1
