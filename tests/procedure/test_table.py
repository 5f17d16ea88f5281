"""What holds for every row of the table."""

from itertools import combinations
from typing import Final

import pytest

from workflow.procedure.bases import Basis
from workflow.procedure.cautions import CAUTIONS
from workflow.procedure.facts import Family, Reason
from workflow.procedure.guards import NEEDS, SET_NEEDS
from workflow.procedure.states import CLOSED, FINAL, HOLDABLE, LABELS, OPEN, State
from workflow.procedure.transitions import SIGNS, VOIDS, WHERE_IT_STOOD, SignOffKind, Transition, families_of
from workflow.procedure.wording import BASIS_WORDING, WORDING

# The desks in the order in which a nomination climbs.
CLIMB: Final = (
    State.DRAFT,
    State.IN_SUPPLEMENT,
    State.WITH_HEAD,
    State.WITH_SUPERIOR,
    State.WITH_OFFICE,
    State.WITH_COUNCIL,
    State.TO_PRESENT,
    State.WITH_DECIDER,
)
BACK_TO_THE_DRAFT: Final = {t for t in Transition if not t.resumes and t.target is State.DRAFT}
REOPENING: Final = {Transition.REOPEN_INELIGIBLE, Transition.REOPEN_NOT_SUPPORTED, Transition.REOPEN_NOT_AWARDED}


# Words and bases.


def test_every_row_has_words_of_its_own() -> None:
    assert WORDING.keys() == set(Transition)
    assert len({str(words).strip() for words in WORDING.values()} - {""}) == len(Transition)


def test_every_basis_has_words() -> None:
    assert BASIS_WORDING.keys() == set(Basis)
    assert [basis for basis, words in BASIS_WORDING.items() if not str(words).strip()] == []


def test_every_row_rests_on_a_basis_that_has_words() -> None:
    assert {transition.basis for transition in Transition} - BASIS_WORDING.keys() == set()


def test_every_state_has_a_label_of_its_own() -> None:
    assert LABELS.keys() == set(State)
    assert len({str(label).strip() for label in LABELS.values()} - {""}) == len(State)


# Rows.


def test_no_condition_of_a_row_is_lost() -> None:
    """A function without its decorator would be dropped in silence."""
    written = {t.name: list(t.value[4:]) for t in Transition}
    assert {t.name: [*t.guards, *t.set_guards] for t in Transition} == written


def test_every_guard_stands_in_some_row() -> None:
    assert {guard for transition in Transition for guard in transition.guards} == NEEDS.keys() - {*CAUTIONS}
    assert {guard for transition in Transition for guard in transition.set_guards} == SET_NEEDS.keys()


def test_a_row_asks_no_condition_twice() -> None:
    assert [t.name for t in Transition if len(set(t.guards)) < len(t.guards)] == []


def test_every_row_asks_for_something() -> None:
    assert [t.name for t in Transition if not t.guards] == []


def test_each_row_pairs_one_desk_with_the_posts_of_that_desk() -> None:
    """There is no cross product: more than one post only where either of them may act on the same desk."""
    several = {t.name: sorted(str(post) for post in t.by.posts) for t in Transition if len(t.by.posts) > 1}
    council = ["COUNCIL_CHAIR@COUNCIL", "COUNCIL_SECRETARY@COUNCIL"]
    assert several == {
        "SUPPORT": council,
        "NOT_SUPPORT": council,
        "DEFER": council,
        "SEND_BACK_TO_OFFICE": ["DECIDER@AUTHORITY", "DECIDER_OFFICE@AUTHORITY"],
        "WITHDRAW_DRAFT": ["UNIT_HEAD@UNIT", "UNIT_OFFICER@UNIT"],
    }


def test_two_ways_between_the_same_desks_belong_to_different_posts() -> None:
    ways = [t for t in Transition if not t.resumes]
    alike = [
        (one.name, other.name)
        for one, other in combinations(ways, 2)
        if (one.source, one.target) == (other.source, other.target) and set(one.by.posts) & set(other.by.posts)
    ]
    assert alike == []


def test_only_a_superior_passes_a_line_on_within_its_own_state() -> None:
    assert [t for t in Transition if not t.resumes and t.source is t.target] == [Transition.PASS_UPWARD]


def test_only_a_lifted_hold_finds_its_target_at_run_time() -> None:
    assert [t for t in Transition if t.resumes] == [Transition.RESUME]
    assert Transition.RESUME.value[1] is WHERE_IT_STOOD
    with pytest.raises(LookupError, match="RESUME resumes where the nomination stood"):
        _ = Transition.RESUME.target


def test_a_line_resumes_on_every_desk_from_which_it_can_be_held() -> None:
    assert {t.source for t in Transition if not t.resumes and t.target is State.ON_HOLD} == set(HOLDABLE)


def test_a_row_made_at_issue_asks_for_the_signature_and_for_the_number() -> None:
    asked = {t.name: {guard.__name__ for guard in t.guards} for t in Transition if t.when_issued}
    letters = {"signed_as_it_stands", "the_paper_is_numbered"}
    decisions = {"decided_as_it_stands", "the_decision_is_numbered"}
    assert [name for name, names in asked.items() if not (letters <= names or decisions <= names)] == []


