"""Number and date of a signed decision: its lines are awarded and declined in one act, whole."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests.appraisal.given import desk, states, today, tomorrow
from tests.appraisal.proof import invalid, refused
from tests.decisions.given import Authority
from tests.support.walk import R1, R2
from workflow.decisions.commands import issue_decision
from workflow.decisions.models import Decision
from workflow.dossiers.models import Nomination, Standing
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role


def test_awarded_and_declined_lines_go_in_one_act(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.signed(3, declined=[1])
    report = issue_decision(decision, " 15/QĐ-UBND ", today(), **authority.clerk)
    assert dict(report.moved) == {lines[0]: "AWARDED", lines[1]: "NOT_AWARDED", lines[2]: "AWARDED"}
    assert report.made == {"decision": decision.pk, "number": "15/QĐ-UBND"}
    decision.refresh_from_db()
    assert (decision.number, decision.dated, desk(decision.case_id)) == ("15/QĐ-UBND", today(), "publish")
    assert set(Nomination.objects.filter(pk__in=lines).values_list("case", flat=True)) == {None}
    assert Standing.objects.filter(nomination__in=lines, left_at=None).count() == 0


@pytest.mark.parametrize("number", ["", "   ", "1" * 61], ids=["empty", "blank", "too long"])
def test_a_decision_without_a_usable_number_is_not_issued(cast: Cast, number: str) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    with invalid("number"):
        issue_decision(decision, number, today(), **authority.clerk)


def test_a_decision_is_not_dated_in_the_future(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    with invalid("dated"):
        issue_decision(decision, "1/QĐ", tomorrow(), **authority.clerk)
    with invalid("dated", "number"):
        issue_decision(decision, "", tomorrow(), **authority.clerk)


@pytest.mark.parametrize("day", [today(), today().replace(month=1, day=1)], ids=["that day", "the first of the year"])
def test_an_authority_gives_a_number_once_a_year(cast: Cast, day: date) -> None:
    authority = Authority(cast, R1)
    first, _lines = authority.signed(1)
    issue_decision(first, "15/QĐ-UBND", today(), **authority.clerk)
    second, lines = authority.signed(1, first=5)
    long_ago = timezone.now() - timedelta(days=800)
    Decision.objects.filter(pk=second.pk).update(signed_at=long_ago)
    with invalid("number"):
        issue_decision(second, " 15/QĐ-UBND", day, **authority.clerk)
    # As if the first were of the year before. The record contradicts that, so it does not stay.
    before = transaction.savepoint()
    Decision.objects.filter(pk=first.pk).update(dated=today().replace(month=1, day=1) - timedelta(days=1))
    issue_decision(second, "15/QĐ-UBND", today(), **authority.clerk)
    assert states(lines) == ["AWARDED"]
    transaction.savepoint_rollback(before)


def test_a_decision_is_not_dated_before_its_signature(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    with invalid("dated"):
        issue_decision(decision, "1/QĐ", today() - timedelta(days=1), **authority.clerk)


def test_another_authority_gives_the_same_number(cast: Cast) -> None:
    for way, first in ((R1, 1), (R2, 5)):
        authority = Authority(cast, way)
        decision, lines = authority.signed(1, first=first)
        issue_decision(decision, "15/QĐ", today(), **authority.clerk)
        assert states(lines) == ["AWARDED"]


def test_the_clerk_of_another_body_issues_nothing(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    for name, at in (("tdkt-clerk", "ban-tdkt"), ("nnmt-clerk", "so-nnmt"), ("ldld-clerk", "ldld-tinh")):
        with refused("role", security=True):
            issue_decision(decision, "1/QĐ", today(), **cast.acts(name, Role.RECORDS_CLERK, at))


def test_only_a_signed_decision_is_issued_and_once(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.checked(1)
    with refused("desk"):
        issue_decision(decision, "1/QĐ", today(), **authority.clerk)
    signed, _lines = authority.signed(1, first=5)
    issue_decision(signed, "1/QĐ", today(), **authority.clerk)
    with refused("desk"):
        issue_decision(signed, "2/QĐ", today(), **authority.clerk)
