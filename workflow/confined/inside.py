"""What a script in the confined process uses: what it was told, the file it was given, and how it ends."""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any, NoReturn


def told() -> Mapping[str, int]:
    """The limits, and what else is asked."""
    found: Mapping[str, int] = json.loads(sys.argv[2])
    return found


def given(most: int) -> bytes:
    """The file; of one that is longer than `most` bytes, one byte more than that."""
    return sys.stdin.buffer.read(most + 1)


def end_with(answer: bytes) -> NoReturn:
    """Write the answer and end at once; taking apart what was read first may take as long as reading it."""
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)


def refuse(why: str, **more: Any) -> NoReturn:
    """End with no more than the reason, by its code."""
    end_with(json.dumps({"refused": why, **more}).encode())
