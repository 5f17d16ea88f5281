"""What a person may see: the scope of appointments, grants and clusters, less the conflicts of the council's posts.

One query, used by every list, count, search, export and page; what is not visible is not there.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from workflow.database import rows
from workflow.directory.clusters import WATCHERS, units_watched_by
from workflow.directory.models import LetterGrant, NominationGrant, User
from workflow.directory.scopes import Scope, scopes_of
from workflow.dossiers.models import Letter, Nomination, NominationQuerySet, Standing
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

_conflicts: Final[list[str]] = []
_sights: Final[dict[Role, str]] = {}


def wire_conflicts(sources: Iterable[str]) -> None:
    """Take the rooms' queries for lines a person may not see: each gives nomination keys for one person's key."""
    _conflicts[:] = list(sources)


def wire_sights(sources: Mapping[Role, str]) -> None:
    """Take the rooms' queries for lines that a post shows: each gives nomination keys for an `array` of bodies."""
    _sights.clear()
    _sights.update(sources)


def visible_to(user: User, today: date | None = None) -> NominationQuerySet:
    """The nominations that a user sees today. Neither a superuser nor an administrator sees one by that alone.

    Two statements when evaluated: the person's posts, then the query itself.
    """
    day = today or timezone.localdate()
    every = Nomination.objects.all()
    if not user.is_active or user.person_id is None:
        return every.none()
    seen, scopes = _granted(user, day), scopes_of(user, day)
    for scope in scopes:
        shown = _shown(scope, day)
        if shown and scope.role in _OF_THE_COUNCIL:
            shown &= _without_conflicts({user.person_id, scope.giver or user.person_id})
        seen |= shown
    if any(scope.role in WATCHERS and scope.giver is None for scope in scopes):
        seen |= _watched(user.person_id, day)
    return every.filter(seen).order_by("pk") if seen else every.none()


def _shown(scope: Scope, day: date) -> Q:
    """What a post shows, before its conflicts; empty for a post that shows nothing by itself."""
    if scope.role is Role.AUDITOR:
        return _audited(scope.organisations, day)
    rule = _SEES.get(scope.role)
    if rule is not None:
        return rule(scope.organisations)
    query = _sights.get(scope.role)
    if query is None:
        return Q()
    text = rows.fill(query.replace("{among}", rows.among("organisation_id")))
    return Q(pk__in=RawSQL(text, [rows.array(scope.organisations)]))  # noqa: S611 -- a room's own text


def _watched(person: int, day: date) -> Q:
    """What the bodies of the clusters that a person watches have sent (SEED-43, SEED-44): never lent to another."""
    return Q(unit__in=units_watched_by(person, day), last_letter__isnull=False) & _without_conflicts({person})


def _without_conflicts(people: Iterable[int]) -> Q:
    without = Q()
    for query in _conflicts:
        for person in people:
            without &= ~Q(pk__in=RawSQL(rows.fill(query), [person]))  # noqa: S611 -- a room's own text
    return without


def _granted(user: User, day: date) -> Q:
    in_force = Q(
        Q(until=None) | Q(until__gte=day), from_day__lte=day, user=user, permission__codename="view_nomination"
    )
    on_letter = Q(Q(until=None) | Q(until__gte=day), from_day__lte=day, user=user, permission__codename="view_letter")
    nominations = NominationGrant.objects.filter(in_force).values("content_object")
    letters = LetterGrant.objects.filter(on_letter).values("content_object")
    return Q(pk__in=nominations) | Q(letter__in=letters) | _stood_on(Q(case__letter__in=letters))


def _stood_on(where: Q) -> Q:
    """Lines that stand or stood on a case such as this."""
    return Q(Exists(Standing.objects.filter(where, nomination=OuterRef("pk"))))


_issued: Final = sorted(transition.name for transition in Transition if transition.when_issued)


