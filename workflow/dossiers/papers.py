"""Papers: files of a dossier, typed by content, limited in size, stored once by their hash."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import IO, Final, NoReturn
from unicodedata import category, normalize
from zipfile import BadZipFile, ZipFile

import puremagic
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from workflow.dossiers.scanning import Scan, scan_file
from workflow.dossiers.secrecy import secret_name

LARGEST: Final = 20 * 1024 * 1024
"""The largest file taken, in bytes (20 MiB)."""

_chunk: Final = 64 * 1024
_name_length: Final = 250

# Content type → the file names it may bear. What is not here is not taken.
TAKEN: Final[dict[str, tuple[str, ...]]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
}


_OFFICE_PARTS: Final = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/workbook.xml",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the store: `sha256` in hex names it, `size` is in bytes."""

    sha256: str
    size: int
    content_type: str
    file_name: str
    scan: Scan = Scan.UNSCANNED


def place_of(sha256: str) -> str:
    """Where the store keeps the file with this hash."""
    return f"papers/{sha256[:2]}/{sha256}"


def is_in_store(file: StoredFile) -> bool:
    """Whether the store holds the file as it is described: its hash, its size, a type that is taken, a name."""
    place = place_of(file.sha256)
    return (
        _digest.fullmatch(file.sha256) is not None
        and file.content_type in TAKEN
        and 0 < len(file.file_name) <= _name_length
        and default_storage.exists(place)
        and default_storage.size(place) == file.size
    )


_digest: Final = re.compile("[0-9a-f]{64}")


def store_file(stream: IO[bytes], file_name: str, *, scans: bool = True) -> StoredFile:
    """Read, check and store a file; the same content is stored once. `scans`: the scanner is asked, where one is set.

    Raises `ValidationError` on the field `file`: named as a state secret (R-SECRET, before it is read), empty, larger
    than `LARGEST`, of a type that is not taken, with a name that says another type than its content, or infected.
    """
    secret = secret_name(file_name)
    if secret is not None:
        raise ValidationError({"file": secret})
    digest = hashlib.sha256()
    size = 0
    with SpooledTemporaryFile(max_size=_chunk * 16) as kept:
        while chunk := stream.read(_chunk):
            size += len(chunk)
            if size > LARGEST:
                _refuse(
                    _("The file is larger than %(size)d MB. Make it smaller, or split it."), "size", size=LARGEST >> 20
                )
            digest.update(chunk)
            kept.write(chunk)
        if not size:
            _refuse(_("The file is empty."), "empty")
        kept.seek(0)
        content_type = _type_of(kept, file_name)
        scan = scan_file(kept) if scans else Scan.UNSCANNED
        if scan == Scan.INFECTED:
            _refuse(_("The file is infected and was not kept. Clean the machine it comes from."), "infected")
        sha256 = digest.hexdigest()
        place = place_of(sha256)
        if not default_storage.exists(place):
            kept.seek(0)
            default_storage.save(place, File(kept))
    return StoredFile(sha256, size, content_type, shown_name(file_name), scan)


def shown_name(file_name: str) -> str:
    """The name as it is shown: no folders, nothing invisible that turns it around, and never without its ending."""
    shown = "".join(one for one in normalize("NFC", file_name) if not category(one).startswith("C"))
    name = PurePath(shown.replace("\\", "/"))
    return f"{name.stem[: _name_length - len(name.suffix)]}{name.suffix}"


def _type_of(kept: IO[bytes], file_name: str) -> str:
    """The type by content. A name that says otherwise is refused: it would mislead whoever opens the file."""
    try:
        found = puremagic.magic_stream(kept, file_name)
    except (puremagic.PureError, ValueError):
        found = []
    # Where it knows no content, the library answers by the name alone, and matches no bytes.
    types = dict.fromkeys(str(one.mime_type) for one in found if one.byte_match and one.mime_type in TAKEN)
    kinds = [one for one in types if _holds_what_it_says(kept, one)]
    suffix = PurePath(file_name).suffix.lower()
    fitting = [one for one in kinds if suffix in TAKEN[one]]
    if fitting:
        return fitting[0]
    if kinds:
        _refuse(
            _("The name «%(name)s» says another kind of file than its content. Name it by its content."),
            "name",
            name=shown_name(file_name),
        )
    return _refuse(
        _("This kind of file is not taken. Attach one of: %(kinds)s."),
        "type",
        kinds=", ".join(sorted(one for some in TAKEN.values() for one in some)),
    )


def _holds_what_it_says(kept: IO[bytes], content_type: str) -> bool:
    """Office files are archives: the one part that makes them what they are is there, and no macros are."""
    part = _OFFICE_PARTS.get(content_type)
    if part is None:
        return True
    kept.seek(0)
    try:
        with ZipFile(kept) as archive:
            names = {one.lower() for one in archive.namelist()}
    except (BadZipFile, NotImplementedError, ValueError, OSError):
        # A damaged directory of an archive fails in each of these ways.
        return False
    return part in names and not any(one.endswith("vbaproject.bin") for one in names)


def _refuse(message: str, rule: str, **values: object) -> NoReturn:
    raise ValidationError({"file": ValidationError(message, code=rule, params=values)})
