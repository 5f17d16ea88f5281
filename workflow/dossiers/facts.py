"""Facts for the guards: each room offers one expression, the door builds one statement from their union.

Rooms above this one know what a guard must know (did the vote pass? is a consultation open?).
`apps.py` wires their sources in one visible list.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, Final

from workflow.awards.queries import CRITERION_APPLIES
from workflow.database import rows
from workflow.dossiers.lines import Line
from workflow.dossiers.plan_sql import PLAN_OF, PLANS
from workflow.dossiers.scanning import is_scanning
from workflow.procedure.facts import Family


@dataclass(frozen=True, slots=True)
class FactSource:
    """What one room knows of a nomination.

    `sql` is an expression over the nomination `n` that gives one JSON object, or null where the room
    knows nothing of it; each `%s` in it stands for today. `flags` are keys whose 0 and 1 are truth
    values (SQLite has no others); each of `only_if` is a fact where its question is answered by yes.
    `alike` names the columns of a line from which all of it follows: it is asked of one line of each kind.
    """

    family: Family
    sql: str
    flags: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    only_if: Mapping[str, Callable[[], bool]] = field(default_factory=dict)


_decode: Final = json.JSONDecoder().raw_decode
_sources: Final[dict[Family, FactSource]] = {}


def wire_facts(sources: Iterable[FactSource]) -> None:
    """Take the rooms' sources. Raises `LookupError` when a family has two, or none."""
    given: dict[Family, FactSource] = {}
    for source in sources:
        if source.family in given:
            message = f"two rooms offer facts of {source.family}"
            raise LookupError(message)
        given[source.family] = source
    missing = sorted(set(Family) - {Family.OTHERS} - given.keys())
    if missing:
        message = f"no room offers facts of {', '.join(missing)}"
        raise LookupError(message)
    _sources.clear()
    _sources.update(given)


def load_facts(lines: Sequence[Line], families: Iterable[Family], today: date) -> None:
    """Read the facts of these families for all lines by one statement, after the locking one.

    Inside the locking statement PostgreSQL would return new rows with old facts.
    """
    wanted = [_sources[family] for family in sorted(set(families)) if family in _sources]
    if not wanted or not lines:
        return
    picks, parameters, firsts = [], [], {}
    for source in wanted:
        pick = source.sql
        if source.alike:
            first = firsts[source.family] = _first_of_each(lines, attrgetter(*source.alike))
            pick = f"CASE WHEN {rows.among('n.id')} THEN {pick} END"
            parameters.append(rows.array(sorted(set(first.values()))))
        parameters += [today] * source.sql.count("%s")
        picks.append(pick)
    found = rows.fetch(
        f"SELECT n.id, {', '.join(picks)} FROM workflow_nomination n WHERE {rows.among('n.id')}",
        [*parameters, rows.array(line.id for line in lines)],
    )
    read = {row[0]: row[1:] for row in found}
    # Lines that go together have most facts in common: each text is parsed once, and nobody changes what it says.
    for place, source in enumerate(wanted):
        first = firsts.get(source.family, {})
        known: dict[str | None, Mapping[str, Any]] = {}
        for line in lines:
            text = read[first.get(line.id, line.id)][place]
            if text not in known:
                known[text] = _object(source, text)
            line.families[source.family] = known[text]


def _first_of_each(lines: Iterable[Line], kind: Callable[[Line], Any]) -> dict[int, int]:
    """For each line the first of its kind among these."""
    seen: dict[Any, int] = {}
    return {line.id: seen.setdefault(kind(line), line.id) for line in lines}


def held_facts(lines: Sequence[Line]) -> frozenset[Family]:
    """The families that need not be read again in the act that read them, because every line has them.

    Not those that a signature writes, and not what others take, which is locked when it is read.
    """
    if not lines:
        return frozenset()
    return frozenset.intersection(*(frozenset(line.families) for line in lines)) - OF_THE_ISSUE - {Family.OTHERS}


OF_THE_ISSUE: Final = frozenset({Family.SIGNATURE, Family.DECISION})
"""What a signature writes, and the issue of its paper is judged by."""


def _object(source: FactSource, value: str | None) -> Mapping[str, Any]:
    if not value:
        return {}
    read: dict[str, Any] = _decode(value)[0]
    for key in [key for key, holds in source.only_if.items() if key in read and not holds()]:
        del read[key]
    for flag in source.flags:
        if read.get(flag) is not None:
            read[flag] = bool(read[flag])
    return read


