"""What a person's posts and grants reach: the material from which `visible_to` is composed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflow.database import rows
from workflow.directory.models import User
from workflow.procedure.roles import Role


@dataclass(frozen=True, slots=True)
class Scope:
    """A role held now, at these organisations (the post's own and those whose work it inherited)."""

    role: Role
    organisations: tuple[int, ...]


_SCOPES = """
WITH RECURSIVE line(role, top, id) AS (
  SELECT a.role, a.organisation_id, a.organisation_id FROM workflow_appointment a
  JOIN workflow_organisation o ON o.id = a.organisation_id
  WHERE a.person_id = %s AND a.from_day <= %s AND (a.until IS NULL OR a.until >= %s)
    AND o.valid_from <= %s AND (o.valid_until IS NULL OR o.valid_until >= %s)
  UNION SELECT line.role, line.top, s.old_id FROM workflow_succession s JOIN line ON s.new_id = line.id
  WHERE s.carries_work = {true} AND s.takes_effect <= %s)
SELECT DISTINCT role, id FROM line ORDER BY role, id"""


def scopes_of(user: User, today: date) -> Sequence[Scope]:
    """The person's posts in force today, by role, in one statement. A user without a person has none."""
    if user.person_id is None or not user.is_active:
        return ()
    by_role: dict[Role, list[int]] = {}
    for role, organisation in rows.fetch(_SCOPES, [user.person_id, *[today] * 5]):
        by_role.setdefault(Role(role), []).append(organisation)
    return tuple(Scope(role, tuple(organisations)) for role, organisations in by_role.items())
