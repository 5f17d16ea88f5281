"""Amounts of a draft: by the rule with how it came about, or entered otherwise with a reason; signed as shown."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.appraisal.given import appointed, delegated, desk, related, today
from tests.appraisal.proof import invalid, refused, refused_lines
from tests.decisions.given import Authority
from tests.directory.given import last_entry
from tests.dossiers.pages_given import sent as posted
from tests.dossiers.pages_given import signed_in, text_of
from tests.house.access_world import OTHERS, OWN
from tests.support.walk import R1, R2, R3
from workflow.awards.prizes import FundDefault, FundSource, PrizeRounding
from workflow.awards.queries import fund_of, funds_on
from workflow.decisions.commands import check_form, sign_decision, submit_draft
from workflow.decisions.models import Decision, DecisionLine, PrizeChange
from workflow.decisions.prize_views import Drafted
from workflow.decisions.prizes import Prize, change_prizes, multiplier_of, prizes_of, rounded
from workflow.decisions.splitting import split_decision
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

EVERYBODY = (*OWN, *OTHERS, "chairman")
WHY = "Theo kết luận của Chủ tịch"


def fund(code: str = "UNIT_FUND") -> FundSource:
    """A source of funds that ships."""
    return FundSource.objects.get(code=code)


def shown(decision: Decision, lines: list[int]) -> list[Prize]:
    """The prizes as the draft shows them today."""
    found = prizes_of(decision.pk, lines, decision.authority_id, today())
    return [found[line] for line in lines]


def signed(lines: list[int]) -> list[tuple[Any, ...]]:
    """Amount, multiplier, salary, reason and source on the annexed list."""
    columns = ("nomination", "prize", "prize_per_mille", "base_salary", "prize_reason", "fund__code")
    found = {
        row[0]: row[1:] for row in DecisionLine.objects.filter(void=False, nomination__in=lines).values_list(*columns)
    }
    return [found[line] for line in lines]


# What is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "finance", "office", "unit"])
def test_only_the_decider_and_his_office_enter_amounts(cast: Cast, who: str) -> None:
    """The draft lies with them; accountant, clerk, standing office and unit do not see it."""
    decision, lines = Authority(cast).presented(1)
    acts = {
        "clerk": cast.acts("ubnd-clerk", Role.RECORDS_CLERK, "ubnd-tinh"),
        "finance": cast.acts("ubnd-finance", Role.FINANCE, "ubnd-tinh"),
        "office": cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt"),
        "unit": cast.acts("nnmt-head", Role.UNIT_HEAD, "so-nnmt"),
    }[who]
    with refused("role", security=True):
        change_prizes(decision, lines, **acts, amount=1, fund=fund(), reason=WHY)


def test_the_office_of_another_decider_enters_nothing(cast: Cast) -> None:
    decision, lines = Authority(cast).presented(1)
    with refused("role", security=True):
        change_prizes(decision, lines, **Authority(cast, R3).form, amount=1, fund=fund(), reason=WHY)


def test_amounts_are_not_entered_under_a_delegation(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.presented(1)
    acts = delegated(cast, authority.decider["capacity"], "nominee-70", Transition.AWARD)
    with refused("delegation", security=True):
        change_prizes(decision, lines, **acts, amount=1, fund=fund(), reason=WHY)


def test_nobody_enters_an_amount_for_oneself_or_a_relative(cast: Cast) -> None:
    decision, lines = Authority(cast).presented(2)
    own = appointed(cast, "nominee-01", Role.DECIDER_OFFICE, "ubnd-tinh")
    related(cast.person("nominee-01"), cast.person("nominee-02"))
    with refused_lines({lines[0]: "own", lines[1]: "relative"}, security=True):
        change_prizes(decision, lines, **own, amount=1, fund=fund(), reason=WHY)


def test_everything_that_cannot_be_entered_is_named(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.presented(1)
    ended = FundSource.objects.create(
        code="ENDED", name="Nguồn cũ", valid_until=today() - timedelta(days=1), confidence="DESIGN"
    )
    with invalid("amount", "fund", "reason"):
        change_prizes(decision, lines, **authority.form, amount=-1, fund=ended, reason="  ")
    with invalid("amount", "reason"):
        change_prizes(decision, lines, **authority.form, amount=10**12, fund=fund(), reason="x" * 4001)
    for ids in ([], [10**9], [*lines, 10**9]):
        with invalid("nominations"):
            change_prizes(decision, ids, **authority.form, amount=1, fund=fund(), reason=WHY)


def test_an_amount_is_not_changed_after_the_signature(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.signed(1)
    with refused("desk"):
        change_prizes(decision, lines, **authority.form, amount=1, fund=fund(), reason=WHY)
    authority.issue(decision)
    with refused("desk"):
        change_prizes(decision, lines, **authority.form, amount=1, fund=fund(), reason=WHY)


def test_a_revocation_gives_no_prize(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(1)
    revocation = authority.revoking(lines)
    with refused("kind"):
        change_prizes(revocation, lines, **authority.form, amount=1, fund=fund(), reason=WHY)


# How an amount comes about -----------------------------------------------------------------------------


def test_the_draft_shows_multiplier_base_salary_amount_and_usual_source_before_signature(cast: Cast) -> None:
    decision, lines = Authority(cast).presented(1)
    assert shown(decision, lines) == [Prize(1500, 2_340_000, 1, None, fund("PROVINCE_BUDGET").pk, "")]
    one = shown(decision, lines)[0]
    assert (one.multiplier, one.by_rule, one.amount, one.is_changed) == ("1,5", 3_510_000, 3_510_000, False)


def test_a_body_without_a_source_of_its_own_pays_from_its_own_budget(cast: Cast) -> None:
    """SEED-34: from the emulation and commendation budget of the bodies themselves."""
    source = fund_of(cast.organisation("so-y-te").pk, today())
    assert source is not None
    assert source.code == "UNIT_FUND"
    assert [one.code for one in funds_on(today())] == ["UNIT_FUND", "PROVINCE_BUDGET", "OTHER_LAWFUL"]


def test_the_usual_source_of_a_body_is_that_of_the_day(cast: Cast) -> None:
    body = cast.organisation("ubnd-tinh")
    FundDefault.objects.create(
        authority=body,
        source=fund("OTHER_LAWFUL"),
        valid_from=today() + timedelta(days=1),
        document="x",
        confidence="DESIGN",
    )
    found = [fund_of(body.pk, today() + timedelta(days=days)) for days in (0, 1)]
    assert [one.code for one in found if one] == ["PROVINCE_BUDGET", "OTHER_LAWFUL"]


def test_amounts_are_rounded_up_to_ten_thousand_where_the_rule_of_the_day_says_so(cast: Cast) -> None:
    authority = Authority(cast, R3)
    decision, lines = authority.presented(1)
    PrizeRounding.objects.create(step=10_000, valid_from=today(), document="minh họa", confidence="DESIGN")
    assert [one.amount for one in shown(decision, lines)] == [710_000]
    PrizeRounding.objects.create(
        step=1, valid_from=today() + timedelta(days=1), document="minh họa", confidence="DESIGN"
    )
    assert [one.amount for one in shown(decision, lines)] == [710_000]


@given(st.integers(0, 10**12), st.sampled_from([1, 10, 1_000, 10_000]))
def test_a_rounded_amount_is_the_next_whole_step_and_never_a_step_too_much(exact: int, step: int) -> None:
    amount = rounded(Fraction(exact, 1000), step)
    assert amount % step == 0
    if step == 1:
        assert 0 <= Fraction(exact, 1000) - amount < 1
    else:
        assert 0 <= amount - Fraction(exact, 1000) < step


@pytest.mark.parametrize(
    ("per_mille", "text"), [(1500, "1,5"), (300, "0,3"), (3000, "3"), (2250, "2,25"), (5, "0,005")]
)
def test_a_multiplier_is_written_with_a_comma(per_mille: int, text: str) -> None:
    assert multiplier_of(per_mille) == text


# What is entered ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["form", "decider", "deputy"])
def test_an_amount_entered_with_its_reason_is_signed_and_recorded(cast: Cast, who: str) -> None:
    authority = Authority(cast)
    decision, lines = authority.presented(3)
    acts = getattr(authority, who)
    change_prizes(decision, lines[:2], **acts, amount=5_000_000, fund=fund("OTHER_LAWFUL"), reason=f" {WHY} ")
    deed, _person, data, personal = last_entry(f"decision:{decision.pk}")
    assert (deed, data["lines"], data["amount"], data["fund"]) == (
        "PRIZES_CHANGED",
        lines[:2],
        5_000_000,
        "OTHER_LAWFUL",
    )
    assert personal == {"reason": WHY}
    assert [one.amount for one in shown(decision, lines)] == [5_000_000, 5_000_000, 3_510_000]
    submit_draft(decision, "Tặng Bằng khen", **authority.form)
    check_form(decision, **LOOKED_AT, **authority.form)
    sign_decision(decision, **authority.decider)
    entered = (5_000_000, 1500, 2_340_000, WHY, "OTHER_LAWFUL")
    assert signed(lines) == [entered, entered, (3_510_000, 1500, 2_340_000, "", "PROVINCE_BUDGET")]


def test_the_last_amount_counts_and_every_one_before_it_is_kept(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.presented(1)
    for amount in (5_000_000, 4_000_000, None):
        change_prizes(decision, lines, **authority.form, amount=amount, fund=fund(), reason=WHY)
    assert [one.amount for one in shown(decision, lines)] == [3_510_000]
    assert [one.entered for one in shown(decision, lines)] == [None]
    assert list(PrizeChange.objects.order_by("pk").values_list("amount", flat=True)) == [5_000_000, 4_000_000, None]


def test_a_line_for_which_nothing_is_paid_has_no_prize_and_no_source(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.presented(1)
    change_prizes(decision, lines, **authority.form, amount=0, fund=fund(), reason="Chỉ tặng Bằng khen")
    submit_draft(decision, "Tặng Bằng khen", **authority.form)
    check_form(decision, **LOOKED_AT, **authority.form)
    sign_decision(decision, **authority.decider)
    assert signed(lines) == [(None, 1500, 2_340_000, "Chỉ tặng Bằng khen", None)]


def test_a_form_without_a_rate_is_paid_what_is_entered(cast: Cast) -> None:
    """Mass organisations pay by their own rules (domain reference, 2.8)."""
    authority = Authority(cast, R2)
    decision, lines = authority.presented(2)
    assert [one.amount for one in shown(decision, lines)] == [None, None]
    change_prizes(decision, lines[:1], **authority.form, amount=2_000_000, fund=fund(), reason="Quy chế khen thưởng")
    submit_draft(decision, "Tặng Bằng khen", **authority.form)
    check_form(decision, **LOOKED_AT, **authority.form)
    sign_decision(decision, **authority.decider)
    assert signed(lines) == [
        (2_000_000, None, 2_340_000, "Quy chế khen thưởng", "UNIT_FUND"),
        (None, None, 2_340_000, "", None),
    ]


def test_a_change_after_the_form_check_voids_it_and_the_draft_is_prepared_again(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    change_prizes(decision, lines[:1], **authority.decider, amount=1_000_000, fund=fund(), reason=WHY)
    decision.refresh_from_db()
    assert (desk(decision.case_id), decision.form_checked_at, decision.form_checked_by) == ("draft", None, None)
    with refused("desk"):
        sign_decision(decision, **authority.decider)


def test_a_change_before_the_form_check_leaves_the_draft_where_it_is(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.submitted(1)
    change_prizes(decision, lines, **authority.form, amount=1_000_000, fund=fund(), reason=WHY)
    assert desk(decision.case_id) == "form_check"


def test_a_line_taken_into_another_draft_takes_its_amount_along(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.presented(3)
    change_prizes(decision, lines[:2], **authority.form, amount=1_000_000, fund=fund(), reason=WHY)
    change_prizes(decision, lines[:1], **authority.form, amount=2_000_000, fund=fund(), reason=WHY)
    new = Decision.objects.get(pk=split_decision(decision, lines[:1], **authority.form).made["decision"])
    assert [one.amount for one in shown(new, lines[:1])] == [2_000_000]
    assert [one.amount for one in shown(decision, lines[1:])] == [1_000_000, 3_510_000]


def test_an_amount_counts_only_for_the_content_for_which_it_was_entered(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.presented(1)
    change_prizes(decision, lines, **authority.form, amount=1_000_000, fund=fund(), reason=WHY)
    PrizeChange.objects.update(hash="0" * 64)
    assert [one.amount for one in shown(decision, lines)] == [3_510_000]


def test_an_amount_for_500_lines_takes_as_many_statements_as_for_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    authority = Authority(cast, R1)
    decision, lines = authority.presented(5)
    counts = []
    for some in (lines[:1], lines):
        with django_assert_max_num_queries(60) as asked:
            change_prizes(decision, some, **authority.form, amount=1_000_000, fund=fund(), reason=WHY)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Nomination.objects.filter(pk__in=lines, prize_changes__isnull=False).distinct().count() == 5


# The page ----------------------------------------------------------------------------------------------


def page_of(decision: Decision) -> str:
    """The address of the amounts."""
    return reverse("decision_prizes", args=[decision.pk])


def test_the_amounts_are_seen_by_those_who_prepare_and_sign_the_draft_alone(cast: Cast) -> None:
    """Before the decision is issued an amount is internal."""
    decision, _lines = Authority(cast).presented(1)
    answers = {name: signed_in(cast, name).get(page_of(decision)).status_code for name in EVERYBODY}
    assert answers == dict.fromkeys(EVERYBODY, 404) | {"ubnd-office": 200, "chairman": 200, "vice-chairman": 200}


def test_the_page_shows_how_each_amount_came_about_and_their_sum(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.presented(2)
    change_prizes(decision, lines[:1], **authority.form, amount=5_000_000, fund=fund(), reason=WHY)
    page = signed_in(cast, "ubnd-office").get(page_of(decision))
    text = text_of(page)
    assert page.context["form"].total == 8_510_000
    for words in ("1,5 × 2.340.000 = 3.510.000", "5.000.000", "8.510.000", WHY, fund().name):
        assert words in text
    short = signed_in(cast, "ubnd-office").get(reverse("decision", args=[decision.pk]))
    assert short.context["prizes"] == Drafted(8_510_000, 2, 1)
    assert page_of(decision) in text_of(short)


def test_an_amount_is_entered_on_the_page_as_people_type_it(cast: Cast) -> None:
    decision, lines = Authority(cast).presented(2)
    client = signed_in(cast, "ubnd-office")
    typed = {"nominations": lines, "fund": fund().pk, "reason": WHY}
    assert posted(client, page_of(decision), **typed, amount="5.000.000").status_code == 302
    assert [one.amount for one in shown(decision, lines)] == [5_000_000, 5_000_000]
    assert posted(client, page_of(decision), **typed, amount="").status_code == 302
    assert [one.amount for one in shown(decision, lines)] == [3_510_000, 3_510_000]


@pytest.mark.parametrize("text", ["5.00", "-5", "5,5", "1.000,000", "năm triệu", "1e6", "٥٠٠", "1000000000000"])
def test_what_is_no_amount_is_told_and_nothing_typed_is_lost(cast: Cast, text: str) -> None:
    decision, lines = Authority(cast).presented(2)
    answer = posted(
        signed_in(cast, "ubnd-office"),
        page_of(decision),
        nominations=lines[:1],
        fund=fund().pk,
        reason=WHY,
        amount=text,
    )
    assert answer.status_code == 422
    assert "amount" in answer.context["form"].errors
    assert [row["chosen"] for row in answer.context["form"].rows] == [True, False]
    assert text_of(answer).count('name="nominations"') == 2, "each line is chosen at one place"
    assert answer.context["form"]["reason"].value() == WHY
    assert not PrizeChange.objects.exists()


def test_a_signed_decision_has_its_amounts_and_the_page_says_so(cast: Cast) -> None:
    decision, _lines = Authority(cast).signed(1)
    answer = signed_in(cast, "ubnd-office").get(page_of(decision))
    assert (answer.status_code, answer.context.get("form")) == (409, None)


def test_a_revocation_has_no_amounts(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(1)
    assert signed_in(cast, "ubnd-office").get(page_of(authority.revoking(lines))).status_code == 404


def test_the_page_of_many_lines_asks_as_often_as_that_of_one(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = signed_in(cast, "ubnd-office")
    counts = []
    for count, first in ((1, 1), (6, 10)):
        decision, _lines = Authority(cast).presented(count, first=first)
        submit_draft(decision, "Tặng Bằng khen", **Authority(cast).form)
        with django_assert_max_num_queries(60) as asked:
            assert client.get(page_of(decision)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
