"""What the issue of a decision sets going: notices of results after an award, looks at what rested on a revoked one."""

from collections.abc import Sequence

from workflow.decisions.models import Decision
from workflow.decisions.notices import open_notices
from workflow.decisions.resting import tell_offices
from workflow.dossiers.act import Act
from workflow.dossiers.lines import Line


def after_issue(decision: Decision, lines: Sequence[Line], act: Act) -> None:
    """In the transaction of the issue, behind the moves of its lines: they are given as they were before them."""
    if decision.kind == Decision.Kind.REVOCATION:
        tell_offices(decision, act)
    elif decision.kind == Decision.Kind.AWARD:
        open_notices(decision, lines, act)
