"""A page of a paper as it is shown beside an answer: the picture, or why there is none, and the pages around it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from workflow.dossiers.models import Attachment
from workflow.dossiers.papers import place_of
from workflow.rendering.pictures import BESIDE, DRAWN, LARGE, NotShown, Picture, mark_of, picture_of

_longest: int = 9
"""So many digits a number in the address may have."""


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    """A whole number of the address; 0 for what is none, which is no page."""
    text = given.get(name, "")
    if not text:
        return default
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _longest else 0


@dataclass(frozen=True)
class ShownPage:
    """One page of a paper, counted from 1. `at` names the place beside an answer where it is shown, 0 for none."""

    paper: Attachment
    page: int
    is_large: bool
    at: int

    @classmethod
    def asked(cls, paper: Attachment, given: QueryDict) -> "ShownPage":
        """The page that an address asks for; the first where it names none."""
        return cls(paper, _number(given, "page", 1), bool(given.get("large")), _number(given, "at", 0))

    @property
    def width(self) -> int:
        """How wide it is drawn, in pixels."""
        return LARGE if self.is_large else BESIDE

    @property
    def mark(self) -> str:
        """What names the picture, whoever asks for it."""
        return mark_of(self.paper.sha256, self.page, self.width)

    @cached_property
    def made(self) -> Picture | NotShown:
        """The picture, or why there is none."""
        place = place_of(self.paper.sha256)
        return picture_of(
            self.paper.sha256, self.paper.content_type, lambda: default_storage.open(place), self.page, self.width
        )

    @property
    def picture(self) -> Picture | None:
        """The picture, where there is one."""
        return self.made if isinstance(self.made, Picture) else None

    @property
    def why(self) -> NotShown | None:
        """Why there is no picture."""
        return self.made if isinstance(self.made, NotShown) else None

    @property
    def is_drawn(self) -> bool:
        """Whether files of this type are drawn at all."""
        return self.paper.content_type in DRAWN

    @property
    def is_none(self) -> bool:
        """Whether the file has other pages and not this one."""
        return self.why is not None and self.why.why == "range"

    @property
    def is_one_of_many(self) -> bool:
        """Whether it is shown, and the file has other pages."""
        return self.picture is not None and self.picture.pages > 1

    @property
    def previous(self) -> str:
        """The address of the page before; the last one there is where this one is beyond it; empty at the start."""
        number = min(self.page - 1, self.made.pages)
        return self._address(number) if number > 0 else ""

    @property
    def following(self) -> str:
        """The address of the page after; the first one from before it; empty at the end."""
        number = self.page + 1
        return self._address(number) if 0 < number <= self.made.pages else ""

    @property
    def source(self) -> str:
        """The address of the picture."""
        return reverse("paper_picture", args=[self.paper.pk]) + self._query(self.page, at=False)

    @property
    def large(self) -> str:
        """The address of the same page on a page of its own, large."""
        return reverse("paper_page", args=[self.paper.pk]) + f"?page={self.page}&large=1"

    @property
    def small(self) -> str:
        """The address of the same page as wide as the window."""
        return reverse("paper_page", args=[self.paper.pk]) + f"?page={self.page}"

    def _address(self, page: int) -> str:
        return reverse("paper_page", args=[self.paper.pk]) + self._query(page)

    def _query(self, page: int, *, at: bool = True) -> str:
        more = f"&at={self.at}" if at and self.at else ""
        return f"?page={page}{'&large=1' if self.is_large else ''}{more}"
