"""Delivery, ceremony and recovery: what is noted, by whom, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from tests.appraisal.given import today
from tests.appraisal.proof import invalid, refused, refused_lines
from tests.certificates.given import R4, Office
from tests.support.walk import R3
from workflow.audit.models import Entry, PersonalDetail
from workflow.certificates.ceremonies import record_ceremony
from workflow.certificates.handing import demand_recovery, note_handing, note_recovery
from workflow.certificates.models import Ceremony, Certificate
from workflow.certificates.printing import print_certificates
from workflow.management.demo.cast import Cast

DELIVERED: dict[str, Any] = {"state": "DELIVERED", "handed_to": "Bà Lê Thị Hồng, Phòng Nội vụ"}


def printed(office: Office, count: int = 1) -> list[Certificate]:
    """Certificates that were printed."""
    _decision, lines = office.entered(count)
    print_certificates([one.pk for one in lines], **office.acts)
    return lines


# Delivery --------------------------------------------------------------------------------------------------


def test_what_was_never_printed_is_not_delivered(cast: Cast) -> None:
    office = Office(cast)
    _decision, (one,) = office.entered(1)
    with refused("printed"):
        note_handing([one.pk], **office.acts, on=today(), **DELIVERED)


def test_nobody_but_the_office_notes_a_delivery(cast: Cast) -> None:
    office = Office(cast)
    (one,) = printed(office)
    with refused("role", security=True):
        note_handing([one.pk], **office.clerk, on=today(), **DELIVERED)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"state": "AT_OFFICE"}, {"note", "state"}),
        ({"state": "DELIVERED", "handed_to": "  "}, {"handed_to"}),
        ({"state": "DELIVERED", "handed_to": "x" * 251}, {"handed_to"}),
        ({"state": "RETURNED"}, {"note"}),
        ({"state": "REFUSED", "note": "x" * 401}, {"note"}),
    ],
)
def test_what_is_not_usable_is_named(cast: Cast, given: dict[str, Any], wrong: set[str]) -> None:
    office = Office(cast)
    (one,) = printed(office)
    with invalid(*wrong):
        note_handing([one.pk], **office.acts, on=today(), **given)


@pytest.mark.parametrize("days", [1, -1])
def test_nothing_is_delivered_tomorrow_or_before_it_was_made_out(cast: Cast, days: int) -> None:
    office = Office(cast)
    (one,) = printed(office)
    with invalid("on"):
        note_handing([one.pk], **office.acts, on=today() + timedelta(days=days), **DELIVERED)


def test_the_certificate_of_a_revoked_award_is_not_delivered(cast: Cast) -> None:
    office = Office(cast)
    (one,) = printed(office)
    office.revoked([one.line.nomination_id])
    with refused_lines({one.line.nomination_id: "revoked"}):
        note_handing([one.pk], **office.acts, on=today(), **DELIVERED)


def test_a_delivery_says_to_whom_and_that_somebody_came_for_another(cast: Cast) -> None:
    office = Office(cast)
    lines = printed(office, 2)
    note_handing([one.pk for one in lines], **office.acts, on=today(), by_proxy=True, note="Giấy ủy quyền", **DELIVERED)
    found = Certificate.objects.values_list("state", "state_on", "handed_to", "by_proxy", "state_note")
    assert set(found) == {("DELIVERED", today(), DELIVERED["handed_to"], True, "Giấy ủy quyền")}
    assert Entry.objects.filter(deed="CERTIFICATE_DELIVERED").count() == 2
    assert PersonalDetail.objects.filter(detail__contains="Lê Thị Hồng").count() == 2, "a name can be erased"


@pytest.mark.parametrize("state", ["RETURNED", "REFUSED", "UNDELIVERABLE"])
def test_what_is_not_delivered_says_why(cast: Cast, state: str) -> None:
    office = Office(cast)
    (one,) = printed(office)
    note_handing([one.pk], **office.acts, state=state, on=today(), note="Sai dấu trong tên")
    one.refresh_from_db()
    assert (one.state, one.state_note) == (state, "Sai dấu trong tên")


# Ceremony --------------------------------------------------------------------------------------------------

SAID: dict[str, Any] = {"place": "Hội trường UBND tỉnh", "conferred_by": "Phó Chủ tịch UBND tỉnh"}


def test_a_ceremony_may_lie_ahead_and_names_its_certificates(cast: Cast) -> None:
    office = Office(cast)
    lines = printed(office, 2)
    on = today() + timedelta(days=14)
    record_ceremony([one.pk for one in lines], **office.head, held_on=on, note="Hội nghị tổng kết", **SAID)
    ceremony = Ceremony.objects.get()
    assert (ceremony.held_on, ceremony.place, ceremony.conferred_by) == (on, SAID["place"], SAID["conferred_by"])
    assert ceremony.recorded_by == cast.person(R4.bodies.office_head)
    assert ceremony.certificates.count() == 2


@pytest.mark.parametrize("name", ["place", "conferred_by"])
def test_a_ceremony_has_a_place_and_somebody_who_confers(cast: Cast, name: str) -> None:
    office = Office(cast)
    (one,) = printed(office)
    with invalid(name):
        record_ceremony([one.pk], **office.acts, held_on=today(), **{**SAID, name: " "})


def test_a_certificate_is_conferred_once(cast: Cast) -> None:
    office = Office(cast)
    (one,) = printed(office)
    record_ceremony([one.pk], **office.acts, held_on=today(), **SAID)
    with refused("conferred"):
        record_ceremony([one.pk], **office.acts, held_on=today(), **SAID)


def test_a_ceremony_of_another_office_is_not_recorded(cast: Cast) -> None:
    office = Office(cast)
    (one,) = printed(office)
    with refused("role", security=True):
        record_ceremony([one.pk], **Office(cast, R3).acts, held_on=today(), **SAID)


# Recovery --------------------------------------------------------------------------------------------------


def test_only_certificates_of_revoked_awards_are_demanded_back(cast: Cast) -> None:
    office = Office(cast)
    (one,) = printed(office)
    with refused_lines({one.line.nomination_id: "not_revoked"}):
        demand_recovery([one.pk], **office.acts)


def test_what_was_not_demanded_does_not_come_back(cast: Cast) -> None:
    office = Office(cast)
    (one,) = printed(office)
    office.revoked([one.line.nomination_id])
    with refused("not_demanded"):
        note_recovery(one, **office.acts, on=today())


def test_a_demand_and_what_came_of_it_are_recorded_once_each(cast: Cast) -> None:
    office = Office(cast)
    (one,) = printed(office)
    office.revoked([one.line.nomination_id])
    demand_recovery([one.pk], **office.head, note="Công văn 12/SNV-TĐKT")
    one.refresh_from_db()
    assert (one.demanded_on, one.demanded_by, one.recovered_on) == (today(), cast.person(R4.bodies.office_head), None)
    with refused("demanded"):
        demand_recovery([one.pk], **office.acts)
    with invalid("on"):
        note_recovery(one, **office.acts, on=today() + timedelta(days=1))
    note_recovery(one, **office.acts, on=today())
    one.refresh_from_db()
    assert (one.recovered_on, one.recovery_note) == (today(), "Công văn 12/SNV-TĐKT")
    with refused("recovered"):
        note_recovery(one, **office.acts, on=today())
