"""Issuing: number and date once, all lines or none, on the strength of a signature that is not void."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.dossiers.letters_given import (
    Acts,
    attempt,
    clerk_of,
    codes,
    desk_of,
    head_of_office,
    rules,
    sound,
    today,
    tomorrow,
    unwritten,
    why,
)
from tests.support.walk import R1, R3S, R4, Walk
from workflow.appraisal.models import Appraisal
from workflow.audit.models import Entry
from workflow.directory.models import Kinship, Organisation
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter, split_letter
from workflow.dossiers.models import Letter, Nomination, SignOff
from workflow.dossiers.reports import Refused
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

RETURN = Reason("Trả lại (minh họa)", code="OTHER", reply_by=date(2199, 1, 1))


def test_the_clerk_gives_number_and_date_and_the_lines_go_on(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.signed(3)
    report = issue_letter(letter, "  12/TTr-SNNMT ", today(), **clerk_of(walk))
    assert report.moved == dict.fromkeys(lines, State.WITH_OFFICE)
    assert report.made == {"letter": letter.pk, "number": "12/TTr-SNNMT"}
    letter.refresh_from_db()
    clerk = clerk_of(walk)["actor"].person_id
    assert (letter.number, letter.dated, letter.issued_by) == ("12/TTr-SNNMT", today(), clerk)
    assert (letter.signed_by, desk_of(letter)) == (walk.head["capacity"].person, ("", None))
    assert set(Nomination.objects.filter(pk__in=lines).values_list("last_letter", flat=True)) == {letter.pk}
    assert Appraisal.objects.get(letter=letter).received_at is None
    sound()


def test_the_entry_names_who_signed_and_who_issued(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.signed(1)
    issue_letter(letter, "12/TTr", today(), **clerk_of(walk))
    entry = Entry.objects.filter(stream=f"nomination:{line}").latest("seq")
    head = walk.head["capacity"]
    assert (entry.deed, entry.person_id) == ("ENDORSE", clerk_of(walk)["actor"].person_id)
    assert f'"signed":{{"appointment":{head.pk},"person":{head.person_id}}}' in entry.payload


BAD: dict[str, tuple[str, date, dict[str, list[str]]]] = {
    "no number": ("", today(), {"number": ["number"]}),
    "a blank number": (" \t", today(), {"number": ["number"]}),
    "a number too long": ("9" * 61, today(), {"number": ["number"]}),
    "a date before its signature": ("12/TTr", date(1990, 1, 1), {"dated": ["before"]}),
    "a date in the future": ("12/TTr", date(2199, 1, 1), {"dated": ["future"]}),
    "nothing right": ("", date(2199, 1, 1), {"number": ["number"], "dated": ["future"]}),
}


@pytest.mark.parametrize(("number", "dated", "expected"), BAD.values(), ids=BAD.keys())
def test_a_bad_number_or_date_is_a_typed_error_and_issues_nothing(
    cast: Cast, number: str, dated: date, expected: dict[str, list[str]]
) -> None:
    walk = Walk(cast)
    letter, _lines = walk.signed(2)
    with unwritten(), pytest.raises(ValidationError) as raised:
        issue_letter(letter, number, dated, **clerk_of(walk))
    assert codes(raised) == expected


def test_tomorrow_is_the_future(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.signed(1)
    with unwritten(), pytest.raises(ValidationError) as raised:
        issue_letter(letter, "12/TTr", tomorrow(), **clerk_of(walk))
    assert codes(raised) == {"dated": ["future"]}


def test_a_number_is_given_once_a_year_by_one_body(cast: Cast) -> None:
    walk = Walk(cast)
    first, _lines = walk.signed(1)
    second, _more = walk.signed(1, first=5)
    january = today().replace(month=1, day=1)
    Letter.objects.update(signed_at=timezone.now() - timedelta(days=800))
    issue_letter(first, "12/TTr", january, **clerk_of(walk))
    for dated in (january, today()):
        with unwritten(), pytest.raises(ValidationError) as raised:
            issue_letter(second, " 12/TTr", dated, **clerk_of(walk))
        assert codes(raised) == {"number": ["twice"]}
    assert issue_letter(second, "12/TTr", january - timedelta(days=1), **clerk_of(walk)).is_whole
    sound()


def test_one_number_of_two_bodies_is_two_numbers(cast: Cast) -> None:
    for way, first in ((R1, 1), (R4, 5)):
        walk = Walk(cast, way)
        letter, _lines = walk.signed(1, first=first)
        assert issue_letter(letter, "12/TTr", today(), **clerk_of(walk)).is_whole
    assert Letter.objects.filter(number="12/TTr").count() == 2


def test_a_letter_is_issued_once(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.signed(1)
    issue_letter(letter, "12/TTr", today(), **clerk_of(walk))
    deeds = (
        lambda: issue_letter(letter, "13/TTr", today(), **clerk_of(walk)),
        lambda: sign_letter(letter, **walk.head),
        lambda: send_letter(letter, **walk.officer),
        lambda: split_letter(letter, walk.lines(letter), **walk.head),
    )
    for deed in deeds:
        with unwritten():
            assert attempt(deed) == ["desk"]


@pytest.mark.parametrize("desk", ["prepare", "sign"])
def test_a_letter_without_a_signature_is_not_issued(cast: Cast, desk: str) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1) if desk == "prepare" else walk.with_head(1)
    with unwritten(), pytest.raises(Refused) as refused:
        issue_letter(letter, "12/TTr", today(), **clerk_of(walk))
    assert rules(refused) == ["desk"]


def test_a_body_that_keeps_its_register_issues_with_the_signature(cast: Cast) -> None:
    walk = Walk(cast, R3S)
    numbers = []
    for first in (1, 5):
        letter, lines = walk.with_head(2, first=first)
        report = sign_letter(letter, **walk.head)
        letter.refresh_from_db()
        assert report.moved == dict.fromkeys(lines, State.WITH_OFFICE)
        assert (report.made["number"], letter.dated, letter.issued_at) == (letter.number, today(), letter.signed_at)
        numbers.append(letter.number)
    symbol = cast.organisation(R3S.unit).short_name or R3S.unit
    assert numbers == [f"01/TTr-{symbol}", f"02/TTr-{symbol}"]
    sound()


def test_a_refused_signature_takes_no_number_from_the_register(cast: Cast) -> None:
    walk = Walk(cast, R3S)
    letter, _lines = walk.with_head(1)
    head, nominee = walk.head["capacity"].person, cast.person("nominee-01")
    tie = Kinship.objects.create(person=head, relative=nominee, declared_on=today())
    with pytest.raises(Refused):
        sign_letter(letter, **walk.head)
    tie.delete()
    assert sign_letter(letter, **walk.head).made["number"].startswith("01/")


def test_twenty_lines_take_as_many_statements_as_two(cast: Cast) -> None:
    walk = Walk(cast)
    counts = []
    for number, first in ((2, 1), (20, 10)):
        letter, _lines = walk.with_head(number, first=first)
        with CaptureQueriesContext(connection) as signing:
            sign_letter(letter, **walk.head)
        with CaptureQueriesContext(connection) as issuing:
            issue_letter(letter, f"{number}/TTr", today(), **clerk_of(walk))
        counts.append((len(signing), len(issuing)))
    assert counts[0] == counts[1]


# A line that leaves a signed, unissued paper.

LEAVES: dict[str, tuple[Transition, str, State]] = {
    "recalled": (Transition.RECALL, "officer", State.DRAFT),
    "sent back": (Transition.SEND_BACK, "head", State.DRAFT),
    "not endorsed": (Transition.NOT_ENDORSE, "head", State.NOT_ENDORSED),
    "withdrawn": (Transition.WITHDRAW_AT_HEAD, "head", State.WITHDRAWN),
}


@pytest.mark.parametrize(("transition", "who", "to"), LEAVES.values(), ids=LEAVES.keys())
def test_a_line_that_leaves_a_signed_letter_voids_the_signature(
    cast: Cast, transition: Transition, who: str, to: State
) -> None:
    walk = Walk(cast)
    letter, (line, *stay) = walk.signed(3)
    acts = walk.officer if who == "officer" else walk.head
    assert apply_transition(transition, [line], **acts, reason=why).moved == {line: to}
    letter.refresh_from_db()
    assert (letter.signed_at, letter.signed_by, desk_of(letter)) == (None, None, ("sign", None))
    void = SignOff.objects.filter(case=letter.case_id, voided_at__isnull=False)
    assert void.count() == 3
    with unwritten():
        assert attempt(lambda: issue_letter(letter, "12/TTr", today(), **clerk_of(walk))) == ["desk"]
    sound()
    sign_letter(letter, **cast.acts("nnmt-deputy", Role.UNIT_HEAD, "so-nnmt"))
    assert issue_letter(letter, "12/TTr", today(), **clerk_of(walk)).moved == dict.fromkeys(stay, State.WITH_OFFICE)
    sound()


@pytest.mark.parametrize(("transition", "who", "to"), LEAVES.values(), ids=LEAVES.keys())
def test_when_all_lines_leave_a_signed_letter_nothing_is_left_to_issue(
    cast: Cast, transition: Transition, who: str, to: State
) -> None:
    walk = Walk(cast)
    letter, lines = walk.signed(2)
    acts = walk.officer if who == "officer" else walk.head
    assert apply_transition(transition, lines, **acts, reason=why).moved == dict.fromkeys(lines, to)
    assert desk_of(letter) == (("prepare", None) if to is State.DRAFT else ("", None))
    letter.refresh_from_db()
    assert (letter.signed_at, SignOff.objects.filter(voided_at=None).count()) == (None, 0)
    assert attempt(lambda: issue_letter(letter, "12/TTr", today(), **clerk_of(walk))) == ["desk"]
    sound()


FROM_THE_OFFICE: dict[str, tuple[Transition, Reason]] = {
    "taken back": (Transition.TAKE_BACK, why),
    "returned": (Transition.RETURN_FROM_PRESENTING, RETURN),
    "held": (Transition.HOLD_PRESENTING, Reason("Đơn", "COMPLAINT", "CV 1", review_on=date(2199, 1, 1))),
    "ruled ineligible": (Transition.RULE_INELIGIBLE_PRESENTING, Reason("Sai", "VIOLATION")),
    "withdrawn": (Transition.WITHDRAW_PRESENTING, why),
}


@pytest.mark.parametrize(("transition", "reason"), FROM_THE_OFFICE.values(), ids=FROM_THE_OFFICE.keys())
def test_a_line_that_leaves_the_office_s_signed_letter_sends_it_back_to_be_prepared(
    cast: Cast, transition: Transition, reason: Reason
) -> None:
    walk = Walk(cast)
    letter, (line, stays) = walk.to_present(2)
    sign_letter(letter, **head_of_office(cast))
    acts = walk.head if transition is Transition.WITHDRAW_PRESENTING else head_of_office(cast)
    assert apply_transition(transition, [line], **acts, reason=reason).is_whole
    letter.refresh_from_db()
    assert (letter.signed_at, desk_of(letter)) == (None, ("prepare", None))
    assert not SignOff.objects.filter(nomination=stays, kind="PRESENTATION", voided_at=None).exists()
    sound()
    sign_letter(letter, **head_of_office(cast))
    clerk: Acts = cast.acts("tdkt-clerk", Role.RECORDS_CLERK, "ban-tdkt")
    assert issue_letter(letter, "90/TTr", today(), **clerk).moved == {stays: State.WITH_DECIDER}
    sound()


# Two clerks at once.


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_give_one_number_at_once_give_it_once(cast: Cast) -> None:
    walk = Walk(cast)
    letters = [walk.signed(1, first=first)[0] for first in (1, 3, 5, 7)]
    Letter.objects.update(signed_at=timezone.now() - timedelta(days=800))
    acts, begin = clerk_of(walk), threading.Barrier(len(letters))

    def issue(letter: Letter, day: date) -> str:
        try:
            begin.wait()
            issue_letter(letter, "12/TTr", day, **acts)
        except ValidationError as error:
            return ",".join(str(one.code) for one in error.error_dict["number"])
        finally:
            connections.close_all()
        return "issued"

    days = [today(), today().replace(month=1, day=1)] * 2
    with ThreadPoolExecutor(len(letters)) as pool:
        answers: list[Any] = list(pool.map(issue, letters, days))
    assert sorted(answers) == ["issued", "twice", "twice", "twice"]
    sound()


def test_an_own_register_passes_over_numbers_given_by_hand(cast: Cast) -> None:
    """A body that kept no register before begins one: what a clerk gave is not given again."""
    walk = Walk(cast)
    first, _lines = walk.signed(1)
    issue_letter(first, f"01/TTr-{first.organisation.short_name}", today(), **clerk_of(walk))
    Organisation.objects.filter(code=walk.way.unit).update(keeps_register=True)
    second, lines = walk.with_head(1, first=5)
    report = sign_letter(second, **walk.head)
    assert report.made["number"] == f"02/TTr-{first.organisation.short_name}"
    assert dict(report.moved) == {lines[0]: "WITH_OFFICE"}
