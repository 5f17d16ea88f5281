"""Receipt: until then the rules in force apply; from then on a line keeps the rules and the council of that day."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from workflow.awards.models import LegalRegime
from workflow.awards.queries import regime_on
from workflow.database import rows
from workflow.directory.heirs import heirs_of
from workflow.dossiers.act import Act
from workflow.dossiers.lines import Line
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import Refused
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

RECEIVED: Final = "RECEIVED"

# The newest bodies of an authority come last.
_COUNCILS: Final = """
SELECT b.authority_id, b.council_id FROM workflow_standingbodies b WHERE {among}
  AND b.valid_from <= %s AND (b.valid_until IS NULL OR b.valid_until >= %s) ORDER BY b.valid_from"""


def pin(lines: Iterable[Line], act: Act) -> set[int]:
    """Pin the rules and the council of today on the lines that have none yet; those received before keep theirs.

    The keys of the lines pinned now, each with its entry in the record. The caller holds them. Raises
    `Refused` where no regime is in force, or a route asks for a council and the authority has none.
    """
    fresh = [line for line in lines if line.regime is None]
    if not fresh:
        return set()
    regime = _regime(act.today)
    councils = councils_on({line.authority for line in fresh}, act.today)
    if any(line.route.council and line.authority not in councils for line in fresh):
        raise Refused([_no_council(act.today)])
    for line in fresh:
        line.regime, line.council = regime.pk, councils.get(line.authority)
        act.note(Nomination, line.id, RECEIVED, {"regime": regime.code, "council": line.council})
    pinned = [(line.id, line.regime, line.route_id, line.council) for line in fresh]
    rows.update_rows(Nomination, "id", ("regime_id", "route_id", "council_id"), pinned)
    return {line.id for line in fresh}


def councils_on(authorities: Iterable[int], day: date) -> dict[int, int]:
    """The council that advises each authority on the day: that of who carries its work, or the council's own heir.

    Three statements. Authorities without a council are left out.
    """
    heads = heirs_of(authorities, day)
    among = rows.among("b.authority_id")
    found = rows.fetch(_COUNCILS.format(among=among), [rows.array(sorted(set(heads.values()))), day, day])
    named = dict(found)
    heirs = heirs_of((council for council in named.values() if council is not None), day)
    return {authority: heirs[named[head]] for authority, head in heads.items() if named.get(head) in heirs}


def _regime(today: date) -> LegalRegime:
    try:
        return regime_on(today)
    except LookupError as error:
        raise Refused([Refusal("regime", str(error), Basis.PROCEDURE, Role.ADMINISTRATOR)]) from error


def _no_council(today: date) -> Refusal:
    message = _(
        "The route asks for a council, and the deciding authority has none in force on %(day)s."
        " Enter its council by its document first."
    )
    return Refusal("council", message % {"day": today}, Basis.COUNCIL, Role.ADMINISTRATOR)
