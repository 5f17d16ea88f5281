"""The documents say all of the table, each row once, and nothing else."""

import re
from collections import Counter
from typing import Any, Final

import pytest
from django.utils import translation

from workflow.procedure.cautions import CAUTIONS
from workflow.procedure.check import NEEDS_COUNCIL, NEEDS_SUPERIORS
from workflow.procedure.diagram import (
    DOCUMENTS,
    ON_PAPERS_TOO,
    SEATS,
    Part,
    acting_roles,
    only_on,
    part_of,
    permissions_document,
    procedure_document,
)
from workflow.procedure.guards import NEEDS, SET_NEEDS
from workflow.procedure.roles import ACT_ON_PAPERS, CONFIGURE, ONLY_READ, Role, Seat
from workflow.procedure.states import HOLDABLE, State
from workflow.procedure.transitions import Transition
from workflow.procedure.wording import WORDING

PROCEDURE: Final = procedure_document(("en",))
PERMISSIONS: Final = permissions_document(("en",))
CODE: Final = re.compile(r"^\| [^|]* `([A-Z_]+)` \|", re.MULTILINE)


def _all(pattern: str, text: str) -> list[Any]:
    """What the pattern finds on the lines of the text."""
    return re.findall(pattern, text, re.MULTILINE)


def _section(document: str, head: str) -> str:
    """The text under a heading, up to the next of its level."""
    level = head.split(" ", 1)[0]
    return document.split(f"\n{head}\n", 1)[1].split(f"\n{level} ", 1)[0]


def _arrows(part: Part) -> Counter[tuple[str, str, str]]:
    """What the diagram of a part draws: from, to, and the words of one transition."""
    drawn: Counter[tuple[str, str, str]] = Counter()
    for source, target, words in _all(r"^    (\w+) --> (\w+): (.+)$", _section(PROCEDURE, f"### {part}")):
        drawn.update((source, target, word) for word in words.split("<br/>"))
    return drawn


# The procedure.


def test_every_transition_is_listed_once() -> None:
    listed = CODE.findall(_section(PROCEDURE, "## Transitions"))
    assert Counter(listed) == Counter([*Transition.__members__])


def test_every_transition_is_drawn_in_its_part_and_in_no_other() -> None:
    with translation.override("en"):
        for part in Part:
            rows = [t for t in Transition if part_of(t) is part]
            targets = [(t, target) for t in rows for target in (HOLDABLE if t.resumes else (t.target,))]
            expected = Counter((t.source.name, target.name, str(WORDING[t])) for t, target in targets)
            assert _arrows(part) == expected


def test_no_part_is_a_hairball() -> None:
    assert {part.name for part in Part if not 0 < len({arrow[:2] for arrow in _arrows(part)}) <= 16} == set()


def test_each_state_of_a_diagram_has_its_name() -> None:
    for part in Part:
        text = _section(PROCEDURE, f"### {part}")
        drawn = {state for arrow in _arrows(part) for state in arrow[:2]}
        assert set(_all(r'^    state "[^"]+" as (\w+)$', text)) == drawn


def test_every_state_is_listed_with_name_kind_and_who_can_act() -> None:
    cells = [row.split(" | ") for row in _all(r"^\| `[A-Z_]+` \|.*$", _section(PROCEDURE, "## States"))]
    assert [(row[0], row[2]) for row in cells] == [(f"| `{state}`", _kind(state)) for state in State]
    assert cells[0] == ["| `DRAFT`", "Being drafted", "open", "Unit officer @ UNIT, Head of unit @ UNIT |"]
    assert cells[-1] == ["| `REVOKED`", "Revoked", "final", "— |"]


def _kind(state: State) -> str:
    if state.is_open:
        return "open"
    return "closed" if any(t.source is state for t in Transition) else "final"


def test_every_condition_is_explained_once() -> None:
    explained = _all(r"^\| ([a-z ]+) \| .+ \|$", _section(PROCEDURE, "## Conditions"))
    guards = [guard.__name__ for guard in NEEDS if guard not in CAUTIONS] + [guard.__name__ for guard in SET_NEEDS]
    assert Counter(explained) == Counter(name.replace("_", " ") for name in guards)


def test_every_caution_is_explained_once_with_whom_it_is_told() -> None:
    told = dict(_all(r"^\| ([a-z ]+) \| .+ \| ([a-z, ]+) \|$", _section(PROCEDURE, "## Cautions")))
    assert told.keys() == {one.__name__.replace("_", " ") for one in CAUTIONS}
    assert [name for name, to in told.items() if to == "office"] == ["nothing else of the nominee is on hold"]
    assert [name for name, to in told.items() if to == "head"] == ["unchanged since it was signed"]


