"""The two databases: SQLite embedded, PostgreSQL for several processes. `DATABASE_URL` switches."""

from pathlib import Path
from typing import Any

import environ

# Enough for the threads of one web process; psycopg's own default is 4.
_POOL = {"min_size": 1, "max_size": 20, "timeout": 10}
_SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"


def database(url: str, *, lock_timeout: str = "10s") -> dict[str, Any]:
    """The settings of the database behind `url`, as this project needs them.

    On SQLite every transaction takes the write lock at its start: a deferred one fails with "database
    is locked" as soon as a second person decides. On PostgreSQL a lock is waited for at most
    `lock_timeout`, so a forgotten transaction never stops an office.
    """
    settings: dict[str, Any] = environ.Env.db_url_config(url)
    options = settings.setdefault("OPTIONS", {})
    if "sqlite3" in settings["ENGINE"]:
        Path(settings["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        options |= {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE_PRAGMAS}
    elif "postgresql" in settings["ENGINE"]:
        options |= {"pool": _POOL, "options": f"-c lock_timeout={lock_timeout}", "prepare_threshold": 2}
    else:
        message = "DATABASE_URL names neither SQLite nor PostgreSQL"
        raise ValueError(message)
    return settings
