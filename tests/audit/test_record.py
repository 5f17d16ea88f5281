"""Recording deeds."""

import json
import threading
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from workflow.audit.canonical import canonical, commitment, entry_hash
from workflow.audit.commands import ERASED, erase_personal_detail
from workflow.audit.models import Entry, PersonalDetail
from workflow.audit.record import Deed, record

NOON = datetime(2026, 3, 2, 5, 0, 0, 123456, tzinfo=UTC)
HALF: Any = 0.5


@pytest.mark.parametrize(
    ("deed", "error"),
    [
        (Deed("nomination:1", "ENDORSE", data={"share": HALF}), TypeError),
        (Deed("nomination:1", "ENDORSE", personal={"share": HALF}), TypeError),
        (Deed("nomination", "ENDORSE"), ValueError),
        (Deed('nomination:1","x":"', "ENDORSE"), ValueError),
        (Deed("nomination:đ", "ENDORSE"), ValueError),
        (Deed("nomination:1", "Đề nghị"), ValueError),
    ],
)
@pytest.mark.usefixtures("guarded")
def test_a_deed_without_a_canonical_form_is_refused_with_nothing_written(deed: Deed, error: type[Exception]) -> None:
    with pytest.raises(error):
        record([Deed("nomination:2", "ENDORSE"), deed], at=NOON)
    assert not Entry.objects.exists()
    assert not PersonalDetail.objects.exists()


