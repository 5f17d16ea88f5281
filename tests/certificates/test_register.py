"""The register of awards: who enters, what gets a number and what gets none, and that no number is left out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.appraisal.given import today
from tests.appraisal.proof import invalid, refused, refused_lines
from tests.certificates.given import R4, REQUEST, Office, certificates_of, corrected
from tests.support.walk import R3
from workflow.audit.models import Entry
from workflow.certificates.models import Certificate
from workflow.certificates.register import enter_certificates, replace_certificate
from workflow.directory.models import NumberRegister
from workflow.directory.numbers import Series
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role

# What is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "role", "at"),
    [
        (R4.bodies.form, Role.DECIDER_OFFICE, R4.bodies.authority),
        (R4.bodies.decider, Role.DECIDER, R4.bodies.authority),
        (R4.bodies.office_clerk, Role.RECORDS_CLERK, R4.bodies.office),
        ("nnmt-officer", Role.UNIT_OFFICER, ""),
    ],
)
def test_nobody_but_the_standing_office_enters_certificates(cast: Cast, who: str, role: Role, at: str) -> None:
    decision, _lines = Office(cast).issued(1)
    with refused("role", security=True):
        enter_certificates(decision, **cast.acts(who, role, at))


def test_the_office_of_another_authority_enters_none(cast: Cast) -> None:
    decision, _lines = Office(cast).issued(1)
    with refused("role", security=True):
        enter_certificates(decision, **cast.acts("yte-specialist", Role.OFFICE_SPECIALIST, R3.bodies.office))


def test_a_decision_that_is_not_issued_has_no_certificates(cast: Cast) -> None:
    office = Office(cast)
    decision, _lines = office.signed(1)
    with refused("issued"):
        enter_certificates(decision, **office.acts)


def test_a_revocation_has_no_certificates(cast: Cast) -> None:
    office = Office(cast)
    _decision, lines = office.issued(1)
    revocation = office.revoked(lines)
    with refused("issued"):
        enter_certificates(revocation, **office.acts)


def test_a_decision_is_entered_once(cast: Cast) -> None:
    office = Office(cast)
    decision, _certificates = office.entered(2)
    with refused("entered"):
        enter_certificates(decision, **office.head)


def test_a_declined_line_and_a_revoked_one_get_no_number(cast: Cast) -> None:
    office = Office(cast)
    decision, lines = office.signed(4, declined=[1])
    office.issue(decision)
    office.revoked(lines[2:3])
    enter_certificates(decision, **office.acts)
    found = certificates_of(decision)
    assert [one.line.nomination_id for one in found] == [lines[0], lines[3]]
    assert [one.number for one in found] == [1, 2]


# What is written -------------------------------------------------------------------------------------------


def test_numbers_follow_the_annexed_list_and_go_on_from_decision_to_decision(cast: Cast) -> None:
    office = Office(cast)
    first, lines = office.entered(3)
    second, more = office.entered(2, first=6)
    assert [one.number for one in (*lines, *more)] == [1, 2, 3, 4, 5]
    assert [one.line.position for one in lines] == [1, 2, 3]
    assert {one.year for one in (*lines, *more)} == {today().year}
    assert {one.authority_id for one in (*lines, *more)} == {first.authority_id, second.authority_id}
    register = NumberRegister.objects.get(organisation=first.authority_id, series=Series.AWARDS)
    assert (register.year, register.last) == (today().year, 5)


def test_each_authority_has_a_register_of_its_own(cast: Cast) -> None:
    _province, lines = Office(cast).entered(2)
    _department, others = Office(cast, R3).entered(1, first=9)
    assert [str(one) for one in (*lines, *others)] == [f"01/{today().year}", f"02/{today().year}", f"01/{today().year}"]


def test_each_certificate_begins_a_stream_and_the_decision_tells_the_span(cast: Cast) -> None:
    decision, lines = Office(cast).entered(2)
    found = Entry.objects.filter(deed="CERTIFICATE_ENTERED").values_list("stream", flat=True)
    assert sorted(found) == sorted([*(f"certificate:{one.pk}" for one in lines), f"decision:{decision.pk}"])
    assert [one.version for one in lines] == [1, 1]


def test_the_same_operation_enters_once(cast: Cast) -> None:
    office = Office(cast)
    decision, _lines = office.issued(2)
    reports = [enter_certificates(decision, **office.acts, operation_id="one") for _time in range(2)]
    assert [one.repeated for one in reports] == [False, True]
    assert [one.number for one in certificates_of(decision)] == [1, 2]


def test_entering_takes_as_many_statements_for_many_as_for_one(cast: Cast) -> None:
    office = Office(cast, R3)
    counts = []
    for first, count in ((1, 1), (5, 30)):
        entries = [drafts.household(f"Hộ ông Đặng {first + n:02d}", R3.award_form) for n in range(count)]
        decision, _lines = office.issued(entries=entries)
        with CaptureQueriesContext(connection) as statements:
            enter_certificates(decision, **office.acts)
        counts.append(len(statements))
        assert len(certificates_of(decision)) == count
    assert counts[0] == counts[1]


# Exchange and re-issue -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ground", "kind"), [("DAMAGED", "EXCHANGE"), ("LOST", "REISSUE")])
def test_a_replaced_certificate_stays_and_the_new_one_has_a_number_of_its_own(
    cast: Cast, ground: str, kind: str
) -> None:
    office = Office(cast)
    decision, (old, *_others) = office.entered(2)
    made = replace_certificate(old, **office.acts, ground=ground, document=f"  {REQUEST} ").made
    new = Certificate.objects.get(pk=made["certificate"])
    old.refresh_from_db()
    assert (new.number, new.kind, new.ground, new.document, new.replaces) == (3, kind, ground, REQUEST, old)
    assert (old.number, old.replaced_at is not None, new.replaced_at) == (1, True, None)
    assert len(certificates_of(decision)) == 3


def test_a_certificate_is_replaced_once(cast: Cast) -> None:
    office = Office(cast)
    _decision, (old,) = office.entered(1)
    replace_certificate(old, **office.acts, ground="LOST", document=REQUEST)
    with refused_lines({old.line.nomination_id: "replaced"}):
        replace_certificate(old, **office.acts, ground="LOST", document=REQUEST)


@pytest.mark.parametrize(
    ("ground", "document", "wrong"),
    [
        ("", REQUEST, "ground"),
        ("OTHER", REQUEST, "ground"),
        ("LOST", "  ", "document"),
        ("LOST", "x" * 201, "document"),
    ],
)
def test_a_request_without_ground_or_document_is_no_request(cast: Cast, ground: str, document: str, wrong: str) -> None:
    office = Office(cast)
    _decision, (old,) = office.entered(1)
    with invalid(wrong):
        replace_certificate(old, **office.acts, ground=ground, document=document)


def test_nothing_is_exchanged_as_corrected_without_a_correction_decision(cast: Cast) -> None:
    office = Office(cast)
    _decision, (old,) = office.entered(1)
    with invalid("ground"):
        replace_certificate(old, **office.acts, ground="CORRECTED", document=REQUEST)


@pytest.mark.usefixtures("past_commands")
def test_after_a_correction_decision_a_corrected_certificate_is_made_out_by_exchange(cast: Cast) -> None:
    office = Office(cast)
    _decision, (old,) = office.entered(1)
    corrected(old.line, "Nguyễn Thị Phượng")
    made = replace_certificate(old, **office.acts, ground="CORRECTED", document=REQUEST).made
    assert Certificate.objects.get(pk=made["certificate"]).kind == "EXCHANGE"


def test_the_certificate_of_a_revoked_award_is_neither_exchanged_nor_issued_again(cast: Cast) -> None:
    office = Office(cast)
    _decision, (old,) = office.entered(1)
    office.revoked([old.line.nomination_id])
    for ground in ("DAMAGED", "LOST"):
        with refused_lines({old.line.nomination_id: "revoked"}):
            replace_certificate(old, **office.acts, ground=ground, document=REQUEST)


def test_nobody_but_the_office_replaces_a_certificate(cast: Cast) -> None:
    office = Office(cast)
    _decision, (old,) = office.entered(1)
    with refused("role", security=True):
        replace_certificate(old, **office.form, ground="LOST", document=REQUEST)
