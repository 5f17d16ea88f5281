"""Stubs of secret dossiers: what they may say, while what, and what the signature keeps of them (R-SECRET)."""

from dataclasses import fields, replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from tests.dossiers.letters_given import (
    appoint_new,
    codes,
    head_of_office,
    rules,
    sound,
    specialist,
    strangers,
    today,
    tomorrow,
    unwritten,
    yesterday,
)
from tests.support.walk import Walk
from workflow.audit.models import Entry, PersonalDetail
from workflow.database import rows
from workflow.dossiers.door import apply_transition
from workflow.dossiers.inviting import invite_colleague
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter, split_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import Refused
from workflow.dossiers.secret_commands import (
    Stub,
    receive_secret_dossier,
    record_secret_stub,
    remove_secret_stub,
)
from workflow.dossiers.secret_stubs import SecretStub, signed_stubs
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

STUB = Stub(register_number="05/2026", degree="TOP_SECRET", persons=2, collectives=1, handed_on=today())


def recorded(walk: Walk, letter: Letter, **changed: Any) -> SecretStub:
    """A stub that the officer registers on a letter."""
    made = record_secret_stub(letter, replace(STUB, **changed), **walk.officer)
    return SecretStub.objects.get(pk=made.made["stub"])


# What there is no place for.


def test_no_field_of_a_stub_takes_free_text() -> None:
    texts = {
        field.name: field.max_length
        for field in SecretStub._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }
    assert texts == {"register_number": 30, "received_number": 30}
    related = {field.name for field in SecretStub._meta.concrete_fields if field.is_relation}
    assert related == {"letter", "organisation", "handed_by", "recorded_by", "received_by"}


def test_the_command_takes_no_more_than_the_numbers() -> None:
    assert [field.name for field in fields(Stub)] == [
        "register_number",
        "degree",
        "persons",
        "collectives",
        "households",
        "handed_on",
        "handed_by",
    ]


# What is refused.


def test_strangers_the_head_and_an_invited_colleague_register_nothing(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    colleague = appoint_new("colleague", Role.FINANCE, cast.organisation("so-nnmt"))
    invite_colleague(letter, colleague["actor"].person, **walk.officer, until=tomorrow())
    for acts in [*strangers(cast).values(), walk.head, walk.clerk, colleague]:
        with pytest.raises(Refused):
            record_secret_stub(letter, STUB, **acts)
    assert not SecretStub.objects.exists()


def test_nothing_is_registered_on_a_letter_before_the_head(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.with_head(1)
    with unwritten(), pytest.raises(Refused) as refused:
        record_secret_stub(letter, STUB, **walk.officer)
    assert rules(refused) == ["desk"]


@pytest.mark.parametrize(
    "number",
    [
        "",
        " ",
        "x",
        "Nguyễn Văn An",
        "05/2026 cho ông An",
        "05/Nguyễn",
        "05/NGUYENVANAN",
        "TM-05",
        "05 về vũ khí",
        "0000001",
        "05/",
        "05//2026",
        "05/2026\n",
        "1/2/3/4/5/6",
        "²/2026",
        "05/" + "1" * 40,
    ],
)
def test_a_number_that_is_none_is_refused(cast: Cast, number: str) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    if number.strip() == "05/2026":
        assert recorded(walk, letter, register_number=number).register_number == "05/2026"
        return
    with unwritten(), pytest.raises(ValidationError) as raised:
        recorded(walk, letter, register_number=number)
    assert codes(raised) == {"stub.register_number": ["number"]}


@pytest.mark.parametrize(
    ("typed", "kept"), [("12/tm-stc", "12/TM-STC"), (" 05 / 2026 ", "05/2026"), ("7", "7"), ("3-ĐU", "3-ĐU")]
)
def test_a_number_is_kept_in_one_spelling(cast: Cast, typed: str, kept: str) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    assert recorded(walk, letter, register_number=typed).register_number == kept


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ({"degree": "KHẨN"}, {"stub.degree": ["unknown"]}),
        ({"degree": ""}, {"stub.degree": ["unknown"]}),
        ({"persons": -1}, {"stub.persons": ["amount"]}),
        ({"households": 1000}, {"stub.households": ["amount"]}),
        ({"handed_on": tomorrow()}, {"stub.handed_on": ["future"]}),
    ],
)
def test_what_is_not_right_is_refused_by_field(cast: Cast, wrong: dict[str, Any], found: dict[str, list[str]]) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    with unwritten(), pytest.raises(ValidationError) as raised:
        recorded(walk, letter, **wrong)
    assert codes(raised) == found


