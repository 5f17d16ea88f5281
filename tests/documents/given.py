"""A small pack of papers as plain facts."""

from datetime import date
from typing import Any, Final

from workflow.documents.catalogue import Document
from workflow.documents.frame import Mark, frame_of
from workflow.documents.rendering import Made, make

ISSUER: Final = "Hội đồng Thi đua - Khen thưởng tỉnh Lâm Đồng"
SUPERIOR: Final = "Ủy ban nhân dân tỉnh Lâm Đồng"
_words: Final = [
    "agenda",
    "number",
    "name",
    "unit",
    "page",
    "achievement",
    "appraisal",
    "criteria",
    "awards",
    "files",
    "no-criteria",
    "no-awards",
    "no-files",
]


def line(number: int = 1, name: str = "Nguyễn Văn An", **changes: Any) -> dict[str, Any]:
    """One nomination."""
    return {
        "number": number,
        "name": name,
        "unit": "Sở Y tế",
        "notices": [],
        "facts": [{"name": "Chức vụ", "text": "Bác sĩ"}],
        "achievement": {"title": "Tận tụy", "text": "Nhiều năm tận tụy."},
        "appraisal": {"verdict": "đủ điều kiện", "note": ""},
        "answers": [],
        "awards": [],
        "files": [],
        **changes,
    }


def facts(*lines: dict[str, Any], mark: str = "Trần Thị Bình", **frame: Any) -> dict[str, Any]:
    """The facts of a pack with these nominations."""
    head = {"issuer": ISSUER, "superior": SUPERIOR, **frame}
    return {
        **frame_of("TÀI LIỆU PHIÊN HỌP", date(2026, 3, 2), mark=Mark(mark, "Phiên họp số 1 năm 2026"), **head),
        "subject": "Phiên họp số 1 năm 2026",
        "about": [{"name": "Ngày họp", "text": "02/03/2026"}],
        "copy": f"Bản của {mark}",
        "notes": [],
        "words": {word: f"<{word}>" for word in _words},
        "sections": [{"name": "I. CÁ NHÂN", "forms": [{"name": "Bằng khen", "lines": list(lines or [line()])}]}],
    }


def made(*lines: dict[str, Any], **frame: Any) -> Made:
    """The pack as a file."""
    return make(Document.SESSION_PACK, facts(*lines, **frame))
