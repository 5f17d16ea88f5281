"""Lines: nominations as the door reads and locks them, each a `Facts` for the guards."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

from workflow.database import rows
from workflow.procedure.facts import Family, Reason
from workflow.procedure.roles import Seat
from workflow.procedure.routes import RouteRules
from workflow.procedure.states import State

# The lines of each case are counted here, after the case is locked: only whoever holds it changes them.
# A line that was received keeps the version of its route; until then the version in force today applies.
_READ: Final = """
SELECT n.id, n.state, n.version, n.case_id, n.letter_id, n.last_letter_id, n.unit_id, n.level_id, n.authority_id,
  n.office_id, n.council_id, n.pool_id, n.round_id, n.regime_id, r.id, n.award_form_id, n.nominee_kind, n.content_hash,
  w.person_id, n.drafters, n.resume_to, n.supplement_rounds, n.times_reopened, n.reply_by, r.code, r.parameters,
  k.lines
FROM workflow_nomination n JOIN workflow_route p ON p.id = n.route_id
JOIN workflow_route r ON r.id = CASE WHEN n.regime_id IS NOT NULL THEN p.id ELSE COALESCE((
  SELECT v.id FROM workflow_route v WHERE v.code = p.code AND v.valid_from <= %s
    AND (v.valid_until IS NULL OR v.valid_until >= %s) ORDER BY v.version DESC LIMIT 1), p.id) END
JOIN workflow_nominee w ON w.id = n.nominee_id
LEFT JOIN (SELECT m.case_id, count(*) AS lines FROM workflow_nomination m
  WHERE {cases} GROUP BY m.case_id
) k ON k.case_id = n.case_id
WHERE {among_n} ORDER BY n.id """


@dataclass(slots=True)
class Line:
    """One nomination as it stands, with the facts of the families that were asked for.

    `regime` is pinned at receipt; until then `route_id` and `route` are the version in force today.
    """

    id: int
    state: State
    version: int
    case: int | None
    letter: int
    last_letter: int | None
    unit: int
    level: int
    authority: int
    office: int
    council: int | None
    pool: int | None
    round: int | None
    regime: int | None
    route_id: int
    award_form: int
    nominee_kind: str
    content_hash: str
    nominee_person: int | None
    drafters: Sequence[int]
    resume_to: State | None
    supplement_rounds: int
    times_reopened: int
    reply_by: date | None
    route: RouteRules
    lines_on_case: int
    today: date
    reason: Reason = field(default_factory=Reason)
    actors: frozenset[int] = frozenset()
    signers: frozenset[int] = frozenset()
    families: dict[Family, Mapping[str, Any]] = field(default_factory=dict)

    def of(self, family: Family) -> Mapping[str, Any]:
        """The facts of one family; empty where its room knows nothing of the line."""
        return self.families.get(family, _nothing)

    @property
    def procedure(self) -> str:
        """What lines of one collecting case have in common: the route, and after receipt its pinned version."""
        return self.route.code if self.regime is None else str(self.route_id)

    def seat(self, seat: Seat) -> int | None:
        """The organisation that a seat means for this line; none where the authority has no council."""
        match seat:
            case Seat.UNIT:
                return self.unit
            case Seat.LEVEL:
                return self.level
            case Seat.AUTHORITY:
                return self.authority
            case Seat.OFFICE:
                return self.office
            case Seat.COUNCIL:
                return self.council


_nothing: Final[Mapping[str, Any]] = {}


def read_lines(nominations: Iterable[int], today: date, *, lock: bool) -> list[Line]:
    """Read these nominations in the order of their keys, by one statement; with `lock` for update.

    Ids that are not known are left out.
    """
    given = rows.array(sorted(set(nominations)))
    cases = rows.within("m.case_id", f"SELECT o.case_id FROM workflow_nomination o WHERE {rows.among('o.id')}")
    sql = _READ.format(cases=cases, among_n=rows.among("n.id"))
    found = rows.fetch(sql + ("{for_UPDATE_of:n}" if lock else ""), [today, today, given, given])
    return [_line(row, today) for row in found]


def _line(row: tuple[Any, ...], today: date) -> Line:
    read = list(row)
    read[1] = _states[row[1]]
    read[19] = _drafters(row[19])
    read[20] = _states[row[20]] if row[20] else None
    read[23] = rows.day(row[23])
    read[24:27] = [_rules(row[24], row[25]), row[26] or 0, today]
    return Line(*read)


_states: Final = {state.value: state for state in State}


@lru_cache(maxsize=4096)
def _drafters(text: str) -> tuple[int, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=256)
def _rules(code: str, text: str) -> RouteRules:
    return RouteRules.from_json(code, json.loads(text))
