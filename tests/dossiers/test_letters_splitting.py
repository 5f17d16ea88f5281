"""Sending, splitting, merging and handing over: an open line is on exactly one letter, and its papers come along."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dossiers.letters_given import (
    GDDT,
    answered,
    attempt,
    clerk_of,
    codes,
    desk_of,
    from_below,
    hash_of,
    head_of_office,
    merged,
    only_open,
    rules,
    rules_of,
    sound,
    specialist,
    state_of,
    supplement,
    today,
    tomorrow,
    unwritten,
    why,
)
from tests.support.walk import R1_BELOW, R4, Walk
from workflow.awards.models import Campaign, Round
from workflow.dossiers.answers import remove_paper
from workflow.dossiers.door import apply_transition
from workflow.dossiers.drafting import open_letter
from workflow.dossiers.letters import hand_to_head, issue_letter, merge_lines, send_letter, sign_letter, split_letter
from workflow.dossiers.models import Attachment, Letter, Nomination, SignOff
from workflow.dossiers.reports import Refused
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition


def _papers(letter: int) -> list[tuple[str, str, str]]:
    found = Attachment.objects.filter(letter=letter, removed_at=None).order_by("kind", "sha256")
    return list(found.values_list("kind", "title", "sha256"))


def _letter_of(line: int) -> Letter:
    return Letter.objects.get(case__nominations=line)


# Sending.


def test_a_letter_whose_lines_are_all_ready_goes_to_the_head_as_it_is(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(3)
    report = send_letter(letter, **walk.officer)
    assert (report.moved, report.refused) == (dict.fromkeys(lines, State.WITH_HEAD), {})
    assert (desk_of(letter), walk.lines(letter)) == (("sign", None), lines)
    assert Letter.objects.count() == 1
    sound()


def test_the_ready_lines_go_in_a_letter_of_their_own_and_the_others_stay(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (one, bad, two) = walk.drafted(3)
    remove_paper(Attachment.objects.get(nomination=bad), **walk.officer)
    report = send_letter(letter, **walk.officer)
    assert (set(report.moved), rules_of(report)) == ({one, two}, {bad: ["R-DOSSIER"]})
    sent = _letter_of(one)
    assert (sent == letter, walk.lines(sent), walk.lines(letter)) == (False, [one, two], [bad])
    assert (sent.kind, sent.subject, sent.round, sent.replaces) == ("UNIT", letter.subject, letter.round, letter)
    assert (desk_of(sent), desk_of(letter)) == (("sign", None), ("prepare", None))
    assert _papers(sent.pk) == _papers(letter.pk) != []
    sign_letter(sent, **walk.head)
    assert issue_letter(sent, "12/TTr", today(), **clerk_of(walk)).is_whole
    sound()


def test_a_letter_with_no_ready_line_stays_and_nothing_is_written(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(2)
    Round.objects.filter(code="DEMO-R1").update(opens_on=tomorrow())
    with unwritten():
        assert rules_of(send_letter(letter, **walk.officer)) == {line: ["round"] for line in lines}
    assert desk_of(letter) == ("prepare", None)


def test_a_letter_without_a_line_is_a_typed_error(cast: Cast) -> None:
    walk = Walk(cast)
    opened = open_letter(
        cast.organisation("so-nnmt"),
        **walk.officer,
        route="R1",
        authority=cast.organisation("ubnd-tinh"),
        campaign=Campaign.objects.get(code="CT34"),
        award_round=Round.objects.get(code="DEMO-R1"),
    )
    empty = Letter.objects.get(pk=opened.made["letter"])
    with unwritten(), pytest.raises(ValidationError) as raised:
        send_letter(empty, **walk.officer)
    assert codes(raised) == {"nominations": ["empty"]}


def test_a_letter_ends_with_its_last_line(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(2)
    for line in lines:
        assert desk_of(letter) == ("prepare", None)
        apply_transition(Transition.WITHDRAW_DRAFT, [line], **walk.officer, reason=why)
    assert (desk_of(letter), attempt(lambda: send_letter(letter, **walk.officer))) == (("", None), ["desk"])
    sound()


def test_the_answered_supplements_go_and_the_others_stay(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (one, two) = walk.assigned(2)
    supplement(cast, [one, two], reply_by=tomorrow())
    answered(walk, [one])
    letter = only_open("SUPPLEMENTARY", "so-nnmt")
    assert desk_of(letter) == ("prepare", tomorrow())
    report = send_letter(letter, **walk.officer)
    assert (report.moved, rules_of(report)) == ({one: State.WITH_HEAD}, {two: ["items"]})
    sent = _letter_of(one)
    assert (sent.kind, desk_of(sent), desk_of(letter)) == (
        "SUPPLEMENTARY",
        ("sign", tomorrow()),
        ("prepare", tomorrow()),
    )
    assert Nomination.objects.get(pk=one).letter.kind == "UNIT"
    assert apply_transition(Transition.RECALL_SUPPLEMENT, [one], **walk.officer).is_whole
    assert desk_of(sent) == ("prepare", tomorrow())
    sound()


# Splitting.


@pytest.mark.parametrize("desk", ["prepare", "sign"])
def test_lines_are_split_off_on_the_same_desk_with_the_same_papers(cast: Cast, desk: str) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(3) if desk == "prepare" else walk.with_head(3)
    before = [hash_of(line) for line in lines]
    acts = walk.officer if desk == "prepare" else walk.head
    new = Letter.objects.get(pk=split_letter(letter, [*lines[:2], lines[0]], **acts).made["letter"])
    assert (walk.lines(new), walk.lines(letter)) == (lines[:2], lines[2:])
    assert {(desk_of(one), one.kind, one.subject) for one in (letter, new)} == {((desk, None), "UNIT", letter.subject)}
    assert _papers(new.pk) == _papers(letter.pk)
    assert [Nomination.objects.get(pk=line).letter_id for line in lines] == [new.pk, new.pk, letter.pk]
    assert [hash_of(line) for line in lines] == before
    sound()


def test_a_superior_splits_its_collecting_letter_and_the_units_letters_stay(cast: Cast) -> None:
    letter, lines = from_below(cast, 3)
    walk = Walk(cast, GDDT)
    unit_letter = Nomination.objects.get(pk=lines[0]).letter_id
    new = Letter.objects.get(pk=split_letter(letter, lines[:1], **walk.head).made["letter"])
    assert (new.kind, Nomination.objects.get(pk=lines[0]).letter_id) == ("SUPERIOR", unit_letter)
    _above, more = from_below(cast, 1, first=10)
    assert (walk.lines(letter), walk.lines(new)) == ([*lines[1:], *more], lines[:1])
    for number, one in enumerate((letter, new), 1):
        sign_letter(one, **walk.head)
        assert issue_letter(one, f"{number}/TTr", today(), **clerk_of(walk)).is_whole
    sound()


def test_a_supplement_that_is_split_off_is_due_on_the_same_day(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, lines = walk.assigned(2)
    supplement(cast, lines, reply_by=tomorrow())
    letter = only_open("SUPPLEMENTARY", "so-nnmt")
    new = Letter.objects.get(pk=split_letter(letter, lines[:1], **walk.officer).made["letter"])
    assert {desk_of(one) for one in (letter, new)} == {("prepare", tomorrow())}
    sound()


def test_at_least_one_line_stays_on_the_letter(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.with_head(2)
    with unwritten(), pytest.raises(Refused) as refused:
        split_letter(letter, lines, **walk.head)
    assert rules(refused) == ["lines"]


def test_only_lines_of_the_letter_are_split_off(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.with_head(2)
    _other, strange = walk.with_head(1, first=5)
    for given in ([], [999_999], [lines[0], *strange], [-1]):
        with unwritten(), pytest.raises(ValidationError) as raised:
            split_letter(letter, given, **walk.head)
        assert codes(raised) == {"nominations": ["unknown"]}


def test_a_signed_letter_is_not_split(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.signed(2)
    with unwritten(), pytest.raises(Refused) as refused:
        split_letter(letter, lines[:1], **walk.head)
    assert rules(refused) == ["desk"]


def test_twenty_lines_are_split_by_as_many_statements_as_two(cast: Cast) -> None:
    walk = Walk(cast)
    counts = []
    for number, first in ((2, 1), (20, 10)):
        letter, lines = walk.drafted(number + 1, first=first)
        with CaptureQueriesContext(connection) as statements:
            split_letter(letter, lines[:number], **walk.officer)
        counts.append(len(statements))
    assert counts[0] == counts[1]


# Merging.


def test_a_superior_merges_its_own_lines_and_each_takes_its_row_at_issue(cast: Cast) -> None:
    letter, (below,), own = merged(cast, 1, 2)
    walk = Walk(cast, GDDT)
    assert walk.lines(letter) == [below, *own]
    assert not Letter.objects.filter(kind="UNIT", organisation__code="so-gddt", case__finished=None).exists()
    sign_letter(letter, **walk.head)
    report = issue_letter(letter, "45/TTr", today(), **clerk_of(walk))
    assert report.moved == dict.fromkeys([below, *own], State.WITH_OFFICE)
    found = Nomination.objects.filter(pk__in=[below, *own])
    assert set(found.values_list("last_letter", flat=True)) == {letter.pk}
    sound()


def test_part_of_a_letter_is_merged_and_the_rest_is_signed_by_itself(cast: Cast) -> None:
    letter, (below,) = from_below(cast)
    walk = Walk(cast, GDDT)
    own, (one, two) = walk.with_head(2, first=20)
    merge_lines(letter, [one], **walk.head)
    assert (walk.lines(letter), walk.lines(own), desk_of(own)) == ([below, one], [two], ("sign", None))
    sign_letter(own, **walk.head)
    assert issue_letter(own, "44/TTr", today(), **clerk_of(walk)).moved == {two: State.WITH_OFFICE}
    sound()


def test_lines_that_are_merged_off_a_signed_letter_void_its_signature(cast: Cast) -> None:
    letter, (below,) = from_below(cast)
    walk = Walk(cast, GDDT)
    own, (one, two) = walk.signed(2, first=20)
    merge_lines(letter, [one], **walk.officer)
    own.refresh_from_db()
    assert (own.signed_at, desk_of(own)) == (None, ("sign", None))
    assert not SignOff.objects.filter(nomination__in=[one, two], voided_at=None).exists()
    with unwritten():
        assert attempt(lambda: issue_letter(own, "44/TTr", today(), **clerk_of(walk))) == ["desk"]
    merge_lines(letter, [two], **walk.officer)
    assert (walk.lines(letter), desk_of(own)) == ([below, one, two], ("", None))
    sound()


def test_a_line_is_merged_once(cast: Cast) -> None:
    letter, _below, own = merged(cast)
    walk = Walk(cast, GDDT)
    with unwritten(), pytest.raises(Refused) as refused:
        merge_lines(letter, own, **walk.officer)
    assert rules(refused) == ["lines"]
    sound()


def test_only_own_lines_that_wait_for_the_head_are_merged(cast: Cast) -> None:
    letter, (below,) = from_below(cast)
    walk = Walk(cast, GDDT)
    _draft, (draft,) = walk.drafted(1, first=20)
    _foreign, (foreign,) = Walk(cast).with_head(1, first=22)
    _school, (school,) = Walk(cast, R1_BELOW).with_head(1, first=24)
    own, (good,) = walk.with_head(1, first=26)
    for line in (draft, foreign, school, below):
        with unwritten(), pytest.raises(Refused) as refused:
            merge_lines(letter, [good, line], **walk.officer)
        assert (rules(refused), list(refused.value.lines)) == (["lines"], [line])
    for given in ([], [999_999], [good, -1]):
        with unwritten(), pytest.raises(ValidationError) as raised:
            merge_lines(letter, given, **walk.officer)
        assert codes(raised) == {"nominations": ["unknown"]}
    with unwritten(), pytest.raises(Refused) as refused:
        merge_lines(own, [good], **walk.officer)
    assert rules(refused) == ["letter"]


def test_a_line_of_another_route_or_round_is_not_merged(cast: Cast) -> None:
    letter, _below = from_below(cast)
    walk = Walk(cast, GDDT)
    other = Walk(cast, replace(R4, unit="so-gddt", name="gddt"))
    _own, lines = other.with_head(1, first=20)
    with unwritten(), pytest.raises(Refused) as refused:
        merge_lines(letter, lines, **walk.officer)
    assert rules(refused) == ["lines"]


@pytest.mark.parametrize("transition", [Transition.RECALL, Transition.SEND_BACK], ids=str)
@pytest.mark.parametrize("with_others", [True, False])
def test_merged_lines_that_come_back_open_a_letter_of_the_unit(
    cast: Cast, transition: Transition, *, with_others: bool
) -> None:
    """Also when they are the last on the superior's letter, which ends then."""
    letter, below, own = merged(cast, 1, 2)
    walk = Walk(cast, GDDT)
    if not with_others:
        reason = Reason("Thiếu", code="INCOMPLETE", reply_by=today())
        apply_transition(Transition.RETURN_FROM_SUPERIOR, below, **walk.head, reason=reason)
    acts = walk.officer if transition is Transition.RECALL else walk.head
    assert apply_transition(transition, own, **acts, reason=why).moved == dict.fromkeys(own, State.DRAFT)
    back = _letter_of(own[0])
    assert (back.kind, walk.lines(back), desk_of(back)) == ("UNIT", own, ("prepare", None))
    assert desk_of(letter)[0] == ("prepare" if with_others else "")
    assert send_letter(back, **walk.officer).is_whole
    sound()


