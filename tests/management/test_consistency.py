"""Every kind of damage to live data is found and named: one thing is wrong, and that one is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.management.conftest import Sql
from tests.support.everything import everything, written
from tests.support.walk import R1, R1_BELOW, R3, WAYS, Walk, Way
from workflow.appraisal.models import Appraisal
from workflow.dossiers.letters import sign_letter
from workflow.dossiers.models import Letter, Nomination, SignOff
from workflow.management.consistency import CHECKS, problems
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role

Appraised = tuple[Appraisal, list[int]]


@pytest.fixture
def appraised(cast: Cast) -> Appraised:
    """Two lines on the specialist's desk."""
    return Walk(cast, R1).assigned(2)


def _told() -> list[str]:
    return list(problems())


@pytest.mark.parametrize("way", [*WAYS, R1_BELOW], ids=lambda way: way.unit)
def test_a_whole_story_leaves_nothing_to_tell(cast: Cast, way: Way) -> None:
    if way is not R1_BELOW:
        Walk(cast, way).awarded(2)
    for first, stage in enumerate(("drafted", "with_head", "signed"), 20):
        getattr(Walk(cast, way), stage)(1, first=first)
        assert _told() == []


def test_a_history_that_says_otherwise_than_the_line(appraised: Appraised, sql: Sql) -> None:
    appraisal, (line, other) = appraised
    sql("UPDATE workflow_standing SET left_at = joined_at WHERE nomination_id = %s", line)
    letter = Letter.objects.get(pk=appraisal.letter_id).case_id
    sql("UPDATE workflow_standing SET case_id = %s WHERE nomination_id = %s AND left_at IS NULL", letter, other)
    assert _told() == [
        f"nomination {line}: it is on case {appraisal.case_id}, but its history says None",
        f"nomination {other}: it is on case {appraisal.case_id}, but its history says {letter}",
    ]


def test_lines_on_a_closed_case_and_the_item_that_it_left_open(appraised: Appraised, sql: Sql) -> None:
    appraisal, lines = appraised
    sql("UPDATE workflow_case SET finished = created WHERE id = %s", appraisal.case_id)
    assert _told() == [
        *(f"nomination {line}: its case {appraisal.case_id} is closed" for line in lines),
        f"case {appraisal.case_id}: it is closed, but its work item is open",
    ]


def test_an_open_line_on_no_case(appraised: Appraised, unchecked: Sql) -> None:
    appraisal, (line, _other) = appraised
    unchecked("UPDATE workflow_nomination SET case_id = NULL WHERE id = %s", line)
    assert _told() == [
        f"nomination {line}: it is on case None, but its history says {appraisal.case_id}",
        f"nomination {line}: it is WITH_OFFICE and stands on no case",
    ]


def test_a_closed_line_that_still_stands_on_a_case(appraised: Appraised, unchecked: Sql) -> None:
    appraisal, (line, _other) = appraised
    unchecked("UPDATE workflow_nomination SET state = 'INELIGIBLE' WHERE id = %s", line)
    assert _told() == [
        f"nomination {line}: it is INELIGIBLE and still stands on case {appraisal.case_id}",
        f"case {appraisal.case_id}: lines in INELIGIBLE stand on the desk appraise",
    ]


