"""Signing by exception: the clean lines in one act, the others left, awarded otherwise with a reason, or declined."""

import pytest
from django.utils import timezone

from tests.appraisal.given import delegated, desk, related, route, statements, states
from tests.appraisal.proof import invalid, refused, refused_lines
from tests.decisions.given import SUBJECT, Authority, annexed, taken_up
from tests.directory.given import last_entry
from tests.support.walk import R3S
from workflow.appraisal.models import Consultation
from workflow.council.models import AgendaItem, Conflict
from workflow.decisions.commands import sign_decision
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.reviewing import against_advice, review_of
from workflow.dossiers.history import PastAward
from workflow.dossiers.models import Correction, Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.transitions import Transition

WHY = "Thành tích nổi bật, được nhân dân ghi nhận"
NO = "Chưa đủ thuyết phục"


def told(authority: Authority, decision: Decision) -> dict[int, list[str]]:
    """The rules that the decider is told of, by line: bars first, then exceptions."""
    who = authority.decider
    review = review_of(decision, who["actor"], who["capacity"])
    found = {line: [one.rule for one in some] for line, some in review.why.items()}
    for line, some in review.cautions.items():
        found[line] = [*found.get(line, []), *(one.rule for one in some)]
    assert review.clean == review.every - len(found)
    return found


# What is to be looked at ------------------------------------------------------------------------------


