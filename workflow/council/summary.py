"""What a session's summary table counts: the lines that came with its letters, by cluster and by who submitted them.

Of what the person may see, less what the council keeps from them whatever other post shows it: as in the papers pack.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import override

from workflow.appraisal.models import AppraisalSheet
from workflow.awards.models import QuotaLine
from workflow.council.facts import EXCLUDED
from workflow.council.models import CouncilSession
from workflow.council.pack import Copy, agenda_in
from workflow.council.papers import taken_off
from workflow.database import rows
from workflow.database.conditions import Condition
from workflow.directory.clusters import ClusterMembership
from workflow.directory.models import Organisation
from workflow.dossiers.forms import grounds_of
from workflow.dossiers.models import Nomination
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

if TYPE_CHECKING:
    from datetime import date

Pool = tuple[int | None, int | None, int, str]
"""Round, body, award form and kind of nominee: what a number was allocated to."""

_related: Final = ("last_letter__organisation", "unit", "award_form", "office__parent")
_TAKEN_BACK: Final = (State.DRAFT, State.WITHDRAWN, State.LAPSED, State.REDIRECTED)

_RULING: Final = tuple(one.name for one in Transition if not one.resumes and one.target is State.INELIGIBLE)

# Why a line was ruled ineligible: the ground stands in the record, the words are personal detail beside it.
_REASONS: Final = f"""
SELECT r.id, e.deed, e.payload, p.detail FROM (
  SELECT n.id, max(x.seq) AS seq FROM workflow_nomination n
  JOIN workflow_audit_entry x ON x.stream = 'nomination:' || n.id AND {rows.among("x.deed", "text")}
  WHERE {rows.among("n.id")} GROUP BY n.id) r
JOIN workflow_audit_entry e ON e.stream = 'nomination:' || r.id AND e.seq = r.seq
LEFT JOIN workflow_audit_personal_detail p ON p.stream = e.stream AND p.seq = e.seq"""


@dataclass(slots=True)
class Counted:
    """What one body submitted. `pools` are the allocated numbers on which its lines draw, each once."""

    body: Organisation
    cluster: str = ""
    proposed: int = 0
    eligible: int = 0
    ineligible: int = 0
    passed: int = 0
    pools: dict[Pool, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ruled:
    """A line that was ruled ineligible, and why."""

    line: Nomination
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The table of one copy: bodies by cluster, and the lines that are not eligible."""

    office: Organisation
    bodies: Sequence[Counted]
    ineligible: Sequence[Ruled]
    is_counted: bool


def summary_for(session: CouncilSession, copy: Copy, acting: Acting) -> Summary | None:
    """Count what this person may see; none where that is no line. A constant number of statements."""
    items = {one.nomination_id: one for one in agenda_in(session)}
    lines = _lines(items, copy, acting)
    if not lines:
        return None
    supported = {key for key, item in items.items() if item.supported} - taken_off(session)
    bodies = _by_body(lines, supported, items.keys() | _eligible_sheets(lines))
    clusters = _clusters({one.body.pk for one in bodies}, session, acting)
    for one in bodies:
        one.cluster = clusters.get(one.body.pk, "")
    bodies.sort(key=lambda one: (not one.cluster, one.cluster, one.body.name, one.body.pk))
    return Summary(lines[0].office, bodies, _ruled(lines), session.closed_at is not None)


def _by_body(lines: Sequence[Nomination], supported: Collection[int], eligible: Collection[int]) -> list[Counted]:
    """The lines counted by the body whose letter brought them to the office."""
    numbers = _allocated(lines)
    found: dict[int, Counted] = {}
    for line in lines:
        body = line.last_letter.organisation if line.last_letter else line.unit
        row = found.setdefault(body.pk, Counted(body))
        is_out = line.state == State.INELIGIBLE
        row.proposed += 1
        row.ineligible += is_out
        row.eligible += not is_out and line.pk in eligible
        row.passed += line.pk in supported
        pool = (line.round_id, line.pool_id, line.award_form_id, line.nominee_kind)
        if pool in numbers:
            row.pools[pool] = numbers[pool]
    return list(found.values())


def _lines(items: Collection[int], copy: Copy, acting: Acting) -> list[Nomination]:
    """The lines on the agenda, and those that came to the office with the same letters and were not taken back."""
    seen = visible_to(acting.user, acting.today)
    for person in sorted(copy.kept_from):
        seen = seen.exclude(Condition(f"{{row.id}} IN ({rows.fill(EXCLUDED)})", (person, acting.today)))
    letters = set(seen.filter(pk__in=items).order_by().values_list("last_letter", flat=True)) - {None}
    beside = Q(last_letter__in=letters) & ~Q(state__in=_TAKEN_BACK)
    every = seen.filter(Q(pk__in=items) | beside).select_related(*_related)
    return list(every.order_by("name_key", "pk"))


def _eligible_sheets(lines: Iterable[Nomination]) -> set[int]:
    sheets = AppraisalSheet.objects.filter(nomination__in=[one.pk for one in lines], void=False, verdict="ELIGIBLE")
    return set(sheets.values_list("nomination", flat=True))


def _allocated(lines: Iterable[Nomination]) -> dict[Pool, int]:
    """The numbers allocated in the rounds of the lines; the newest document that names a pool holds for it."""
    rounds = {line.round_id for line in lines if line.round_id is not None}
    found = QuotaLine.objects.filter(document__round__in=rounds).order_by("document__issued_on", "document", "pk")
    named = found.values_list("document__round", "organisation", "award_form", "nominee_kind", "amount")
    return {row[:4]: row[4] for row in named}


def _clusters(bodies: Collection[int], session: CouncilSession, acting: Acting) -> dict[int, str]:
    """The cluster or bloc in which each body is on the day of the session; of several the first by name."""
    day: date = session.held_on or acting.today
    lasts = Q(until=None) | Q(until__gte=day)
    members = ClusterMembership.objects.filter(lasts, organisation__in=bodies, from_day__lte=day)
    named = members.order_by("-cluster__name").values_list("organisation", "cluster__name")
    return dict(named)


def _ruled(lines: Iterable[Nomination]) -> list[Ruled]:
    out = [one for one in lines if one.state == State.INELIGIBLE]
    found = rows.fetch(_REASONS, [rows.array(_RULING), rows.array([one.pk for one in out])])
    with override("vi"):
        reasons = {key: "; ".join(_said(deed, payload, detail)) for key, deed, payload, detail in found}
    return [Ruled(one, reasons.get(one.pk, "")) for one in out]


def _said(deed: str, payload: str, detail: str | None) -> Iterator[str]:
    """The ground, and the words that were given with it unless they were erased."""
    ground = grounds_of(Transition[deed]).get(str(json.loads(payload)["data"].get("code")))
    if ground is not None:
        yield str(ground)
    given = json.loads(detail) if detail else {}
    if given.get("reason"):
        yield str(given["reason"])
