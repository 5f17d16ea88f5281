"""Flows, states and the table agree: what a desk holds and offers is what the table lets its holder do."""

from typing import Final

import pytest
from viewflow.workflow.fields import get_flow_ref, get_task_ref, import_flow_by_ref, import_task_by_ref

from workflow.appraisal.flow import AppraisalFlow, HoldFlow
from workflow.council.flow import SessionFlow
from workflow.decisions.flow import DecisionFlow
from workflow.decisions.models import Decision
from workflow.dossiers.flow import LetterFlow
from workflow.dossiers.models import Letter
from workflow.dossiers.places import WITHIN_ITS_CASE
from workflow.procedure.roles import Role, Seat
from workflow.procedure.states import OPEN, State
from workflow.procedure.transitions import Transition
from workflow.worklist.flow import BACK, FORWARD, At, CaseFlow, Desk, End

FLOWS: Final = (LetterFlow, AppraisalFlow, HoldFlow, SessionFlow, DecisionFlow)

# Whose organisation a case of the flow and variant belongs to.
SEATS: Final[dict[tuple[type[CaseFlow], str], set[Seat]]] = {
    (LetterFlow, "UNIT"): {Seat.UNIT},
    (LetterFlow, "SUPPLEMENTARY"): {Seat.UNIT},
    # A superior merges its own lines, of which it is the unit, with those that climbed to it.
    (LetterFlow, "SUPERIOR"): {Seat.LEVEL, Seat.UNIT},
    (LetterFlow, "OFFICE"): {Seat.OFFICE},
    (AppraisalFlow, ""): {Seat.OFFICE},
    (HoldFlow, ""): {Seat.OFFICE},
    (SessionFlow, ""): {Seat.COUNCIL},
    (DecisionFlow, "AWARD"): {Seat.AUTHORITY},
    (DecisionFlow, "REVOCATION"): {Seat.AUTHORITY},
    (DecisionFlow, "CORRECTION"): {Seat.AUTHORITY},
}

_recall: Final = "whoever sent it takes it back: it stands on another's desk"
_withdraw: Final = "the unit's head takes back what stands on another's desk"
_hold: Final = "the office stops what stands on another's desk"
_closed: Final = "the nomination is closed and stands on no desk: offered on its own page"

# Transitions that people make, and that no desk offers.
ELSEWHERE: Final[dict[Transition, str]] = {
    Transition.RECALL: _recall,
    Transition.RECALL_SUPPLEMENT: _recall,
    Transition.RECALL_FROM_SUPERIOR: _recall,
    Transition.RECALL_FROM_OFFICE: _recall,
    Transition.WITHDRAW_AT_SUPERIOR: _withdraw,
    Transition.WITHDRAW_AT_OFFICE: _withdraw,
    Transition.WITHDRAW_SUPPLEMENT: _withdraw,
    Transition.WITHDRAW_ON_HOLD: _withdraw,
    Transition.WITHDRAW_PRESENTING: _withdraw,
    Transition.HOLD_AT_COUNCIL: _hold,
    Transition.HOLD_AT_DECIDER: _hold,
    Transition.TAKE_UP: _closed,
    Transition.REOPEN_INELIGIBLE: _closed,
    Transition.REOPEN_NOT_SUPPORTED: _closed,
    Transition.REOPEN_NOT_AWARDED: _closed,
}

Place = tuple[type[CaseFlow], str, str]
DESKS: Final[dict[Place, At]] = {
    (flow, name, variant): at
    for flow in FLOWS
    for name, desk in flow.desks().items()
    for variant, at in desk.by_variant.items()
}
OFFERS: Final = [(place, offered) for place, at in DESKS.items() for offered in at.offers]


def _name(value: object) -> str:
    """How a desk or a row of the table is called in a test's name."""
    if isinstance(value, Transition):
        return value.name
    assert isinstance(value, tuple)
    return "-".join(part if isinstance(part, str) else part.__name__ for part in value if part)


def test_every_case_that_exists_is_one_of_these() -> None:
    assert {subclass for subclass in CaseFlow.__subclasses__() if subclass.__module__.startswith("workflow")} == set(
        FLOWS
    )
    assert {variant for flow, _desk, variant in DESKS if flow is LetterFlow} == set(Letter.Kind.values)
    assert {variant for flow, _desk, variant in DESKS if flow is DecisionFlow} == set(Decision.Kind.values)
    assert SEATS.keys() == {(flow, variant) for flow, _desk, variant in DESKS}


@pytest.mark.parametrize(("place", "offered"), OFFERS, ids=_name)
def test_what_a_desk_offers_begins_in_a_state_of_that_desk(place: Place, offered: Transition) -> None:
    assert offered.source in DESKS[place].states


