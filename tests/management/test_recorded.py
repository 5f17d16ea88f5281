"""Minutes, counts, numbers and annexed lists that somebody changes past the house: each is told against the record."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.council.given import Council
from tests.decisions.given import Authority
from tests.management.conftest import Sql
from tests.support.walk import R1, R2, R3, Walk
from workflow.audit import triggers
from workflow.council.minutes import hash_of_minutes
from workflow.council.models import AgendaItem, Ballot, CouncilSession
from workflow.decisions.models import Decision
from workflow.decisions.notices import ResultNotice
from workflow.decisions.noticing import sign_notice
from workflow.dossiers.letters import issue_letter
from workflow.dossiers.models import Letter
from workflow.management import recorded
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role


def _told() -> list[str]:
    return list(problems())


@pytest.fixture
def awarded(cast: Cast) -> Decision:
    """Two awarded lines, from the unit's letter over the council to the decision; nothing is wrong with them."""
    decision, _lines = Walk(cast, R1).awarded(2)
    assert _told() == []
    return decision


# The minutes.


@pytest.mark.parametrize("text", ["'Phiên họp khác'", "''", "minutes || ' '"])
def test_minutes_that_were_rewritten(awarded: Decision, sql: Sql, text: str) -> None:
    assert awarded
    assert sql(f"UPDATE workflow_councilsession SET minutes = {text}") == 1
    session = CouncilSession.objects.get().pk
    assert _told() == [f"session {session}: the text of its minutes is not what its hash says"]


@pytest.mark.parametrize("text", ["Phiên họp khác", ""])
def test_minutes_that_were_rewritten_with_their_hash(awarded: Decision, sql: Sql, text: str) -> None:
    assert awarded
    digest = hash_of_minutes(text) if text else ""
    sql("UPDATE workflow_councilsession SET minutes = %s, minutes_hash = %s", text, digest)
    session = CouncilSession.objects.get().pk
    assert _told() == [f"session {session}: its minutes are not the ones that were signed"]


def test_minutes_that_nobody_signed(cast: Cast, sql: Sql) -> None:
    session, _lines = Council(cast).closed(1)
    assert _told() == []
    text = "Biên bản giả"
    sql("UPDATE workflow_councilsession SET minutes = %s, minutes_hash = %s", text, hash_of_minutes(text))
    assert _told() == [f"session {session.pk}: its minutes are not the ones that were signed"]


# The count.

BALLOTS = "agenda item {item}: the count is not that of its ballots"
RECORD = "agenda item {item}: the count is not what was recorded"
SEAL = "session {session}: the ballots are not those that were sealed at the count"
VOTERS = "session {session}: nomination {line} has {many} choices of 13 voters"
LAST = "(SELECT max(id) FROM workflow_ballot WHERE item_id = %s)"


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE workflow_agendaitem SET in_favour = in_favour + 1 WHERE id = %s", [BALLOTS, RECORD]),
        ("UPDATE workflow_agendaitem SET against = against + 1 WHERE id = %s", [BALLOTS, RECORD]),
        ("UPDATE workflow_agendaitem SET abstained = abstained + 1 WHERE id = %s", [BALLOTS, RECORD]),
        (
            "UPDATE workflow_agendaitem SET against = against + 1, in_favour = in_favour - 1 WHERE id = %s",
            [BALLOTS, RECORD],
        ),
        ("UPDATE workflow_agendaitem SET supported = NOT supported WHERE id = %s", [RECORD]),
        ("UPDATE workflow_agendaitem SET supported = NULL WHERE id = %s", [RECORD]),
        (
            "UPDATE workflow_agendaitem SET in_favour = NULL, against = NULL, supported = NULL WHERE id = %s",
            [RECORD],
        ),
        (f"DELETE FROM workflow_ballot WHERE id = {LAST}", [BALLOTS, SEAL, VOTERS]),
        (f"UPDATE workflow_ballot SET choice = 'DISAGREE' WHERE id = {LAST}", [BALLOTS, SEAL]),
        (f"UPDATE workflow_ballot SET choice = 'X' WHERE id = {LAST}", [BALLOTS, SEAL]),
        (
            "INSERT INTO workflow_ballot (item_id, choice, opinion, seal) VALUES (%s, 'AGREE', '', '')",
            [BALLOTS, SEAL, VOTERS],
        ),
    ],
)
def test_a_count_that_was_changed(awarded: Decision, sql: Sql, damage: str, told: list[str]) -> None:
    assert awarded
    item = AgendaItem.objects.order_by("position")[1]
    assert sql(damage, item.pk) == 1
    many = Ballot.objects.filter(item=item).count()
    named = {"item": item.pk, "session": item.session_id, "line": item.nomination_id, "many": many}
    assert _told() == [text.format(**named) for text in told]


