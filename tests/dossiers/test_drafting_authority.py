"""Who may do what on letters: every command refuses everybody else, with one security entry and nothing written."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.dossiers.letters_given import (
    GDDT,
    RULES_FOR_STRANGERS,
    Acts,
    appoint_new,
    attempt,
    delegation,
    from_below,
    head_of_office,
    refused_for_lack_of_authority,
    rules,
    sound,
    strangers,
    today,
    unwritten,
    watched,
)
from tests.support.walk import Walk
from workflow.awards.models import Campaign, Round
from workflow.directory.models import Kinship, User
from workflow.dossiers.answer_marks import Answer
from workflow.dossiers.answers import Paper, answer_criteria, attach_papers, remove_paper
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.drafting import add_nominations, edit_nomination, open_letter
from workflow.dossiers.letters import (
    hand_to_head,
    issue_letter,
    merge_lines,
    send_letter,
    sign_letter,
    split_letter,
)
from workflow.dossiers.models import Attachment
from workflow.dossiers.redirecting import redirect_nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.rounds import Allocation, accept_late, date_round, issue_allocation
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper
from workflow.procedure.roles import Role
from workflow.procedure.states import State

Deed = Callable[..., TransitionReport]


def _opening(cast: Cast) -> tuple[Deed, Acts]:
    wanted: dict[str, Any] = {
        "route": "R1",
        "authority": cast.organisation("ubnd-tinh"),
        "campaign": Campaign.objects.get(code="CT34"),
        "award_round": Round.objects.get(code="DEMO-R1"),
    }
    return lambda **acts: open_letter(cast.organisation("so-nnmt"), **acts, **wanted), Walk(cast).officer


def _listing(cast: Cast) -> tuple[Deed, Acts]:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    return lambda **acts: add_nominations(letter, walk.persons(2, first=5), **acts), walk.officer


def _editing(cast: Cast) -> tuple[Deed, Acts]:
    _letter, (line,) = Walk(cast).drafted(1)
    return lambda **acts: edit_nomination(line, {"achievement": "Khác"}, **acts), Walk(cast).officer


def _answering(cast: Cast) -> tuple[Deed, Acts]:
    _letter, (line,) = Walk(cast).drafted(1)
    return lambda **acts: answer_criteria({line: [Answer("IND-03", "Đáp ứng")]}, **acts), Walk(cast).officer


def _attaching(cast: Cast) -> tuple[Deed, Acts]:
    _letter, (line,) = Walk(cast).drafted(1)
    given = Paper("EVIDENCE", "Minh chứng", paper("moi", "moi"), nomination=line)
    return lambda **acts: attach_papers([given], **acts), Walk(cast).officer


def _attaching_to_the_letter(cast: Cast) -> tuple[Deed, Acts]:
    letter, _lines = Walk(cast).drafted(1)
    given = Paper("EVIDENCE", "Minh chứng", paper("moi", "moi"), letter=letter.pk)
    return lambda **acts: attach_papers([given], **acts), Walk(cast).officer


def _removing(cast: Cast) -> tuple[Deed, Acts]:
    _letter, (line,) = Walk(cast).drafted(1)
    there = Attachment.objects.get(nomination=line)
    return lambda **acts: remove_paper(there, **acts), Walk(cast).officer


def _removing_from_the_letter(cast: Cast) -> tuple[Deed, Acts]:
    letter, _lines = Walk(cast).drafted(1)
    there = Attachment.objects.get(letter=letter, kind="EVIDENCE")
    return lambda **acts: remove_paper(there, **acts), Walk(cast).officer


def _sending(cast: Cast) -> tuple[Deed, Acts]:
    letter, _lines = Walk(cast).drafted(2)
    return lambda **acts: send_letter(letter, **acts), Walk(cast).officer


def _splitting(cast: Cast) -> tuple[Deed, Acts]:
    letter, lines = Walk(cast).drafted(2)
    return lambda **acts: split_letter(letter, lines[:1], **acts), Walk(cast).officer


def _handing(cast: Cast) -> tuple[Deed, Acts]:
    letter, _lines = from_below(cast)
    return lambda **acts: hand_to_head(letter, **acts), Walk(cast, GDDT).officer


def _merging(cast: Cast) -> tuple[Deed, Acts]:
    letter, _lines = from_below(cast)
    _own, lines = Walk(cast, GDDT).with_head(1, first=20)
    return lambda **acts: merge_lines(letter, lines, **acts), Walk(cast, GDDT).officer


def _signing(cast: Cast) -> tuple[Deed, Acts]:
    letter, _lines = Walk(cast).with_head(2)
    return lambda **acts: sign_letter(letter, **acts), Walk(cast).head


def _issuing(cast: Cast) -> tuple[Deed, Acts]:
    letter, _lines = Walk(cast).signed(2)
    return lambda **acts: issue_letter(letter, "12/TTr", today(), **acts), Walk(cast).clerk


def _correcting(cast: Cast) -> tuple[Deed, Acts]:
    _letter, (line,) = Walk(cast).with_head(1)
    given: dict[str, Any] = {"confirmed_by": "CV 1"}
    return lambda **acts: correct_clerical(line, "nominee_title", "Phó phòng", **acts, **given), Walk(cast).officer


def _redirecting(cast: Cast) -> tuple[Deed, Acts]:
    _appraisal, (line,) = Walk(cast).assigned(1)
    to: dict[str, Any] = {"route": "R3", "authority": cast.organisation("so-y-te"), "award_form": "GK"}
    to["award_round"] = Round.objects.get(code="DEMO-R3")
    given: dict[str, Any] = {"reply_by": today(), "consent": "CV 2", "reason": "Chuyển cấp khen"}
    return lambda **acts: redirect_nomination(line, **acts, **to, **given), head_of_office(cast)


def _allocating(cast: Cast) -> tuple[Deed, Acts]:
    lines = [Allocation(cast.organisation("so-nnmt").pk, "BK_CT_UBND_TINH", "PERSON", 5)]
    award_round = Round.objects.get(code="DEMO-R1")
    given: dict[str, Any] = {"number": "9/PB", "issued_on": today()}
    return lambda **acts: issue_allocation(award_round, lines, **acts, **given), head_of_office(cast)


def _dating(cast: Cast) -> tuple[Deed, Acts]:
    award_round = Round.objects.get(code="DEMO-R1")
    given: dict[str, Any] = {"opens_on": today(), "closes_on": None, "document": "CV 3"}
    return lambda **acts: date_round(award_round, **acts, **given), head_of_office(cast)


def _accepting_late(cast: Cast) -> tuple[Deed, Acts]:
    award_round, unit = Round.objects.get(code="DEMO-R1"), cast.organisation("so-nnmt")
    return lambda **acts: accept_late(award_round, unit, **acts, until=today(), document="CV 4"), head_of_office(cast)


COMMANDS: dict[str, Callable[[Cast], tuple[Deed, Acts]]] = {
    "open_letter": _opening,
    "add_nominations": _listing,
    "edit_nomination": _editing,
    "answer_criteria": _answering,
    "attach_papers": _attaching,
    "attach_papers to a letter": _attaching_to_the_letter,
    "remove_paper": _removing,
    "remove_paper from a letter": _removing_from_the_letter,
    "send_letter": _sending,
    "split_letter": _splitting,
    "hand_to_head": _handing,
    "merge_lines": _merging,
    "sign_letter": _signing,
    "issue_letter": _issuing,
    "correct_clerical": _correcting,
    "redirect_nomination": _redirecting,
    "issue_allocation": _allocating,
    "date_round": _dating,
    "accept_late": _accepting_late,
}
every_command = pytest.mark.parametrize("name", COMMANDS)
OF_THE_OFFICER = [*COMMANDS][:10]
ON_ONE_LINE = ["edit_nomination", "answer_criteria", "attach_papers", "remove_paper", "remove_paper from a letter"]
ON_ONE_LINE += ["send_letter", "sign_letter"]


@every_command
def test_strangers_are_refused_with_one_security_entry_each_and_the_right_person_passes(cast: Cast, name: str) -> None:
    deed, right = COMMANDS[name](cast)
    here = ("gddt", "so-gddt") if name in {"hand_to_head", "merge_lines"} else ("nnmt", "so-nnmt")
    found = {who: refused_for_lack_of_authority(deed, acts) for who, acts in strangers(cast, *here).items()}
    assert set(found.values()) <= RULES_FOR_STRANGERS, found
    assert [found["an expired appointment"], found["a superuser"]] == ["expired", "appointment"]
    assert attempt(lambda: deed(**right)) == []
    sound()


@every_command
def test_the_wrong_post_of_the_right_body_is_refused(cast: Cast, name: str) -> None:
    deed, right = COMMANDS[name](cast)
    at = right["capacity"].organisation
    role = Role.UNIT_OFFICER if name == "issue_letter" else Role.RECORDS_CLERK
    assert refused_for_lack_of_authority(deed, appoint_new("wrong", role, at)) == "role"


@every_command
def test_nobody_and_the_system_hold_no_post(cast: Cast, name: str) -> None:
    deed, _right = COMMANDS[name](cast)
    with unwritten():
        assert attempt(lambda: deed(actor=None, capacity=None)) == ["system"]


@every_command
def test_a_repeated_operation_returns_the_first_report_and_writes_nothing(cast: Cast, name: str) -> None:
    deed, right = COMMANDS[name](cast)
    first = deed(**right, operation_id="the-same")
    with unwritten():
        again = deed(**right, operation_id="the-same")
    assert (first.repeated, again.repeated) == (False, True)
    assert (again.moved, again.made) == (first.moved, first.made)
    given: dict[str, Any] = {"opens_on": None, "closes_on": None, "document": "Another request"}
    with unwritten(), pytest.raises(Refused) as refused:
        date_round(Round.objects.get(code="DEMO-R1"), **head_of_office(cast), **given, operation_id="the-same")
    assert rules(refused) == ["operation"]


@pytest.mark.parametrize("name", OF_THE_OFFICER)
def test_a_delegation_covers_named_transitions_and_no_other_deed(cast: Cast, name: str) -> None:
    deed, right = COMMANDS[name](cast)
    given = delegation(right["capacity"], cast.person("nominee-70"), "SEND_TO_HEAD", "WITHDRAW_DRAFT")
    acts = {"actor": User.objects.create(username="delegate", person=given.receiver), "capacity": given}
    if name == "send_letter":
        assert attempt(lambda: deed(**acts)) == []
    else:
        assert refused_for_lack_of_authority(deed, acts) == "delegation"


@pytest.mark.parametrize("name", ON_ONE_LINE)
def test_nobody_works_on_the_nomination_of_a_declared_relative(cast: Cast, name: str) -> None:
    deed, right = COMMANDS[name](cast)
    person = right["capacity"].person
    Kinship.objects.create(person=cast.person("nominee-01"), relative=person, declared_on=today())
    if name == "send_letter":
        assert set(deed(**right).moved.values()) == {State.WITH_HEAD}
        return
    assert refused_for_lack_of_authority(deed, right) == "relative"


@pytest.mark.parametrize("name", ["correct_clerical", "redirect_nomination"])
def test_nobody_corrects_or_redirects_the_nomination_of_a_declared_relative(cast: Cast, name: str) -> None:
    deed, right = COMMANDS[name](cast)
    person = right["capacity"].person
    Kinship.objects.create(person=person, relative=cast.person("nominee-01"), declared_on=today())
    assert refused_for_lack_of_authority(deed, right) == "relative"


@pytest.mark.parametrize("kin", [False, True], ids=["oneself", "a relative"])
def test_an_officer_does_not_list_oneself_or_a_relative(cast: Cast, *, kin: bool) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    officer = walk.officer["capacity"].person
    if kin:
        Kinship.objects.create(person=cast.person("nominee-05"), relative=officer, declared_on=today())
    (other,) = walk.persons(1, first=5)
    own = other if kin else replace(other, person=officer.pk)
    with watched(walk.officer["actor"], "relative" if kin else "own"), pytest.raises(Refused) as refused:
        add_nominations(letter, [*walk.persons(2, first=7), own], **walk.officer)
    assert rules(refused) == ["relative" if kin else "own"]
