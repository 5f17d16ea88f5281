"""One merit, one award (LAW-P1, R-DUP-MERIT): a further proposal for one nominee and one achievement needs a ground."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.dossiers.letters_given import (
    GDDT,
    head_of_office,
    rules_of,
    sound,
    state_of,
    today,
    tomorrow,
    unwritten,
    why,
    yesterday,
)
from tests.support.walk import R1, R4, Walk
from workflow.awards.models import Campaign, Round, Route
from workflow.dossiers.answers import Paper, attach_papers
from workflow.dossiers.door import apply_transition, preview_transitions
from workflow.dossiers.drafting import add_nominations, edit_nomination, open_letter
from workflow.dossiers.entries import Entry
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Letter
from workflow.dossiers.redirecting import redirect_nomination
from workflow.management.commands.pass_time import pass_time
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper
from workflow.procedure.facts import Reason
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

DOUBLED = ["R-DUP-MERIT"]
SINCE, UNTIL = date(2025, 1, 1), date(2025, 12, 31)


def _entry(walk: Walk, **other: object) -> Entry:
    """The same person with an achievement of the year 2025."""
    return replace(walk.persons(1)[0], **{"period_from": SINCE, "period_to": UNTIL, **other})  # type: ignore[arg-type]


def _sends(walk: Walk, *entries: Entry) -> tuple[Letter, list[int], list[list[str]]]:
    """Draft and send: the letter, its lines, and by which rules each stays (none: it went)."""
    letter, lines = walk.drafted(entries=entries)
    refused = rules_of(send_letter(letter, **walk.officer))
    return letter, lines, [refused.get(line, []) for line in lines]


def _block() -> None:
    """R1 blocks a further proposal, from the beginning."""
    route = Route.objects.get(code="R1")
    given = {**route.parameters, "same_merit": "BLOCK"}
    Route.objects.create(
        code="R1", version=2, name="R1", parameters=given, valid_from=date(2025, 7, 1), confidence="DESIGN"
    )


# Another proposal on another letter.


def test_a_further_proposal_is_refused_until_a_ground_is_given(cast: Cast) -> None:
    walk = Walk(cast)
    assert _sends(walk, _entry(walk))[2] == [[]]
    letter, (line,), stays = _sends(walk, _entry(walk))
    assert stays == [DOUBLED]
    for blank in ("", "  \n"):
        edit_nomination(line, {"duplicate_ground": blank}, **walk.officer)
        with unwritten():
            assert rules_of(send_letter(letter, **walk.officer)) == {line: DOUBLED}
    edit_nomination(line, {"duplicate_ground": "Hai thành tích khác nhau"}, **walk.officer)
    assert send_letter(letter, **walk.officer).is_whole
    sound()


def test_where_the_route_blocks_no_ground_helps(cast: Cast) -> None:
    _block()
    walk = Walk(cast)
    _sends(walk, _entry(walk))
    assert _sends(walk, _entry(walk, duplicate_ground="Có lý do"))[2] == [DOUBLED]


def test_a_draft_is_no_proposal_yet(cast: Cast) -> None:
    walk = Walk(cast)
    walk.drafted(entries=[_entry(walk)])
    assert _sends(walk, _entry(walk))[2] == [[]]


PERIODS = {
    "the same": (SINCE, UNTIL, DOUBLED),
    "within": (date(2025, 5, 1), date(2025, 5, 1), DOUBLED),
    "around": (date(2020, 1, 1), date(2026, 6, 1), DOUBLED),
    "the last day in common": (UNTIL, date(2026, 6, 1), DOUBLED),
    "the first day in common": (date(2024, 1, 1), SINCE, DOUBLED),
    "from the next day on": (UNTIL + timedelta(days=1), date(2026, 6, 1), []),
    "until the day before": (date(2024, 1, 1), SINCE - timedelta(days=1), []),
}


@pytest.mark.parametrize(("since", "until", "stays"), PERIODS.values(), ids=PERIODS.keys())
@pytest.mark.parametrize("together", [False, True], ids=["on two letters", "on one letter"])
def test_days_in_common_make_one_merit(
    cast: Cast, since: date, until: date, stays: list[str], *, together: bool
) -> None:
    walk = Walk(cast)
    other = _entry(walk, achievement_title="Thành tích khác", period_from=since, period_to=until)
    if together:
        assert _sends(walk, _entry(walk), other)[2] == [[], stays]
    else:
        assert [_sends(walk, one)[2] for one in (_entry(walk), other)] == [[[]], [stays]]
    sound()


@pytest.mark.parametrize("together", [False, True], ids=["on two letters", "on one letter"])
def test_one_title_makes_one_merit_whatever_the_days(cast: Cast, *, together: bool) -> None:
    walk = Walk(cast)
    other = _entry(walk, period_from=date(2020, 1, 1), period_to=date(2020, 12, 31))
    if together:
        assert _sends(walk, _entry(walk), other)[2] == [[], DOUBLED]
    else:
        assert [_sends(walk, one)[2] for one in (_entry(walk), other)] == [[[]], [DOUBLED]]


def test_the_merit_of_another_nominee_is_another_merit(cast: Cast) -> None:
    walk = Walk(cast)
    one, two = walk.persons(2)
    assert _sends(walk, one, two)[2] == [[], []]


def test_two_units_that_propose_one_person_meet(cast: Cast) -> None:
    walk, other = Walk(cast), Walk(cast, GDDT)
    assert _sends(walk, _entry(walk))[2] == [[]]
    assert _sends(other, _entry(other))[2] == [DOUBLED]


def test_a_household_of_one_unit_meets_itself_however_it_is_written(cast: Cast) -> None:
    walk = Walk(cast)
    names = ("Hộ ông K'Brèm", "HỘ ÔNG  K'BRÈM")
    assert [_sends(walk, drafts.household(name, R1.award_form))[2] for name in names] == [[[]], [DOUBLED]]


def test_proposals_under_another_route_and_authority_count(cast: Cast) -> None:
    walk, ad_hoc = Walk(cast), Walk(cast, R4)
    assert _sends(walk, _entry(walk))[2] == [[]]
    assert _sends(ad_hoc, _entry(ad_hoc))[2] == [DOUBLED]


def test_proposals_of_another_campaign_count(cast: Cast) -> None:
    walk = Walk(cast, R4)
    authority = cast.organisation("ubnd-tinh")
    campaign = Campaign.objects.create(code="OTHER", name="Phong trào khác", starts_in=2026, launched_by=authority)
    unit = cast.organisation(R4.unit)
    opened = open_letter(unit, **walk.officer, route="R4", authority=authority, campaign=campaign)
    letter = Letter.objects.get(pk=opened.made["letter"])
    (line,) = add_nominations(letter, [_entry(walk)], **walk.officer).made["nominations"]
    attach_papers([Paper("SUMMARY_REPORT", "Báo cáo", paper("a", "a"), nomination=line)], **walk.officer)
    assert send_letter(letter, **walk.officer).is_whole
    assert _sends(walk, _entry(walk))[2] == [DOUBLED]
    sound()


# Which proposals count.


def test_a_proposal_that_was_not_endorsed_or_withdrawn_counts_no_more(cast: Cast) -> None:
    walk = Walk(cast)
    for transition in (Transition.NOT_ENDORSE, Transition.WITHDRAW_AT_HEAD, Transition.SEND_BACK):
        _letter, (line,), stays = _sends(walk, _entry(walk))
        assert stays == [[]]
        assert apply_transition(transition, [line], **walk.head, reason=why).is_whole
    sound()


def test_a_proposal_that_lapsed_or_was_redirected_counts_no_more(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, _lines, stays = _sends(walk, _entry(walk))
    Round.objects.filter(code="DEMO-R1").update(closes_on=yesterday())
    list(pass_time())
    Round.objects.filter(code="DEMO-R1").update(closes_on=None)
    _appraisal, (line,) = walk.assigned(1)
    redirect_nomination(
        line,
        **head_of_office(cast),
        route="R3",
        authority=cast.organisation("so-y-te"),
        award_form="GK",
        award_round=Round.objects.get(code="DEMO-R3"),
        reply_by=tomorrow(),
        consent="CV 5",
        reason="Chuyển cấp khen",
    )
    assert (stays, _sends(walk, _entry(walk))[2]) == ([[]], [[]])
    sound()


@pytest.mark.parametrize("stage", ["at the office", "before the council", "with the decider", "awarded"])
def test_a_proposal_counts_at_every_stage_and_when_it_is_awarded(cast: Cast, stage: str) -> None:
    walk = Walk(cast)
    walks = {
        "at the office": walk.at_office,
        "before the council": walk.before_council,
        "with the decider": walk.with_decider,
        "awarded": walk.awarded,
    }
    walks[stage](1)
    (again,) = walk.persons(1)
    assert _sends(walk, again)[2] == [DOUBLED]


def test_a_proposal_counts_while_it_is_on_hold(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    hold = Reason("Đơn", code="COMPLAINT", document="CV 1", review_on=today())
    assert apply_transition(Transition.HOLD_AT_OFFICE, [line], **head_of_office(cast), reason=hold).is_whole
    assert _sends(walk, walk.persons(1)[0])[2] == [DOUBLED]


# Several in one letter.


def _years(walk: Walk, *years: tuple[int, int]) -> Sequence[Entry]:
    return [
        _entry(walk, achievement_title=f"Thành tích {a}-{b}", period_from=date(a, 1, 1), period_to=date(b, 12, 31))
        for a, b in years
    ]


def test_the_first_on_the_letter_goes_and_the_second_with_its_ground_too(cast: Cast) -> None:
    walk = Walk(cast)
    with_ground = _entry(walk, duplicate_ground="Hai sự việc")
    _letter, lines, stays = _sends(walk, _entry(walk), _entry(walk), with_ground)
    assert (stays, [state_of(line) for line in lines]) == (
        [[], DOUBLED, []],
        [State.WITH_HEAD, State.DRAFT, State.WITH_HEAD],
    )
    sound()


def test_achievements_of_years_apart_all_go(cast: Cast) -> None:
    walk = Walk(cast)
    assert _sends(walk, *_years(walk, (2020, 2020), (2022, 2022), (2024, 2024)))[2] == [[], [], []]
    sound()


@pytest.mark.parametrize("first", [(2018, 2024), (2020, 2021)], ids=["all at once", "one after the other"])
def test_what_touches_one_of_several_is_of_their_merit(cast: Cast, first: tuple[int, int]) -> None:
    walk = Walk(cast)
    stays = _sends(walk, *_years(walk, first, (2021, 2022), (2016, 2016)))[2]
    assert stays == [[], DOUBLED, []]


def test_a_preview_says_the_same(cast: Cast) -> None:
    walk = Walk(cast)
    _sends(walk, _entry(walk))
    _letter, lines = walk.drafted(entries=[_entry(walk), *walk.persons(1, first=7)])
    with unwritten():
        report = preview_transitions([Transition.SEND_TO_HEAD], lines, **walk.officer)[Transition.SEND_TO_HEAD]
    assert rules_of(report) == {lines[0]: DOUBLED}
