"""Prints: what may be printed, that each print is recorded, and that a second one says why."""

from datetime import timedelta

import pytest
from django.utils.translation import override, pgettext

from tests.appraisal.given import today
from tests.appraisal.proof import invalid, nothing_written, refused, refused_lines
from tests.certificates.given import R4, REQUEST, Office, corrected
from tests.support.walk import R3
from workflow.audit.models import Entry
from workflow.certificates.blanks import CertificateBlank
from workflow.certificates.handing import note_handing
from workflow.certificates.models import Certificate, CertificatePrint, PrintedCertificate
from workflow.certificates.paper import facts_of
from workflow.certificates.printing import print_certificates
from workflow.certificates.register import replace_certificate
from workflow.management.demo.cast import Cast


def keys(certificates: list[Certificate]) -> list[int]:
    """Their keys, the last first: a print goes by the register and not by what was chosen when."""
    return [one.pk for one in reversed(certificates)]


def example() -> CertificateBlank:
    """The example blank that ships."""
    return CertificateBlank.objects.get(code="EXAMPLE-BK-CT-UBND-TINH")


def told(job: int) -> list[dict[str, str]]:
    """The texts of the certificates in a print, in their order."""
    facts = facts_of(CertificatePrint.objects.get(pk=job))
    return [one["texts"] for one in facts["certificates"]]  # type: ignore[index,union-attr,call-overload,misc]


# What is refused -------------------------------------------------------------------------------------------


def test_nobody_but_the_office_records_a_print(cast: Cast) -> None:
    office = Office(cast)
    _decision, lines = office.entered(1)
    with refused("role", security=True):
        print_certificates(keys(lines), **office.form)


def test_the_certificate_of_a_revoked_award_is_never_printed(cast: Cast) -> None:
    office = Office(cast)
    _decision, lines = office.entered(3)
    office.revoked([lines[1].line.nomination_id])
    with refused_lines({lines[1].line.nomination_id: "revoked"}):
        print_certificates(keys(lines), **office.acts)


def test_a_replaced_certificate_is_not_printed(cast: Cast) -> None:
    office = Office(cast)
    _decision, (old,) = office.entered(1)
    replace_certificate(old, **office.acts, ground="LOST", document=REQUEST)
    with refused_lines({old.line.nomination_id: "replaced"}):
        print_certificates([old.pk], **office.acts)


def test_what_left_the_office_is_exchanged_and_not_printed_again(cast: Cast) -> None:
    office = Office(cast)
    _decision, lines = office.entered(1)
    print_certificates(keys(lines), **office.acts)
    note_handing(keys(lines), **office.acts, state="DELIVERED", on=today(), handed_to="Phòng Nội vụ")
    with refused("left"):
        print_certificates(keys(lines), **office.acts, reason="MISPRINT")


@pytest.mark.parametrize("which", [[], [10**12]])
def test_what_is_not_there_is_not_printed(cast: Cast, which: list[int]) -> None:
    with refused("unknown"):
        print_certificates(which, **Office(cast).acts)


@pytest.mark.parametrize(
    ("reason", "text", "wrong"), [("", "", "reason"), ("WHIM", "", "reason"), ("OTHER", " ", "text")]
)
def test_a_reprint_asks_for_its_reason(cast: Cast, reason: str, text: str, wrong: str) -> None:
    office = Office(cast)
    _decision, lines = office.entered(2)
    print_certificates([lines[0].pk], **office.acts)
    with invalid(wrong):
        print_certificates(keys(lines), **office.acts, reason=reason, text=text)


def test_a_blank_of_another_form_authority_or_time_is_refused(cast: Cast) -> None:
    office, department = Office(cast), Office(cast, R3)
    _decision, lines = office.entered(1)
    _other, others = department.entered(1, first=9)
    with invalid("blank"):
        print_certificates(keys(others), **department.acts, blank=example())
    CertificateBlank.objects.update(valid_until=today() - timedelta(days=1))
    with invalid("blank"):
        print_certificates(keys(lines), **office.acts, blank=example())


# What is recorded ------------------------------------------------------------------------------------------


