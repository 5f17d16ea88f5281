"""The system's own seal: a certificate with its key, in one PKCS#12 file beside the service.

The key is read from its file at each use and kept nowhere: no table, log or error holds it or its password. What is
wrong with the file is said by a code, never by what the libraries say of it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from django.conf import settings
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables


class Unsealed(TextChoices):
    """Why nothing is sealed, and what to do."""

    NONE = "none", _("This system has no seal of its own. Whoever runs it sets one (SEAL_FILE).")
    MISSING = (
        "missing",
        _("The file of the seal is not there or cannot be read. Tell whoever runs this system (SEAL_FILE)."),
    )
    PASSWORD = (
        "password",
        _(
            "The file of the seal cannot be opened: the password is wrong, or the file is no PKCS#12 file or damaged."
            " Tell whoever runs this system (SEAL_PASSWORD)."
        ),
    )
    NO_PASSWORD = (
        "no_password",
        _("The file with the password of the seal cannot be read. Tell whoever runs this system."),
    )
    NO_KEY = (
        "no_key",
        _("The file of the seal holds no key, or no certificate. Tell whoever runs this system (SEAL_FILE)."),
    )
    KEY = (
        "key",
        _("The key of the seal is of a kind that is not used here: RSA of 2,048 bits or more, or an elliptic curve."),
    )
    EARLY = "early", _("The certificate of the seal is not valid yet. Tell whoever runs this system.")
    EXPIRED = (
        "expired",
        _("The certificate of the seal has expired. Tell whoever runs this system: it needs a new one."),
    )
    STAMP = "stamp", _("The time stamping service does not answer, so nothing was sealed. Try again later.")
    LONG = (
        "long",
        _(
            "The certificates of the seal or of the time stamping service lead to no body that is trusted here, or"
            " their proofs cannot be had. Tell whoever runs this system (TRUST_ANCHORS, SEAL_LONG_TERM)."
        ),
    )
    PDF = "pdf", _("This PDF cannot be sealed. Make it anew.")


_fewest_bits: Final = 2048
_largest: Final = 256 * 1024
_log: Final = structlog.get_logger("workflow.signatures")


class NotSealed(Exception):  # noqa: N818 -- it says what became of the document
    """Nothing was sealed."""

    def __init__(self, why: Unsealed) -> None:
        self.why = why
        super().__init__(why)

    @property
    def reason(self) -> str:
        """The reason in words."""
        return str(self.why.label)


@dataclass(frozen=True, slots=True)
class Seal:
    """The seal, opened. It is held no longer than one document takes."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    key: keys.PrivateKeyInfo = field(repr=False)

    @property
    def name(self) -> str:
        """What the certificate calls the system."""
        named = self.certificate.subject.native
        return str(named.get("common_name") or self.certificate.subject.human_friendly)


@dataclass(frozen=True, slots=True)
class SealState:
    """What the pages say of the seal: why there is none now, or its name and until when it is valid."""

    why_not: str = ""
    name: str = ""
    until: datetime | None = None


def is_sealing() -> bool:
    """Whether a seal is set."""
    return bool(settings.SEAL_FILE)


def state_of_seal() -> SealState:
    """How it stands with the seal."""
    try:
        seal = open_seal()
    except NotSealed as why:
        return SealState(why_not=why.reason)
    return SealState(name=seal.name, until=seal.certificate.not_valid_after)


@sensitive_variables()
def open_seal() -> Seal:
    """The seal as its file holds it now. Raises `NotSealed`."""
    if not is_sealing():
        raise NotSealed(Unsealed.NONE)
    seal = _opened(_read(str(settings.SEAL_FILE), Unsealed.MISSING), _password())
    now = timezone.now()
    if now < seal.certificate.not_valid_before:
        raise NotSealed(Unsealed.EARLY)
    if now > seal.certificate.not_valid_after:
        raise NotSealed(Unsealed.EXPIRED)
    return seal


def _read(name: str, why: Unsealed) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(_largest)
    except OSError as error:
        _log.warning("seal_not_read", why=why.value, error=type(error).__name__)
        raise NotSealed(why) from None


@sensitive_variables()
def _password() -> bytes | None:
    name = str(settings.SEAL_PASSWORD_FILE)
    if name:
        return _read(name, Unsealed.NO_PASSWORD).rstrip(b"\r\n") or None
    return str(settings.SEAL_PASSWORD).encode() or None


@sensitive_variables()
def _opened(data: bytes, password: bytes | None) -> Seal:
    """What the file holds. The libraries' own words are left behind: they may repeat parts of it."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(data, password)
    except (ValueError, TypeError):
        raise NotSealed(Unsealed.PASSWORD) from None
    if key is None or certificate is None:
        raise NotSealed(Unsealed.NO_KEY)
    is_strong = isinstance(key, EllipticCurvePrivateKey) or (
        isinstance(key, RSAPrivateKey) and key.key_size >= _fewest_bits
    )
    if not is_strong:
        raise NotSealed(Unsealed.KEY)
    assert isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey)  # noqa: S101 -- looked at above
    if key.public_key() != certificate.public_key():
        raise NotSealed(Unsealed.NO_KEY)
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return Seal(
        certificate=x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        others=tuple(x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in others),
        key=keys.PrivateKeyInfo.load(plain),
    )
