"""What the council knows of a nomination, for the guards."""

from typing import Final

from workflow.dossiers.facts import FactSource
from workflow.procedure.facts import Family

COUNCIL: Final = FactSource(
    Family.COUNCIL,
    """(SELECT {object}('voting', s.voting_opened_at IS NOT NULL AND s.closed_at IS NULL,
    'closed', s.closed_at IS NOT NULL, 'sealed', s.minutes_hash <> '',
    'quorum', s.quorum_met, 'minutes_signed', s.minutes_signed_at IS NOT NULL,
    'hash', i.hash, 'supported', i.supported)
  FROM workflow_councilsession s
  LEFT JOIN workflow_agendaitem i ON i.session_id = s.id AND i.nomination_id = n.id
  WHERE s.case_id = n.case_id)""",
    flags=("voting", "closed", "sealed", "quorum", "minutes_signed", "supported"),
)

SOURCES: Final = (COUNCIL,)
EXCLUDED: Final = """
SELECT i.nomination_id FROM workflow_exclusion e JOIN workflow_agendaitem i ON i.id = e.item_id
WHERE e.person_id = %s"""
"""The lines on which a member has no ballot, as keys: they are taken from what the council's post shows."""
