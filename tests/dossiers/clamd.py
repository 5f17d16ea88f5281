"""A clamd for the tests: it speaks INSTREAM on a socket of its own and answers as it is told to."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

# The file that every scanner knows and that harms nobody, written so that no scanner finds it here.
EICAR: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Answer = Callable[[bytes], bytes]


def honest(content: bytes) -> bytes:
    """What clamd says: it finds EICAR wherever it stands."""
    return b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"


def slow(content: bytes) -> bytes:
    """The right answer, too late."""
    time.sleep(3)
    return honest(content)


@contextmanager
def clamd(folder: Path, answer: Answer = honest, pong: bytes = b"PONG\0") -> Iterator[tuple[str, list[bytes]]]:
    """The address of a running scanner, and the files that it is asked about; `pong` answers whether it is there."""
    path, asked = folder / "clamd.ctl", list[bytes]()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))
        door.listen()
        threading.Thread(target=_serve, args=(door, answer, pong, asked), daemon=True).start()
        try:
            yield str(path), asked
        finally:
            door.shutdown(socket.SHUT_RDWR)
            path.unlink()


def _serve(door: socket.socket, answer: Answer, pong: bytes, asked: list[bytes]) -> None:
    while True:
        try:
            line, _whence = door.accept()
        except OSError:
            return
        with line:
            content = _read(line)
            if content is not None:
                asked.append(content)
            try:
                line.sendall(pong if content is None else answer(content))
            except OSError:
                # Whoever asked has gone.
                continue


def _read(line: socket.socket) -> bytes | None:
    """A file: its chunks, each with its length before it, up to the empty one. None: whether somebody is there."""
    with line.makefile("rb") as said:
        command = b""
        while not command.endswith(b"\0"):
            command += said.read(1)
        if command == b"zPING\0":
            return None
        if command != b"zINSTREAM\0":
            raise AssertionError(command)
        content = b""
        while size := struct.unpack(">I", said.read(4))[0]:
            content += said.read(size)
    return content
