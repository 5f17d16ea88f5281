"""Who acts on decisions: every command refuses everybody else, does nothing twice, and takes many lines as few."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.appraisal.given import statements, today
from tests.appraisal.intruders import Deed, try_everybody, try_operation_ids
from tests.decisions.given import SUBJECT, Authority
from workflow.decisions.commands import check_form, issue_decision, publish_decision, sign_decision, submit_draft
from workflow.decisions.revocation import draft_revocation
from workflow.decisions.splitting import split_decision
from workflow.dossiers.reports import TransitionReport
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT
from workflow.procedure.roles import Role

Act = Callable[..., TransitionReport]


def _submit(cast: Cast, count: int = 2, first: int = 1) -> Act:
    return partial(submit_draft, Authority(cast).presented(count, first=first)[0], SUBJECT)


def _check(cast: Cast, count: int = 2, first: int = 1) -> Act:
    return partial(check_form, Authority(cast).submitted(count, first=first)[0], **LOOKED_AT)


def _split(cast: Cast, count: int = 2, first: int = 1) -> Act:
    decision, lines = Authority(cast).submitted(count, first=first)
    return partial(split_decision, decision, lines[1:])


def _sign(cast: Cast, count: int = 2, first: int = 1) -> Act:
    decision, lines = Authority(cast).checked(count, first=first)
    return partial(sign_decision, decision, declined={lines[0]: "Chưa đủ thuyết phục"})


def _sign_nothing(cast: Cast, count: int = 2, first: int = 1) -> Act:
    decision, lines = Authority(cast).checked(count, first=first)
    return partial(sign_decision, decision, declined=dict.fromkeys(lines, "Chưa đủ thuyết phục"))


def _issue(cast: Cast, count: int = 2, first: int = 1) -> Act:
    decision, _lines = Authority(cast).signed(count, first=first, declined=[0])
    return partial(issue_decision, decision, f"{decision.pk}/QĐ", today())


def _publish(cast: Cast, count: int = 2, first: int = 1) -> Act:
    authority = Authority(cast)
    decision, _lines = authority.signed(count, first=first)
    authority.issue(decision)
    return partial(publish_decision, decision)


def _revoke(cast: Cast, count: int = 2, first: int = 1) -> Act:
    _decision, lines = Authority(cast).issued(count, first=first)
    return partial(draft_revocation, lines, ground="FRAUD", document="9/KL")


def _sign_revocation(cast: Cast, count: int = 2, first: int = 1) -> Act:
    authority = Authority(cast)
    _decision, lines = authority.issued(count, first=first)
    return partial(sign_decision, authority.revoking(lines))


def _issue_revocation(cast: Cast, count: int = 2, first: int = 1) -> Act:
    authority = Authority(cast)
    _decision, lines = authority.issued(count, first=first)
    revocation = authority.revoking(lines)
    sign_decision(revocation, **authority.decider)
    return partial(issue_decision, revocation, f"{revocation.pk}/QĐ", today())


_FORM: tuple[str, Role, str] = ("ubnd-office", Role.DECIDER_OFFICE, "ubnd-tinh")
_DECIDER: tuple[str, Role, str] = ("chairman", Role.DECIDER, "ubnd-tinh")
_CLERK: tuple[str, Role, str] = ("ubnd-clerk", Role.RECORDS_CLERK, "ubnd-tinh")
# A delegation of the decider's transitions serves to sign; that is tested with the signature.
_MAY: dict[str, Any] = {"delegated": ""}
DEEDS = [
    Deed("submit a draft", _submit, *_FORM),
    Deed("check the form", _check, *_FORM),
    Deed("split a draft", _split, *_FORM),
    Deed("sign", _sign, *_DECIDER, **_MAY),
    Deed("sign and award nothing", _sign_nothing, *_DECIDER, **_MAY),
    Deed("issue", _issue, *_CLERK),
    Deed("publish", _publish, *_FORM),
    Deed("draft a revocation", _revoke, *_FORM, elsewhere="organisation"),
    Deed("sign a revocation", _sign_revocation, *_DECIDER, **_MAY),
    Deed("issue a revocation", _issue_revocation, *_CLERK),
]


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_deed_on_a_decision_is_refused_to_everybody_else(cast: Cast, deed: Deed) -> None:
    try_everybody(cast, deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_deed_on_a_decision_is_done_once_for_one_operation_id(cast: Cast, deed: Deed) -> None:
    try_operation_ids(cast, deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_two_lines_and_twenty_need_the_same_statements(cast: Cast, deed: Deed) -> None:
    stage: Any = deed.stage
    acts = deed.rightful(cast)
    stage(cast, 2, 1)(**acts)  # whatever collects is open from now on
    few = statements(stage(cast, 2, 3), **acts)
    many = statements(stage(cast, 20, 5), **acts)
    assert many == few
