"""A walked database that somebody tampers with past the house: found, located, told in words."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any, Final

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from tests.support.walk import R1, R1_BELOW, WAYS, Walk, Way
from workflow.audit import triggers
from workflow.audit.canonical import canonical, entry_hash
from workflow.audit.findings import Rule, VerifyReport
from workflow.audit.models import Entry
from workflow.audit.record import Deed, record
from workflow.audit.verify import verify
from workflow.awards.models import Campaign, Round
from workflow.certificates.handing import note_handing
from workflow.certificates.models import Certificate
from workflow.certificates.printing import print_certificates
from workflow.certificates.register import enter_certificates
from workflow.decisions.models import Decision
from workflow.dossiers.letters import sign_letter
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import Refused
from workflow.dossiers.rounds import date_round
from workflow.management.demo.cast import Cast
from workflow.management.expectations import KEPT, expectations
from workflow.procedure.roles import Role
from workflow.public_register.commands import Told, edit_story, publish_story, write_story
from workflow.public_register.models import Story

ENTRY: Final = "workflow_audit_entry"
DETAIL: Final = "workflow_audit_personal_detail"


def _sql(*statements: tuple[str, list[Any]]) -> None:
    """Run SQL as somebody does who can take the guards off, and puts them back."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for text, parameters in statements:
            cursor.execute(text, parameters)
            assert cursor.rowcount != 0, text
    triggers.install(connection)


@dataclass(frozen=True)
class Walked:
    """Two lines that were awarded, and the stream of the first."""

    decision: Decision
    lines: list[int]

    @property
    def stream(self) -> str:
        """The record of the first line."""
        return f"nomination:{self.lines[0]}"

    def entry(self, deed: str) -> Entry:
        """The newest entry of a deed in that stream."""
        return Entry.objects.filter(stream=self.stream, deed=deed).latest("seq")

    @property
    def last(self) -> Entry:
        """The newest entry of that stream."""
        return Entry.objects.filter(stream=self.stream).latest("seq")


@pytest.fixture
def walked(cast: Cast) -> Walked:
    """Two lines from the unit to the decision, a round dated and dated again, refusals, and a clean record."""
    decision, lines = Walk(cast, R1).awarded(2)
    office = cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
    for _time in range(3):
        date_round(_round(), **office, opens_on=_round().opens_on, closes_on=None, document="Kế hoạch số 1/KH")
        with pytest.raises(Refused):
            sign_letter(Nomination.objects.get(pk=lines[0]).letter, office["actor"], capacity=None)
    _certified(cast, decision)
    _told(cast)
    assert verify(expectations()).is_clean
    return Walked(decision, lines)


def _certified(cast: Cast, decision: Decision) -> None:
    """Each certificate of the decision is entered, printed and handed out."""
    office = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    enter_certificates(decision, **office)
    every = list(Certificate.objects.order_by("pk").values_list("pk", flat=True))
    print_certificates(every, **office)
    note_handing(every, **office, state="DELIVERED", on=timezone.localdate(), handed_to="Bà Hồng")


def _told(cast: Cast) -> None:
    """A story is drafted, edited and published."""
    head = cast.acts("nnmt-head", Role.UNIT_HEAD, R1.unit)
    campaign, told = Campaign.objects.get(code="CT34"), Told("Gương sáng", "Một buổi sáng.")
    made = write_story(cast.organisation(R1.unit), campaign, told, **head).made
    story = Story.objects.get(pk=made["story"])
    edit_story(story, replace(told, text="Một buổi chiều."), **head)
    publish_story(story, **head)


def _round() -> Round:
    return Round.objects.get(code="DEMO-R1")


def _verified() -> list[tuple[str, str, int | None]]:
    """What a verification finds: rule, stream and place of each finding, in order."""
    report: VerifyReport = verify(expectations())
    assert report.found == len(report.findings)
    assert all(str(one) for one in report.findings)
    return [(one.rule.value, one.stream, one.seq) for one in report.findings]


@pytest.mark.parametrize("way", [*WAYS, R1_BELOW], ids=lambda way: way.unit)
def test_a_whole_story_is_a_whole_record(cast: Cast, way: Way) -> None:
    if way is R1_BELOW:
        Walk(cast, way).signed(2)
    else:
        Walk(cast, way).awarded(2)
    report = verify(expectations())
    assert (report.is_clean, report.findings) == (True, [])
    assert report.expected == sum(QuerySet(kept).count() for kept in KEPT)


def test_an_edited_payload_is_found_at_its_entry(walked: Walked) -> None:
    entry = walked.entry("ENDORSE")
    _sql((f"UPDATE {ENTRY} SET payload = replace(payload, 'WITH_OFFICE', 'AWARDED') WHERE id = %s", [entry.pk]))
    assert _verified() == [("HASH", walked.stream, entry.seq)]


