"""A .docx as a file: what it says of itself, and the same bytes whenever it is written."""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document

_contents: Final = "[Content_Types].xml"
_always: Final = (1980, 1, 1, 0, 0, 0)
_level: Final = 6
_a_file: Final = 0o600 << 16


def described(document: Document, facts: Mapping[str, Any], code: str) -> None:
    """The file says its title, its issuer, its own day and its content code; nobody is named as who typed it."""
    day = datetime(**facts["dated"], tzinfo=UTC).replace(tzinfo=None)
    said = document.core_properties
    said.title, said.author, said.keywords = facts["title"][:255], facts["head"]["issuer"][:255], f"sha256:{code}"
    said.created = said.modified = day
    said.last_modified_by = said.comments = ""
    said.language, said.revision = "vi-VN", 1


def as_ever(document: Document) -> bytes:
    """The file, its parts in one order and without the time of writing."""
    first, last = BytesIO(), BytesIO()
    document.save(first)
    with ZipFile(first) as given, ZipFile(last, "w") as kept:
        for name in sorted(given.namelist(), key=lambda one: (one != _contents, one)):
            part = ZipInfo(name, _always)
            part.compress_type, part.create_system, part.external_attr = ZIP_DEFLATED, 3, _a_file
            kept.writestr(part, given.read(name), compresslevel=_level)
    return last.getvalue()
