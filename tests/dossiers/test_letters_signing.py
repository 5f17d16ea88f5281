"""Signing: one signer, all lines or none, in a capacity of the day; the separation of duties holds for both sides."""

from datetime import date
from typing import Any

import pytest

from tests.dossiers.letters_given import (
    GDDT,
    Acts,
    answered,
    appoint_new,
    clerk_of,
    delegation,
    desk_of,
    from_below,
    hash_of,
    only_open,
    refused_for_lack_of_authority,
    rules,
    sound,
    state_of,
    supplement,
    today,
    unwritten,
    watched,
    yesterday,
)
from tests.support.walk import R1, R1_BELOW, Walk
from workflow.audit.models import Entry
from workflow.awards.models import Route, Track
from workflow.directory.models import Appointment, Delegation, Kinship, Person, User
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter, split_letter
from workflow.dossiers.models import Letter, SignOff
from workflow.dossiers.reports import Refused
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.procedure.states import State


def _version(**other: Any) -> None:
    """A second version of R1 with other parameters, in force from the beginning."""
    route = Route.objects.get(code="R1", version=1)
    given = {**route.parameters, **other}
    Route.objects.create(
        code="R1", version=2, name=route.name, parameters=given, valid_from=date(2025, 7, 1), confidence="DESIGN"
    )


def _receives(given: Delegation) -> Acts:
    user = User.objects.filter(person=given.receiver).first()
    return {"actor": user or User.objects.create(username="receiver", person=given.receiver), "capacity": given}


def _with_the_head_on_it(cast: Cast) -> tuple[Letter, list[int]]:
    """A letter with two of the staff and the head of the unit."""
    walk = Walk(cast)
    head = drafts.person(cast.person("nnmt-head"), Track.LEADER, "Giám đốc", "Sở", R1.award_form)
    return walk.with_head(entries=[*walk.persons(2), head])


# What a signature leaves.


