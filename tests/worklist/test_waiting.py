"""What waits for a person: the desks of the own posts in force, due first, read from the index of open work."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.directory.given import body, day, post, succeeds
from tests.support.walk import R1, Walk
from tests.worklist.given import board, letter
from workflow.appraisal.commands import assign_appraisal
from workflow.database import rows
from workflow.directory.models import Appointment, Delegation, Organisation, User
from workflow.dossiers.flow import LetterFlow
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.worklist.board import NewCase
from workflow.worklist.models import WorkItem
from workflow.worklist.queries import Waiting, waiting_for

MANY = 5_000


def _officer(cast: Cast, at: Organisation, name: str = "nominee-70") -> User:
    """A new officer at a body."""
    post(cast.person(name), Role.UNIT_OFFICER, at)
    return User.objects.create_user(name, person=cast.person(name))


def _open(at: Organisation, *dues: date | None, person: int | None = None) -> list[int]:
    """Letters on the officer's desk of a body, due on these days; their cases."""
    cases = []
    for due in dues:
        made = board()
        ((case, _fresh),) = made.open([NewCase(LetterFlow, "prepare", at.pk, variant="UNIT", due=due, person=person)])
        made.write()
        cases.append(case)
    return cases


def _waiting(user: User, **kwargs: int) -> list[int]:
    return [item.case for item in waiting_for(user, timezone.localdate(), **kwargs)]


def test_an_item_says_which_case_waits_on_which_desk_and_until_when(cast: Cast) -> None:
    here = body("moi")
    user = _officer(cast, here)
    (case,) = _open(here, day(3), person=user.person_id)
    item = WorkItem.objects.get(process=case)
    task = "workflow/dossiers.flow.LetterFlow.prepare"
    assert waiting_for(user, timezone.localdate()) == [
        Waiting(item.pk, case, task, "UNIT_OFFICER", here.pk, user.person_id, day(3))
    ]


def test_only_the_desks_of_ones_own_posts_are_shown(cast: Cast) -> None:
    here, there = body("day"), body("kia")
    user = _officer(cast, here)
    (own,) = _open(here, None)
    _open(there, None)
    made = board()
    made.open([letter(here.pk, desk="sign"), letter(here.pk, desk="issue")])
    made.write()
    assert _waiting(user) == [own]
    post(cast.person("nominee-70"), Role.RECORDS_CLERK, there)
    assert _waiting(user) == [own], "a post there, but another desk"
    post(cast.person("nominee-70"), Role.UNIT_HEAD, here)
    assert len(_waiting(user)) == 2


def test_the_desk_of_who_lent_the_post_is_shown_once(cast: Cast) -> None:
    here = body("day")
    user = _officer(cast, here)
    (own,) = _open(here, None)
    made = board()
    ((sign, _fresh),) = made.open([letter(here.pk, desk="sign")])
    made.write()
    for role in (Role.UNIT_HEAD, Role.UNIT_OFFICER):
        _lend(user, post(cast.person("nominee-69"), role, here))
    assert _waiting(user) == [own, sign]


def _lend(to: User, giver: Appointment) -> None:
    assert to.person is not None
    Delegation.objects.create(
        giver=giver,
        receiver=to.person,
        kind="TUQ",
        transitions=["ENDORSE"],
        from_day=day(0),
        until=day(0),
        document="Giấy ủy quyền minh họa",
    )


@pytest.mark.parametrize(
    ("since", "until", "there"), [(0, 0, True), (1, None, False), (-9, -1, False)], ids=["today", "tomorrow", "ended"]
)
def test_only_posts_in_force_today_count(cast: Cast, *, since: int, until: int | None, there: bool) -> None:
    here = body("moi")
    post(cast.person("nominee-70"), Role.UNIT_OFFICER, here, since=since, until=until)
    user = User.objects.create_user("new", person=cast.person("nominee-70"))
    cases = _open(here, None)
    assert _waiting(user) == (cases if there else [])


