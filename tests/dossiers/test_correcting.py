"""Clerical corrections: recorded beside the revision, which is never rewritten; the hash and every signature stand."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.dossiers.letters_given import (
    attempt,
    clerk_of,
    codes,
    hash_of,
    rules,
    sound,
    specialist,
    today,
    unwritten,
    watched,
    why,
    yesterday,
)
from tests.support.walk import Walk
from workflow.audit.models import Entry, PersonalDetail
from workflow.awards.models import Round
from workflow.decisions.models import DecisionLine
from workflow.dossiers.correcting import correct_clerical, is_one_name
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import issue_letter
from workflow.dossiers.models import Correction, Nomination, SignOff
from workflow.dossiers.names import names_of
from workflow.dossiers.reports import Refused
from workflow.management.commands.pass_time import pass_time
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import decide
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

NEW_NAME = "Lý Thị Thu Hà"


def test_a_name_is_corrected_beside_the_revision_and_what_was_signed_stands(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.signed(1)
    before = Nomination.objects.get(pk=line)
    correct_clerical(line, "nominee_name", f" {NEW_NAME}\t", **walk.officer, confirmed_by=" CV 15 ")
    after = Nomination.objects.get(pk=line)
    assert (after.nominee_name, after.content_hash) == (before.nominee_name, before.content_hash)
    assert (after.revision_no, after.version) == (before.revision_no, before.version + 1)
    assert names_of([line]) == {line: (NEW_NAME, before.nominee_title, before.nominee_unit)}
    kept = Correction.objects.get()
    assert (kept.field, kept.was, kept.text, kept.confirmed_by) == (
        "nominee_name",
        before.nominee_name,
        NEW_NAME,
        "CV 15",
    )
    assert issue_letter(letter, "12/TTr", today(), **clerk_of(walk)).moved == {line: State.WITH_OFFICE}
    sound()


def test_names_are_personal_detail_outside_the_payload(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.with_head(1)
    correct_clerical(line, "nominee_name", NEW_NAME, **walk.officer, confirmed_by="CV 15")
    entry = Entry.objects.filter(stream=f"nomination:{line}").latest("seq")
    detail = PersonalDetail.objects.get(stream=entry.stream, seq=entry.seq)
    assert (entry.deed, NEW_NAME in entry.payload, NEW_NAME in detail.detail) == ("CORRECTED", False, True)


def test_a_correction_is_corrected_again_and_the_last_one_reads(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.with_head(1)
    was = Nomination.objects.get(pk=line).nominee_title
    for text in ("Phó phòng", "Phó Trưởng phòng", was):
        correct_clerical(line, "nominee_title", text, **walk.officer, confirmed_by="CV 15")
    assert names_of([line])[line][1] == was
    assert list(Correction.objects.values_list("was", flat=True)) == [was, "Phó phòng", "Phó Trưởng phòng"]
    sound()


def test_the_office_s_specialist_corrects_too_once_it_has_the_line(cast: Cast) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    digest = hash_of(line)
    correct_clerical(line, "nominee_unit", "Chi cục Thủy lợi", **specialist(cast), confirmed_by="CV 15")
    assert (names_of([line])[line][2], hash_of(line)) == ("Chi cục Thủy lợi", digest)
    sound()


def test_the_decision_lists_the_name_as_corrected_last(cast: Cast) -> None:
    walk = Walk(cast)
    _draft, (line, other) = walk.with_decider(2)
    signed = SignOff.objects.filter(voided_at=None).count()
    correct_clerical(line, "nominee_name", NEW_NAME, **specialist(cast), confirmed_by="CV 15")
    correct_clerical(line, "nominee_title", "Kỹ sư", **specialist(cast), confirmed_by="CV 15")
    assert SignOff.objects.filter(voided_at=None).count() == signed
    decide(cast, walk.way.bodies, "1520/QĐ", subject="Khen thưởng (minh họa)")
    unit = Nomination.objects.get(pk=line).nominee_unit
    listed = DecisionLine.objects.get(nomination=line)
    assert (listed.name, listed.title, listed.unit, listed.verdict) == (NEW_NAME, "Kỹ sư", unit, "AWARD")
    assert DecisionLine.objects.get(nomination=other).name == Nomination.objects.get(pk=other).nominee_name
    sound()


def test_what_is_decided_is_corrected_by_another_decision_alone(cast: Cast) -> None:
    walk = Walk(cast)
    _decision, (line,) = walk.awarded(1)
    issued = DecisionLine.objects.get(nomination=line).name
    with unwritten(), pytest.raises(Refused) as raised:
        correct_clerical(line, "nominee_name", NEW_NAME, **specialist(cast), confirmed_by="CV 15")
    assert [one.rule for one in raised.value.all] == ["decided"]
    assert (DecisionLine.objects.get(nomination=line).name, names_of([line])[line][0]) == (issued, issued)
    sound()


BAD: dict[str, tuple[dict[str, str], dict[str, list[str]]]] = {
    "a material field": ({"field": "achievement"}, {"field": ["material"]}),
    "no field": ({"field": ""}, {"field": ["material"]}),
    "the state": ({"field": "state"}, {"field": ["material"]}),
    "no text": ({"text": " \n"}, {"text": ["length"]}),
    "a text too long": ({"text": "ữ" * 251}, {"text": ["length"]}),
    "nobody confirmed": ({"confirmed_by": "  "}, {"confirmed_by": ["length"]}),
    "a confirmation too long": ({"confirmed_by": "x" * 201}, {"confirmed_by": ["length"]}),
    "all of it": (
        {"field": "x", "text": "", "confirmed_by": ""},
        {"field": ["material"], "text": ["length"], "confirmed_by": ["length"]},
    ),
}


@pytest.mark.parametrize(("change", "expected"), BAD.values(), ids=BAD.keys())
def test_a_bad_correction_is_a_typed_error_and_writes_nothing(
    cast: Cast, change: dict[str, str], expected: dict[str, list[str]]
) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.with_head(1)
    given: dict[str, Any] = {"field": "nominee_name", "text": NEW_NAME, "confirmed_by": "CV 15", **change}
    with unwritten(), pytest.raises(ValidationError) as raised:
        correct_clerical(line, actor=walk.officer["actor"], capacity=walk.officer["capacity"], **given)
    assert codes(raised) == expected


@pytest.mark.parametrize("form", ["as it is", "with other spaces", "decomposed"])
def test_what_is_written_so_already_is_no_correction(cast: Cast, form: str) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.with_head(1)
    correct_clerical(line, "nominee_title", "Kỹ sư", **walk.officer, confirmed_by="CV 15")
    text = {"as it is": "Kỹ sư", "with other spaces": " Kỹ   sư ", "decomposed": "Ky\u0303 su\u031b"}[form]
    with unwritten(), pytest.raises(ValidationError) as raised:
        correct_clerical(line, "nominee_title", text, **walk.officer, confirmed_by="CV 15")
    assert codes(raised) == {"text": ["same"]}


def test_the_longest_title_is_measured_as_it_is_kept(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.with_head(1)
    correct_clerical(line, "nominee_title", "e\u0301" * 250, **walk.officer, confirmed_by="x" * 200)
    assert names_of([line])[line][1] == "é" * 250


@pytest.mark.parametrize("line", [0, -1, 999_999])
def test_an_unknown_nomination_is_a_typed_error(cast: Cast, line: int) -> None:
    with unwritten(), pytest.raises(ValidationError) as raised:
        correct_clerical(line, "nominee_name", NEW_NAME, **Walk(cast).officer, confirmed_by="CV 15")
    assert codes(raised) == {"nomination": ["unknown"]}


def test_another_confirmation_is_another_request(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.with_head(1)
    correct_clerical(line, "nominee_name", NEW_NAME, **walk.officer, confirmed_by="CV 15", operation_id="once")
    with unwritten(), pytest.raises(Refused) as refused:
        correct_clerical(line, "nominee_name", NEW_NAME, **walk.officer, confirmed_by="CV 16", operation_id="once")
    assert rules(refused) == ["operation"]


@pytest.mark.parametrize("state", ["withdrawn", "lapsed"])
def test_nothing_is_corrected_on_what_is_closed_for_good(cast: Cast, state: str) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    if state == "withdrawn":
        apply_transition(Transition.WITHDRAW_DRAFT, [line], **walk.officer, reason=why)
    else:
        Round.objects.filter(code="DEMO-R1").update(closes_on=yesterday())
        list(pass_time())
    with unwritten():
        assert attempt(
            lambda: correct_clerical(line, "nominee_name", NEW_NAME, **walk.officer, confirmed_by="CV 15")
        ) == ["state"]


def test_after_receipt_only_the_office_corrects_on_a_paper_of_the_unit(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    with watched(walk.officer["actor"], "role"), pytest.raises(Refused) as caught:
        correct_clerical(line, "nominee_name", NEW_NAME, **walk.officer, confirmed_by="CV 15")
    assert rules(caught) == ["role"]
    with unwritten(), pytest.raises(ValidationError) as wrong:
        correct_clerical(line, "nominee_name", NEW_NAME, **specialist(cast), confirmed_by="bà Hà nói")
    assert codes(wrong) == {"confirmed_by": ["paper"]}


def test_before_receipt_the_office_corrects_nothing(cast: Cast) -> None:
    _letter, (line,) = Walk(cast).with_head(1)
    with watched(specialist(cast)["actor"], "role"), pytest.raises(Refused) as caught:
        correct_clerical(line, "nominee_name", NEW_NAME, **specialist(cast), confirmed_by="CV 15")
    assert rules(caught) == ["role"]


def test_another_name_is_no_correction(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.with_head(1)
    with unwritten(), pytest.raises(ValidationError) as wrong:
        correct_clerical(line, "nominee_name", "Trần Quốc Bảo", **walk.officer, confirmed_by="CV 15")
    assert codes(wrong) == {"text": ["another"]}


@pytest.mark.parametrize(
    ("drafted", "corrected", "one"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn Ân", True),
        ("Đinh Thị Loan", "Dinh Thi Loan", True),
        ("Lý Thu Hà", "Lý Thị Thu Hà", True),
        ("Nguyễn Văn An", "Trần Thị Bình", False),
        ("Tổ Toán, Trường THPT Trần Phú", "Phòng Kế hoạch", False),
    ],
)
def test_a_spelling_is_told_from_another_name(drafted: str, corrected: str, *, one: bool) -> None:
    assert is_one_name(drafted, corrected) is one