def test_a_signature_is_a_sign_off_for_each_line_bound_to_its_content(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.with_head(3)
    report = sign_letter(letter, **walk.head)
    assert (report.moved, report.made, desk_of(letter)) == ({}, {"letter": letter.pk}, ("issue", None))
    letter.refresh_from_db()
    assert (letter.signed_by, letter.issued_at, letter.number) == (walk.head["capacity"].person, None, "")
    found = SignOff.objects.filter(case=letter.case_id).order_by("nomination")
    assert list(found.values_list("nomination", "kind", "hash", "prefix", "voided_at")) == [
        (line, "ENDORSEMENT", hash_of(line), "", None) for line in lines
    ]
    assert {one.appointment for one in found} == {walk.head["capacity"]}
    assert [state_of(line) for line in lines] == [State.WITH_HEAD] * 3
    sound()


@pytest.mark.parametrize(
    ("kind", "prefix"), [("HOLDER", ""), ("DEPUTY", "KT."), ("ACTING", "Q.")], ids=["head", "deputy", "acting"]
)
def test_the_kind_of_appointment_stands_before_the_signature(cast: Cast, kind: str, prefix: str) -> None:
    letter, _lines = Walk(cast).with_head(1)
    acts = appoint_new("signer", Role.UNIT_HEAD, cast.organisation("so-nnmt"), kind=kind)
    sign_letter(letter, **acts)
    signed = SignOff.objects.get(case=letter.case_id)
    assert (signed.prefix, signed.person, signed.delegation) == (prefix, acts["capacity"].person, None)
    assert issue_letter(letter, "12/TTr", today(), **clerk_of(Walk(cast))).is_whole
    sound()


@pytest.mark.parametrize("kind", ["TL", "TUQ"])
def test_a_delegate_signs_for_the_giver_and_the_record_names_both(cast: Cast, kind: str) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.with_head(1)
    given = delegation(walk.head["capacity"], cast.person("nominee-70"), "ENDORSE", kind=kind)
    sign_letter(letter, **_receives(given))
    signed = SignOff.objects.get(case=letter.case_id)
    assert (signed.prefix, signed.person, signed.delegation) == (f"{kind}.", given.receiver, given)
    entry = Entry.objects.filter(stream=f"nomination:{line}").latest("seq")
    head = walk.head["capacity"].person_id
    assert (entry.deed, entry.person_id, entry.on_behalf_of_id) == ("SIGNED", given.receiver_id, head)
    assert issue_letter(letter, "12/TTr", today(), **clerk_of(walk)).moved == {line: State.WITH_OFFICE}
    sound()


def test_a_letter_has_one_signer(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.signed(1)
    deputy = cast.acts("nnmt-deputy", Role.UNIT_HEAD, "so-nnmt")
    for acts in (walk.head, deputy):
        with unwritten(), pytest.raises(Refused) as refused:
            sign_letter(letter, **acts)
        assert rules(refused) == ["desk"]


def test_a_letter_that_is_drafted_is_not_signed(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    with unwritten(), pytest.raises(Refused) as refused:
        sign_letter(letter, **walk.head)
    assert rules(refused) == ["desk"]


def test_a_superior_signs_its_collecting_letter_with_and_without_handing_it_over(cast: Cast) -> None:
    letter, (line,) = from_below(cast)
    assert desk_of(letter) == ("prepare", None)
    sign_letter(letter, **Walk(cast, GDDT).head)
    assert (desk_of(letter), SignOff.objects.filter(nomination=line).count()) == (("issue", None), 2)
    sound()


# Who may not sign: all lines or none.


def test_the_head_does_not_sign_the_letter_on_which_the_head_stands(cast: Cast) -> None:
    letter, lines = _with_the_head_on_it(cast)
    walk = Walk(cast)
    with watched(walk.head["actor"], "own"), pytest.raises(Refused) as refused:
        sign_letter(letter, **walk.head)
    assert (rules(refused), list(refused.value.lines)) == (["own"], lines[2:])


def test_a_deputy_signs_the_line_on_which_the_head_stands_in_a_letter_of_its_own(cast: Cast) -> None:
    letter, lines = _with_the_head_on_it(cast)
    walk = Walk(cast)
    deputy = cast.acts("nnmt-deputy", Role.UNIT_HEAD, "so-nnmt")
    own = Letter.objects.get(pk=split_letter(letter, lines[2:], **deputy).made["letter"])
    assert refused_for_lack_of_authority(lambda **acts: sign_letter(own, **acts), walk.head) == "own"
    sign_letter(own, **deputy)
    sign_letter(letter, **walk.head)
    assert SignOff.objects.get(nomination=lines[2]).prefix == "KT."
    for number, one in enumerate((letter, own), 1):
        assert issue_letter(one, f"{number}/TTr", today(), **clerk_of(walk)).is_whole
    assert [state_of(line) for line in lines] == [State.WITH_OFFICE] * 3
    sound()


@pytest.mark.parametrize("declared_by", ["the head", "the nominee"])
def test_a_declared_relative_s_line_refuses_the_whole_letter_whoever_declared_it(cast: Cast, declared_by: str) -> None:
    walk = Walk(cast)
    letter, lines = walk.with_head(3)
    head, nominee = walk.head["capacity"].person, cast.person("nominee-02")
    pair = (head, nominee) if declared_by == "the head" else (nominee, head)
    Kinship.objects.create(person=pair[0], relative=pair[1], declared_on=today())
    with watched(walk.head["actor"], "relative"), pytest.raises(Refused) as refused:
        sign_letter(letter, **walk.head)
    assert (rules(refused), list(refused.value.lines)) == (["relative"], [lines[1]])


def test_a_deputy_signs_though_the_head_is_a_relative(cast: Cast) -> None:
    """KT. is a right of the deputy's own: the head's ties do not count."""
    letter, _lines = Walk(cast).with_head(1)
    head, nominee = cast.person("nnmt-head"), cast.person("nominee-01")
    Kinship.objects.create(person=head, relative=nominee, declared_on=today())
    sign_letter(letter, **cast.acts("nnmt-deputy", Role.UNIT_HEAD, "so-nnmt"))
    sound()


def _officer_is_head(cast: Cast) -> Acts:
    unit = cast.organisation("so-nnmt")
    return appoint_new("both", Role.UNIT_HEAD, unit, kind="ACTING", person=cast.person("nnmt-officer"))


def test_who_drafted_signs_where_the_route_allows_it(cast: Cast) -> None:
    _version(drafter_may_endorse=True)
    letter, (line,) = Walk(cast).with_head(1)
    sign_letter(letter, **_officer_is_head(cast))
    assert issue_letter(letter, "12/TTr", today(), **clerk_of(Walk(cast))).moved == {line: State.WITH_OFFICE}
    sound()


def test_minutes_of_the_unit_s_council_are_there_when_the_head_signs(cast: Cast) -> None:
    _version(papers=["REPORT"])
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    letter.attachments.filter(kind="MINUTES").update(removed_at=letter.opened_at)
    send_letter(letter, **walk.officer)
    with unwritten(), pytest.raises(Refused) as refused:
        sign_letter(letter, **walk.head)
    assert (rules(refused), list(refused.value.lines)) == (["R-MINUTES"], [line])


# Delegations: for both sides.


def _ties(cast: Cast, who: Person, tie: str) -> None:
    """A tie of a person to the nominee nominee-01 or to its drafting."""
    nominee = cast.person("nominee-01")
    if tie == "relative":
        Kinship.objects.create(person=nominee, relative=who, declared_on=today())
    elif tie == "drafter":
        line = nominee.nominee.nominations.get()
        line.drafters = sorted({*line.drafters, who.pk})
        line.save(update_fields=["drafters"])


@pytest.mark.parametrize("side", ["giver", "receiver"])
@pytest.mark.parametrize("tie", ["own", "relative", "drafter"])
def test_the_separation_of_duties_holds_for_giver_and_receiver(cast: Cast, side: str, tie: str) -> None:
    walk = Walk(cast)
    letter, _lines = walk.with_head(2)
    nominee, unit = cast.person("nominee-01"), cast.organisation("so-nnmt")
    giver = walk.head["capacity"]
    if tie == "own" and side == "giver":
        giver = appoint_new("giver", Role.UNIT_HEAD, unit, kind="DEPUTY", person=nominee)["capacity"]
    receiver = nominee if (tie, side) == ("own", "receiver") else cast.person("nominee-70")
    acts = _receives(delegation(giver, receiver, "ENDORSE"))
    _ties(cast, giver.person if side == "giver" else receiver, tie)
    assert refused_for_lack_of_authority(lambda **who: sign_letter(letter, **who), acts) == tie


def test_a_delegation_covers_the_transition_that_the_issue_will_make(cast: Cast) -> None:
    walk = Walk(cast, R1_BELOW)
    letter, _lines = walk.with_head(1)
    head = walk.head["capacity"]
    for names in (["ENDORSE"], ["SEND_BACK", "NOT_ENDORSE"], []):
        acts = _receives(delegation(head, cast.person("nominee-70"), *names))
        assert refused_for_lack_of_authority(lambda **who: sign_letter(letter, **who), acts) == "delegation"
    sign_letter(letter, **_receives(delegation(head, cast.person("nominee-70"), "ENDORSE_UPWARD")))
    sound()


def test_a_delegation_is_no_wider_than_the_giver_s_post(cast: Cast) -> None:
    letter, _lines = Walk(cast).with_head(1)
    officer = Walk(cast).officer["capacity"]
    acts = _receives(delegation(officer, cast.person("nominee-70"), "ENDORSE"))
    assert refused_for_lack_of_authority(lambda **who: sign_letter(letter, **who), acts) == "role"


@pytest.mark.parametrize("ended", ["the delegation", "the giver's appointment"])
def test_an_expired_delegation_signs_nothing(cast: Cast, ended: str) -> None:
    walk = Walk(cast)
    letter, _lines = walk.with_head(1)
    given = delegation(walk.head["capacity"], cast.person("nominee-70"), "ENDORSE")
    if ended == "the delegation":
        Delegation.objects.filter(pk=given.pk).update(until=yesterday())
    else:
        Appointment.objects.filter(pk=given.giver_id).update(until=yesterday())
    assert refused_for_lack_of_authority(lambda **acts: sign_letter(letter, **acts), _receives(given)) == "expired"


def test_a_delegation_serves_its_receiver_alone(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.with_head(1)
    given = delegation(walk.head["capacity"], cast.person("nominee-70"), "ENDORSE")
    acts = {"actor": cast.user("nnmt-deputy"), "capacity": given}
    assert refused_for_lack_of_authority(lambda **who: sign_letter(letter, **who), acts) == "appointment"


def test_a_signature_was_valid_when_made_though_the_appointment_ends_before_the_issue(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.signed(1)
    Appointment.objects.filter(pk=walk.head["capacity"].pk).update(until=yesterday())
    assert issue_letter(letter, "12/TTr", today(), **clerk_of(walk)).moved == {line: State.WITH_OFFICE}
    sound()


def test_the_supplementary_letter_is_signed_by_whoever_is_head_then(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    supplement(cast, [line])
    edit_nomination(line, {"achievement": "Đã bổ sung"}, **walk.officer)
    answered(walk, [line])
    letter = only_open("SUPPLEMENTARY", "so-nnmt")
    send_letter(letter, **walk.officer)
    Appointment.objects.filter(pk=walk.head["capacity"].pk).update(until=yesterday())
    assert refused_for_lack_of_authority(lambda **acts: sign_letter(letter, **acts), walk.head) == "expired"
    sign_letter(letter, **appoint_new("next", Role.UNIT_HEAD, cast.organisation("so-nnmt")))
    assert issue_letter(letter, "13/TTr", today(), **clerk_of(walk)).moved == {line: State.WITH_OFFICE}
    sound()
