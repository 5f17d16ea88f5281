"""Statements: a constant number for 1 and 500 nominations, the same on both databases.

Counted without BEGIN and COMMIT (or their savepoints). At most 16 for the door with its desk rows;
each case opened, joined or closed beyond that adds at most 12.
"""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support.walk import R1, Walk
from workflow.appraisal.commands import appraise, submit_appraisal
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import issue_letter, sign_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import hold_session, present, receive_and_assign, sheet
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

MANY = 500
DOOR = 16
CASE = 12
why = Reason("Lý do (minh họa)")


def statements(captured: CaptureQueriesContext) -> int:
    """How many statements were sent, transaction control apart."""
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].lstrip().startswith(control) for query in captured.captured_queries)


def counted(act: Any, *arguments: Any, **named: Any) -> int:
    """Do it, and count."""
    with CaptureQueriesContext(connection) as captured:
        assert act(*arguments, **named).is_whole
    return statements(captured)


def _letter(walk: Walk, many: int) -> tuple[Letter, list[int]]:
    """Households: as many nominees as one likes, without a person for each."""
    entries = [drafts.household(f"Hộ số {number} (minh họa)", walk.way.award_form) for number in range(many)]
    return walk.drafted(entries=entries)


# transition → (cases opened, joined or closed; statements): pinned, so that nobody adds one unseen.
PINNED = {
    "SEND_TO_HEAD": (0, 15),
    "SEND_BACK": (0, 14),
    "RECALL": (0, 12),
    "issue (ENDORSE)": (2, 28),
    "REFER_TO_COUNCIL": (2, 19),
    "TAKE_BACK": (2, 18),
    "WITHDRAW_AT_OFFICE": (1, 13),
}


@pytest.mark.parametrize("many", [1, MANY])
def test_a_transition_takes_the_same_number_of_statements_for_one_line_and_for_five_hundred(
    cast: Cast, many: int
) -> None:
    walk = Walk(cast, R1)
    letter, lines = _letter(walk, many)
    found = {"SEND_TO_HEAD": counted(apply_transition, Transition.SEND_TO_HEAD, lines, **walk.officer)}
    found["SEND_BACK"] = counted(apply_transition, Transition.SEND_BACK, lines, **walk.head, reason=why)
    apply_transition(Transition.SEND_TO_HEAD, lines, **walk.officer)
    found["RECALL"] = counted(apply_transition, Transition.RECALL, lines, **walk.officer)
    apply_transition(Transition.SEND_TO_HEAD, lines, **walk.officer)
    sign_letter(letter, **walk.head)
    found["issue (ENDORSE)"] = counted(issue_letter, letter, "7/TTr", timezone.localdate(), **walk.clerk)
    found |= _at_the_office(walk, lines)
    assert found == {name: number for name, (_cases, number) in PINNED.items()}
    assert {name: number <= DOOR + CASE * cases for name, (cases, number) in PINNED.items()} == dict.fromkeys(
        PINNED, True
    )


def _at_the_office(walk: Walk, lines: list[int]) -> dict[str, int]:
    (appraisal,) = receive_and_assign(walk.cast, walk.way.bodies, prefix="S")
    specialist = walk.cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    head = walk.cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
    like = sheet(Nomination.objects.select_related("route").get(pk=lines[0]))
    appraise(appraisal, dict.fromkeys(lines, like), **specialist)
    submit_appraisal(appraisal, **specialist)
    found = {"REFER_TO_COUNCIL": counted(apply_transition, Transition.REFER_TO_COUNCIL, lines, **head)}
    hold_session(walk.cast, walk.way.bodies, tell=lambda _what: None)
    found["TAKE_BACK"] = counted(apply_transition, Transition.TAKE_BACK, lines, **head, reason=why)
    found["WITHDRAW_AT_OFFICE"] = counted(
        apply_transition, Transition.WITHDRAW_AT_OFFICE, lines, **walk.head, reason=why
    )
    return found


def test_an_issue_of_the_office_s_letter_and_a_decision_grow_with_cases_not_with_lines(cast: Cast) -> None:
    counts = []
    for first, many in ((1, 1), (2, 20)):
        walk = Walk(cast, R1)
        letter, _lines = walk.to_present(many, first=first)
        with CaptureQueriesContext(connection) as captured:
            present(cast, walk.way.bodies, f"{first}/TTr-VP")
        counts.append(statements(captured))
        assert letter.kind == Letter.Kind.OFFICE
    # The first one opens the draft decision, the second joins it.
    assert abs(counts[0] - counts[1]) <= CASE
