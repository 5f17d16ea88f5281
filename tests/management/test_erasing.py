"""Lawful erasure of personal detail: by an administrator and a document, recorded, and the record stays whole."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.directory.given import last_entry
from tests.dossiers.history_given import past, recorded
from tests.support.everything import everything, written
from tests.support.walk import R1, Walk
from workflow.audit.models import PersonalDetail
from workflow.audit.verify import verify
from workflow.directory.models import Delegation
from workflow.dossiers.door import apply_transition
from workflow.dossiers.history import PastAward
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.erasing import (
    ErasureGround,
    details_about,
    details_of,
    erase_details,
    erase_past_awards,
    past_awards_about,
)
from workflow.management.expectations import expectations
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

DOCUMENT = "Văn bản minh họa số 9/SNV-VP"
WHY = "Bà Hoa đang điều trị bệnh (minh họa)"


def _erase(cast: Cast, streams: Mapping[str, Sequence[int]], **changed: Any) -> TransitionReport:
    acts = {"actor": cast.user("administrator"), "capacity": cast.post("administrator", Role.ADMINISTRATOR)}
    given = {"ground": ErasureGround.REQUEST, "document": DOCUMENT, **acts, **changed}
    return erase_details(streams, given.pop("actor"), **given)


@pytest.fixture
def line(cast: Cast) -> int:
    """A line that the head sent back with a reason that says too much."""
    walk = Walk(cast, R1)
    _letter, (line,) = walk.with_head(1)
    assert apply_transition(Transition.SEND_BACK, [line], **walk.head, reason=Reason(WHY, code="OTHER")).is_whole
    return line


def _said(stream: str) -> str:
    return "".join(PersonalDetail.objects.filter(stream=stream).values_list("detail", flat=True))


def test_personal_detail_is_erased_and_the_record_stays_whole(cast: Cast, line: int) -> None:
    stream = f"nomination:{line}"
    places = details_of([stream])
    assert WHY in _said(stream)
    before = Nomination.objects.get(pk=line).version
    assert _erase(cast, places, document=f"  {DOCUMENT} ").made == {"erased": len(places[stream])}
    assert WHY not in _said(stream)
    assert details_of([stream]) == {}
    assert Nomination.objects.get(pk=line).version == before + 1
    deed, person, data, personal = last_entry(stream)
    assert (deed, person, personal) == (
        "PERSONAL_DETAIL_ERASED",
        cast.person("administrator").pk,
        {"document": DOCUMENT},
    )
    assert (data["entries"], data["ground"], data["role"]) == (places[stream], "REQUEST", "ADMINISTRATOR")
    report = verify(expectations())
    assert (report.findings, report.erased) == ([], len(places[stream]))
    assert list(problems()) == []


def test_work_goes_on_after_an_erasure(cast: Cast, line: int) -> None:
    _erase(cast, details_of([f"nomination:{line}"]))
    walk = Walk(cast, R1)
    assert apply_transition(Transition.SEND_TO_HEAD, [line], **walk.officer).is_whole
    assert verify(expectations()).is_clean


def test_what_concerns_a_person_is_found_in_the_nominations_of_that_person_alone(cast: Cast, line: int) -> None:
    Walk(cast, R1).with_head(1, first=20)
    person = Nomination.objects.get(pk=line).nominee.person
    assert person is not None
    assert details_about(person) == details_of([f"nomination:{line}"]) != {}
    assert details_about(cast.person("nominee-60")) == {}


def test_details_of_several_kinds_of_things_are_erased_in_one_act(cast: Cast) -> None:
    decision, lines = Walk(cast, R1).awarded(2)
    letter = Nomination.objects.get(pk=lines[0]).letter_id
    office = cast.organisation("ban-tdkt").pk
    places = details_of([f"letter:{letter}", f"organisation:{office}", *(f"nomination:{one}" for one in lines)])
    assert {stream.partition(":")[0] for stream in places} >= {"letter", "organisation"}
    _erase(cast, places)
    assert details_of(list(places)) == {}
    assert decision.pk
    assert verify(expectations()).is_clean


def _refused(cast: Cast, streams: Mapping[str, Sequence[int]], **changed: Any) -> list[str]:
    """The rules or fields with codes by which it is refused; nothing of the record's detail is touched."""
    before = everything()
    with pytest.raises((Refused, ValidationError)) as raised:
        _erase(cast, streams, **changed)
    assert written(before, everything()).keys() <= {"workflow_audit_entry", "workflow_user"}
    assert written(everything(), before).keys() <= {"workflow_user"}
    assert verify(expectations()).is_clean
    if isinstance(raised.value, Refused):
        return [one.rule for one in raised.value.all]
    assert isinstance(raised.value, ValidationError)
    assert written(before, everything()) == {}
    return [f"{name}: {one.code}" for name, some in raised.value.error_dict.items() for one in some]


@pytest.mark.parametrize("document", ["", " \n", "x" * 201])
def test_nothing_is_erased_without_a_document(cast: Cast, line: int, document: str) -> None:
    assert _refused(cast, details_of([f"nomination:{line}"]), document=document) == ["document: length"]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("tdkt-head", Role.OFFICE_HEAD),
        ("chairman", Role.DECIDER),
        ("inspector", Role.AUDITOR),
        ("nnmt-head", Role.UNIT_HEAD),
    ],
)
def test_nobody_but_an_administrator_erases(cast: Cast, line: int, name: str, role: Role) -> None:
    who = {"actor": cast.user(name), "capacity": cast.post(name, role)}
    assert _refused(cast, details_of([f"nomination:{line}"]), **who) == ["role"]


