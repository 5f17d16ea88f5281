"""Levels: a letter climbs the submitting line step by step, and comes back from every stage on a letter of its own."""

from dataclasses import replace
from datetime import date

import pytest

from tests.dossiers.letters_given import (
    GDDT,
    answered,
    appoint_new,
    attempt,
    clerk_of,
    desk_of,
    from_below,
    head_of_office,
    merged,
    only_open,
    refused_for_lack_of_authority,
    rules_of,
    sound,
    specialist,
    state_of,
    supplement,
    today,
    tomorrow,
    unwritten,
    why,
    yesterday,
)
from tests.support.walk import R1, R1_BELOW, Walk
from workflow.audit.models import Entry
from workflow.awards.models import Route
from workflow.directory.models import Organisation
from workflow.dossiers.answers import remove_paper
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import hand_to_head, issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Attachment, Letter, Nomination, SignOff
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import receive_and_assign
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

STATION = replace(R1, unit="hat-kiem-lam-kv3", name="station")
BRANCH = replace(R1, unit="chi-cuc-kiem-lam", name="branch")
back_by = Reason("Trả lại (minh họa)", code="INCOMPLETE", reply_by=tomorrow())


def _forest(cast: Cast) -> Cast:
    """People for the two bodies below the department, by the names of the demo."""
    posts = {"officer": Role.UNIT_OFFICER, "head": Role.UNIT_HEAD, "clerk": Role.RECORDS_CLERK}
    for way in (STATION, BRANCH):
        for name, role in posts.items():
            acts = appoint_new(f"{way.name}-{name}", role, cast.organisation(way.unit))
            acts["capacity"].person.code = f"demo-{way.name}-{name}"
            acts["capacity"].person.save()
            acts["actor"].username = f"demo-{way.name}-{name}"
            acts["actor"].save()
    return Cast()


def _sign_and_issue(walk: Walk, letter: Letter, number: str) -> dict[int, State]:
    sign_letter(letter, **walk.head)
    return dict(issue_letter(letter, number, today(), **clerk_of(walk)).moved)


def _levels(lines: list[int]) -> set[str]:
    return set(Nomination.objects.filter(pk__in=lines).values_list("level__code", flat=True))


# Up.


def test_a_letter_climbs_three_levels_and_every_head_signs(cast: Cast) -> None:
    cast = _forest(cast)
    station, branch, department = Walk(cast, STATION), Walk(cast, BRANCH), Walk(cast)
    letter, lines = station.with_head(2)
    assert _sign_and_issue(station, letter, "1/TTr-HKL") == dict.fromkeys(lines, State.WITH_SUPERIOR)
    assert (_levels(lines), Nomination.objects.get(pk=lines[0]).last_letter) == ({"chi-cuc-kiem-lam"}, None)
    second = only_open("SUPERIOR", "chi-cuc-kiem-lam")
    assert _sign_and_issue(branch, second, "2/TTr-CCKL") == dict.fromkeys(lines, State.WITH_SUPERIOR)
    assert _levels(lines) == {"so-nnmt"}
    third = only_open("SUPERIOR", "so-nnmt")
    assert _sign_and_issue(department, third, "3/TTr-SNNMT") == dict.fromkeys(lines, State.WITH_OFFICE)
    deeds = Entry.objects.filter(stream=f"nomination:{lines[0]}", deed__in=Transition.__members__)
    climbed = list(deeds.order_by("seq").values_list("deed", flat=True))
    assert climbed == ["SEND_TO_HEAD", "ENDORSE_UPWARD", "PASS_UPWARD", "FORWARD"]
    assert SignOff.objects.filter(nomination=lines[0], voided_at=None).count() == 3
    assert set(Nomination.objects.filter(pk__in=lines).values_list("last_letter", flat=True)) == {third.pk}
    sound()


def test_each_level_merges_what_comes_from_below_with_its_own(cast: Cast) -> None:
    cast = _forest(cast)
    station, branch = Walk(cast, STATION), Walk(cast, BRANCH)
    letter, lines = station.with_head(1)
    _sign_and_issue(station, letter, "1/TTr-HKL")
    own, own_lines = branch.with_head(1, first=5)
    assert _sign_and_issue(branch, own, "2/TTr-CCKL") == {own_lines[0]: State.WITH_SUPERIOR}
    assert _sign_and_issue(branch, only_open("SUPERIOR", "chi-cuc-kiem-lam"), "3/TTr-CCKL") == {
        lines[0]: State.WITH_SUPERIOR
    }
    third = only_open("SUPERIOR", "so-nnmt")
    assert Walk.lines(third) == [*own_lines, *lines]
    sound()


