"""The annexed list: collectives, persons, households; names as corrected; prizes by regime, form and kind."""

import pytest

from tests.appraisal.given import new_version, states, today, tomorrow, yesterday
from tests.decisions.given import Authority, annexed
from tests.support.walk import R1, R2, R3, R3S, R4, Way
from workflow.awards.models import LegalRegime, Track
from workflow.awards.prizes import BaseSalary, PrizeRate
from workflow.decisions.commands import sign_decision
from workflow.decisions.models import DecisionLine
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.entries import Entry
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.drafts import collective, household, person
from workflow.procedure.roles import Role


def _of_every_kind(cast: Cast, award_form: str) -> list[Entry]:
    """A household, a person, a collective, a person, a household, a collective, in that order."""
    staff = [
        person(cast.person(f"nominee-0{number}"), Track.STAFF, "Viên chức", "Sở (minh họa)", award_form)
        for number in (1, 2)
    ]
    return [
        household("Hộ ông A (minh họa)", award_form),
        staff[0],
        collective("demo-nn-01", award_form),
        staff[1],
        household("Hộ bà B (minh họa)", award_form),
        collective("demo-nn-02", award_form),
    ]


def _prizes(lines: list[int]) -> list[int | None]:
    found = dict(DecisionLine.objects.filter(nomination__in=lines, void=False).values_list("nomination", "prize"))
    return [found[line] for line in lines]


def test_collectives_come_first_then_persons_then_households(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.signed(entries=_of_every_kind(cast, "BK_CT_UBND_TINH"))
    order = [lines[place] for place in (2, 5, 1, 3, 0, 4)]
    assert annexed(decision) == [(line, "AWARD") for line in order]
    positions = decision.lines.filter(void=False).order_by("position").values_list("position", flat=True)
    assert list(positions) == [1, 2, 3, 4, 5, 6]


def test_a_provincial_certificate_of_merit_pays_by_kind_of_nominee(cast: Cast) -> None:
    """Domain reference, 2.8, at a base salary of 2,340,000 đồng."""
    authority = Authority(cast)
    _decision, lines = authority.signed(entries=_of_every_kind(cast, "BK_CT_UBND_TINH"))
    person, collective, household = 3_510_000, 7_020_000, 5_265_000
    assert _prizes(lines) == [household, person, collective, person, household, collective]


@pytest.mark.parametrize(
    ("way", "prize"),
    [(R1, 3_510_000), (R4, 3_510_000), (R3, 702_000), (R3S, 702_000), (R2, None)],
    ids=["R1", "R4", "R3", "R3S", "R2, by its own rules"],
)
def test_the_prize_of_a_person_is_that_of_the_form(cast: Cast, way: Way, prize: int | None) -> None:
    authority = Authority(cast, way)
    _decision, lines = authority.signed(1)
    assert _prizes(lines) == [prize]


def test_a_collective_is_paid_twice_what_a_person_is_for_a_giay_khen(cast: Cast) -> None:
    authority = Authority(cast, R3)
    _decision, lines = authority.signed(entries=[collective("cdc-lam-dong", "GK"), household("Hộ ông A", "GK")])
    assert _prizes(lines) == [1_404_000, 1_053_000]


def test_the_rate_is_that_of_the_regime_pinned_at_receipt(cast: Cast) -> None:
    authority = Authority(cast)
    first, old = authority.checked(1)
    LegalRegime.objects.filter(code="LAW-2022-ND152").update(valid_until=yesterday())
    new = LegalRegime.objects.get(code="LAW-2026")
    LegalRegime.objects.filter(pk=new.pk).update(valid_from=today())
    rate = PrizeRate.objects.get(
        regime__code="LAW-2022-ND152", award_form__code="BK_CT_UBND_TINH", nominee_kind="PERSON"
    )
    PrizeRate.objects.create(regime=new, award_form=rate.award_form, nominee_kind="PERSON", per_mille=2000)
    _second, fresh = authority.signed(1, first=5)
    sign_decision(first, **authority.decider)
    assert (_prizes(old), _prizes(fresh)) == ([3_510_000], [4_680_000])


def test_the_salary_is_that_of_the_day_of_the_decision_and_nothing_is_rounded(cast: Cast) -> None:
    authority = Authority(cast)
    BaseSalary.objects.create(amount=2_500_001, valid_from=today(), document="minh họa")
    _decision, lines = authority.signed(entries=_of_every_kind(cast, "BK_CT_UBND_TINH"))
    assert _prizes(lines)[:3] == [2_500_001 * 2250 // 1000, 2_500_001 * 1500 // 1000, 7_500_003]


def test_a_salary_of_tomorrow_does_not_count_yet(cast: Cast) -> None:
    BaseSalary.objects.create(amount=9_999_999, valid_from=tomorrow(), document="minh họa")
    _decision, lines = Authority(cast).signed(1)
    assert _prizes(lines) == [3_510_000]


def test_a_declined_line_and_a_revoked_one_have_no_prize(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.signed(2, declined=[0])
    assert _prizes(lines) == [None, 3_510_000]
    authority.issue(decision)
    revocation = authority.revoking(lines[1:])
    sign_decision(revocation, **authority.decider)
    assert revocation.lines.get().prize is None


def test_names_stand_on_the_list_as_corrected_and_the_hash_stands(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    was = Nomination.objects.get(pk=lines[0])
    specialist = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    for field, text in (("nominee_name", "Lý Thu Hà Anh"), ("nominee_title", "Viên chức chính")):
        correct_clerical(lines[0], field, text, **specialist, confirmed_by="CV 3/SNNMT")
    correct_clerical(lines[0], "nominee_name", "Lý Thu Hạ", **specialist, confirmed_by="CV 4/SNNMT")
    sign_decision(decision, **authority.decider)
    line = decision.lines.get(nomination=lines[0])
    assert (line.name, line.title, line.unit) == ("Lý Thu Hạ", "Viên chức chính", was.nominee_unit)
    assert line.hash == was.content_hash == Nomination.objects.get(pk=lines[0]).content_hash
    other = Nomination.objects.get(pk=lines[1])
    untouched = decision.lines.get(nomination=lines[1])
    assert (untouched.name, untouched.title) == (other.nominee_name, other.nominee_title)
    authority.issue(decision)
    assert states(lines) == ["AWARDED", "AWARDED"]


def test_a_route_version_does_not_change_the_prize(cast: Cast) -> None:
    authority = Authority(cast)
    new_version("R1", 2, valid_from=yesterday(), appraisal_days=3)
    _decision, lines = authority.signed(1)
    assert _prizes(lines) == [3_510_000]
