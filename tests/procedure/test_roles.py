"""Roles, seats and posts."""

from typing import Final

from workflow.procedure.roles import (
    ACT_ON_PAPERS,
    CONFIGURE,
    ONLY_READ,
    ROLE_LABELS,
    Post,
    Role,
    Seat,
    any_of,
    on_issue,
    the_system,
)
from workflow.procedure.transitions import Transition

ACTING: Final = {post.role for transition in Transition for post in transition.by.posts}
LISTED: Final = [*ACT_ON_PAPERS, *ONLY_READ, *CONFIGURE]


def test_every_role_has_a_transition_or_says_why_it_has_none() -> None:
    assert ACTING | set(LISTED) == set(Role)


def test_no_role_has_a_transition_and_says_that_it_has_none() -> None:
    assert ACTING & set(LISTED) == set()


def test_no_role_is_listed_twice() -> None:
    assert len(LISTED) == len(set(LISTED))


def test_every_role_has_a_label_of_its_own() -> None:
    assert ROLE_LABELS.keys() == set(Role)
    assert len({str(role.label).strip() for role in Role} - {""}) == len(Role)


def test_an_administrator_has_no_transition() -> None:
    assert [t.name for t in Transition for post in t.by.posts if post.role is Role.ADMINISTRATOR] == []
    assert CONFIGURE.keys() == {Role.ADMINISTRATOR}


def test_each_role_acts_at_its_own_seats() -> None:
    seats: dict[Role, set[Seat]] = {}
    for transition in Transition:
        for post in transition.by.posts:
            seats.setdefault(post.role, set()).add(post.seat)
    assert seats == {
        Role.UNIT_OFFICER: {Seat.UNIT},
        Role.UNIT_HEAD: {Seat.UNIT, Seat.LEVEL},
        Role.OFFICE_SPECIALIST: {Seat.OFFICE},
        Role.OFFICE_HEAD: {Seat.OFFICE},
        Role.COUNCIL_CHAIR: {Seat.COUNCIL},
        Role.COUNCIL_SECRETARY: {Seat.COUNCIL},
        Role.DECIDER: {Seat.AUTHORITY},
        Role.DECIDER_OFFICE: {Seat.AUTHORITY},
    }


def test_whoever_appraises_cannot_approve_by_the_same_post() -> None:
    approve = {Transition.REFER_TO_COUNCIL, Transition.CLEAR, Transition.RULE_INELIGIBLE}
    assert {post.role for t in approve for post in t.by.posts} == {Role.OFFICE_HEAD}


def test_only_the_decider_decides() -> None:
    decide = {Transition.AWARD, Transition.DECLINE, Transition.REVOKE, Transition.TAKE_UP}
    assert {post for t in decide for post in t.by.posts} == {Role.DECIDER @ Seat.AUTHORITY}


def test_a_role_at_a_seat_is_a_post() -> None:
    post = Role.UNIT_HEAD @ Seat.LEVEL
    assert post == Post(Role.UNIT_HEAD, Seat.LEVEL)
    assert str(post) == "UNIT_HEAD@LEVEL"


def test_a_row_is_made_by_posts_or_by_the_system_alone() -> None:
    post = Role.DECIDER @ Seat.AUTHORITY
    assert (any_of(post).is_system, any_of(post).when_issued) == (False, False)
    assert (on_issue(post).is_system, on_issue(post).when_issued) == (False, True)
    assert (the_system.is_system, the_system.when_issued, the_system.posts) == (True, False, ())