def test_a_superior_that_is_gone_is_passed_over(cast: Cast) -> None:
    cast = _forest(cast)
    station = Walk(cast, STATION)
    letter, (line,) = station.with_head(1)
    Organisation.objects.filter(code="chi-cuc-kiem-lam").update(valid_until=yesterday())
    assert _sign_and_issue(station, letter, "1/TTr-HKL") == {line: State.WITH_SUPERIOR}
    assert _levels([line]) == {"so-nnmt"}
    sound()


def test_the_submitting_line_ends_below_the_authority(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.with_head(1)
    assert _sign_and_issue(walk, letter, "1/TTr") == {line: State.WITH_OFFICE}
    assert _levels([line]) == {"so-nnmt"}


def test_only_the_head_of_the_level_acts_there(cast: Cast) -> None:
    cast = _forest(cast)
    station = Walk(cast, STATION)
    letter, (line,) = station.with_head(1)
    _sign_and_issue(station, letter, "1/TTr-HKL")
    above = only_open("SUPERIOR", "chi-cuc-kiem-lam")
    for acts in (station.head, Walk(cast).head):
        assert refused_for_lack_of_authority(lambda **who: sign_letter(above, **who), acts) == "role"
        report = apply_transition(Transition.RETURN_FROM_SUPERIOR, [line], **acts, reason=back_by)
        assert rules_of(report) == {line: ["organisation"]}


def test_a_superior_does_not_endorse(cast: Cast) -> None:
    letter, (line, other) = from_below(cast, 2)
    head = Walk(cast, GDDT).head
    with unwritten():
        report = apply_transition(Transition.NOT_ENDORSE_ABOVE, [line], **head, reason=Reason("Lý do"))
    assert rules_of(report) == {line: ["reason"]}
    reason = Reason("Thành tích chưa nổi bật", code="MERIT")
    assert apply_transition(Transition.NOT_ENDORSE_ABOVE, [line], **head, reason=reason).is_whole
    assert (state_of(line), Walk.lines(letter)) == (State.NOT_ENDORSED, [other])
    sound()


# Recalled.


def test_the_officer_recalls_from_the_head(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.with_head(2)
    assert (
        refused_for_lack_of_authority(lambda **acts: apply_transition(Transition.RECALL, lines, **acts), walk.head)
        == "role"
    )
    assert apply_transition(Transition.RECALL, lines, **walk.officer).moved == dict.fromkeys(lines, State.DRAFT)
    assert (desk_of(letter), walk.lines(letter)) == (("prepare", None), lines)
    assert send_letter(letter, **walk.officer).is_whole
    sound()


def test_the_head_recalls_from_the_superior_until_it_signs(cast: Cast) -> None:
    above, (line, other) = from_below(cast, 2)
    school, superior = Walk(cast, R1_BELOW), Walk(cast, GDDT)
    hand_to_head(above, **superior.officer)
    assert apply_transition(Transition.RECALL_FROM_SUPERIOR, [line], **school.head).moved == {line: State.DRAFT}
    assert (_levels([line]), Walk.lines(above)) == ({"thpt-tran-phu"}, [other])
    assert not SignOff.objects.filter(nomination=line, voided_at=None).exists()
    back = only_open("UNIT", "thpt-tran-phu")
    issued = Letter.objects.get(kind="UNIT", issued_at__isnull=False)
    assert (back.replaces, desk_of(back)) == (issued, ("prepare", None))
    sign_letter(above, **superior.head)
    with unwritten():
        report = apply_transition(Transition.RECALL_FROM_SUPERIOR, [other], **school.head)
    assert rules_of(report) == {other: ["recall"]}
    sound()


def test_the_head_recalls_from_the_office_until_it_receives(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line, other) = walk.at_office(2)
    assert apply_transition(Transition.RECALL_FROM_OFFICE, [line], **walk.head).moved == {line: State.DRAFT}
    _received, (late,) = walk.assigned(1, first=5)
    with unwritten():
        assert rules_of(apply_transition(Transition.RECALL_FROM_OFFICE, [late], **walk.head)) == {late: ["recall"]}
    assert apply_transition(Transition.RECALL_FROM_OFFICE, [other], **walk.head).is_whole
    assert {state_of(one) for one in (line, other)} == {State.DRAFT}
    sound()


def test_a_supplemented_line_counts_as_received(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    supplement(cast, [line])
    answered(walk, [line])
    letter = only_open("SUPPLEMENTARY", "so-nnmt")
    send_letter(letter, **walk.officer)
    assert rules_of(apply_transition(Transition.RECALL, [line], **walk.officer)) == {line: ["request"]}
    assert apply_transition(Transition.RECALL_SUPPLEMENT, [line], **walk.officer).moved == {line: State.IN_SUPPLEMENT}
    send_letter(letter, **walk.officer)
    _sign_and_issue(walk, letter, "13/TTr")
    with unwritten():
        assert rules_of(apply_transition(Transition.RECALL_FROM_OFFICE, [line], **walk.head)) == {line: ["recall"]}
    sound()


# Sent back and returned.


def test_part_of_a_letter_is_sent_back_on_a_new_one_that_replaces_it(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (one, two, stays) = walk.with_head(3)
    assert apply_transition(Transition.SEND_BACK, [one, two], **walk.head, reason=why).is_whole
    new = Nomination.objects.get(pk=one).letter
    assert (new.replaces, walk.lines(new), desk_of(new)) == (letter, [one, two], ("prepare", None))
    assert (walk.lines(letter), desk_of(letter)) == ([stays], ("sign", None))
    assert new.attachments.count() == letter.attachments.count() == 2
    assert send_letter(new, **walk.officer).is_whole
    sound()


def test_a_letter_whose_lines_are_all_sent_back_goes_back_itself(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.with_head(2)
    assert apply_transition(Transition.SEND_BACK, lines, **walk.head, reason=why).is_whole
    assert (desk_of(letter), Letter.objects.count()) == (("prepare", None), 1)
    sound()


def test_lines_of_two_units_return_from_the_superior_each_to_its_own(cast: Cast) -> None:
    above, (below,), (own,) = merged(cast)
    superior = Walk(cast, GDDT)
    with unwritten():
        missing = apply_transition(Transition.RETURN_FROM_SUPERIOR, [below], **superior.head, reason=Reason("Trả"))
    assert rules_of(missing) == {below: ["reason", "reply-date"]}
    assert apply_transition(Transition.RETURN_FROM_SUPERIOR, [below], **superior.head, reason=back_by).is_whole
    back = only_open("UNIT", "thpt-tran-phu")
    assert (Walk.lines(back), desk_of(back), Walk.lines(above)) == ([below], ("prepare", tomorrow()), [own])
    assert (_levels([below]), Nomination.objects.get(pk=below).reply_by) == ({"thpt-tran-phu"}, tomorrow())
    sound()


def test_a_line_that_returns_from_a_signed_superior_s_letter_voids_the_signature(cast: Cast) -> None:
    above, (line, other) = from_below(cast, 2)
    superior = Walk(cast, GDDT)
    sign_letter(above, **superior.head)
    assert apply_transition(Transition.RETURN_FROM_SUPERIOR, [line], **superior.head, reason=back_by).is_whole
    above.refresh_from_db()
    assert (above.signed_at, desk_of(above)) == (None, ("prepare", None))
    left = SignOff.objects.filter(nomination=other, voided_at=None)
    assert [one.case.letter.kind for one in left] == ["UNIT"]
    assert attempt(lambda: issue_letter(above, "45/TTr", today(), **clerk_of(superior))) == ["desk"]
    assert _sign_and_issue(superior, above, "45/TTr") == {other: State.WITH_OFFICE}
    sound()


@pytest.mark.parametrize("part", [True, False], ids=["part of it", "all of it"])
def test_the_office_returns_to_the_unit_on_a_new_letter(cast: Cast, *, part: bool) -> None:
    walk = Walk(cast)
    appraisal, lines = walk.assigned(2)
    returned = lines[:1] if part else lines
    report = apply_transition(Transition.RETURN_TO_UNIT, returned, **specialist(cast), reason=back_by)
    assert report.moved == dict.fromkeys(returned, State.DRAFT)
    new = only_open("UNIT", "so-nnmt")
    assert (new.replaces, walk.lines(new), desk_of(new)) == (appraisal.letter, returned, ("prepare", tomorrow()))
    assert (appraisal.case.nominations.count(), new.subject) == (len(lines) - len(returned), appraisal.letter.subject)
    assert set(Nomination.objects.filter(pk__in=returned).values_list("pool", flat=True)) == {None}
    send_letter(new, **walk.officer)
    assert _sign_and_issue(walk, new, "13/TTr") == dict.fromkeys(returned, State.WITH_OFFICE)
    assert set(Nomination.objects.filter(pk__in=returned).values_list("last_letter", flat=True)) == {new.pk}
    sound()


def test_a_returned_line_is_edited_and_sent_without_the_lines_that_stayed(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line, other) = walk.assigned(2)
    apply_transition(Transition.RETURN_TO_UNIT, [line], **specialist(cast), reason=back_by)
    new = only_open("UNIT", "so-nnmt")
    remove_paper(Attachment.objects.get(nomination=line), **walk.officer)
    drafts.complete(new, [line], walk.officer)
    assert send_letter(new, **walk.officer).is_whole
    assert (state_of(line), state_of(other)) == (State.WITH_HEAD, State.WITH_OFFICE)
    sound()


def test_the_head_of_the_office_returns_what_waits_to_be_presented(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line, other) = walk.to_present(2)
    assert apply_transition(Transition.RETURN_FROM_PRESENTING, [line], **head_of_office(cast), reason=back_by).is_whole
    assert (state_of(line), walk.lines(letter)) == (State.DRAFT, [other])
    assert not SignOff.objects.filter(nomination=line, voided_at=None).exists()
    sound()


# Supplementary letters.


def test_part_of_a_supplement_comes_back_on_a_letter_due_on_the_same_day(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line, other) = walk.assigned(2)
    supplement(cast, [line, other], reply_by=tomorrow())
    answered(walk, [line, other])
    letter = only_open("SUPPLEMENTARY", "so-nnmt")
    send_letter(letter, **walk.officer)
    assert apply_transition(Transition.SEND_BACK_SUPPLEMENT, [line], **walk.head, reason=why).is_whole
    back = Letter.objects.get(case__nominations=line)
    assert (back.kind, desk_of(back)) == ("SUPPLEMENTARY", ("prepare", tomorrow()))
    assert (walk.lines(letter), desk_of(letter)[0]) == ([other], "sign")
    assert send_letter(back, **walk.officer).is_whole
    for number, one in enumerate((letter, back), 13):
        _sign_and_issue(walk, one, f"{number}/TTr")
    assert {state_of(one) for one in (line, other)} == {State.WITH_OFFICE}
    sound()


def test_a_superior_that_signs_again_returns_the_supplement_to_its_unit(cast: Cast) -> None:
    route = Route.objects.get(code="R1")
    given = {**route.parameters, "superiors_sign_again": True}
    Route.objects.create(
        code="R1", version=2, name="R1", parameters=given, valid_from=date(2025, 7, 1), confidence="DESIGN"
    )
    above, (line,) = from_below(cast)
    school, superior = Walk(cast, R1_BELOW), Walk(cast, GDDT)
    _sign_and_issue(superior, above, "45/TTr")
    receive_and_assign(cast, GDDT.bodies, prefix="R")
    supplement(cast, [line], reply_by=tomorrow())
    answered(school, [line])
    first = only_open("SUPPLEMENTARY", "thpt-tran-phu")
    send_letter(first, **school.officer)
    assert _sign_and_issue(school, first, "13/TTr") == {line: State.WITH_SUPERIOR}
    with unwritten():
        report = apply_transition(Transition.RETURN_FROM_SUPERIOR, [line], **superior.head, reason=back_by)
    assert rules_of(report) == {line: ["request"]}
    back = apply_transition(Transition.RETURN_SUPPLEMENT, [line], **superior.head, reason=why)
    assert (back.moved, _levels([line])) == ({line: State.IN_SUPPLEMENT}, {"thpt-tran-phu"})
    again = only_open("SUPPLEMENTARY", "thpt-tran-phu")
    assert desk_of(again) == ("prepare", tomorrow())
    send_letter(again, **school.officer)
    assert _sign_and_issue(school, again, "14/TTr") == {line: State.WITH_SUPERIOR}
    assert _sign_and_issue(superior, only_open("SUPERIOR", "so-gddt"), "46/TTr") == {line: State.WITH_OFFICE}
    sound()
