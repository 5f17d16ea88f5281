"""Pages of the list of nominees: the template, an uploaded list and what it says, the rows that go on the letter."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from workflow.dossiers.answering import deed
from workflow.dossiers.forms import AddListedForm, ListForm
from workflow.dossiers.list_columns import CheckedList
from workflow.dossiers.list_commands import add_listed
from workflow.dossiers.list_sheets import filled, template, with_mended
from workflow.dossiers.models import Letter
from workflow.dossiers.nominee_list import NOMINEES
from workflow.dossiers.nominee_rows import checked_by
from workflow.dossiers.queries import letter_for
from workflow.dossiers.reports import Refused
from workflow.dossiers.secrecy import secret_name
from workflow.dossiers.uploaded import Uploaded, UploadedList, keep_list, list_of
from workflow.dossiers.views.signing import page_to_write
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import page_in
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.workbooks.reading import read_workbook
from workflow.workbooks.writing import CONTENT_TYPE


@seen_by(Role.UNIT_OFFICER, invited=True)
def letter_list(request: Request, pk: int) -> HttpResponse:
    """Upload the list of a letter that is being prepared, and see what each row says; nothing goes on the letter."""
    one = unit_letter(request, pk)
    page = page_to_write(
        one,
        request,
        template="dossiers/letter_list.html",
        shows=_shows(request, one, list_of(one, request.user.person_id)),
        then=lambda _report: reverse("letter_list", args=[pk]),
        **_checking(),
    )
    return deed(request, ListForm, page, lambda form: _keep(form, one, request, page.refused))


def unit_letter(request: Request, pk: int) -> Letter:
    """A unit's letter that the person sees: nominees are listed on no other. Raises `Http404`."""
    one = letter_for(request.acting, pk)
    if one.kind != Letter.Kind.UNIT:
        raise Http404
    return one


def _checking() -> dict[str, str]:
    """What the page of the list says."""
    return {
        "title": _("Nominees from a workbook"),
        "lead": _("The list is read and checked row by row. Nothing goes on the letter before you say so."),
        "submit": _("Check the list"),
        "done": _("The list was checked. Nothing is on the letter yet."),
    }


def _keep(form: ListForm, one: Letter, request: Request, refused: Sequence[Refusal]) -> None:
    if refused:
        raise Refused(refused)
    file = form.cleaned_data["file"]
    secret = secret_name(file.name or "")
    if secret is not None:
        raise ValidationError({"file": secret})
    sheet = read_workbook(file)
    NOMINEES.headings_of(sheet)
    assert request.user.person_id is not None  # noqa: S101 -- a post has a person
    keep_list(one, request.user.person_id, file.name or "", sheet)


def _shows(request: Request, one: Letter, uploaded: UploadedList | None) -> dict[str, Any]:
    """What the page shows of a list, where there is one."""
    if uploaded is None:
        return {"letter": one}
    return {
        "letter": one,
        **shown_list(request, uploaded, lambda: checked_by(request.acting, uploaded), "letter_list", one.pk),
    }


def shown_list(
    request: Request, uploaded: Uploaded, judge: Callable[[], CheckedList[Any]], name: str, pk: int
) -> dict[str, Any]:
    """What a page shows of an uploaded list; `name` begins the names of its addresses, which take `pk`.

    It is judged when it is shown, so that a list that is sent replaces it first.
    """
    checked: Any = SimpleLazyObject(judge)
    problems: Any = SimpleLazyObject(lambda: [(row, problem) for row in checked.bad for problem in row.problems])
    page = SimpleLazyObject(lambda: page_in(problems, request))
    urls = {"add": reverse(f"{name}_add", args=[pk]), "errors": reverse(f"{name}_errors", args=[pk])}
    return {"uploaded": uploaded, "checked": checked, "page": page, "urls": urls}


@seen_by(Role.UNIT_OFFICER, invited=True)
def letter_list_add(request: Request, pk: int) -> HttpResponse:
    """Put the good rows of the uploaded list on the letter, all of them or none."""
    one = unit_letter(request, pk)
    uploaded = _uploaded(request, one)
    page = page_to_write(
        one,
        request,
        initial={"seen_list": uploaded.mark},
        **_adding(len(checked_by(request.acting, uploaded).good)),
    )
    return deed(request, AddListedForm, page, lambda form: add_listed(uploaded, **form.given, **form.acts))


def _adding(many: int) -> dict[str, str]:
    """What the page of adding says."""
    lead = ngettext(
        "%(count)d nominee of the list goes on the letter.", "%(count)d nominees of the list go on the letter.", many
    )
    return {
        "title": _("Put the nominees on the letter"),
        "lead": lead % {"count": many},
        "submit": _("Put them on the letter"),
        "done": _("The nominees are on the letter. What each still lacks stands beside its line."),
    }


def _uploaded(request: Request, one: Letter) -> UploadedList:
    uploaded = list_of(one, request.user.person_id)
    if uploaded is None:
        raise Http404
    return uploaded


@seen_by(Role.UNIT_OFFICER, invited=True)
def letter_list_template(request: Request, pk: int) -> HttpResponse:
    """An empty list to fill in, with the choices that fit to the letter."""
    one = unit_letter(request, pk)
    return as_file(template(one, request.acting.today, get_language() or "vi"), _("nominees.xlsx"))


@seen_by(Role.UNIT_OFFICER, invited=True)
def letter_list_errors(request: Request, pk: int) -> HttpResponse:
    """The uploaded list once more, with a column that says what is wrong in each row."""
    one = unit_letter(request, pk)
    uploaded = _uploaded(request, one)
    checked = checked_by(request.acting, uploaded)
    return as_file(with_mended(uploaded.sheet, checked, get_language() or "vi"), _("nominees-to-mend.xlsx"))


@seen_by(Role.UNIT_OFFICER, invited=True)
def letter_list_filled(request: Request, pk: int) -> HttpResponse:
    """The lines of the letter as a list."""
    one = unit_letter(request, pk)
    return as_file(filled(one, request.acting, get_language() or "vi"), _("nominees-of-the-letter.xlsx"))


def as_file(content: bytes, name: str) -> HttpResponse:
    """A workbook that the browser keeps under the name."""
    return HttpResponse(content, CONTENT_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'})
