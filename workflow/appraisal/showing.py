"""What the pages of an appraisal show: its lines with their sheets, its deeds, and the way from sheet to sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflow.appraisal.models import Appraisal, AppraisalSheet
from workflow.appraisal.queries import keys_to_appraise, sheets_on, unsettled_on
from workflow.dossiers.models import Nomination
from workflow.dossiers.showing import Link
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role
from workflow.worklist.queries import OnDesk

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

APPRAISES: Final = frozenset({"appraise", "approve"})
"""The desks on which sheets are written."""
_deeds: "Final[Mapping[str, Sequence[tuple[str, _StrPromise, str, Role]]]]" = {
    "receive": [("appraisal_receive", _("Receive the letter"), "inbox", Role.OFFICE_SPECIALIST)],
    "assign": [("appraisal_assign", _("Assign to a specialist"), "person-check", Role.OFFICE_HEAD)],
    "appraise": [
        ("appraisal_submit", _("Submit for approval"), "send", Role.OFFICE_SPECIALIST),
        ("appraisal_assign", _("Assign to another specialist"), "person-check", Role.OFFICE_HEAD),
    ],
    "approve": [("appraisal_approve", _("Approve the appraisal"), "check2-all", Role.OFFICE_HEAD)],
}


def deeds_on(one: Appraisal, desk: OnDesk | None, acting: Acting) -> list[Link]:
    """The deeds on the whole appraisal that the person's posts give now."""
    return [
        Link(str(label), reverse(name, args=[one.pk]), icon)
        for name, label, icon, role in (_deeds[desk.desk] if desk is not None else ())
        if acting.fitting({role}, one.office_id)
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an appraisal: whether it stands there still, its valid sheet, and whether it changed since.

    `unsettled` counts the items of its supplement that are not ticked off.
    """

    line: Nomination
    sheet: AppraisalSheet | None
    is_here: bool
    unsettled: int = 0

    @property
    def is_stale(self) -> bool:
        """Whether the dossier changed after it was appraised."""
        return self.sheet is not None and self.sheet.hash != self.line.content_hash

    @property
    def is_appraised(self) -> bool:
        """Whether the sheet says something of the line as it stands."""
        return self.sheet is not None and not self.is_stale


def rows_of(one: Appraisal, lines: Sequence[Nomination]) -> list[Row]:
    """The lines with their sheets and what is to be ticked off on them: two statements."""
    sheets, unsettled = sheets_on(lines), unsettled_on(lines)
    return [Row(line, sheets.get(line.pk), line.case_id == one.case_id, unsettled.get(line.pk, 0)) for line in lines]


def appraises(one: Appraisal, desk: OnDesk | None, acting: Acting) -> bool:
    """Whether the person writes sheets on the appraisal now."""
    return desk is not None and desk.desk in APPRAISES and bool(acting.fitting({Role.OFFICE_SPECIALIST}, one.office_id))


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a line stands among those of its appraisal, and the sheets before and behind it; empty at an end."""

    place: int
    of: int
    previous: str
    following: str


def onward(line: Nomination, acting: Acting) -> Onward:
    """From sheet to sheet in the order of the letter: one statement."""
    keys = keys_to_appraise(line, acting)
    place = keys.index(line.pk) if line.pk in keys else 0
    urls = ["", *(reverse("sheet", args=[key]) for key in keys), ""]
    return Onward(place + 1, len(keys), urls[place], urls[place + 2])
