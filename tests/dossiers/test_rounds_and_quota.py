"""Rounds and allocated numbers: dated documents of the office that bind units from the day they are issued."""

from datetime import date, timedelta
from typing import Any
from unicodedata import normalize

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dossiers.letters_given import (
    GDDT,
    attempt,
    codes,
    head_of_office,
    rules,
    rules_of,
    sound,
    state_of,
    today,
    tomorrow,
    unwritten,
    why,
    yesterday,
)
from tests.support.walk import R1, R1_BELOW, R2, Walk
from workflow.audit.models import Entry
from workflow.awards.models import LateAcceptance, QuotaDocument, QuotaLine, Round
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import Refused
from workflow.dossiers.rounds import Allocation, accept_late, date_round, issue_allocation
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import appraise_and_approve, hold_session
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition


def _round() -> Round:
    return Round.objects.get(code="DEMO-R1")


def _allocate(
    cast: Cast, amount: int, *, to: str = "so-gddt", kind: str = "PERSON", number: str = "1/PB", day: date | None = None
) -> int:
    """One number of one pool by a document of its own."""
    line = Allocation(cast.organisation(to).pk, R1.award_form, kind, amount)
    acts = head_of_office(cast)
    made = issue_allocation(_round(), [line], **acts, number=number, issued_on=day or today()).made["document"]
    return int(made)


def _sent(walk: Walk, count: int, first: int) -> tuple[Letter, list[int], dict[int, list[str]]]:
    """Draft and send: the letter, its lines, and which of them met the end of the numbers."""
    letter, lines = walk.drafted(count, first=first)
    return letter, lines, rules_of(send_letter(letter, **walk.officer))


# Documents.


def test_seed_31_quota_is_a_dated_document_with_number_issuer_and_the_agencies_it_was_agreed_with(cast: Cast) -> None:
    lines = [Allocation(cast.organisation("so-nnmt").pk, R1.award_form, kind, 3) for kind in ("PERSON", "HOUSEHOLD")]
    made = issue_allocation(
        _round(), lines, **head_of_office(cast), number=" 01/PB ", issued_on=yesterday(), joint_agencies="Sở Tài chính"
    ).made["document"]
    document = QuotaDocument.objects.get(pk=made)
    assert (document.number, document.issued_on, document.issuer.code) == ("01/PB", yesterday(), "ban-tdkt")
    assert (document.joint_agencies, document.lines.count()) == ("Sở Tài chính", 2)
    entry = Entry.objects.filter(stream=f"organisation:{document.issuer_id}").latest("seq")
    assert (entry.deed, entry.person_id) == ("QUOTA_ALLOCATED", head_of_office(cast)["actor"].person_id)
    sound()


BAD_DOCUMENTS: dict[str, tuple[dict[str, Any], dict[str, list[str]]]] = {
    "no number": ({"number": "  "}, {"number": ["length"]}),
    "a number too long": ({"number": "9" * 61}, {"number": ["length"]}),
    "agencies too long": ({"joint_agencies": "x" * 401}, {"joint_agencies": ["length"]}),
    "a date in the future": ({"issued_on": date(2199, 1, 1)}, {"issued_on": ["future"]}),
    "no line": ({"lines": []}, {"lines": ["empty"]}),
}


