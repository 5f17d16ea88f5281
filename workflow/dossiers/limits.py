"""What limits a whole batch: allocated numbers, and other proposals or awards for the same merit.

Both are judged last, under locks of their own: two units that race for one pool never exceed it, and
two proposals for one merit never pass unseen.
"""

from collections.abc import Sequence
from typing import Final

from workflow.database import rows
from workflow.dossiers.lines import Line
from workflow.procedure.facts import Family
from workflow.procedure.states import State

COUNTS: Final = tuple(
    state.value for state in State if (state.is_open and state is not State.DRAFT) or state is State.AWARDED
)
"""The states in which a line counts as a proposal or an award for its merit."""
USES: Final = (*COUNTS, State.REVOKED.value)
"""The states in which a line that draws on a pool uses one of its numbers: what was awarded has used it."""

# The newest document that names a pool holds for it; the nearest body on the submitting line that has one.
_POOLS: Final = """
WITH RECURSIVE asked AS (
  SELECT DISTINCT n.round_id, n.award_form_id, n.nominee_kind, n.unit_id, n.authority_id
  FROM workflow_nomination n WHERE {among}),
up(unit_id, authority_id, id, depth) AS (
  SELECT DISTINCT unit_id, authority_id, unit_id, 0 FROM asked
  UNION ALL SELECT up.unit_id, up.authority_id, o.parent_id, up.depth + 1
    FROM up JOIN workflow_organisation o ON o.id = up.id
    WHERE o.parent_id IS NOT NULL AND o.id <> up.authority_id AND up.depth < 12)
SELECT a.round_id, a.award_form_id, a.nominee_kind, a.unit_id, a.authority_id, up.id, q.amount,
  up.depth, d.issued_on, d.id
FROM asked a JOIN up ON up.unit_id = a.unit_id AND up.authority_id = a.authority_id
JOIN workflow_quotaline q ON q.organisation_id = up.id AND q.award_form_id = a.award_form_id
  AND q.nominee_kind = a.nominee_kind
JOIN workflow_quotadocument d ON d.id = q.document_id AND d.round_id = a.round_id
ORDER BY q.id """

_NOMINEES: Final = """
SELECT m.id FROM workflow_nominee m WHERE m.id IN (SELECT n.nominee_id FROM workflow_nomination n WHERE {among})
ORDER BY m.id {{for_no_key_update}}"""

_OTHERS: Final = """
WITH used AS (
  SELECT m.pool_id, m.round_id, m.award_form_id, m.nominee_kind, count(*) AS number
  FROM workflow_nomination m WHERE {among_pools} AND {among_states}
  GROUP BY m.pool_id, m.round_id, m.award_form_id, m.nominee_kind)
SELECT n.id, n.nominee_id, n.duplicate_ground, n.round_id, n.award_form_id, n.nominee_kind, n.unit_id, n.authority_id,
  (SELECT min(m.id) FROM workflow_nomination m WHERE m.nominee_id = n.nominee_id AND m.id <> n.id
    AND {among_states_of_others} AND (m.achievement_title = n.achievement_title
      OR (m.period_from <= n.period_to AND m.period_to >= n.period_from))),
  {{json}}((SELECT {{list}}({{object}}('pool', u.pool_id, 'number', u.number)) FROM used u
    WHERE u.round_id = n.round_id AND u.award_form_id = n.award_form_id AND u.nominee_kind = n.nominee_kind)),
  EXISTS(SELECT 1 FROM workflow_pastaward p WHERE p.nominee_id = n.nominee_id AND p.removed_at IS NULL
    AND (p.achievement_title = n.achievement_title
      OR (p.period_from <= n.period_to AND p.period_to >= n.period_from))),
  n.achievement_title, n.period_from, n.period_to
FROM workflow_nomination n WHERE {among}"""


def load_others(lines: Sequence[Line], *, lock: bool) -> None:
    """Read what limits the batch: three statements with the lock, two without.

    Pools first (the allocations are locked as they are read), then the nominees by their keys, then
    what is used and what else is proposed or was awarded: nobody changes that while the locks are held.
    """
    ids = rows.array(line.id for line in lines)
    found = rows.fetch(_POOLS.format(among=rows.among("n.id")) + ("{for_UPDATE_of:q}" if lock else ""), [ids])
    # The nearest body and the newest document come last and replace what stands.
    found.sort(key=lambda row: (-row[7], str(row[8]), row[9]))
    pools = {row[:5]: (int(row[5]), int(row[6])) for row in found}
    if lock:
        rows.fetch(_NOMINEES.format(among=rows.among("n.id")), [ids])
    sql = _OTHERS.format(
        among=rows.among("n.id"),
        among_pools=rows.among("m.pool_id"),
        among_states=rows.among("m.state", "text"),
        among_states_of_others=rows.among("m.state", "text"),
    )
    states = rows.array(COUNTS)
    uses = rows.array(USES)
    read = rows.fetch(sql, [rows.array(sorted({pool for pool, _ in pools.values()})), uses, states, ids])
    by_id = {line.id: line for line in lines}
    merits = _merits(read)
    for row in read:
        owner, amount = pools.get((row[3], row[4], row[5], row[6], row[7]), (None, 0))
        used = {one["pool"]: one["number"] for one in rows.loads(row[9]) or ()}
        by_id[row[0]].families[Family.OTHERS] = {
            "merit": merits[row[0]],
            "ground": row[2].strip(),
            "others": row[8],
            "awarded": bool(row[10]),
            # A body's numbers for persons and for collectives are two pools.
            "pool": None if owner is None else f"{owner}:{row[3]}:{row[4]}:{row[5]}",
            "owner": owner,
            "free": amount - used.get(owner, 0),
        }


def _merits(read: Sequence[rows.Row]) -> dict[int, int]:
    """Which lines of the batch propose one merit: one nominee, and the same title or days in common.

    Each merit is named by its first line. What touches one of its lines belongs to it.
    """
    merits: dict[int, int] = {}
    of_nominee: dict[int, list[rows.Row]] = {}
    for row in sorted(read, key=lambda one: one[0]):
        title, since, until = row[-3:]
        others = of_nominee.setdefault(row[1], [])
        same = {merits[one[0]] for one in others if one[-3] == title or (one[-2] <= until and one[-1] >= since)}
        if len(same) > 1:
            merits |= {line: min(same) for line, merit in merits.items() if merit in same}
        merits[row[0]] = min(same, default=row[0])
        others.append(row)
    return merits
