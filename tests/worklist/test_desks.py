"""A desk: a node of our own whose life runs in memory, and the read of every open case with its desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from viewflow.fsm import TransitionNotAllowed

from tests.worklist.given import board, letter, session
from workflow.appraisal.flow import AppraisalFlow
from workflow.council.flow import SessionFlow
from workflow.decisions.flow import DecisionFlow
from workflow.dossiers.flow import LetterFlow
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.worklist.flow import BACK, FORWARD, At, CaseFlow, Desk
from workflow.worklist.models import Case, WorkItem
from workflow.worklist.queries import OpenCase, open_cases


def _item(desk: str, variant: str = "UNIT") -> WorkItem:
    """An open work item of a letter, in memory."""
    return LetterFlow.desk(desk).item(Case(id=1, flow_class=LetterFlow, organisation_id=5, variant=variant))


def test_a_desk_of_one_kind_needs_no_variant() -> None:
    at = At(Role.OFFICE_HEAD)
    assert Desk(at).by_variant == {"": at}
    assert Desk(at).at("") == at


def test_a_desk_is_none_of_an_unknown_variant_and_a_flow_has_no_unknown_desk() -> None:
    with pytest.raises(KeyError):
        LetterFlow.desk("sign").at("AWARD")
    with pytest.raises(KeyError):
        LetterFlow.desk("publish")
    with pytest.raises(KeyError):
        LetterFlow.desk("end")


def test_a_case_goes_only_where_a_way_leads() -> None:
    for flow, desk in ((LetterFlow, "prepare"), (AppraisalFlow, "receive"), (SessionFlow, "voting")):
        assert (flow.desk(desk).leads(FORWARD), flow.desk(desk).leads(BACK)) == (True, False)
        with pytest.raises(KeyError):
            flow.desk(desk).following(BACK, "")
    assert LetterFlow.desk("issue").following(BACK, "UNIT") == LetterFlow.desk("sign")
    assert LetterFlow.desk("issue").following(BACK, "OFFICE") == LetterFlow.desk("prepare")
    assert DecisionFlow.desk("sign").following(BACK, "AWARD") == DecisionFlow.desk("draft")


def test_the_ways_of_a_desk_are_drawn_once_each() -> None:
    drawn = [(edge.src.name, edge.dst.name, edge.label) for edge in LetterFlow.desk("issue")._outgoing()]  # noqa: SLF001 -- viewflow's hook
    assert drawn == [("issue", "end", FORWARD), ("issue", "sign", BACK), ("issue", "prepare", BACK)]


def test_an_item_is_for_the_post_whose_desk_it_is_at_the_body_of_the_case() -> None:
    roles = {variant: _item("prepare", variant).role for variant in ("UNIT", "SUPERIOR", "OFFICE")}
    assert roles == {"UNIT": "UNIT_OFFICER", "SUPERIOR": "UNIT_OFFICER", "OFFICE": "OFFICE_SPECIALIST"}
    item = _item("sign")
    assert (item.pk, item.status, item.organisation_id, item.person_id, item.due) == (None, "NEW", 5, None, None)


def test_the_life_of_an_item_has_one_order() -> None:
    item = _item("prepare")
    life = item.flow_task.activation_class(item)
    with pytest.raises(TransitionNotAllowed):
        list(life.create_next())
    life.complete()
    assert item.status == "DONE"
    with pytest.raises(TransitionNotAllowed):
        life.complete()
    (following,) = life.create_next()
    assert (following.flow_task, following.status, following.process) == (LetterFlow.desk("sign"), "NEW", item.process)


def test_behind_the_last_desk_is_no_item_and_the_case_is_done() -> None:
    item = _item("issue")
    life = item.flow_task.activation_class(item)
    life.complete()
    assert list(life.create_next()) == []
    assert item.process.status == "DONE"


def test_every_flow_waits_for_its_lock_and_keeps_its_cases_in_our_tables() -> None:
    for flow in CaseFlow.__subclasses__():
        assert (flow.process_class, flow.task_class) == (Case, WorkItem)
        assert flow.lock_impl is CaseFlow.lock_impl
        assert flow.desks() != {}


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_open_cases_are_read_in_the_order_of_their_keys_some_at_a_time(cast: Cast, at_once: int) -> None:
    council, unit, other = (cast.organisation(code).pk for code in ("hd-tdkt-tinh", "so-nnmt", "hd-tdkt-ldld"))
    made = board()
    wanted = [session(council), letter(unit, desk="sign"), letter(unit), session(other)]
    ids = [case for case, _fresh in made.open(wanted)]
    made.end(ids[2])
    made.write()
    WorkItem.objects.filter(process=ids[3]).update(finished=made.at)
    with CaptureQueriesContext(connection) as statements:
        found = list(open_cases(at_once))
    there = [
        OpenCase(ids[0], "", council, SessionFlow.desk("agenda"), "COUNCIL_SECRETARY", council),
        OpenCase(ids[1], "UNIT", unit, LetterFlow.desk("sign"), "UNIT_HEAD", unit),
        OpenCase(ids[3], "", other, None, "None", 0),
    ]
    assert found == sorted(there)
    assert len(statements) == 3 // at_once + (2 if 3 % at_once else 1)