def _unit(organisations: tuple[int, ...]) -> Q:
    """The unit's own lines, and those that climbed to it or that it merged."""
    merged = _stood_on(Q(case__letter__organisation__in=organisations, case__letter__kind=Letter.Kind.SUPERIOR.value))
    return Q(unit__in=organisations) | Q(level__in=organisations) | merged


def _clerk(organisations: tuple[int, ...]) -> Q:
    """The lines of the papers that the body has signed: those that wait for their number, and those it has issued."""
    signed = Q(case__letter__signed_at__isnull=False) | Q(case__decision__signed_at__isnull=False)
    on_it = Q(left_at=None) | Q(left_by__in=_issued)
    return _stood_on(signed & on_it & Q(case__organisation__in=organisations))


def _office(organisations: tuple[int, ...]) -> Q:
    """What came to the office; a draft that was never sent is nobody else's."""
    return Q(office__in=organisations, last_letter__isnull=False)


def _council(organisations: tuple[int, ...]) -> Q:
    """What stands or stood on the council's sessions."""
    return _stood_on(Q(case__session__council__in=organisations))


def _decider(organisations: tuple[int, ...]) -> Q:
    """What was sent to the authority: the decider may take up what the council did not support."""
    return Q(authority__in=organisations, last_letter__isnull=False)


def _audited(organisations: tuple[int, ...], day: date) -> Q:
    """What the bodies under the audit have sent, and what was sent to an authority among them."""
    below = bodies_audited(organisations, day)
    return Q(Q(unit__in=below) | Q(authority__in=below), last_letter__isnull=False)


def bodies_audited(organisations: Iterable[int], day: date) -> RawSQL:
    """The keys of the bodies that an auditor of these bodies reads: a query for inside another."""
    text = rows.fill(_BELOW.format(among=rows.among("r.id")))
    return RawSQL(text, [day, day, rows.array(organisations)])  # noqa: S611 -- our own text


# An office, the body over it and an inspectorate audit for their authority; every other body for itself.
_BELOW: Final = """
WITH RECURSIVE audits(id, root) AS (
  SELECT o.id, o.id FROM workflow_organisation o
  UNION ALL SELECT x.id, b.authority_id FROM workflow_standingbodies b
    JOIN workflow_organisation f ON f.id = b.office_id
    JOIN workflow_organisation x ON x.id IN (b.office_id, f.parent_id, b.inspectorate_id)
    WHERE b.valid_from <= %s AND (b.valid_until IS NULL OR b.valid_until >= %s)),
below(id) AS (
  SELECT r.root FROM audits r WHERE {among}
  UNION SELECT o.id FROM workflow_organisation o JOIN below ON o.parent_id = below.id)
SELECT id FROM below"""


def _decided(organisations: tuple[int, ...]) -> Q:
    """What stands or stood on the authority's decisions."""
    return _stood_on(Q(case__decision__authority__in=organisations))


def _settled(organisations: tuple[int, ...]) -> Q:
    """What the authority's issued decisions say something of: no draft is anybody's to settle."""
    issued = Q(case__decision__authority__in=organisations, case__decision__issued_at__isnull=False)
    return _stood_on(issued & Q(left_by__in=_issued))


_OF_THE_COUNCIL: Final = frozenset({Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.TELLER})
_SEES: Final[dict[Role, Callable[[tuple[int, ...]], Q]]] = {
    Role.UNIT_OFFICER: _unit,
    Role.UNIT_HEAD: _unit,
    Role.RECORDS_CLERK: _clerk,
    Role.OFFICE_SPECIALIST: _office,
    Role.OFFICE_HEAD: _office,
    Role.COUNCIL_CHAIR: _council,
    Role.COUNCIL_MEMBER: _council,
    Role.COUNCIL_SECRETARY: _council,
    Role.TELLER: _council,
    Role.DECIDER: _decider,
    Role.DECIDER_OFFICE: _decided,
    Role.FINANCE: _settled,
}
"""What each post shows; a room above adds its own (`wire_sights`), and an auditor sees by the day. Oversight sees what
is granted to it and what the clusters assigned to it have sent; an administrator sees nothing."""
