"""The lines of a decision: its annexed list, with names as they read at signature."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Final

from workflow.audit.canonical import content_hash
from workflow.awards.models import NomineeKind
from workflow.database import rows
from workflow.database.texts import searched
from workflow.decisions.codes import code_of
from workflow.decisions.corrected import texts_of
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.prizes import Prize, prizes_of
from workflow.dossiers.lines import Line
from workflow.dossiers.names import names_of

# The order of the annexed list: I. Tập thể, II. Cá nhân, III. Hộ gia đình.
_order: Final = (NomineeKind.COLLECTIVE.value, NomineeKind.PERSON.value, NomineeKind.HOUSEHOLD.value)


def write_lines(
    decision: Decision,
    lines: Sequence[Line],
    verdicts: Mapping[int, str],
    reasons: Mapping[int, str],
    today: date,
) -> str:
    """Write the lines as they are signed: seven statements at most. Prizes are as the draft showed them, of this day.

    Returns the hash of the annexed list.
    """
    texts, why = texts_of(decision.pk)
    names = names_of(line.id for line in lines) | texts
    reasons = {**reasons, **why}
    prizes = prizes_of(decision.pk, [one.id for one in lines], decision.authority_id, today)
    paid = {key: one for key, one in prizes.items() if verdicts[key] == DecisionLine.Verdict.AWARD}
    listed = sorted(lines, key=lambda line: (_order.index(line.nominee_kind), line.id))
    given = [
        (
            line.id,
            verdicts[line.id],
            reasons.get(line.id, "").strip(),
            line.content_hash,
            position,
            *names[line.id],
            paid[line.id].amount if line.id in paid else None,
        )
        for position, line in enumerate(listed, 1)
    ]
    annex = _hash_of(given)
    _keep(decision.pk, annex, given, paid)
    return annex


def _keep(decision: int, annex: str, given: Sequence[rows.Row], paid: Mapping[int, Prize]) -> None:
    """The lines with their codes, how their prizes came about, and the words by which a name is searched."""
    kept = [
        (
            decision,
            *row,
            False,
            code_of(annex, f"line {decision}", row[0]),
            searched(str(row[_NAME]))[:_longest],
            *_how(paid.get(row[0])),
        )
        for row in given
    ]
    rows.insert_rows(DecisionLine, ("decision_id", *_said, "void", "code", "searched_name", *_came_about), kept)


def _how(prize: Prize | None) -> tuple[int | None, int | None, str, int | None]:
    """How a prize came about, and from which source it is paid; nothing of a line without one."""
    if prize is None:
        return None, None, "", None
    return prize.per_mille, prize.salary, prize.reason, prize.fund if prize.amount else None


# How the prize came about: in the record it stands where it was changed, and the amount itself is hashed below.
_came_about: Final = ("prize_per_mille", "base_salary", "prize_reason", "fund_id")


# What a decision says of a line, in the order in which it is hashed.
_said: Final = ("nomination_id", "verdict", "reason", "hash", "position", "name", "title", "unit", "prize")
_NAME: Final = _said.index("name")
_longest: Final = 250


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


def strange_codes(annexes: Mapping[int, str]) -> list[int]:
    """The decisions on which some code does not follow from this hash of the annexed list: one statement.

    A decision from before there were codes bears none at all, nor do its lines; that is not strange.
    """
    found = rows.fetch(
        "SELECT d.id, d.code, l.nomination_id, l.code FROM workflow_decision d JOIN workflow_decisionline l"
        f" ON l.decision_id = d.id AND l.void = {{false}} WHERE {rows.among('d.id')} ORDER BY d.id, l.id",
        [rows.array(annexes)],
    )
    strange = []
    for decision, some in groupby(found, itemgetter(0)):
        given = {("decision", decision): ""}
        for _decision, own, nomination, code in some:
            given |= {("decision", decision): own, (f"line {decision}", nomination): code}
        follows = {(kind, key): code_of(annexes[decision], kind, key) for kind, key in given}
        if any(given.values()) and given != follows:
            strange.append(decision)
    return strange