@pytest.mark.parametrize(("place", "offered"), OFFERS, ids=_name)
def test_what_a_desk_offers_is_done_by_the_post_whose_desk_it_is(place: Place, offered: Transition) -> None:
    flow, _desk, variant = place
    seats = SEATS[flow, variant]
    role = DESKS[place].role
    if offered.when_issued and role is Role.RECORDS_CLERK:
        assert [post for post in offered.by.posts if post.seat in seats] != []
    else:
        assert [post for post in offered.by.posts if post.role is role and post.seat in seats] != []


def test_every_transition_that_people_make_is_offered_by_a_desk_or_elsewhere_with_a_reason() -> None:
    by_people = {row for row in Transition if not row.by.is_system}
    assert by_people - {offered for _place, offered in OFFERS} == ELSEWHERE.keys()


def test_a_desk_offers_nothing_twice_and_the_system_s_transitions_never() -> None:
    assert len(OFFERS) == len(set(OFFERS))
    assert [offered for _place, offered in OFFERS if offered.by.is_system] == []


def test_what_happens_at_issue_is_offered_by_the_desks_behind_a_signature() -> None:
    signed = {(flow, name) for flow in FLOWS for name, desk in flow.desks().items() if desk.signed}
    assert signed == {(LetterFlow, "issue"), (DecisionFlow, "issue")}
    at_issue = {(place[:2], offered) for place, offered in OFFERS if offered.when_issued}
    # A decision that awards nothing is not issued: its lines close with the signature.
    at_signature = {((DecisionFlow, "sign"), Transition.DECLINE)}
    assert {where for where, _offered in at_issue - at_signature} == signed
    assert {offered for _where, offered in at_issue} == {row for row in Transition if row.when_issued}
    assert [offered for place, offered in OFFERS if place[:2] in signed and not offered.when_issued] == []


def test_only_publishing_goes_on_without_lines() -> None:
    lasting = {(flow, name) for flow in FLOWS for name, desk in flow.desks().items() if desk.lasts}
    assert lasting == {(DecisionFlow, "publish")}
    assert {at.states for place, at in DESKS.items() if place[1] == "publish"} == {()}


# State → the cases on which its lines stand (design, section 6).
ON: Final[dict[State, set[tuple[type[CaseFlow], str]]]] = {
    State.DRAFT: {(LetterFlow, "UNIT")},
    State.WITH_HEAD: {(LetterFlow, "UNIT"), (LetterFlow, "SUPPLEMENTARY"), (LetterFlow, "SUPERIOR")},
    State.IN_SUPPLEMENT: {(LetterFlow, "SUPPLEMENTARY")},
    State.WITH_SUPERIOR: {(LetterFlow, "SUPERIOR")},
    State.WITH_OFFICE: {(AppraisalFlow, "")},
    State.WITH_COUNCIL: {(SessionFlow, "")},
    State.TO_PRESENT: {(LetterFlow, "OFFICE")},
    State.WITH_DECIDER: {(DecisionFlow, "AWARD")},
    State.ON_HOLD: {(HoldFlow, "")},
    State.AWARDED: {(DecisionFlow, "REVOCATION"), (DecisionFlow, "CORRECTION")},
}


def test_every_open_state_has_its_desks_and_of_the_closed_ones_only_awarded() -> None:
    found: dict[State, set[tuple[type[CaseFlow], str]]] = {}
    for (flow, _desk, variant), at in DESKS.items():
        for state in at.states:
            found.setdefault(state, set()).add((flow, variant))
    assert found == ON
    assert ON.keys() == OPEN | {State.AWARDED}