def test_only_somebody_of_the_body_hands_over(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    with unwritten(), pytest.raises(ValidationError) as raised:
        recorded(walk, letter, handed_by=cast.person("nominee-05"))
    assert codes(raised) == {"stub.handed_by": ["unknown"]}
    assert recorded(walk, letter, handed_by=cast.person("nnmt-clerk")).handed_by == cast.person("nnmt-clerk")


def test_a_number_stands_once_in_the_register_of_the_body_and_year(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    other, _others = walk.drafted(1, first=9)
    first = recorded(walk, letter)
    for one in (letter, other):
        with unwritten(), pytest.raises(ValidationError) as raised:
            recorded(walk, one)
        assert codes(raised) == {"stub.register_number": ["twice"]}
    SecretStub.objects.filter(pk=first.pk).update(year=first.year - 1)
    assert recorded(walk, other).letter_id == other.pk


# What is kept.


def test_a_stub_is_kept_and_told_in_the_record_of_the_letter_and_is_no_nomination(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(1)
    before = list(Nomination.objects.values_list("pk", "version", "content_hash"))
    stub = recorded(walk, letter, handed_by=cast.person("nnmt-clerk"))
    assert (stub.year, stub.degree, stub.persons, stub.households) == (today().year, "TOP_SECRET", 2, None)
    assert list(Nomination.objects.values_list("pk", "version", "content_hash")) == before
    entry = Entry.objects.filter(stream=f"letter:{letter.pk}").latest("seq")
    told = rows.loads(entry.payload)["data"]
    assert (entry.deed, told["register_number"], told["degree"]) == ("SECRET_STUB_RECORDED", "05/2026", "TOP_SECRET")
    assert not PersonalDetail.objects.filter(stream=entry.stream, seq=entry.seq).exclude(detail="").exists()
    assert len(lines) == 1
    sound()


def test_it_is_taken_off_while_the_letter_is_prepared_and_its_number_is_free_again(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    stub = recorded(walk, letter)
    for acts in [*strangers(cast).values(), walk.head]:
        with pytest.raises(Refused):
            remove_secret_stub(stub, **acts)
    remove_secret_stub(stub, **walk.officer)
    assert signed_stubs([letter.pk]) == {}
    with unwritten(), pytest.raises(Refused) as refused:
        remove_secret_stub(stub, **walk.officer)
    assert rules(refused) == ["closed"]
    assert recorded(walk, letter).pk != stub.pk
    sound()


def test_before_the_head_and_after_the_signature_it_stands_still(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    stub = recorded(walk, letter)
    for step in (send_letter, sign_letter):
        step(letter, **(walk.officer if step is send_letter else walk.head))
        with unwritten(), pytest.raises(Refused) as refused:
            remove_secret_stub(stub, **walk.officer)
        assert rules(refused) == ["desk"]
    issue_letter(letter, "1/TTr", today(), **walk.clerk)
    with unwritten(), pytest.raises(Refused):
        remove_secret_stub(stub, **walk.officer)


def test_of_a_letter_that_ended_unsigned_it_is_taken_off(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(1)
    stub = recorded(walk, letter)
    assert apply_transition(Transition.WITHDRAW_DRAFT, lines, reason=Reason("Rút"), **walk.officer).is_whole
    assert remove_secret_stub(stub, **walk.officer).made


def test_a_letter_that_is_split_off_takes_none_along(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(2)
    stub = recorded(walk, letter)
    new = split_letter(letter, lines[:1], **walk.officer).made["letter"]
    assert list(SecretStub.objects.values_list("pk", "letter")) == [(stub.pk, letter.pk)]
    assert signed_stubs([new]) == {}


def test_the_signature_keeps_what_the_stubs_say_and_a_change_past_the_house_is_found(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    stub = recorded(walk, letter)
    send_letter(letter, **walk.officer)
    sign_letter(letter, **walk.head)
    signed = Entry.objects.filter(stream=f"letter:{letter.pk}", deed="SIGNED").latest("seq")
    assert rows.loads(signed.payload)["data"]["secret_stubs"] == signed_stubs([letter.pk])[letter.pk]
    sound()
    for changed in (
        {"degree": "SECRET"},
        {"register_number": "06/2026"},
        {"persons": 3},
        {"removed_at": timezone.now()},
    ):
        was = {name: getattr(stub, name) for name in changed}
        SecretStub.objects.filter(pk=stub.pk).update(**changed)
        assert list(problems()) == [f"letter {letter.pk}: its secret dossiers are not those that were signed"]
        SecretStub.objects.filter(pk=stub.pk).update(**was)
    sound()


def test_a_letter_without_one_is_signed_as_before(cast: Cast) -> None:
    letter, _lines = Walk(cast).signed(1)
    signed = Entry.objects.filter(stream=f"letter:{letter.pk}", deed="SIGNED").latest("seq")
    assert "secret_stubs" not in signed.payload
    sound()


# What the office marks.


def _issued(cast: Cast) -> tuple[Walk, SecretStub]:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    stub = recorded(walk, letter, handed_on=yesterday())
    send_letter(letter, **walk.officer)
    sign_letter(letter, **walk.head)
    issue_letter(letter, "1/TTr", today(), **walk.clerk)
    return walk, SecretStub.objects.get(pk=stub.pk)


def test_the_office_marks_that_it_came_once(cast: Cast) -> None:
    _walk, stub = _issued(cast)
    receive_secret_dossier(stub, "17/m-2026", today(), **specialist(cast))
    stub = SecretStub.objects.get(pk=stub.pk)
    assert (stub.received_number, stub.received_on) == ("17/M-2026", today())
    assert stub.received_by_id == specialist(cast)["actor"].person_id
    with unwritten(), pytest.raises(Refused) as refused:
        receive_secret_dossier(stub, "18", today(), **head_of_office(cast))
    assert rules(refused) == ["closed"]
    sound()


def test_nobody_else_marks_it(cast: Cast) -> None:
    walk, stub = _issued(cast)
    other_office = cast.acts("yte-specialist", Role.OFFICE_SPECIALIST)
    for acts in [*strangers(cast).values(), walk.officer, walk.head, other_office]:
        with pytest.raises(Refused):
            receive_secret_dossier(stub, "17", today(), **acts)
    assert not SecretStub.objects.exclude(received_number="").exists()


def test_it_is_not_marked_before_the_letter_is_issued(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    stub = recorded(walk, letter)
    with unwritten(), pytest.raises(Refused) as refused:
        receive_secret_dossier(stub, "17", today(), **specialist(cast))
    assert rules(refused) == ["R-SECRET"]


@pytest.mark.parametrize(
    ("number", "day", "wrong"),
    [
        ("Nguyễn Văn An", today(), {"received_number": ["number"]}),
        ("17", tomorrow(), {"received_on": ["dates"]}),
        ("17", yesterday().replace(year=2020), {"received_on": ["dates"]}),
    ],
)
def test_a_receipt_that_is_not_right_is_refused(cast: Cast, number: str, day: Any, wrong: dict[str, list[str]]) -> None:
    _walk, stub = _issued(cast)
    with unwritten(), pytest.raises(ValidationError) as raised:
        receive_secret_dossier(stub, number, day, **specialist(cast))
    assert codes(raised) == wrong
