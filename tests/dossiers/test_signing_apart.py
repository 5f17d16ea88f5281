"""Signing the clean lines: what is to be looked at stays on the head's desk in a letter of its own."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dossiers.letters_given import (
    GDDT,
    Acts,
    attempt,
    codes,
    delegation,
    desk_of,
    rules,
    sound,
    state_of,
    today,
    unwritten,
    watched,
)
from tests.support.walk import R1, R3, Walk
from workflow.directory.models import Organisation, User
from workflow.dossiers.letters import issue_letter, sign_letter
from workflow.dossiers.models import Attachment, Letter, SignOff
from workflow.dossiers.reports import Refused
from workflow.management.demo.cast import Cast


def test_the_lines_that_leave_are_not_signed_and_wait_in_a_letter_with_the_same_papers(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (one, two, three) = walk.with_head(3)
    left = Letter.objects.get(pk=sign_letter(letter, leaving=[two], **walk.head).made["left"])
    assert set(SignOff.objects.filter(voided_at=None).values_list("nomination", flat=True)) == {one, three}
    assert (desk_of(letter)[0], desk_of(left)[0]) == ("issue", "sign")
    assert Walk.lines(left) == [two]
    assert Walk.lines(letter) == [one, three]
    papers = Attachment.objects.filter(removed_at=None)
    assert papers.filter(letter=left).count() == papers.filter(letter=letter).count() > 0
    assert issue_letter(letter, "05/TTr", today(), **walk.clerk).is_whole
    assert sign_letter(left, **walk.head).made["letter"] == left.pk
    sound()


def test_a_body_with_a_register_of_its_own_issues_the_clean_lines_at_once(cast: Cast) -> None:
    Organisation.objects.filter(code=R3.unit).update(keeps_register=True)
    walk = Walk(cast, R3)
    letter, (one, two) = walk.with_head(2)
    made = sign_letter(letter, leaving=[one], **walk.head).made
    assert (made["letter"], bool(made["number"])) == (letter.pk, True)
    assert state_of(one) == "WITH_HEAD"
    assert state_of(two) != "WITH_HEAD"
    assert Walk.lines(Letter.objects.get(pk=made["left"])) == [one]
    sound()


def test_a_line_that_cannot_be_signed_stops_the_letter_unless_it_leaves(cast: Cast) -> None:
    walk = Walk(cast)
    first, second = walk.persons(2)
    letter, (own, other) = walk.with_head(entries=[replace(first, person=walk.head["actor"].person_id), second])
    with watched(walk.head["actor"], "own"):
        assert attempt(lambda: sign_letter(letter, **walk.head)) == ["own"]
    left = sign_letter(letter, leaving=[own], **walk.head).made["left"]
    assert Walk.lines(Letter.objects.get(pk=left)) == [own]
    assert SignOff.objects.filter(nomination=other, voided_at=None).exists()


def test_the_letter_keeps_a_line_and_only_its_own_lines_leave_it(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.with_head(2)
    _other, (strange,) = Walk(cast, GDDT).with_head(1, first=11)
    with unwritten(), pytest.raises(Refused) as refused:
        sign_letter(letter, leaving=lines, **walk.head)
    assert rules(refused) == ["lines"]
    with unwritten(), pytest.raises(ValidationError) as raised:
        sign_letter(letter, leaving=[strange], **walk.head)
    assert codes(raised) == {"leaving": ["unknown"]}


def test_under_a_delegation_the_whole_letter_is_signed_or_none_of_it(cast: Cast) -> None:
    walk = Walk(cast, R1)
    letter, lines = walk.with_head(2)
    given = delegation(walk.head["capacity"], cast.person("nominee-70"), "ENDORSE")
    user = User.objects.create(username="receiver", person=given.receiver)
    acts: Acts = {"actor": user, "capacity": given}
    assert attempt(lambda: sign_letter(letter, leaving=lines[:1], **acts)) == ["delegation"]
    assert sign_letter(letter, **acts).made["letter"] == letter.pk


def test_the_same_lines_leave_in_as_many_statements_as_one(cast: Cast) -> None:
    counts = []
    for count, first in ((2, 1), (8, 11)):
        walk = Walk(cast)
        letter, lines = walk.with_head(count, first=first)
        with CaptureQueriesContext(connection) as asked:
            sign_letter(letter, leaving=lines[1:], **walk.head)
        counts.append(len(asked))
    assert counts[0] == counts[1] < 45
