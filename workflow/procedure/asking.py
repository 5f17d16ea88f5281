"""What the office asks of a unit: the parts of a nomination that a request for supplement may name."""

from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise


@unique
class Part(StrEnum):
    """What an item of a request is about. Only what an item names is open to the unit; words alone open nothing."""

    DOCUMENT = "DOCUMENT"
    CRITERION = "CRITERION"
    FIELD = "FIELD"
    OTHER = "OTHER"

    @property
    def label(self) -> "_StrPromise":
        """The part in words."""
        return LABELS[self]


LABELS: "Final[Mapping[Part, _StrPromise]]" = {
    Part.DOCUMENT: _("paper"),
    Part.CRITERION: _("criterion"),
    Part.FIELD: _("field"),
    Part.OTHER: _("another matter"),
}