def test_a_count_that_was_changed_with_its_ballots(awarded: Decision, sql: Sql) -> None:
    assert awarded
    item = AgendaItem.objects.order_by("position")[0].pk
    sql("UPDATE workflow_ballot SET choice = 'DISAGREE' WHERE item_id = %s", item)
    sql("UPDATE workflow_agendaitem SET against = in_favour, in_favour = 0, supported = NOT supported")
    assert RECORD.format(item=item) in _told()
    assert BALLOTS.format(item=item) not in _told()


def test_a_counted_line_that_went_to_another_session_s_agenda(cast: Cast, sql: Sql) -> None:
    council = Council(cast, R2)
    session, lines = council.closed(2)
    other, _lines = council.fixed(1, first=5)
    assert _told() == []
    item = AgendaItem.objects.get(nomination=lines[0]).pk
    sql("UPDATE workflow_agendaitem SET session_id = %s WHERE id = %s", other.pk, item)
    assert _told() == [
        RECORD.format(item=item),
        f"session {session.pk}: nomination {lines[0]} was counted and is not on its agenda",
        SEAL.format(session=session.pk),
    ]


@pytest.mark.parametrize("change", ["members_all = 99", "members_present = 99", "quorum_met = NOT quorum_met"])
def test_an_attendance_that_was_changed(awarded: Decision, sql: Sql, change: str) -> None:
    assert awarded
    sql(f"UPDATE workflow_councilsession SET {change}")
    session = CouncilSession.objects.get().pk
    assert _told() == [f"session {session}: how it was closed is not what was recorded"]


def test_a_vote_that_was_closed_past_the_house(cast: Cast, sql: Sql) -> None:
    session, lines = Council(cast).opened(1)
    sql(
        "UPDATE workflow_agendaitem SET in_favour = 0, against = 0, abstained = 0, supported = TRUE"
        " WHERE nomination_id = %s",
        lines[0],
    )
    sql("UPDATE workflow_councilsession SET closed_at = voting_opened_at")
    item = AgendaItem.objects.get().pk
    assert _told() == [
        RECORD.format(item=item),
        f"session {session.pk}: how it was closed is not what was recorded",
    ]


# Numbers and dates.


@pytest.mark.parametrize(
    "change", ["number = number || 'a', folded_number = folded_number || 'a'", "dated = '2020-02-03'"]
)
@pytest.mark.parametrize("paper", ["letter", "decision"])
def test_a_number_or_a_date_that_was_changed(awarded: Decision, sql: Sql, paper: str, change: str) -> None:
    pk = awarded.pk if paper == "decision" else Letter.objects.earliest("pk").pk
    assert sql(f"UPDATE workflow_{paper} SET {change} WHERE id = %s", pk) == 1
    assert _told() == [f"{paper} {pk}: its number or date is not what was recorded"]


def test_a_number_that_a_paper_bears_before_its_issue(cast: Cast, sql: Sql) -> None:
    letter, _lines = Walk(cast, R1).signed(1)
    sql("UPDATE workflow_letter SET number = '1/TTr', folded_number = '1/ttr' WHERE id = %s", letter.pk)
    assert _told() == [f"letter {letter.pk}: its number or date is not what was recorded"]


