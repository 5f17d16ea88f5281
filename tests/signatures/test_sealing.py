"""The system's own seal: why nothing is sealed, what a sealed file is, and that its key is told to nobody."""

import stat
import traceback
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typst
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.management import CommandError, call_command

from tests.signatures.making import DAY, FONTS, anchors, bodies, certified, paper, rsa_key, signed, stamping
from workflow.signatures.demo import NAME, demo_seal
from workflow.signatures.sealing import MARK, SealWords, seal, sealed_with
from workflow.signatures.seals import NotSealed, Unsealed, open_seal, state_of_seal
from workflow.signatures.verdicts import Problem, Verdict
from workflow.signatures.verifying import Inspection, inspect

PASSWORD = "mật khẩu của dấu"  # noqa: S105 -- of a seal made in the test
WORDS = SealWords("Do hệ thống lập từ hồ sơ")


@pytest.fixture
def placed(settings: Any, tmp_path: Path) -> Callable[[bytes], Path]:
    """Where the seal lies, with what is put there."""
    path = tmp_path / "seal.p12"
    settings.SEAL_FILE, settings.SEAL_PASSWORD = str(path), PASSWORD

    def place(data: bytes) -> Path:
        path.write_bytes(data)
        return path

    return place


@pytest.fixture
def own(placed: Callable[[bytes], Path]) -> Path:
    """A good seal, issued by the test's certification body."""
    return placed(certified("Dấu của hệ thống", bodies().body).p12(PASSWORD.encode()))


def looked(pdf: bytes, out: bytes = b"") -> Inspection:
    """What is said of the file."""
    return inspect(BytesIO(pdf), given=len(out))


def why_not(pdf: bytes = b"") -> Unsealed:
    """Why it is not sealed."""
    with pytest.raises(NotSealed) as caught:
        seal(pdf or paper(), WORDS)
    return caught.value.why


# What is refused ----------------------------------------------------------------------------------------


def test_without_a_seal_nothing_is_sealed_and_that_is_said() -> None:
    assert why_not() is Unsealed.NONE
    assert "SEAL_FILE" in state_of_seal().why_not


def test_a_file_that_is_not_there_is_said(placed: object) -> None:
    assert placed is not None
    assert why_not() is Unsealed.MISSING


@pytest.mark.parametrize("password", ["", "sai", "MẬT KHẨU"])
def test_a_wrong_password_is_said(own: Path, settings: Any, password: str) -> None:
    assert own.exists()
    settings.SEAL_PASSWORD = password
    assert why_not() is Unsealed.PASSWORD


def test_a_password_file_that_cannot_be_read_is_said(own: Path, settings: Any) -> None:
    settings.SEAL_PASSWORD_FILE = str(own.with_name("none"))
    assert why_not() is Unsealed.NO_PASSWORD


@pytest.mark.parametrize("data", [b"", b"not a seal", b"\x30\x82\x01\x00" + bytes(90)])
def test_a_broken_file_is_said(placed: Callable[[bytes], Path], data: bytes) -> None:
    placed(data)
    assert why_not() is Unsealed.PASSWORD


def test_a_file_without_a_key_is_said(placed: Callable[[bytes], Path]) -> None:
    how = serialization.BestAvailableEncryption(PASSWORD.encode())
    placed(pkcs12.serialize_key_and_certificates(b"x", None, None, [certified("A").certificate], how))
    assert why_not() is Unsealed.NO_KEY


@pytest.mark.parametrize(
    ("begins", "ends", "why"), [(-9 * DAY, -DAY, Unsealed.EXPIRED), (DAY, 9 * DAY, Unsealed.EARLY)]
)
def test_a_seal_outside_its_time_is_said(
    placed: Callable[[bytes], Path], begins: timedelta, ends: timedelta, why: Unsealed
) -> None:
    placed(certified("Cũ", begins=begins, ends=ends).p12(PASSWORD.encode()))
    assert why_not() is why
    assert state_of_seal().why_not == str(why.label)


def test_a_weak_key_is_said(placed: Callable[[bytes], Path]) -> None:
    placed(certified("Ngắn", key=rsa_key(1024)).p12(PASSWORD.encode()))
    assert why_not() is Unsealed.KEY


