"""Running a reader of a file that somebody sent: this process neither holds the file nor waits for ever."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Final

_LAUNCH: Final = Path(__file__).with_name("launch.py")
_chunk: Final = 64 * 1024
_handed_on: Final = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH")
"""What the process gets of the environment: nothing secret, only what starts an interpreter."""


def run_confined(
    script: Path, told: Mapping[str, int], stream: IO[bytes], *, patience: float, longest: int
) -> bytes | None:
    """What the script answers of the file; nothing where its limits stopped it, or it answered too much.

    `told` names at least `memory` (bytes), `seconds` (of CPU) and `packed` (the most bytes that are read of the file).
    `patience` is in seconds by the clock, `longest` the most bytes of an answer.
    """
    command = [sys.executable, "-I", str(_LAUNCH), str(script), json.dumps(dict(told))]
    environment = {name: os.environ[name] for name in _handed_on if name in os.environ}
    with (
        _from_start(stream, told["packed"]) as file,
        Popen(command, stdin=file, stdout=PIPE, stderr=DEVNULL, env=environment) as process,  # noqa: S603 -- own script
    ):
        assert process.stdout is not None  # noqa: S101 -- it is a pipe, see above
        given_up = Timer(patience, process.kill)
        given_up.start()
        try:
            answer = process.stdout.read(longest + 1)
            if len(answer) > longest:
                process.kill()
            ended = process.wait()
        finally:
            given_up.cancel()
            process.kill()
    return answer if 0 < len(answer) <= longest and ended == 0 else None


@contextmanager
def _from_start(stream: IO[bytes], packed: int) -> Iterator[int]:
    """The stream as a file that another process reads from its start; what is no file is copied into one."""
    stream.seek(0)
    try:
        file = stream.fileno()
    except (OSError, AttributeError):
        with TemporaryFile() as kept:
            while kept.tell() <= packed and (chunk := stream.read(_chunk)):
                kept.write(chunk)
            kept.flush()
            os.lseek(kept.fileno(), 0, os.SEEK_SET)
            yield kept.fileno()
        return
    # The seek above may have stayed within the buffer of this process.
    os.lseek(file, 0, os.SEEK_SET)
    yield file
