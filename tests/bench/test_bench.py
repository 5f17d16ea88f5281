"""The benchmark runs from end to end, with little work, and its document speaks of everything that is measured."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bench.report import GOALS
from tests.bench.report import main as write_report
from tests.run import ROOT, new_database


@contextmanager
def _address(folder: Path) -> Iterator[str]:
    """A new database of the kind on which the tests run."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if server.startswith("postgres"):
        with new_database(server) as address:
            yield address
    else:
        yield f"sqlite:///{folder / 'bench.sqlite3'}"


@pytest.mark.on_each_database
def test_the_benchmark_runs_and_its_document_has_every_ratio(tmp_path: Path) -> None:
    measured, document = tmp_path / "measured.json", tmp_path / "benchmarks.md"
    with _address(tmp_path) as address:
        command = [sys.executable, "-m", "tests.bench", str(measured), "SQLite or PostgreSQL", "small"]
        environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        environment |= {"DATABASE_URL": address, "MEDIA_ROOT": str(tmp_path / "media")}
        ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 -- own command
    assert ran.returncode == 0, ran.stderr
    write_report(document, [measured])
    text = document.read_text("utf-8")
    assert [goal.name for goal in GOALS if f"| {goal.name} | " not in text] == []


def test_the_document_that_is_kept_has_every_ratio() -> None:
    text = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    assert [goal.name for goal in GOALS if f"| {goal.name} | " not in text] == [], "run: make bench"