def test_lines_with_nothing_to_look_at_are_clean(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.checked(3)
    assert told(authority, decision) == {}


def test_a_line_that_the_council_did_not_support_is_an_exception_with_its_counts(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = taken_up(authority)
    assert told(authority, decision) == {lines[0]: ["R-COUNCIL"]}
    item = AgendaItem.objects.get(nomination=lines[0])
    who = authority.decider
    (one,) = review_of(decision, who["actor"], who["capacity"]).cautions[lines[0]]
    assert f"{item.in_favour} " in one.reason
    assert f"{item.against} " in one.reason
    assert one.basis_label


def test_what_was_corrected_after_the_vote_is_an_exception(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    person = cast.person("tdkt-head")
    Correction.objects.create(
        nomination_id=lines[1],
        field="nominee_title",
        was="a",
        text="b",
        confirmed_by="c",
        person=person,
        at=timezone.now(),
    )
    assert told(authority, decision) == {lines[1]: ["R-CHANGED"]}
    Correction.objects.all().delete()


def test_a_body_that_disagrees_is_an_exception_and_one_that_agrees_or_is_silent_is_none(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(3)
    for line, agrees in zip(lines, (False, True, None), strict=True):
        Consultation.objects.create(
            nomination_id=line,
            organisation=cast.organisation("so-gddt"),
            asked_by=cast.person("tdkt-head"),
            asked_at=timezone.now(),
            reply_by=timezone.localdate(),
            agrees=agrees,
            answered_at=None if agrees is None else timezone.now(),
        )
    assert told(authority, decision) == {lines[0]: ["R-OPINION"]}


def test_an_award_for_the_same_merit_is_an_exception(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    line = Nomination.objects.get(pk=lines[0])
    PastAward.objects.create(
        nominee=line.nominee,
        nominee_kind=line.nominee_kind,
        name=line.nominee_name,
        award_form=line.award_form,
        authority=line.authority,
        authority_name="UBND tỉnh",
        number="1/QĐ",
        decided_on=line.period_to,
        achievement_title=line.achievement_title,
        period_from=line.period_from,
        period_to=line.period_to,
        line="1",
        recorded_at=timezone.now(),
    )
    assert told(authority, decision) == {lines[0]: ["R-DUP-MERIT"]}


def test_a_member_kept_from_the_vote_is_an_exception(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    item = AgendaItem.objects.get(nomination=lines[1])
    Conflict.objects.create(
        item=item, person=cast.person("council-secretary"), kind="RELATIVE", excludes=True, at=timezone.now()
    )
    assert told(authority, decision) == {lines[1]: ["R-CONFLICT"]}
    Conflict.objects.all().delete()


def test_the_signers_own_matter_bars_the_signature(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    related(cast.person("nominee-01"), cast.person("chairman"))
    assert told(authority, decision) == {lines[0]: ["relative"]}


# The clean ones, in one act ----------------------------------------------------------------------------


def test_the_clean_lines_are_signed_and_the_others_stay_in_a_draft_of_their_own(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(3)
    related(cast.person("nominee-01"), cast.person("chairman"))
    with refused_lines({lines[0]: "relative"}, security=True):
        sign_decision(decision, **authority.decider)
    made = sign_decision(decision, **authority.decider, leaving=lines[:1]).made
    left = Decision.objects.get(pk=made["left"])
    assert sorted(annexed(decision)) == [(line, "AWARD") for line in lines[1:]]
    assert (desk(decision.case_id), desk(left.case_id), left.subject) == ("issue", "sign", SUBJECT)
    decision.refresh_from_db()
    assert (left.form_checked_at, left.form_checked_by) == (decision.form_checked_at, decision.form_checked_by)
    assert list(Nomination.objects.filter(case=left.case_id).values_list("pk", flat=True)) == lines[:1]
    deed, _person, data, _personal = last_entry(f"decision:{left.pk}")
    assert (deed, data["split_from"]) == ("OPENED", decision.pk)
    sign_decision(left, **authority.deputy)
    for one in (decision, left):
        authority.issue(one)
    assert states(lines) == ["AWARDED"] * 3


def test_clean_lines_get_their_number_in_the_same_act_where_the_authority_keeps_a_register(cast: Cast) -> None:
    authority = Authority(cast, R3S)
    decision, lines = authority.checked(2)
    made = sign_decision(decision, **authority.decider, leaving=lines[1:]).made
    assert made["number"].startswith("01/")
    assert (states(lines), desk(Decision.objects.get(pk=made["left"]).case_id)) == (
        ["AWARDED", "WITH_DECIDER"],
        "sign",
    )


def test_what_is_left_is_a_line_of_the_draft_and_never_all_of_them(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    for strange in ([10**9], [*lines[:1], 10**9]):
        with invalid("leaving"):
            sign_decision(decision, **authority.decider, leaving=strange)
    with refused("lines"):
        sign_decision(decision, **authority.decider, leaving=lines)
    with invalid(f"declined[{lines[0]}]"):
        sign_decision(decision, **authority.decider, leaving=lines[:1], declined={lines[0]: NO})


def test_whoever_signs_by_delegation_leaves_nothing(cast: Cast) -> None:
    route("R1", reserved=[])
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    acts = delegated(cast, authority.decider["capacity"], "nominee-70", Transition.AWARD, Transition.DECLINE)
    with refused("delegation", security=True):
        sign_decision(decision, **acts, leaving=lines[:1])


# Otherwise than the council ---------------------------------------------------------------------------


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_nobody_awards_against_the_council_without_a_reason(cast: Cast, reason: str | None) -> None:
    authority = Authority(cast)
    decision, lines = taken_up(authority)
    given = {} if reason is None else {lines[0]: reason}
    with invalid(f"otherwise[{lines[0]}]"):
        sign_decision(decision, **authority.decider, otherwise=given)


def test_the_reason_is_kept_on_the_line_and_in_the_record(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = taken_up(authority)
    sign_decision(decision, **authority.decider, otherwise={lines[0]: f" {WHY} "})
    kept = dict(DecisionLine.objects.filter(decision=decision).values_list("nomination", "reason"))
    assert kept == {lines[0]: WHY, lines[1]: ""}
    deed, person, data, personal = last_entry(f"nomination:{lines[0]}")
    assert (deed, person, data["otherwise"], personal) == ("SIGNED", cast.person("chairman").pk, True, {"reason": WHY})
    assert last_entry(f"decision:{decision.pk}")[2]["otherwise"] == [lines[0]]
    authority.issue(decision)
    assert states(lines) == ["AWARDED", "AWARDED"]


def test_a_line_against_the_advice_is_declined_or_left_with_no_further_reason(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = taken_up(authority)
    left = Decision.objects.get(pk=sign_decision(decision, **authority.decider, leaving=lines[:1]).made["left"])
    sign_decision(left, **authority.decider, declined={lines[0]: NO})
    assert states(lines) == ["NOT_AWARDED", "WITH_DECIDER"]


def test_a_reason_for_a_line_that_the_council_supported_is_out_of_place(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = taken_up(authority)
    with invalid(f"otherwise[{lines[1]}]", f"otherwise[{10**9}]"):
        sign_decision(decision, **authority.decider, otherwise={lines[0]: WHY, lines[1]: WHY, 10**9: WHY})


def test_a_signature_needs_as_many_statements_for_many_lines_as_for_one(cast: Cast) -> None:
    authority = Authority(cast, R3S)
    counts = set()
    for first, many in ((1, 1), (5, 20)):
        decision, _lines = authority.checked(many, first=first)
        counts.add(statements(sign_decision, decision, **authority.decider))
    assert len(counts) == 1


def test_what_the_page_calls_against_the_advice_is_what_the_command_asks_a_reason_for(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = taken_up(authority, 3)
    who = authority.decider
    shown = against_advice(review_of(decision, who["actor"], who["capacity"]))
    with invalid(*(f"otherwise[{line}]" for line in shown)):
        sign_decision(decision, **authority.decider)
    assert shown == frozenset(lines[:1])
