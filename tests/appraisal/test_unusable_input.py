"""Input that no database keeps is an answer to the user, not a traceback: signs without a form, keys without end."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.appraisal.given import head, sheets, specialist
from tests.appraisal.proof import nothing_written
from tests.support.asked import done, other
from tests.support.walk import Walk
from workflow.appraisal.commands import appraise, receive_letter
from workflow.appraisal.consultations import consult
from workflow.appraisal.models import Appraisal
from workflow.appraisal.supplements import answer_items, request_supplement
from workflow.dossiers.door import apply_transition
from workflow.dossiers.reports import Refused
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition

Deed = Callable[[Cast, Any], object]


@pytest.mark.parametrize("number", ["a\x00b", "a\ud800b"], ids=["a null sign", "half a sign"])
def test_a_text_that_is_no_text_is_refused(cast: Cast, number: str) -> None:
    appraisal, _lines = Walk(cast).at_office(1)
    with nothing_written(), pytest.raises((ValidationError, Refused)):
        receive_letter(appraisal, number, **specialist(cast))


DEEDS: dict[str, Deed] = {
    "appraise": lambda cast, key: appraise(*_sheet(cast, key), **specialist(cast)),
    "request": lambda cast, key: request_supplement({key: [other("Bổ sung")]}, **specialist(cast)),
    "answer": lambda cast, key: answer_items(done([key], "Đã gửi"), **Walk(cast).officer),
    "consult": lambda cast, key: consult([key], cast.organisation("cong-an-tinh"), **specialist(cast)),
    "move": lambda cast, key: apply_transition(Transition.TAKE_BACK, [key], **head(cast), reason=Reason("Xem lại")),
}


@pytest.mark.parametrize("key", [-1, 2**40, 2**60, 2**70])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_key_that_nothing_has_is_refused(cast: Cast, deed: str, key: int) -> None:
    Walk(cast).assigned(1)
    with nothing_written(), pytest.raises((ValidationError, Refused)):
        DEEDS[deed](cast, key)


def _sheet(cast: Cast, key: int) -> tuple[Any, Any]:
    appraisal = Appraisal.objects.get(office=cast.organisation("ban-tdkt"))
    line = appraisal.case.nominations.get().pk
    return appraisal, {key: sheets([line])[line]}
