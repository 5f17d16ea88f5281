"""Open work follows a successor with its lineage: who may act on the lines of a body that is no more."""

from typing import Any

import pytest
from django.utils import timezone

from tests.directory.given import body, day, post, succeeds
from tests.support.walk import R1, Walk
from workflow.audit.verify import verify
from workflow.directory.models import Appointment, Organisation, User
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.visibility import visible_to
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.queries import waiting_for

why = Reason("Lý do (minh họa)")


def _officer(cast: Cast, at: Organisation) -> dict[str, Any]:
    """A new officer at a body."""
    who = cast.person("nominee-70")
    return {"actor": User.objects.create_user("new", person=who), "capacity": post(who, Role.UNIT_OFFICER, at)}


def _merged(cast: Cast, *, since: int = -1, carries_work: bool = True) -> tuple[Letter, list[int], dict[str, Any]]:
    """A letter drafted at so-nnmt, which then goes up in a new body; its lines and the new body's officer."""
    letter, lines = Walk(cast, R1).drafted(2)
    new = body("so-moi")
    succeeds(new, cast.organisation("so-nnmt"), since=since, carries_work=carries_work)
    Organisation.objects.filter(code="so-nnmt").update(valid_until=day(since - 1))
    return letter, lines, _officer(cast, new)


@pytest.mark.parametrize("since", [0, -1], ids=["from today", "since yesterday"])
def test_the_successor_s_officer_goes_on_with_the_letter_of_the_old_body(cast: Cast, since: int) -> None:
    letter, lines, officer = _merged(cast, since=since)
    assert [item.case for item in waiting_for(officer["actor"], timezone.localdate())] == [letter.case_id]
    assert list(visible_to(officer["actor"]).values_list("pk", flat=True)) == lines
    report = apply_transition(Transition.WITHDRAW_DRAFT, lines[:1], **officer, reason=why)
    assert (report.moved, report.refused) == ({lines[0]: State.WITHDRAWN}, {})
    assert send_letter(letter, **officer).moved == {lines[1]: State.WITH_HEAD}
    assert Nomination.objects.get(pk=lines[1]).unit.code == "so-nnmt"
    assert list(problems()) == []
    assert verify(expectations()).is_clean


@pytest.mark.parametrize(
    ("since", "carries_work"), [(1, True), (-1, False)], ids=["takes effect tomorrow", "carries no work"]
)
def test_before_it_takes_effect_or_without_the_work_the_successor_does_nothing(
    cast: Cast, *, since: int, carries_work: bool
) -> None:
    letter, lines, officer = _merged(cast, since=since, carries_work=carries_work)
    assert waiting_for(officer["actor"], timezone.localdate()) == []
    assert list(visible_to(officer["actor"])) == []
    withdrawn = apply_transition(Transition.WITHDRAW_DRAFT, lines, **officer, reason=why)
    for report in (withdrawn, send_letter(letter, **officer)):
        assert {line: [one.rule for one in some] for line, some in report.refused.items()} == {
            line: ["organisation"] for line in lines
        }


def test_the_old_body_s_officer_is_out_of_office_with_it(cast: Cast) -> None:
    _letter, lines, _officer_of_the_new = _merged(cast)
    acts = cast.acts("nnmt-officer", Role.UNIT_OFFICER, "so-nnmt")
    report = apply_transition(Transition.WITHDRAW_DRAFT, lines, **acts, reason=why)
    assert {one.rule for some in report.refused.values() for one in some} == {"expired"}
    assert waiting_for(acts["actor"], timezone.localdate()) == []
    assert list(visible_to(acts["actor"])) == []


def test_a_body_that_lives_on_keeps_its_work_beside_the_one_split_from_it(cast: Cast) -> None:
    _letter, lines = Walk(cast, R1).drafted(1)
    new = body("so-moi")
    succeeds(new, cast.organisation("so-nnmt"), carries_work=False, kind="SPLIT")
    officer = _officer(cast, new)
    assert list(visible_to(officer["actor"])) == []
    acts = cast.acts("nnmt-officer", Role.UNIT_OFFICER, "so-nnmt")
    assert apply_transition(Transition.WITHDRAW_DRAFT, lines, **acts, reason=why).is_whole


def test_the_successor_of_the_successor_has_the_work_and_the_one_between_has_it_no_more(cast: Cast) -> None:
    _letter, lines, between = _merged(cast, since=-9)
    last = body("so-cuoi")
    succeeds(last, cast.organisation("so-moi"))
    Organisation.objects.filter(code="so-moi").update(valid_until=day(-2))
    assert [one.rule for one in _refused(lines, between)] == ["expired"]
    who = cast.person("nominee-71")
    user = User.objects.create_user("newest", person=who)
    officer = {"actor": user, "capacity": post(who, Role.UNIT_OFFICER, last)}
    assert list(visible_to(user).values_list("pk", flat=True)) == lines
    assert _refused(lines, officer) == []
    assert Appointment.objects.in_force(timezone.localdate()).filter(person=who).count() == 1


def _refused(lines: list[int], acts: dict[str, Any]) -> list[Any]:
    """What stands against withdrawing the first line; when nothing does, it is done."""
    report = apply_transition(Transition.WITHDRAW_DRAFT, lines[:1], **acts, reason=why)
    return [one for some in report.refused.values() for one in some]
