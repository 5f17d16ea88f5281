"""Locking: cases before nominations, all cases of an act in the order of their keys, in one statement.

An act that locked the case its lines stand on, and only later the case they go to, could meet another
act that goes the other way round. So a command names the states its lines may come to.
"""

from collections.abc import Iterable

from workflow.database import rows
from workflow.dossiers.act import Act
from workflow.dossiers.places import keys_of
from workflow.procedure.states import State


def lock_cases_of(
    nominations: Iterable[int], act: Act, towards: Iterable[State] = (), *, also: int | None = None
) -> None:
    """Lock the open cases on which these lines stand, and those they may join, or the one named."""
    _lock(rows.among("n.id"), rows.array(sorted(set(nominations))), act, towards, also)


def lock_case(case_id: int, act: Act, towards: Iterable[State] = ()) -> None:
    """Lock one case, and those that its lines may join."""
    _lock("n.case_id = %s", case_id, act, towards, also=case_id)


def _lock(condition: str, parameter: object, act: Act, towards: Iterable[State], also: int | None = None) -> None:
    keys = keys_of(towards)
    which = f"SELECT n.case_id FROM workflow_nomination n WHERE {condition}"
    for key in keys:
        query = key.replace("{among}", condition)
        joined = rows.within("k.key", query)
        which += f" UNION SELECT k.id FROM workflow_case k WHERE k.finished IS NULL AND k.key <> '' AND {joined}"
    parameters = [parameter] * (len(keys) + 1)
    if also is not None:
        which += " UNION SELECT k.id FROM workflow_case k WHERE k.id = %s"
        parameters.append(also)
    act.board.lock(rows.within("c.id", which), parameters)
