"""Delegation (TL., TUQ.): bounded in time, for named transitions, not passed on, never wider than the giver's right."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from tests.directory.given import administrator, body, day, denied, invalid, last_entry, post
from tests.support.everything import everything, written
from tests.support.walk import R1, Walk
from workflow.audit.models import Entry
from workflow.audit.verify import verify
from workflow.directory.capacity import Capacity, read_capacity
from workflow.directory.commands import delegate, end_appointment, end_delegation
from workflow.directory.models import Appointment, Delegation, Kinship
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import sign_letter
from workflow.dossiers.models import Nomination, SignOff
from workflow.dossiers.reports import TransitionReport
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.facts import Reason, Refusal
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

DOCUMENT = "Giấy ủy quyền minh họa số 3/GUQ"
why = Reason("Lý do (minh họa)", code="MERIT")
OF_A_HEAD = {row for row in Transition if any(post.role is Role.UNIT_HEAD for post in row.by.posts)}


def _delegate(cast: Cast, **changed: Any) -> Delegation:
    """The head of so-nnmt lets the clerk decide instead."""
    given: dict[str, Any] = {
        "giver": cast.post("nnmt-head", Role.UNIT_HEAD),
        "receiver": cast.person("nnmt-clerk"),
        "by": cast.user("nnmt-head"),
        "transitions": [Transition.NOT_ENDORSE],
        "kind": "TUQ",
        "from_day": day(0),
        "until": day(10),
        "document": DOCUMENT,
        **changed,
    }
    return delegate(given.pop("giver"), given.pop("receiver"), given.pop("by"), **given)


def _do(cast: Cast, delegation: Delegation, line: int, row: Transition = Transition.NOT_ENDORSE) -> TransitionReport:
    return apply_transition(row, [line], cast.user("nnmt-clerk"), capacity=delegation, reason=why)


def _rules(report: TransitionReport) -> list[str]:
    return [one.rule for some in report.refused.values() for one in some]


def test_a_delegation_is_given_by_document_and_recorded(cast: Cast) -> None:
    rows = [Transition.SEND_BACK, Transition.NOT_ENDORSE, Transition.SEND_BACK]
    made = _delegate(cast, transitions=rows, document=f" {DOCUMENT} ")
    made.refresh_from_db()
    assert (made.transitions, made.kind, made.document) == (["NOT_ENDORSE", "SEND_BACK"], "TUQ", DOCUMENT)
    deed, person, data, personal = last_entry(f"organisation:{made.giver.organisation_id}")
    assert (deed, person, personal) == ("DELEGATED", made.giver.person_id, {"document": DOCUMENT})
    assert data == {
        "role": "UNIT_HEAD",
        "organisation": made.giver.organisation_id,
        "delegation": made.pk,
        "to": made.receiver_id,
        "transitions": ["NOT_ENDORSE", "SEND_BACK"],
        "until": day(10).isoformat(),
    }
    assert verify(expectations()).is_clean


def test_everything_that_the_post_has_can_be_delegated(cast: Cast) -> None:
    assert set(_delegate(cast, transitions=OF_A_HEAD).transitions) == {row.name for row in OF_A_HEAD}


@pytest.mark.parametrize("row", [row for row in Transition if row not in OF_A_HEAD])
def test_a_delegation_is_never_wider_than_the_post(cast: Cast, row: Transition) -> None:
    with invalid({"transitions": ["wider"]}):
        _delegate(cast, transitions=[Transition.NOT_ENDORSE, row])


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"transitions": []}, {"transitions": ["wider"]}),
        ({"kind": "KT"}, {"kind": ["unknown"]}),
        ({"kind": ""}, {"kind": ["unknown"]}),
        ({"document": "  "}, {"document": ["length"]}),
        ({"document": "x" * 201}, {"document": ["length"]}),
        ({"from_day": 3, "until": 2}, {"until": ["dates"]}),
        ({"from_day": -9, "until": -1}, {"until": ["dates"]}),
        ({"until": 21}, {"until": ["dates"]}),
        ({"until": 20}, {}),
        ({"from_day": 0, "until": 0}, {}),
    ],
)
def test_a_delegation_with_wrong_input_names_the_field_and_writes_nothing(
    cast: Cast, changed: dict[str, Any], wrong: dict[str, list[str]]
) -> None:
    giver = post(cast.person("nnmt-head"), Role.UNIT_HEAD, body("moi"), until=20)
    given = {key: day(value) if isinstance(value, int) else value for key, value in changed.items()}
    if not wrong:
        assert _delegate(cast, giver=giver, **given).pk
        return
    with invalid(wrong):
        _delegate(cast, giver=giver, **given)


def test_one_delegation_is_not_given_twice_by_one_document(cast: Cast) -> None:
    rows = [Transition.SEND_BACK, Transition.NOT_ENDORSE]
    first = _delegate(cast, transitions=rows)
    with invalid({"document": ["twice"]}):
        _delegate(cast, transitions=rows[::-1], document=f" {DOCUMENT} ")
    for changed in ({"transitions": rows[:1]}, {"document": "Giấy khác"}, {"kind": "TL"}, {"until": day(9)}):
        assert _delegate(cast, **{"transitions": rows, **changed}).pk != first.pk


def test_nobody_delegates_to_oneself(cast: Cast) -> None:
    with invalid({"receiver": ["self"]}):
        _delegate(cast, receiver=cast.person("nnmt-head"))


def test_only_the_holder_of_a_post_in_force_delegates(cast: Cast) -> None:
    gone = post(cast.person("nnmt-head"), Role.UNIT_HEAD, body("moi"), until=-1)
    coming = post(cast.person("nnmt-head"), Role.UNIT_HEAD, body("mai"), since=1)
    superuser = type(cast.user("nnmt-head")).objects.create_superuser("root-of-all")
    cases: list[dict[str, Any]] = [
        {"giver": gone},
        {"giver": coming},
        {"by": cast.user("nnmt-officer")},
        {"by": cast.user("administrator")},
        {"by": superuser},
    ]
    for changed in cases:
        with denied():
            _delegate(cast, **changed)


def test_what_was_delegated_is_not_passed_on(cast: Cast) -> None:
    delegation = _delegate(cast)
    for giver in (delegation, delegation.giver):
        with denied():
            _delegate(cast, giver=giver, by=cast.user("nnmt-clerk"), receiver=cast.person("nnmt-officer"))


@pytest.mark.parametrize("kind", ["TL", "TUQ"])
def test_the_receiver_acts_for_the_giver_and_the_record_says_so(cast: Cast, kind: str) -> None:
    _letter, (line,) = Walk(cast, R1).with_head(1)
    delegation = _delegate(cast, kind=kind)
    giver, receiver = cast.person("nnmt-head").pk, cast.person("nnmt-clerk").pk
    held = read_capacity(cast.user("nnmt-clerk"), delegation, timezone.localdate(), lock=False)
    assert isinstance(held, Capacity)
    assert (held.person, held.giver, held.persons) == (receiver, giver, frozenset({receiver, giver}))
    assert (held.delegation, held.appointment, held.prefix) == (delegation.pk, delegation.giver_id, f"{kind}.")
    assert (held.role, held.scope) == (Role.UNIT_HEAD, frozenset({"NOT_ENDORSE"}))
    assert _do(cast, delegation, line).is_whole
    entry = Entry.objects.filter(stream=f"nomination:{line}").latest("seq")
    assert (entry.deed, entry.person_id, entry.on_behalf_of_id) == ("NOT_ENDORSE", receiver, giver)
    assert list(problems()) == []
    assert verify(expectations()).is_clean


def test_a_delegation_covers_the_transitions_it_names_and_no_others(cast: Cast) -> None:
    _letter, (line,) = Walk(cast, R1).with_head(1)
    delegation = _delegate(cast)
    before = everything()
    assert _rules(_do(cast, delegation, line, Transition.SEND_BACK)) == ["delegation"]
    assert written(before, everything()).keys() == {"workflow_audit_entry", "workflow_user"}


@pytest.mark.parametrize(
    ("given", "rule"),
    [({"from_day": -9, "until": -1}, "expired"), ({"from_day": 1, "until": 9}, "expired")],
    ids=["ended yesterday", "begins tomorrow"],
)
def test_a_delegation_out_of_its_days_is_no_capacity(cast: Cast, given: dict[str, int], rule: str) -> None:
    _letter, (line,) = Walk(cast, R1).with_head(1)
    delegation = _delegate(cast)
    Delegation.objects.filter(pk=delegation.pk).update(**{name: day(value) for name, value in given.items()})
    assert _rules(_do(cast, delegation, line)) == [rule]


def test_a_delegation_ends_with_the_appointment_of_its_giver(cast: Cast) -> None:
    _letter, (line,) = Walk(cast, R1).with_head(1)
    delegation = _delegate(cast)
    end_appointment(delegation.giver, day(-1), document=DOCUMENT, **administrator(cast))
    assert _rules(_do(cast, delegation, line)) == ["expired"]


def _ended(cast: Cast, delegation: Delegation, last_day: int = 0, document: str = DOCUMENT, **by: Any) -> Delegation:
    acts = by or {"by": cast.user("nnmt-head"), "capacity": delegation.giver}
    return end_delegation(delegation, day(last_day), acts["by"], capacity=acts["capacity"], document=document)


def test_a_giver_ends_a_delegation_and_at_once_nobody_signs_under_it(cast: Cast) -> None:
    _letter, (line,) = Walk(cast, R1).with_head(1)
    delegation = _delegate(cast, from_day=day(-5))
    _ended(cast, delegation, -1, f" {DOCUMENT} ")
    assert Delegation.objects.get(pk=delegation.pk).until == day(-1)
    assert _rules(_do(cast, delegation, line)) == ["expired"]
    deed, person, data, personal = last_entry(f"organisation:{delegation.giver.organisation_id}")
    assert (deed, person, personal) == ("DELEGATION_ENDED", delegation.giver.person_id, {"document": DOCUMENT})
    told = (data["delegation"], data["to"], data["until"], data["role"])
    assert told == (delegation.pk, delegation.receiver_id, day(-1).isoformat(), "UNIT_HEAD")
    assert verify(expectations()).is_clean


def test_an_administrator_ends_a_delegation_even_of_a_giver_who_has_left(cast: Cast) -> None:
    delegation = _delegate(cast)
    end_appointment(delegation.giver, day(-1), document=DOCUMENT, **administrator(cast))
    with denied():
        _ended(cast, delegation)
    assert _ended(cast, delegation, **administrator(cast)).until == day(0)
    deed, person, _data, _personal = last_entry(f"organisation:{delegation.giver.organisation_id}")
    assert (deed, person) == ("DELEGATION_ENDED", cast.person("administrator").pk)
    assert verify(expectations()).is_clean


def test_nobody_else_ends_a_delegation(cast: Cast) -> None:
    delegation = _delegate(cast)
    superuser = type(cast.user("nnmt-head")).objects.create_superuser("root-of-all")
    for by, capacity in (
        ("nnmt-clerk", delegation),
        ("nnmt-clerk", delegation.giver),
        ("nnmt-deputy", cast.post("nnmt-deputy", Role.UNIT_HEAD)),
        ("tdkt-head", cast.post("tdkt-head", Role.OFFICE_HEAD)),
        ("nnmt-head", None),
    ):
        with denied():
            _ended(cast, delegation, by=cast.user(by), capacity=capacity)
    with denied():
        _ended(cast, delegation, by=superuser, capacity=delegation.giver)


@pytest.mark.parametrize(
    ("last_day", "document", "wrong"),
    [
        (-1, DOCUMENT, {"last_day": ["dates"]}),
        (11, DOCUMENT, {"last_day": ["ended"]}),
        (0, " ", {"document": ["length"]}),
        (0, "x" * 201, {"document": ["length"]}),
        (11, "", {"last_day": ["ended"], "document": ["length"]}),
    ],
)
def test_a_wrong_end_of_a_delegation_names_the_field(
    cast: Cast, last_day: int, document: str, wrong: dict[str, list[str]]
) -> None:
    delegation = _delegate(cast)
    with invalid(wrong):
        _ended(cast, delegation, last_day, document)


def test_an_end_of_a_delegation_is_never_put_off(cast: Cast) -> None:
    delegation = _delegate(cast)
    Delegation.objects.filter(pk=delegation.pk).update(until=day(2))
    with invalid({"last_day": ["ended"]}):
        _ended(cast, delegation, 3)


def test_the_giver_does_not_act_under_the_delegation_and_the_receiver_not_under_the_post(cast: Cast) -> None:
    delegation = _delegate(cast)
    pairs: list[tuple[str, Appointment | Delegation]] = [
        ("nnmt-head", delegation),
        ("nnmt-clerk", delegation.giver),
        ("nnmt-officer", delegation),
    ]
    today = timezone.localdate()
    found = [read_capacity(cast.user(name), under, today, lock=False) for name, under in pairs]
    assert [one.rule for one in found if isinstance(one, Refusal)] == ["appointment"] * 3


def test_whoever_signs_for_another_is_shown_on_the_signature(cast: Cast) -> None:
    letter, (line,) = Walk(cast, R1).with_head(1)
    delegation = _delegate(cast, transitions=[Transition.ENDORSE])
    assert sign_letter(letter, cast.user("nnmt-clerk"), capacity=delegation).is_whole
    signed = SignOff.objects.get(nomination=line, voided_at=None)
    assert (signed.prefix, signed.person_id) == ("TUQ.", cast.person("nnmt-clerk").pk)
    assert (signed.delegation_id, signed.appointment_id) == (delegation.pk, delegation.giver_id)


@pytest.mark.parametrize("relative_of", ["nnmt-head", "nnmt-clerk"])
@pytest.mark.parametrize("declared_by_the_relative", [True, False])
def test_nobody_acts_for_another_on_a_relative_of_either(
    cast: Cast, *, relative_of: str, declared_by_the_relative: bool
) -> None:
    _letter, (line,) = Walk(cast, R1).with_head(1)
    delegation = _delegate(cast)
    pair = [cast.person(relative_of), cast.person("nominee-01")]
    person, relative = reversed(pair) if declared_by_the_relative else pair
    Kinship.objects.create(person=person, relative=relative, declared_on=day(-1))
    assert _rules(_do(cast, delegation, line)) == ["relative"]


@pytest.mark.parametrize("nominee", ["nnmt-head", "nnmt-clerk"])
def test_nobody_acts_for_another_on_a_nomination_of_either(cast: Cast, nominee: str) -> None:
    walk = Walk(cast, R1)
    (entry,) = walk.persons(1)
    _letter, (line,) = walk.with_head(entries=[replace(entry, person=cast.person(nominee).pk)])
    assert Nomination.objects.get(pk=line).nominee.person_id == cast.person(nominee).pk
    assert _rules(_do(cast, _delegate(cast), line)) == ["own"]
