"""The paper of a decision as a file, whatever its kind: one document for each, in the wording of its own day."""

from typing import TYPE_CHECKING, Final

from workflow.awards.templates import wording_for
from workflow.decisions.after_papers import facts_of_later
from workflow.decisions.models import Decision
from workflow.decisions.paper_facts import facts_of
from workflow.decisions.queries import regime_of
from workflow.documents.catalogue import Document
from workflow.documents.papers import Form, Made, make_paper
from workflow.pages.acting import Acting

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

_DOCUMENT: Final = {
    Decision.Kind.AWARD.value: Document.DECISION,
    Decision.Kind.REVOCATION.value: Document.REVOCATION,
    Decision.Kind.CORRECTION.value: Document.CORRECTION,
}


def facts_for(decision: Decision, acting: Acting) -> "dict[str, Json] | None":
    """What the paper tells, of the lines that the person may see; none where there is nothing to show yet.

    An award is shown as a draft too; a revocation and a correction only once they are signed.
    """
    read = facts_of if decision.kind == Decision.Kind.AWARD else facts_of_later
    return read(decision, acting)


def is_extract(facts: "dict[str, Json]") -> bool:
    """Whether lines of the decision are left out of these facts."""
    told = facts["told"]
    return isinstance(told, dict) and bool(told["is_extract"])


def file_of(decision: Decision, facts: "dict[str, Json]", acting: Acting, form: Form) -> Made:
    """The file, by the wording that was in force on the day of the decision. Raises `NotMade`."""
    document = _DOCUMENT[decision.kind]
    wording = wording_for(document, regime_of(decision), decision.dated or acting.today)
    return make_paper(document, facts, wording, form)