@pytest.mark.usefixtures("history")
def test_an_entry_in_a_place_already_taken_is_refused() -> None:
    taken = Entry.objects.get(stream="nomination:1", seq=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(stream="nomination:1", seq=5, deed="X", at=NOON, payload="{}", hash="0" * 64)
    assert Entry.objects.get(stream="nomination:1", seq=5).payload == taken.payload


@pytest.mark.usefixtures("guarded_for_real")
def test_a_racing_writer_on_the_same_stream_is_stopped() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite admits one writer at a time: there is no race to lose.")
    stopped: list[Exception] = []

    def second() -> None:
        try:
            record([Deed("letter:1", "SECOND")], at=NOON)
        except IntegrityError as error:
            stopped.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        record([Deed("letter:1", "FIRST")], at=NOON)
        racer = threading.Thread(target=second)
        racer.start()
        racer.join(0.3)
        assert racer.is_alive()
    racer.join(10)
    assert len(stopped) == 1
    assert list(Entry.objects.values_list("deed", flat=True)) == ["FIRST"]


@pytest.mark.parametrize("many", [1, 2, 1000])
@pytest.mark.usefixtures("guarded")
def test_recording_takes_two_statements_for_any_number_of_deeds(django_assert_num_queries: Any, many: int) -> None:
    deeds = [Deed(f"nomination:{n}", "ENDORSE", person=7, data={"to": "WITH_OFFICE"}) for n in range(many)]
    for _ in range(2):
        with django_assert_num_queries(2):
            record(deeds, at=NOON, operation="op")
    assert Entry.objects.filter(seq=2).count() == many


@pytest.mark.parametrize("many", [1, 1000])
@pytest.mark.usefixtures("guarded")
def test_personal_detail_takes_one_statement_more(django_assert_num_queries: Any, many: int) -> None:
    deeds = [Deed(f"nomination:{n}", "NOT_ENDORSE", personal={"reason": "Chưa đạt"}) for n in range(many)]
    with django_assert_num_queries(3):
        record([*deeds, Deed("letter:1", "SIGNED")], at=NOON)
    assert PersonalDetail.objects.count() == many


@pytest.mark.usefixtures("guarded")
def test_nothing_to_record_takes_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        record([], at=NOON)


@pytest.mark.usefixtures("guarded")
def test_several_deeds_of_one_stream_chain_in_order() -> None:
    record([Deed("letter:1", "A"), Deed("letter:2", "B"), Deed("letter:1", "C")], at=NOON)
    record([Deed("letter:1", "D"), Deed("letter:1", "E")], at=NOON)
    entries = list(Entry.objects.filter(stream="letter:1").order_by("seq"))
    assert [(entry.seq, entry.deed) for entry in entries] == [(1, "A"), (2, "C"), (3, "D"), (4, "E")]
    assert [json.loads(entry.payload)["prev"] for entry in entries] == ["0" * 64, *(e.hash for e in entries[:3])]
    assert all(entry.hash == entry_hash(entry.payload) for entry in entries)


@pytest.mark.usefixtures("guarded")
def test_an_entry_says_all_of_its_deed() -> None:
    deed = Deed("nomination:17", "ENDORSE", 7, 9, {"to": "WITH_OFFICE", "from": "WITH_HEAD", "papers": [3, 1]})
    record([deed], at=NOON, operation="op-1")
    entry = Entry.objects.get()
    assert entry.payload == (
        '{"at":"2026-03-02T05:00:00.123456Z","data":{"from":"WITH_HEAD","papers":[3,1],"to":"WITH_OFFICE"}'
        ',"deed":"ENDORSE","detail":null,"on_behalf_of":9,"operation":"op-1","person":7,"prev":"' + "0" * 64 + '"'
        ',"seq":1,"stream":"nomination:17","v":1}'
    )
    columns = (entry.stream, entry.seq, entry.deed, entry.person_id, entry.on_behalf_of_id, entry.operation, entry.at)
    assert columns == ("nomination:17", 1, "ENDORSE", 7, 9, "op-1", NOON)


@pytest.mark.usefixtures("guarded")
def test_personal_detail_is_outside_the_payload_and_bound_to_it() -> None:
    record([Deed("nomination:1", "NOT_ENDORSE", personal={"reason": "Chưa đủ thành tích"})], at=NOON)
    entry, detail = Entry.objects.get(), PersonalDetail.objects.get()
    assert "thành tích" not in entry.payload
    assert detail.detail == '{"reason":"Chưa đủ thành tích"}'
    assert json.loads(entry.payload)["detail"] == detail.commitment == commitment(detail.nonce, detail.detail)


@pytest.mark.usefixtures("guarded")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
@example(['"', "\\", "{", "}", ",", "", "NULL", "null", "'", "%s", "\\N", '\\"', "\x00", "Đặng Thị Hòa\n"])
def test_any_text_is_kept_as_given(texts: list[str]) -> None:
    stream = f"letter:{uuid4()}"
    record([Deed(stream, "NOTE", data={"text": text}, personal={"text": text}) for text in texts], at=NOON)
    kept = [canonical({"text": text}) for text in texts]
    assert list(PersonalDetail.objects.filter(stream=stream).order_by("seq").values_list("detail", flat=True)) == kept
    payloads = Entry.objects.filter(stream=stream).order_by("seq").values_list("payload", flat=True)
    assert [canonical(json.loads(payload)["data"]) for payload in payloads] == kept


@pytest.mark.usefixtures("history")
def test_erasing_what_has_no_detail_is_refused() -> None:
    with pytest.raises(LookupError, match="1 of 1 entries of nomination:1"):
        erase_personal_detail("nomination:1", [1], person=7, ground="REQUEST", at=NOON)
    assert not Entry.objects.filter(deed=ERASED).exists()


@pytest.mark.usefixtures("history")
def test_erasing_leaves_the_commitment_and_records_a_deed() -> None:
    before = PersonalDetail.objects.get()
    erase_personal_detail("letter:3", [1], person=7, ground="REQUEST", at=NOON)
    after = PersonalDetail.objects.get()
    assert (after.nonce, after.detail, after.commitment) == ("", "", before.commitment)
    deed = Entry.objects.get(stream="letter:3", seq=2)
    assert (deed.deed, deed.person_id) == (ERASED, 7)
    assert json.loads(deed.payload)["data"] == {"entries": [1], "ground": "REQUEST"}
