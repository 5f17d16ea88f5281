"""Heirs: which body carries the work of another one on a day, by the successions that have taken effect."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from workflow.database import rows

# A body has at most one heir of its work, so each row of a chain has one next row.
_HEIRS: Final = """
WITH RECURSIVE chain(body, id, depth) AS (
  SELECT o.id, o.id, 0 FROM workflow_organisation o WHERE {among}
  UNION ALL SELECT chain.body, s.new_id, chain.depth + 1
    FROM chain JOIN workflow_succession s ON s.old_id = chain.id
    WHERE s.carries_work = {{true}} AND s.takes_effect <= %s AND chain.depth < 12)
SELECT chain.body, o.id FROM chain JOIN workflow_organisation o ON o.id = chain.id
WHERE o.valid_from <= %s AND (o.valid_until IS NULL OR o.valid_until >= %s) ORDER BY chain.depth DESC"""


def heirs_of(bodies: Iterable[int], day: date) -> dict[int, int]:
    """The body that does the work of each of these on the day: itself while it exists, else the first heir that does.

    One statement. Bodies whose work nobody carries are left out.
    """
    given = rows.array(sorted(set(bodies)))
    return dict(rows.fetch(_HEIRS.format(among=rows.among("o.id")), [given, day, day, day]))
