"""The confined process: its limits hold, it finds no secret, and this process waits and reads no more than it says."""

from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import Final

import pytest

from workflow.confined.running import run_confined

TOLD: Final = {"memory": 256 << 20, "seconds": 2, "packed": 1000}


def ran(script: str, folder: Path, content: bytes = b"abc", patience: float = 20, longest: int = 1000) -> bytes | None:
    """What the script answers of this content."""
    path = folder / "script.py"
    path.write_text(script, "utf-8")
    return run_confined(path, TOLD, BytesIO(content), patience=patience, longest=longest)


def test_the_script_is_given_the_file_and_what_it_is_told(tmp_path: Path) -> None:
    script = "from workflow.confined.inside import *\nend_with(given(told()['packed'])[::-1])"
    assert ran(script, tmp_path) == b"cba"


def test_of_a_file_that_is_too_long_one_byte_more_than_allowed_is_given(tmp_path: Path) -> None:
    script = "from workflow.confined.inside import *\nend_with(str(len(given(1000))).encode())"
    assert ran(script, tmp_path, bytes(5_000_000)) == b"1001"


@pytest.mark.parametrize(
    "script",
    [
        "a = bytearray(400 << 20); print('took it')",
        "while True: pass",
        "import os; os.write(1, b'half'); os.abort()",
        "raise ValueError",
        "pass",
    ],
    ids=["memory", "time", "it dies half way", "it fails", "it says nothing"],
)
def test_without_a_whole_answer_there_is_none(script: str, tmp_path: Path) -> None:
    assert ran(script, tmp_path) is None


def test_it_writes_no_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran(f"open({str(out)!r}, 'wb', 0).write(b'x')", tmp_path)
    assert not out.exists() or out.read_bytes() == b""


def test_it_finds_no_secret_in_its_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "s3cr3t")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:s3cr3t@h/n")
    told = ran("import os; print(sorted(os.environ), flush=True)", tmp_path)
    assert told is not None
    assert b"SECRET" not in told
    assert b"DATABASE" not in told


def test_it_is_given_up_after_a_while(tmp_path: Path) -> None:
    begun = monotonic()
    assert ran("import time; time.sleep(600)", tmp_path, patience=1) is None
    assert monotonic() - begun < 15


def test_it_is_given_up_too_where_it_closes_its_answer_and_stays(tmp_path: Path) -> None:
    begun = monotonic()
    assert ran("import os, time; os.write(1, b'x'); os.close(1); time.sleep(600)", tmp_path, patience=1) is None
    assert monotonic() - begun < 15


def test_an_endless_answer_is_not_read(tmp_path: Path) -> None:
    assert ran("import os\nwhile True: os.write(1, bytes(65536))", tmp_path) is None
