"""Checking signatures: what is refused, what is found, and in what words it is said."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import crl
from hypothesis import given
from hypothesis import settings as property_settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject
from pyhanko.sign.validation.dss import DocumentSecurityStore

from tests.signatures.making import (
    DAY,
    NOW,
    Holder,
    anchors,
    bodies,
    certified,
    paper,
    revoking,
    rsa_key,
    signed,
)
from workflow.signatures import verifying
from workflow.signatures.inspector import inspected
from workflow.signatures.verdicts import MEANING, Later, Problem, Revocation, Unread, Verdict, verdict_on
from workflow.signatures.verifying import LIMITS, Inspection, begins_with, inspect


@pytest.fixture
def trusted(settings: Any, tmp_path: Path) -> Path:
    """The root of the test's certification bodies is trusted."""
    settings.TRUST_ANCHORS = str(anchors(tmp_path, bodies().root))
    return tmp_path


def looked(pdf: bytes, out: bytes = b"") -> Inspection:
    """What is said of the file; `out` is what was given out."""
    return inspect(BytesIO(pdf), given=len(out))


def problems(pdf: bytes) -> list[list[str]]:
    """What stands against each signature."""
    return [[one.value for one in found.problems] for found in looked(pdf).signatures]


# What is not read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Unread.NOT_PDF),
        (b"PK\x03\x04 an archive", Unread.NOT_PDF),
        (b"%PDF-1.7\nand nothing else", Unread.BROKEN),
        (b"%PDF-1.7\n" + b"1 0 obj << /A " * 9_000, Unread.BROKEN),
    ],
)
def test_what_is_no_pdf_is_not_read(data: bytes, why: Unread) -> None:
    assert looked(data) == Inspection(Verdict.INVALID, unread=why)


def test_a_locked_pdf_is_not_read() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(paper())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert looked(out.getvalue()).unread is Unread.LOCKED


def test_a_file_that_is_too_large_is_not_read() -> None:
    assert looked(b"%PDF-1.7\n" + bytes(verifying.LARGEST)).unread is Unread.LARGE


def test_more_signatures_than_are_read_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "LIMITS", {**LIMITS, "signatures": 1})
    assert looked(signed(signed(paper()), field="Ky2")).unread is Unread.MANY


def test_a_file_that_takes_too_much_is_stopped_by_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "LIMITS", {**LIMITS, "memory": 48 * 1024 * 1024})
    assert looked(signed(paper())).unread is Unread.HEAVY


def test_a_bomb_beside_the_signature_does_not_reach_the_service() -> None:
    """A stream of 400 MB, packed into 400 kB, as the list of objects: read, it is refused or left alone."""
    out = BytesIO()
    with pikepdf.open(BytesIO(paper())) as pdf:
        pdf.Root.Bomb = pdf.make_indirect(pikepdf.Stream(pdf, bytes(64 * 1024 * 1024)))
        pdf.save(out, compress_streams=True)
    assert looked(signed(out.getvalue())).verdict in {Verdict.VALID_CHAIN_UNKNOWN, Verdict.INVALID}


def test_a_page_tree_that_bites_its_tail_ends() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(paper())) as pdf:
        form = pdf.make_indirect(pikepdf.Dictionary(T="A", Kids=pikepdf.Array()))
        form.Kids.append(form)
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([form]))
        pdf.save(out)
    assert looked(out.getvalue()).verdict in {Verdict.INVALID, Verdict.UNSIGNED}


# What does not hold -------------------------------------------------------------------------------------


def test_a_file_without_a_signature_is_unsigned(trusted: Path) -> None:
    assert trusted.is_dir()
    assert looked(paper()) == Inspection(Verdict.UNSIGNED, roots=1)


@pytest.mark.parametrize("place", [20, 600, 9_000])
def test_a_byte_changed_before_the_signature_is_found(trusted: Path, place: int) -> None:
    assert trusted.is_dir()
    data = bytearray(signed(paper()))
    data[place] ^= 0x01
    assert looked(bytes(data)).verdict is Verdict.INVALID