def test_a_line_in_a_state_that_is_not_its_desk_s(appraised: Appraised, sql: Sql) -> None:
    appraisal, (line, _other) = appraised
    sql("UPDATE workflow_nomination SET state = 'TO_PRESENT' WHERE id = %s", line)
    assert _told() == [f"case {appraisal.case_id}: lines in TO_PRESENT stand on the desk appraise"]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE workflow_workitem SET finished = created WHERE process_id = %s AND finished IS NULL",
        "UPDATE workflow_workitem SET flow_task = 'workflow/dossiers.flow.LetterFlow.prepare' WHERE process_id = %s",
        "UPDATE workflow_workitem SET flow_task = 'workflow/appraisal.flow.AppraisalFlow.gone' WHERE process_id = %s",
        "UPDATE workflow_workitem SET flow_task = 'workflow/appraisal.flow.AppraisalFlow.end' WHERE process_id = %s",
        "UPDATE workflow_workitem SET flow_task = 'workflow/gone.flow.Gone.gone' WHERE process_id = %s",
        "UPDATE workflow_workitem SET flow_task = 'gone' WHERE process_id = %s",
        "UPDATE workflow_workitem SET flow_task = '' WHERE process_id = %s",
        "UPDATE workflow_case SET flow_class = 'workflow/dossiers.flow.LetterFlow' WHERE id = %s",
        "UPDATE workflow_case SET flow_class = 'gone' WHERE id = %s",
        "UPDATE workflow_case SET variant = 'UNIT' WHERE id = %s",
    ],
)
def test_a_case_that_waits_on_no_desk_of_its_flow(appraised: Appraised, sql: Sql, damage: str) -> None:
    case = appraised[0].case_id
    assert sql(damage, case) > 0
    assert _told() == [f"case {case}: it waits on no desk of its flow"]


def test_a_work_item_for_another_post_than_the_desk_s(appraised: Appraised, sql: Sql, cast: Cast) -> None:
    case, office = appraised[0].case_id, cast.organisation("ban-tdkt").pk
    sql("UPDATE workflow_workitem SET role = 'DECIDER' WHERE process_id = %s AND finished IS NULL", case)
    assert _told() == [f"case {case}: its work item is for DECIDER@{office}"]
    elsewhere = cast.organisation("so-nnmt").pk
    sql(
        "UPDATE workflow_workitem SET role = 'OFFICE_SPECIALIST', organisation_id = %s"
        " WHERE process_id = %s AND finished IS NULL",
        elsewhere,
        case,
    )
    assert _told() == [f"case {case}: its work item is for OFFICE_SPECIALIST@{elsewhere}"]


def test_a_case_that_waits_without_a_line(cast: Cast, sql: Sql) -> None:
    walk = Walk(cast, R1)
    empty, lines = walk.with_head(1)
    full, _others = walk.with_head(1, first=20)
    sql("UPDATE workflow_nomination SET case_id = %s WHERE id = %s", full.case_id, lines[0])
    sql("UPDATE workflow_standing SET case_id = %s WHERE nomination_id = %s", full.case_id, lines[0])
    assert _told() == [f"case {empty.case_id}: it waits on the desk sign without a line"]


def test_a_case_that_no_room_keeps_or_two_do(appraised: Appraised, sql: Sql, cast: Cast) -> None:
    appraisal, _lines = appraised
    sql(
        "INSERT INTO workflow_hold (case_id, office_id, ground, document, review_on, opened_by_id, conclusion)"
        " SELECT case_id, office_id, 'PRESS', 'x', %s, %s, '' FROM workflow_appraisal WHERE id = %s",
        "2026-03-02",
        cast.person("tdkt-head").pk,
        appraisal.pk,
    )
    assert _told() == [f"case {appraisal.case_id}: 2 rooms keep it"]
    sql("DELETE FROM workflow_hold")
    sql("DELETE FROM workflow_appraisal WHERE id = %s", appraisal.pk)
    assert _told() == [f"case {appraisal.case_id}: 0 rooms keep it"]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE workflow_nomination SET achievement = 'x' WHERE id = %s",
        "UPDATE workflow_nomination SET period_to = '2026-03-02' WHERE id = %s",
        "UPDATE workflow_criterionanswer SET text = 'x' WHERE nomination_id = %s",
        "UPDATE workflow_attachment SET sha256 = '0' WHERE nomination_id = %s",
        "UPDATE workflow_attachment SET removed_at = uploaded_at WHERE nomination_id = %s",
    ],
)
def test_content_that_is_not_what_its_hash_says(appraised: Appraised, sql: Sql, damage: str) -> None:
    line = appraised[1][0]
    assert sql(damage, line) > 0
    assert _told() == [f"nomination {line}: its content is not what its hash says"]


