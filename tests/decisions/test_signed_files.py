"""The files of a signed decision: what is refused, what is kept, and who sees it."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override, pgettext

from tests.appraisal.proof import invalid, nothing_written, refused
from tests.decisions.given import Authority
from tests.signatures.making import DAY, anchors, bodies, certified, paper, signed
from tests.signatures.test_verifying import with_page
from tests.support.walk import R2
from workflow.audit.models import Entry
from workflow.decisions.models import Decision
from workflow.decisions.signed_file_models import FileCheck, SignatureFound, SignedFile
from workflow.decisions.signed_files import (
    check_again,
    keep_paper_to_sign,
    keep_scan,
    keep_signed_file,
    seal_copy,
    set_aside,
)
from workflow.dossiers.papers import StoredFile, place_of, store_file
from workflow.dossiers.scan_queue import note_verdicts
from workflow.dossiers.scanning import Scan
from workflow.management.demo.cast import Cast

OUT = paper("QUYẾT ĐỊNH (minh họa)")


def stored(data: bytes, name: str = "quyet-dinh.pdf") -> StoredFile:
    """A file in the store."""
    return store_file(BytesIO(data), name)


def given_out(authority: Authority, decision: Decision, data: bytes = OUT) -> SignedFile:
    """The PDF given out to be signed."""
    made = keep_paper_to_sign(decision, stored(data), **authority.clerk).made
    return SignedFile.objects.get(pk=made["file"])


def returned(authority: Authority, decision: Decision) -> SignedFile:
    """A PDF given out, signed and taken back."""
    out = given_out(authority, decision)
    made = keep_signed_file(decision, out.pk, stored(signed(OUT)), **authority.clerk).made
    return SignedFile.objects.get(pk=made["file"])


def deeds(decision: Decision) -> list[str]:
    """What the record of the decision says of its files."""
    kinds = (
        "PAPER_TO_SIGN_KEPT",
        "SIGNED_FILE_KEPT",
        "SCAN_KEPT",
        "COPY_SEALED",
        "FILE_CHECKED_AGAIN",
        "FILE_SET_ASIDE",
    )
    found = Entry.objects.filter(stream=f"decision:{decision.pk}", deed__in=kinds).order_by("seq")
    return list(found.values_list("deed", flat=True))


@pytest.fixture
def trusted(settings: Any, tmp_path: Path) -> None:
    """The root of the test's certification bodies is trusted."""
    settings.TRUST_ANCHORS = str(anchors(tmp_path, bodies().root))


# Refused ------------------------------------------------------------------------------------------------


