"""What an office presents to its decider by one letter: the lines proposed, those that fell out, and what was advised.

All of it as of the signature of the letter; of a letter that is not signed, as of now. What happens later (a line comes
back, a name is corrected, the council votes again, a late opinion arrives) never changes what was signed.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db.models import F, Q
from django.utils import timezone

from workflow.appraisal.models import Consultation
from workflow.awards.models import NomineeKind, Route
from workflow.council.models import AgendaItem, Ballot, CouncilSession
from workflow.database import rows
from workflow.dossiers.handling import keys_on
from workflow.dossiers.models import Letter, Nomination, SignOff, Standing
from workflow.dossiers.signed_content import Said, said_by
from workflow.procedure.transitions import Transition

NOT_SUPPORTED: Final = Transition.NOT_SUPPORT.name
_INELIGIBLE: Final = tuple(one.name for one in Transition if one.name.startswith("RULE_INELIGIBLE"))
_BROUGHT: Final = (Transition.ENDORSE.name, Transition.FORWARD.name)
"""How a line leaves the letter that brings it to the office."""
_ORDER: Final = (NomineeKind.COLLECTIVE.value, NomineeKind.PERSON.value, NomineeKind.HOUSEHOLD.value)

# The last move of each line until then, where it was one that ends it before the decider; why, is personal detail.
_FALLEN: Final = """
SELECT n.id, e.deed, e.payload, p.detail FROM workflow_nomination n
JOIN workflow_audit_entry e ON e.stream = 'nomination:' || n.id AND e.seq = (
  SELECT MAX(x.seq) FROM workflow_audit_entry x
  WHERE x.stream = 'nomination:' || n.id AND x.at <= %s AND {moves})
LEFT JOIN workflow_audit_personal_detail p ON p.stream = e.stream AND p.seq = e.seq
WHERE {among} AND {ends} ORDER BY n.id"""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A line of the letter: what it says, and the council's last count on it, if there was one."""

    nomination: int
    said: Said
    vote: AgendaItem | None


@dataclass(frozen=True, slots=True)
class Fallen(Proposed):
    """A line that is not proposed after all: by which move it ended, on which ground, and the reason in words."""

    deed: str
    code: str
    reason: str


_One = TypeVar("_One", bound=Proposed)


@dataclass(slots=True)
class Presented:
    """What one letter presents. `opinions` are other opinions in words, by nomination; `asks_party`: a route does."""

    signature: SignOff | None
    proposed: Sequence[Proposed]
    fallen: Sequence[Fallen]
    letters: int
    sessions: Sequence[CouncilSession]
    asks_party: bool
    party: Sequence[Consultation]
    opinions: Mapping[int, Sequence[str]] = field(default_factory=dict)


def presented_by(letter: Letter) -> Presented | None:
    """What the letter presents; none where no line stands on it. A constant number of statements."""
    at = letter.signed_at or timezone.now()
    hashes = _hashes_on(letter)
    if not hashes:
        return None
    brought, votes = _letters_of(hashes, at), _votes(hashes, at)
    routes = Route.objects.filter(nominations__in=list(hashes)).distinct()
    asks_party = {route.pk: route.rules.party_opinion for route in routes}
    fallen, later = _fallen(letter, hashes, asks_party, (set(brought.values()), votes.values()), at)
    said = said_by(hashes, at)
    every = votes | later
    return Presented(
        signature=_signature(letter),
        proposed=_in_order([Proposed(key, said[key], votes.get(key)) for key in hashes]),
        fallen=_in_order(fallen),
        letters=len(set(brought.values())),
        sessions=list(CouncilSession.objects.filter(pk__in={one.session_id for one in every.values()}).order_by("pk")),
        asks_party=any(asks_party.values()),
        party=_party(hashes, at),
        opinions=_opinions(every.values()),
    )


def _hashes_on(letter: Letter) -> dict[int, str]:
    """The lines in their order, each with the hash under which it was signed, or stands now."""
    if letter.signed_at is None:
        now = dict(Nomination.objects.filter(case=letter.case_id).values_list("pk", "content_hash"))
        return {key: now[key] for key in keys_on(letter.case_id) if key in now}
    signed = dict(_signed(letter).values_list("nomination", "hash"))
    stood = Standing.objects.filter(case=letter.case_id).values_list("nomination", flat=True)
    return {key: signed[key] for key in dict.fromkeys(stood) if key in signed}


