"""The office takes many lines with as many statements as few."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.appraisal.given import appraised, head, later, sheets, specialist, statements, through_the_unit, tomorrow
from tests.support.asked import done, other
from tests.support.walk import Walk
from workflow.appraisal.commands import appraise, approve_appraisal, receive_letter, submit_appraisal
from workflow.appraisal.consultations import consult
from workflow.appraisal.holds import conclude_hold
from workflow.appraisal.models import Hold, SupplementItem
from workflow.appraisal.supplements import Tick, answer_items, request_supplement, settle_items, widen_supplement
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import TransitionReport
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition

Act = Callable[..., TransitionReport]
GROUND = Reason("Có đơn", code="COMPLAINT", document="5/CV", review_on=tomorrow())


def _receive(cast: Cast, count: int, first: int) -> Act:
    appraisal, _lines = Walk(cast).at_office(count, first=first)
    return partial(receive_letter, appraisal, "15/ĐẾN", **specialist(cast))


def _appraise(cast: Cast, count: int, first: int) -> Act:
    appraisal, lines = Walk(cast).assigned(count, first=first)
    return partial(appraise, appraisal, sheets(lines), **specialist(cast))


def _submit(cast: Cast, count: int, first: int) -> Act:
    appraisal, lines = Walk(cast).assigned(count, first=first)
    appraise(appraisal, sheets(lines), **specialist(cast))
    return partial(submit_appraisal, appraisal, **specialist(cast))


def _approve(cast: Cast, count: int, first: int) -> Act:
    appraisal, lines = appraised(cast, count, ["INELIGIBLE"], first=first)
    return partial(approve_appraisal, appraisal, **head(cast), ineligible={lines[0]: Reason(code="CRITERIA")})


def _request(cast: Cast, count: int, first: int) -> Act:
    _appraisal, lines = Walk(cast).assigned(count, first=first)
    return partial(
        request_supplement, {line: [other("Bổ sung"), other("Báo cáo")] for line in lines}, **specialist(cast)
    )


def _answer(cast: Cast, count: int, first: int) -> Act:
    _request(cast, count, first)()
    items = SupplementItem.objects.filter(answered_at=None).values_list("pk", flat=True)
    return partial(answer_items, done(items, "Đã gửi"), **Walk(cast).officer)


def _widen(cast: Cast, count: int, first: int) -> Act:
    _request(cast, count, first)()
    lines = Nomination.objects.filter(state="IN_SUPPLEMENT").order_by("-pk").values_list("pk", flat=True)[:count]
    return partial(widen_supplement, {line: [other("Thêm")] for line in lines}, **specialist(cast), reply_by=later())


def _settle(cast: Cast, count: int, first: int) -> Act:
    _answer(cast, count, first)()
    through_the_unit(Walk(cast), Letter.objects.filter(kind="SUPPLEMENTARY").latest("pk"))
    items = SupplementItem.objects.filter(request__closed_at__isnull=False, accepted=None).values_list("pk", flat=True)
    return partial(settle_items, dict.fromkeys(items, Tick(accepted=True)), **specialist(cast))


def _consult(cast: Cast, count: int, first: int) -> Act:
    _appraisal, lines = Walk(cast).assigned(count, first=first)
    return partial(consult, lines, cast.organisation("cong-an-tinh"), **specialist(cast))


def _hold(cast: Cast, count: int, first: int) -> Act:
    _appraisal, lines = Walk(cast).assigned(count, first=first)
    return partial(apply_transition, Transition.HOLD_AT_OFFICE, lines, **head(cast), reason=GROUND)


def _conclude(cast: Cast, count: int, first: int) -> Act:
    _hold(cast, count, first)()
    return partial(conclude_hold, Hold.objects.latest("pk"), "6/KL", **head(cast))


def _resume(cast: Cast, count: int, first: int) -> Act:
    _conclude(cast, count, first)()
    lines = list(Hold.objects.latest("pk").case.nominations.values_list("pk", flat=True))
    return partial(apply_transition, Transition.RESUME, lines, **head(cast), reason=Reason("Đã có kết luận"))


def _take_back(cast: Cast, count: int, first: int) -> Act:
    _letter, lines = Walk(cast).to_present(count, first=first)
    return partial(apply_transition, Transition.TAKE_BACK, lines, **head(cast), reason=Reason("Xem lại"))


@pytest.mark.parametrize(
    "stage",
    [
        _receive,
        _appraise,
        _submit,
        _approve,
        _request,
        _answer,
        _widen,
        _settle,
        _consult,
        _hold,
        _conclude,
        _resume,
        _take_back,
    ],
    ids=lambda stage: stage.__name__.strip("_"),
)
def test_two_lines_and_twenty_need_the_same_statements(cast: Cast, stage: Callable[[Cast, int, int], Act]) -> None:
    stage(cast, 2, 1)()  # whatever collects is open from now on
    few = statements(stage(cast, 2, 3))
    many = statements(stage(cast, 20, 5))
    assert many == few
