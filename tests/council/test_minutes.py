"""The minutes: made from the facts, sealed, signed by secretary and chair, and then the lines go on in the same act."""

import pytest
from django.utils.translation import override

from tests.appraisal.given import appointed, desk, head, related, states, today, tomorrow, why
from tests.appraisal.proof import refused, rules, stays
from tests.council.given import Council, tally
from tests.support.walk import R1, R2
from workflow.audit.canonical import content_hash
from workflow.awards.models import QuotaLine
from workflow.council.agenda import fix_agenda
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.minutes import minutes_of
from workflow.council.models import CouncilSession
from workflow.council.sessions import sign_minutes
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Nomination, SignOff
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition


def _mixed(cast: Cast) -> tuple[Council, CouncilSession, list[int]]:
    """Three lines; the second finds no support."""
    council = Council(cast)
    session, lines = council.opened(3)
    for name in council.names(session):
        cast_ballots(session, {lines[1]: "DISAGREE"}, **council.member(name), others="AGREE")
    close_voting(session, **council.secretary)
    return council, session, lines


@pytest.mark.parametrize("first", ["secretary", "chair"])
def test_both_sign_in_either_order_and_with_the_second_all_lines_go_on(cast: Cast, first: str) -> None:
    council, session, lines = _mixed(cast)
    one, other = (council.secretary, council.chair) if first == "secretary" else (council.chair, council.secretary)
    report = sign_minutes(session, **one)
    assert (dict(report.moved), states(lines)) == ({}, ["WITH_COUNCIL"] * 3)
    assert CouncilSession.objects.get(pk=session.pk).minutes_signed_at is None
    with refused("minutes"):
        sign_minutes(session, **one)
    report = sign_minutes(session, **other)
    assert dict(report.moved) == {lines[0]: "TO_PRESENT", lines[1]: "NOT_SUPPORTED", lines[2]: "TO_PRESENT"}
    session.refresh_from_db()
    assert session.minutes_signed_at is not None
    signers = (session.signed_by_secretary, session.signed_by_chair)
    assert signers == (cast.person("council-secretary"), cast.person("chairman"))
    assert desk(session.case_id) == ""
    with refused("desk"):
        sign_minutes(session, **one)


def test_the_second_signature_is_the_vote_of_every_line(cast: Cast) -> None:
    council, session, lines = _mixed(cast)
    council.sign(session)
    for line in Nomination.objects.filter(pk__in=lines):
        signed = SignOff.objects.get(nomination=line, kind="VOTE", voided_at=None)
        assert (signed.hash, signed.person) == (line.content_hash, cast.person("chairman"))


def test_a_deputy_of_the_chair_signs_for_the_chair(cast: Cast) -> None:
    council, session, lines = _mixed(cast)
    sign_minutes(session, **council.secretary)
    deputy = cast.acts("vice-chairman", Role.COUNCIL_CHAIR, "hd-tdkt-tinh")
    assert sign_minutes(session, **deputy).is_whole
    assert states(lines) == ["TO_PRESENT", "NOT_SUPPORTED", "TO_PRESENT"]
    with refused("desk"):
        sign_minutes(session, **council.chair)