def test_no_post_no_erasure(cast: Cast, line: int) -> None:
    places = details_of([f"nomination:{line}"])
    superuser = type(cast.user("nnmt-head")).objects.create_superuser("root-of-all")
    assert _refused(cast, places, capacity=None) == ["appointment"]
    assert _refused(cast, places, actor=superuser) == ["appointment"]
    assert _refused(cast, places, actor=None) == ["system"]
    lent = Delegation.objects.create(
        giver=cast.post("administrator", Role.ADMINISTRATOR),
        receiver=cast.person("nnmt-clerk"),
        kind="TUQ",
        transitions=[],
        from_day="2020-01-01",
        until="2100-01-01",
        document=DOCUMENT,
    )
    assert _refused(cast, places, actor=cast.user("nnmt-clerk"), capacity=lent) == ["role"]


@pytest.mark.parametrize(
    ("streams", "wrong"),
    [
        ({}, ["streams: empty"]),
        ({"letter:1": []}, ["streams: empty"]),
        ({"nomination:999999": [1]}, ["streams[nomination:999999]: unknown"]),
        ({"nomination:x": [1]}, ["streams[nomination:x]: unknown"]),
        ({"nomination:99999999999999999999": [1]}, ["streams[nomination:99999999999999999999]: unknown"]),
        ({"witness:1": [1]}, ["streams[witness:1]: unknown"]),
        ({"": [1]}, ["streams[]: unknown"]),
    ],
)
def test_what_is_not_there_is_named(cast: Cast, streams: dict[str, list[int]], wrong: list[str]) -> None:
    assert _refused(cast, streams) == wrong


def test_one_entry_without_detail_keeps_all_of_them(cast: Cast, line: int) -> None:
    stream = f"nomination:{line}"
    places = {stream: [*details_of([stream])[stream], 999]}
    assert _refused(cast, places) == [f"streams[{stream}]: erased"]
    assert WHY in _said(stream)


def test_the_document_of_an_erasure_is_kept(cast: Cast, line: int) -> None:
    stream = f"nomination:{line}"
    _erase(cast, details_of([stream]))
    last = Nomination.objects.get(pk=line).version
    assert _refused(cast, {stream: [last]}) == [f"streams[{stream}]: erasure"]


def test_the_same_request_twice_erases_once(cast: Cast, line: int) -> None:
    places = details_of([f"nomination:{line}"])
    first = _erase(cast, places, operation_id="e1")
    again = _erase(cast, places, operation_id="e1")
    assert (again.repeated, again.made) == (True, first.made)
    assert verify(expectations()).is_clean


# Past awards -------------------------------------------------------------------------------------------


def _erase_awards(cast: Cast, awards: Sequence[int], **changed: Any) -> TransitionReport:
    acts = {"actor": cast.user("administrator"), "capacity": cast.post("administrator", Role.ADMINISTRATOR)}
    given = {"ground": ErasureGround.REQUEST, "document": DOCUMENT, **acts, **changed}
    return erase_past_awards(awards, given.pop("actor"), **given)


def test_only_an_administrator_erases_past_awards_and_only_those_that_are_there(cast: Cast) -> None:
    recorded(cast, past(cast.person("nominee-01").full_name))
    (award,) = past_awards_about(cast.person("nominee-01"))
    before = everything()
    for wrong in ([], [award, award + 1]):
        with pytest.raises(ValidationError) as refused:
            _erase_awards(cast, wrong)
        assert refused.value.error_dict.keys() == {"past_awards"}
    with pytest.raises(ValidationError) as refused:
        _erase_awards(cast, [award], document=" ")
    assert refused.value.error_dict.keys() == {"document"}
    assert written(before, everything()) == {}
    with pytest.raises(Refused):
        _erase_awards(cast, [award], **cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt"))
    assert PastAward.objects.get().name == cast.person("nominee-01").full_name


def test_a_past_award_is_erased_and_its_decision_stays(cast: Cast) -> None:
    name = cast.person("nominee-01").full_name
    recorded(cast, past(name), past(cast.person("nominee-02").full_name))
    (award,) = past_awards_about(cast.person("nominee-01"))
    assert _erase_awards(cast, [award]).made == {"erased": 1}
    one = PastAward.objects.get(pk=award)
    assert (one.nominee, one.name, one.folded_name, one.title, one.achievement_title) == (None, "", "", "", "")
    assert (one.line, one.number) == (f"erased:{award}", "12/QĐ-UBND")
    assert PastAward.objects.exclude(name="").count() == 1
    deed, _person, data, personal = last_entry(f"organisation:{one.authority_id}")
    assert (deed, data["past_awards"], personal) == ("PAST_AWARDS_ERASED", [award], {"document": DOCUMENT})
    assert past_awards_about(cast.person("nominee-01")) == []
    with pytest.raises(ValidationError) as refused:
        _erase_awards(cast, [award])
    assert refused.value.error_dict.keys() == {"past_awards"}
