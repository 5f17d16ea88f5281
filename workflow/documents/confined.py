"""Running a script of the house under limits: it finds no secret, writes no file, and is stopped in time."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from typing import IO, Final

_handed_on: Final = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH")
"""What the process gets of the environment: nothing secret, only what starts an interpreter."""


def run_confined(
    script: Path, told: Mapping[str, int], stream: IO[bytes], *, patience: float, longest: int
) -> bytes | None:
    """What the script answers of the content; nothing where its limits stopped it, or it answered too much.

    `told` names the limits, which the script sets itself: at least `memory` (bytes) and `seconds` (of CPU).
    `patience` is in seconds by the clock, `longest` the most bytes of an answer.
    """
    command = [sys.executable, "-I", str(script), json.dumps(dict(told))]
    environment = {name: os.environ[name] for name in _handed_on if name in os.environ}
    with Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment) as process:  # noqa: S603 -- own script
        try:
            answer, _errors = process.communicate(stream.read(), timeout=patience)
        except TimeoutExpired:
            process.kill()
            return None
    return answer if process.returncode == 0 and 0 < len(answer) <= longest else None
