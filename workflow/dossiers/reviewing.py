"""Reviewing: the lines of a letter before they are signed, those to be looked at first."""

from typing import TYPE_CHECKING

from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from workflow.pages.acting import Request
from workflow.pages.narrowing import Narrowing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workflow.dossiers.models import Nomination
    from workflow.dossiers.showing import Readiness


class ReviewParts(Narrowing):
    """All lines, those to be looked at, or the clean ones. Where nothing is checked there are no parts."""

    def __init__(self, request: Request, checked: "Readiness | None") -> None:
        """Read the address."""
        self._exceptions = checked.exceptions if checked is not None else frozenset()
        parts = {}
        if checked is not None and self._exceptions:
            parts = {
                "all": _("All lines (%(count)d)") % {"count": checked.every},
                "look": _("To look at (%(count)d)") % {"count": len(self._exceptions)},
                "clean": _("Clean (%(count)d)") % {"count": checked.clean},
            }
        super().__init__(request, parts)

    def narrowed(self, lines: "QuerySet[Nomination]") -> "QuerySet[Nomination]":
        """The lines asked for; of all lines, those to be looked at come first. `lines` is in the letter's order."""
        if self.show == "look":
            return lines.filter(pk__in=self._exceptions)
        if self.show == "clean":
            return lines.exclude(pk__in=self._exceptions)
        if not self._exceptions:
            return lines
        first = Case(When(pk__in=self._exceptions, then=Value(0)), default=Value(1))
        return lines.order_by(first, *lines.query.order_by)