def test_nothing_is_signed_before_the_count(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    with refused("desk"):
        sign_minutes(session, **council.secretary)
    fix_agenda(session, today(), **council.secretary)
    with refused("desk"):
        sign_minutes(session, **council.secretary)
    council.open(session, ["council-13"])
    with refused("desk"):
        sign_minutes(session, **council.secretary)
    close_voting(session, **council.secretary)
    with refused("desk"):
        sign_minutes(session, **council.secretary)


def test_the_minutes_tell_who_took_part_what_was_counted_and_the_first_remarks(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(2)
    related(cast.person("nominee-02"), cast.person("council-05"))
    fix_agenda(session, today(), **council.secretary)
    council.open(session, ["council-13"])
    present = [name for name in council.names(session) if name != "council-13"]
    council.all_vote(session, present[:2], "DISAGREE")
    council.all_vote(session, present[2:], "AGREE")
    close_voting(session, **council.secretary)
    close_voting(session, **council.secretary)
    sign_minutes(session, **council.secretary, remarks="  Phiên họp bắt đầu lúc 8 giờ  ")
    sign_minutes(session, **council.chair, remarks="Không có ý kiến khác")
    session.refresh_from_db()
    told = session.minutes.splitlines()
    assert len(told) == 7
    assert f"{today():%d/%m/%Y}" in told[0]
    assert ("13" in told[1], "12" in told[1]) == (True, True)
    assert str(cast.person("council-13")) in told[2]
    names = list(Nomination.objects.filter(pk__in=lines).order_by("pk").values_list("nominee_name", flat=True))
    counted = tally(session)
    for number, (name, line) in enumerate(zip(names, lines, strict=True), 1):
        assert told[2 + number].startswith(f"{number}. {name}:")
        assert str(counted[line][0]) in told[2 + number]
    assert str(cast.person("council-05")) in told[4], "who had no ballot on the line"
    assert session.urn_hash in told[5]
    assert told[6] == "Phiên họp bắt đầu lúc 8 giờ"
    assert session.minutes_hash == content_hash({"minutes": session.minutes})


def test_the_minutes_do_not_change_after_the_first_signature(cast: Cast) -> None:
    council, session, _lines = _mixed(cast)
    sign_minutes(session, **council.chair, remarks="Ghi chú")
    session.refresh_from_db()
    sealed = (session.minutes, session.minutes_hash)
    sign_minutes(session, **council.secretary, remarks="Ghi chú khác")
    session.refresh_from_db()
    assert (session.minutes, session.minutes_hash) == sealed


def test_a_line_whose_nominee_is_the_second_signer_stays_for_somebody_else(cast: Cast) -> None:
    council, session, lines = _mixed(cast)
    related(cast.person("nominee-01"), cast.person("chairman"))
    sign_minutes(session, **council.secretary)
    report = sign_minutes(session, **council.chair)
    assert rules(report) == {lines[0]: ["relative"]}
    assert states(lines) == ["WITH_COUNCIL", "NOT_SUPPORTED", "TO_PRESENT"]
    assert apply_transition(Transition.SUPPORT, lines[:1], **council.secretary).is_whole
    assert (states(lines[:1]), desk(session.case_id)) == (["TO_PRESENT"], "")


def test_the_door_supports_nothing_that_the_minutes_do_not(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.opened(1)
    for row in (Transition.SUPPORT, Transition.NOT_SUPPORT):
        report = apply_transition(row, lines, **council.secretary)
        assert rules(report)[lines[0]][0] == "session"
    council.all_vote(session, council.names(session), "AGREE")
    close_voting(session, **council.secretary)
    for row, expected in ((Transition.SUPPORT, ["minutes"]), (Transition.NOT_SUPPORT, ["minutes", "tally"])):
        assert rules(apply_transition(row, lines, **council.secretary)) == {lines[0]: expected}


# Deferred and taken up.


def test_a_line_is_deferred_with_a_reason_before_the_vote_or_after_it(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.fixed(3)
    with stays({lines[0]: "reason"}) as reports:
        reports.append(apply_transition(Transition.DEFER, lines[:1], **council.secretary, reason=Reason(" ")))
    assert apply_transition(Transition.DEFER, lines[:1], **council.secretary, reason=why).is_whole
    council.open(session)
    with stays({lines[1]: "voting"}) as reports:
        reports.append(apply_transition(Transition.DEFER, lines[1:2], **council.secretary, reason=why))
    council.all_vote(session, council.names(session), "AGREE")
    close_voting(session, **council.secretary)
    assert apply_transition(Transition.DEFER, lines[1:2], **council.chair, reason=why).is_whole
    council.sign(session)
    assert states(lines) == ["WITH_OFFICE", "WITH_OFFICE", "TO_PRESENT"]


def test_a_deferred_line_stands_in_the_minutes_without_a_result(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.fixed(2)
    assert apply_transition(Transition.DEFER, lines[:1], **council.secretary, reason=why).is_whole
    council.open(session)
    council.all_vote(session, council.names(session), "AGREE")
    close_voting(session, **council.secretary)
    council.sign(session)
    session.refresh_from_db()
    assert "None" not in session.minutes
    deferred = Nomination.objects.get(pk=lines[0])
    (told,) = [text for text in session.minutes.splitlines() if deferred.nominee_name in text]
    assert not any(character.isdigit() for character in told.removeprefix("1.").replace(deferred.nominee_name, ""))


def test_a_line_deferred_after_the_count_stands_in_the_minutes_without_a_result_too(cast: Cast) -> None:
    council, session, lines = _mixed(cast)
    name = Nomination.objects.get(pk=lines[0]).nominee_name
    assert apply_transition(Transition.DEFER, lines[:1], **council.secretary, reason=why).is_whole
    council.sign(session)
    session.refresh_from_db()
    (told,) = [text for text in session.minutes.splitlines() if name in text]
    assert "13" not in told


def test_signed_minutes_tell_no_result_of_a_line_that_left_between_the_two_signatures(cast: Cast) -> None:
    """Either the line may not leave minutes that bear a signature, or what was sealed is not what stands."""
    council, session, lines = _mixed(cast)
    name = Nomination.objects.get(pk=lines[0]).nominee_name
    sign_minutes(session, **council.secretary)
    report = apply_transition(Transition.DEFER, lines[:1], **council.chair, reason=why)
    sign_minutes(session, **council.chair)
    session.refresh_from_db()
    (told,) = [text for text in session.minutes.splitlines() if name in text]
    assert not (report.is_whole and "13" in told)


def test_the_decider_takes_up_what_the_council_does_not_support(cast: Cast) -> None:
    council, session, lines = _mixed(cast)
    council.sign(session)
    decider = cast.acts("chairman", Role.DECIDER, "ubnd-tinh")
    row = Transition.TAKE_UP
    with stays({lines[1]: "reason"}) as reports:
        reports.append(apply_transition(row, lines[1:2], **decider, reason=Reason()))
    with stays({lines[1]: "role"}, security=True) as reports:
        reports.append(apply_transition(row, lines[1:2], **head(cast), reason=why))
    with stays({lines[0]: "state"}) as reports:
        reports.append(apply_transition(row, lines[:1], **decider, reason=why))
    assert apply_transition(row, lines[1:2], **decider, reason=why).is_whole
    assert states(lines) == ["TO_PRESENT"] * 3
    assert len(set(Nomination.objects.filter(pk__in=lines).values_list("case", flat=True))) == 1


def test_taking_up_needs_a_number_that_is_free(cast: Cast) -> None:
    council, session, lines = _mixed(cast)
    council.sign(session)
    QuotaLine.objects.update(amount=2)
    with stays({lines[1]: "R-QUOTA"}) as reports:
        decider = cast.acts("chairman", Role.DECIDER, "ubnd-tinh")
        reports.append(apply_transition(Transition.TAKE_UP, lines[1:2], **decider, reason=why))


def test_what_the_council_did_not_support_is_reopened_once_by_a_complaint(cast: Cast) -> None:
    council, session, lines = _mixed(cast)
    council.sign(session)
    concluded = Reason("Khiếu nại đúng", document="3/KL")
    assert apply_transition(Transition.REOPEN_NOT_SUPPORTED, lines[1:2], **head(cast), reason=concluded).is_whole
    line = Nomination.objects.get(pk=lines[1])
    assert (line.state, line.times_reopened) == ("WITH_OFFICE", 1)
    assert line.sign_offs.filter(kind__in=["APPRAISAL", "VOTE"], voided_at=None).count() == 0


def test_an_open_session_of_another_council_is_none_of_ours(cast: Cast) -> None:
    council = Council(cast, R2)
    session, _lines = council.closed(1)
    with refused("role", security=True):
        sign_minutes(session, **Council(cast, R1).chair)
    with refused("role", security=True):
        fix_agenda(session, tomorrow(), **Council(cast, R1).secretary)


def test_two_people_sign_the_minutes_also_where_one_holds_both_posts(cast: Cast) -> None:
    council, session, lines = _mixed(cast)
    both = appointed(cast, "council-secretary", Role.COUNCIL_CHAIR, "hd-tdkt-tinh")
    sign_minutes(session, **council.secretary)
    with refused("minutes", security=True):
        sign_minutes(session, **both)
    assert states(lines) == ["WITH_COUNCIL"] * 3
    sign_minutes(session, **council.chair)
    assert "WITH_COUNCIL" not in states(lines)


def test_the_minutes_are_vietnamese_whoever_signs_and_name_people_as_corrected(cast: Cast) -> None:
    council, session, lines = _mixed(cast)
    specialist = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    correct_clerical(lines[0], "nominee_name", "Lý Thu Hạ", **specialist, confirmed_by="Công văn 1")
    with override("en"):
        sign_minutes(session, **council.secretary)
    with override("vi"):
        expected = minutes_of(CouncilSession.objects.get(pk=session.pk), "")
    session.refresh_from_db()
    assert session.minutes == expected
    assert "Lý Thu Hạ" in session.minutes
