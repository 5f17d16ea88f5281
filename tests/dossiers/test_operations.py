"""Operation ids: the same request twice is one act; another request under the same id is refused."""

import pytest

from tests.support.everything import everything, written
from tests.support.walk import Walk
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import send_letter, sign_letter
from workflow.dossiers.models import Nomination
from workflow.dossiers.operations import Operation
from workflow.dossiers.reports import Refused
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

why = Reason("Lý do (minh họa)")


def test_a_repeated_operation_returns_the_first_report_and_writes_nothing(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(2)
    first = apply_transition(Transition.SEND_TO_HEAD, lines, **walk.officer, operation_id="op-1")
    before = everything()
    again = apply_transition(Transition.SEND_TO_HEAD, lines, **walk.officer, operation_id="op-1")
    assert (again.moved, again.refused, again.repeated, first.repeated) == (first.moved, first.refused, True, False)
    assert written(before, everything()) == {}


def test_a_partial_report_comes_back_with_its_reasons(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.with_head(2)
    apply_transition(Transition.SEND_BACK, lines[:1], **walk.head, reason=why)
    first = apply_transition(Transition.SEND_BACK, lines, **walk.head, reason=why, operation_id="op-2")
    again = apply_transition(Transition.SEND_BACK, lines, **walk.head, reason=why, operation_id="op-2")
    assert [one.rule for one in again.refused[lines[0]]] == ["state"]
    assert again.refused == first.refused
    assert again.moved == {lines[1]: State.DRAFT}


def test_another_request_under_the_same_id_is_refused(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.with_head(2)
    apply_transition(Transition.SEND_BACK, lines[:1], **walk.head, reason=why, operation_id="op-3")
    before = everything()
    other = apply_transition(Transition.SEND_BACK, lines[1:], **walk.head, reason=why, operation_id="op-3")
    assert [one.rule for one in other.refused[lines[1]]] == ["operation"]
    assert written(before, everything()) == {}


def test_another_person_under_the_same_id_is_refused(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.with_head(1)
    sign_letter(letter, **walk.head, operation_id="op-4")
    before = everything()
    with pytest.raises(Refused) as refused:
        sign_letter(letter, **walk.officer, operation_id="op-4")
    assert [one.rule for one in refused.value.all] == ["operation"]
    assert written(before, everything()) == {}


def test_a_refused_act_leaves_its_id_free(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(1)
    refused = apply_transition(Transition.SEND_BACK, lines, **walk.officer, reason=why, operation_id="op-5")
    assert not refused.moved
    assert not Operation.objects.filter(pk="op-5").exists()
    assert send_letter(letter, **walk.officer, operation_id="op-5").is_whole


@pytest.mark.parametrize("unusable", ["x" * 65, "mã-số-ế"])
def test_an_unusable_id_is_an_answer(cast: Cast, unusable: str) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(1)
    before = everything()
    report = apply_transition(Transition.SEND_TO_HEAD, lines, **walk.officer, operation_id=unusable)
    assert [one.rule for one in report.refused[lines[0]]] == ["operation"]
    assert written(before, everything()) == {}


def test_an_act_without_an_id_gets_one(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(1)
    report = apply_transition(Transition.SEND_TO_HEAD, lines, **walk.officer)
    assert Operation.objects.get(pk=report.operation).report is not None
    assert Nomination.objects.get(pk=lines[0]).state == State.WITH_HEAD