# Desk → whose it is (design, sections 3 and 6), by variant where it differs.
ROLES: Final[dict[tuple[type[CaseFlow], str], Role | dict[str, Role]]] = {
    (LetterFlow, "prepare"): {
        "UNIT": Role.UNIT_OFFICER,
        "SUPPLEMENTARY": Role.UNIT_OFFICER,
        "SUPERIOR": Role.UNIT_OFFICER,
        "OFFICE": Role.OFFICE_SPECIALIST,
    },
    (LetterFlow, "sign"): {
        "UNIT": Role.UNIT_HEAD,
        "SUPPLEMENTARY": Role.UNIT_HEAD,
        "SUPERIOR": Role.UNIT_HEAD,
        "OFFICE": Role.OFFICE_HEAD,
    },
    (LetterFlow, "issue"): Role.RECORDS_CLERK,
    (AppraisalFlow, "receive"): Role.OFFICE_SPECIALIST,
    (AppraisalFlow, "assign"): Role.OFFICE_HEAD,
    (AppraisalFlow, "appraise"): Role.OFFICE_SPECIALIST,
    (AppraisalFlow, "approve"): Role.OFFICE_HEAD,
    (HoldFlow, "review"): Role.OFFICE_HEAD,
    (SessionFlow, "agenda"): Role.COUNCIL_SECRETARY,
    (SessionFlow, "papers"): Role.COUNCIL_SECRETARY,
    (SessionFlow, "voting"): Role.COUNCIL_MEMBER,
    (SessionFlow, "absent"): Role.COUNCIL_SECRETARY,
    (SessionFlow, "tally"): Role.COUNCIL_SECRETARY,
    (SessionFlow, "minutes"): Role.COUNCIL_CHAIR,
    (DecisionFlow, "draft"): Role.DECIDER_OFFICE,
    (DecisionFlow, "form_check"): Role.DECIDER_OFFICE,
    (DecisionFlow, "sign"): Role.DECIDER,
    (DecisionFlow, "issue"): Role.RECORDS_CLERK,
    (DecisionFlow, "publish"): Role.DECIDER_OFFICE,
}


def test_every_desk_is_whose_the_design_says() -> None:
    wanted = {
        (flow, desk, variant): role[variant] if isinstance(role, dict) else role
        for (flow, desk), role in ROLES.items()
        for at_flow, at_desk, variant in DESKS
        if (at_flow, at_desk) == (flow, desk)
    }
    assert {place: at.role for place, at in DESKS.items()} == wanted


@pytest.mark.parametrize("place", DESKS, ids=_name)
def test_every_way_leads_to_a_desk_of_the_same_variant_or_to_the_end(place: Place) -> None:
    flow, name, variant = place
    desk = flow.desk(name)
    assert desk.leads(FORWARD)
    for way in (FORWARD, BACK):
        if desk.leads(way):
            node = desk.following(way, variant)
            assert variant in node.by_variant if isinstance(node, Desk) else isinstance(node, End)
            assert isinstance(node, Desk) or way == FORWARD


@pytest.mark.parametrize("transition", WITHIN_ITS_CASE, ids=_name)
def test_a_letter_that_moves_between_its_own_desks_comes_to_one_for_the_new_state(transition: Transition) -> None:
    holds = {variant for flow, variant in ON[transition.target] if flow is LetterFlow}
    begins = [
        (LetterFlow.desk(name), variant)
        for (flow, name, variant), at in DESKS.items()
        if flow is LetterFlow and variant in holds and transition.source in at.states
    ]
    assert begins != []
    for desk, variant in begins:
        passed = [desk]
        while transition.target not in passed[-1].at(variant).states:
            node = passed[-1].following(WITHIN_ITS_CASE[transition], variant)
            assert isinstance(node, Desk)
            passed.append(node)
        assert len(passed) > 1


# Rows name these as text. A name here is never changed: what is to differ is a new class, or a new node.
PINNED: Final = {
    "workflow/dossiers.flow.LetterFlow": "prepare sign issue",
    "workflow/appraisal.flow.AppraisalFlow": "receive assign appraise approve",
    "workflow/appraisal.flow.HoldFlow": "review",
    "workflow/council.flow.SessionFlow": "agenda papers voting absent tally minutes",
    "workflow/decisions.flow.DecisionFlow": "draft form_check sign issue publish",
}


def test_rows_name_flows_and_desks_as_they_always_did() -> None:
    assert {get_flow_ref(flow): set(flow.desks()) for flow in FLOWS} == {
        flow: set(desks.split()) for flow, desks in PINNED.items()
    }
    assert {flow.version for flow in FLOWS} == {1}


@pytest.mark.parametrize("place", SEATS, ids=_name)
def test_a_case_comes_to_every_desk_once_in_order_and_then_ends(place: tuple[type[CaseFlow], str]) -> None:
    flow, variant = place
    desks = PINNED[get_flow_ref(flow)].split()
    passed = desks[:1]
    while isinstance(node := flow.desk(passed[-1]).following(FORWARD, variant), Desk):
        passed.append(node.name)
    assert passed == desks
    assert isinstance(node, End)


@pytest.mark.parametrize("flow", PINNED)
def test_what_rows_name_is_found_again(flow: str) -> None:
    assert get_flow_ref(import_flow_by_ref(flow)) == flow
    for desk in PINNED[flow].split():
        node = import_task_by_ref(f"{flow}.{desk}")
        assert isinstance(node, Desk)
        assert (node.name, get_task_ref(node)) == (desk, f"{flow}.{desk}")
