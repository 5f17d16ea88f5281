"""Supplements, appraisal, consultations, holds and reopening."""

from datetime import date
from typing import Any, Final

import pytest

from tests.procedure.given import Why, line, why
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Family
from workflow.procedure.guards import (
    a_request_is_open,
    a_round_of_supplement_is_left,
    appraised_by_another,
    appraised_eligible,
    every_item_is_answered,
    every_item_is_ticked_off,
    items_are_named,
    no_consultation_is_open,
    no_request_is_open,
    party_opinion_is_in,
    reopened_never_before,
    the_hold_is_concluded,
    the_reply_date_has_passed,
)
from workflow.procedure.roles import Role
from workflow.procedure.routes import RouteRules

TODAY: Final = date(2026, 3, 2)

# Supplements.


def test_an_open_request_stands_in_the_way() -> None:
    refusal = no_request_is_open(line((Family.REQUEST, {"open": True})))
    assert why(refusal) == Why("request", Basis.SUPPLEMENT)


def test_an_open_request_is_wanted() -> None:
    assert a_request_is_open(line((Family.REQUEST, {"open": True}))) is None


@pytest.mark.parametrize("about", [{}, {"open": False}])
def test_without_an_open_request_the_two_answer_the_other_way_round(about: dict[str, Any]) -> None:
    facts = line((Family.REQUEST, about))
    assert no_request_is_open(facts) is None
    assert why(a_request_is_open(facts)) == Why("request", Basis.SUPPLEMENT)


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"open": False, "items": 2, "reply_by": "2026-03-09"},
        {"open": True, "items": 0, "reply_by": "2026-03-09"},
        {"open": True, "items": 2, "reply_by": None},
    ],
    ids=["none", "closed", "no item", "no reply date"],
)
def test_a_request_that_does_not_say_what_and_by_when_is_refused(about: dict[str, Any]) -> None:
    refusal = items_are_named(line((Family.REQUEST, about)))
    assert why(refusal) == Why("request", Basis.SUPPLEMENT, Role.OFFICE_SPECIALIST)


def test_a_request_that_names_items_and_a_reply_date_passes() -> None:
    assert items_are_named(line((Family.REQUEST, {"open": True, "items": 1, "reply_by": "2026-03-09"}))) is None


@pytest.mark.parametrize(("used", "allowed"), [(0, 0), (1, 1), (2, 2), (3, 2)])
def test_no_more_requests_than_the_route_allows(used: int, allowed: int) -> None:
    facts = line(supplement_rounds=used, route=RouteRules(supplement_rounds=allowed))
    assert why(a_round_of_supplement_is_left(facts)) == Why("supplement-rounds", Basis.SUPPLEMENT)


@pytest.mark.parametrize(("used", "allowed"), [(0, 1), (1, 2)])
def test_a_request_that_is_left_passes(used: int, allowed: int) -> None:
    facts = line(supplement_rounds=used, route=RouteRules(supplement_rounds=allowed))
    assert a_round_of_supplement_is_left(facts) is None


@pytest.mark.parametrize("about", [{}, {"open": False}, {"unanswered": 0}])
def test_a_supplement_without_an_open_request_is_refused(about: dict[str, Any]) -> None:
    assert why(every_item_is_answered(line((Family.REQUEST, about)))) == Why("request", Basis.SUPPLEMENT)


def test_a_supplement_with_an_unanswered_item_is_refused_to_the_officer() -> None:
    refusal = every_item_is_answered(line((Family.REQUEST, {"open": True, "unanswered": 1})))
    assert why(refusal) == Why("items", Basis.SUPPLEMENT, Role.UNIT_OFFICER)


@pytest.mark.parametrize("unanswered", [0, None])
def test_a_supplement_that_answers_every_item_passes(unanswered: int | None) -> None:
    assert every_item_is_answered(line((Family.REQUEST, {"open": True, "unanswered": unanswered}))) is None


@pytest.mark.parametrize("unsettled", [1, 3])
def test_nothing_is_concluded_while_an_item_is_not_ticked_off(unsettled: int) -> None:
    refusal = every_item_is_ticked_off(line((Family.SUPPLEMENT, {"unsettled": unsettled})))
    assert why(refusal) == Why("unsettled", Basis.SUPPLEMENT, Role.OFFICE_SPECIALIST)


@pytest.mark.parametrize("about", [{}, {"unsettled": 0}, {"unsettled": None}])
def test_a_line_whose_items_are_ticked_off_passes_and_so_does_one_that_was_never_asked(about: dict[str, Any]) -> None:
    assert every_item_is_ticked_off(line((Family.SUPPLEMENT, about))) is None


