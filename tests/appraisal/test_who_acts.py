"""Who acts for the office: every command refuses everybody else, and does nothing twice."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.appraisal.given import appraised, head, sheets, specialist, through_the_unit, tomorrow
from tests.appraisal.intruders import Deed, try_everybody, try_operation_ids
from tests.appraisal.proof import refused
from tests.support.asked import done, other
from tests.support.walk import Walk
from workflow.appraisal.commands import (
    appraise,
    approve_appraisal,
    assign_appraisal,
    receive_letter,
    submit_appraisal,
)
from workflow.appraisal.consultations import consult, give_opinion
from workflow.appraisal.holds import conclude_hold
from workflow.appraisal.models import Consultation, Hold, SupplementItem
from workflow.appraisal.supplements import Tick, answer_items, request_supplement, settle_items, widen_supplement
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Letter
from workflow.dossiers.reports import TransitionReport
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

Act = Callable[..., TransitionReport]
GROUND = Reason("Có đơn", code="COMPLAINT", document="5/CV", review_on=tomorrow())


def _receive(cast: Cast) -> Act:
    return partial(receive_letter, Walk(cast).at_office(2)[0], "15/ĐẾN")


def _assign(cast: Cast) -> Act:
    appraisal, _lines = Walk(cast).at_office(2)
    receive_letter(appraisal, "15/ĐẾN", **specialist(cast))
    return partial(assign_appraisal, appraisal, cast.person("tdkt-specialist-2"))


def _appraise(cast: Cast) -> Act:
    appraisal, lines = Walk(cast).assigned(2)
    return partial(appraise, appraisal, sheets(lines))


def _submit(cast: Cast) -> Act:
    appraisal, lines = Walk(cast).assigned(2)
    appraise(appraisal, sheets(lines), **specialist(cast))
    return partial(submit_appraisal, appraisal)


def _approve(cast: Cast) -> Act:
    appraisal, lines = appraised(cast, 2, ["INELIGIBLE"])
    return partial(approve_appraisal, appraisal, ineligible={lines[0]: Reason(code="CRITERIA")})


def _request(cast: Cast) -> Act:
    _appraisal, lines = Walk(cast).assigned(2)
    return partial(request_supplement, {lines[0]: [other("Bổ sung")]}, reply_by=tomorrow())


def _answer(cast: Cast) -> Act:
    _appraisal, lines = Walk(cast).assigned(2)
    request_supplement({lines[0]: [other("Bổ sung")]}, **specialist(cast))
    return partial(answer_items, done([SupplementItem.objects.get().pk], "Đã gửi"))


def _widen(cast: Cast) -> Act:
    _appraisal, lines = Walk(cast).assigned(2)
    request_supplement({lines[0]: [other("Bổ sung")]}, **specialist(cast))
    return partial(widen_supplement, {lines[0]: [other("Thêm")]})


def _settle(cast: Cast) -> Act:
    _answer(cast)(**Walk(cast).officer)
    through_the_unit(Walk(cast), Letter.objects.get(kind="SUPPLEMENTARY"))
    return partial(settle_items, {SupplementItem.objects.get().pk: Tick(accepted=True)})


def _consult(cast: Cast) -> Act:
    _appraisal, lines = Walk(cast).assigned(2)
    return partial(consult, lines, cast.organisation("cong-an-tinh"))


def _opine(cast: Cast) -> Act:
    _consult(cast)(**specialist(cast))
    return partial(give_opinion, Consultation.objects.earliest("pk"), "Không vi phạm", agrees=True)


def _conclude(cast: Cast) -> Act:
    _appraisal, lines = Walk(cast).assigned(2)
    assert apply_transition(Transition.HOLD_AT_OFFICE, lines[:1], **head(cast), reason=GROUND).is_whole
    return partial(conclude_hold, Hold.objects.get(), "6/KL")


_SPECIALIST = ("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
_HEAD = ("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
DEEDS = [
    Deed("receive", _receive, *_SPECIALIST),
    Deed("assign", _assign, *_HEAD),
    Deed("appraise", _appraise, *_SPECIALIST),
    Deed("submit", _submit, *_SPECIALIST),
    Deed("approve", _approve, *_HEAD, delegated=""),
    Deed("request a supplement", _request, *_SPECIALIST, elsewhere="organisation"),
    Deed("answer items", _answer, "nnmt-officer", Role.UNIT_OFFICER, "so-nnmt", elsewhere="organisation"),
    Deed("widen a request", _widen, *_SPECIALIST, elsewhere="organisation"),
    Deed("tick off items", _settle, *_SPECIALIST, elsewhere="organisation"),
    Deed("consult", _consult, *_SPECIALIST, elsewhere="organisation"),
    Deed("give an opinion", _opine, "police-consulted", Role.CONSULTED, "cong-an-tinh"),
    Deed("conclude a hold", _conclude, *_HEAD),
]


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_deed_of_the_office_is_refused_to_everybody_else(cast: Cast, deed: Deed) -> None:
    try_everybody(cast, deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_deed_of_the_office_is_done_once_for_one_operation_id(cast: Cast, deed: Deed) -> None:
    try_operation_ids(cast, deed)


def test_an_operation_id_serves_one_request(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(2)
    appraise(appraisal, sheets(lines), **specialist(cast), operation_id="once")
    with refused("operation"):
        appraise(appraisal, sheets(lines, {lines[0]: "INELIGIBLE"}), **specialist(cast), operation_id="once")
    with refused("operation"):
        submit_appraisal(appraisal, **specialist(cast), operation_id="once")
