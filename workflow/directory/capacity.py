"""The capacity in which a person acts: an appointment or a delegation, read at that instant."""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext as _

from workflow.database import rows
from workflow.directory.models import Appointment, Delegation, User
from workflow.directory.posts import PREFIX
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role


@dataclass(frozen=True, slots=True)
class Capacity:
    """Under what a person acts now. `organisations` holds the post's own and those whose work it inherited.

    For a delegation `giver` is the person acted for and `scope` the transitions given.
    """

    person: int
    role: Role
    organisation: int
    organisations: frozenset[int]
    appointment: int
    delegation: int | None = None
    giver: int | None = None
    scope: frozenset[str] | None = None
    kin: frozenset[int] = frozenset()
    prefix: str = ""
    keeps_register: bool = False

    @property
    def persons(self) -> frozenset[int]:
        """Everybody for whom the separation of duties holds: the actor, and who is acted for."""
        return frozenset({self.person} if self.giver is None else {self.person, self.giver})


# The lineage follows the successions that carry work and have taken effect.
_LINEAGE: Final = """
  (WITH RECURSIVE line(id) AS (
     SELECT a.organisation_id
     UNION SELECT s.old_id FROM workflow_succession s JOIN line ON s.new_id = line.id
     WHERE s.carries_work = {true} AND s.takes_effect <= %s)
   SELECT {list}(id) FROM line)"""
_KIN: Final = """
  (SELECT {list}(CASE WHEN k.person_id IN (p.id, a.person_id) THEN k.relative_id ELSE k.person_id END)
   FROM workflow_kinship k WHERE k.person_id IN (p.id, a.person_id) OR k.relative_id IN (p.id, a.person_id))"""
_POST: Final = f"""
SELECT a.person_id, a.role, a.organisation_id, a.kind, a.from_day, a.until, o.valid_from, o.valid_until,
  o.keeps_register, {_LINEAGE}, {_KIN}, a.id"""
_BY_APPOINTMENT: Final = (
    _POST
    + """ FROM workflow_appointment a JOIN workflow_organisation o ON o.id = a.organisation_id
JOIN workflow_person p ON p.id = a.person_id WHERE a.id = %s """
)
_BY_DELEGATION: Final = (
    _POST
    + """, d.receiver_id, d.kind, d.transitions, d.from_day, d.until
FROM workflow_delegation d JOIN workflow_appointment a ON a.id = d.giver_id
JOIN workflow_organisation o ON o.id = a.organisation_id
JOIN workflow_person p ON p.id = d.receiver_id WHERE d.id = %s """
)


def no_authority(reason: str, rule: str = "appointment") -> Refusal:
    """A refusal for lack of authority; it also goes to the security stream."""
    return Refusal(rule, reason, Basis.AUTHORITY, of_authority=True)


def read_capacity(
    user: User, capacity: Appointment | Delegation | None, today: date, *, lock: bool
) -> Capacity | Refusal:
    """Read and check the post again, at this instant, by one statement.

    With `lock` the appointment cannot end until the act is done. An expired appointment, a closed
    organisation, another person's post and a user without a person have no capacity.
    """
    if capacity is None or not user.is_active or user.person_id is None:
        return no_authority(_("You hold no post in this matter. Only an appointment by document gives authority."))
    by_delegation = isinstance(capacity, Delegation)
    text = _BY_DELEGATION if by_delegation else _BY_APPOINTMENT
    found = rows.fetch(text + ("{for_SHARE_of:a}" if lock else ""), [today, capacity.pk])
    if not found:
        return no_authority(_("This appointment is not known."))
    read = _read(found[0], delegation=capacity.pk if by_delegation else None)
    return _why_not(user, read, found[0], today) or read


def _read(row: tuple[Any, ...], *, delegation: int | None) -> Capacity:
    common = {
        "role": Role(row[1]),
        "organisation": row[2],
        "organisations": _ids(row[9]),
        "kin": _ids(row[10]),
        "appointment": row[11],
        "keeps_register": bool(row[8]),
    }
    if delegation is not None:
        scope = frozenset(rows.loads(row[14]))
        return Capacity(
            person=row[12], delegation=delegation, giver=row[0], scope=scope, prefix=f"{row[13]}.", **common
        )
    return Capacity(person=row[0], prefix=PREFIX.get(row[3], ""), **common)


def _why_not(user: User, read: Capacity, row: tuple[Any, ...], today: date) -> Refusal | None:
    if read.person != user.person_id:
        return no_authority(_("This post belongs to another person."))
    spans = [(row[4], row[5], _("The appointment is not in force today."))]
    spans.append((row[6], row[7], _("The organisation of this post does not exist today.")))
    if read.delegation is not None:
        spans.append((row[15], row[16], _("The delegation is not in force today.")))
    for since, until, reason in spans:
        first, last = rows.day(since), rows.day(until)
        if (first is not None and first > today) or (last is not None and last < today):
            return no_authority(reason, "expired")
    return None


@lru_cache(maxsize=4096)
def _ids_of(text: str) -> frozenset[int]:
    return frozenset(int(value) for value in json.loads(text) if value is not None)


def _ids(value: Any) -> frozenset[int]:
    return _ids_of(value) if isinstance(value, str) else frozenset(value or ())
