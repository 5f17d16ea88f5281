"""(g) A decision over 500 lines is signed and numbered by the own register, against bare SQL that writes the same."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from tests.bench.measures import Measures, counts, grown, in_state, medians, replay, settle, statements, timed
from tests.bench.world import World
from tests.decisions.given import Authority
from tests.support.walk import R3S
from workflow.decisions.commands import sign_decision
from workflow.decisions.models import Decision, DecisionLine
from workflow.dossiers.models import Nomination
from workflow.management.demo import drafts
from workflow.procedure.states import State

OURS, BARE = "a decision of 500 lines signed, ours", "a decision of 500 lines signed, bare SQL"
_often: Final = 3
"""So many times the rounds of other measures: this one is looked at closely, and a machine's pace drifts in seconds."""
_last: Final = "UPDATE workflow_operation SET report"


class _UndoneError(Exception):
    """The act has written everything: it is rolled back."""


def signing(world: World, found: Measures) -> None:
    """Two decisions a round: one is signed, the writes of the other are captured and sent again."""
    authority = Authority(world.cast, R3S)
    made = _Made()
    times: dict[str, list[float]] = {OURS: [], BARE: []}
    for number in range(_often * found.sizes.rounds + 1):
        pair = [made.checked(authority, found.sizes.lines) for _one in range(2)]
        if not number:
            settle()
        for name, took in _one_pair(authority, *pair).items():
            times[name].append(took)
    medians(times, found)
    for name, many in ((OURS, found.sizes.lines), ("the same signature for one line", 1)):
        decision, _lines = made.checked(authority, many)
        found.statements[name], sent = statements(partial(_sign, decision, authority))
        found.listing[name] = [" ".join(query["sql"].split())[:60] for query in sent]


class _Made:
    """Decisions over so many households, ready to be signed."""

    def __init__(self) -> None:
        self._number = Nomination.objects.count()

    def checked(self, authority: Authority, many: int) -> tuple[Decision, list[int]]:
        """One more."""
        entries = []
        for _line in range(many):
            self._number += 1
            entries.append(drafts.household(f"Hộ ký số {self._number} (minh họa)", R3S.award_form))
        return authority.checked(entries=entries)


def _sign(decision: Decision, authority: Authority) -> None:
    sign_decision(decision, **authority.decider)


def _one_pair(
    authority: Authority, mine: tuple[Decision, list[int]], theirs: tuple[Decision, list[int]]
) -> dict[str, float]:
    before = {**counts(), "DecisionLine": DecisionLine.objects.count()}
    ours = timed(lambda: _sign(mine[0], authority))
    in_state(mine[1], State.AWARDED)
    written = grown(before) | {"DecisionLine": DecisionLine.objects.count() - before["DecisionLine"]}
    writes = _captured(theirs[0], authority)
    in_state(theirs[1], State.WITH_DECIDER)
    before = {**counts(), "DecisionLine": DecisionLine.objects.count()}
    bare = timed(lambda: replay(writes))
    in_state(theirs[1], State.AWARDED)
    again = grown(before) | {"DecisionLine": DecisionLine.objects.count() - before["DecisionLine"]}
    if again != written or written["DecisionLine"] != len(mine[1]):
        raise AssertionError((written, again))
    return {OURS: ours, BARE: bare}


def _captured(decision: Decision, authority: Authority) -> Sequence[tuple[str, Any]]:
    """The writing statements of the signature, with their parameters; the signature itself is rolled back."""
    sent: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django's hook
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            sent.append((sql, parameters))
        answer = execute(sql, parameters, many, context)
        if sql.startswith(_last):
            raise _UndoneError
        return answer

    try:
        with connection.execute_wrapper(note):
            _sign(decision, authority)
    except _UndoneError:
        _count_on()
        return sent
    raise AssertionError(decision)


def _count_on() -> None:
    """What was rolled back took keys with it; the act that is sent again counts on from the rows that are there."""
    resets = connection.ops.sequence_reset_sql(no_style(), list(apps.get_app_config("workflow").get_models()))
    with connection.cursor() as cursor:
        for reset in resets:
            cursor.execute(reset)
