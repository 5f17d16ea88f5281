"""Pages of assembling a draft: lines are taken out of it, and the lines of another draft into it."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from workflow.decisions.forms import MergeForm
from workflow.decisions.merging import ASSEMBLED_ON, merge_decisions
from workflow.decisions.queries import decision_for, drafts_beside
from workflow.decisions.views import made_page, page_on
from workflow.dossiers.answering import deed
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.procedure.roles import Role


@seen_by(Role.DECIDER_OFFICE)
def decision_merge(request: Request, pk: int) -> HttpResponse:
    """Take the lines of another draft of the authority into this one."""
    one = decision_for(request.acting, pk)
    lead = _("Every line of the draft you choose comes into this one; the draft itself ends.")
    words = {"title": _("Take in another draft"), "submit": _("Take in its lines"), "lead": lead}
    choices = drafts_beside(one, request.acting)
    page = page_on(
        request, one, {ASSEMBLED_ON}, Role.DECIDER_OFFICE, form={"choices": choices}, then=made_page, **words
    )
    return deed(request, MergeForm, page, lambda form: merge_decisions(one, form.cleaned_data["other"], **form.acts))
