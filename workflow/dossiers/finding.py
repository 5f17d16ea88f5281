"""Finding letters: what the address asks, and the choices that the list offers."""

from typing import TYPE_CHECKING, Final

from django.db.models import Min, Q
from django.utils.translation import gettext as _

from workflow.awards.models import Campaign
from workflow.dossiers.queries import named_like, waits_for, written_in
from workflow.pages.acting import Request
from workflow.pages.listing import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from workflow.dossiers.models import Letter

_longest_text: Final = 100


class LetterFilter:
    """What the address of the list asks: which letters, of which campaign and year, and words of subject or number.

    What it does not know it does not narrow by. Two statements for the choices.
    """

    def __init__(self, request: Request) -> None:
        given = request.GET
        self.acting = request.acting
        self.show = given.get("show", "") if given.get("show") in {"waiting", "drafts", "sent"} else ""
        self.campaign = key_of(given.get("campaign", "")) or 0
        self.year = key_of(given.get("year", "")) or 0
        self.text = given.get("q", "").replace("\0", "").strip()[:_longest_text]

    def narrowed(self, letters: "QuerySet[Letter]") -> "QuerySet[Letter]":
        """The letters asked for."""
        found = letters.filter(named_like(self.text))
        if self.show == "waiting":
            found = found.filter(waits_for(self.acting))
        elif self.show:
            sent = Q(issued_at__isnull=False)
            found = found.filter(sent if self.show == "sent" else ~sent & Q(case__finished=None))
        if self.campaign:
            found = found.filter(campaign=self.campaign)
        return found.filter(written_in(self.year)) if self.year in self.years else found

    @property
    def shows(self) -> "Sequence[tuple[str, str]]":
        """Which letters: the choices by name."""
        return (
            ("", _("All")),
            ("waiting", _("Waits for me")),
            ("drafts", _("Not issued yet")),
            ("sent", _("Issued")),
        )

    @property
    def campaigns(self) -> "QuerySet[Campaign]":
        """The campaigns, the newest first."""
        return Campaign.objects.order_by("-starts_in", "name")

    @property
    def years(self) -> range:
        """The years from the first campaign to this one, the newest first."""
        first = Campaign.objects.aggregate(first=Min("starts_in"))["first"] or self.acting.today.year
        return range(self.acting.today.year, first - 1, -1)

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked."""
        return bool(self.show or self.campaign or self.year or self.text)
