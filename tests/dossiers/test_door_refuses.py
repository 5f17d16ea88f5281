"""What the door refuses: for lack of authority with one security entry, for anything else with an answer alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.support.everything import Rows, everything, written
from tests.support.walk import R1, R4, Walk
from workflow.audit.models import Entry
from workflow.directory.models import Appointment, Kinship, User
from workflow.dossiers.act import SYSTEM
from workflow.dossiers.answers import remove_paper
from workflow.dossiers.door import Move, apply_transition, apply_transitions
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.letters import sign_letter
from workflow.dossiers.models import Attachment, CriterionAnswer, EvidenceLink, Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

ENTRY = "workflow_audit_entry"
why = Reason("Lý do (minh họa)", code="OTHER")


def _expired(cast: Cast) -> dict[str, Any]:
    acts = cast.acts("nnmt-head", Role.UNIT_HEAD, "so-nnmt")
    Appointment.objects.filter(pk=acts["capacity"].pk).update(until=timezone.localdate() - timedelta(days=1))
    return acts


def _superuser(_cast: Cast) -> dict[str, Any]:
    return {"actor": User.objects.create_superuser("root-of-all"), "capacity": None}


def _superuser_under_a_post(cast: Cast) -> dict[str, Any]:
    post = cast.post("nnmt-head", Role.UNIT_HEAD, "so-nnmt")
    return {"actor": User.objects.create_superuser("root-of-all", person=cast.person("nominee-72")), "capacity": post}


LACK_OF_AUTHORITY: dict[str, tuple[Callable[[Cast], dict[str, Any]], str]] = {
    "the wrong role": (lambda cast: cast.acts("nnmt-officer", Role.UNIT_OFFICER, "so-nnmt"), "role"),
    "the wrong organisation": (lambda cast: cast.acts("gddt-head", Role.UNIT_HEAD, "so-gddt"), "organisation"),
    "an expired appointment": (_expired, "expired"),
    "a superuser": (_superuser, "appointment"),
    "a superuser under another's post": (_superuser_under_a_post, "appointment"),
    "an administrator": (lambda cast: cast.acts("administrator", Role.ADMINISTRATOR), "role"),
    "another person's post": (
        lambda cast: {
            "actor": cast.user("nnmt-officer"),
            "capacity": cast.post("nnmt-head", Role.UNIT_HEAD, "so-nnmt"),
        },
        "appointment",
    ),
}


@pytest.mark.parametrize(("who", "rule"), LACK_OF_AUTHORITY.values(), ids=LACK_OF_AUTHORITY.keys())
def test_lack_of_authority_is_refused_with_one_security_entry(
    cast: Cast, who: Callable[[Cast], dict[str, Any]], rule: str
) -> None:
    _letter, lines = Walk(cast).with_head(2)
    acts = who(cast)
    before = everything()
    report = apply_transition(Transition.SEND_BACK, lines, **acts, reason=why)
    assert report.moved == {}
    assert {line: [one.rule for one in some] for line, some in report.refused.items()} == {
        line: [rule] for line in lines
    }
    assert all(len(reason) > 20 for reason in report.reasons())
    _one_security_entry(before, acts["actor"], rule)


def _one_security_entry(before: Rows, actor: User, rule: str) -> None:
    new = written(before, everything())
    assert {table: len(rows) for table, rows in new.items()} == {ENTRY: 1, "workflow_user": 1}
    entry = Entry.objects.get(stream=f"security:user:{actor.pk}")
    assert (entry.deed, entry.person_id) == ("REFUSED", actor.person_id)
    assert f'"rules":["{rule}"]' in entry.payload


def test_an_expired_appointment_loses_everything_from_the_next_day(cast: Cast) -> None:
    _letter, lines = Walk(cast).with_head(1)
    acts = cast.acts("nnmt-head", Role.UNIT_HEAD, "so-nnmt")
    Appointment.objects.filter(pk=acts["capacity"].pk).update(until=timezone.localdate())
    assert apply_transition(Transition.SEND_BACK, lines, **acts, reason=why).is_whole


def test_an_unknown_transition_is_refused_with_one_security_entry(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(1)
    before = everything()
    report = apply_transition("AWARD_AT_ONCE", lines, **walk.officer)
    assert [one.rule for one in report.refused[lines[0]]] == ["transition"]
    _one_security_entry(before, walk.officer["actor"], "transition")


def test_who_drafted_does_not_endorse(cast: Cast) -> None:
    """The officer is also appointed head: one person, two posts."""
    walk = Walk(cast)
    letter, _lines = walk.with_head(2)
    officer = cast.person("nnmt-officer")
    post = Appointment.objects.create(
        person=officer,
        role=Role.UNIT_HEAD.value,
        organisation=cast.organisation("so-nnmt"),
        title="Giám đốc",
        from_day=timezone.localdate(),
        document="Quyết định minh họa",
    )
    before = everything()
    with pytest.raises(Refused) as refused:
        sign_letter(letter, cast.user("nnmt-officer"), capacity=post)
    assert {one.rule for one in refused.value.all} == {"drafter"}
    _one_security_entry(before, cast.user("nnmt-officer"), "drafter")


@pytest.mark.parametrize(("relative", "rule"), [(False, "own"), (True, "relative")])
def test_nobody_acts_on_a_nomination_of_oneself_or_of_a_relative(cast: Cast, *, relative: bool, rule: str) -> None:
    walk = Walk(cast)
    nominee = cast.person("nominee-01")
    if relative:
        Kinship.objects.create(person=nominee, relative=cast.person("nnmt-head"), declared_on=timezone.localdate())
        acts = walk.head
    else:
        post = Appointment.objects.create(
            person=nominee,
            role=Role.UNIT_HEAD.value,
            organisation=cast.organisation("so-nnmt"),
            title="Phó Giám đốc",
            kind="DEPUTY",
            field="Trồng trọt",
            from_day=timezone.localdate(),
            document="Quyết định minh họa",
        )
        acts = {"actor": User.objects.create(username="nominee-01", person=nominee), "capacity": post}
    _letter, lines = walk.with_head(2)
    before = everything()
    report = apply_transition(Transition.NOT_ENDORSE, lines, **acts, reason=why, whole=True)
    assert [one.rule for one in report.refused[lines[0]]] == [rule]
    _one_security_entry(before, acts["actor"], rule)


def test_the_system_makes_only_its_own_transitions(cast: Cast) -> None:
    _letter, lines = Walk(cast).with_head(1)
    before = everything()
    report = apply_transition(Transition.SEND_BACK, lines, SYSTEM, capacity=None, reason=why)
    assert [one.rule for one in report.refused[lines[0]]] == ["system"]
    assert written(before, everything()) == {}


def test_nobody_makes_a_transition_of_the_system(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.with_head(1)
    before = everything()
    report = apply_transition(Transition.LAPSE_AT_HEAD, lines, **walk.head)
    assert [one.rule for one in report.refused[lines[0]]] == ["system"]
    _one_security_entry(before, walk.head["actor"], "system")


# What is an answer to the user, and no security event.


def _refused(report: TransitionReport, line: int) -> list[str]:
    return [one.rule for one in report.refused[line]]


def test_a_transition_that_the_route_does_not_have_is_an_answer(cast: Cast) -> None:
    appraisal, lines = Walk(cast, R4).assigned(1)
    before = everything()
    acts = cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
    report = apply_transition(Transition.REFER_TO_COUNCIL, lines, **acts)
    assert (_refused(report, lines[0]), appraisal.office.code) == (["route"], "ban-tdkt")
    assert written(before, everything()) == {}


def test_a_missing_paper_is_an_answer_that_names_it(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(2)
    report_paper = Attachment.objects.get(nomination=lines[0], kind="REPORT", removed_at=None)
    remove_paper(report_paper, **walk.officer)
    before = everything()
    report = apply_transition(Transition.SEND_TO_HEAD, lines[:1], **walk.officer)
    assert _refused(report, lines[0]) == ["R-DOSSIER"]
    assert "Achievement report" in report.reasons()[0] or "Báo cáo" in report.reasons()[0]
    assert written(before, everything()) == {}


def test_an_unanswered_criterion_is_an_answer_that_names_it(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(1)
    answer = CriterionAnswer.objects.get(nomination=lines[0], criterion__code="IND-03")
    EvidenceLink.objects.filter(answer=answer).delete()
    before = everything()
    report = apply_transition(Transition.SEND_TO_HEAD, lines, **walk.officer)
    assert _refused(report, lines[0]) == ["criteria"]
    assert "IND-03" in report.reasons()[0]
    assert written(before, everything()) == {}


def test_a_stale_version_is_an_answer(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(2)
    seen = dict(Nomination.objects.filter(pk__in=lines).values_list("pk", "version"))
    edit_nomination(lines[0], {"influence_scope": "Toàn tỉnh"}, **walk.officer)
    before = everything()
    report = apply_transition(Transition.SEND_TO_HEAD, lines, **walk.officer, expect=seen, whole=True)
    assert _refused(report, lines[0]) == ["version"]
    assert written(before, everything()) == {}


def test_a_missing_reason_is_an_answer(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.with_head(1)
    before = everything()
    report = apply_transition(Transition.SEND_BACK, lines, **walk.head, reason=Reason("   "))
    assert _refused(report, lines[0]) == ["reason"]
    assert written(before, everything()) == {}


def test_a_line_in_another_state_is_an_answer_that_says_where_it_is(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(1)
    before = everything()
    report = apply_transition(Transition.SEND_BACK, lines, **walk.head, reason=why)
    assert _refused(report, lines[0]) == ["state"]
    assert str(State.DRAFT.label) in report.reasons()[0]
    assert written(before, everything()) == {}


def test_good_lines_move_and_the_others_are_told_why(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(3)
    remove_paper(Attachment.objects.get(nomination=lines[1], kind="REPORT", removed_at=None), **walk.officer)
    report = apply_transition(Transition.SEND_TO_HEAD, lines, **walk.officer)
    assert report.moved == {lines[0]: State.WITH_HEAD, lines[2]: State.WITH_HEAD}
    assert _refused(report, lines[1]) == ["R-DOSSIER"]
    stays = Nomination.objects.get(pk=lines[1])
    assert (stays.state, stays.case_id) == (State.DRAFT, letter.case_id)


def test_all_or_nothing_on_request(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(3)
    remove_paper(Attachment.objects.get(nomination=lines[1], kind="REPORT", removed_at=None), **walk.officer)
    before = everything()
    report = apply_transition(Transition.SEND_TO_HEAD, lines, **walk.officer, whole=True)
    assert (report.moved, set(report.refused)) == ({}, {lines[1]})
    assert written(before, everything()) == {}


@pytest.mark.parametrize(
    ("ids", "code"), [([], "empty"), ([999_999], "unknown"), ([-1], "unknown"), ([1_000_000_000_000], "unknown")]
)
def test_ids_that_are_no_nominations_are_a_typed_error(cast: Cast, ids: list[int], code: str) -> None:
    walk = Walk(cast)
    before = everything()
    with pytest.raises(ValidationError) as error:
        apply_transition(Transition.SEND_TO_HEAD, ids, **walk.officer)
    assert [one.code for one in error.value.error_dict["nominations"]] == [code]
    assert written(before, everything()) == {}


def test_one_line_makes_one_transition_in_one_act(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.with_head(1)
    moves = [Move(Transition.SEND_BACK, (lines[0],), why), Move(Transition.NOT_ENDORSE, (lines[0],), why)]
    before = everything()
    with pytest.raises(ValidationError) as error:
        apply_transitions(moves, walk.head["actor"], capacity=walk.head["capacity"])
    assert [one.code for one in error.value.error_dict["nominations"]] == ["twice"]
    assert written(before, everything()) == {}


@pytest.mark.parametrize(
    ("part", "reason"),
    [("text", Reason("x" * 5000)), ("code", Reason("x", code="C" * 60)), ("document", Reason("x", document="d" * 300))],
)
def test_a_reason_too_long_to_keep_is_a_typed_error(cast: Cast, part: str, reason: Reason) -> None:
    walk = Walk(cast)
    _letter, lines = walk.with_head(1)
    before = everything()
    with pytest.raises(ValidationError) as error:
        apply_transition(Transition.SEND_BACK, lines, **walk.head, reason=reason)
    assert list(error.value.error_dict) == [f"reason.{part}"]
    assert written(before, everything()) == {}


def test_a_transition_at_issue_is_not_made_by_hand(cast: Cast) -> None:
    """Nobody endorses but by signing and issuing the letter."""
    walk = Walk(cast)
    _letter, lines = walk.with_head(1)
    before = everything()
    report = apply_transition(Transition.ENDORSE, lines, **walk.head)
    assert _refused(report, lines[0]) == ["issue"]
    _one_security_entry(before, walk.head["actor"], "issue")
    again = apply_transition(Transition.ENDORSE, lines, **walk.clerk)
    assert set(_refused(again, lines[0])) == {"signature", "number"}


def test_a_signed_letter_is_not_endorsed_in_parts(cast: Cast) -> None:
    walk = Walk(cast, R1)
    letter, lines = walk.signed(3)
    letter.number, letter.dated = "9/TTr", timezone.localdate()
    letter.save(update_fields=["number", "dated"])
    before = everything()
    report = apply_transition(Transition.ENDORSE, lines[:2], **walk.clerk)
    assert {tuple(_refused(report, line)) for line in lines[:2]} == {("whole",)}
    assert written(before, everything()) == {}
