"""The periods of a report: a year, a half of it or a quarter."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy, override, pgettext

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WHOLE: Final = "Y"
PARTS: "Final[dict[str, _StrPromise]]" = {
    WHOLE: gettext_lazy("the whole year"),
    "H1": gettext_lazy("first half-year"),
    "H2": gettext_lazy("second half-year"),
    "Q1": gettext_lazy("first quarter"),
    "Q2": gettext_lazy("second quarter"),
    "Q3": gettext_lazy("third quarter"),
    "Q4": gettext_lazy("fourth quarter"),
}
"""The parts of a year that are reported on."""
_MONTHS: Final = {"Y": 12, "H": 6, "Q": 3}
_ROMAN: Final = {"1": "I", "2": "II", "3": "III", "4": "IV"}


@dataclass(frozen=True, slots=True)
class Period:
    """A part of a year."""

    year: int
    part: str = WHOLE

    @property
    def _place(self) -> int:
        return int(self.part[1:] or 1)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, (self._place - 1) * _MONTHS[self.part[0]] + 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        month = self._place * _MONTHS[self.part[0]]
        following = date(self.year + month // 12, month % 12 + 1, 1)
        return following - timedelta(days=1)

    @property
    def starts(self) -> datetime:
        """The instant at which it begins here."""
        return timezone.make_aware(datetime.combine(self.first, time()))

    @property
    def ends(self) -> datetime:
        """The instant at which it is over."""
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time()))

    @property
    def in_words(self) -> str:
        """As a paper calls it, in Vietnamese."""
        told = {"year": self.year, "number": _ROMAN[self.part[1:] or "1"]}
        with override("vi"):
            if self.part == WHOLE:
                return pgettext("on paper", "the year %(year)s") % told
            if self.part == "H1":
                return pgettext("on paper", "the first six months of %(year)s") % told
            if self.part == "H2":
                return pgettext("on paper", "the last six months of %(year)s") % told
            return pgettext("on paper", "quarter %(number)s of %(year)s") % told