def test_a_row_made_at_once_waits_for_no_number() -> None:
    numbered = {"the_paper_is_numbered", "the_decision_is_numbered"}
    assert [t.name for t in Transition if not t.when_issued and numbered & {g.__name__ for g in t.guards}] == []


def test_a_row_of_the_system_asks_nobody_for_a_reason() -> None:
    assert [t.name for t in Transition if t.by.is_system and t.asked] == []


def test_a_row_says_which_parts_of_a_reason_it_asks() -> None:
    assert Transition.RETURN_TO_UNIT.asked == ("code", "text", "reply_by")
    assert Transition.HOLD_AT_COUNCIL.asked == ("code", "document", "review_on")
    assert Transition.REOPEN_NOT_AWARDED.asked == ("text", "document")
    assert Transition.ENDORSE.asked == ()


def test_the_parts_asked_are_parts_of_a_reason() -> None:
    assert {part for t in Transition for part in t.asked} - set(Reason.__dataclass_fields__) == set()


def test_the_families_of_several_rows_are_those_of_each() -> None:
    assert families_of([]) == frozenset()
    assert families_of([Transition.RECALL, Transition.LAPSE]) == {Family.REQUEST, Family.ROUND}
    assert families_of(Transition) == set(Family) - {Family.OTHERS, Family.CARE, Family.ADVICE, Family.REVOKED}


# Open, closed, final.


def test_a_state_is_open_or_closed() -> None:
    assert set(State) == OPEN | CLOSED
    assert frozenset() == OPEN & CLOSED
    assert set(CLIMB) | {State.ON_HOLD} == OPEN


def test_a_final_state_has_no_way_out_and_every_other_has_one() -> None:
    assert {t.source for t in Transition} == set(State) - FINAL
    assert FINAL < CLOSED


def test_a_closed_state_leads_only_where_the_design_says() -> None:
    assert {(t.source.name, t.name) for t in Transition if t.source in CLOSED} == {
        ("AWARDED", "REVOKE"),
        ("INELIGIBLE", "REOPEN_INELIGIBLE"),
        ("NOT_AWARDED", "REOPEN_NOT_AWARDED"),
        ("NOT_SUPPORTED", "REOPEN_NOT_SUPPORTED"),
        ("NOT_SUPPORTED", "TAKE_UP"),
    }


def test_nobody_withdraws_what_lies_before_the_council_or_the_decider() -> None:
    withdrawn = {t.source for t in Transition if not t.resumes and t.target is State.WITHDRAWN}
    assert withdrawn == OPEN - {State.WITH_COUNCIL, State.WITH_DECIDER}


def test_the_four_refusals_of_four_desks_have_four_names() -> None:
    ends = (State.NOT_ENDORSED, State.INELIGIBLE, State.NOT_SUPPORTED, State.NOT_AWARDED)
    from_desks = {end: {t.source for t in Transition if not t.resumes and t.target is end} for end in ends}
    assert from_desks == {
        State.NOT_ENDORSED: {State.WITH_HEAD, State.WITH_SUPERIOR},
        State.INELIGIBLE: {State.WITH_OFFICE, State.TO_PRESENT, State.ON_HOLD},
        State.NOT_SUPPORTED: {State.WITH_COUNCIL},
        State.NOT_AWARDED: {State.WITH_DECIDER},
    }


# Signatures.


def test_a_row_that_is_itself_a_signature_is_made_at_once_by_a_person() -> None:
    assert [t.name for t in SIGNS if t.when_issued or t.by.is_system] == []


def test_the_signatures_of_a_paper_are_not_given_by_the_row_that_issues_it() -> None:
    assert set(SIGNS.values()) == {SignOffKind.APPRAISAL, SignOffKind.VOTE}


def test_every_row_that_voids_names_what_it_voids() -> None:
    assert [t.name for t, kinds in VOIDS.items() if not kinds] == []


def test_only_a_step_back_makes_signatures_void() -> None:
    forward = [t.name for t in VOIDS if t.source not in CLOSED and not CLIMB.index(t.target) < CLIMB.index(t.source)]
    assert forward == []
    assert {t for t in VOIDS if t.source in CLOSED} == REOPENING


def test_what_comes_back_to_the_draft_keeps_no_signature() -> None:
    assert {t: VOIDS.get(t) for t in BACK_TO_THE_DRAFT} == dict.fromkeys(BACK_TO_THE_DRAFT, frozenset(SignOffKind))


def test_what_comes_back_for_a_supplement_keeps_the_signatures_of_superiors() -> None:
    back = {t for t in Transition if not t.resumes and t.target is State.IN_SUPPLEMENT}
    assert back & VOIDS.keys() == set()


def test_taking_back_and_reopening_void_appraisal_and_vote() -> None:
    lost = {SignOffKind.APPRAISAL, SignOffKind.VOTE}
    assert [t.name for t in (Transition.TAKE_BACK, *REOPENING) if not lost <= VOIDS[t]] == []


def test_the_endorsement_of_the_unit_survives_every_step_back_inside_the_office() -> None:
    inside = VOIDS.keys() - BACK_TO_THE_DRAFT
    assert [t.name for t in inside if SignOffKind.ENDORSEMENT in VOIDS[t]] == []
