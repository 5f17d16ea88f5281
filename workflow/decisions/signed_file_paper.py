"""The PDF that the system gives out to be signed: the decision as an official paper, whole and with its number."""

from io import BytesIO

from django.utils.translation import gettext as _

from workflow.decisions.models import Decision
from workflow.decisions.paper_file import facts_for, file_of, is_extract
from workflow.documents.papers import Form, NotMade
from workflow.dossiers.papers import StoredFile, store_file
from workflow.dossiers.reports import Refused
from workflow.pages.acting import Acting
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal


def why_not_made(decision: Decision) -> tuple[Refusal, ...]:
    """Why the system makes no PDF of the decision to be signed: it has no number yet."""
    if decision.issued_at is None:
        message = _("The decision has no number and date yet: its PDF says on each page that it is a draft.")
        return _why(message + " " + _("Give it its number first, or give out a PDF of your own."))
    return ()


def paper_to_sign(decision: Decision, acting: Acting) -> StoredFile:
    """The PDF in the store. Raises `Refused`, also where the person would get an extract: it is signed whole."""
    lacking = why_not_made(decision)
    if lacking:
        raise Refused(list(lacking))
    facts = facts_for(decision, acting)
    if facts is None or is_extract(facts):
        message = _(
            "You see only some of the lines, and an extract is not signed. Let the office of the decider do it."
        )
        raise Refused(list(_why(message)))
    try:
        made = file_of(decision, facts, acting, Form.PDF)
    except NotMade:
        raise Refused(list(_why(_("The PDF cannot be made now. Try again in a moment.")))) from None
    return store_file(BytesIO(made.file), f"quyet-dinh-{decision.pk}.pdf", scans=False)


def _why(message: str) -> tuple[Refusal, ...]:
    return (Refusal("paper", message, Basis.PROCEDURE),)