def test_a_key_of_another_kind_is_said(placed: Callable[[bytes], Path]) -> None:
    how = serialization.BestAvailableEncryption(PASSWORD.encode())
    key = ed25519.Ed25519PrivateKey.generate()
    placed(pkcs12.serialize_key_and_certificates(b"x", key, None, None, how))
    assert why_not() in {Unsealed.NO_KEY, Unsealed.KEY}


@pytest.mark.parametrize("data", [b"not a pdf", b"%PDF-1.7\nnothing"])
def test_what_is_no_pdf_is_not_sealed(own: Path, data: bytes) -> None:
    assert own.exists()
    assert why_not(data) is Unsealed.PDF


def test_a_locked_pdf_is_not_sealed(own: Path) -> None:
    assert own.exists()
    out = BytesIO()
    with pikepdf.open(BytesIO(paper())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert why_not(out.getvalue()) is Unsealed.PDF


def test_a_time_stamping_service_that_does_not_answer_is_said(own: Path, settings: Any) -> None:
    assert own.exists()
    settings.TSA_URL = "http://127.0.0.1:9/tsa"
    assert why_not() is Unsealed.STAMP


def test_no_error_and_no_log_repeats_the_password_or_the_key(own: Path, settings: Any, capfd: Any) -> None:
    settings.SEAL_PASSWORD = "sai-rồi-nhé"  # noqa: S105 -- wrong on purpose
    with pytest.raises(NotSealed) as caught:
        seal(paper(), WORDS)
    said = "".join(traceback.format_exception(caught.value)) + str(capfd.readouterr())
    assert "sai-rồi-nhé" not in said
    settings.SEAL_PASSWORD = PASSWORD
    assert "key=" not in repr(open_seal())
    assert own.exists()


# What is sealed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_visible", [False, True])
def test_a_sealed_file_begins_with_what_was_given_and_says_who_sealed_it(
    own: Path, settings: Any, tmp_path: Path, *, is_visible: bool
) -> None:
    assert own.exists()
    (tmp_path / "roots").mkdir()
    settings.TRUST_ANCHORS = str(anchors(tmp_path / "roots", bodies().root))
    made = seal(paper(), SealWords("Lập từ hồ sơ", is_visible=is_visible))
    assert made.startswith(paper())
    said = looked(made, paper())
    (one,) = said.signatures
    assert (said.verdict, one.signer, one.reason) == (Verdict.VALID, "Dấu của hệ thống", "Lập từ hồ sơ")


def test_the_password_may_lie_in_a_file(own: Path, settings: Any) -> None:
    kept = own.with_name("password")
    kept.write_text(PASSWORD + "\n", "utf-8")
    settings.SEAL_PASSWORD, settings.SEAL_PASSWORD_FILE = "", str(kept)
    assert state_of_seal().name == "Dấu của hệ thống"


def test_a_signed_file_is_sealed_and_both_hold(own: Path) -> None:
    assert own.exists()
    both = looked(seal(signed(paper()), WORDS))
    assert [one.problems for one in both.signatures] == [(Problem.UNCHECKED,)] * 2


def test_a_file_is_sealed_twice(own: Path) -> None:
    assert own.exists()
    assert len(looked(seal(seal(paper(), WORDS), WORDS)).signatures) == 2


def test_a_stamped_seal_says_when(own: Path, settings: Any, tmp_path: Path) -> None:
    assert own.exists()
    (tmp_path / "roots").mkdir()
    settings.TRUST_ANCHORS = str(anchors(tmp_path / "roots", bodies().root))
    (one,) = looked(sealed_with(open_seal(), paper(), WORDS, stamping(bodies().stamper))).signatures
    assert (one.is_proven, one.stamper) == (True, "Dấu thời gian (minh họa)")


def test_a_seal_for_long_keeps_its_proofs_and_stamps_them(own: Path, settings: Any, tmp_path: Path) -> None:
    assert own.exists()
    (tmp_path / "roots").mkdir()
    settings.TRUST_ANCHORS = str(anchors(tmp_path / "roots", bodies().root))
    settings.SEAL_LONG_TERM = True
    said = looked(sealed_with(open_seal(), paper(), WORDS, stamping(bodies().stamper)))
    assert (said.verdict, [one.is_stamp for one in said.signatures]) == (Verdict.VALID, [False, True])


def test_a_seal_for_long_that_nobody_trusts_is_refused(own: Path, settings: Any) -> None:
    assert own.exists()
    settings.SEAL_LONG_TERM = True
    with pytest.raises(NotSealed) as caught:
        sealed_with(open_seal(), paper(), WORDS, stamping(bodies().stamper))
    assert caught.value.why is Unsealed.LONG


# PDF/A stays PDF/A --------------------------------------------------------------------------------------


def archived(data: bytes) -> list[str]:
    """What PDF/A-2 asks of annotations, forms, fonts and metadata, and the file does not keep."""
    wrong = []
    with pikepdf.open(BytesIO(data)) as pdf:
        with pdf.open_metadata() as about:
            wrong += [] if about.pdfa_status == "2B" else ["metadata"]
        wrong += ["encrypted"] if pdf.is_encrypted else []
        wrong += [] if "/OutputIntents" in pdf.Root else ["output intent"]
        form = pdf.Root.AcroForm
        wrong += ["form"] if "/XFA" in form or form.get("/NeedAppearances") else []
        for annotation in (one for page in pdf.pages for one in page.get("/Annots", [])):
            flags = int(annotation.F)
            wrong += [] if flags & 4 and not flags & (1 | 2 | 32) else ["flags"]
            corners = [float(one) for one in annotation.Rect]
            has_size = corners[0] != corners[2] or corners[1] != corners[3]
            wrong += ["appearance"] if has_size and set(annotation.AP.keys()) != {"/N"} else []
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                wrong += [] if {"/FontFile2", "/FontFile3"} & set(thing.keys()) else ["font"]
            wrong += ["action"] if isinstance(thing, pikepdf.Dictionary) and "/JS" in thing else []
            is_group = isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Transparency"
            wrong += ["blending"] if is_group and "/CS" not in thing else []
    return wrong


@pytest.mark.parametrize("is_visible", [False, True])
def test_pdf_a_stays_pdf_a(own: Path, *, is_visible: bool) -> None:
    assert own.exists()
    assert archived(seal(paper(), SealWords("Lập từ hồ sơ", is_visible=is_visible))) == []


def test_the_look_of_the_seal_is_what_its_source_says() -> None:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    source = MARK.with_suffix(".typ")
    made = typst.compile(source, font_paths=fonts, ignore_system_fonts=True, pdf_standards="a-2b")
    assert bytes(made) == MARK.read_bytes()


# The seal of a demo -------------------------------------------------------------------------------------


def test_a_demo_seal_says_that_it_is_one(placed: Callable[[bytes], Path]) -> None:
    placed(demo_seal(PASSWORD))
    assert state_of_seal().name == NAME
    assert "(minh họa)" in NAME
    said = looked(seal(paper(), WORDS))
    assert said.verdict is Verdict.VALID_CHAIN_UNKNOWN
    assert Problem.SELF_SIGNED in said.signatures[0].problems


def test_the_command_makes_a_seal_for_its_owner_alone_and_never_replaces_one(
    placed: Callable[[bytes], Path], settings: Any
) -> None:
    settings.DEMO_PASSWORD = "demo"  # noqa: S105 -- that there is one
    path = Path(settings.SEAL_FILE)
    said = StringIO()
    call_command("make_demo_seal", stdout=said)
    assert str(path) in said.getvalue()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert state_of_seal().name == NAME
    before = path.read_bytes()
    with pytest.raises(CommandError):
        call_command("make_demo_seal")
    assert path.read_bytes() == before
    assert placed is not None


@pytest.mark.parametrize(("name", "value"), [("DEMO_PASSWORD", ""), ("SEAL_FILE", ""), ("SEAL_PASSWORD", "")])
def test_the_command_is_refused_where_something_is_missing(
    placed: Callable[[bytes], Path], settings: Any, name: str, value: str
) -> None:
    assert placed is not None
    settings.DEMO_PASSWORD = "demo"  # noqa: S105 -- that there is one
    path = Path(settings.SEAL_FILE)
    setattr(settings, name, value)
    with pytest.raises(CommandError):
        call_command("make_demo_seal")
    assert not path.exists()
