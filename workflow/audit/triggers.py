"""The guards that the database itself keeps over the record.

Entries: no UPDATE, no DELETE, no TRUNCATE. Personal detail: the same, but nonce and detail may be
emptied together. On PostgreSQL the triggers are ENABLE ALWAYS, so a replica session does not walk
past them; the owner of the tables still could drop them, so production runs under a role that does
not own them. SQLite deletes without asking when INSERT OR REPLACE meets a row, so an insert that
meets one is refused first. A later migration that remakes these tables on SQLite loses the
triggers: it calls `install` again, and `missing` tells when it did not.
"""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

_what_to_do: Final = {
    "workflow_audit_entry": "The record is append-only: an entry is never changed or removed. Record a further deed.",
    "workflow_audit_personal_detail": (
        "Personal detail is never changed or removed, only erased. Use erase_personal_detail."
    ),
}

# On PostgreSQL the guard is one function; whether a change erases is judged by the trigger's condition.
_POSTGRESQL_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION workflow_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
        MESSAGE = TG_TABLE_NAME || ': ' || TG_OP || ' refused. ' || TG_ARGV[0];
END $$
"""
_keeps_and_erases: Final = (
    "NEW.id = OLD.id AND NEW.stream = OLD.stream AND NEW.seq = OLD.seq"
    " AND NEW.commitment = OLD.commitment AND NEW.nonce = '' AND NEW.detail = ''"
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards on both tables; guards already there are replaced."""
    remove(connection)
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards off. For a migration backwards and for a test database's flush, nothing else."""
    with connection.cursor() as cursor:
        for name, table in _names(connection).items():
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS workflow_audit_refuse()")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the guards that are not there or, on PostgreSQL, not ENABLE ALWAYS."""
    sql = (
        "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'"
        " AND tgrelid IN ('workflow_audit_entry'::regclass, 'workflow_audit_personal_detail'::regclass)"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        there = {name for (name,) in cursor.fetchall()}
    return sorted(_names(connection).keys() - there)


def _names(connection: BaseDatabaseWrapper) -> dict[str, str]:
    deeds = ("update", "delete", "truncate" if connection.vendor == "postgresql" else "replace")
    return {f"{table}_no_{deed}": table for table in _what_to_do for deed in deeds}


def _postgresql() -> list[str]:
    statements = [_POSTGRESQL_FUNCTION]
    for table, advice in _what_to_do.items():
        refuse = f"EXECUTE FUNCTION workflow_audit_refuse('{advice}')"
        unless = "" if table == "workflow_audit_entry" else f"WHEN (NOT ({_keeps_and_erases}))"
        statements += [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {unless} {refuse}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
        ]
        statements += [
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_{deed}" for deed in ("update", "delete", "truncate")
        ]
    return statements


def _sqlite() -> list[str]:
    statements = []
    for table, advice in _what_to_do.items():
        unless = "" if table == "workflow_audit_entry" else f"WHEN NOT ({_keeps_and_erases})"
        there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR (stream = NEW.stream AND seq = NEW.seq))"
        statements += [
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {event} ON {table} FOR EACH ROW {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{table}: {event} refused. {advice}'); END"
            for deed, event, condition in (
                ("update", "UPDATE", unless),
                ("delete", "DELETE", ""),
                ("replace", "INSERT", f"WHEN {there}"),
            )
        ]
    return statements
