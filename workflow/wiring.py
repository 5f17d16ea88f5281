"""The rooms' wiring: visible lists, the only places where a room below learns of rooms above it."""

from typing import Final

from workflow.appraisal import desks as appraisal_desks
from workflow.appraisal import facts as appraisal_facts
from workflow.council import desks as council_desks
from workflow.council import facts as council_facts
from workflow.council.seats import SLIPS
from workflow.decisions import desks as decision_desks
from workflow.decisions import facts as decision_facts
from workflow.decisions.signed_files import SCANNED_FILES
from workflow.dossiers import facts as dossier_facts
from workflow.dossiers import letter_desks
from workflow.dossiers.facts import wire_facts
from workflow.dossiers.places import wire_desks
from workflow.dossiers.scan_queue import wire_scanned
from workflow.dossiers.visibility import wire_conflicts, wire_sights
from workflow.management.consistency import problems
from workflow.management.expectations import expectations
from workflow.procedure.roles import Role
from workflow.reports.verifying import wire_checks

FACTS: Final = (
    *dossier_facts.SOURCES,
    *appraisal_facts.SOURCES,
    *council_facts.SOURCES,
    *decision_facts.SOURCES,
)
"""What a guard may know, and which room knows it."""

DESKS: Final = (
    *letter_desks.DESKS,
    *appraisal_desks.DESKS,
    *council_desks.DESKS,
    *decision_desks.DESKS,
)
"""On which case a line stands in each open state, and which room keeps it."""

CONFLICTS: Final = (council_facts.EXCLUDED,)
"""The lines that a member of a council does not see."""

SIGHTS: Final = {Role.CONSULTED: appraisal_facts.CONSULTED}
"""The lines that a post shows by what a room above the dossier knows."""


SCANNED: Final = (SLIPS, SCANNED_FILES)
"""Where files of rooms above the dossier wait for their virus scan."""


def wire() -> None:
    """Wire the lists, and the checks of record and data. Raises `LookupError` when one has a gap or a double."""
    wire_facts(FACTS)
    wire_desks(DESKS)
    wire_conflicts(CONFLICTS)
    wire_sights(SIGHTS)
    wire_scanned(SCANNED)
    wire_checks(expectations, problems)
