"""Pages of the periodic report: the figures of a period, and the report as PDF/A, for Word and as a workbook."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflow.awards.templates import wording_for
from workflow.documents.answering import sent
from workflow.documents.catalogue import Document
from workflow.documents.papers import Form, make_paper
from workflow.dossiers.views.lists import as_file
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.reports.forms import PeriodicForm
from workflow.reports.periodic import REPORTS, Figures, figures_of, office_of, units_of
from workflow.reports.periodic_paper import periodic_facts, tables_of
from workflow.workbooks.writing import Table, write_workbook


@seen_by(*REPORTS)
@require_safe
def periodic_report(request: Request) -> HttpResponse:
    """The figures of the period asked for, of all units or of one; of a wrong period, what is wrong with it."""
    form = _asked(request)
    return _shown(request, form)


@seen_by(*REPORTS)
@require_safe
def periodic_report_pdf(request: Request) -> HttpResponse:
    """The report as PDF/A, to be numbered and signed."""
    return _paper(request, Form.PDF)


@seen_by(*REPORTS)
@require_safe
def periodic_report_docx(request: Request) -> HttpResponse:
    """The same for Word, to be completed."""
    return _paper(request, Form.DOCX)


@seen_by(*REPORTS)
@require_safe
def periodic_report_xlsx(request: Request) -> HttpResponse:
    """The figures by unit as a workbook."""
    form = _asked(request)
    if not form.is_valid():
        return _shown(request, form)
    return as_file(write_workbook(_sheet(form, _figures(request, form))), f"bao-cao-{form.slug}.xlsx")


def _asked(request: Request) -> PeriodicForm:
    return PeriodicForm(request.GET, units=units_of(request.acting), today=request.acting.today)


def _figures(request: Request, form: PeriodicForm) -> Figures:
    return figures_of(request.acting, form.period, form.unit.pk if form.unit else None)


def _shown(request: Request, form: PeriodicForm) -> HttpResponse:
    shows: dict[str, Any] = {"form": form, "office": office_of(request.acting).organisation}
    if not form.is_valid():
        return render(request, "reports/periodic.html", shows, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    figures = _figures(request, form)
    shows |= {"figures": figures, "period": form.period, "query": request.GET.urlencode()}
    return render(request, "reports/periodic.html", {**shows, "tables": _tables(figures)})


def _paper(request: Request, form: Form) -> HttpResponse:
    asked, acting = _asked(request), request.acting
    if not asked.is_valid():
        return _shown(request, asked)
    office, figures = office_of(acting).organisation, _figures(request, asked)
    facts = periodic_facts(office, asked.period, asked.unit, figures, acting.today)
    wording = wording_for(Document.PERIODIC_REPORT, None, asked.period.last)
    return sent(make_paper(Document.PERIODIC_REPORT, facts, wording, form), f"bao-cao-{asked.slug}.{form.value}")


def _tables(figures: Figures) -> list[dict[str, Any]]:
    """The tables of the paper as the page shows them: each cell with its heading."""
    names = {"states": _("Where they stand"), "figures": _("Awards by form"), "units": _("By unit")}
    return [{"key": key, "name": names[key], **_cells(table)} for key, table in tables_of(figures).items()]


def _cells(table: Any) -> dict[str, Any]:
    heads = [column["head"] for column in table["columns"]]
    rows = [list(zip(heads, row, strict=True)) for row in table["rows"] if isinstance(row, list)]
    total = next(row["total"] for row in table["rows"] if isinstance(row, dict))
    return {"heads": heads, "rows": rows, "total": list(zip(heads, total, strict=True))}


def _sheet(form: PeriodicForm, figures: Figures) -> Table:
    """By unit, with the total; figures are figures of Excel."""
    table: Any = tables_of(figures)["units"]
    widths = [6.0, 44.0, *(14.0 for _column in table["columns"][2:])]
    headings = list(zip((str(column["head"]) for column in table["columns"]), widths, strict=True))
    cells = [row if isinstance(row, list) else row["total"] for row in table["rows"]]
    rows = [[int(cell) if cell.isdecimal() else cell for cell in row] for row in cells]
    return Table(_("By unit"), headings, rows, above=[(_("Periodic report"),), (form.period.in_words,)])
