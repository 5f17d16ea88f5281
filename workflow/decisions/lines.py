"""The lines of a decision: its annexed list, with names as they read at signature."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Final

from workflow.audit.canonical import content_hash
from workflow.awards.models import NomineeKind
from workflow.database import rows
from workflow.decisions.codes import code_of
from workflow.decisions.models import Decision, DecisionLine
from workflow.dossiers.lines import Line
from workflow.dossiers.names import names_of

_PRIZES: Final = """
SELECT n.id, CAST(s.amount AS bigint) * p.per_mille / 1000 FROM workflow_nomination n
JOIN workflow_prizerate p ON p.regime_id = n.regime_id AND p.award_form_id = n.award_form_id
  AND p.nominee_kind = n.nominee_kind
JOIN workflow_basesalary s
  ON s.valid_from = (SELECT max(b.valid_from) FROM workflow_basesalary b WHERE b.valid_from <= %s)
WHERE {among}"""

# The order of the annexed list: I. Tập thể, II. Cá nhân, III. Hộ gia đình.
_order: Final = (NomineeKind.COLLECTIVE.value, NomineeKind.PERSON.value, NomineeKind.HOUSEHOLD.value)


def write_lines(
    decision: Decision,
    lines: Sequence[Line],
    verdicts: Mapping[int, str],
    reasons: Mapping[int, str],
    today: date,
) -> str:
    """Write the lines as they are signed: three statements. Prizes are prefilled in đồng by the regime's rates.

    Returns the hash of the annexed list.
    """
    names = names_of(line.id for line in lines)
    prizes = prizes_of(lines, today)
    listed = sorted(lines, key=lambda line: (_order.index(line.nominee_kind), line.id))
    given = [
        (
            line.id,
            verdicts[line.id],
            reasons.get(line.id, "").strip(),
            line.content_hash,
            position,
            *names[line.id],
            prizes.get(line.id) if verdicts[line.id] == DecisionLine.Verdict.AWARD else None,
        )
        for position, line in enumerate(listed, 1)
    ]
    annex = _hash_of(given)
    rows.insert_rows(
        DecisionLine,
        ("decision_id", *_said, "void", "code"),
        [(decision.pk, *row, False, code_of(annex, f"line {decision.pk}", row[0])) for row in given],
    )
    return annex


def prizes_of(lines: Iterable[Line], today: date) -> dict[int, int]:
    """The prize of each line by its regime's rate, in đồng; a line without a rate is left out. One statement."""
    return dict(rows.fetch(_PRIZES.format(among=rows.among("n.id")), [today, rows.array(one.id for one in lines)]))


# What a decision says of a line, in the order in which it is hashed.
_said: Final = ("nomination_id", "verdict", "reason", "hash", "position", "name", "title", "unit", "prize")


def _hash_of(listed: Iterable[rows.Row]) -> str:
    return content_hash({"lines": [list(row) for row in listed]})


def annexes_of(decisions: Iterable[int]) -> dict[int, str]:
    """The hash of the annexed list of each of these decisions that has one, from its lines as they stand.

    One statement. The signature of the decision records the same hash, so a line changed past the house
    is found. An annexed list is published; its hash in the record tells nobody anything more.
    """
    found = rows.fetch(
        f"SELECT decision_id, {', '.join(_said)} FROM workflow_decisionline"
        f" WHERE void = {{false}} AND {rows.among('decision_id')} ORDER BY decision_id, position, id",
        [rows.array(decisions)],
    )
    return {decision: _hash_of(row[1:] for row in some) for decision, some in groupby(found, itemgetter(0))}