def test_a_page_appended_after_the_signature_is_found(trusted: Path) -> None:
    assert trusted.is_dir()
    assert problems(with_page(signed(paper()))) == [["changed"]]
    assert looked(with_page(signed(paper()))).verdict is Verdict.CHANGED_AFTER


def test_a_page_appended_and_signed_again_is_found_by_the_first_signature(trusted: Path) -> None:
    assert trusted.is_dir()
    twice = signed(with_page(signed(paper())), field="Ky2")
    assert problems(twice) == [["changed"], []]
    assert looked(twice).verdict is Verdict.CHANGED_AFTER


def test_a_signature_over_a_part_of_the_file_is_found(trusted: Path) -> None:
    """Its range leaves out what somebody wants to say otherwise."""
    assert trusted.is_dir()
    whole = signed(paper())
    assert problems(cut_range(whole)) == [["broken", "partial"]]
    assert looked(cut_range(whole)).verdict is Verdict.INVALID


def test_bytes_after_the_signed_ones_are_no_part_of_what_was_signed(trusted: Path) -> None:
    assert trusted.is_dir()
    assert looked(signed(paper()) + b"\n% more\n").verdict in {Verdict.INVALID, Verdict.CHANGED_AFTER}


@pytest.mark.parametrize(("begins", "ends", "found"), [(-90 * DAY, -DAY, ["expired"]), (DAY, 90 * DAY, ["early"])])
def test_a_certificate_counts_at_the_time_of_the_signature(
    trusted: Path, begins: timedelta, ends: timedelta, found: list[str]
) -> None:
    assert trusted.is_dir()
    holder = certified("Hết hạn", bodies().body, begins=begins, ends=ends)
    (said,) = problems(signed(paper(), holder))
    assert said == found
    assert looked(signed(paper(), holder)).verdict is Verdict.INVALID


def test_a_revoked_certificate_is_found_by_the_list_in_the_file(trusted: Path) -> None:
    assert trusted.is_dir()
    one = bodies()
    signer = certified("Bị thu hồi", one.body)
    lists = (revoking(one.body), revoking(one.root))
    whole = signed(paper(), signer, lists=lists)
    assert looked(whole).signatures[0].revocation is Revocation.GOOD
    revoked = with_lists(signed(paper(), signer), revoking(one.body, signer), revoking(one.root))
    assert looked(revoked).signatures[0].revocation is Revocation.REVOKED
    assert problems(revoked) == [["revoked"]]
    assert looked(revoked).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("holder", "metadata"),
    [
        (lambda: certified("Ngắn", bodies().body, key=rsa_key(1024)), {}),
        (lambda: bodies().signer, {"md_algorithm": "sha1"}),
    ],
)
def test_a_signature_that_could_be_forged_is_weak(
    trusted: Path, holder: Callable[[], Holder], metadata: dict[str, Any]
) -> None:
    assert trusted.is_dir()
    whole = signed(paper(), holder(), **metadata)
    assert "weak" in problems(whole)[0]
    assert looked(whole).verdict is Verdict.INVALID


def test_a_certificate_for_something_else_signs_no_document(trusted: Path) -> None:
    assert trusted.is_dir()
    assert problems(signed(paper(), certified("Mã hóa", bodies().body, usage="key_encipherment"))) == [
        ["usage", "untrusted"]
    ]


def test_a_kind_of_signature_that_is_not_known_is_said(trusted: Path) -> None:
    assert trusted.is_dir()
    whole = signed(paper()).replace(b"/ETSI.CAdES.detached", b"/ETSI.XAdES.detached")
    assert problems(whole) == [["unknown"]]


def test_a_signature_of_rubbish_is_said(trusted: Path) -> None:
    assert trusted.is_dir()
    whole = signed(paper())
    start = whole.index(b"/Contents <") + len(b"/Contents <")
    assert problems(whole[:start] + b"00" * 40 + whole[start + 80 :]) == [["unreadable"]]


# What holds ---------------------------------------------------------------------------------------------


