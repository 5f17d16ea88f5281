"""The menu: the sections of the product that a person's posts open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import resolve, reverse

from workflow.pages.access import SIGNED_IN
from workflow.pages.acting import Request

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the menu: the name of its first page, its label and its icon."""

    name: str
    label: "_StrPromise"
    icon: str


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as a page shows it."""

    label: "_StrPromise"
    url: str
    icon: str
    is_current: bool


_sections: Final[list[Section]] = []


def wire_menu(sections: Iterable[Section]) -> None:
    """Take the sections in the order in which they stand."""
    _sections[:] = list(sections)


def menu_of(request: Request) -> list[Item]:
    """The sections that the person's posts open: what a page declares decides, so no entry leads to 404."""
    items = []
    for section in _sections:
        url = open_address(request, section.name)
        if url:
            here = request.path == url or (url != "/" and request.path.startswith(url))
            items.append(Item(section.label, url, section.icon, here))
    return items


def open_address(request: Request, name: str) -> str:
    """The address of a page of any room, where the person's posts open it; else empty."""
    url = reverse(name)
    view = resolve(url).func
    who = view.seen_by  # type: ignore[attr-defined]  # every view declares it
    if who == SIGNED_IN or request.acting.roles & who:
        return url
    return url if getattr(view, "for_invited", False) and request.acting.invited else ""
