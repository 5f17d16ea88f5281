"""The draft decision: what it collects, its subject, and the check of its form."""

import pytest

from tests.appraisal.given import desk, states
from tests.appraisal.proof import invalid, refused
from tests.decisions.given import SUBJECT, Authority, annexed
from tests.support.walk import R1, R2, R4
from workflow.decisions.commands import check_form, publish_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT
from workflow.worklist.models import WorkItem


def _on(decision: Decision) -> list[int]:
    return list(Nomination.objects.filter(case=decision.case_id).order_by("pk").values_list("pk", flat=True))


def test_a_draft_collects_for_its_authority_and_route_until_it_is_submitted(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.presented(2)
    assert (decision.kind, decision.authority, desk(decision.case_id)) == (
        "AWARD",
        cast.organisation("ubnd-tinh"),
        "draft",
    )
    same, more = authority.presented(1, first=5)
    assert (same, _on(decision)) == (decision, [*lines, *more])
    other, _lines = Authority(cast, R4).presented(1, first=9)
    assert other != decision, "another route"
    elsewhere, _lines = Authority(cast, R2).presented(1, first=13)
    assert elsewhere.authority == cast.organisation("ldld-tinh")
    submit_draft(decision, SUBJECT, **authority.form)
    later, _lines = authority.presented(1, first=17)
    assert later not in {decision, other, elsewhere}
    assert _on(decision) == [*lines, *more]


@pytest.mark.parametrize("subject", ["", "   ", "x" * 301], ids=["empty", "blank", "too long"])
def test_a_draft_without_a_usable_subject_is_not_submitted(cast: Cast, subject: str) -> None:
    authority = Authority(cast)
    decision, _lines = authority.presented(1)
    with invalid("subject"):
        submit_draft(decision, subject, **authority.form)


def test_a_draft_is_submitted_then_checked_then_signed(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.presented(2)
    with refused("desk"):
        check_form(decision, **LOOKED_AT, **authority.form)
    with refused("desk"):
        sign_decision(decision, **authority.decider)
    submit_draft(decision, f"  {SUBJECT} ", **authority.form)
    with refused("desk"):
        submit_draft(decision, SUBJECT, **authority.form)
    with refused("desk"):
        sign_decision(decision, **authority.decider)
    check_form(decision, **LOOKED_AT, **authority.form)
    with refused("desk"):
        check_form(decision, **LOOKED_AT, **authority.form)
    decision.refresh_from_db()
    assert (decision.subject, decision.form_checked_by) == (SUBJECT, cast.person("ubnd-office"))
    assert decision.form_checked_at is not None
    item = WorkItem.objects.get(process=decision.case_id, finished=None)
    assert (item.flow_task.name, item.role, item.organisation) == ("sign", "DECIDER", cast.organisation("ubnd-tinh"))


def test_a_decision_is_published_when_it_is_issued(cast: Cast) -> None:
    authority = Authority(cast, R1)
    decision, lines = authority.signed(2)
    with refused("desk"):
        publish_decision(decision, **authority.form)
    authority.issue(decision)
    assert desk(decision.case_id) == "publish"
    publish_decision(decision, **authority.form)
    decision.refresh_from_db()
    assert (decision.published_at is not None, desk(decision.case_id)) == (True, "")
    with refused("desk"):
        publish_decision(decision, **authority.form)
    assert (states(lines), annexed(decision)) == (["AWARDED"] * 2, [(line, "AWARD") for line in lines])
