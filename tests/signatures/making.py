"""Certificates, revocation lists and signed PDFs, made in the test."""

import asyncio
import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import typst
from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW: Final = datetime.now(UTC).replace(microsecond=0)
DAY: Final = timedelta(days=1)
FONTS: Final = Path(__file__).parents[2] / "workflow" / "documents" / "fonts"

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Holder:
    """A certificate with its key, and who issued it."""

    certificate: x509.Certificate
    key: Key
    issuer: "Holder | None" = None

    @property
    def pem(self) -> bytes:
        """The certificate as a file."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def chain(self) -> list[x509.Certificate]:
        """The certificates above it, the nearest first."""
        return [] if self.issuer is None else [self.issuer.certificate, *self.issuer.chain]

    def p12(self, password: bytes | None) -> bytes:
        """A PKCS#12 file with all of it."""
        how = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        return pkcs12.serialize_key_and_certificates(b"test", self.key, self.certificate, self.chain, how)


@cache
def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    """A key, made once for all tests."""
    return rsa.generate_private_key(65537, bits)


def named(name: str) -> x509.Name:
    """A name of a certificate."""
    parts = ((NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, "Tỉnh (minh họa)"), (NameOID.COMMON_NAME, name))
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in parts])


def certified(
    name: str,
    issuer: Holder | None = None,
    *,
    ca: bool = False,
    begins: timedelta = -30 * DAY,
    ends: timedelta = 300 * DAY,
    key: Key | None = None,
    usage: str = "content_commitment",
    stamps: bool = False,
) -> Holder:
    """A certificate; its own issuer where none is given."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    uses = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    uses |= {"key_cert_sign": True, "crl_sign": True} if ca else {usage: True}
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(issuer.certificate.subject if issuer else named(name))
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + begins)
        .not_valid_after(NOW + ends)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**uses), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
    )
    if stamps:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    return Holder(builder.sign(issuer.key if issuer else own, hashes.SHA256()), own, issuer)


def revoking(issuer: Holder, *revoked: Holder, at: timedelta = -2 * DAY) -> bytes:
    """A list of revoked certificates, as DER."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
    builder = builder.last_update(NOW - DAY).next_update(NOW + 30 * DAY)
    for one in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(one.certificate.serial_number)
            .revocation_date(NOW + at)
            .build()
        )
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True)
class Bodies:
    """A root, the body below it, a signer, and a time stamping service."""

    root: Holder
    body: Holder
    signer: Holder
    stamper: Holder


@cache
def bodies() -> Bodies:
    """Made once for all tests."""
    root = certified("Gốc (minh họa)", ca=True)
    body = certified("Tổ chức chứng thực (minh họa)", root, ca=True)
    signer = certified("Nguyễn Thị Bưởi (minh họa)", body)
    return Bodies(root, body, signer, _stamper(body))


def _stamper(body: Holder) -> Holder:
    return certified("Dấu thời gian (minh họa)", body, usage="digital_signature", stamps=True, key=rsa_key(2048))


@cache
def paper(text: str = "QUYẾT ĐỊNH (minh họa)", pages: int = 1) -> bytes:
    """A PDF/A as the system makes them."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    source = (
        '#set document(title: "Văn bản", date: datetime(year: 2026, month: 11, day: 1))\n#set text(font: "Tinos")\n'
    )
    source += "\n#pagebreak()\n".join(f"{text} {number}" for number in range(1, pages + 1))
    made = typst.compile(source.encode(), font_paths=fonts, ignore_system_fonts=True, pdf_standards="a-2b")
    return bytes(made)


def signed(
    pdf: bytes,
    by: Holder | None = None,
    *,
    field: str = "Ky1",
    stamper: Holder | None = None,
    lists: tuple[bytes, ...] = (),
    **metadata: Any,
) -> bytes:
    """The PDF signed as another program signs it; `lists` are put into the file beside the signature."""
    holder = by or bodies().signer
    store = SimpleCertificateStore()
    store.register_multiple([_as_asn1(one) for one in holder.chain])
    plain = holder.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = SimpleSigner(
        signing_cert=_as_asn1(holder.certificate), signing_key=asn1_keys.PrivateKeyInfo.load(plain), cert_registry=store
    )
    if lists:
        top = holder.chain[-1] if holder.chain else holder.certificate
        context = ValidationContext(
            trust_roots=[_as_asn1(top)],
            other_certs=[_as_asn1(one) for one in holder.chain],
            crls=[asn1_crl.CertificateList.load(one) for one in lists],
            allow_fetching=False,
        )
        metadata |= {"embed_validation_info": True, "validation_context": context}
    meta = PdfSignatureMetadata(
        field_name=field,
        subfilter=SigSeedSubFilter.PADES,
        signer_key_usage=set(),
        **{"md_algorithm": "sha256", **metadata},
    )
    made = PdfSigner(meta, signer, timestamper=_stamping(stamper), new_field_spec=SigFieldSpec(field))
    out = BytesIO()
    asyncio.run(made.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out))
    return out.getvalue()


def _stamping(holder: Holder | None) -> DummyTimeStamper | None:
    if holder is None:
        return None
    store = SimpleCertificateStore()
    store.register_multiple([_as_asn1(one) for one in holder.chain])
    plain = holder.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return DummyTimeStamper(_as_asn1(holder.certificate), asn1_keys.PrivateKeyInfo.load(plain), certs_to_embed=store)


def stamping(holder: Holder) -> DummyTimeStamper:
    """A time stamping service that answers in this process."""
    made = _stamping(holder)
    assert made is not None
    return made


def _as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def anchors(folder: Path, *holders: Holder) -> Path:
    """A folder of trusted certificates."""
    for number, one in enumerate(holders):
        (folder / f"{number}.pem").write_bytes(one.pem)
    return folder


def base64_of(holder: Holder) -> str:
    """The certificate as the inspector is told it."""
    return base64.b64encode(holder.certificate.public_bytes(serialization.Encoding.DER)).decode()