DOSSIER: Final = FactSource(
    Family.DOSSIER,
    """{object}(
  'papers', {json}((SELECT {list}(DISTINCT a.kind) FROM workflow_attachment a
    WHERE a.removed_at IS NULL AND (a.nomination_id = n.id OR a.letter_id = n.letter_id))),
  'infected', EXISTS(SELECT 1 FROM workflow_attachment a WHERE a.removed_at IS NULL AND a.scan = 'INFECTED'
    AND (a.nomination_id = n.id OR a.letter_id = n.letter_id)),
  'unscanned', EXISTS(SELECT 1 FROM workflow_attachment a WHERE a.removed_at IS NULL AND a.scan = 'UNSCANNED'
    AND (a.nomination_id = n.id OR a.letter_id = n.letter_id)),
  'simplified_ground', n.simplified_ground,
  'redirected', EXISTS(SELECT 1 FROM workflow_nomination m WHERE m.redirected_from_id = n.id),
  'unanswered', {json}((SELECT {list}({object}('code', c.code, 'group', c."group")) FROM workflow_criterion c
    WHERE """
    + CRITERION_APPLIES
    + """
    AND NOT (c.answered_by_plan AND NOT EXISTS (SELECT 1 FROM workflow_criterionanswer x
      WHERE x.nomination_id = n.id AND x.criterion_id = c.id AND x.plan_id IS NULL) AND """
    + PLAN_OF
    + """ IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM workflow_criterionanswer x WHERE x.nomination_id = n.id AND x.criterion_id = c.id
      AND x.plan_id IS NULL AND ((NOT x.applies AND c.may_not_apply AND x.text <> '') OR (x.applies AND x.text <> ''
        AND (NOT c.asks_document OR (x.document_number <> '' AND x.document_date IS NOT NULL))
        AND EXISTS (SELECT 1 FROM workflow_evidencelink e JOIN workflow_attachment f ON f.id = e.attachment_id
          WHERE e.answer_id = x.id AND f.removed_at IS NULL)))))),
  'plans', {json}("""
    + PLANS
    + "))",
    flags=("infected", "unscanned", "redirected"),
    only_if={"unscanned": is_scanning},
)

SIGNATURE: Final = FactSource(
    Family.SIGNATURE,
    """(SELECT {object}('signed', 1, 'hash', s.hash, 'kind', s.kind, 'person', s.person_id, 'giver', p.person_id,
    'appointment', s.appointment_id, 'delegation', s.delegation_id, 'prefix', s.prefix,
    'number', l.number, 'letter', l.id, 'letter_kind', l.kind)
  FROM workflow_signoff s LEFT JOIN workflow_letter l ON l.case_id = s.case_id
  LEFT JOIN workflow_delegation d ON d.id = s.delegation_id LEFT JOIN workflow_appointment p ON p.id = d.giver_id
  WHERE s.nomination_id = n.id AND s.case_id = n.case_id AND s.voided_at IS NULL
    AND s.kind IN ('ENDORSEMENT', 'PRESENTATION', 'DECISION'))""",
    flags=("signed",),
)

PRESENTED: Final = FactSource(
    Family.PRESENTED,
    """(SELECT {object}('appraisal', max(CASE WHEN s.kind = 'APPRAISAL' THEN s.hash END),
    'vote', max(CASE WHEN s.kind = 'VOTE' THEN s.hash END),
    'presentation', max(CASE WHEN s.kind = 'PRESENTATION' THEN s.hash END))
  FROM workflow_signoff s WHERE s.nomination_id = n.id AND s.voided_at IS NULL AND s.hash = n.content_hash)""",
)

ROUND: Final = FactSource(
    Family.ROUND,
    """{object}(
  'open', EXISTS(SELECT 1 FROM workflow_round r WHERE r.id = n.round_id AND r.opens_on <= %s
    AND (r.closes_on IS NULL OR r.closes_on >= %s)),
  'none', n.round_id IS NULL,
  'closed', EXISTS(SELECT 1 FROM workflow_round r WHERE r.id = n.round_id AND r.closes_on < %s),
  'late_accepted', EXISTS(SELECT 1 FROM workflow_lateacceptance a WHERE a.round_id = n.round_id
    AND a.organisation_id = n.unit_id AND a.until >= %s),
  'reply_by', n.reply_by)""",
    flags=("none", "open", "closed", "late_accepted"),
    alike=("round", "unit", "reply_by"),
)

