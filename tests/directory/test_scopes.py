"""Scopes: what a person's posts reach today, by role."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.directory.given import body, day, post, succeeds
from workflow.directory.models import Appointment, Delegation, Organisation, User
from workflow.directory.scopes import scopes_of
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role


def _scopes(user: User) -> dict[Role, set[str]]:
    """The codes of the bodies, by role."""
    return {role: bodies for (role, giver), bodies in _lent(user).items() if giver is None}


def _lent(user: User) -> dict[tuple[Role, int | None], set[str]]:
    """The codes of the bodies, by role and by who lent it."""
    codes = dict(Organisation.objects.values_list("pk", "code"))
    found = scopes_of(user, timezone.localdate())
    assert len({(scope.role, scope.giver) for scope in found}) == len(found)
    return {(scope.role, scope.giver): {codes[one] for one in scope.organisations} for scope in found}


def test_the_posts_of_a_person_are_gathered_by_role(cast: Cast) -> None:
    assert _scopes(cast.user("lawaco-director")) == {Role.DECIDER: {"lawaco"}, Role.OFFICE_HEAD: {"lawaco"}}
    post(cast.person("lawaco-director"), Role.DECIDER, body("moi"))
    assert _scopes(cast.user("lawaco-director"))[Role.DECIDER] == {"lawaco", "moi"}


@pytest.mark.parametrize(
    ("since", "until", "body_since", "body_until", "there"),
    [
        (0, 0, 0, 0, True),
        (1, None, -9, None, False),
        (-9, -1, -9, None, False),
        (-9, None, 1, None, False),
        (-9, None, -9, -1, False),
    ],
    ids=["today", "begins tomorrow", "ended yesterday", "body of tomorrow", "closed body"],
)
def test_only_posts_in_force_at_living_bodies_reach_anything(
    cast: Cast, *, since: int, until: int | None, body_since: int, body_until: int | None, there: bool
) -> None:
    here = body("moi", since=body_since, until=body_until)
    post(cast.person("nominee-70"), Role.OFFICE_HEAD, here, since=since, until=until)
    user = User.objects.create_user("new", person=cast.person("nominee-70"))
    assert _scopes(user) == ({Role.OFFICE_HEAD: {"moi"}} if there else {})


@pytest.mark.parametrize(
    ("since", "carries_work", "reach"),
    [(-1, True, {"moi", "cu"}), (0, True, {"moi", "cu"}), (1, True, {"moi"}), (-1, False, {"moi"})],
)
def test_a_scope_reaches_the_bodies_whose_work_was_inherited(
    cast: Cast, *, since: int, carries_work: bool, reach: set[str]
) -> None:
    old, new = body("cu"), body("moi")
    succeeds(new, old, since=since, carries_work=carries_work)
    post(cast.person("nominee-70"), Role.UNIT_OFFICER, new)
    user = User.objects.create_user("new", person=cast.person("nominee-70"))
    assert _scopes(user) == {Role.UNIT_OFFICER: reach}


def test_each_post_has_the_lineage_of_its_own_body(cast: Cast) -> None:
    old, new, other = body("cu"), body("moi"), body("khac")
    succeeds(new, old)
    post(cast.person("nominee-70"), Role.UNIT_OFFICER, new)
    post(cast.person("nominee-70"), Role.RECORDS_CLERK, other)
    user = User.objects.create_user("new", person=cast.person("nominee-70"))
    assert _scopes(user) == {Role.UNIT_OFFICER: {"moi", "cu"}, Role.RECORDS_CLERK: {"khac"}}


def test_a_user_without_a_person_or_not_active_reaches_nothing(cast: Cast) -> None:
    user = cast.user("nnmt-head")
    user.is_active = False
    assert _scopes(user) == {}
    assert _scopes(User.objects.create_superuser("root-of-all")) == {}


def _lend(cast: Cast, *, since: int = 0, until: int = 0, giver: Appointment | None = None) -> None:
    """The head of so-nnmt lets the clerk decide instead."""
    Delegation.objects.create(
        giver=giver or cast.post("nnmt-head", Role.UNIT_HEAD),
        receiver=cast.person("nnmt-clerk"),
        kind="TUQ",
        transitions=["NOT_ENDORSE"],
        from_day=day(since),
        until=day(until),
        document="Giấy ủy quyền minh họa",
    )


@pytest.mark.parametrize(("since", "until", "there"), [(0, 0, True), (1, 2, False), (-9, -1, False)])
def test_a_delegation_in_force_lends_the_scope_and_names_the_giver(
    cast: Cast, *, since: int, until: int, there: bool
) -> None:
    before = _lent(cast.user("nnmt-clerk"))
    assert before.keys() == {(Role.RECORDS_CLERK, None)}
    _lend(cast, since=since, until=until)
    lent = {(Role.UNIT_HEAD, cast.person("nnmt-head").pk): before[Role.RECORDS_CLERK, None]} if there else {}
    assert _lent(cast.user("nnmt-clerk")) == before | lent


def test_a_delegation_lends_nothing_when_the_giver_s_post_has_ended(cast: Cast) -> None:
    ended = post(cast.person("nominee-70"), Role.UNIT_HEAD, cast.organisation("so-nnmt"), since=-9, until=-1)
    _lend(cast, giver=ended)
    assert _lent(cast.user("nnmt-clerk")).keys() == {(Role.RECORDS_CLERK, None)}


def test_a_delegation_lends_the_lineage_of_the_giver_s_body(cast: Cast) -> None:
    old, new = body("cu"), body("moi")
    succeeds(new, old)
    _lend(cast, giver=post(cast.person("nominee-70"), Role.UNIT_HEAD, new))
    lent = _lent(cast.user("nnmt-clerk"))
    assert lent[Role.UNIT_HEAD, cast.person("nominee-70").pk] == {"moi", "cu"}


def test_scopes_are_read_by_one_statement_and_in_one_order(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as statements:
        scopes = scopes_of(cast.user("chairman"), timezone.localdate())
    assert len(statements) == 1
    assert [scope.role for scope in scopes] == [Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.DECIDER]
