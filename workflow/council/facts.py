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
WITH me(id, day) AS (SELECT CAST(%s AS bigint), %s),
  kin(id) AS (SELECT k.relative_id FROM workflow_kinship k JOIN me ON me.id = k.person_id
    UNION SELECT k.person_id FROM workflow_kinship k JOIN me ON me.id = k.relative_id)
SELECT n.id FROM workflow_nomination n JOIN workflow_nominee w ON w.id = n.nominee_id
  JOIN me ON me.id = w.person_id
UNION ALL SELECT n.id FROM workflow_nomination n JOIN workflow_nominee w ON w.id = n.nominee_id
  JOIN kin ON kin.id = w.person_id JOIN workflow_route r ON r.id = n.route_id
  WHERE COALESCE(r.parameters ->> 'conflict_relative', 'EXCLUDE') = 'EXCLUDE'
UNION ALL SELECT n.id FROM workflow_appointment a JOIN me ON me.id = a.person_id
  JOIN workflow_nomination n ON n.unit_id = a.organisation_id JOIN workflow_route r ON r.id = n.route_id
  WHERE r.parameters ->> 'conflict_own_unit' = 'EXCLUDE'
  AND a.from_day <= me.day AND (a.until IS NULL OR a.until >= me.day)
UNION ALL SELECT n.id FROM workflow_signoff s JOIN me ON me.id = s.person_id
  JOIN workflow_nomination n ON n.id = s.nomination_id JOIN workflow_route r ON r.id = n.route_id
  WHERE s.voided_at IS NULL AND (s.kind = 'ENDORSEMENT' AND r.parameters ->> 'conflict_endorsed' = 'EXCLUDE'
    OR s.kind = 'APPRAISAL' AND r.parameters ->> 'conflict_appraised' = 'EXCLUDE')
UNION ALL SELECT n.id FROM workflow_appraisalsheet t JOIN me ON me.id = t.appraiser_id
  JOIN workflow_nomination n ON n.id = t.nomination_id JOIN workflow_route r ON r.id = n.route_id
  WHERE NOT t.void AND r.parameters ->> 'conflict_appraised' = 'EXCLUDE'
UNION ALL SELECT i.nomination_id FROM workflow_conflict e JOIN me ON me.id = e.person_id
  JOIN workflow_agendaitem i ON i.id = e.item_id WHERE e.excludes"""
"""The lines that somebody of the council does not see by that post, as keys: those of oneself, those of declared
relatives, and those on which a session recorded that there is no ballot.

Relatives by the rule of the line's own route, as `fix_agenda` excludes them: whoever has a ballot must see what
it is about. Nobody of the council waits for an agenda to be kept from the own line."""
