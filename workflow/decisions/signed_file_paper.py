"""The PDF that the system gives out to be signed: the decision as an official paper, whole and with its number."""

from io import BytesIO
from typing import Final

from django.utils.translation import gettext as _

from workflow.awards.templates import wording_for
from workflow.decisions.after_papers import facts_of_later
from workflow.decisions.models import Decision
from workflow.decisions.paper import paper_of
from workflow.decisions.paper_facts import facts_of
from workflow.decisions.queries import regime_of
from workflow.documents.catalogue import Document
from workflow.documents.papers import Form, NotMade, make_paper
from workflow.dossiers.papers import StoredFile, store_file
from workflow.dossiers.reports import Refused
from workflow.pages.acting import Acting
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal

_DOCUMENT: Final = {
    Decision.Kind.AWARD.value: Document.DECISION,
    Decision.Kind.REVOCATION.value: Document.REVOCATION,
    Decision.Kind.CORRECTION.value: Document.CORRECTION,
}


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
    paper = paper_of(decision, acting)
    read = facts_of if decision.kind == Decision.Kind.AWARD else facts_of_later
    facts = read(decision, acting)
    if paper is None or facts is None or paper.is_extract:
        message = _(
            "You see only some of the lines, and an extract is not signed. Let the office of the decider do it."
        )
        raise Refused(list(_why(message)))
    document = _DOCUMENT[decision.kind]
    wording = wording_for(document, regime_of(decision), decision.dated or acting.today)
    try:
        made = make_paper(document, facts, wording, Form.PDF)
    except NotMade:
        raise Refused(list(_why(_("The PDF cannot be made now. Try again in a moment.")))) from None
    return store_file(BytesIO(made.file), f"quyet-dinh-{decision.pk}.pdf", scans=False)


def _why(message: str) -> tuple[Refusal, ...]:
    return (Refusal("paper", message, Basis.PROCEDURE),)
