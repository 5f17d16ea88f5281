"""What is in force on a day."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.awards.conftest import award_form, organisation
from workflow.awards.models import AwardAuthority, Campaign, LegalRegime, Route, StandingBodies
from workflow.awards.queries import bodies_of, competent, criteria_for, regime_on, route_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable

GENERAL = ["LAW-00", "GEN-01", "GEN-02", "GEN-03"]
PLAN, BEFORE, AFTER, NOW = date(2024, 6, 4), date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 5)


def _numbered(stem: str, last: int) -> "Iterable[str]":
    return [f"{stem}-{number:02d}" for number in range(1, last + 1)]


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2021, 8, 27), "LAW-2003"),
        (date(2023, 12, 31), "LAW-2003"),
        (date(2024, 1, 1), "LAW-2022-ND98"),
        (PLAN, "LAW-2022-ND98"),
        (BEFORE, "LAW-2022-ND98"),
        (AFTER, "LAW-2022-ND152"),
        (date(2026, 11, 25), "LAW-2022-ND152"),
    ],
)
def test_the_regime_is_that_of_the_day_of_receipt(day: date, code: str) -> None:
    assert regime_on(day).code == code


@pytest.mark.usefixtures("shipped")
def test_a_regime_comes_into_force_when_its_dates_are_entered() -> None:
    LegalRegime.objects.filter(code="LAW-2022-ND152").update(valid_until=date(2026, 9, 30))
    with pytest.raises(LookupError, match="2026-10-01"):
        regime_on(date(2026, 10, 1))
    LegalRegime.objects.filter(code="LAW-2026").update(valid_from=date(2026, 10, 1))
    assert regime_on(date(2026, 10, 1)).code == "LAW-2026"
    assert regime_on(date(2026, 9, 30)).code == "LAW-2022-ND152"


@pytest.mark.usefixtures("db")
def test_without_a_regime_the_answer_says_what_to_enter() -> None:
    LegalRegime.objects.update(valid_from=None, valid_until=None)
    with pytest.raises(LookupError, match="2026-01-05"):
        regime_on(NOW)


@pytest.mark.usefixtures("shipped")
def test_a_route_is_in_force_in_its_newest_version() -> None:
    first = route_in_force("R3", NOW)
    new = Route.objects.create(
        code="R3",
        version=2,
        name="Giấy khen",
        name_en="Commendation certificate",
        parameters={**first.parameters, "appraisal_days": 8},
        valid_from=date(2026, 1, 1),
        confidence="DESIGN",
    )
    assert route_in_force("R3", NOW) == new
    assert route_in_force("R3", date(2025, 12, 31)) == first
    Route.objects.filter(code="R3").update(valid_until=date(2026, 1, 4))
    with pytest.raises(LookupError, match="R3"):
        route_in_force("R3", NOW)


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(("code", "day"), [("R9", NOW), ("R1", date(2024, 6, 3))])
def test_a_route_out_of_force_is_refused(code: str, day: date) -> None:
    with pytest.raises(LookupError, match=code):
        route_in_force(code, day)


@pytest.mark.usefixtures("shipped")
def test_the_bodies_of_an_authority_are_dated() -> None:
    province = organisation("ubnd-tinh")
    old = bodies_of(province.pk, PLAN)
    assert (old.office.code, old.council and old.council.code) == ("ban-tdkt", "hd-tdkt-tinh")
    StandingBodies.objects.filter(pk=old.pk).update(valid_until=BEFORE)
    new = StandingBodies.objects.create(authority=province, office=organisation("so-noi-vu"), valid_from=AFTER)
    assert (bodies_of(province.pk, BEFORE), bodies_of(province.pk, AFTER)) == (old, new)


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(("code", "day"), [("ubnd-x-duc-trong", BEFORE), ("thpt-tran-phu", NOW)])
def test_an_authority_without_an_office_is_refused(code: str, day: date) -> None:
    with pytest.raises(LookupError, match=str(day)):
        bodies_of(organisation(code).pk, day)


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    ("form", "body", "day", "may"),
    [
        ("BK_CT_UBND_TINH", "ubnd-tinh", PLAN, True),
        ("BK_CT_UBND_TINH", "ubnd-tinh", date(2024, 6, 3), False),
        ("BK_CT_UBND_TINH", "ubnd-tinh-binh-thuan", PLAN, False),
        ("BK_CT_UBND_TINH", "so-y-te", NOW, False),
        ("BK_CTXH", "ldld-tinh", NOW, True),
        ("GK", "ldld-tinh", NOW, True),
        ("BK_CTXH", "ubnd-tinh", NOW, False),
        ("GK", "so-y-te", NOW, True),
        ("GK", "cdc-lam-dong", NOW, False),
        ("GK", "ubnd-tinh", NOW, False),
        ("GK", "ubnd-tp-da-lat", BEFORE, True),
        ("GK", "ubnd-tp-da-lat", AFTER, False),
        ("GK", "ubnd-p-xuan-huong", BEFORE, False),
        ("GK", "ubnd-p-xuan-huong", AFTER, True),
        ("GK", "ubnd-dk-phu-quy", AFTER, True),
        ("GK", "so-tttt", NOW, False),
        ("GK", "lawaco", NOW, True),
        ("GK", "htx-xuan-huong", NOW, True),
    ],
)
def test_who_may_give_which_form_when(form: str, body: str, day: date, may: bool) -> None:  # noqa: FBT001 -- a column
    assert competent(award_form(form).pk, organisation(body), day) is may


@pytest.mark.usefixtures("shipped")
def test_a_closed_body_has_no_competence_even_where_its_row_is_still_open() -> None:
    AwardAuthority.objects.filter(organisation_type__code="DISTRICT").update(valid_until=None)
    assert not competent(award_form("GK").pk, organisation("ubnd-tp-da-lat"), AFTER)


@pytest.mark.usefixtures("shipped")
def test_one_body_may_be_named_where_its_type_is_not() -> None:
    hospital = organisation("bvdk-lam-dong")
    AwardAuthority.objects.create(
        award_form=award_form("GK"), organisation=hospital, valid_from=AFTER, confidence="DESIGN"
    )
    assert competent(award_form("GK").pk, hospital, AFTER)
    assert not competent(award_form("GK").pk, hospital, BEFORE)
    assert not competent(award_form("GK").pk, organisation("cdc-lam-dong"), AFTER)


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    ("route", "kind", "track", "codes"),
    [
        ("R1", "PERSON", "LEADER", [*GENERAL, *_numbered("LDR", 8)]),
        ("R1", "PERSON", "STAFF", [*GENERAL, *_numbered("IND", 7)]),
        ("R1", "COLLECTIVE", "", [*GENERAL, *_numbered("COL", 7)]),
        ("R1", "HOUSEHOLD", "", GENERAL),
        ("R2", "COLLECTIVE", "", GENERAL),
        ("R3", "PERSON", "STAFF", GENERAL),
        ("R3S", "PERSON", "LEADER", GENERAL),
        ("R4", "PERSON", "STAFF", ["LAW-00", "ADH-01", "ADH-02"]),
        ("R4", "HOUSEHOLD", "", ["LAW-00", "ADH-01", "ADH-02"]),
    ],
)
def test_seed_30_a_nominee_answers_the_general_and_the_specific(
    route: str, kind: str, track: str, codes: list[str]
) -> None:
    groups = route_in_force(route, NOW).rules.criteria_groups
    asked = criteria_for(Campaign.objects.get(code="CT34").pk, kind, track, groups)
    assert [criterion.code for criterion in asked] == codes


@pytest.mark.usefixtures("shipped")
def test_each_answer_takes_one_statement(django_assert_num_queries: Any) -> None:
    body, form = organisation("so-y-te"), award_form("GK")
    for ask in (
        lambda: regime_on(NOW),
        lambda: route_in_force("R1", NOW),
        lambda: competent(form.pk, body, NOW),
        lambda: bodies_of(body.pk, NOW).office.name,
    ):
        with django_assert_num_queries(1):
            ask()
