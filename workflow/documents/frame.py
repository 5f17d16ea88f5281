"""What every document has: title, day, the head of the paper, and the marks on each of its pages. In Vietnamese."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import override, pgettext

from workflow.audit.canonical import Json


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands across each page: whose copy it is, and of what."""

    name: str
    about: str


def frame_of(
    title: str, dated: date, *, issuer: str, superior: str = "", mark: Mark | None = None, foot: str = ""
) -> dict[str, Json]:
    """The part of a document's facts that `templates/base.typ` reads.

    `dated` is the document's own day, in the metadata of the file: a fact, never the day on which it is made.
    `superior` is the body above the issuer in the head of the paper; `foot` stands small below each page.
    """
    with override("vi"):
        nation = pgettext("on paper", "SOCIALIST REPUBLIC OF VIET NAM")
        motto = pgettext("on paper", "Independence - Freedom - Happiness")
        return {
            "title": title,
            "dated": {"year": dated.year, "month": dated.month, "day": dated.day},
            "head": {"issuer": issuer, "superior": superior, "nation": nation, "motto": motto},
            "mark": {"name": mark.name, "about": mark.about} if mark is not None else None,
            "foot": foot,
            "frame": {
                "page": pgettext("on paper", "Page {page}/{pages}"),
                "code": pgettext("on paper", "Content code"),
                "draft": pgettext("on paper", "DRAFT"),
                "recipients": pgettext("on paper", "Recipients:"),
            },
        }
