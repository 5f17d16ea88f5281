"""The posts a person holds today, each with what a page says of it and what a command takes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from workflow.database import rows
from workflow.database.instances import columns, instance
from workflow.directory.models import Appointment, Delegation, Organisation, User
from workflow.directory.scopes import IN_FORCE
from workflow.procedure.roles import Role

PREFIX: Final = {Appointment.Kind.DEPUTY.value: "KT.", Appointment.Kind.ACTING.value: "Q."}
"""The letters before the title, by the kind of appointment; the holder of a post has none."""


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post in force: an appointment, or one lent by a delegation. `key` names it in forms.

    `organisations` holds the post's own body and those whose work it inherited.
    """

    key: str
    role: Role
    organisation: Organisation
    organisations: frozenset[int]
    title: str
    prefix: str
    under: Appointment | Delegation

    @property
    def label(self) -> str:
        """The post in words: title, body, and the letters before the signature."""
        name = f"{self.title}, {self.organisation.short_name or self.organisation.name}"
        return f"{self.prefix} {name}" if self.prefix else name

    def fits(self, roles: Collection[Role], organisation: int | None) -> bool:
        """Whether it is one of these roles at the body; `None` asks for no body."""
        return self.role in roles and (organisation is None or organisation in self.organisations)


def posts_of(user: User, today: date) -> tuple[HeldPost, ...]:
    """The posts and delegations in force today: three statements. A user without a person holds none."""
    if not user.is_active or user.person_id is None:
        return ()
    own, lent = _own(user.person_id, today), _lent(user.person_id, today)
    lines = _lineages([post.organisation_id for post in own] + [one.giver.organisation_id for one in lent], today)
    held = [_of_appointment(post, lines[post.organisation_id]) for post in own]
    return (*held, *(_of_delegation(one, lines[one.giver.organisation_id]) for one in lent))


def _own(person: int, today: date) -> list[Appointment]:
    sql = f"""SELECT {columns(Appointment, "a")}, {columns(Organisation, "o")}
  FROM workflow_appointment a {IN_FORCE} AND a.person_id = %s ORDER BY o.name, a.role, a.id"""
    return [_appointment(row)[0] for row in rows.fetch(sql, [today, today, today, today, person])]


def _lent(person: int, today: date) -> list[Delegation]:
    sql = f"""SELECT {columns(Appointment, "a")}, {columns(Organisation, "o")}, {columns(Delegation, "d")}
  FROM workflow_delegation d JOIN workflow_appointment a ON a.id = d.giver_id {IN_FORCE}
    AND d.receiver_id = %s AND d.from_day <= %s AND d.until >= %s ORDER BY d.id"""
    found = []
    for row in rows.fetch(sql, [today, today, today, today, person, today, today]):
        giver, start = _appointment(row)
        one, _end = instance(Delegation, row, start)
        one.giver = giver
        found.append(one)
    return found


def _appointment(row: Sequence[Any]) -> tuple[Appointment, int]:
    post, start = instance(Appointment, row)
    post.organisation, end = instance(Organisation, row, start)
    return post, end


def _of_appointment(post: Appointment, line: frozenset[int]) -> HeldPost:
    prefix = PREFIX.get(post.kind, "")
    return HeldPost(f"a{post.pk}", Role(post.role), post.organisation, line, post.title, prefix, post)


def _of_delegation(one: Delegation, line: frozenset[int]) -> HeldPost:
    giver = one.giver
    return HeldPost(f"d{one.pk}", Role(giver.role), giver.organisation, line, giver.title, f"{one.kind}.", one)


def _lineages(organisations: Sequence[int], today: date) -> dict[int, frozenset[int]]:
    """Each body with those whose work it inherited, itself among them."""
    found: dict[int, set[int]] = {one: {one} for one in organisations}
    if found:
        lines = rows.fetch(
            "WITH RECURSIVE line(root, id) AS (SELECT o.id, o.id FROM workflow_organisation o WHERE {among}"
            " UNION SELECT line.root, s.old_id FROM workflow_succession s JOIN line ON s.new_id = line.id"
            " WHERE s.carries_work = {{true}} AND s.takes_effect <= %s) SELECT root, id FROM line".format(
                among=rows.among("o.id")
            ),
            [rows.array(sorted(found)), today],
        )
        for root, one in lines:
            found[root].add(one)
    return {root: frozenset(line) for root, line in found.items()}