def test_a_hash_that_was_changed_beside_the_content(appraised: Appraised, sql: Sql) -> None:
    line = appraised[1][0]
    endorsed = SignOff.objects.get(nomination=line).pk
    sql("UPDATE workflow_nomination SET content_hash = %s WHERE id = %s", "0" * 64, line)
    assert _told() == [
        f"nomination {line}: its content is not what its hash says",
        f"nomination {line}: no revision holds its content",
        f"nomination {line}: its ENDORSEMENT sign-off {endorsed} rests on other content and is not void",
    ]


def test_content_that_no_revision_holds(appraised: Appraised, sql: Sql) -> None:
    line = appraised[1][0]
    sql("DELETE FROM workflow_revision WHERE nomination_id = %s", line)
    assert _told() == [f"nomination {line}: no revision holds its content"]


@pytest.mark.parametrize("text", ["{}", "x", "", "'{\"a\": 1}'"])
def test_a_revision_that_was_rewritten(appraised: Appraised, sql: Sql, text: str) -> None:
    line = appraised[1][0]
    number = Nomination.objects.get(pk=line).revision_no
    sql("UPDATE workflow_revision SET material = %s WHERE nomination_id = %s AND number = %s", text, line, number)
    assert _told() == [f"nomination {line}: the text of its revision {number} is not what its hash says"]


def test_a_valid_sign_off_on_other_content(appraised: Appraised, sql: Sql) -> None:
    line = appraised[1][0]
    sign_off = SignOff.objects.get(nomination=line).pk
    sql("UPDATE workflow_signoff SET hash = %s WHERE id = %s", "0" * 64, sign_off)
    assert _told() == [f"nomination {line}: its ENDORSEMENT sign-off {sign_off} rests on other content and is not void"]
    sql("UPDATE workflow_signoff SET voided_at = at WHERE id = %s", sign_off)
    assert _told() == []


def test_a_signed_letter_without_a_signature_for_a_line(cast: Cast, sql: Sql) -> None:
    letter, (line, _other) = Walk(cast, R1).signed(2)
    sql("UPDATE workflow_signoff SET voided_at = at WHERE nomination_id = %s", line)
    assert _told() == [f"letter {letter.pk}: it is signed, but not for nomination {line}"]


def test_a_signed_decision_without_a_signature_for_a_line(cast: Cast, sql: Sql) -> None:
    decision, (line, other) = Walk(cast, R1).with_decider(2)
    sql("UPDATE workflow_decision SET signed_at = %s WHERE id = %s", "2026-03-02 05:00:00+00:00", decision.pk)
    sql(
        "INSERT INTO workflow_signoff (nomination_id, case_id, kind, hash, at, prefix, block, voided_by)"
        " SELECT id, case_id, 'DECISION', content_hash, %s, '', '', '' FROM workflow_nomination WHERE id = %s",
        "2026-03-02 05:00:00+00:00",
        line,
    )
    assert _told() == [
        f"decision {decision.pk}: it is signed, but not for nomination {other}",
        f"decision {decision.pk}: whether it is signed is not what was recorded",
    ]


def test_what_is_as_it_may_be_is_not_told(cast: Cast) -> None:
    walk = Walk(cast, R3)
    letter, _lines = walk.to_present(1)
    assert _told() == []
    sign_letter(letter, **cast.acts(R3.bodies.office_head, Role.OFFICE_HEAD, R3.bodies.office))
    assert _told() == []


def test_a_check_only_reads(appraised: Appraised) -> None:
    assert appraised
    before = everything()
    with CaptureQueriesContext(connection) as statements:
        assert _told() == []
    assert {statement["sql"].split()[0] for statement in statements} == {"SELECT"}
    assert len(statements) >= len(CHECKS)
    assert written(before, everything()) == {}