def test_a_paper_that_was_issued_past_the_house(cast: Cast, sql: Sql) -> None:
    letter, _lines = Walk(cast, R1).signed(1)
    sql(
        "UPDATE workflow_letter SET number = '1/TTr', dated = '2026-03-02', issued_at = signed_at WHERE id = %s",
        letter.pk,
    )
    told = _told()
    assert f"letter {letter.pk}: whether it is issued is not what was recorded" in told
    assert f"letter {letter.pk}: its number or date is not what was recorded" in told


def test_a_number_that_was_erased_from_the_record_is_not_compared(cast: Cast, sql: Sql) -> None:
    walk = Walk(cast, R1)
    letter, _lines = walk.signed(1)
    issue_letter(letter, "7/TTr", timezone.localdate(), **walk.clerk)
    triggers.remove(connection)
    sql("UPDATE workflow_audit_personal_detail SET nonce = '', detail = '' WHERE stream = %s", f"letter:{letter.pk}")
    triggers.install(connection)
    sql("UPDATE workflow_letter SET number = '8/TTr', folded_number = '8/ttr' WHERE id = %s", letter.pk)
    assert _told() == []
    sql("UPDATE workflow_letter SET dated = '2020-02-03' WHERE id = %s", letter.pk)
    assert _told() == [f"letter {letter.pk}: its number or date is not what was recorded"]


# The annexed list.

ANNEX = "decision {}: its annexed list is not the one that was signed"
CODE = "decision {}: a code of it or of its lines does not follow from what was signed"


@pytest.mark.parametrize(
    "change",
    [
        "name = 'Nguyễn Văn Khác', searched_name = 'nguyen van khac'",
        "title = 'x'",
        "unit = 'x'",
        "prize = prize + 1",
        "prize = NULL",
        "verdict = 'DECLINE'",
        "reason = 'x'",
        "hash = '0'",
        "position = 77",
        "nomination_id = (SELECT min(id) FROM workflow_nomination WHERE unit_id <> 0 AND id > %(line)s)",
    ],
)
def test_a_line_of_a_decision_that_was_changed(cast: Cast, sql: Sql, change: str) -> None:
    decision, _lines = Walk(cast, R1).awarded(2)
    Walk(cast, R1).drafted(1, first=5)
    line = decision.lines.order_by("position")[1]
    assert sql(f"UPDATE workflow_decisionline SET {change % {'line': line.nomination_id}} WHERE id = %s", line.pk) == 1
    assert _told() == [ANNEX.format(decision.pk)]


@pytest.mark.parametrize("code", ["", "0123456789AB"])
@pytest.mark.parametrize("table", ["decision", "decisionline"])
def test_a_code_that_was_changed(cast: Cast, sql: Sql, table: str, code: str) -> None:
    decision, _lines = Walk(cast, R1).awarded(2)
    key = decision.pk if table == "decision" else decision.lines.latest("position").pk
    assert sql(f"UPDATE workflow_{table} SET code = '{code}' WHERE id = %s", key) == 1
    assert _told() == [CODE.format(decision.pk)]


def test_a_decision_from_before_there_were_codes_is_in_order(cast: Cast, sql: Sql) -> None:
    decision, _lines = Walk(cast, R1).awarded(2)
    sql("UPDATE workflow_decision SET code = '' WHERE id = %s", decision.pk)
    sql("UPDATE workflow_decisionline SET code = '' WHERE decision_id = %s", decision.pk)
    assert _told() == []


@pytest.mark.parametrize("stage", ["signed", "issued"])
def test_a_line_that_was_taken_from_a_decision_or_put_on_it(cast: Cast, sql: Sql, stage: str) -> None:
    decision, lines = getattr(Authority(cast), stage)(2)
    _other, (strange,) = Authority(cast).presented(1, first=5)
    sql("UPDATE workflow_decisionline SET void = TRUE WHERE nomination_id = %s", lines[0])
    assert _told() == [ANNEX.format(decision.pk)]
    sql("UPDATE workflow_decisionline SET void = FALSE WHERE nomination_id = %s", lines[0])
    assert _told() == []
    sql(
        "INSERT INTO workflow_decisionline"
        " (decision_id, nomination_id, verdict, reason, hash, position, name, searched_name, title, unit, void, code,"
        " prize_reason)"
        " SELECT decision_id, %s, verdict, reason, hash, 3, name, searched_name, title, unit, void, '', ''"
        " FROM workflow_decisionline"
        " WHERE nomination_id = %s",
        strange,
        lines[0],
    )
    assert _told() == [ANNEX.format(decision.pk)]


