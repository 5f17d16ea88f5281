"""Which implementation plan counts for a nomination, in SQL."""

from typing import Final

PLAN_OF: Final = """(WITH RECURSIVE was(id, until, depth) AS (
    SELECT n.unit_id, CAST(NULL AS date), 0
    UNION ALL SELECT s.old_id, s.takes_effect, was.depth + 1 FROM was JOIN workflow_succession s
      ON s.new_id = was.id AND s.carries_work = {true} AND s.takes_effect <= %s
    WHERE was.depth < 12)
  SELECT p.id FROM was JOIN workflow_unitplan p ON p.organisation_id = was.id
  WHERE p.campaign_id = n.campaign_id AND p.ended_at IS NULL AND p.scan <> 'INFECTED'
    AND (was.until IS NULL OR p.issued_on < was.until)
  ORDER BY was.depth, p.issued_on DESC, p.id DESC LIMIT 1)"""
"""The plan in force of the unit of a nomination `n`, or of a body whose work it inherited.

A plan of such a body counts where it was issued before the succession. Takes the day once.
"""

PLANS: Final = f"""(SELECT {{list}}({{object}}('criterion', c.id, 'code', c.code, 'group', c."group",
    'plan', c.plan)) FROM (
    SELECT k.id, k.code, k."group", {PLAN_OF} AS plan FROM workflow_criterion k
    WHERE k.answered_by_plan AND k.campaign_id = n.campaign_id AND k.nominee_kind IN ('', n.nominee_kind)
      AND k.track IN ('', n.track)) c
  WHERE c.plan IS NOT NULL AND NOT EXISTS (SELECT 1 FROM workflow_criterionanswer x WHERE x.nomination_id = n.id
    AND x.criterion_id = c.id AND (x.plan_id IS NULL OR (x.plan_id = c.plan AND EXISTS (
      SELECT 1 FROM workflow_evidencelink e JOIN workflow_attachment f ON f.id = e.attachment_id
      WHERE e.answer_id = x.id AND f.removed_at IS NULL)))))"""
"""What the plan answers for a nomination `n` and is not written there yet: the unit wrote no answer of its own.

What was written before and lost its file since is written anew.
"""
