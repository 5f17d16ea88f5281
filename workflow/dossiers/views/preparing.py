"""Pages of preparing a letter: what it is about, and the names as the certificates will bear them."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from workflow.dossiers.answering import deed
from workflow.dossiers.confirming import confirm_names
from workflow.dossiers.letter_data import edit_letter
from workflow.dossiers.letter_forms import NamesForm, SubjectForm
from workflow.dossiers.merging import saved_by_another
from workflow.dossiers.models import Letter
from workflow.dossiers.queries import letter_for, lines_to_confirm
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.views.signing import page_on
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.procedure.roles import Role


@seen_by(Role.UNIT_OFFICER)
def letter_edit(request: Request, pk: int) -> HttpResponse:
    """Say what the letter is about."""
    one = letter_for(request.acting, pk)
    words = {"title": _("Data of the letter"), "submit": _("Save"), "done": _("Saved.")}
    initial = {"subject": one.subject}
    page = page_on(one, {"prepare"}, request, initial=initial, template="dossiers/section.html", drafts=True, **words)
    return deed(request, SubjectForm, page, lambda form: _edit(one, form))


def _edit(one: Letter, form: SubjectForm) -> TransitionReport | None:
    """What the form was compared with is what the command expects."""
    if form.conflicts:
        raise Refused([saved_by_another()])
    return None if form.took_all else edit_letter(one, expect=one.version, **form.given, **form.acts)


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
