"""Invitations: a colleague of the body writes in one letter while it is prepared. A grant of guardian is behind each.

An invitation holds from day to day until the letter is signed or it is taken back, and only while the colleague has an
account that is open and a post in force at the letter's body, or at one right below it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.models import Permission
from django.db.models import Q

from workflow.database import rows
from workflow.directory.models import Appointment, LetterGrant, Organisation, User
from workflow.directory.scopes import IN_FORCE

if TYPE_CHECKING:
    from django.db.models import QuerySet

WRITES: Final = "change_letter"
"""The permission that an invitation gives on its letter."""

_OPEN: Final = f"""
FROM workflow_lettergrant g JOIN auth_permission p ON p.id = g.permission_id AND p.codename = '{WRITES}'
JOIN workflow_letter l ON l.id = g.content_object_id AND l.signed_at IS NULL
JOIN workflow_user u ON u.id = g.user_id AND u.is_active
WHERE u.person_id = %s AND g.ended_at IS NULL AND g.from_day <= %s AND g.until >= %s
  AND EXISTS (SELECT 1 FROM workflow_appointment a {IN_FORCE} AND a.person_id = u.person_id
    AND (o.id = l.organisation_id OR o.parent_id = l.organisation_id))"""
LETTERS_OPEN: Final = f"SELECT g.content_object_id {_OPEN}"
"""The keys of the letters into which a person is invited on a day; takes `open_to(person, day)`."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """The grant under which a colleague writes in a letter, and the person who gave it."""

    grant: int
    letter: int
    given_by: int


def open_to(person: int | None, day: date) -> list[Any]:
    """The parameters of `LETTERS_OPEN`."""
    return [person, *[day] * 6]


def letters_open_to(user: User, day: date) -> frozenset[int]:
    """The letters into which a user is invited on the day: one statement."""
    if user.person_id is None or not user.is_active:
        return frozenset()
    return frozenset(row[0] for row in rows.fetch(LETTERS_OPEN, open_to(user.person_id, day)))


def invitations_on(cases: Sequence[int], person: int, day: date, *, lock: bool) -> dict[int, Invitation]:
    """The person's invitations into the letters of these cases, by case: one statement.

    With `lock` none of them ends until the act is done.
    """
    sql = f"SELECT l.case_id, g.id, l.id, g.given_by_id {_OPEN} AND {rows.among('l.case_id')}"
    given = [*open_to(person, day), rows.array(sorted(set(cases)))]
    found = rows.fetch(sql + (" {for_SHARE_of:g}" if lock else ""), given)
    return {case: Invitation(grant, letter, given_by) for case, grant, letter, given_by in found}


def colleagues_on(letter: int, day: date) -> "QuerySet[LetterGrant]":
    """The invitations into a letter that are not over on the day, those that last longest first."""
    found = LetterGrant.objects.filter(content_object=letter, permission__codename=WRITES, ended_at=None)
    named = found.filter(until__gte=day).select_related("user__person", "given_by")
    return named.order_by("-until", "user__person__name_key", "pk")


def give_pen(letter: int, user: User, *, given_by: int, from_day: date, until: date) -> int:
    """Write an invitation, in the place of one that is over; the key of the grant. The caller records it."""
    permission = Permission.objects.get(codename=WRITES, content_type__app_label="workflow")
    given = {"from_day": from_day, "until": until, "given_by_id": given_by, "ended_at": None}
    made, _fresh = LetterGrant.objects.update_or_create(
        user=user, permission=permission, content_object_id=letter, defaults=given
    )
    return int(made.pk)


def take_pens(letter: int, at: datetime, day: date, *, grant: int | None = None) -> list[tuple[int, int, int]]:
    """End the invitations into a letter that are not over, or the one named: (grant, user, person) of each.

    Two statements. The caller holds the letter's case and records what ended.
    """
    open_now = colleagues_on(letter, day) if grant is None else colleagues_on(letter, day).filter(pk=grant)
    found = sorted(open_now.order_by().values_list("pk", "user", "user__person"))
    LetterGrant.objects.filter(pk__in=[one[0] for one in found]).update(ended_at=at)
    return found


Group = tuple[str, list[tuple[int, str]]]


def people_near(body: int, day: date, *, but: int | None = None) -> list[Group]:
    """People with an account and a post at the body or at one right below it, by body: key and name with title.

    The own body comes first. Everybody stands there once; `but` is left out. One statement.
    """
    near = Organisation.objects.existing_on(day).filter(Q(pk=body) | Q(parent=body))
    posts = Appointment.objects.in_force(day).filter(organisation__in=near, person__user__is_active=True)
    found = posts.exclude(person=but).select_related("person", "organisation")
    groups: dict[int, Group] = {}
    seen: set[int] = set()
    in_order = found.order_by("organisation__name", "organisation", "person__name_key", "person", "pk")
    for one in sorted(in_order, key=lambda post: post.organisation_id != body):
        if one.person_id not in seen:
            seen.add(one.person_id)
            _name, people = groups.setdefault(one.organisation_id, (one.organisation.name, []))
            people.append((one.person_id, f"{one.person} – {one.title}"))
    return list(groups.values())