def test_a_print_is_recorded_with_who_when_on_what_and_which(cast: Cast) -> None:
    office = Office(cast)
    _decision, lines = office.entered(2)
    made = print_certificates(keys(lines), **office.acts, blank=example()).made
    job = CertificatePrint.objects.get(pk=made["print"])
    assert (job.manner, job.blank, job.reason, job.by) == ("OVERLAY", example(), "", cast.person(R4.bodies.specialist))
    assert sorted(job.printed.values_list("certificate", "is_again")) == sorted((one.pk, False) for one in lines)
    assert Entry.objects.filter(deed="CERTIFICATE_PRINTED").count() == 2


def test_a_reprint_is_told_apart_line_by_line(cast: Cast) -> None:
    office = Office(cast)
    _decision, lines = office.entered(2)
    print_certificates([lines[0].pk], **office.acts)
    made = print_certificates(keys(lines), **office.acts, reason="MISPRINT", text="Lệch 3 mm").made
    job = CertificatePrint.objects.get(pk=made["print"])
    assert (job.reason, job.text, made["again"]) == ("MISPRINT", "Lệch 3 mm", 1)
    assert PrintedCertificate.objects.filter(print=job, is_again=True).get().certificate == lines[0]
    assert Entry.objects.filter(deed="CERTIFICATE_REPRINTED").get().stream == f"certificate:{lines[0].pk}"


def test_a_returned_certificate_is_with_the_office_again_once_it_is_reprinted(cast: Cast) -> None:
    office = Office(cast)
    _decision, (one,) = office.entered(1)
    print_certificates([one.pk], **office.acts)
    note_handing([one.pk], **office.acts, state="RETURNED", on=today(), note="Sai dấu")
    print_certificates([one.pk], **office.acts, reason="RETURNED")
    one.refresh_from_db()
    assert (one.state, one.state_on, one.state_note) == ("AT_OFFICE", None, "")


# What stands on paper --------------------------------------------------------------------------------------


def test_a_print_goes_by_the_register_and_says_what_the_decision_says(cast: Cast) -> None:
    office = Office(cast)
    decision, lines = office.entered(3)
    texts = told(print_certificates(keys(lines), **office.acts).made["print"])
    assert [one["NAME"] for one in texts] == [one.line.name for one in lines]
    assert [one["REGISTER"] for one in texts] == [f"0{n}/{today().year}" for n in (1, 2, 3)]
    assert {one["DECISION"] for one in texts} == {decision.number}
    assert {one["FORM"] for one in texts} == {"BẰNG KHEN"}
    assert {one["SIGNED_BY"] for one in texts} == {str(decision.signed_by)}
    assert all(one["SIGNED_AS"].strip() for one in texts)


def test_the_texts_are_those_of_the_award_as_it_stands_now(cast: Cast, past_commands: None) -> None:
    del past_commands
    office = Office(cast)
    _decision, (one,) = office.entered(1)
    job = print_certificates([one.pk], **office.acts).made["print"]
    corrected(one.line, "Nguyễn Thị Phượng")
    assert [text["NAME"] for text in told(job)] == ["Nguyễn Thị Phượng"]


def test_a_new_certificate_names_the_one_that_it_replaces(cast: Cast) -> None:
    office = Office(cast)
    _decision, (old, other) = office.entered(2)
    made = [
        replace_certificate(old, **office.acts, ground="DAMAGED", document=REQUEST).made["certificate"],
        replace_certificate(other, **office.acts, ground="LOST", document=REQUEST).made["certificate"],
    ]
    year = today().year
    texts = told(print_certificates(made, **office.acts).made["print"])
    with override("vi"):
        exchanged = pgettext("on paper", "%(number)s (exchanged for No. %(old)s)")
        again = pgettext("on paper", "%(number)s (issued again for No. %(old)s)")
    assert [one["REGISTER"] for one in texts] == [
        exchanged % {"number": f"03/{year}", "old": f"01/{year}"},
        again % {"number": f"04/{year}", "old": f"02/{year}"},
    ]


def test_reading_what_a_print_tells_writes_nothing(cast: Cast) -> None:
    office = Office(cast)
    _decision, lines = office.entered(1)
    job = print_certificates(keys(lines), **office.acts).made["print"]
    with nothing_written():
        told(job)
