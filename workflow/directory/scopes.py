"""What a person's posts reach: the material from which the worklist and what is visible are composed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from workflow.database import rows
from workflow.directory.models import User
from workflow.procedure.roles import Role


@dataclass(frozen=True, slots=True)
class Scope:
    """A role held now, or lent by a delegation, at these organisations (the post's own and those it inherited from).

    `giver` is the person who lent it; the conflicts of that person hold for who acts in the stead.
    """

    role: Role
    organisations: tuple[int, ...]
    giver: int | None = None


IN_FORCE: Final = """
  JOIN workflow_organisation o ON o.id = a.organisation_id
    AND o.valid_from <= %s AND (o.valid_until IS NULL OR o.valid_until >= %s)
  WHERE a.from_day <= %s AND (a.until IS NULL OR a.until >= %s)"""
"""Appointments `a` that are in force at a body that exists: takes the day four times."""
_SCOPES = f"""
WITH RECURSIVE line(role, giver, id) AS (
  SELECT post.role, post.giver, post.organisation_id FROM (
    SELECT a.role, 0 AS giver, a.organisation_id FROM workflow_appointment a {IN_FORCE} AND a.person_id = %s
    UNION ALL SELECT a.role, a.person_id, a.organisation_id
    FROM workflow_delegation d JOIN workflow_appointment a ON a.id = d.giver_id {IN_FORCE}
      AND d.receiver_id = %s AND d.from_day <= %s AND d.until >= %s) AS post
  UNION SELECT line.role, line.giver, s.old_id FROM workflow_succession s JOIN line ON s.new_id = line.id
  WHERE s.carries_work = {{true}} AND s.takes_effect <= %s)
SELECT DISTINCT role, giver, id FROM line ORDER BY role, giver, id"""


def scopes_of(user: User, today: date) -> Sequence[Scope]:
    """The person's posts and delegations in force today, in one statement. A user without a person has none."""
    if user.person_id is None or not user.is_active:
        return ()
    found: dict[tuple[Role, int], list[int]] = {}
    spans = [today] * 4
    parameters = [*spans, user.person_id, *spans, user.person_id, today, today, today]
    for role, giver, organisation in rows.fetch(_SCOPES, parameters):
        found.setdefault((Role(role), giver), []).append(organisation)
    return tuple(Scope(role, tuple(organisations), giver or None) for (role, giver), organisations in found.items())
