"""Giving a received letter to a specialist of the office."""

from datetime import timedelta

import pytest

from tests.appraisal.given import appointed, desk, head, sheets, specialist, today
from tests.appraisal.proof import invalid, refused
from tests.support.walk import Walk
from workflow.appraisal.commands import appraise, assign_appraisal, receive_letter, submit_appraisal
from workflow.appraisal.models import Appraisal
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.worklist.models import WorkItem


def _received(cast: Cast) -> Appraisal:
    appraisal, _lines = Walk(cast).at_office(2)
    receive_letter(appraisal, "15/ĐẾN", **specialist(cast))
    appraisal.refresh_from_db()
    return appraisal


@pytest.mark.parametrize("name", ["tdkt-specialist-1", "tdkt-specialist-2"])
def test_any_specialist_of_the_office_is_given_the_letter_with_its_due_day(cast: Cast, name: str) -> None:
    appraisal = _received(cast)
    assign_appraisal(appraisal, cast.person(name), **head(cast))
    appraisal.refresh_from_db()
    assert appraisal.assigned_to == cast.person(name)
    item = WorkItem.objects.get(process=appraisal.case_id, finished=None)
    assert (item.flow_task.name, item.role, item.person) == ("appraise", "OFFICE_SPECIALIST", cast.person(name))
    assert item.due == appraisal.due is not None


def test_the_deputy_of_the_office_assigns_too(cast: Cast) -> None:
    appraisal = _received(cast)
    deputy = cast.acts("tdkt-deputy", Role.OFFICE_HEAD, "ban-tdkt")
    assign_appraisal(appraisal, cast.person("tdkt-specialist-1"), **deputy)
    assert desk(appraisal.case_id) == "appraise"


@pytest.mark.parametrize("name", ["tdkt-head", "ldld-specialist", "nnmt-officer", "nominee-01"])
def test_only_a_specialist_of_the_office_is_given_the_letter(cast: Cast, name: str) -> None:
    appraisal = _received(cast)
    with invalid("specialist"):
        assign_appraisal(appraisal, cast.person(name), **head(cast))


@pytest.mark.parametrize(
    ("since", "until", "fits"),
    [
        (0, 0, True),
        (-1, None, True),
        (-1, -1, False),
        (1, None, False),
    ],
    ids=["today only", "since yesterday", "until yesterday", "from tomorrow"],
)
def test_the_specialist_holds_the_post_today(cast: Cast, since: int, until: int | None, *, fits: bool) -> None:
    appraisal = _received(cast)
    last = None if until is None else today() + timedelta(days=until)
    first = today() + timedelta(days=since)
    appointed(cast, "nominee-72", Role.OFFICE_SPECIALIST, "ban-tdkt", from_day=first, until=last)
    if fits:
        assign_appraisal(appraisal, cast.person("nominee-72"), **head(cast))
        assert desk(appraisal.case_id) == "appraise"
        return
    with invalid("specialist"):
        assign_appraisal(appraisal, cast.person("nominee-72"), **head(cast))


def test_a_letter_is_not_given_away_before_it_is_received(cast: Cast) -> None:
    appraisal, _lines = Walk(cast).at_office(2)
    with refused("desk"):
        assign_appraisal(appraisal, cast.person("tdkt-specialist-1"), **head(cast))


def test_an_appraisal_is_given_to_another_specialist_while_it_is_being_made(cast: Cast) -> None:
    """Whoever had it loses it: the work item is another's, with the same due day."""
    appraisal, _lines = Walk(cast).assigned(2)
    before = WorkItem.objects.get(process=appraisal.case_id, finished=None)
    assign_appraisal(appraisal, cast.person("tdkt-specialist-2"), **head(cast))
    now = WorkItem.objects.get(process=appraisal.case_id, finished=None)
    assert (before.person, now.person) == (cast.person("tdkt-specialist-1"), cast.person("tdkt-specialist-2"))
    assert (now.flow_task, now.due) == (before.flow_task, before.due)
    assert Appraisal.objects.get(pk=appraisal.pk).assigned_to == now.person


def test_an_appraisal_that_waits_for_approval_is_given_to_nobody(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    appraise(appraisal, sheets(lines), **specialist(cast))
    submit_appraisal(appraisal, **specialist(cast))
    with refused("desk"):
        assign_appraisal(appraisal, cast.person("tdkt-specialist-2"), **head(cast))