def _signed(letter: Letter) -> Any:
    """The signatures under the lines, whatever became of them later; none before the letter was signed."""
    every = SignOff.objects.filter(case=letter.case_id)
    return every.filter(at=letter.signed_at) if letter.signed_at else every.none()


def _signature(letter: Letter) -> SignOff | None:
    related = ("person", "appointment", "delegation__giver")
    found: SignOff | None = _signed(letter).select_related(*related).order_by("pk").first()
    return found


def _in_order(found: Iterable[_One]) -> list[_One]:
    """Collectives, individuals, households, each in the order in which they stand."""
    return sorted(found, key=lambda one: _ORDER.index(one.said.kind))


def _letters_of(keys: Collection[int], at: datetime) -> dict[int, int]:
    """The case of the letter that brought each line to the office last, until then."""
    stood = Standing.objects.filter(_brought_until(at), nomination__in=list(keys)).order_by("left_at", "pk")
    return dict(stood.values_list("nomination", "case"))


def _brought_until(at: datetime) -> Q:
    return Q(left_by__in=_BROUGHT, left_at__lte=at)


def _votes(keys: Collection[int], at: datetime) -> dict[int, AgendaItem]:
    """The council's last count on each line, until then."""
    counted = AgendaItem.objects.filter(
        nomination__in=list(keys), supported__isnull=False, session__closed_at__lte=at
    ).order_by("pk")
    return {one.nomination_id: one for one in counted}


def _fallen(
    letter: Letter,
    proposed: Collection[int],
    routes: Collection[int],
    beside: tuple[Collection[int], Iterable[AgendaItem]],
    at: datetime,
) -> tuple[list[Fallen], dict[int, AgendaItem]]:
    """The lines that came by the same letters, or were voted on in the same sessions, and ended there; their votes."""
    cases, votes = beside
    came = Standing.objects.filter(_brought_until(at), case__in=cases).values("nomination")
    voted = AgendaItem.objects.filter(session__in={one.session_id for one in votes}, supported__isnull=False)
    of_office = Nomination.objects.filter(office=letter.organisation_id, authority=letter.authority_id)
    keys = of_office.filter(Q(pk__in=came) | Q(pk__in=voted.values("nomination")), route__in=list(routes))
    ended = _ended([key for key in keys.order_by("pk").values_list("pk", flat=True) if key not in proposed], at)
    said, later = said_by({key: str(one["hash"]) for key, one in ended.items()}, at), _votes(ended, at)
    found = [
        Fallen(key, said[key], later.get(key), one["deed"], one["code"], one["reason"]) for key, one in ended.items()
    ]
    return found, later


def _ended(keys: Sequence[int], at: datetime) -> dict[int, dict[str, str]]:
    sql = _FALLEN.format(
        moves=rows.among("x.deed", "text"), among=rows.among("n.id"), ends=rows.among("e.deed", "text")
    )
    moves, ends = rows.array(one.name for one in Transition), rows.array([NOT_SUPPORTED, *_INELIGIBLE])
    return {
        key: _end(deed, json.loads(payload), detail)
        for key, deed, payload, detail in rows.fetch(sql, [at, moves, rows.array(keys), ends])
    }


def _end(deed: str, payload: Mapping[str, Any], detail: str | None) -> dict[str, str]:
    """How a line ended; the reason is empty where it was erased."""
    data = payload["data"]
    given = json.loads(detail) if detail else {}
    told = {"hash": data.get("hash"), "code": data.get("code"), "reason": given.get("reason")}
    return {"deed": deed, **{name: str(one or "") for name, one in told.items()}}


def _party(keys: Collection[int], at: datetime) -> list[Consultation]:
    """The Party opinions asked for until then; one that came later is as if it were not there."""
    asked = Consultation.objects.filter(nomination__in=list(keys), kind=Consultation.Kind.PARTY, asked_at__lte=at)
    found = list(asked.select_related("organisation").order_by("organisation", "pk"))
    for one in found:
        if one.answered_at is not None and one.answered_at > at:
            one.answered_at, one.agrees, one.document = None, None, ""
    return found


def _opinions(votes: Iterable[AgendaItem]) -> dict[int, list[str]]:
    """The other opinions in words, by nomination; by their words, so that nothing tells whose they are."""
    spoken = Ballot.objects.filter(item__in=[one.pk for one in votes]).exclude(opinion="")
    found: dict[int, list[str]] = {}
    for key, words in spoken.order_by("opinion").values_list(F("item__nomination"), "opinion"):
        found.setdefault(key, []).append(words)
    return found
