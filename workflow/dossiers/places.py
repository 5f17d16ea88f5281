"""Places: on which case a line stands after a transition. An open line is always on exactly one open case.

Every desk has a collecting case that arriving lines join, or open. Rooms above this one offer the
cases of their desks; `apps.py` wires them in one visible list.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from workflow.dossiers.act import Act
from workflow.dossiers.moving import Moved
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.board import BACK, FORWARD, NewCase


@dataclass(slots=True)
class Home:
    """A case to which lines of one act come in one state: `group` tells it from the act's other cases."""

    group: Hashable
    case: NewCase
    state: State
    moved: list[Moved] = field(default_factory=list)
    case_id: int = 0
    fresh: bool = False


class Desk(Protocol):
    """What a room says of the desk it keeps: the case that collects arriving lines."""

    @property
    def states(self) -> tuple[State, ...]:
        """The states of the lines on this desk."""
        ...

    def keys(self) -> str:
        """A query for the keys of open cases that lines `n` may join; empty where none collects.

        `{among}` in it stands for the condition on the nominations `n`.
        """
        ...

    def home(self, one: Moved, act: Act) -> tuple[Hashable, NewCase]:
        """The case for an arriving line. Lines with the same group come to the same case."""
        ...

    def opened(self, homes: Sequence[Home], act: Act) -> None:
        """Write the room's own rows of cases newly opened, set-based. `Moved.line` still shows where a line was."""
        ...

    def joined(self, homes: Sequence[Home], act: Act) -> None:
        """Lines came to cases that were open already."""
        ...

    def unsigned(self, cases: Sequence[int], act: Act) -> None:
        """The signed, unissued papers of these cases lose their signature: a line left them otherwise."""
        ...


_desks: Final[dict[State, Desk]] = {}

WITHIN_ITS_CASE: Final[dict[Transition, str]] = {
    Transition.SEND_TO_HEAD: FORWARD,
    Transition.SUBMIT_SUPPLEMENT: FORWARD,
    Transition.RECALL: BACK,
    Transition.RECALL_SUPPLEMENT: BACK,
    Transition.SEND_BACK: BACK,
    Transition.SEND_BACK_SUPPLEMENT: BACK,
}
"""Transitions that move a letter between its own desks, when all its lines go together."""


def wire_desks(desks: Iterable[Desk]) -> None:
    """Take the rooms' desks. Raises `LookupError` when a state has two, or an open state has none."""
    given: dict[State, Desk] = {}
    for desk in desks:
        for state in desk.states:
            if state in given:
                message = f"two rooms keep the desk of {state}"
                raise LookupError(message)
            given[state] = desk
    missing = sorted(state for state in State if state.is_open and state not in given)
    if missing:
        message = f"no room keeps the desk of {', '.join(missing)}"
        raise LookupError(message)
    _desks.clear()
    _desks.update(given)


def desk_of(state: State) -> Desk:
    """The desk on which lines in this state wait. Raises `KeyError` for a closed state."""
    return _desks[state]


def keys_of(states: Iterable[State]) -> list[str]:
    """The queries for keys of the desks of these states."""
    desks = {id(desk): desk for state in states if (desk := _desks.get(state)) is not None}
    return [keys for desk in desks.values() if (keys := desk.keys())]
