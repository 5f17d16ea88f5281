"""The way of one nomination as a picture: the states as boxes, the road of its route, and the path it took.

What may follow what comes from the table; where each box stands is fixed, so that every dossier looks alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from workflow.dossiers.telling import Told
from workflow.procedure.check import is_on, targets
from workflow.procedure.routes import RouteRules
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.procedure.wording import WORDING

PLACES: Final[Mapping[State, tuple[int, int]]] = {
    State.IN_SUPPLEMENT: (3, 0),
    State.ON_HOLD: (5, 0),
    State.DRAFT: (0, 1),
    State.WITH_HEAD: (1, 1),
    State.WITH_SUPERIOR: (2, 1),
    State.WITH_OFFICE: (3, 1),
    State.WITH_COUNCIL: (4, 1),
    State.TO_PRESENT: (5, 1),
    State.WITH_DECIDER: (6, 1),
    State.AWARDED: (7, 1),
    State.LAPSED: (0, 2),
    State.NOT_ENDORSED: (1, 2),
    State.WITHDRAWN: (2, 2),
    State.INELIGIBLE: (3, 2),
    State.NOT_SUPPORTED: (4, 2),
    State.REDIRECTED: (5, 2),
    State.NOT_AWARDED: (6, 2),
    State.REVOKED: (7, 2),
}
"""Column and row of each state: the road from left to right, waiting above it, endings below."""

_step, _left, _wide, _high = 120, 8, 104, 52
_tops: Final = (6, 100, 194)
_signs: Final = 14
_line: Final = 14
_road: Final = 1

Edge = tuple[State, State]


@dataclass(frozen=True, slots=True)
class Step:
    """One move of the nomination: from where (nowhere at its drafting), to where, by which act, and when."""

    at: datetime
    source: State | None
    target: State
    title: str


@dataclass(frozen=True, slots=True)
class Text:
    """A line of words at its place."""

    x: int
    y: int
    words: str


@dataclass(frozen=True, slots=True)
class Box:
    """A state in the picture. `kind` is a class of the style sheet: now, been or ahead."""

    state: State
    kind: str
    x: int
    y: int
    texts: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way between two boxes; `taken` when the nomination went it."""

    path: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a template draws. Arrows that were taken come last, so that they lie on top."""

    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    width: int = _left * 2 + _step * 7 + _wide
    height: int = _tops[-1] + _high + 6
    box_width: int = _wide
    box_height: int = _high


def steps_of(story: Iterable[Told]) -> list[Step]:
    """The moves that the record tells, oldest first."""
    return [
        Step(one.entry.at, _state(one.data.get("from")), State(one.data["to"]), _title(one.entry.deed))
        for one in story
        if one.data.get("to") in State.__members__
    ]


def _state(name: object) -> State | None:
    return State[str(name)] if str(name) in State.__members__ else None


def _title(deed: str) -> str:
    return str(WORDING[Transition[deed]]) if deed in Transition.__members__ else ""


def picture_of(steps: Sequence[Step], now: State, rules: RouteRules) -> Picture:
    """The picture of a nomination that took these steps on this route and stands in this state."""
    taken = {(step.source, step.target) for step in steps if step.source not in {None, step.target}}
    been = {state for step in steps for state in (step.source, step.target) if state is not None}
    possible = edges_of(rules)
    shown = {state for edge in possible for state in edge} | been | {now}
    ahead = [edge for edge in possible if _is_on_the_road(*edge) and edge not in taken]
    arrows = [Arrow(_path(*edge), taken=False) for edge in ahead]
    arrows += [Arrow(_path(source, target), taken=True) for source, target in sorted(taken) if source is not None]
    return Picture([_box(state, been, now) for state in PLACES if state in shown], arrows)


def edges_of(rules: RouteRules) -> list[Edge]:
    """Every pair of states between which the route has a transition, in the order of the table.

    A hold resumes where it began: never in a state to which the route does not lead.
    """
    lawful = [
        (transition, target)
        for transition in Transition
        if is_on(transition, rules)
        for target in targets(transition)
        if target is not transition.source
    ]
    reached = {State.DRAFT, *(target for transition, target in lawful if not transition.resumes)}
    return list(
        dict.fromkeys(
            (transition.source, target) for transition, target in lawful if {transition.source, target} <= reached
        )
    )


def _is_on_the_road(source: State, target: State) -> bool:
    """Forward on the road, or from it to the ending below or to the supplement above."""
    (column, row), (to_column, to_row) = PLACES[source], PLACES[target]
    if row != _road:
        return False
    return to_column > column if to_row == _road else to_column == column and target is not State.ON_HOLD


def _box(state: State, been: set[State], now: State) -> Box:
    column, row = PLACES[state]
    x, y = _left + column * _step, _tops[row]
    lines = list(_wrapped(str(state.label)))
    first = y + _high // 2 + 4 - (len(lines) - 1) * _line // 2
    texts = [Text(x + _wide // 2, first + number * _line, words) for number, words in enumerate(lines)]
    kind = "now" if state is now else "been" if state in been else "ahead"
    return Box(state, kind, x, y, texts)


def _wrapped(words: str) -> Iterator[str]:
    """The words in lines that a box holds."""
    line = ""
    for word in words.split():
        if line and len(line) + 1 + len(word) > _signs:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _path(source: State, target: State) -> str:
    """A straight way to a neighbour, an arc over or under what stands between, a slope to another row."""
    (column, row), (to_column, to_row) = PLACES[source], PLACES[target]
    x, to_x = _left + column * _step, _left + to_column * _step
    y, to_y = _tops[row], _tops[to_row]
    middle, to_middle = x + _wide // 2, to_x + _wide // 2
    if row != to_row:
        down = to_row > row
        aside = -12 if down else 12
        return f"M{middle + aside} {y + _high if down else y}L{to_middle + aside} {to_y if down else to_y + _high}"
    if to_column == column + 1:
        return f"M{x + _wide} {y + _high // 2}L{to_x} {y + _high // 2}"
    forward = to_column > column
    edge, far = (y, y - 44) if forward else (y + _high, y + _high + 44)
    return f"M{middle} {edge}Q{(middle + to_middle) // 2} {far} {to_middle} {edge}"
