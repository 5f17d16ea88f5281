"""What a document says, as one text for all its forms: where it comes from, and by which hash it is known."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from unicodedata import normalize

from workflow.documents.catalogue import Document

SHIPPED: Final = Path(__file__).with_name("wording")


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording: Markdown with Jinja's tags (see `blocks` and `filling`), its SHA-256 in hex, and where it stands."""

    text: str
    sha256: str
    source: str


def worded(text: str, source: str) -> Wording:
    """The text as a wording: composed, with one kind of line end, and hashed so."""
    kept = normalize("NFC", "\n".join(text.splitlines()).strip("\n") + "\n")
    return Wording(kept, hashlib.sha256(kept.encode()).hexdigest(), source)


@cache
def shipped(document: Document) -> Wording:
    """The wording that comes with the project."""
    path = SHIPPED / f"{document.value}.md"
    return worded(path.read_text("utf-8"), f"wording/{path.name}")
