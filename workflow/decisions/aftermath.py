"""What the issue of a decision sets going: notices of results after an award, looks at what rested on a revoked one."""

from workflow.decisions.models import Decision
from workflow.decisions.notices import open_notices
from workflow.decisions.resting import tell_offices
from workflow.dossiers.act import Act


def after_issue(decision: Decision, act: Act) -> None:
    """In the transaction of the issue, behind the moves of its lines."""
    if decision.kind == Decision.Kind.REVOCATION:
        tell_offices(decision, act)
    elif decision.kind == Decision.Kind.AWARD:
        open_notices(decision, act)