def test_a_payload_edited_with_its_hash_is_found_at_the_next_entry(walked: Walked) -> None:
    entry = walked.entry("ENDORSE")
    payload = entry.payload.replace("WITH_OFFICE", "AWARDED")
    _sql((f"UPDATE {ENTRY} SET payload = %s, hash = %s WHERE id = %s", [payload, entry_hash(payload), entry.pk]))
    assert _verified() == [("LINK", walked.stream, entry.seq + 1)]


def test_an_edited_last_payload_is_found_by_the_state_beside_it(walked: Walked) -> None:
    entry = walked.last
    assert entry.deed == "AWARD"
    payload = entry.payload.replace('"to":"AWARDED"', '"to":"NOT_AWARDED"')
    _sql((f"UPDATE {ENTRY} SET payload = %s, hash = %s WHERE id = %s", [payload, entry_hash(payload), entry.pk]))
    assert _verified() == [("EXPECTED", walked.stream, entry.seq)]


@pytest.mark.parametrize(
    ("column", "value"), [("deed", "DECLINE"), ("person_id", 1), ("operation", "x"), ("on_behalf_of_id", 1)]
)
def test_an_edited_column_is_found_at_its_entry(walked: Walked, column: str, value: object) -> None:
    entry = walked.entry("ENDORSE")
    _sql((f"UPDATE {ENTRY} SET {column} = %s WHERE id = %s", [value, entry.pk]))
    assert _verified() == [("COLUMN", walked.stream, entry.seq)]


def test_edited_personal_detail_is_found_at_its_entry(walked: Walked) -> None:
    stream = f"letter:{Nomination.objects.get(pk=walked.lines[0]).letter_id}"
    entry = Entry.objects.get(stream=stream, deed="ISSUED")
    _sql((f"UPDATE {DETAIL} SET detail = %s WHERE stream = %s AND seq = %s", ['{"number":"1"}', stream, entry.seq]))
    assert _verified() == [("DETAIL", stream, entry.seq)]


def test_a_deleted_entry_is_found_at_its_place(walked: Walked) -> None:
    entry = walked.entry("SEND_TO_HEAD")
    _sql((f"DELETE FROM {ENTRY} WHERE id = %s", [entry.pk]))
    assert _verified() == [("PLACE", walked.stream, entry.seq)]


def _insert(entry: Entry, *, seq: int, prev: str) -> tuple[str, list[Any]]:
    """A forged entry that says the same as another, chained as well as a forger can."""
    said = json.loads(entry.payload) | {"seq": seq, "prev": prev}
    payload = canonical(said)
    columns = "stream, seq, deed, person_id, on_behalf_of_id, operation, at, payload, hash"
    values = [
        entry.stream,
        seq,
        entry.deed,
        entry.person_id,
        entry.on_behalf_of_id,
        entry.operation,
        entry.at,
        payload,
        entry_hash(payload),
    ]
    return f"INSERT INTO {ENTRY} ({columns}) VALUES ({', '.join(['%s'] * len(values))})", values


def test_an_entry_inserted_at_the_end_is_found_by_the_count(walked: Walked) -> None:
    last = walked.last
    _sql(_insert(last, seq=last.seq + 1, prev=last.hash))
    assert _verified() == [("EXPECTED", walked.stream, last.seq + 1)]


def test_an_entry_inserted_in_the_middle_is_found_behind_it(walked: Walked) -> None:
    entry = walked.entry("ENDORSE")
    before = Entry.objects.get(stream=walked.stream, seq=entry.seq - 1)
    made_room = f"UPDATE {ENTRY} SET seq = seq + %s WHERE stream = %s AND seq >= %s"
    moved_on = [(made_room, [1000, walked.stream, entry.seq]), (made_room, [-999, walked.stream, 1000])]
    _sql(*moved_on, _insert(entry, seq=entry.seq, prev=before.hash))
    found = _verified()
    assert found[0] == ("LINK", walked.stream, entry.seq + 1)
    assert found[-1] == ("EXPECTED", walked.stream, walked.last.seq)


def test_two_swapped_entries_are_found_at_the_first_of_them(walked: Walked) -> None:
    entry = walked.entry("ENDORSE")
    to = f"UPDATE {ENTRY} SET seq = %s WHERE stream = %s AND seq = %s"
    first, second, stream = entry.seq, entry.seq + 1, walked.stream
    _sql((to, [9999, stream, first]), (to, [first, stream, second]), (to, [second, stream, 9999]))
    found = _verified()
    assert {(stream, seq) for _rule, stream, seq in found} == {(stream, place) for place in range(first, first + 3)}
    assert found[0][1:] == (stream, first)
    assert {rule for rule, _stream, _seq in found} == {"LINK", "COLUMN"}


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.stream)
@pytest.mark.parametrize("count", [1, 2])
def test_a_tail_cut_off_a_stream_is_found_by_the_count(walked: Walked, kept: Any, count: int) -> None:
    stream = f"{kept.stream}:{_keys(kept)[-1]}"
    last = Entry.objects.filter(stream=stream).latest("seq").seq
    assert walked
    assert last > count
    cut = f"DELETE FROM {ENTRY} WHERE stream = %s AND seq > %s"
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {DETAIL} WHERE stream = %s AND seq > %s", [stream, last - count])
        cursor.execute(cut, [stream, last - count])
    triggers.install(connection)
    assert set(_verified()) == {("EXPECTED", stream, last - count)}


