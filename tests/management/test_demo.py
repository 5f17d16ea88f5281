"""The demo, run as anybody runs it: a process of its own on a throw-away database of this run's kind."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

# Route → final state → how many nominations (the plan's story of 58 lines, and one short story for each other route).
TOLD: Final = {
    "R1": {
        "NOT_ENDORSED": 3,
        "INELIGIBLE": 2,
        "NOT_SUPPORTED": 1,
        "NOT_AWARDED": 1,
        "REVOKED": 1,
        "AWARDED": 50,
    },
    "R2": {"AWARDED": 2},
    "R3": {"AWARDED": 2},
    "R3S": {"AWARDED": 1},
    "R4": {"AWARDED": 1},
}


pytestmark = [pytest.mark.on_each_database, pytest.mark.xdist_group("demo")]


@dataclass(frozen=True)
class Demo:
    """One run that kept its database: what it said, and where it said that the database is."""

    code: int
    told: dict[str, Any]
    said: str
    database: str
    folder: Path

    def manage(self, *arguments: str, database: str = "") -> subprocess.CompletedProcess[str]:
        """Run manage.py on the kept database, or on the one named."""
        return _manage(self.folder, *arguments, DATABASE_URL=database or self.database)


def _manage(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in os.environ.items() if name not in {"TEST_DATABASE_URL", "DATABASE_URL"}}
    given |= {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "TMPDIR": str(folder), "LOG_LEVEL": "WARNING"}
    return subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**given, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a new, empty database where this run's is PostgreSQL; none where it is SQLite."""
    if connection.vendor != "postgresql":
        yield ""
        return
    given = urlsplit(os.environ.get("TEST_DATABASE_URL") or os.environ["DATABASE_URL"])
    name = f"nomination_demo_{os.getpid()}"
    with psycopg.connect(urlunsplit(given._replace(path="/postgres")), autocommit=True) as outside:
        outside.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(given._replace(path=f"/{name}"))
        finally:
            outside.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def demo(server: str, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo as JSON, with its database kept."""
    folder = tmp_path_factory.mktemp("demo")
    on = ["--database", server] if server else []
    done = _manage(folder, "demo", "--json", "--keep", *on)
    said = done.stderr.partition("Kept: DATABASE_URL=")[2]
    database = said.partition(" MEDIA_ROOT=")[0]
    return Demo(done.returncode, json.loads(done.stdout or "{}"), done.stderr, database, folder)


def test_the_demo_ends_with_zero_a_clean_record_and_data_that_agrees(demo: Demo) -> None:
    assert (demo.code, demo.told["clean"], demo.told["problems"]) == (0, True, [])
    assert demo.told["record"]["found"] == 0
    assert demo.told["record"]["entries"] > demo.told["record"]["streams"] > 64


def test_every_nomination_ends_as_the_plan_tells(demo: Demo) -> None:
    found: dict[str, Counter[str]] = {}
    for route, ways in demo.told["trails"].items():
        found[route] = Counter()
        for way in ways:
            last = [deed.partition(" → ")[2] for deed in way["trail"] if " → " in deed][-1]
            found[route][last] += len(way["names"])
    assert found == TOLD
    assert sum(TOLD["R1"].values()) == 58


def test_the_states_together_are_those_of_the_routes(demo: Demo) -> None:
    together: Counter[str] = Counter()
    for states in TOLD.values():
        together.update(states)
    assert demo.told["states"] == together


def test_the_stories_of_the_routes_are_told_in_order(demo: Demo) -> None:
    chapters = [sentence.partition(":")[0] for sentence in demo.told["story"]]
    assert list(dict.fromkeys(chapters)) == ["R1", "R2", "R3", "R4"]
    for part in ("58 nominations", "supplemented", "held and resumed", "taken up by the Chairman", "revoked"):
        assert [sentence for sentence in demo.told["story"] if part in sentence] != [], part


def test_one_line_was_not_supported_and_taken_up_and_one_was_revoked_after_its_award(demo: Demo) -> None:
    trails = [[deed.partition(" → ")[0] for deed in way["trail"]] for way in demo.told["trails"]["R1"]]
    taken_up = [trail for trail in trails if "TAKE_UP" in trail]
    revoked = [trail for trail in trails if "REVOKE" in trail]
    assert [trail[trail.index("TAKE_UP") - 1] for trail in taken_up] == ["NOT_SUPPORT"]
    assert [trail.index("AWARD") < trail.index("REVOKE") for trail in revoked] == [True]


def test_what_was_kept_is_there_and_is_clean(demo: Demo) -> None:
    assert "MEDIA_ROOT=" in demo.said
    assert list(Path(demo.said.rpartition("MEDIA_ROOT=")[2].strip()).glob("**/*")) != []
    for command in ("check_consistency", "verify_audit"):
        done = demo.manage(command, "--json")
        assert (done.returncode, json.loads(done.stdout)["clean"]) == (0, True), command


def test_a_database_that_holds_nominations_is_refused_in_words_and_left_as_it_was(demo: Demo) -> None:
    there = sorted(path.name for path in demo.folder.iterdir())
    entries = demo.told["record"]["entries"]
    for arguments in (["--here"], ["--database", demo.database]):
        done = demo.manage("demo", *arguments)
        assert done.returncode == 1, arguments
        assert "This database holds nominations already. Give the demo an empty one." in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
    assert sorted(path.name for path in demo.folder.iterdir()) == there, "a run that is not kept leaves nothing"
    assert json.loads(demo.manage("verify_audit", "--json").stdout)["entries"] == entries
