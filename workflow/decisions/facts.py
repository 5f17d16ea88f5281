"""What a decision knows of a nomination, for the guards."""

from typing import Final

from workflow.decisions.resting import HOW
from workflow.dossiers.facts import FactSource
from workflow.procedure.facts import Family

DECISION: Final = FactSource(
    Family.DECISION,
    """(SELECT {object}('form_checked', d.form_checked_at IS NOT NULL, 'number', d.number, 'ground', d.ground,
    'verdict', l.verdict, 'reason', l.reason, 'hash', CASE WHEN d.signed_at IS NOT NULL THEN l.hash END,
    'awards', EXISTS(SELECT 1 FROM workflow_decisionline w
      WHERE w.decision_id = d.id AND w.void = {false} AND w.verdict <> 'DECLINE'))
  FROM workflow_decision d
  LEFT JOIN workflow_decisionline l ON l.decision_id = d.id AND l.nomination_id = n.id AND l.void = {false}
  WHERE d.case_id = n.case_id)""",
    flags=("form_checked", "awards"),
)

# Competent on the day is the authority, or whoever carries its work by then; who of them acts, the posts say.
COMPETENCE: Final = FactSource(
    Family.COMPETENCE,
    """{object}('competent', EXISTS(WITH RECURSIVE heir(id) AS (SELECT n.authority_id
    UNION SELECT s.new_id FROM heir JOIN workflow_succession s ON s.old_id = heir.id
    WHERE s.carries_work = {true} AND s.takes_effect <= %s)
  SELECT 1 FROM heir JOIN workflow_organisation o ON o.id = heir.id
  JOIN workflow_awardauthority c ON c.organisation_id = o.id OR c.organisation_type_id = o.type_id
  WHERE c.award_form_id = n.award_form_id
    AND c.valid_from <= %s AND (c.valid_until IS NULL OR c.valid_until >= %s)
    AND o.valid_from <= %s AND (o.valid_until IS NULL OR o.valid_until >= %s)))""",
    flags=("competent",),
    alike=("authority", "award_form"),
)

# The awards of others are looked at only for a leader: by the bodies that the leader heads.
REVOKED: Final = FactSource(
    Family.REVOKED,
    """(SELECT {object}('number', d.number, 'how', """
    + HOW
    + """) FROM workflow_nomination r
  JOIN workflow_decisionline l ON l.nomination_id = r.id AND l.verdict = 'AWARD' AND l.void = {false}
  JOIN workflow_decision d ON d.id = l.decision_id
  WHERE r.state = 'REVOKED' AND r.id <> n.id AND (r.nominee_id = n.nominee_id OR (n.track = 'LEADER' AND r.nominee_id IN
    (SELECT b.id FROM workflow_nominee p JOIN workflow_appointment a ON a.person_id = p.person_id
      AND a.role = 'UNIT_HEAD' JOIN workflow_nominee b ON b.organisation_id = a.organisation_id
      WHERE p.id = n.nominee_id))) AND ("""
    + HOW
    + """) IS NOT NULL
  ORDER BY r.id DESC LIMIT 1)""",
)

# The council's last count on the line, whose ballot it did without, and what came up beside or after it.
ADVICE: Final = FactSource(
    Family.ADVICE,
    """(SELECT {object}('supported', i.supported, 'in_favour', i.in_favour, 'against', i.against,
    'abstained', i.abstained,
    'conflicts', (SELECT count(DISTINCT c.person_id) FROM workflow_conflict c WHERE c.item_id = i.id AND c.excludes),
    'voted_otherwise', EXISTS(SELECT 1 FROM workflow_agendaitem o WHERE o.nomination_id = n.id
      AND o.supported IS NOT NULL AND o.hash <> n.content_hash),
    'corrected', EXISTS(SELECT 1 FROM workflow_correction x
      WHERE x.nomination_id = n.id AND x.at > COALESCE(s.closed_at, t.at)),
    'held', {json}((SELECT {list}(h.conclusion) FROM workflow_hold h WHERE h.case_id IN (
      SELECT d.case_id FROM workflow_standing d WHERE d.nomination_id = n.id AND d.left_at IS NOT NULL))),
    'disagree', {json}((SELECT {list}(b.name) FROM workflow_consultation c
      JOIN workflow_organisation b ON b.id = c.organisation_id
      WHERE c.nomination_id = n.id AND c.answered_at IS NOT NULL AND c.agrees = {false})))
  FROM (SELECT 1 AS one) here
  LEFT JOIN workflow_agendaitem i ON i.id = (SELECT max(a.id) FROM workflow_agendaitem a
    WHERE a.nomination_id = n.id AND a.supported IS NOT NULL)
  LEFT JOIN workflow_councilsession s ON s.id = i.session_id
  LEFT JOIN workflow_appraisalsheet t ON t.nomination_id = n.id AND t.void = {false})""",
    flags=("supported", "voted_otherwise", "corrected"),
)

SOURCES: Final = (DECISION, COMPETENCE, ADVICE, REVOKED)
