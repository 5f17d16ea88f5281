"""Receipt: until then the rules in force apply; from then on a line keeps the route version and regime of that day."""

from collections.abc import Iterable
from typing import Final

from workflow.awards.queries import regime_on
from workflow.database import rows
from workflow.dossiers.act import Act
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import Refused
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

RECEIVED: Final = "RECEIVED"

_PIN: Final = """
UPDATE workflow_nomination SET regime_id = %s,
  route_id = COALESCE((SELECT v.id FROM workflow_route v JOIN workflow_route r ON r.code = v.code
    WHERE r.id = workflow_nomination.route_id AND v.valid_from <= %s AND (v.valid_until IS NULL OR v.valid_until >= %s)
    ORDER BY v.version DESC LIMIT 1), route_id)
WHERE {among}"""


def pin(nominations: Iterable[int], act: Act) -> set[int]:
    """Pin the rules of today on the lines that have none yet, and record it; those received before keep theirs.

    The lines pinned now. The caller holds them. Raises `Refused` where no regime is in force.
    """
    found = rows.fetch(
        f"SELECT id FROM workflow_nomination WHERE regime_id IS NULL AND {rows.among('id')} ORDER BY id",
        [rows.array(sorted(set(nominations)))],
    )
    fresh = [row[0] for row in found]
    if not fresh:
        return set()
    try:
        regime = regime_on(act.today)
    except LookupError as error:
        raise Refused([Refusal("regime", str(error), Basis.PROCEDURE, Role.ADMINISTRATOR)]) from error
    rows.execute(_PIN.format(among=rows.among("id")), [regime.pk, act.today, act.today, rows.array(fresh)])
    for nomination in fresh:
        act.note(Nomination, nomination, RECEIVED, {"regime": regime.code})
    return set(fresh)
