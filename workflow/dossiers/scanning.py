"""The virus scan of papers: what a scanner (ClamAV's clamd) says of a file, where one is set.

A scanner that is down, slow or not understood harms nothing: the file stays unscanned, and waits. It is
asked again by `manage.py scan_attachments`.
"""

import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final, NamedTuple

import structlog
from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_log: Final = structlog.get_logger("workflow.scanning")
PATIENCE: Final = 10.0
"""How long the scan of one file may take while its sender waits, in seconds."""
_chunk: Final = 64 * 1024
_longest_answer: Final = 4096
_end: Final = b"\0"
_answer: Final = re.compile(rb"stream: (OK|.+ FOUND)")


class Scan(TextChoices):
    """What is known of a file."""

    UNSCANNED = "UNSCANNED", gettext_lazy("not scanned")
    CLEAN = "CLEAN", gettext_lazy("clean")
    INFECTED = "INFECTED", gettext_lazy("infected")


class ScanLook(NamedTuple):
    """How the scan of a file is shown: the tone (a class of app.css), the icon and the words."""

    tone: str
    icon: str
    words: str


def look_of(scan: str) -> ScanLook:
    """The badge of a file; one that is not scanned waits, where there is a scanner."""
    if scan == Scan.INFECTED:
        return ScanLook("red", "x-octagon", str(Scan.INFECTED.label))
    if scan == Scan.CLEAN:
        return ScanLook("green", "shield-check", str(Scan.CLEAN.label))
    if is_scanning():
        return ScanLook("amber", "hourglass-bottom", _("waits for the virus scan"))
    return ScanLook("grey", "dash-circle", str(Scan.UNSCANNED.label))


def is_scanning() -> bool:
    """Whether a scanner is set."""
    return bool(settings.CLAMAV)


def scan_file(file: IO[bytes], seconds: float = PATIENCE) -> Scan:
    """Ask the scanner about a file, from its start; unscanned where there is none or it does not answer in time."""
    if not is_scanning():
        return Scan.UNSCANNED
    try:
        answer = _ask(file, time.monotonic() + seconds)
    except OSError as error:
        _log.warning("scanner_silent", error=str(error) or type(error).__name__)
        return Scan.UNSCANNED
    found = _answer.fullmatch(answer)
    if found is None:
        _log.warning("scanner_not_understood", answer=answer[:200].decode("ascii", "replace"))
        return Scan.UNSCANNED
    return Scan.CLEAN if found[1] == b"OK" else Scan.INFECTED


def is_answering() -> bool:
    """Whether the scanner is there at all: a file that it cannot scan says nothing of the next one."""
    until = time.monotonic() + PATIENCE
    try:
        with _connected(until) as line:
            _send(line, b"zPING" + _end, until)
            return _hear(line, until) == b"PONG"
    except OSError:
        return False


def _ask(file: IO[bytes], until: float) -> bytes:
    """What clamd answers to INSTREAM: chunks with their length before each, and an empty one at the end."""
    file.seek(0)
    with _connected(until) as line:
        _send(line, b"zINSTREAM" + _end, until)
        while chunk := file.read(_chunk):
            _send(line, len(chunk).to_bytes(4, "big") + chunk, until)
        _send(line, bytes(4), until)
        return _hear(line, until)


def _hear(line: socket.socket, until: float) -> bytes:
    """One answer, up to its end or to where it grows too long for one."""
    answer = b""
    while not answer.endswith(_end) and len(answer) < _longest_answer:
        line.settimeout(_left(until))
        part = line.recv(_longest_answer)
        if not part:
            break
        answer += part
    return answer.removesuffix(_end)


@contextmanager
def _connected(until: float) -> Iterator[socket.socket]:
    """A connection to the scanner: `host:port`, or the path of its socket."""
    place = str(settings.CLAMAV).removeprefix("unix:")
    if place.startswith("/"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(_left(until))
            if failed := line.connect_ex(place):
                raise OSError(failed, os.strerror(failed))
            yield line
        return
    host, _colon, port = place.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=_left(until)) as line:
        yield line


def _send(line: socket.socket, content: bytes, until: float) -> None:
    line.settimeout(_left(until))
    line.sendall(content)


def _left(until: float) -> float:
    """How many seconds are left. Raises `TimeoutError` when none are."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
