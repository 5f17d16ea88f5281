"""What is known of the nominee before sending: who manages, who has died, who is a foreigner; and what to look at."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from tests.dossiers.letters_given import (
    GDDT,
    attempt,
    codes,
    hash_of,
    head_of_office,
    rules_of,
    sound,
    today,
    unwritten,
)
from tests.support.walk import R1, R1_BELOW, R4, Walk
from workflow.audit.models import Entry
from workflow.directory.models import Appointment, Organisation, Person, Succession
from workflow.dossiers.answers import Paper, attach_papers
from workflow.dossiers.care import cautions_on
from workflow.dossiers.confirming import confirm_names
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.door import apply_transition
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Nomination, Revision
from workflow.dossiers.reports import Refused
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper
from workflow.procedure.cautions import BEFORE_SENDING, IN_THE_OFFICE
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition


def _of(cast: Cast, name: str = "nominee-01", **known: Any) -> Person:
    """A person of whom the list of people says more."""
    person = cast.person(name)
    Person.objects.filter(pk=person.pk).update(**known)
    return person


def _sent(walk: Walk, **edits: str) -> list[str]:
    """By which rules a letter of one person stays with the officer; none where it went to the head."""
    letter, (line,) = walk.drafted(1)
    if edits:
        edit_nomination(line, edits, **walk.officer)
    return rules_of(send_letter(letter, **walk.officer)).get(line, [])


# Who manages the nominee.


def test_a_unit_submits_for_a_person_whom_another_body_manages_only_on_a_ground(cast: Cast) -> None:
    _of(cast, managed_by=cast.organisation("so-gddt"))
    walk = Walk(cast, R1)
    letter, (line,) = walk.drafted(1)
    with unwritten():
        assert rules_of(send_letter(letter, **walk.officer)) == {line: ["R-SUBMITTER"]}
    edit_nomination(line, {"submitter_ground": "Phát hiện thành tích (minh họa)"}, **walk.officer)
    assert send_letter(letter, **walk.officer).is_whole
    sound()


@pytest.mark.parametrize("managed_by", ["so-nnmt", "", "below", "far below", "merged into it"])
def test_a_unit_submits_for_its_own_for_those_below_it_and_for_whom_it_inherited(cast: Cast, managed_by: str) -> None:
    unit = cast.organisation(R1.unit)
    where = {"so-nnmt": unit, "": None}
    body = where[managed_by] if managed_by in where else _below(unit, managed_by)
    _of(cast, managed_by=body)
    assert _sent(Walk(cast, R1)) == []


def _below(unit: Organisation, how: str) -> Organisation:
    """A body that stands below the unit, two steps below it, or whose work went to it."""
    kept = {"type": unit.type, "valid_from": today() - timedelta(days=900)}
    first = Organisation.objects.create(code="phong-a", name="Phòng A (minh họa)", parent=unit, **kept)
    if how == "below":
        return first
    if how == "far below":
        return Organisation.objects.create(code="to-a", name="Tổ A (minh họa)", parent=first, **kept)
    gone = today() - timedelta(days=30)
    old = Organisation.objects.create(code="so-cu", name="Sở cũ (minh họa)", valid_until=gone, **kept)
    Succession.objects.create(old=old, new=unit, kind="MERGE", takes_effect=gone, document="Quyết định minh họa")
    return old


def test_a_collective_of_another_unit_is_submitted_only_on_a_ground(cast: Cast) -> None:
    walk = Walk(cast, R1)
    letter, (line,) = walk.drafted(entries=[drafts.collective("so-gddt", R1.award_form)])
    assert rules_of(send_letter(letter, **walk.officer)) == {line: ["R-SUBMITTER"]}


def test_a_superior_of_the_unit_is_not_below_it(cast: Cast) -> None:
    _of(cast, managed_by=cast.organisation("so-gddt"))
    assert _sent(Walk(cast, R1_BELOW)) == ["R-SUBMITTER"]


# Who has died, and who is a foreigner.


def test_a_posthumous_award_names_who_receives_it(cast: Cast) -> None:
    _of(cast, died_on=today())
    assert _sent(Walk(cast, R1)) == ["R-POSTHUMOUS"]


def test_the_recipient_of_a_posthumous_award_is_part_of_what_is_signed(cast: Cast) -> None:
    _of(cast, died_on=today() - timedelta(days=400))
    walk = Walk(cast, R1)
    letter, (line,) = walk.drafted(1)
    before = hash_of(line)
    edit_nomination(line, {"recipient": "Vợ: bà Trần Thị Mẫu (minh họa)"}, **walk.officer)
    assert hash_of(line) != before
    assert (
        '"recipient":"Vợ: bà Trần Thị Mẫu (minh họa)"' in Revision.objects.filter(nomination=line).latest("pk").material
    )
    edit_nomination(line, {"recipient": ""}, **walk.officer)
    assert hash_of(line) == before
    assert rules_of(send_letter(letter, **walk.officer)) == {line: ["R-POSTHUMOUS"]}
    sound()


@pytest.mark.parametrize("died", [None, 1])
def test_the_living_need_no_recipient(cast: Cast, died: int | None) -> None:
    _of(cast, died_on=today() + timedelta(days=died) if died else None)
    assert _sent(Walk(cast, R1)) == []


def test_a_foreigner_needs_the_opinion_of_the_body_in_charge(cast: Cast) -> None:
    person = _of(cast, nationality="LA")
    walk = Walk(cast, R4)
    letter, (line,) = walk.drafted(entries=walk.persons(1))
    assert rules_of(send_letter(letter, **walk.officer)) == {line: ["R-FOREIGN"]}
    file = paper("ý kiến", f"Ý kiến về {person.full_name}")
    attach_papers([Paper("FOREIGNER_OPINION", "Ý kiến (minh họa)", file, nomination=line)], **walk.officer)
    assert send_letter(letter, **walk.officer).is_whole


# What is to be looked at.


def _told(lines: Sequence[int], *, office: bool = False) -> list[list[str]]:
    found = cautions_on(lines, IN_THE_OFFICE if office else BEFORE_SENDING)
    return [[one.rule for one in found.get(line, ())] for line in lines]


def test_names_are_to_be_looked_at_until_the_unit_confirms_them(cast: Cast) -> None:
    walk = Walk(cast, R1)
    letter, lines = walk.drafted(2)
    assert _told(lines) == [["R-NAME"], ["R-NAME"]]
    before = hash_of(lines[0])
    confirm_names(lines[:1], **walk.officer)
    assert _told(lines) == [[], ["R-NAME"]]
    assert hash_of(lines[0]) == before
    assert Entry.objects.filter(stream=f"nomination:{lines[0]}").latest("seq").deed == "NAMES_CONFIRMED"
    assert send_letter(letter, **walk.officer).is_whole
    sound()


def test_a_name_that_was_corrected_meanwhile_is_not_confirmed_unseen(cast: Cast) -> None:
    walk = Walk(cast, R1)
    _letter, (line, other) = walk.drafted(2)
    seen = dict(Nomination.objects.filter(pk__in=[line, other]).values_list("pk", "version"))
    was = Nomination.objects.get(pk=line).nominee_title
    correct_clerical(line, "nominee_title", was + " chính", **walk.officer, confirmed_by="Cán bộ tổ chức (minh họa)")
    with unwritten(), pytest.raises(Refused) as raised:
        confirm_names([line, other], **walk.officer, expect=seen)
    assert {key: [one.rule for one in some] for key, some in raised.value.lines.items()} == {line: ["version"]}


def test_only_the_units_officer_confirms_names_and_only_of_lines_on_the_desk(cast: Cast) -> None:
    walk = Walk(cast, R1)
    letter, lines = walk.drafted(1)
    assert attempt(lambda: confirm_names(lines, **walk.head)) == ["role"]
    assert attempt(lambda: confirm_names(lines, **Walk(cast, GDDT).officer)) == ["organisation"]
    with pytest.raises(ValidationError) as raised:
        confirm_names([], **walk.officer)
    assert codes(raised) == {"nominations": ["empty"]}
    with pytest.raises(ValidationError) as raised:
        confirm_names([10**9], **walk.officer)
    assert codes(raised) == {"nominations": ["unknown"]}
    send_letter(letter, **walk.officer)
    assert attempt(lambda: confirm_names(lines, **walk.officer)) == ["state"]


def _head_of(cast: Cast, person: Person, code: str) -> None:
    """The person heads a body, by appointment."""
    like = cast.post("nnmt-head", Role.UNIT_HEAD, "so-nnmt")
    Appointment.objects.create(
        person=person,
        role=like.role,
        organisation=cast.organisation(code),
        title="Trưởng đơn vị",
        kind=like.kind,
        from_day=today() - timedelta(days=30),
        document="Quyết định minh họa",
    )


def _leader(cast: Cast) -> tuple[Walk, int, Person]:
    """A leader on a letter of the unit, whose names are confirmed."""
    walk = Walk(cast, R1)
    (entry,) = walk.persons(1)
    _letter, (line,) = walk.drafted(entries=[replace(entry, track="LEADER")])
    confirm_names([line], **walk.officer)
    return walk, line, cast.person("nominee-01")


def test_ldr_08_a_leader_is_proposed_with_the_collective_that_he_heads(cast: Cast) -> None:
    walk, line, person = _leader(cast)
    _head_of(cast, person, "demo-nn-01")
    assert _told([line]) == [["R-LDR08"]]
    walk.drafted(entries=[drafts.collective(R1.unit, R1.award_form)])
    assert _told([line]) == [["R-LDR08"]]
    _other, (collective,) = walk.drafted(entries=[drafts.collective("demo-nn-01", R1.award_form)])
    assert _told([line]) == [[]]
    assert send_letter(Nomination.objects.get(pk=collective).letter, **walk.officer).is_whole
    assert _told([line]) == [[]]


def test_ldr_08_says_nothing_of_whoever_heads_no_known_body_today(cast: Cast) -> None:
    _walk, line, person = _leader(cast)
    Person.objects.filter(pk=person.pk).update(managed_by=cast.organisation(R1.unit))
    assert _told([line]) == [[]]
    _head_of(cast, person, "demo-nn-01")
    Appointment.objects.filter(person=person).update(until=today() - timedelta(days=1))
    assert _told([line]) == [[]]


def test_a_hold_on_another_nomination_of_the_nominee_is_told_to_the_office_alone(cast: Cast) -> None:
    first = Walk(cast, R1)
    _appraisal, (held,) = first.assigned(1)
    hold = Reason("Đơn", code="COMPLAINT", document="CV 1", review_on=today())
    assert apply_transition(Transition.HOLD_AT_OFFICE, [held], **head_of_office(cast), reason=hold).is_whole
    other = Walk(cast, GDDT)
    _letter, (line,) = other.drafted(
        entries=[replace(one, duplicate_ground="Thành tích khác") for one in other.persons(1)]
    )
    assert _told([line], office=True) == [["R-NAME", "R-DUP-MERIT", "R-HOLD"]]
    assert _told([line]) == [["R-NAME", "R-DUP-MERIT"]]
    assert _told([held], office=True) == [["R-NAME"]]


def test_the_cautions_of_many_lines_take_four_statements(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    walk = Walk(cast, R1)
    _letter, lines = walk.drafted(8)
    for some in (lines[:1], lines):
        with django_assert_num_queries(4):
            assert len(cautions_on(some, IN_THE_OFFICE)) == len(some)