@pytest.mark.parametrize(
    ("since", "carries_work", "there"),
    [(-1, True, True), (0, True, True), (1, True, False), (-1, False, False)],
    ids=["inherited", "from today", "from tomorrow", "without the work"],
)
def test_work_that_was_inherited_waits_for_the_successor(
    cast: Cast, *, since: int, carries_work: bool, there: bool
) -> None:
    old, new = body("cu"), body("moi")
    succeeds(new, old, since=since, carries_work=carries_work)
    user = _officer(cast, new)
    (own,), (inherited,) = _open(new, day(2)), _open(old, day(1))
    assert _waiting(user) == ([inherited, own] if there else [own])


def test_what_is_due_first_comes_first_and_what_is_never_due_last(cast: Cast) -> None:
    here = body("moi")
    user = _officer(cast, here)
    never, later, soon, overdue, soon_too = _open(here, None, day(9), day(1), day(-3), day(1))
    assert _waiting(user) == [overdue, soon, soon_too, later, never]
    assert _waiting(user, at_most=2) == [overdue, soon]
    assert _waiting(user, at_most=0) == []


def test_what_was_given_to_one_person_waits_for_nobody_else(cast: Cast) -> None:
    here = body("moi")
    one, other = _officer(cast, here, "nominee-70"), _officer(cast, here, "nominee-71")
    (hers,) = _open(here, day(2), person=one.person_id)
    (everybodys,) = _open(here, day(3))
    assert _waiting(one) == [hers, everybodys]
    assert _waiting(other) == [everybodys]


@pytest.mark.parametrize(
    ("ends", "shown"),
    [
        ({"until": 0}, False),
        ({"until": -1}, True),
        ({"from_day": 1}, True),
        ({"role": Role.UNIT_HEAD.value}, True),
    ],
    ids=["holds it today", "held it until yesterday", "holds it from tomorrow", "holds another post there"],
)
def test_what_was_given_to_a_person_without_the_post_waits_for_the_post(
    cast: Cast, ends: dict[str, Any], *, shown: bool
) -> None:
    here = body("moi")
    one, other = _officer(cast, here, "nominee-70"), _officer(cast, here, "nominee-71")
    cases = _open(here, day(2), person=one.person_id)
    changes = {name: day(value) if isinstance(value, int) else value for name, value in ends.items()}
    Appointment.objects.filter(person=one.person_id, organisation=here).update(**changes)
    assert _waiting(other) == (cases if shown else [])


@pytest.mark.parametrize("at", ["the heir", "elsewhere"])
def test_who_moved_to_the_heir_of_the_body_keeps_what_was_given(cast: Cast, at: str) -> None:
    old, new = body("cu"), body("moi")
    one, other = _officer(cast, old, "nominee-70"), _officer(cast, new, "nominee-71")
    cases = _open(old, day(2), person=one.person_id)
    Organisation.objects.filter(pk=old.pk).update(valid_until=day(-1))
    succeeds(new, old)
    post(cast.person("nominee-70"), Role.UNIT_OFFICER, new if at == "the heir" else body("khac"))
    assert (_waiting(one), _waiting(other)) == ((cases, []) if at == "the heir" else ([], cases))


def test_a_person_without_the_post_does_not_see_what_was_given_to_the_person(cast: Cast) -> None:
    here, there = body("day"), body("kia")
    user = _officer(cast, here)
    _open(there, None, person=user.person_id)
    assert _waiting(user) == []


def test_what_is_done_waits_no_more(cast: Cast) -> None:
    here = body("moi")
    user = _officer(cast, here)
    cases = _open(here, None, None, None)
    made = board()
    made.lock_cases(cases)
    made.end(cases[0])
    made.step(cases[1])
    made.write()
    assert _waiting(user) == cases[2:]


