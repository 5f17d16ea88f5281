"""The shipped routes."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from model_bakery import baker

from tests.awards.conftest import organisation
from workflow.awards.models import Confidence, Criterion, Occasion, Route
from workflow.awards.queries import route_in_force
from workflow.dossiers.flow import LetterFlow
from workflow.dossiers.models import Letter, Nominee
from workflow.management.shipped import load_shipped
from workflow.procedure.check import check_route
from workflow.procedure.routes import QuotaRule
from workflow.worklist.models import Case

CODES = ["R1", "R2", "R3", "R3S", "R4"]


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("code", CODES)
def test_a_shipped_route_is_lawful(code: str) -> None:
    route = Route.objects.get(code=code, version=1)
    assert check_route(route.rules) == []
    route.clean()
    assert route.rules.award_forms
    assert set(route.rules.occasions) <= set(Occasion)
    assert set(route.rules.criteria_groups) <= set(Criterion.objects.values_list("group", flat=True))


@pytest.mark.usefixtures("shipped")
def test_these_routes_ship_and_no_others() -> None:
    assert sorted(Route.objects.values_list("code", "version")) == [(code, 1) for code in CODES]


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("code", CODES)
def test_every_default_says_how_sure_it_is(code: str) -> None:
    route = Route.objects.get(code=code)
    assert route.parameter_confidence.keys() == route.parameters.keys()
    assert set(route.parameter_confidence.values()) <= set(Confidence.values)
    assert route.parameter_confidence.get("quorum", "SECOND_HAND") == "SECOND_HAND"


@pytest.mark.usefixtures("shipped")
def test_r1_asks_what_the_plan_and_the_defaults_say() -> None:
    rules = route_in_force("R1", date(2026, 1, 5)).rules
    assert (rules.appraisal_days, rules.supplement_rounds, rules.consultation_days) == (25, 1, 10)
    assert (rules.council, rules.secret, rules.absent_by_writing, rules.unit_minutes) == (True, True, True, True)
    assert (rules.threshold.share, rules.threshold.strict, rules.threshold.basis) == (Fraction(1, 2), True, "ALL")
    assert (rules.quota, rules.papers) == (QuotaRule.ALLOCATED, ("REPORT", "MINUTES"))
    assert (rules.award_forms, rules.occasions) == (("BK_CT_UBND_TINH",), ("INTERIM", "FINAL"))


@pytest.mark.usefixtures("shipped")
def test_seed_32_an_annual_giay_khen_is_recorded_and_not_capped() -> None:
    for code in ("R3", "R3S"):
        rules = route_in_force(code, date(2026, 1, 5)).rules
        assert (rules.quota, rules.occasions, rules.award_forms) == (QuotaRule.OWN_DECISION, ("ANNUAL",), ("GK",))
        assert (rules.appraisal_days, rules.secret, rules.council) == (10, False, code == "R3")


@pytest.mark.usefixtures("shipped")
def test_seed_33_ad_hoc_merit_waits_for_no_council_no_quota_and_no_round() -> None:
    rules = route_in_force("R4", date(2026, 1, 5)).rules
    assert (rules.council, rules.quota, rules.round_required) == (False, QuotaRule.NONE, False)
    assert (rules.unit_minutes, rules.superiors_sign, rules.simplified) == (False, False, True)
    assert (rules.papers, rules.appraisal_days, rules.occasions) == (("SUMMARY_REPORT",), None, ("AD_HOC",))


@pytest.mark.usefixtures("shipped")
def test_a_route_with_a_dead_end_is_not_saved() -> None:
    route = Route.objects.get(code="R1")
    kept = dict(route.parameters)
    route.parameters = {**kept, "transitions_off": ["AWARD"]}
    with pytest.raises(ValidationError, match="parameters"):
        route.save()
    route.parameters = {**kept, "votes": 3}
    with pytest.raises(ValidationError, match="votes"):
        route.save()
    route.refresh_from_db()
    assert route.parameters == kept


@pytest.mark.usefixtures("shipped")
def test_loading_does_not_change_a_version_that_a_nomination_uses() -> None:
    Route.objects.filter(code="R1").update(parameters={"award_forms": ["BK_CT_UBND_TINH"], "appraisal_days": 20})
    load_shipped()
    route = Route.objects.get(code="R1")
    assert route.rules.appraisal_days == 25, "nobody uses it yet"

    used = {"award_forms": ["BK_CT_UBND_TINH"], "appraisal_days": 20}
    Route.objects.filter(code="R1").update(parameters=used)
    _nomination_on(route)
    Criterion.objects.filter(code="GEN-01").update(text="?")
    with pytest.raises(CommandError, match="R1 v1"):
        load_shipped()
    route.refresh_from_db()
    assert route.parameters == used
    assert Criterion.objects.get(code="GEN-01").text == "?", "nothing else was loaded either"


def _nomination_on(route: Route) -> None:
    case = Case.objects.create(flow_class=LetterFlow, organisation=organisation("so-y-te"))
    of_case: dict[str, Any] = {"route": route, "case": case}
    letter: Letter = baker.make(Letter, **of_case)
    nominee: Nominee = baker.make(Nominee, kind="HOUSEHOLD")
    baker.make("workflow.Nomination", letter=letter, nominee=nominee, **of_case)