@pytest.mark.parametrize("deletes", ["DELETE FROM {}", "TRUNCATE {}"])
def test_an_emptied_record_is_found_stream_by_stream(walked: Walked, deletes: str) -> None:
    if "TRUNCATE" in deletes and connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's.")
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for table in (DETAIL, ENTRY):
            cursor.execute(deletes.format(table))
    triggers.install(connection)
    streams = [f"{kept.stream}:{pk}" for kept in KEPT for pk in _keys(kept)]
    assert len(streams) > len(walked.lines)
    assert _verified() == [("EXPECTED", stream, None) for stream in streams]


def _keys(kept: Any) -> list[int]:
    """The keys of what has a stream: an organisation and a user have none until something is recorded of them."""
    return list(kept.objects.filter(version__gt=0).order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.stream)
def test_a_whole_stream_that_was_removed_is_found(walked: Walked, kept: Any) -> None:
    stream = f"{kept.stream}:{_keys(kept)[0]}"
    assert walked
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for table in (DETAIL, ENTRY):
            cursor.execute(f"DELETE FROM {table} WHERE stream = %s", [stream])
    triggers.install(connection)
    assert _verified() == [("EXPECTED", stream, None)]


def test_a_state_changed_without_an_entry_is_found_at_the_end_of_its_stream(walked: Walked) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflow_nomination SET state = 'NOT_AWARDED' WHERE id = %s", [walked.lines[0]])
    assert _verified() == [("EXPECTED", walked.stream, walked.last.seq)]


def test_a_state_changed_with_its_count_is_found_all_the_same(walked: Walked) -> None:
    with connection.cursor() as cursor:
        changed = "UPDATE workflow_nomination SET state = 'REVOKED', version = version + 1 WHERE id = %s"
        cursor.execute(changed, [walked.lines[0]])
    assert _verified() == [("EXPECTED", walked.stream, walked.last.seq)] * 2


@pytest.mark.parametrize("more", [1, -1], ids=["the record is shorter than counted", "the record is longer"])
@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.stream)
def test_a_stream_that_is_not_as_long_as_counted_is_found(walked: Walked, kept: Any, more: int) -> None:
    key = _keys(kept)[0]
    assert walked
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {kept._meta.db_table} SET version = version + %s WHERE id = %s", [more, key])
    stream = f"{kept.stream}:{key}"
    assert _verified() == [("EXPECTED", stream, Entry.objects.filter(stream=stream).latest("seq").seq)]


@pytest.mark.parametrize("key", ["999999", "0", "x", "1-2"])
@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.stream)
def test_a_stream_about_something_that_is_not_there_is_found(walked: Walked, kept: Any, key: str) -> None:
    assert walked
    record([Deed(f"{kept.stream}:{key}", "AWARD")], at=timezone.now())
    assert _verified() == [("EXPECTED", f"{kept.stream}:{key}", 1)]


def test_guards_that_were_left_off_are_told(walked: Walked) -> None:
    assert walked
    triggers.remove(connection)
    found = _verified()
    triggers.install(connection)
    assert found == [("GUARD", "", None)] * 6
    assert _verified() == []


def _run(*arguments: str) -> tuple[int, str]:
    """The exit code of verify_audit and what was printed."""
    out = StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out, no_color=True)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    return 0, out.getvalue()


Tamper = Callable[[Walked], None]


def _change_the_state(walked: Walked) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflow_nomination SET state = 'NOT_AWARDED' WHERE id = %s", [walked.lines[0]])


def _edit_the_payload(walked: Walked) -> None:
    entry = walked.last
    _sql((f"UPDATE {ENTRY} SET payload = replace(payload, 'AWARDED', 'REVOKED') WHERE id = %s", [entry.pk]))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("tamper", "rule"), [(_change_the_state, Rule.EXPECTED), (_edit_the_payload, Rule.HASH)], ids=["state", "payload"]
)
def test_the_command_ends_with_zero_when_clean_and_with_one_when_not(
    walked: Walked, tamper: Tamper, rule: Rule
) -> None:
    code, printed = _run()
    assert (code, "The record is whole." in printed) == (0, True)
    tamper(walked)
    code, printed = _run()
    assert code == 1
    assert f"First: {walked.stream} #{walked.last.seq}: " in printed
    code, printed = _run("--json")
    told = json.loads(printed)
    assert (code, told["clean"]) == (1, False)
    assert [told["findings"][0][name] for name in ("rule", "stream", "seq")] == [rule, walked.stream, walked.last.seq]
