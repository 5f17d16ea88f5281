"""Pages of the history of awards: the list, an uploaded workbook and what it says, a wrong award removed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from workflow.directory.models import Organisation
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.forms import ListForm
from workflow.dossiers.history import PastAward
from workflow.dossiers.history_commands import record_history, remove_past_award
from workflow.dossiers.history_forms import RecordHistoryForm, RemovePastAwardForm
from workflow.dossiers.history_list import HISTORY
from workflow.dossiers.history_queries import (
    HistoryFilter,
    authorities_kept,
    authority_for,
    keepers_for,
    past_award_for,
)
from workflow.dossiers.history_rows import Past, check_history
from workflow.dossiers.history_sheets import history_mended, history_template
from workflow.dossiers.list_columns import CheckedList
from workflow.dossiers.queries import OFFICE
from workflow.dossiers.secrecy import secret_name
from workflow.dossiers.uploaded import UploadedHistory, history_list_of, keep_history
from workflow.dossiers.views.lists import as_file, shown_list
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import page_of
from workflow.workbooks.reading import read_workbook


@seen_by(*OFFICE)
def past_awards(request: Request) -> HttpResponse:
    """The past awards that the office keeps, by name, number and year."""
    asked = HistoryFilter(request)
    shows = {"page": page_of(asked.found, request), "filter": asked, "authorities": authorities_kept(request.acting)}
    return render(request, "dossiers/past_awards.html", shows)


@seen_by(*OFFICE)
def past_award_list(request: Request, pk: int) -> HttpResponse:
    """Upload a list of past awards of an authority, and see what each row says; nothing is recorded."""
    authority = authority_for(request.acting, pk)
    page = _page(
        request,
        authority,
        reverse("past_award_list", args=[pk]),
        template="dossiers/past_award_list.html",
        shows=_shows(request, authority),
        **_checking(authority),
    )
    return deed(request, ListForm, page, lambda form: _keep(form, authority, request))


def _page(request: Request, authority: Organisation, back: str, **page: Any) -> DeedPage:
    """The page of a deed on the history of an authority, under a post of one's own at its office."""
    return DeedPage(posts=keepers_for(authority, request.acting), back=back, **page)


def _checking(authority: Organisation) -> dict[str, str]:
    """What the page of the list says."""
    return {
        "title": _("Past awards from a workbook: %(authority)s") % {"authority": authority},
        "lead": _("The list is read and checked row by row. Nothing is recorded before you say so."),
        "submit": _("Check the list"),
        "done": _("The list was checked. Nothing is recorded yet."),
    }


def _keep(form: ListForm, authority: Organisation, request: Request) -> None:
    file = form.cleaned_data["file"]
    secret = secret_name(file.name or "")
    if secret is not None:
        raise ValidationError({"file": secret})
    sheet = read_workbook(file)
    HISTORY.headings_of(sheet)
    assert request.user.person_id is not None  # noqa: S101 -- a post has a person
    keep_history(authority, request.user.person_id, file.name or "", sheet)


def _shows(request: Request, authority: Organisation) -> dict[str, Any]:
    """What the page shows of a list, where there is one."""
    uploaded = history_list_of(authority, request.user.person_id)
    if uploaded is None:
        return {"authority": authority}
    shown = shown_list(request, uploaded, lambda: _checked(request, uploaded), "past_award_list", authority.pk)
    return {"authority": authority, **shown}


def _checked(request: Request, uploaded: UploadedHistory) -> CheckedList[Past]:
    return check_history(uploaded.sheet, uploaded.authority, request.acting.today)


@seen_by(*OFFICE)
def past_award_list_add(request: Request, pk: int) -> HttpResponse:
    """Record the good rows of the uploaded list, all of them or none."""
    authority = authority_for(request.acting, pk)
    uploaded = _uploaded(request, authority)
    words = _adding(len(_checked(request, uploaded).good))
    back = reverse("past_award_list", args=[pk])
    page = _page(request, authority, back, initial={"seen_list": uploaded.mark}, **words)
    return deed(request, RecordHistoryForm, page, lambda form: record_history(uploaded, **form.given, **form.acts))


def _adding(many: int) -> dict[str, str]:
    """What the page of recording says."""
    lead = ngettext("%(count)d past award is recorded.", "%(count)d past awards are recorded.", many)
    return {
        "title": _("Record the past awards"),
        "lead": lead % {"count": many},
        "submit": _("Record them"),
        "done": _("The past awards are recorded."),
    }


def _uploaded(request: Request, authority: Organisation) -> UploadedHistory:
    uploaded = history_list_of(authority, request.user.person_id)
    if uploaded is None:
        raise Http404
    return uploaded


@seen_by(*OFFICE)
def past_award_list_template(request: Request, pk: int) -> HttpResponse:
    """An empty list to fill in, with the choices that fit to the authority."""
    authority = authority_for(request.acting, pk)
    content = history_template(authority, request.acting.today, get_language() or "vi")
    return as_file(content, _("past-awards.xlsx"))


@seen_by(*OFFICE)
def past_award_list_errors(request: Request, pk: int) -> HttpResponse:
    """The uploaded list once more, with a column that says what is wrong in each row."""
    uploaded = _uploaded(request, authority_for(request.acting, pk))
    content = history_mended(uploaded.sheet, _checked(request, uploaded), get_language() or "vi")
    return as_file(content, _("past-awards-to-mend.xlsx"))


@seen_by(*OFFICE)
def past_award_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a past award that was recorded wrongly, with a reason."""
    one = past_award_for(request.acting, pk)
    authority = authority_for(request.acting, one.authority_id)
    page = _page(request, authority, reverse("past_awards"), danger=True, **_removing(one))
    return deed(request, RemovePastAwardForm, page, lambda form: remove_past_award(one, **form.given, **form.acts))


def _removing(one: PastAward) -> dict[str, str]:
    """What the page of removing says."""
    says = {"name": one.name, "form": str(one.award_form), "number": one.number, "day": f"{one.decided_on:%d/%m/%Y}"}
    return {
        "title": _("Remove a past award"),
        "lead": _("%(name)s: %(form)s, decision No. %(number)s of %(day)s.") % says,
        "submit": _("Remove"),
        "done": _("The past award is removed; it stays in the record."),
    }
