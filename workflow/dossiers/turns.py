"""Turns: whose turn it is on a case, and why a deed of another desk has to wait."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.worklist.models import Case
from workflow.worklist.phases import work_on
from workflow.worklist.queries import OnDesk


def why_not_now(case: Case, desk: OnDesk | None, desks: Collection[str]) -> tuple[Refusal, ...]:
    """Why a deed of these desks cannot be done on the case now; nothing while the case is on one of them."""
    if desk is None:
        return (Refusal("desk", _("It is closed: nothing is left to be done here."), Basis.PROCEDURE),)
    if desk.desk in desks:
        return ()
    message = _("This is done at another step. Now it is at the step «%(step)s».")
    return (Refusal("desk", message % {"step": work_on(case, desk.desk)}, Basis.PROCEDURE, desk.role),)
