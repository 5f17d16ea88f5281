"""What rests on an award: other nominations and awards that are to be looked at again when it is revoked.

Of the same nominee those that cite the decision by its number in an answer, a ground or the achievement, and those
that answer for the same merit by a ground; of others the leaders of the body, in the same campaign (LDR-08).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from workflow.database import rows
from workflow.decisions.models import Decision, DecisionLine
from workflow.dossiers.act import Act
from workflow.dossiers.models import Nomination
from workflow.dossiers.visibility import visible_to
from workflow.notifications.catalogue import Notice
from workflow.notifications.outbox import Message
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role
from workflow.procedure.states import OPEN, State

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

RESTING_FOUND: Final = "RESTING_FOUND"
_concerned: Final = tuple(sorted(state.value for state in (*OPEN, State.AWARDED)))

WHY: "Final[dict[str, _StrPromise]]" = {
    "CITES": _("names the decision in its text or its answers"),
    "MERIT": _("is for the same merit, with a ground"),
    "LEADER": _("its leader is proposed with the collective"),
}
"""Why a nomination rests on an award, by code."""

# Whether the nomination n rests on the award r, which the decision d gave; `how` is why. Read the other way round,
# from the nomination, it is the fact that a caution looks at.
HOW: Final = """CASE
  WHEN n.nominee_id = r.nominee_id AND (lower(n.achievement) LIKE '%%' || lower(d.number) || '%%'
      OR lower(n.duplicate_ground) LIKE '%%' || lower(d.number) || '%%'
      OR EXISTS(SELECT 1 FROM workflow_criterionanswer x WHERE x.nomination_id = n.id
        AND (x.document_number = d.number OR lower(x.text) LIKE '%%' || lower(d.number) || '%%'))) THEN 'CITES'
  WHEN n.nominee_id = r.nominee_id AND n.duplicate_ground <> '' AND (n.achievement_title = r.achievement_title
      OR (n.period_from <= r.period_to AND n.period_to >= r.period_from)) THEN 'MERIT'
  WHEN n.track = 'LEADER' AND n.campaign_id = r.campaign_id AND EXISTS(SELECT 1 FROM workflow_nominee b
      JOIN workflow_appointment a ON a.organisation_id = b.organisation_id AND a.role = 'UNIT_HEAD'
      JOIN workflow_nominee p ON p.person_id = a.person_id
      WHERE b.id = r.nominee_id AND p.id = n.nominee_id
        AND a.from_day <= n.period_to AND (a.until IS NULL OR a.until >= n.period_from)) THEN 'LEADER' END"""

# What may rest on the awards: nominations of the same nominees, and those of whoever heads the bodies.
_RESTING: Final = f"""
SELECT DISTINCT found.id, found.award, found.how FROM (
  SELECT n.id, r.id AS award, {HOW} AS how
  FROM workflow_nomination r JOIN workflow_decisionline l ON l.nomination_id = r.id AND l.verdict = 'AWARD'
    AND l.void = {{{{false}}}} JOIN workflow_decision d ON d.id = l.decision_id
  JOIN workflow_nomination n ON n.id <> r.id AND (n.nominee_id = r.nominee_id OR n.nominee_id IN (
    SELECT p.id FROM workflow_nominee b JOIN workflow_appointment a ON a.organisation_id = b.organisation_id
      AND a.role = 'UNIT_HEAD' JOIN workflow_nominee p ON p.person_id = a.person_id WHERE b.id = r.nominee_id))
  WHERE {{revoked}} AND {{states}}) AS found
WHERE found.how IS NOT NULL ORDER BY found.id, found.award"""


@dataclass(frozen=True, slots=True)
class Rests:
    """One nomination that rests on an award: the keys of both, and why, by code."""

    nomination: int
    award: int
    how: str

    @property
    def why(self) -> str:
        """Why it rests on the award, in words."""
        return str(WHY[self.how])


def resting_on(awards: Iterable[int]) -> list[Rests]:
    """The open nominations and the awards that rest on these awards: one statement for any number.

    Lines that stand or fall together with the awards, as they are named with them, are left out.
    """
    given = sorted(set(awards))
    text = _RESTING.format(revoked=rows.among("r.id"), states=rows.among("n.state", "text"))
    found = rows.fetch(text, [rows.array(given), rows.array(_concerned)])
    return [Rests(*row) for row in found if row[0] not in set(given)]


@dataclass(frozen=True, slots=True)
class Shown:
    """A nomination that rests on an award, as a page shows it."""

    line: Nomination
    award: str
    why: str


def shown_resting(decision: Decision, acting: Acting) -> tuple[Sequence[Shown], int]:
    """What rests on the awards of a revocation, of what the person sees; and how many more the person does not see."""
    keys = _lines_of(decision)
    found = resting_on(keys)
    lines = visible_to(acting.user, acting.today).filter(pk__in={one.nomination for one in found})
    seen = {line.pk: line for line in lines.select_related("award_form", "authority", "unit")}
    names = dict(Nomination.objects.filter(pk__in={one.award for one in found}).values_list("pk", "nominee_name"))
    shown = [Shown(seen[one.nomination], names[one.award], one.why) for one in found if one.nomination in seen]
    return shown, len({one.nomination for one in found} - seen.keys())


def _lines_of(decision: Decision) -> list[int]:
    """The awards that a revocation is about: those on its draft, or once it is signed those on its annexed list."""
    signed = list(DecisionLine.objects.filter(decision=decision, void=False).values_list("nomination", flat=True))
    return signed or list(Nomination.objects.filter(case=decision.case_id).values_list("pk", flat=True))


def tell_offices(decision: Decision, act: Act) -> None:
    """After a revocation is issued, each office hears which of its nominations rest on what was revoked."""
    found = resting_on(_lines_of(decision))
    if not found:
        return
    keys = sorted({one.nomination for one in found})
    act.note(Decision, decision.pk, RESTING_FOUND, {"nominations": list(keys)})
    offices: dict[int, list[int]] = {}
    for key, office in Nomination.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "office"):
        offices.setdefault(office, []).append(key)
    for office, some in sorted(offices.items()):
        payload = {"nominations": some, "decision": decision.pk}
        act.tell(Message(Notice.RESTS_ON_REVOKED, Role.OFFICE_SPECIALIST.value, office, payload=payload))
