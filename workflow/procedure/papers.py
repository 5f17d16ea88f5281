"""The kinds of papers a dossier holds (domain reference, sections 2.3 and 4.2)."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

PAPERS: "Final[Mapping[str, _StrPromise]]" = {
    "REPORT": _("Achievement report"),
    "SUMMARY_REPORT": _("Summary report of achievement"),
    "MINUTES": _("Minutes of the unit's council"),
    "CONFIRMATION": _("Confirmation by the competent body"),
    "EVIDENCE": _("Evidence"),
    "FOREIGNER_OPINION": _("Opinion of the body in charge of foreigners"),
    "CONSULTATION_REPLY": _("Reply of a consulted agency"),
    "OTHER": _("Other paper"),
}
