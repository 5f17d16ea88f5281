"""The page of a letter's grid: many nominees entered and edited as in a spreadsheet."""

from dataclasses import replace
from http import HTTPStatus

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.grid import Grid
from workflow.dossiers.grid_commands import gone, save_lines
from workflow.dossiers.grid_forms import GridForm, with_pasted
from workflow.dossiers.judgement import changed_meanwhile
from workflow.dossiers.models import Letter
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.views.lists import unit_letter
from workflow.dossiers.views.signing import page_to_write
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.procedure.roles import Role


@seen_by(Role.UNIT_OFFICER, invited=True)
def letter_grid(request: Request, pk: int) -> HttpResponse:
    """Enter and edit the nominees of a letter as in a spreadsheet; what is to be mended stays as it was typed."""
    one, left = unit_letter(request, pk), list[QueryDict]()
    page = _page(one, request, with_pasted(request.POST))
    answer = deed(request, GridForm, page, lambda form: _save(one, form, left))
    if answer.status_code != HTTPStatus.FOUND or not left:
        return answer
    return deed(request, GridForm, _page(one, request, left[0]), lambda form: _save(one, form, left))


def _page(one: Letter, request: Request, again: QueryDict | None) -> DeedPage:
    grid = Grid(one, request)
    page = page_to_write(
        one,
        request,
        template="dossiers/letter_grid.html",
        title=_("Nominees as a table"),
        lead=_("Type as in a spreadsheet, or paste rows from Excel. Nothing is saved before you say so."),
        submit=_("Save"),
        done=_("Saved."),
        form={"grid": grid, "seen": {line.pk: line.version for line in grid.lines}},
        shows={"letter": one, "grid": grid, "page": grid.page},
        then=lambda _report: request.get_full_path(),
    )
    return page if page.refused else replace(page, again=again)


def _save(one: Letter, form: GridForm, left: list[QueryDict]) -> TransitionReport:
    judged = form.judged
    if not form.is_partial and not judged.is_clean:
        late = {pk: (changed_meanwhile(),) for pk in judged.newer} | {pk: (gone(),) for pk in judged.gone}
        raise Refused((), late)
    report = save_lines(one, list(judged.edits.values()), list(judged.entries.values()), **form.acts)
    if form.is_partial and not judged.is_clean:
        left.append(form.left)
    return report