def test_before_the_signature_no_file_is_kept(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.checked(1)
    with refused("unsigned"):
        keep_paper_to_sign(decision, stored(OUT), **authority.clerk)
    with refused("unsigned"):
        keep_scan(decision, stored(OUT), "Ký tay", **authority.clerk)
    assert (SignedFile.objects.count(), deeds(decision)) == (0, [])


@pytest.mark.parametrize("who", ["decider", "other clerk"])
def test_only_the_clerk_and_the_office_of_the_authority_keep_files(cast: Cast, who: str) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    acts = authority.decider if who == "decider" else Authority(cast, R2).clerk
    out = given_out(authority, decision)
    with refused("role", security=True):
        keep_paper_to_sign(decision, stored(paper("KHÁC")), **acts)
    with refused("role", security=True):
        keep_signed_file(decision, out.pk, stored(signed(OUT)), **acts)
    with refused("role", security=True):
        keep_scan(decision, stored(OUT), "Ký tay", **acts)
    with refused("role", security=True):
        set_aside(out, "Nhầm", **acts)
    with refused("role", security=True):
        check_again(out, **acts)
    with refused("role", security=True):
        seal_copy(out, visible=False, **acts)
    assert SignedFile.objects.count() == 1


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", signed(OUT)], ids=["broken", "signed already"])
def test_what_is_given_out_is_a_pdf_without_a_signature(cast: Cast, data: bytes) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    with invalid("file"):
        keep_paper_to_sign(decision, stored(data), **authority.clerk)


def test_a_file_that_is_not_in_the_store_is_refused(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    out = given_out(authority, decision)
    ghost = StoredFile("0" * 64, 9, "application/pdf", "a.pdf")
    with invalid("file"):
        keep_paper_to_sign(decision, ghost, **authority.clerk)
    with invalid("file"):
        keep_signed_file(decision, out.pk, ghost, **authority.clerk)
    with invalid("file"):
        keep_scan(decision, ghost, "Ký tay", **authority.clerk)


def saved_anew() -> bytes:
    """The PDF given out, written anew by another program and then signed."""
    out = BytesIO()
    with pikepdf.open(BytesIO(OUT)) as pdf:
        pdf.save(out)
    return signed(out.getvalue())


def locked() -> bytes:
    """The PDF with a password."""
    out = BytesIO()
    with pikepdf.open(BytesIO(OUT)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


WRONG: dict[str, tuple[Callable[[], bytes], str]] = {
    "unsigned": (lambda: OUT, "no digital signature"),
    "another document": (lambda: signed(paper("KHÁC")), "does not begin with"),
    "saved anew": (saved_anew, "does not begin with"),
    "changed before signing": (lambda: signed(with_page(OUT)), "changed between"),
    "changed after signing": (lambda: with_page(signed(OUT)), "changed afterwards"),
    "a byte changed": (lambda: signed(OUT).replace(b"Ky1", b"Ky9"), "does not hold"),
    "expired": (lambda: signed(OUT, certified("Cũ", bodies().body, ends=-DAY)), "had expired"),
    "locked": (locked, "locked by a password"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_not_what_was_given_out_and_signed_is_refused_with_its_reason(
    cast: Cast, trusted: None, name: str
) -> None:
    assert trusted is None
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    out = given_out(authority, decision)
    made, words = WRONG[name]
    file = stored(made())
    with nothing_written(), pytest.raises(ValidationError, match=words) as caught:
        keep_signed_file(decision, out.pk, file, **authority.clerk)
    assert list(caught.value.message_dict) == ["file"]
    assert SignedFile.objects.filter(kind="SIGNED").count() == FileCheck.objects.count() == 0


def test_a_file_is_taken_back_only_for_what_was_given_out_of_this_decision(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    other, _more = authority.signed(1, first=5)
    out = given_out(authority, other)
    with invalid("paper"):
        keep_signed_file(decision, out.pk, stored(signed(OUT)), **authority.clerk)
    with invalid("paper"):
        keep_signed_file(decision, 10**9, stored(signed(OUT)), **authority.clerk)
    set_aside(out, "Nhầm", **authority.clerk)
    with invalid("paper"):
        keep_signed_file(other, out.pk, stored(signed(OUT)), **authority.clerk)


def test_of_a_signature_that_was_voided_nothing_counts(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    out = given_out(authority, decision)
    before = transaction.savepoint()
    Decision.objects.filter(pk=decision.pk).update(signed_at=bodies().signer.certificate.not_valid_before_utc)
    with invalid("paper"):
        keep_signed_file(decision, out.pk, stored(signed(OUT)), **authority.clerk)
    with refused("seal"):
        seal_copy(out, visible=False, **authority.clerk)
    transaction.savepoint_rollback(before)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_scan_and_setting_aside_need_a_reason(cast: Cast, reason: str) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    out = given_out(authority, decision)
    with invalid("reason"):
        keep_scan(decision, stored(OUT), reason, **authority.clerk)
    with invalid("reason"):
        set_aside(out, reason, **authority.clerk)


def test_the_same_file_is_kept_once(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    returned(authority, decision)
    with invalid("file"):
        keep_paper_to_sign(decision, stored(OUT), **authority.clerk)


def test_without_a_seal_nothing_is_sealed_and_nothing_is_lost(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    out = given_out(authority, decision)
    with refused("seal"):
        seal_copy(out, visible=True, **authority.clerk)
    assert list(SignedFile.objects.values_list("kind", flat=True)) == ["GIVEN"]


def test_a_scan_is_not_checked(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    made = keep_scan(decision, stored(OUT), "Ký tay", **authority.clerk).made
    with refused("check"):
        check_again(SignedFile.objects.get(pk=made["file"]), **authority.clerk)


# Kept ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["signed", "issued"])
def test_the_signed_file_is_kept_before_and_after_the_number_with_all_that_its_signature_says(
    cast: Cast, trusted: None, when: str
) -> None:
    assert trusted is None
    authority = Authority(cast)
    decision, _lines = authority.signed(1) if when == "signed" else authority.issued(1)
    file = returned(authority, decision)
    data = signed_bytes(file)
    assert data.startswith(OUT)
    check = file.checks.get()
    one = check.signatures.get()
    assert (check.verdict, check.since, check.roots) == ("VALID", "fields", 1)
    assert (one.signer, one.problems, one.verdict) == ("Nguyễn Thị Bưởi (minh họa)", "", "VALID")
    assert one.certificates.count("BEGIN CERTIFICATE") == 3
    assert one.claimed is not None
    assert deeds(decision) == ["PAPER_TO_SIGN_KEPT", "SIGNED_FILE_KEPT"]
    entry = Entry.objects.get(stream=f"decision:{decision.pk}", deed="SIGNED_FILE_KEPT")
    assert file.sha256 in entry.payload
    assert file.given is not None
    assert file.given.sha256 in entry.payload


def signed_bytes(file: SignedFile) -> bytes:
    """The file as the store holds it."""
    with default_storage.open(place_of(file.sha256)) as stream:
        return bytes(stream.read())


def test_the_office_of_the_decider_keeps_files_too(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    keep_paper_to_sign(decision, stored(OUT), **authority.form)
    assert deeds(decision) == ["PAPER_TO_SIGN_KEPT"]


def test_a_second_click_keeps_nothing_twice(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    out = given_out(authority, decision)
    file = stored(signed(OUT))
    first = keep_signed_file(decision, out.pk, file, **authority.clerk, operation_id="one")
    second = keep_signed_file(decision, out.pk, file, **authority.clerk, operation_id="one")
    assert (first.made, second.made, second.repeated) == (first.made, first.made, True)
    assert FileCheck.objects.count() == 1


def test_who_signed_and_the_body_that_signed_after_are_both_kept(cast: Cast, trusted: None) -> None:
    assert trusted is None
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    out = given_out(authority, decision)
    twice = signed(signed(OUT), certified("Văn thư (minh họa)", bodies().body), field="Ky2")
    keep_signed_file(decision, out.pk, stored(twice), **authority.clerk)
    found = SignatureFound.objects.order_by("position").values_list("signer", "verdict")
    assert list(found) == [("Nguyễn Thị Bưởi (minh họa)", "VALID"), ("Văn thư (minh họa)", "VALID")]


def test_without_trusted_roots_the_file_is_kept_and_says_that_the_chain_was_not_checked(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    check = returned(authority, decision).checks.get()
    assert (check.verdict, check.roots, check.signatures.get().problems) == ("VALID_CHAIN_UNKNOWN", 0, "unchecked")


def test_a_later_check_stands_beside_the_first(cast: Cast, settings: Any, tmp_path: Path) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    file = returned(authority, decision)
    settings.TRUST_ANCHORS = str(anchors(tmp_path, bodies().root))
    assert check_again(file, **authority.clerk).made["verdict"] == "VALID"
    assert list(file.checks.values_list("verdict", "since")) == [("VALID_CHAIN_UNKNOWN", "fields"), ("VALID", "fields")]
    assert deeds(decision)[-1] == "FILE_CHECKED_AGAIN"


def test_a_file_that_is_gone_from_the_store_is_said_so_and_the_first_check_stands(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    file = returned(authority, decision)
    default_storage.delete(place_of(file.sha256))
    check_again(file, **authority.clerk)
    assert list(file.checks.values_list("verdict", "unread")) == [("VALID_CHAIN_UNKNOWN", ""), ("INVALID", "missing")]


def test_a_scan_is_kept_with_its_reason_and_no_check(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    keep_scan(decision, stored(saved_anew()), " Phần mềm ký lưu lại tệp ", **authority.clerk)
    row = SignedFile.objects.get()
    assert (row.kind, row.reason, row.checks.count()) == ("SCAN", "Phần mềm ký lưu lại tệp", 0)
    entry = Entry.objects.get(stream=f"decision:{decision.pk}", deed="SCAN_KEPT")
    assert "Phần mềm" not in entry.payload


@pytest.mark.parametrize("visible", [False, True])
def test_a_sealed_copy_rests_on_what_was_given_out(cast: Cast, settings: Any, tmp_path: Path, *, visible: bool) -> None:
    path = tmp_path / "seal.p12"
    path.write_bytes(certified("Dấu của hệ thống", bodies().body).p12(b"mat khau"))
    settings.SEAL_FILE, settings.SEAL_PASSWORD = str(path), "mat khau"
    authority = Authority(cast)
    decision, _lines = authority.issued(1)
    out = given_out(authority, decision)
    made = seal_copy(out, visible=visible, **authority.form).made
    copy = SignedFile.objects.get(pk=made["file"])
    assert (copy.kind, copy.given_id) == ("SEALED", out.pk)
    assert signed_bytes(copy).startswith(OUT)
    check_again(copy, **authority.clerk)
    one = copy.checks.get().signatures.get()
    with override("vi"):
        reason = pgettext("on paper", "Made by the system from its record. It is not the signature of the authority.")
    assert (one.signer, one.reason) == ("Dấu của hệ thống", reason)
    assert deeds(decision) == ["PAPER_TO_SIGN_KEPT", "COPY_SEALED", "FILE_CHECKED_AGAIN"]


def test_a_wrong_file_is_set_aside_once_and_may_be_kept_anew(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    out = given_out(authority, decision)
    set_aside(out, "Nhầm tệp", **authority.clerk)
    with refused("void"):
        set_aside(out, "Nhầm tệp", **authority.clerk)
    assert given_out(authority, decision).pk != out.pk
    assert signed_bytes(out) == OUT


def test_the_files_wait_for_their_virus_scan(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    out = given_out(authority, decision)
    note_verdicts({out.sha256: Scan.INFECTED.value})
    out.refresh_from_db()
    assert out.scan == "INFECTED"


def test_a_file_with_ten_signatures_is_kept_with_as_many_statements_as_one_with_one(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    out = given_out(authority, decision)
    counts = []
    data = signed(OUT)
    for number in range(2):
        with CaptureQueriesContext(connection) as asked:
            keep_signed_file(decision, out.pk, stored(data), **authority.clerk)
        counts.append(len(asked))
        for more in range(4):
            data = signed(data, field=f"Ky{number}{more}")
    assert counts[0] == counts[1]
    assert SignatureFound.objects.count() == 6
