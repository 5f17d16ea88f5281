"""Previews: the why and why not beside every button, in one call, without a lock and without a trace."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.everything import everything, written
from tests.support.walk import R1, R4, Walk
from workflow.dossiers.door import apply_transition, preview_transitions
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

why = Reason("Lý do (minh họa)", code="OTHER")


def test_a_preview_writes_nothing_and_locks_nothing(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(3)
    before = everything()
    with CaptureQueriesContext(connection) as captured:
        report = apply_transition(Transition.SEND_TO_HEAD, lines, **walk.officer, preview=True)
    assert (set(report.moved), report.refused) == (set(lines), {})
    assert written(before, everything()) == {}
    said = [query["sql"].lstrip().upper() for query in captured.captured_queries]
    assert {sql.split()[0] for sql in said} <= {"SELECT", "WITH"}
    assert not [sql for sql in said if "FOR UPDATE" in sql or "FOR SHARE" in sql or "FOR NO KEY" in sql]


def test_a_lack_of_authority_in_a_preview_is_no_security_event(cast: Cast) -> None:
    _letter, lines = Walk(cast).drafted(1)
    before = everything()
    acts = cast.acts("gddt-officer", Role.UNIT_OFFICER, "so-gddt")
    report = apply_transition(Transition.SEND_TO_HEAD, lines, **acts, preview=True)
    assert [one.rule for one in report.refused[lines[0]]] == ["organisation"]
    assert written(before, everything()) == {}


def test_a_preview_names_what_will_be_asked_instead_of_refusing_it(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, lines = walk.assigned(1)
    acts = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    report = apply_transition(Transition.RETURN_TO_UNIT, lines, **acts, preview=True)
    assert (set(report.moved), set(report.asked)) == (set(lines), {"code", "text", "reply_by"})


def test_all_transitions_of_a_page_are_judged_by_a_constant_number_of_statements(cast: Cast) -> None:
    counts = []
    walk = Walk(cast)
    for first, number in ((1, 2), (3, 20)):
        _letter, lines = walk.drafted(number, first=first)
        with CaptureQueriesContext(connection) as captured:
            reports = preview_transitions(
                list(Transition), lines, walk.officer["actor"], capacity=walk.officer["capacity"]
            )
        counts.append(len(captured))
        assert set(reports) == set(Transition)
    assert counts[0] == counts[1] <= 6


def _stages(cast: Cast) -> Iterator[list[int]]:
    """One line of R1 and one of R4 at each desk of its life."""
    for way in (R1, R4):
        for number, stage in enumerate(
            (
                "drafted",
                "with_head",
                "signed",
                "at_office",
                "assigned",
                "before_council",
                "to_present",
                "with_decider",
                "awarded",
            )
        ):
            if way is R4 and stage == "before_council":
                continue
            yield getattr(Walk(cast, way), stage)(1, first=1 + number + (20 if way is R4 else 0))[1]


@pytest.mark.django_db
def test_a_preview_gives_the_verdict_that_the_door_gives(cast: Cast) -> None:
    """Every human transition for every stage by its own role: preview and door agree on who may pass."""
    people = [
        cast.acts("nnmt-officer", Role.UNIT_OFFICER, "so-nnmt"),
        cast.acts("nnmt-head", Role.UNIT_HEAD, "so-nnmt"),
        cast.acts("tdkt-specialist-2", Role.OFFICE_SPECIALIST, "ban-tdkt"),
        cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt"),
        cast.acts("chairman", Role.DECIDER, "ubnd-tinh"),
    ]
    for lines in _stages(cast):
        state = Nomination.objects.get(pk=lines[0]).state
        rows = [row for row in Transition if row.source.value == state and not row.by.is_system and not row.when_issued]
        for acts in people:
            previews = preview_transitions(rows, lines, acts["actor"], capacity=acts["capacity"], reason=why)
            refused_ones = [row for row in rows if previews[row].refused]
            for row in refused_ones:
                judged = apply_transition(row, lines, **acts, reason=why)
                rules = [[one.rule for one in some] for some in judged.refused.values()]
                assert rules == [[one.rule for one in some] for some in previews[row].refused.values()], row
        assert Nomination.objects.get(pk=lines[0]).state == state


def test_what_a_preview_lets_pass_the_door_lets_pass(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.with_head(1)
    for row in (Transition.SEND_BACK, Transition.NOT_ENDORSE, Transition.WITHDRAW_AT_HEAD):
        assert not apply_transition(row, lines, **walk.head, reason=why, preview=True).refused
    assert apply_transition(Transition.NOT_ENDORSE, lines, **walk.head, reason=why).moved == {
        lines[0]: State.NOT_ENDORSED
    }
