"""Checking the signatures of a file that somebody sent: in a process of its own, under limits, without the network."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import IO, Any, Final

from django.utils import timezone

from workflow.confined.running import run_confined
from workflow.signatures.anchors import trusted_roots
from workflow.signatures.verdicts import Later, Problem, Revocation, Unread, Verdict, verdict_on, worst

PROGRAM: Final = f"pyHanko {version('pyhanko')}"
"""What reads the signatures."""
LARGEST: Final = 20 * 1024 * 1024
"""The largest file whose signatures are read, in bytes."""
SIGNATURES: Final = 30
"""The most signatures of a file."""
LIMITS: Final[Mapping[str, int]] = {
    "memory": 1024 * 1024 * 1024,
    "seconds": 20,
    "packed": LARGEST + 4 * 1024 * 1024,
    "largest": LARGEST,
    "signatures": SIGNATURES,
}
"""For the process: 1 GiB of addresses, 20 s of CPU."""

_INSPECTOR: Final = Path(__file__).with_name("inspector.py")
_patience: Final = 40
"""How long one file may take in all, in seconds."""
_longest: Final = 4 * 1024 * 1024
"""The longest answer taken, in bytes."""
_turns: Final = BoundedSemaphore(2)
"""So many files a process of the server has checked at one time; whoever comes later waits for a turn."""
_wait: Final = 20
_chunk: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """One signature, or one time stamp over the whole file, and what stands against it.

    `claimed` is the time that the signer's machine names, `stamped` that of a time stamp; `is_proven` where the stamp
    leads to a body that is trusted here. `certificates` are the signer's and what came with it, as PEM.
    """

    field: str
    is_stamp: bool
    signer: str
    subject: str
    issuer: str
    serial: str
    valid_from: datetime | None
    valid_until: datetime | None
    claimed: datetime | None
    stamped: datetime | None
    stamper: str
    is_proven: bool
    algorithm: str
    later: Later | None
    revocation: Revocation
    problems: tuple[Problem, ...]
    reason: str
    certificates: str

    @property
    def verdict(self) -> Verdict:
        """What is said of this signature."""
        return verdict_on(self.problems)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is said of a file: `unread` where it was not read; `since` is what came in since it was given out."""

    verdict: Verdict
    signatures: Sequence[Found] = ()
    unread: Unread | None = None
    since: Later | None = None
    roots: int = 0


def inspect(stream: IO[bytes], *, given: int = 0) -> Inspection:
    """What the signatures of a PDF say.

    `given` is how many bytes were given out to be signed, of which the caller knows that the file begins with them.
    A file that is not read is not valid.
    """
    roots = trusted_roots()
    if not _turns.acquire(timeout=_wait):
        return Inspection(Verdict.INVALID, unread=Unread.BUSY)
    try:
        head = json.dumps({"roots": roots, "given": given, "now": timezone.now().isoformat()})
        with _led(head.encode(), stream) as asked:
            answer = run_confined(_INSPECTOR, LIMITS, asked, patience=_patience, longest=_longest)
    finally:
        _turns.release()
    if answer is None:
        return Inspection(Verdict.INVALID, unread=Unread.HEAVY)
    told = json.loads(answer)
    if "refused" in told:
        return Inspection(Verdict.INVALID, unread=Unread(told["refused"]))
    found = tuple(_found(one) for one in told["signatures"])
    # A time stamp alone says when, and not who.
    signed = [one.verdict for one in found] if any(not one.is_stamp for one in found) else []
    since = Later(told["since"]) if told["since"] else None
    return Inspection(worst(signed), found, since=since, roots=len(roots))


def begins_with(stream: IO[bytes], sha256: str, size: int) -> bool:
    """Whether the first `size` bytes are the file with this hash."""
    stream.seek(0)
    digest, left = hashlib.sha256(), size
    while left and (chunk := stream.read(min(_chunk, left))):
        digest.update(chunk)
        left -= len(chunk)
    return not left and digest.hexdigest() == sha256


@contextmanager
def _led(head: bytes, stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The line that says what is asked, and the file after it."""
    with TemporaryFile() as kept:
        kept.write(head + b"\n")
        stream.seek(0)
        while kept.tell() <= LIMITS["packed"] and (chunk := stream.read(_chunk)):
            kept.write(chunk)
        kept.flush()
        yield kept


def _found(told: Mapping[str, Any]) -> Found:
    def text(name: str) -> str:
        return str(told[name]).replace("\0", "")

    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(told[name]) if told[name] else None

    return Found(
        field=text("field"),
        is_stamp=told["kind"] == "stamp",
        signer=text("signer"),
        subject=text("subject"),
        issuer=text("issuer"),
        serial=text("serial"),
        valid_from=moment("valid_from"),
        valid_until=moment("valid_until"),
        claimed=moment("claimed"),
        stamped=moment("stamped"),
        stamper=text("stamper"),
        is_proven=bool(told.get("stamp_trusted")),
        algorithm=text("algorithm"),
        later=Later(told["later"]) if told["later"] else None,
        revocation=Revocation(told["revocation"]),
        problems=tuple(Problem(one) for one in told["problems"]),
        reason=text("reason"),
        certificates=text("certificates"),
    )
