"""The criteria that the lines of an appraisal answer, for many lines at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.awards.queries import CRITERION_APPLIES
from workflow.database import rows
from workflow.dossiers.lines import Line


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion that a line answers: its key, whether it may not apply, and its text."""

    key: int
    optional: bool
    text: str


def criteria_by_line(lines: Sequence[Line]) -> dict[int, dict[str, Asked]]:
    """The criteria of each line's groups by code, in their order: one statement."""
    found = rows.fetch(
        'SELECT n.id, c.code, c.id, c."group", c.may_not_apply, c.text FROM workflow_nomination n'
        f" JOIN workflow_criterion c ON {CRITERION_APPLIES}"
        f" WHERE {rows.among('n.id')} ORDER BY c.position, c.code",
        [rows.array(line.id for line in lines)],
    )
    groups = {line.id: line.route.criteria_groups for line in lines}
    criteria: dict[int, dict[str, Asked]] = {line.id: {} for line in lines}
    for nomination, code, key, group, optional, text in found:
        if group in groups[nomination]:
            criteria[nomination][code] = Asked(key, bool(optional), text)
    return criteria