# Who manages a person is the body that has it on its staff, and of a collective the body itself. The unit submits for
# those of its own and of the bodies below it, also after their work went to an heir. Where nobody is recorded, it is
# null.
NOMINEE: Final = FactSource(
    Family.NOMINEE,
    """(SELECT {object}(
  'exists', n.nominee_kind <> 'COLLECTIVE' OR (o.valid_from <= %s AND (o.valid_until IS NULL OR o.valid_until >= %s)),
  'managed', CASE WHEN o.id IS NULL THEN NULL WHEN o.id = n.unit_id OR o.parent_id = n.unit_id THEN {true} ELSE
    EXISTS(WITH RECURSIVE up(id, depth) AS (
        SELECT o.id, 0
        UNION ALL SELECT COALESCE(s.new_id, b.parent_id), up.depth + 1
        FROM up JOIN workflow_organisation b ON b.id = up.id
        LEFT JOIN workflow_succession s ON s.old_id = b.id AND s.carries_work = {true} AND s.takes_effect <= %s
        WHERE up.depth < 24)
      SELECT 1 FROM up WHERE up.id = n.unit_id) END,
  'submitter_ground', n.submitter_ground,
  'foreign', p.nationality <> 'VN',
  'died', p.died_on <= %s,
  'recipient', n.recipient)
  FROM workflow_nominee w LEFT JOIN workflow_person p ON p.id = w.person_id
  LEFT JOIN workflow_organisation o ON o.id = COALESCE(w.organisation_id, p.managed_by_id)
  WHERE w.id = n.nominee_id)""",
    flags=("exists", "managed", "foreign", "died"),
)

_HEADED: Final = """a.person_id = w.person_id AND a.role = 'UNIT_HEAD' AND a.from_day <= %s
      AND (a.until IS NULL OR a.until >= %s)"""

# The collective of a leader is a body that the person heads by appointment; it is proposed beside the leader, by
# whichever letter of the same campaign. It is looked for from the appointments on: from the nominations on would be
# to read them all for each line, and SQLite keeps the order of a CROSS JOIN.
CARE: Final = FactSource(
    Family.CARE,
    f"""(SELECT {{object}}(
  'names_confirmed', n.names_confirmed_at IS NOT NULL,
  'leads', n.track = 'LEADER' AND EXISTS(SELECT 1 FROM workflow_appointment a WHERE {_HEADED}),
  'collective', EXISTS(SELECT 1
    FROM workflow_appointment a CROSS JOIN workflow_nominee c CROSS JOIN workflow_nomination m
    WHERE {_HEADED} AND c.organisation_id = a.organisation_id AND m.nominee_id = c.id
    AND m.campaign_id = n.campaign_id AND m.state NOT IN (
      'NOT_ENDORSED', 'INELIGIBLE', 'NOT_SUPPORTED', 'NOT_AWARDED', 'WITHDRAWN', 'LAPSED', 'REVOKED')),
  'held', EXISTS(SELECT 1 FROM workflow_nomination m
    WHERE m.nominee_id = n.nominee_id AND m.id <> n.id AND m.state = 'ON_HOLD'),
  'changed', EXISTS(SELECT 1 FROM workflow_signoff g WHERE g.nomination_id = n.id AND g.kind = 'ENDORSEMENT'
    AND g.voided_at IS NOT NULL AND g.hash <> n.content_hash),
  'votes_for', n.votes_for, 'votes_of', n.votes_of)
  FROM workflow_nominee w WHERE w.id = n.nominee_id)""",
    flags=("names_confirmed", "leads", "collective", "held", "changed"),
)

# The submitting line ends below the authority (or who carries its work), or where nothing stands above (bodies outside
# its tree). A body that no longer exists gives way to the heir of its work; one without an heir is passed over. Who
# carries the work of the level itself (`own`) is no further level.
LEVEL: Final = FactSource(
    Family.LEVEL,
    """{object}('next', (WITH RECURSIVE
  decider(id) AS (SELECT n.authority_id UNION SELECT s.new_id FROM decider JOIN workflow_succession s
    ON s.old_id = decider.id AND s.carries_work = {true} AND s.takes_effect <= %s),
  up(id, depth, own) AS (
    SELECT n.level_id, 0, 1
    UNION ALL SELECT COALESCE(s.new_id, o.parent_id), up.depth + 1, CASE WHEN s.id IS NULL THEN 0 ELSE up.own END
    FROM up JOIN workflow_organisation o ON o.id = up.id
    LEFT JOIN workflow_succession s ON s.old_id = o.id AND s.carries_work = {true} AND s.takes_effect <= %s
      AND o.valid_until < %s
    WHERE up.depth < 24 AND up.id NOT IN (SELECT id FROM decider))
  SELECT o.id FROM up JOIN workflow_organisation o ON o.id = up.id
  WHERE o.submits_upward = {true} AND o.valid_from <= %s AND (o.valid_until IS NULL OR o.valid_until >= %s)
    AND o.id NOT IN (SELECT id FROM decider) AND o.id NOT IN (SELECT b.id FROM up b WHERE b.own = 1)
  ORDER BY up.depth LIMIT 1))""",
    alike=("level", "authority"),
)

SOURCES: Final = (DOSSIER, SIGNATURE, PRESENTED, ROUND, NOMINEE, CARE, LEVEL)