def test_a_good_chain_is_valid_and_says_who_signed(trusted: Path) -> None:
    assert trusted.is_dir()
    said = looked(signed(paper(), reason="Ban hành"))
    (one,) = said.signatures
    certificate = bodies().signer.certificate
    assert (said.verdict, said.roots, one.problems) == (Verdict.VALID, 1, ())
    assert (one.signer, one.reason) == ("Nguyễn Thị Bưởi (minh họa)", "Ban hành")
    assert one.serial == f"{certificate.serial_number:x}"
    assert (one.valid_from, one.valid_until) == (certificate.not_valid_before_utc, certificate.not_valid_after_utc)
    assert "Tổ chức chứng thực (minh họa)" in one.issuer
    assert one.claimed is not None
    assert abs(one.claimed - NOW) < DAY
    assert (one.stamped, one.is_proven, one.algorithm) == (None, False, "sha256 / ec 256")
    assert (one.later, one.revocation) == (Later.NOTHING, Revocation.UNCHECKED)
    assert one.certificates.count("BEGIN CERTIFICATE") == 3


def test_without_trusted_roots_the_chain_is_not_checked_and_that_is_said() -> None:
    said = looked(signed(paper()))
    assert (said.verdict, said.roots) == (Verdict.VALID_CHAIN_UNKNOWN, 0)
    assert [one.problems for one in said.signatures] == [(Problem.UNCHECKED,)]


def test_a_signer_whom_nobody_vouches_for_is_never_confirmed(trusted: Path) -> None:
    assert trusted.is_dir()
    alone = certified("Chủ tịch tự xưng")
    assert problems(signed(paper(), alone)) == [["self_signed", "untrusted"]]
    assert looked(signed(paper(), alone)).verdict is Verdict.VALID_CHAIN_UNKNOWN
    other = certified("Khác", certified("Gốc khác", ca=True))
    assert problems(signed(paper(), other)) == [["untrusted"]]


def test_a_certificate_that_is_itself_trusted_is_valid(settings: Any, tmp_path: Path) -> None:
    alone = certified("Dấu của hệ thống")
    settings.TRUST_ANCHORS = str(anchors(tmp_path, alone))
    assert looked(signed(paper(), alone)).verdict is Verdict.VALID


def test_a_time_stamp_proves_when_where_it_is_trusted(trusted: Path, settings: Any) -> None:
    assert trusted.is_dir()
    whole = signed(paper(), stamper=bodies().stamper)
    (one,) = looked(whole).signatures
    assert (one.is_proven, one.stamper) == (True, "Dấu thời gian (minh họa)")
    settings.TRUST_ANCHORS = ""
    (one,) = looked(whole).signatures
    assert one.stamped is not None
    assert not one.is_proven


def test_two_signatures_hold_both(trusted: Path) -> None:
    assert trusted.is_dir()
    said = looked(signed(signed(paper()), certified("Văn thư", bodies().body), field="Ky2"))
    assert said.verdict is Verdict.VALID
    assert [(one.signer, one.later) for one in said.signatures] == [
        ("Nguyễn Thị Bưởi (minh họa)", Later.FIELDS),
        ("Văn thư", Later.NOTHING),
    ]


def test_a_damaged_file_among_the_roots_spoils_none_of_the_others(trusted: Path) -> None:
    (trusted / "a.pem").write_text("-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----")
    (trusted / "b.der").write_bytes(b"\x30\x03abc")
    (trusted / "README").write_text("Gốc của Ban Cơ yếu")
    assert looked(signed(paper())).roots == 1


# The file that was given out ----------------------------------------------------------------------------


def test_what_was_given_out_and_only_signed_is_found_so(trusted: Path) -> None:
    assert trusted.is_dir()
    out = paper()
    once = signed(out)
    assert begins_with(BytesIO(once), sha_of(out), len(out))
    assert looked(once, out).since is Later.FIELDS
    assert looked(signed(once, field="Ky2"), out).since is Later.FIELDS