def test_nothing_waits_for_a_superuser_an_administrator_or_a_user_without_a_person(cast: Cast) -> None:
    Walk(cast, R1).with_head(1)
    inactive = cast.user("nnmt-head")
    inactive.is_active = False
    nobody = [User.objects.create_superuser("root-of-all"), cast.user("administrator"), inactive]
    assert [_waiting(user) for user in nobody] == [[], [], []]


def test_the_specialist_to_whom_it_was_assigned_finds_it_and_the_other_does_not(cast: Cast) -> None:
    appraisal, _lines = Walk(cast, R1).assigned(1)
    assert _waiting(cast.user("tdkt-specialist-1")) == [appraisal.case_id]
    assert _waiting(cast.user("tdkt-specialist-2")) == []


def test_when_the_specialist_leaves_the_office_the_other_finds_it_and_it_is_given_anew(cast: Cast) -> None:
    appraisal, _lines = Walk(cast, R1).assigned(1)
    Appointment.objects.filter(person=cast.person("tdkt-specialist-1")).update(until=day(-1))
    assert _waiting(cast.user("tdkt-specialist-2")) == [appraisal.case_id]
    head = cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
    assign_appraisal(appraisal, cast.person("tdkt-specialist-2"), **head)
    assert _waiting(cast.user("tdkt-specialist-2")) == [appraisal.case_id]
    assert WorkItem.objects.get(process=appraisal.case_id, finished=None).person == cast.person("tdkt-specialist-2")


def test_a_desk_is_read_by_two_statements_whatever_waits_on_it(cast: Cast) -> None:
    here = body("moi")
    user = _officer(cast, here)
    for _time in range(2):
        _open(here, *[day(1)] * 10)
        with CaptureQueriesContext(connection) as statements:
            found = waiting_for(user, timezone.localdate())
        assert len(statements) == 2
    assert len(found) == 20


def _fill(bodies: list[int]) -> None:
    """Five thousand open items, spread over bodies, roles and days, and as many that are done."""
    now = timezone.now()
    made = board()
    made.open([letter(bodies[number % len(bodies)]) for number in range(MANY)])
    roles = [Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.RECORDS_CLERK, Role.OFFICE_HEAD]
    for number, item in enumerate(sorted(made.items.values(), key=lambda item: item.organisation_id)):
        item.role, item.due = roles[number % len(roles)].value, day(number % 90)
    made.write()
    columns = ("process_id", "flow_task", "flow_task_type", "status", "created", "token", "role", "organisation_id")
    done = [
        (case, "workflow/dossiers.flow.LetterFlow.prepare", "HUMAN", "DONE", now, "start", item.role, at, now)
        for case, item in made.items.items()
        for at in [item.organisation_id]
    ]
    rows.insert_rows(WorkItem, (*columns, "finished"), done)


def _plan(sql: str) -> str:
    """How the database runs a statement, as one text."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (FORMAT JSON, COSTS OFF) {sql}")
            (plan,) = cursor.fetchone()
            return json.dumps(plan)
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(row[3] for row in cursor.fetchall())


def _walks_all_work(plan: str) -> bool:
    """Whether the table of work items is read from end to end."""
    if connection.vendor != "postgresql":
        return "SCAN w" in plan
    return any('"Seq Scan"' in node and '"workflow_workitem"' in node for node in plan.split('"Plans"'))


@pytest.mark.parametrize("posts", [1, 3])
def test_a_desk_among_thousands_is_read_from_the_index_of_open_work(cast: Cast, posts: int) -> None:
    bodies = list(Organisation.objects.order_by("pk")[:50])
    _fill([one.pk for one in bodies])
    user = _officer(cast, bodies[0])
    for role in (Role.UNIT_HEAD, Role.RECORDS_CLERK)[: posts - 1]:
        post(cast.person("nominee-70"), role, bodies[1])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as statements:
        found = waiting_for(user, timezone.localdate(), at_most=MANY)
    assert len(found) >= MANY // 50 // 4 * posts
    plan = _plan(statements[1]["sql"])
    assert "workitem_open_desk" in plan
    assert not _walks_all_work(plan), plan
