"""Placing: moved lines come to the cases of their new desks, and the cases they leave go on, back or end."""

from collections import Counter
from collections.abc import Sequence

from workflow.database import rows
from workflow.dossiers.act import Act
from workflow.dossiers.moving import Moved
from workflow.dossiers.places import WITHIN_ITS_CASE, Home, desk_of
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.board import BACK, FORWARD
from workflow.worklist.flow import Desk as DeskNode


def place(all_moved: Sequence[Moved], act: Act) -> list[Moved]:
    """Set the case (and letter) of every moved line; return those that left the case they stood on."""
    stay = {case: way for case, way in _whole_cases(all_moved).items() if _has_a_desk_for(case, way[1], act)}
    homes = _homes([one for one in all_moved if one.line.case not in stay and one.to.is_open], act)
    _open(homes, act)
    by_line = {one.line.id: home.case_id for home in homes for one in home.moved}
    for one in all_moved:
        if one.line.case not in stay:
            one.case = by_line.get(one.line.id)
    for case_id, (way, to) in stay.items():
        _step_to(case_id, way, to, act)
    leaving = [one for one in all_moved if one.line.case not in stay]
    _after_leaving(leaving, act)
    return leaving


def _whole_cases(all_moved: Sequence[Moved]) -> dict[int, tuple[str, State]]:
    """The cases that move between their own desks with all their lines: the way, and the state of the lines there."""
    ways: dict[int, set[tuple[str, State]]] = {}
    counts: Counter[int] = Counter()
    for one in all_moved:
        if one.line.case is None:
            continue
        counts[one.line.case] += 1
        ways.setdefault(one.line.case, set()).add((WITHIN_ITS_CASE.get(one.transition, ""), one.to))
    whole = {one.line.case for one in all_moved if one.line.case and counts[one.line.case] == one.line.lines_on_case}
    return {case: way for case in whole if len(ways[case]) == 1 and (way := next(iter(ways[case])))[0]}


def _has_a_desk_for(case_id: int, state: State, act: Act) -> bool:
    """A superior's letter has none for its own lines that go back to be drafted: they leave it."""
    case = act.board.cases[case_id]
    desks = [desk for desk in case.flow_class.desks().values() if case.variant in desk.by_variant]
    return any(state in desk.at(case.variant).states for desk in desks)


def _homes(arriving: Sequence[Moved], act: Act) -> list[Home]:
    homes: dict[object, Home] = {}
    for one in arriving:
        group, case = desk_of(one.to).home(one, act)
        homes.setdefault(group, Home(group, case, one.to)).moved.append(one)
    return list(homes.values())


def _open(homes: Sequence[Home], act: Act) -> None:
    """Open or join the cases, and let the rooms write their own rows."""
    for home, (case_id, fresh) in zip(homes, act.board.open([home.case for home in homes]), strict=True):
        home.case_id, home.fresh = case_id, fresh
    desks: dict[int, list[Home]] = {}
    for home in homes:
        desks.setdefault(id(desk_of(home.state)), []).append(home)
    for some in desks.values():
        desk = desk_of(some[0].state)
        new = [home for home in some if home.fresh]
        if new:
            desk.opened(new, act)
        old = [home for home in some if not home.fresh]
        if old:
            desk.joined(old, act)


def _step_to(case_id: int, way: str, to: State, act: Act) -> None:
    """The case goes that way until it waits on a desk for lines of that state."""
    board, variant = act.board, act.board.cases[case_id].variant
    node, due = board.node(case_id), board.items[case_id].due
    if node is not None and node.signed:
        _unsign([case_id], State.WITH_HEAD, act)
    while True:
        board.step(case_id, way, due=due)
        node = board.node(case_id)
        if node is None or to in node.at(variant).states:
            return


def _after_leaving(leaving: Sequence[Moved], act: Act) -> None:
    """Cases that lost their last line end (issued ones go on); papers that lost a line otherwise lose the signature."""
    left: Counter[int] = Counter()
    standing: dict[int, Moved] = {}
    for one in leaving:
        if one.line.case is not None:
            left[one.line.case] += 1
            standing[one.line.case] = one
    unsigned: dict[State, list[int]] = {}
    for case_id, one in sorted(standing.items()):
        node = act.board.node(case_id)
        if node is not None and node.signed and not one.transition.when_issued:
            unsigned.setdefault(one.line.state, []).append(case_id)
    for state, cases in unsigned.items():
        _unsign(cases, state, act)
    back = {case_id for cases in unsigned.values() for case_id in cases}
    for case_id, one in sorted(standing.items()):
        if left[case_id] == one.line.lines_on_case:
            _finish(case_id, act.board.node(case_id), one.transition, act)
        elif case_id in back:
            act.board.step(case_id, BACK)


def _finish(case_id: int, node: DeskNode | None, transition: Transition, act: Act) -> None:
    if node is not None and (node.lasts or transition.when_issued):
        act.board.step(case_id, FORWARD)
    else:
        act.board.end(case_id)


def void_signatures(cases: Sequence[int], state: State, act: Act) -> None:
    """Signed, unissued papers lose their signature and go back: what was signed is no longer what stands."""
    _unsign(cases, state, act)
    for case_id in cases:
        act.board.step(case_id, BACK)


def _unsign(cases: Sequence[int], state: State, act: Act) -> None:
    rows.execute(
        "UPDATE workflow_signoff SET voided_at = %s, voided_by = 'LINE_LEFT' WHERE voided_at IS NULL"
        f" AND {rows.among('case_id')}",
        [act.at, rows.array(cases)],
    )
    desk_of(state).unsigned(cases, act)