def test_a_row_says_on_which_routes_it_is_found() -> None:
    found = {t: only_on(t) for t in Transition if only_on(t)}
    assert found == {
        **dict.fromkeys(NEEDS_COUNCIL, "route with a council"),
        Transition.CLEAR: "route without a council",
        **dict.fromkeys(NEEDS_SUPERIORS, "route on which superiors sign"),
    }


def test_a_row_reads_as_a_clerk_would_say_it() -> None:
    assert (
        "| Endorse `ENDORSE` | With the head of the unit | Under appraisal | Head of unit @ UNIT; when issued "
        "| Who may submit and endorse | no level remains; minutes are present; signer did not draft; "
        "signed as it stands; the paper is numbered |"
    ) in PROCEDURE.splitlines()


# The permissions.


def test_the_matrix_has_a_row_for_every_transition_and_a_column_for_every_acting_role() -> None:
    matrix = _section(PERMISSIONS, "## Roles and transitions")
    assert Counter(CODE.findall(matrix)) == Counter([*Transition.__members__])
    heads = next(line for line in matrix.splitlines() if line.startswith("| Transition"))
    assert re.findall(r"`(\w+)`", heads) == [role.name for role in acting_roles()]


def test_a_cell_of_the_matrix_names_the_seat_and_marks_the_issue() -> None:
    cells = _cells()
    expected = {
        (t.name, post.role.name): SEATS_SHORT[post.seat] + ("*" if t.when_issued else "")
        for t in Transition
        for post in t.by.posts
    }
    expected |= {(t.name, "the system"): "•" for t in Transition if t.by.is_system}
    assert cells == expected


SEATS_SHORT: Final = {Seat.UNIT: "U", Seat.LEVEL: "L", Seat.OFFICE: "O", Seat.COUNCIL: "C", Seat.AUTHORITY: "A"}


def _cells() -> dict[tuple[str, str], str]:
    heads = [*(role.name for role in acting_roles()), "the system"]
    found: dict[tuple[str, str], str] = {}
    for line in _section(PERMISSIONS, "## Roles and transitions").splitlines():
        if code := CODE.match(line):
            cells = [cell.strip() for cell in line.split("|")[2:-1]]
            found |= {(code[1], head): cell for head, cell in zip(heads, cells, strict=True) if cell}
    return found


def test_every_seat_has_a_letter_of_its_own_and_is_explained() -> None:
    assert SEATS.keys() == set(Seat)
    explained = _all(r"^- ([A-Z]): (.+)$", _section(PERMISSIONS, "## Roles and transitions"))
    assert sorted(explained) == sorted((SEATS_SHORT[seat], words) for seat, words in SEATS.items())


@pytest.mark.parametrize("role", Role)
def test_every_role_is_described_once(role: Role) -> None:
    acting, others = _section(PERMISSIONS, "## Each role"), _section(PERMISSIONS, "## Roles without a transition")
    heads = _all(r"^### .* `(\w+)`$", acting) + CODE.findall(others)
    assert heads.count(role.name) == 1
    assert (role.name in CODE.findall(others)) is (role in {*ACT_ON_PAPERS, *ONLY_READ, *CONFIGURE})


@pytest.mark.parametrize("role", acting_roles())
def test_a_role_lists_its_transitions_and_no_other(role: Role) -> None:
    with translation.override("en"):
        text = _section(PERMISSIONS, f"### {role.label} `{role}`").split("\n### ", 1)[0]
    own = Counter(t.name for t in Transition for post in t.by.posts if post.role is role)
    assert Counter(CODE.findall(text)) == own


def test_a_role_that_also_works_on_papers_says_so() -> None:
    for role, words in ON_PAPERS_TOO.items():
        assert PERMISSIONS.count(f"{words} And these transitions:") == 1
        assert role in acting_roles()
    assert ON_PAPERS_TOO[Role.DECIDER_OFFICE] == "Checks the form of draft decisions."


# Languages.


@pytest.mark.parametrize("write", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_does_not_depend_on_the_language_of_the_day(write: object) -> None:
    assert callable(write)
    with translation.override("vi"):
        in_vietnamese_hours = write()
        assert translation.get_language() == "vi"
    with translation.override("en"):
        assert write() == in_vietnamese_hours


def test_states_and_roles_are_named_in_every_language_asked_for() -> None:
    both = procedure_document()
    assert "| State | Name (en) | Name (vi) | Kind | Who can act |" in both.splitlines()
    with translation.override("vi"):
        in_vietnamese = str(State.DRAFT.label)
        head = str(Role.UNIT_HEAD.label)
    assert f"| `DRAFT` | Being drafted | {in_vietnamese} | open |" in both
    assert f"### Head of unit · {head} `UNIT_HEAD`" in permissions_document().splitlines()
