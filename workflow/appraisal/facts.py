"""What the office knows of a nomination, for the guards."""

from typing import Final

from workflow.dossiers.facts import FactSource
from workflow.procedure.facts import Family

REQUEST: Final = FactSource(
    Family.REQUEST,
    """(SELECT {object}('open', 1, 'reply_by', q.reply_by, 'hash', q.hash, 'whole', q.whole_line,
    'parts', {json}((SELECT {list}({object}('kind', i.kind, 'target', i.target))
      FROM workflow_supplementitem i WHERE i.request_id = q.id)),
    'items', (SELECT count(*) FROM workflow_supplementitem i WHERE i.request_id = q.id),
    'unanswered', (SELECT count(*) FROM workflow_supplementitem i WHERE i.request_id = q.id AND i.answered_at IS NULL))
  FROM workflow_supplementrequest q WHERE q.nomination_id = n.id AND q.closed_at IS NULL)""",
    flags=("open", "whole"),
)

# Items of every request that came back; and of the newest one what the unit says is done and nobody has judged.
SUPPLEMENT: Final = FactSource(
    Family.SUPPLEMENT,
    """(SELECT {object}('hash', q.hash,
    'unsettled', (SELECT count(*) FROM workflow_supplementrequest p
      JOIN workflow_supplementitem i ON i.request_id = p.id
      WHERE p.nomination_id = n.id AND p.closed_at IS NOT NULL AND i.accepted IS NULL),
    'done', {json}((SELECT {list}({object}('kind', i.kind, 'target', i.target)) FROM workflow_supplementitem i
      WHERE i.request_id = q.id AND i.reply = 'DONE' AND i.kind <> 'OTHER' AND i.accepted IS NULL)))
  FROM workflow_supplementrequest q WHERE q.id = (SELECT max(p.id) FROM workflow_supplementrequest p
    WHERE p.nomination_id = n.id))""",
)

APPRAISAL: Final = FactSource(
    Family.APPRAISAL,
    """(SELECT {object}('received', a.received_at IS NOT NULL, 'verdict', s.verdict, 'hash', s.hash,
    'appraiser', s.appraiser_id)
  FROM (SELECT 1 AS one) here LEFT JOIN workflow_appraisal a ON a.case_id = n.case_id
  LEFT JOIN workflow_appraisalsheet s ON s.nomination_id = n.id AND s.void = {false})""",
    flags=("received",),
)

# A Party opinion does not hold up the council; it has to be in before the nomination is presented.
CONSULTATION: Final = FactSource(
    Family.CONSULTATION,
    """{object}(
  'open', EXISTS(SELECT 1 FROM workflow_consultation c WHERE c.nomination_id = n.id AND c.kind = 'AGENCY'
    AND c.answered_at IS NULL AND c.reply_by >= %s),
  'party', EXISTS(SELECT 1 FROM workflow_consultation c WHERE c.nomination_id = n.id AND c.kind = 'PARTY'
    AND c.answered_at IS NOT NULL))""",
    flags=("open", "party"),
)

HOLD: Final = FactSource(
    Family.HOLD,
    """(SELECT {object}('conclusion', h.conclusion) FROM workflow_hold h WHERE h.case_id = n.case_id)""",
)

SOURCES: Final = (REQUEST, SUPPLEMENT, APPRAISAL, CONSULTATION, HOLD)

CONSULTED: Final = "SELECT nomination_id FROM workflow_consultation WHERE among(organisation_id)"
"""The lines on which bodies were asked for their opinion, for what their consulted posts show."""