def test_what_was_changed_before_it_was_signed_is_found(trusted: Path) -> None:
    """It begins with every byte that was given out, and its signature holds."""
    assert trusted.is_dir()
    out = paper()
    changed = signed(with_page(out))
    assert begins_with(BytesIO(changed), sha_of(out), len(out))
    assert looked(changed, out).verdict is Verdict.VALID
    assert looked(changed, out).since is Later.OTHER


def test_another_document_behind_the_bytes_that_were_given_out_is_found(trusted: Path) -> None:
    assert trusted.is_dir()
    out = paper()
    assert looked(out + signed(paper("KHÁC")), out).since in {Later.OTHER, None}


def test_what_was_saved_anew_does_not_begin_with_what_was_given_out() -> None:
    out = paper()
    saved = BytesIO()
    with pikepdf.open(BytesIO(out)) as pdf:
        pdf.save(saved)
    assert not begins_with(BytesIO(signed(saved.getvalue())), sha_of(out), len(out))
    assert not begins_with(BytesIO(out[:-1]), sha_of(out), len(out))


# Every byte ---------------------------------------------------------------------------------------------


@property_settings(max_examples=150, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_every_flipped_bit_of_what_was_signed_is_found(place: float, bit: int) -> None:
    whole, (first, second) = signed_once(), ranges(signed_once())
    spot = int(place * (first[1] + second[1]))
    spot = spot if spot < first[1] else second[0] + spot - first[1]
    data = bytearray(whole)
    data[spot] ^= 1 << bit
    asked = {"roots": [], "given": 0, "now": NOW.isoformat()}
    told = inspected(bytes(data), asked, LIMITS)
    found = [verdict_on([Problem(code) for code in one["problems"]]) for one in told.get("signatures", ())]
    assert "refused" in told or not found or Verdict.INVALID in found


# Words --------------------------------------------------------------------------------------------------


def test_every_verdict_says_what_it_means() -> None:
    assert set(MEANING) == set(Verdict)


def test_a_problem_is_never_silent() -> None:
    """Each alone makes the file less than valid, but for fields that were filled in and an own certificate."""
    fine = {one for one in Problem if verdict_on([one]) is Verdict.VALID}
    assert fine == {Problem.FILLED, Problem.SELF_SIGNED}


# How files are made otherwise than they should be --------------------------------------------------------

_once: list[bytes] = []


def signed_once() -> bytes:
    """One signed file for many examples."""
    if not _once:
        _once.append(signed(paper()))
    return _once[0]


def ranges(pdf: bytes) -> tuple[tuple[int, int], tuple[int, int]]:
    """The two stretches of bytes that the signature covers, each with its start and length."""
    start = pdf.index(b"/ByteRange [") + len(b"/ByteRange [")
    one, two, three, four = (int(part) for part in pdf[start : pdf.index(b"]", start)].split())
    return (one, two), (three, four)


def cut_range(pdf: bytes) -> bytes:
    """The same file, whose signature says that it covers less."""
    start = pdf.index(b"/ByteRange [") + len(b"/ByteRange [")
    end = pdf.index(b"]", start)
    first, second = ranges(pdf)
    less = f"{first[0]} {first[1]} {second[0]} {second[1] - 40}".encode()
    return pdf[:start] + less.ljust(end - start) + pdf[end:]


def with_page(pdf: bytes) -> bytes:
    """The file with an empty page appended, as an addition at its end."""
    from_here = IncrementalPdfFileWriter(BytesIO(pdf))
    from_here.insert_page(
        PageObject(contents=from_here.add_object(generic.StreamObject(stream_data=b"")), media_box=(0, 0, 99, 99))
    )
    out = BytesIO()
    from_here.write(out)
    return out.getvalue()


def with_lists(pdf: bytes, *lists: bytes) -> bytes:
    """The file with lists of revoked certificates added beside its signature."""
    out = BytesIO(pdf)
    DocumentSecurityStore.add_dss(out, None, crls=[crl.CertificateList.load(one) for one in lists])
    return out.getvalue()


def sha_of(data: bytes) -> str:
    """The hash in hex."""
    return sha256(data).hexdigest()
