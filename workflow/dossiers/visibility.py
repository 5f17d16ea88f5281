"""What a person may see: the scope of appointments, grants and clusters, less the conflicts of the council's posts.

One query, used by every list, count, search, export and page; what is not visible is not there. Every page asks it,
so it is our own text, put together from the fixed text of each post.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from workflow.database import rows
from workflow.database.conditions import Condition
from workflow.directory.clusters import WATCHERS, units_watched_by
from workflow.directory.invitations import LETTERS_OPEN, open_to
from workflow.directory.models import User
from workflow.directory.scopes import Scope, scopes_of
from workflow.dossiers.models import Letter, Nomination, NominationQuerySet
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

_conflicts: Final[list[str]] = []
_sights: Final[dict[Role, str]] = {}


def wire_conflicts(sources: Iterable[str]) -> None:
    """Take the rooms' queries for lines a person may not see: nomination keys for a person's key and a day."""
    _conflicts[:] = list(sources)


def wire_sights(sources: Mapping[Role, str]) -> None:
    """Take the rooms' queries for lines that a post shows: nomination keys for `among(column)`, the post's bodies."""
    _sights.clear()
    _sights.update(sources)


@dataclass(frozen=True, slots=True)
class _Part:
    """A condition on a line, and what its marks stand for."""

    text: str
    parameters: tuple[Any, ...] = ()

    def but(self, *others: "_Part") -> "_Part":
        """Where none of the others holds."""
        text = " AND NOT ".join(one.text for one in (self, *others))
        return _Part(f"({text})", sum((one.parameters for one in (self, *others)), ()))


def visible_to(user: User, today: date | None = None) -> NominationQuerySet:
    """The nominations that a user sees today. Neither a superuser nor an administrator sees one by that alone.

    Two statements when evaluated: the person's posts, then the query itself.
    """
    day = today or timezone.localdate()
    every = Nomination.objects.all()
    if not user.is_active or user.person_id is None:
        return every.none()
    parts = [_granted(user, day)]
    scopes = scopes_of(user, day)
    for scope in scopes:
        shown = _shown(scope, day)
        if shown is not None and scope.role in OF_THE_COUNCIL:
            shown = shown.but(*_conflicts_of({user.person_id, scope.giver or user.person_id}, day))
        parts += [shown] if shown is not None else []
    seen = Q(_either(parts))
    if any(scope.role in WATCHERS and scope.giver is None for scope in scopes):
        seen |= _watched(user.person_id, day)
    return every.filter(seen).order_by("pk")


def _either(parts: Sequence[_Part]) -> Condition:
    return Condition(" OR ".join(part.text for part in parts), [one for part in parts for one in part.parameters])


def _shown(scope: Scope, day: date) -> _Part | None:
    """What a post shows, before its conflicts; `None` for a post that shows nothing by itself."""
    own = rows.array(scope.organisations)
    if scope.role is Role.AUDITOR:
        return _audited(own, day)
    text = _SEES.get(scope.role)
    if text is None:
        query = _sights.get(scope.role)
        if query is None:
            return None
        text = f"{{row.id}} IN ({query})"
    filled, many = _among(text)
    return _Part(f"({filled})", (own,) * many)


@cache
def _among(text: str) -> tuple[str, int]:
    """The text with each `among(column)` written out, and how many times it takes the post's bodies."""
    filled, many = _AMONG.subn(lambda found: rows.among(found[1]), text)
    return rows.fill(filled), many


_AMONG: Final = re.compile(r"among\(([^)]+)\)")


def _watched(person: int, day: date) -> Q:
    """What the bodies of the clusters that a person watches have sent (SEED-43, SEED-44): never lent to another."""
    sent = Q(unit__in=units_watched_by(person, day), last_letter__isnull=False)
    conflicts = _conflicts_of({person}, day)
    return sent & ~Q(_either(conflicts)) if conflicts else sent


def _conflicts_of(people: Iterable[int], day: date) -> list[_Part]:
    return [_Part(f"{{row.id}} IN ({rows.fill(query)})", (person, day)) for query in _conflicts for person in people]


def kept_from(people: Iterable[int], day: date) -> tuple[str, list[Any]]:
    """Whether the line `n` is one that these people do not see by a post of the council, with its parameters."""
    every = [(rows.fill(query), person) for query in _conflicts for person in sorted(people)]
    text = " OR ".join(f"n.id IN ({query})" for query, _person in every)
    return f"({text or rows.fill('{false}')})", [one for _query, person in every for one in (person, day)]


def _granted(user: User, day: date) -> _Part:
    by_grant = (user.pk, day, day)
    return _Part(_GRANTED, (*by_grant * 3, *open_to(user.person_id, day)))


def _grants(model: str, permission: str) -> str:
    return f"""SELECT g.content_object_id FROM workflow_{model}grant g JOIN auth_permission p ON p.id = g.permission_id
  WHERE p.codename = '{permission}' AND g.user_id = %s AND g.from_day <= %s AND (g.until IS NULL OR g.until >= %s)"""


def _stood_on(where: str, joins: str) -> str:
    """Lines that stand or stood on a case such as this."""
    return f"EXISTS (SELECT 1 FROM workflow_standing s {joins} WHERE s.nomination_id = {{row.id}} AND {where})"