def test_a_list_that_nobody_signed(cast: Cast, sql: Sql) -> None:
    decision, (line, _other) = Authority(cast).checked(2)
    sql(
        "INSERT INTO workflow_decisionline"
        " (decision_id, nomination_id, verdict, reason, hash, position, name, searched_name, title, unit, void, code,"
        " prize_reason)"
        " VALUES (%s, %s, 'AWARD', '', '0', 1, 'x', 'x', '', '', FALSE, '', '')",
        decision.pk,
        line,
    )
    assert _told() == [ANNEX.format(decision.pk)]


# What stands above the signature.

ABOVE = "{} {}: what stands above its signature is not what was recorded"


@pytest.mark.parametrize("kind", ["letter", "decision"])
@pytest.mark.parametrize("block", ["''", "'KT. Chủ tịch'", "block || chr(10) || 'x'"])
def test_a_block_that_was_changed(awarded: Decision, sql: Sql, kind: str, block: str) -> None:
    paper = awarded if kind == "decision" else Letter.objects.get(kind="UNIT")
    text = block if connection.vendor == "postgresql" else block.replace("chr(", "char(")
    assert sql(f"UPDATE workflow_signoff SET block = {text} WHERE case_id = %s", paper.case_id) == 2
    assert _told() == [ABOVE.format(kind, paper.pk)]


# The notices of results.


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("content = '{}'", ["notice {}: its text is not what its hash says"]),
        ("content = 'x'", ["notice {}: its text is not what its hash says"]),
        (
            "hash = '0'",
            ["notice {}: its text is not what its hash says", "notice {}: it is not the one that was signed"],
        ),
        ("signed_at = NULL", ["notice {}: it is not the one that was signed"]),
    ],
)
def test_a_notice_of_results_that_was_changed(cast: Cast, sql: Sql, change: str, told: list[str]) -> None:
    Authority(cast).issued(1)
    notice = ResultNotice.objects.get()
    assert _told() == []
    sign_notice(notice, **cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt"))
    assert _told() == []
    assert sql(f"UPDATE workflow_resultnotice SET {change} WHERE id = %s", notice.pk) == 1
    assert _told() == [one.format(notice.pk) for one in told]


# What it costs, and what it can read.


def test_more_papers_need_no_more_statements_until_a_batch_is_full(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    needed = []
    for first in (1, 5):
        Walk(cast, R3).awarded(3, first=first)
        with CaptureQueriesContext(connection) as captured:
            for check in (
                recorded.minutes_are_what_was_signed,
                recorded.counts_are_the_ballots_and_what_was_recorded,
                recorded.numbers_are_what_was_issued,
                recorded.annexes_are_what_was_signed,
                recorded.signatures_are_printed_as_given,
            ):
                assert list(check()) == []
        needed.append(len(captured))
    assert needed[0] == needed[1]
    monkeypatch.setattr(recorded, "AT_ONCE", 1)
    assert _told() == []


@pytest.mark.parametrize("payload", ["x", "[]", "1", '{"data":1}', json.dumps({"data": {"counted": 1}})])
def test_a_payload_that_cannot_be_read_is_told_and_breaks_nothing(awarded: Decision, sql: Sql, payload: str) -> None:
    triggers.remove(connection)
    sql(
        "UPDATE workflow_audit_entry SET payload = %s WHERE deed IN ('SIGNED', 'ISSUED', 'VOTING_CLOSED')"
        " AND (stream LIKE 'decision:%%' OR stream LIKE 'session:%%')",
        payload,
    )
    triggers.install(connection)
    assert ANNEX.format(awarded.pk) in _told()
