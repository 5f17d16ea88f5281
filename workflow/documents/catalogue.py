"""The documents that can be made. Each has a template of its name in `templates/`."""

from enum import StrEnum, unique


@unique
class Document(StrEnum):
    """A kind of document, by the name of its template."""

    SESSION_PACK = "session_pack"
    """The papers pack of a council session (hồ sơ tài liệu phiên họp)."""
    CERTIFICATE = "certificate"
    """D15 (bằng khen, giấy khen)."""