_ON_LETTER: Final = "JOIN workflow_letter l ON l.case_id = s.case_id"
_ON_DECISION: Final = "JOIN workflow_decision d ON d.case_id = s.case_id"
_ON_SESSION: Final = "JOIN workflow_councilsession c ON c.case_id = s.case_id"
_letters_granted: Final = _grants("letter", "view_letter")
_GRANTED: Final = f"""({{row.id}} IN ({_grants("nomination", "view_nomination")})
  OR {{row.letter_id}} IN ({_letters_granted}) OR {_stood_on(f"l.id IN ({_letters_granted})", _ON_LETTER)}
  OR {{row.case_id}} IN (SELECT y.case_id FROM workflow_letter y WHERE y.id IN ({LETTERS_OPEN})))"""
"""What was granted to the user: lines, and letters with all that stand or stood on them. Thrice: user, day, day.

Last, what stands on the letters into which the person is invited, while that lasts: `open_to`.
"""

_SENT: Final = "{row.last_letter_id} IS NOT NULL"
_issued: Final = ", ".join(f"'{transition.name}'" for transition in Transition if transition.when_issued)

# The unit's own lines, and those that climbed to it or that it merged.
_merged: Final = _stood_on(f"l.kind = '{Letter.Kind.SUPERIOR.value}' AND among(l.organisation_id)", _ON_LETTER)
_UNIT: Final = f"among({{row.unit_id}}) OR among({{row.level_id}}) OR {_merged}"

# The lines of the papers that the body has signed: those that wait for their number, and those it has issued.
_CLERK: Final = _stood_on(
    f"among(k.organisation_id) AND (s.left_at IS NULL OR s.left_by IN ({_issued}))"
    " AND (l.signed_at IS NOT NULL OR d.signed_at IS NOT NULL)",
    f"JOIN workflow_case k ON k.id = s.case_id LEFT {_ON_LETTER} LEFT {_ON_DECISION}",
)

# What came to the office; a draft that was never sent is nobody else's.
_OFFICE: Final = f"{_SENT} AND among({{row.office_id}})"

# What stands or stood on the council's sessions.
_COUNCIL: Final = _stood_on("among(c.council_id)", _ON_SESSION)

# What was sent to the authority: the decider may take up what the council did not support.
_DECIDER: Final = f"{_SENT} AND among({{row.authority_id}})"

# What stands or stood on the authority's decisions.
_DECIDED: Final = _stood_on("among(d.authority_id)", _ON_DECISION)

# What the authority's issued decisions say something of: no draft is anybody's to settle.
_SETTLED: Final = _stood_on(
    f"among(d.authority_id) AND d.issued_at IS NOT NULL AND s.left_by IN ({_issued})", _ON_DECISION
)


def _audited(own: Any, day: date) -> _Part:
    """What the bodies under the audit have sent, and what was sent to an authority among them."""
    below, of_audit = _below(), (day, day, own)
    text = f"({_SENT} AND ({{row.unit_id}} IN ({below}) OR {{row.authority_id}} IN ({below})))"
    return _Part(text, of_audit * 2)


def bodies_audited(organisations: Iterable[int], day: date) -> RawSQL:
    """The keys of the bodies that an auditor of these bodies reads: a query for inside another."""
    return RawSQL(_below(), [day, day, rows.array(organisations)])  # noqa: S611 -- our own text


def _below() -> str:
    return _among(_BELOW)[0]


# An office, the body over it and an inspectorate audit for their authority; every other body for itself.
_BELOW: Final = """
WITH RECURSIVE audits(id, root) AS (
  SELECT o.id, o.id FROM workflow_organisation o
  UNION ALL SELECT x.id, b.authority_id FROM workflow_standingbodies b
    JOIN workflow_organisation f ON f.id = b.office_id
    JOIN workflow_organisation x ON x.id IN (b.office_id, f.parent_id, b.inspectorate_id)
    WHERE b.valid_from <= %s AND (b.valid_until IS NULL OR b.valid_until >= %s)),
below(id) AS (
  SELECT r.root FROM audits r WHERE among(r.id)
  UNION SELECT o.id FROM workflow_organisation o JOIN below ON o.parent_id = below.id)
SELECT id FROM below"""

OF_THE_COUNCIL: Final = frozenset({Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.TELLER})
"""The posts that do not show lines to which something ties their holder."""
_SEES: Final[dict[Role, str]] = {
    Role.UNIT_OFFICER: _UNIT,
    Role.UNIT_HEAD: _UNIT,
    Role.RECORDS_CLERK: _CLERK,
    Role.OFFICE_SPECIALIST: _OFFICE,
    Role.OFFICE_HEAD: _OFFICE,
    Role.COUNCIL_CHAIR: _COUNCIL,
    Role.COUNCIL_MEMBER: _COUNCIL,
    Role.COUNCIL_SECRETARY: _COUNCIL,
    Role.TELLER: _COUNCIL,
    Role.DECIDER: _DECIDER,
    Role.DECIDER_OFFICE: _DECIDED,
    Role.FINANCE: _SETTLED,
}
"""What each post shows, at `among(column)` its bodies; a room above adds its own (`wire_sights`), and an auditor sees
by the day. Oversight sees what is granted to it and what its clusters have sent; an administrator sees nothing."""
