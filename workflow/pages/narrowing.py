"""Narrowing a list: which part of it the address asks for, and the words that are to be found."""

from typing import TYPE_CHECKING, Any, Final

from workflow.pages.acting import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

_longest_text: Final = 100


class Narrowing:
    """What the address asks of a list. What it does not know it does not narrow by.

    `parts` are the parts of the list by name, the first of them when nothing is asked; `label` says what
    the words are looked for in, and there is no field for words without it.
    """

    def __init__(
        self, request: Request, parts: "Mapping[str, str | _StrPromise] | None" = None, *, label: str = ""
    ) -> None:
        """Read the address."""
        self._query = request.GET
        self._parts = dict(parts or {})
        self.label = label
        asked = request.GET.get("show", "")
        self.show = asked if asked in self._parts else next(iter(self._parts), "")
        self.text = request.GET.get("q", "").replace("\0", "").strip()[:_longest_text] if label else ""

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """The parts of the list as tabs; the words stay."""
        return [
            {"label": label, "url": self._url_of(name), "is_current": name == self.show}
            for name, label in self._parts.items()
        ]

    def _url_of(self, name: str) -> str:
        query = self._query.copy()
        query.pop("page", None)
        query["show"] = name
        return f"?{query.urlencode()}"

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked."""
        return bool(self.text) or self.show != next(iter(self._parts), "")