@pytest.mark.parametrize(("change", "expected"), BAD_DOCUMENTS.values(), ids=BAD_DOCUMENTS.keys())
def test_a_bad_document_is_a_typed_error_and_allocates_nothing(
    cast: Cast, change: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    good = [Allocation(cast.organisation("so-nnmt").pk, R1.award_form, "PERSON", 3)]
    given: dict[str, Any] = {"lines": good, "number": "1/PB", "issued_on": today(), **change}
    with unwritten(), pytest.raises(ValidationError) as raised:
        issue_allocation(_round(), given.pop("lines"), **head_of_office(cast), **given)
    assert codes(raised) == expected


def test_bad_lines_are_named_by_place_and_field_all_at_once(cast: Cast) -> None:
    unit = cast.organisation("so-nnmt").pk
    lines = [
        Allocation(unit, R1.award_form, "PERSON", 3),
        Allocation(999_999, "XX", "ANIMAL", -1),
        Allocation(unit, R1.award_form, "PERSON", 4),
        Allocation(unit, R1.award_form, "COLLECTIVE", 10**12),
    ]
    with unwritten(), pytest.raises(ValidationError) as raised:
        issue_allocation(_round(), lines, **head_of_office(cast), number="1/PB", issued_on=today())
    assert codes(raised) == {
        "lines[1].organisation": ["unknown"],
        "lines[1].award_form": ["unknown"],
        "lines[1].nominee_kind": ["kind"],
        "lines[1].amount": ["amount"],
        "lines[2]": ["twice"],
        "lines[3].amount": ["amount"],
    }


def test_a_document_s_number_is_given_once_in_a_round(cast: Cast) -> None:
    _allocate(cast, 3)
    with unwritten(), pytest.raises(ValidationError) as raised:
        _allocate(cast, 5, number=" 1/PB")
    assert codes(raised) == {"number": ["twice"]}


@pytest.mark.parametrize("number", [normalize("NFD", "1 /PB-SởNV"), " 1  /PB-SởNV "])
def test_two_spellings_of_one_number_of_an_allocation_are_one(cast: Cast, number: str) -> None:
    made = _allocate(cast, 3, number=number)
    assert QuotaDocument.objects.get(pk=made).number == "1 /PB-SởNV"
    with unwritten(), pytest.raises(ValidationError) as raised:
        _allocate(cast, 5, number="1 /PB-SởNV")
    assert codes(raised) == {"number": ["twice"]}


def test_other_agencies_are_another_request(cast: Cast) -> None:
    line = [Allocation(cast.organisation("so-nnmt").pk, R1.award_form, "PERSON", 3)]
    given: dict[str, Any] = {"number": "1/PB", "issued_on": today(), "operation_id": "once"}
    issue_allocation(_round(), line, **head_of_office(cast), **given, joint_agencies="Sở Tài chính")
    with unwritten(), pytest.raises(Refused) as refused:
        issue_allocation(_round(), line, **head_of_office(cast), **given, joint_agencies="Sở Nội vụ")
    assert rules(refused) == ["operation"]


def test_only_the_office_of_the_round_s_own_authority_allocates(cast: Cast) -> None:
    line = [Allocation(cast.organisation("so-nnmt").pk, R1.award_form, "PERSON", 3)]
    other = cast.acts("ldld-office-head", Role.OFFICE_HEAD, "van-phong-ldld")
    assert attempt(lambda: issue_allocation(_round(), line, **other, number="1", issued_on=today())) == ["role"]
    assert QuotaLine.objects.count() == 0


def test_twenty_lines_take_as_many_statements_as_two(cast: Cast) -> None:
    units = list(cast.organisation("ubnd-tinh").children.order_by("pk").values_list("pk", flat=True))
    counts = []
    for number in (2, 20):
        lines = [Allocation(unit, R1.award_form, "PERSON", 1) for unit in units[:number]]
        with CaptureQueriesContext(connection) as statements:
            issue_allocation(_round(), lines, **head_of_office(cast), number=f"{number}/PB", issued_on=today())
        counts.append(len(statements))
    assert counts[0] == counts[1]


# Pools.


def test_the_first_in_the_list_pass_and_the_others_wait_for_more(cast: Cast) -> None:
    walk = Walk(cast)
    _allocate(cast, 2, to="so-nnmt")
    letter, lines, refused = _sent(walk, 3, 1)
    assert (refused, [state_of(line) for line in lines[:2]]) == ({lines[2]: ["R-QUOTA"]}, [State.WITH_HEAD] * 2)
    _allocate(cast, 3, to="so-nnmt", number="2/PB")
    assert send_letter(letter, **walk.officer).moved == {lines[2]: State.WITH_HEAD}
    sound()


def test_without_a_number_nothing_is_sent_and_zero_is_none(cast: Cast) -> None:
    walk = Walk(cast)
    _allocate(cast, 5, to="so-gddt")
    _letter, lines, refused = _sent(walk, 1, 1)
    assert refused == {lines[0]: ["R-QUOTA"]}
    _allocate(cast, 0, to="so-nnmt", number="2/PB")
    assert _sent(walk, 1, 3)[2] != {}


def test_a_route_without_numbers_asks_for_none(cast: Cast) -> None:
    walk = Walk(cast, R2)
    assert QuotaLine.objects.count() == 0
    assert _sent(walk, 2, 1)[2] == {}


def test_two_units_draw_on_their_superior_s_pool(cast: Cast) -> None:
    _allocate(cast, 3)
    school, superior = Walk(cast, R1_BELOW), Walk(cast, GDDT)
    _letter, lines, refused = _sent(school, 2, 1)
    assert refused == {}
    _other, own, left = _sent(superior, 2, 5)
    assert left == {own[1]: ["R-QUOTA"]}
    assert set(Nomination.objects.filter(pk__in=[*lines, own[0]]).values_list("pool__code", flat=True)) == {"so-gddt"}
    assert Nomination.objects.get(pk=own[1]).pool is None
    sound()


def test_a_unit_s_own_number_goes_before_its_superior_s(cast: Cast) -> None:
    _allocate(cast, 5)
    _allocate(cast, 1, to="thpt-tran-phu", number="2/PB")
    _letter, lines, refused = _sent(Walk(cast, R1_BELOW), 2, 1)
    assert refused == {lines[1]: ["R-QUOTA"]}
    assert Nomination.objects.get(pk=lines[0]).pool == cast.organisation("thpt-tran-phu")


def test_persons_collectives_and_households_draw_on_pools_of_their_own(cast: Cast) -> None:
    walk = Walk(cast)
    for number, kind in enumerate(("PERSON", "HOUSEHOLD"), 1):
        _allocate(cast, 1, to="so-nnmt", kind=kind, number=f"{number}/PB")
    entries = [
        *walk.persons(2),
        drafts.household("Hộ ông An", R1.award_form),
        drafts.collective("demo-nn-01", R1.award_form),
    ]
    letter, (one, two, household, collective) = walk.drafted(entries=entries)
    report = send_letter(letter, **walk.officer)
    assert (set(report.moved), rules_of(report)) == ({one, household}, {two: ["R-QUOTA"], collective: ["R-QUOTA"]})
    sound()


@pytest.mark.parametrize(
    ("later", "free"), [(0, True), (-1, False)], ids=["of the same day, issued later", "of an earlier day"]
)
def test_the_newest_document_holds_for_its_pools(cast: Cast, later: int, *, free: bool) -> None:
    walk = Walk(cast)
    _allocate(cast, 1, to="so-nnmt")
    _allocate(cast, 2, to="so-nnmt", number="2/PB", day=today() + timedelta(days=later))
    assert (_sent(walk, 2, 1)[2] == {}) is free


def test_an_amendment_that_names_another_pool_leaves_this_one(cast: Cast) -> None:
    walk = Walk(cast)
    _allocate(cast, 1, to="so-nnmt", day=yesterday())
    _allocate(cast, 7, to="so-gddt", number="2/PB")
    assert list(_sent(walk, 2, 1)[2].values()) == [["R-QUOTA"]]


def test_an_amendment_below_what_was_sent_recalls_nothing_and_lets_nothing_more_pass(cast: Cast) -> None:
    walk = Walk(cast)
    _allocate(cast, 2, to="so-nnmt")
    _letter, lines, _refused = _sent(walk, 2, 1)
    _allocate(cast, 1, to="so-nnmt", number="2/PB")
    assert [state_of(line) for line in lines] == [State.WITH_HEAD] * 2
    assert list(_sent(walk, 1, 5)[2].values()) == [["R-QUOTA"]]
    sound()


RELEASES: dict[str, tuple[Transition, Reason]] = {
    "sent back": (Transition.SEND_BACK, why),
    "not endorsed": (Transition.NOT_ENDORSE, Reason("Chưa nổi bật", "MERIT")),
    "withdrawn": (Transition.WITHDRAW_AT_HEAD, why),
}


@pytest.mark.parametrize(("transition", "reason"), RELEASES.values(), ids=RELEASES.keys())
def test_a_line_that_goes_back_or_closes_gives_its_number_back(
    cast: Cast, transition: Transition, reason: Reason
) -> None:
    walk = Walk(cast)
    _allocate(cast, 1, to="so-nnmt")
    _letter, (line,), _refused = _sent(walk, 1, 1)
    assert list(_sent(walk, 1, 5)[2].values()) == [["R-QUOTA"]]
    assert apply_transition(transition, [line], **walk.head, reason=reason).is_whole
    assert (Nomination.objects.get(pk=line).pool, _sent(walk, 1, 9)[2]) == (None, {})
    sound()


def test_a_reopened_line_takes_its_number_again_or_stays_closed(cast: Cast) -> None:
    walk = Walk(cast)
    _allocate(cast, 1, to="so-nnmt")
    appraisal, (line,) = walk.assigned(1)
    appraise_and_approve(cast, R1.bodies, [appraisal], {line: "Không đạt"})
    assert (state_of(line), Nomination.objects.get(pk=line).pool) == (State.INELIGIBLE, None)
    _letter, (other,), _refused = _sent(walk, 1, 5)
    reason = Reason("Khiếu nại đúng", document="Kết luận số 3")
    with unwritten():
        report = apply_transition(Transition.REOPEN_INELIGIBLE, [line], **head_of_office(cast), reason=reason)
    assert rules_of(report) == {line: ["R-QUOTA"]}
    apply_transition(Transition.WITHDRAW_AT_HEAD, [other], **walk.head, reason=why)
    report = apply_transition(Transition.REOPEN_INELIGIBLE, [line], **head_of_office(cast), reason=reason)
    assert (report.moved, Nomination.objects.get(pk=line).pool) == (
        {line: State.WITH_OFFICE},
        cast.organisation("so-nnmt"),
    )
    sound()


def test_a_line_that_the_decider_takes_up_takes_its_number_again(cast: Cast) -> None:
    walk = Walk(cast)
    _allocate(cast, 1, to="so-nnmt")
    _session, (line,) = walk.before_council(1)
    hold_session(cast, R1.bodies, against={line: 13}, tell=lambda _what: None)
    assert (state_of(line), Nomination.objects.get(pk=line).pool) == (State.NOT_SUPPORTED, None)
    _letter, (other,), refused = _sent(walk, 1, 5)
    assert refused == {}
    chairman = cast.acts("chairman", Role.DECIDER, "ubnd-tinh")
    with unwritten():
        assert rules_of(apply_transition(Transition.TAKE_UP, [line], **chairman, reason=why)) == {line: ["R-QUOTA"]}
    apply_transition(Transition.SEND_BACK, [other], **walk.head, reason=why)
    assert apply_transition(Transition.TAKE_UP, [line], **chairman, reason=why).moved == {line: State.TO_PRESENT}
    assert Nomination.objects.get(pk=line).pool == cast.organisation("so-nnmt")
    sound()


# Rounds.


def test_seed_36_a_round_without_a_date_is_not_open_until_the_office_dates_it(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    given: dict[str, Any] = {"closes_on": None, "document": "CV 1"}
    for opens, expected in ((None, {line: ["round"]}), (tomorrow(), {line: ["round"]}), (today(), {})):
        date_round(_round(), **head_of_office(cast), opens_on=opens, **given)
        assert rules_of(send_letter(letter, **walk.officer)) == expected
    sound()


def test_a_round_is_dated_by_document_and_the_record_keeps_it(cast: Cast) -> None:
    acts = head_of_office(cast)
    date_round(_round(), **acts, opens_on=yesterday(), closes_on=tomorrow(), document=" Công văn 12 ")
    assert (_round().opens_on, _round().closes_on) == (yesterday(), tomorrow())
    entry = Entry.objects.filter(stream=f"organisation:{cast.organisation('ban-tdkt').pk}").latest("seq")
    assert (entry.deed, f'"closes_on":"{tomorrow()}"' in entry.payload) == ("ROUND_DATED", True)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"opens_on": date(2026, 2, 2), "closes_on": date(2026, 2, 1)}, {"closes_on": ["dates"]}),
        ({"document": " "}, {"document": ["length"]}),
        ({"document": "x" * 201}, {"document": ["length"]}),
    ],
    ids=["closed before it opens", "no document", "a document too long"],
)
def test_bad_dates_of_a_round_are_a_typed_error(
    cast: Cast, given: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    asked: dict[str, Any] = {"opens_on": None, "closes_on": None, "document": "CV 1", **given}
    with unwritten(), pytest.raises(ValidationError) as raised:
        date_round(_round(), **head_of_office(cast), **asked)
    assert codes(raised) == expected


def test_late_sending_is_accepted_of_one_unit_until_a_day(cast: Cast) -> None:
    walk, other = Walk(cast), Walk(cast, GDDT)
    letter, (line,) = walk.drafted(1)
    second, (theirs,) = other.drafted(1, first=5)
    Round.objects.filter(code="DEMO-R1").update(closes_on=yesterday())
    assert rules_of(send_letter(letter, **walk.officer)) == {line: ["round"]}
    unit = cast.organisation("so-nnmt")
    accept_late(_round(), unit, **head_of_office(cast), until=today(), document="CV 2")
    assert rules_of(send_letter(second, **other.officer)) == {theirs: ["round"]}
    LateAcceptance.objects.update(until=yesterday())
    assert rules_of(send_letter(letter, **walk.officer)) == {line: ["round"]}
    accept_late(_round(), unit, **head_of_office(cast), until=tomorrow(), document="CV 3")
    assert send_letter(letter, **walk.officer).is_whole
    sound()


@pytest.mark.parametrize(
    ("given", "expected"),
    [({"until": date(2026, 1, 1)}, {"until": ["past"]}), ({"document": ""}, {"document": ["length"]})],
    ids=["a day that has passed", "no document"],
)
def test_a_bad_late_acceptance_is_a_typed_error(
    cast: Cast, given: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    asked: dict[str, Any] = {"until": today(), "document": "CV 2", **given}
    with unwritten(), pytest.raises(ValidationError) as raised:
        accept_late(_round(), cast.organisation("so-nnmt"), **head_of_office(cast), **asked)
    assert codes(raised) == expected
