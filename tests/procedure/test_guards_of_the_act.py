"""What the actor must give with an act."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import pytest

from tests.procedure.given import Why, line, why
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Reason
from workflow.procedure.grounds import HOLD_GROUNDS, INELIGIBLE_GROUNDS, NOT_ENDORSED_GROUNDS, RETURN_GROUNDS
from workflow.procedure.guards import (
    Guard,
    a_hold_is_grounded,
    document_is_given,
    ineligibility_is_coded,
    reason_is_given,
    refusal_to_endorse_is_coded,
    reply_date_is_given,
    return_is_coded,
    unit_consents,
)
from workflow.procedure.transitions import Transition

TODAY: Final = date(2026, 3, 2)
YESTERDAY: Final = date(2026, 3, 1)
CODED: Final = [code for code in INELIGIBLE_GROUNDS if code != "OTHER"]
BLANKS: Final = ("", " ", "\t\n", "\u00a0")


@pytest.mark.parametrize("text", BLANKS)
def test_an_act_without_a_reason_is_refused(text: str) -> None:
    assert why(reason_is_given(line(reason=Reason(text)))) == Why("reason", Basis.PROCEDURE)


@pytest.mark.parametrize("code", BLANKS)
def test_a_blank_code_is_no_reason(code: str) -> None:
    assert why(reason_is_given(line(reason=Reason(code=code)))) == Why("reason", Basis.PROCEDURE)


def test_a_written_reason_passes() -> None:
    assert reason_is_given(line(reason=Reason("The minutes name another person."))) is None


@pytest.mark.parametrize(
    "transition",
    [
        Transition.NOT_ENDORSE,
        Transition.NOT_ENDORSE_ABOVE,
        Transition.RETURN_FROM_SUPERIOR,
        Transition.RETURN_TO_UNIT,
        Transition.RETURN_FROM_PRESENTING,
        Transition.RULE_INELIGIBLE,
        Transition.RULE_INELIGIBLE_PRESENTING,
        Transition.RULE_INELIGIBLE_ON_HOLD,
    ],
    ids=lambda transition: transition.name,
)
def test_a_row_for_which_the_design_wants_a_coded_reason_asks_its_code(transition: Transition) -> None:
    assert "code" in transition.asked


@pytest.mark.parametrize(
    "reason",
    [Reason(), Reason("In words only"), Reason(code="UGLY"), Reason(code="OTHER"), Reason(" ", "OTHER")],
    ids=["none", "no code", "unknown code", "another without words", "another with blanks"],
)
def test_a_ruling_without_a_ground_of_the_list_is_refused(reason: Reason) -> None:
    assert why(ineligibility_is_coded(line(reason=reason))) == Why("reason", Basis.APPRAISAL)


@pytest.mark.parametrize("reason", [*(Reason(code=code) for code in CODED), Reason("Not yet heard", "OTHER")])
def test_a_ruling_with_a_ground_of_the_list_passes(reason: Reason) -> None:
    assert ineligibility_is_coded(line(reason=reason)) is None


CODES: Final = [
    (refusal_to_endorse_is_coded, NOT_ENDORSED_GROUNDS, Basis.WHO_SUBMITS),
    (return_is_coded, RETURN_GROUNDS, Basis.DOSSIER_CONTENTS),
    (ineligibility_is_coded, INELIGIBLE_GROUNDS, Basis.APPRAISAL),
]


@pytest.mark.parametrize(("guard", "grounds", "basis"), CODES)
def test_a_ground_stands_in_its_own_closed_list(guard: Guard, grounds: Mapping[str, object], basis: Basis) -> None:
    """`refusal_to_endorse_is_coded(…)`, `return_is_coded(…)`: each list for itself, and words for another ground."""
    every = {*NOT_ENDORSED_GROUNDS, *RETURN_GROUNDS, *INELIGIBLE_GROUNDS, "", " ", "NO_SUCH"}
    passing = {code for code in every if guard(line(reason=Reason("In words", code=code))) is None}
    assert passing == set(grounds)
    assert {code for code in grounds if guard(line(reason=Reason(code=code))) is not None} == {"OTHER"}
    assert why(guard(line(reason=Reason("In words only")))) == Why("reason", basis)


def test_the_guards_of_coded_grounds_are_three() -> None:
    assert refusal_to_endorse_is_coded(line(reason=Reason(code="UNIT_COUNCIL"))) is None
    assert return_is_coded(line(reason=Reason(code="INCOMPLETE"))) is None


@pytest.mark.parametrize("reply_by", [None, YESTERDAY])
def test_a_reply_date_that_is_missing_or_past_is_refused(reply_by: date | None) -> None:
    given = line(reason=Reason(reply_by=reply_by), today=TODAY)
    assert why(reply_date_is_given(given)) == Why("reply-date", Basis.SUPPLEMENT)


@pytest.mark.parametrize("reply_by", [TODAY, date(2026, 3, 9)])
def test_a_reply_date_from_today_on_passes(reply_by: date) -> None:
    assert reply_date_is_given(line(reason=Reason(reply_by=reply_by), today=TODAY)) is None


@pytest.mark.parametrize("document", BLANKS)
def test_an_act_that_rests_on_no_document_is_refused(document: str) -> None:
    given = line(reason=Reason("Complaint upheld", document=document))
    assert why(document_is_given(given)) == Why("document", Basis.PROCEDURE)


def test_an_act_that_names_its_document_passes() -> None:
    assert document_is_given(line(reason=Reason(document="12/KL-TTr, 01/3/2026"))) is None


@pytest.mark.parametrize("document", BLANKS)
def test_another_form_without_the_consent_of_the_unit_is_refused(document: str) -> None:
    assert why(unit_consents(line(reason=Reason("Lower form", document=document)))) == Why("consent", Basis.REDIRECT)


def test_another_form_with_the_consent_of_the_unit_passes() -> None:
    assert unit_consents(line(reason=Reason(document="7/CV, 01/3/2026"))) is None


@pytest.mark.parametrize(
    "reason",
    [
        Reason(document="12/QĐ", review_on=TODAY),
        Reason("In words only", document="12/QĐ", review_on=TODAY),
        Reason(code="RUMOUR", document="12/QĐ", review_on=TODAY),
        Reason(code="INSPECTION", review_on=TODAY),
        Reason(code="INSPECTION", document=" ", review_on=TODAY),
        Reason(code="INSPECTION", document="12/QĐ"),
        Reason(code="INSPECTION", document="12/QĐ", review_on=YESTERDAY),
    ],
    ids=[
        "no ground",
        "no code",
        "unknown ground",
        "no document",
        "blank document",
        "no review date",
        "past review date",
    ],
)
def test_a_hold_without_ground_document_and_review_date_is_refused(reason: Reason) -> None:
    assert why(a_hold_is_grounded(line(reason=reason, today=TODAY))) == Why("hold", Basis.HOLD)


@pytest.mark.parametrize("code", HOLD_GROUNDS)
def test_a_hold_with_ground_document_and_review_date_passes(code: str) -> None:
    reason = Reason(code=code, document="12/QĐ", review_on=TODAY)
    assert a_hold_is_grounded(line(reason=reason, today=TODAY)) is None


def test_the_grounds_of_an_act_have_words() -> None:
    words = [*HOLD_GROUNDS.values(), *INELIGIBLE_GROUNDS.values()]
    assert len({str(ground).strip() for ground in words} - {""}) == len(words)
