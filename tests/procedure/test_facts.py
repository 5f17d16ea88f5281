"""Refusals and reasons as plain data, as a report carries them."""

import json
from datetime import date

from django.utils import translation

from tests.procedure.given import line
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Reason, Refusal
from workflow.procedure.guards import round_is_open
from workflow.procedure.roles import Role


def test_a_refusal_is_plain_data_with_words_basis_and_who_can_lift_it() -> None:
    refusal = round_is_open(line())
    assert refusal is not None
    with translation.override("en"):
        told = json.loads(json.dumps(refusal.as_json()))
    assert told == {
        "rule": "round",
        "reason": "The round is not open for nominations. Ask the office to record a late acceptance.",
        "basis": "ROUND",
        "lifted_by": "OFFICE_HEAD",
        "of_authority": False,
    }


def test_a_refusal_for_lack_of_authority_is_marked() -> None:
    refusal = Refusal("post", "Not your post.", Basis.AUTHORITY, of_authority=True)
    assert refusal.as_json() == {
        "rule": "post",
        "reason": "Not your post.",
        "basis": "AUTHORITY",
        "lifted_by": None,
        "of_authority": True,
    }


def test_a_refusal_can_be_lifted_by_a_role_that_exists() -> None:
    assert Refusal("x", "x", Basis.ROUND, Role.OFFICE_HEAD).as_json()["lifted_by"] == Role.OFFICE_HEAD.value


def test_a_reason_carries_only_what_was_given() -> None:
    assert Reason().as_json() == {}
    assert Reason("Late", document="5/CV", reply_by=date(2026, 3, 9)).as_json() == {
        "text": "Late",
        "document": "5/CV",
        "reply_by": "2026-03-09",
    }
    assert Reason(code="DUPLICATE", review_on=date(2026, 4, 1)).as_json() == {
        "code": "DUPLICATE",
        "review_on": "2026-04-01",
    }
