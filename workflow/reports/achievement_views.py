"""Pages of the achievement file: whom one looks for, the file of one, and its workbook."""

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from workflow.decisions.standing import CORRECTED, REVOKED, VALID
from workflow.dossiers.views.lists import as_file
from workflow.pages.access import EVERY_POST, seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import page_of
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role
from workflow.reports.achievements import File, file_of, nominees_found
from workflow.workbooks.writing import Table, write_workbook

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

READERS: Final = tuple(sorted(EVERY_POST - {Role.ADMINISTRATOR, Role.CONSULTED}))
"""Awards are public; whoever is asked for an opinion, or configures, works on no file of a nominee."""
WORDS: "Final[dict[str, _StrPromise]]" = {
    VALID: gettext_lazy("valid"),
    CORRECTED: gettext_lazy("corrected"),
    REVOKED: gettext_lazy("revoked"),
}
"""How an award stands, in words."""


@seen_by(*READERS)
@require_safe
def achievements(request: Request) -> HttpResponse:
    """Persons, bodies and households by name, with or without marks."""
    narrow = Narrowing(request, label=_("Name of a person, a body or a household"))
    page = page_of(nominees_found(request.acting, narrow.text), request)
    return render(request, "reports/achievements.html", {"page": page, "narrow": narrow})


@seen_by(*READERS)
@require_safe
def achievement(request: Request, pk: int) -> HttpResponse:
    """The file of one nominee."""
    file = file_of(request.acting, pk)
    given = [(one, WORDS[one.standing]) for one in file.awards]
    return render(request, "reports/achievement.html", {"file": file, "awards": given, "today": request.acting.today})


@seen_by(*READERS)
@require_safe
def achievement_workbook(request: Request, pk: int) -> HttpResponse:
    """The awards of the file as a workbook."""
    return as_file(write_workbook(_table(file_of(request.acting, pk))), f"thanh-tich-{pk}.xlsx")


def _table(file: File) -> Table:
    headings = [
        (_("No."), 6.0),
        (_("Award form"), 26.0),
        (_("Decision"), 20.0),
        (_("Date"), 12.0),
        (_("Authority"), 34.0),
        (_("Name"), 28.0),
        (_("Title"), 22.0),
        (_("Unit"), 34.0),
        (_("Achievement in short"), 44.0),
        (_("How it stands"), 30.0),
    ]
    listed = [
        (
            number,
            one.award_form,
            one.number,
            one.decided_on or "",
            one.authority,
            one.name,
            one.title,
            one.unit,
            one.achievement,
            "; ".join([str(WORDS[one.standing]), *(str(later) for later in one.later)]),
        )
        for number, one in enumerate(file.awards, 1)
    ]
    return Table(_("Achievements"), headings, listed, above=[(_("Achievement file"),), (file.name,)])