@pytest.mark.parametrize("reply_by", [None, "2026-03-02", "2026-03-03", date(2026, 3, 2)])
def test_nothing_is_overdue_before_the_reply_date_has_passed(reply_by: object) -> None:
    refusal = the_reply_date_has_passed(line((Family.REQUEST, {"reply_by": reply_by}), today=TODAY))
    assert why(refusal) == Why("reply-date", Basis.SUPPLEMENT)


@pytest.mark.parametrize("reply_by", ["2026-03-01", date(2026, 2, 27), "2026-03-01T23:59:59"])
def test_a_request_is_overdue_from_the_day_after_its_reply_date(reply_by: object) -> None:
    assert the_reply_date_has_passed(line((Family.REQUEST, {"reply_by": reply_by}), today=TODAY)) is None


# Appraisal.


@pytest.mark.parametrize(
    "about",
    [{}, {"verdict": "", "hash": "h"}, {"verdict": "ELIGIBLE", "hash": "old"}, {"verdict": "ELIGIBLE"}],
    ids=["none", "no verdict", "of older content", "of no content"],
)
def test_a_line_that_is_not_appraised_as_it_stands_waits_for_a_specialist(about: dict[str, Any]) -> None:
    refusal = appraised_by_another(line((Family.APPRAISAL, about), content_hash="h"))
    assert why(refusal) == Why("appraisal", Basis.APPRAISAL, Role.OFFICE_SPECIALIST)


@pytest.mark.parametrize("actors", [{4}, {9, 4}], ids=["in person", "by delegation"])
def test_whoever_appraised_is_refused_as_approver_for_lack_of_authority(actors: set[int]) -> None:
    about = {"verdict": "ELIGIBLE", "hash": "h", "appraiser": 4}
    refusal = appraised_by_another(line((Family.APPRAISAL, about), content_hash="h", actors=frozenset(actors)))
    assert why(refusal) == Why("four-eyes", Basis.SEPARATION_OF_DUTIES, of_authority=True)


@pytest.mark.parametrize("verdict", ["ELIGIBLE", "INELIGIBLE"])
def test_an_appraisal_by_another_passes_whatever_it_found(verdict: str) -> None:
    about = {"verdict": verdict, "hash": "h", "appraiser": 4}
    assert appraised_by_another(line((Family.APPRAISAL, about), content_hash="h", actors=frozenset({9}))) is None


@pytest.mark.parametrize("about", [{}, {"verdict": "INELIGIBLE"}])
def test_a_line_that_was_not_found_eligible_is_refused(about: dict[str, Any]) -> None:
    assert why(appraised_eligible(line((Family.APPRAISAL, about)))) == Why("eligible", Basis.APPRAISAL)


def test_a_line_that_was_found_eligible_passes() -> None:
    assert appraised_eligible(line((Family.APPRAISAL, {"verdict": "ELIGIBLE"}))) is None


# Opinions of others.


def test_an_open_consultation_is_refused() -> None:
    refusal = no_consultation_is_open(line((Family.CONSULTATION, {"open": True})))
    assert why(refusal) == Why("consultation", Basis.CONSULTATION)


@pytest.mark.parametrize("about", [{}, {"open": False}])
def test_a_line_whose_consultations_are_over_passes(about: dict[str, Any]) -> None:
    assert no_consultation_is_open(line((Family.CONSULTATION, about))) is None


@pytest.mark.parametrize("about", [{}, {"party": False}, {"open": False, "party": None}])
def test_the_silence_of_the_party_never_counts(about: dict[str, Any]) -> None:
    refusal = party_opinion_is_in(line((Family.CONSULTATION, about), route=RouteRules(party_opinion=True)))
    assert why(refusal) == Why("party-opinion", Basis.PARTY_OPINION)


def test_a_party_opinion_that_is_in_or_not_asked_passes() -> None:
    asked = RouteRules(party_opinion=True)
    assert party_opinion_is_in(line((Family.CONSULTATION, {"party": True}), route=asked)) is None
    assert party_opinion_is_in(line()) is None


# Holds and reopening.


@pytest.mark.parametrize("about", [{}, {"conclusion": ""}, {"ground": "INSPECTION", "conclusion": None}])
def test_a_hold_without_its_conclusion_is_refused_to_the_office(about: dict[str, Any]) -> None:
    refusal = the_hold_is_concluded(line((Family.HOLD, about)))
    assert why(refusal) == Why("hold", Basis.HOLD, Role.OFFICE_HEAD)


def test_a_hold_with_its_conclusion_passes() -> None:
    assert the_hold_is_concluded(line((Family.HOLD, {"conclusion": "12/KL-TTr, 01/3/2026"}))) is None


@pytest.mark.parametrize("times", [1, 2])
def test_a_nomination_is_reopened_once_only(times: int) -> None:
    assert why(reopened_never_before(line(times_reopened=times))) == Why("reopened", Basis.COMPLAINT)


def test_a_nomination_that_was_never_reopened_passes() -> None:
    assert reopened_never_before(line()) is None