# Handing over.


def test_a_prepared_letter_is_handed_to_the_head_and_collects_until_it_is_signed(cast: Cast) -> None:
    letter, lines = from_below(cast)
    walk = Walk(cast, GDDT)
    hand_to_head(letter, **walk.officer)
    assert desk_of(letter) == ("sign", None)
    same, more = from_below(cast, 1, first=10)
    assert (same, walk.lines(letter)) == (letter, [*lines, *more])
    sign_letter(letter, **walk.head)
    other, _others = from_below(cast, 1, first=12)
    assert (other == letter, desk_of(other)) == (False, ("prepare", None))
    with unwritten(), pytest.raises(Refused) as refused:
        hand_to_head(letter, **walk.officer)
    assert rules(refused) == ["desk"]
    sound()


def test_the_office_s_letter_is_handed_over_by_its_specialist(cast: Cast) -> None:
    letter, lines = Walk(cast).to_present(1)
    hand_to_head(letter, **specialist(cast))
    sign_letter(letter, **head_of_office(cast))
    assert (desk_of(letter), state_of(lines[0])) == (("issue", None), State.TO_PRESENT)
    sound()


def test_a_unit_s_letter_is_sent_and_not_handed_over(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    with unwritten(), pytest.raises(Refused) as refused:
        hand_to_head(letter, **walk.officer)
    assert rules(refused) == ["letter"]
