"""Making a document: its facts as data, its template by hash, and a file that is the same whenever it is made anew."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final, NoReturn

import structlog

from workflow.audit.canonical import Json, canonical, content_hash
from workflow.confined.running import run_confined
from workflow.documents.catalogue import Document
from workflow.documents.texts import FONTS, on_paper

TEMPLATES: Final = Path(__file__).with_name("templates")
LIMITS: Final[Mapping[str, int]] = {
    "memory": 1536 * 1024 * 1024,
    "seconds": 60,
    "packed": 64 * 1024 * 1024,
}
"""For the process: 1.5 GiB of addresses, 60 s of CPU. 300 nominations on 466 pages take 0.4 GiB and 2 s."""

_TYPESETTER: Final = Path(__file__).with_name("typesetter.py")
_patience: Final = 60
"""How long one document may take in all, in seconds."""
_longest: Final = 64 * 1024 * 1024
"""The largest document made, in bytes."""
_turns: Final = BoundedSemaphore(2)
"""So many documents a process of the server has made at one time; whoever comes later waits for a turn."""
_wait: Final = 20
"""How long one waits for a turn, in seconds."""
_log: Final = structlog.get_logger("workflow.documents")


class NotMade(Exception):  # noqa: N818 -- it says what became of the document
    """The document cannot be made now: too many are being made, or its limits stopped this one."""


@unique
class Form(StrEnum):
    """The form of a file: to keep, or to go on writing in."""

    PDF = "pdf"
    DOCX = "docx"


STARTS: Final[Mapping[Form, bytes]] = {Form.PDF: b"%PDF-", Form.DOCX: b"PK\x03\x04"}
"""How a file of each form begins."""


@dataclass(frozen=True, slots=True)
class Made:
    """A document as a file (PDF/A-2b or .docx), and its content code: SHA-256 in hex of what it tells and how."""

    file: bytes
    code: str
    form: Form = Form.PDF

    @property
    def pdf(self) -> bytes:
        """The file of a document that was made as PDF."""
        assert self.form is Form.PDF  # noqa: S101 -- whoever asked for another form knows it
        return self.file


def make(document: Document, facts: Mapping[str, Json]) -> Made:
    """The document that tells these facts. The same facts give the same bytes.

    `facts` is what the template reads, its texts as they were typed: they are printed and never run. It names at least
    what `frame_of` gives. Raises `NotMade`.
    """
    told = on_paper(facts)
    code = code_of(document, told)
    pdf = in_turn(document, _TYPESETTER, {"document": document.value, "facts": canonical(told), "code": code})
    if pdf is None or not pdf.startswith(STARTS[Form.PDF]):
        not_made(document, code, pdf)
    return Made(pdf, code)


def in_turn(
    document: Document, script: Path, asked: Mapping[str, object], *, seconds: int | None = None
) -> bytes | None:
    """What the script answers of what is asked, when its turn has come; nothing beyond its limits. Raises `NotMade`."""
    if not _turns.acquire(timeout=_wait):
        _log.warning("document_waited_in_vain", document=document.value)
        raise NotMade
    try:
        stream = BytesIO(json.dumps(asked).encode())
        limits = {**LIMITS, "seconds": min(seconds or LIMITS["seconds"], LIMITS["seconds"])}
        return run_confined(script, limits, stream, patience=_patience, longest=_longest)
    finally:
        _turns.release()


def not_made(document: Document, code: str, said: bytes | None) -> NoReturn:
    """Log what the process said. Raises `NotMade`."""
    _log.error(
        "document_not_made", document=document.value, code=code, said=(said or b"").decode(errors="replace")[:2000]
    )
    raise NotMade


def code_of(document: Document, told: Json) -> str:
    """The content code: what the document tells, and the template by its hash."""
    return content_hash({"document": document.value, "template": template_hash(), "facts": told})


@cache
def template_hash() -> str:
    """SHA-256 in hex of all templates and fonts by name: a change of any gives every document another code."""
    every = [*TEMPLATES.glob("*.typ"), *FONTS.glob("*.ttf")]
    files = {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in every}
    return content_hash({"files": [[name, files[name]] for name in sorted(files)]})
