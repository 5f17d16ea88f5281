"""Pages of preparing a letter: what it is about, and the names as the certificates will bear them."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from workflow.dossiers.answering import deed
from workflow.dossiers.confirming import confirm_names
from workflow.dossiers.letter_data import edit_letter
from workflow.dossiers.letter_forms import NamesForm, SubjectForm
from workflow.dossiers.queries import letter_for, lines_to_confirm
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.views.signing import page_on
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.procedure.roles import Role


@seen_by(Role.UNIT_OFFICER)
def letter_edit(request: Request, pk: int) -> HttpResponse:
    """Say what the letter is about."""
    one = letter_for(request.acting, pk)
    words = {"title": _("Data of the letter"), "submit": _("Save"), "done": _("Saved.")}
    page = page_on(one, {"prepare"}, request, initial={"subject": one.subject}, **words)
    return deed(
        request, SubjectForm, page, lambda form: edit_letter(one, expect=_seen(form), **form.given, **form.acts)
    )


def _seen(form: SubjectForm) -> int | None:
    """The version of the letter that the page showed."""
    seen: int | None = form.cleaned_data["thing_seen"]
    return seen


@seen_by(Role.UNIT_OFFICER)
def letter_names(request: Request, pk: int) -> HttpResponse:
    """Confirm the names, titles and units of a letter's lines."""
    one = letter_for(request.acting, pk)
    lines = lines_to_confirm(one, request.acting)
    asked: dict[str, Any] = {
        "form": {"choices": lines, "seen": {line.pk: line.version for line in lines}},
        "shows": {"names": lines},
        "lead": _("These go on the decision and on the certificates. Compare each with the papers of the nominee."),
    }
    words = {"title": _("Names, titles and units"), "submit": _("They are right"), "done": _("Confirmed.")}
    page = page_on(one, {"prepare"}, request, template="dossiers/letter_names.html", **asked, **words)
    return deed(request, NamesForm, page, _confirm)


def _confirm(form: NamesForm) -> TransitionReport:
    return confirm_names(form.keys, expect=form.cleaned_data["seen"], **form.acts)
