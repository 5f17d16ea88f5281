"""Reads of the worklist: what waits for a person, and on which desk each open case is."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from viewflow.workflow.fields import import_task_by_ref

from workflow.database import rows
from workflow.directory.models import User
from workflow.directory.scopes import scopes_of
from workflow.worklist.flow import Desk


class Waiting(NamedTuple):
    """One work item on a person's desk. `flow_task` names the desk; `due` is a local day."""

    id: int
    case: int
    flow_task: str
    role: str
    organisation: int
    person: int | None
    due: date | None


# One condition for each post, so that each is read from the partial index of open work; the newest due
# dates come first, and no count runs over what is not shown.
_WAITING: Final = (
    "SELECT w.id, w.process_id, w.flow_task, w.role, w.organisation_id, w.person_id, w.due FROM workflow_workitem w"
    " WHERE w.finished IS NULL AND ({posts}) AND (w.person_id IS NULL OR w.person_id = %s)"
    " ORDER BY w.due IS NULL, w.due, w.id LIMIT %s"
)


def waiting_for(user: User, today: date, *, at_most: int = 50) -> list[Waiting]:
    """What waits for the person, due first: two statements, the posts and the desk."""
    scopes = scopes_of(user, today)
    if not scopes:
        return []
    posts: list[str] = []
    parameters: list[object] = []
    for scope in scopes:
        posts.append(f"(w.role = %s AND {rows.among('w.organisation_id')})")
        parameters += [scope.role.value, rows.array(scope.organisations)]
    found = rows.fetch(_WAITING.format(posts=" OR ".join(posts)), [*parameters, user.person_id, at_most])
    return [Waiting._make((*row[:6], rows.day(row[6]))) for row in found]


class OpenCase(NamedTuple):
    """An open case, the desk on which it waits and whose desk that is."""

    id: int
    variant: str
    organisation: int
    desk: Desk | None
    role: str
    at: int


def open_cases(at_once: int = 2_000) -> Iterator[OpenCase]:
    """Every open case with its open work item, in the order of their keys."""
    after = 0
    while True:
        found: Sequence[tuple[object, ...]] = rows.fetch(
            "SELECT c.id, c.variant, c.organisation_id, w.flow_task, w.role, w.organisation_id FROM workflow_case c"
            " LEFT JOIN workflow_workitem w ON w.process_id = c.id AND w.finished IS NULL"
            " WHERE c.finished IS NULL AND c.id > %s ORDER BY c.id LIMIT %s",
            [after, at_once],
        )
        if not found:
            return
        for case_id, variant, organisation, task, role, at in found:
            node = import_task_by_ref(task) if task else None
            desk = node if isinstance(node, Desk) else None
            yield OpenCase(int(str(case_id)), str(variant), int(str(organisation)), desk, str(role), int(str(at or 0)))
            after = int(str(case_id))
