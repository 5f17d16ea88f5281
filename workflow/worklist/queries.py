"""Reads of the worklist: what waits for a person, and on which desk each open case is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from viewflow.workflow.fields import get_flow_ref

from workflow.database import rows
from workflow.directory.models import User
from workflow.directory.scopes import scopes_of
from workflow.procedure.roles import Role
from workflow.worklist.flow import CaseFlow, Desk


class Waiting(NamedTuple):
    """One work item on a person's desk. `flow_task` names the desk; `due` is a local day."""

    id: int
    case: int
    flow_task: str
    role: str
    organisation: int
    person: int | None
    due: date | None


# One part for each post, so that each is read from the partial index of open work, however many posts there are;
# what is due first comes first, and no count runs over what is not shown. Work given to one person is that person's
# while the person holds such a post there, or at an heir of the body; afterwards it is the post's again.
_OF_A_POST: Final = """
SELECT w.id, w.process_id, w.flow_task, w.role, w.organisation_id, w.person_id, w.due FROM workflow_workitem w
WHERE w.finished IS NULL AND w.role = %s AND {among} AND (w.person_id IS NULL OR w.person_id = %s
  OR (w.person_id, w.organisation_id) NOT IN (
    WITH RECURSIVE held(person, id) AS (
      SELECT a.person_id, o.id FROM workflow_appointment a JOIN workflow_organisation o ON o.id = a.organisation_id
      WHERE a.role = %s AND a.from_day <= %s AND (a.until IS NULL OR a.until >= %s)
        AND o.valid_from <= %s AND (o.valid_until IS NULL OR o.valid_until >= %s)
      UNION SELECT held.person, s.old_id FROM workflow_succession s JOIN held ON s.new_id = held.id
      WHERE s.carries_work = {{true}} AND s.takes_effect <= %s)
    SELECT person, id FROM held))"""
_WAITING: Final = "SELECT * FROM ({parts}) AS every ORDER BY every.due IS NULL, every.due, every.id LIMIT %s"


def waiting_for(user: User, today: date, *, at_most: int = 50) -> list[Waiting]:
    """What waits for the person, by a post or by a delegation, due first: two statements, the posts and the desk."""
    desks: dict[Role, set[int]] = {}
    for scope in scopes_of(user, today):
        desks.setdefault(scope.role, set()).update(scope.organisations)
    return waiting_on(desks, user.person_id, today, at_most=at_most)


def waiting_on(
    desks: Mapping[Role, Collection[int]], person: int | None, today: date, *, at_most: int = 50
) -> list[Waiting]:
    """What waits on these desks for the person, due first: one statement."""
    if not desks:
        return []
    text, parameters = waiting_query(desks, person, today, at_most=at_most)
    return [Waiting._make((*row[:6], rows.day(row[6]))) for row in rows.fetch(text, parameters)]


def waiting_query(
    desks: Mapping[Role, Collection[int]], person: int | None, today: date, *, at_most: int
) -> tuple[str, list[object]]:
    """The statement of `waiting_on` with its parameters, for a query that says more of each item."""
    part = _OF_A_POST.format(among=rows.among("w.organisation_id"))
    parameters: list[object] = []
    for role, organisations in desks.items():
        parameters += [role.value, rows.array(sorted(organisations)), person, role.value, *[today] * 5]
    return _WAITING.format(parts=" UNION ALL ".join([part] * len(desks))), [*parameters, at_most]


class OpenCase(NamedTuple):
    """An open case, the desk on which it waits and whose desk that is."""

    id: int
    variant: str
    organisation: int
    desk: Desk | None
    role: str
    at: int


def open_cases(at_once: int = 2_000) -> Iterator[OpenCase]:
    """Every open case with its open work item, in the order of their keys; no desk where its flow has none so named."""
    after = 0
    while True:
        found: Sequence[tuple[object, ...]] = rows.fetch(
            "SELECT c.id, c.flow_class, c.variant, c.organisation_id, w.flow_task, w.role, w.organisation_id"
            " FROM workflow_case c LEFT JOIN workflow_workitem w ON w.process_id = c.id AND w.finished IS NULL"
            " WHERE c.finished IS NULL AND c.id > %s ORDER BY c.id LIMIT %s",
            [after, at_once],
        )
        if not found:
            return
        for case_id, flow, variant, organisation, task, role, at in found:
            desk = _desk_named(str(flow), str(task))
            yield OpenCase(int(str(case_id)), str(variant), int(str(organisation)), desk, str(role), int(str(at or 0)))
            after = int(str(case_id))


def _desk_named(flow: str, task: str) -> Desk | None:
    """The desk that a work item names, when the case's own flow has it."""
    known: dict[str, type[CaseFlow]] = {get_flow_ref(one): one for one in CaseFlow.__subclasses__()}
    named, _, name = task.rpartition(".")
    return known[flow].desks().get(name) if named == flow and flow in known else None


class OnDesk(NamedTuple):
    """The open work item of a case as its page shows it. `desk` is the node's name; `due` is a local day."""

    desk: str
    role: Role
    organisation: int
    person: int | None
    due: date | None


def desk_of(case: int) -> OnDesk | None:
    """The desk on which a case waits; none when it is closed. One statement."""
    found = rows.fetch(
        "SELECT w.flow_task, w.role, w.organisation_id, w.person_id, w.due FROM workflow_workitem w"
        " WHERE w.process_id = %s AND w.finished IS NULL",
        [case],
    )
    for task, role, organisation, person, due in found:
        return OnDesk(str(task).rpartition(".")[2], Role(role), organisation, person, rows.day(due))
    return None
