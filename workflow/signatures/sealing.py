"""Sealing a PDF with the system's own seal (PAdES): as an addition at its end, so that every byte before it stays.

PAdES B-B; with a time stamping service (`TSA_URL`) B-T; with `SEAL_LONG_TERM` B-LTA: the proofs of the certificates are
fetched, added and stamped too. The seal does not forbid further signatures.
"""

import asyncio
import base64
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import structlog
from asn1crypto import x509
from django.conf import settings
from django.views.decorators.debug import sensitive_variables
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from workflow.signatures.anchors import trusted_roots
from workflow.signatures.seals import NotSealed, Seal, Unsealed, open_seal

MARK: Final = Path(__file__).with_name("mark") / "mark.pdf"
"""What a visible seal looks like: a page set by typst, with its fonts, so that PDF/A stays PDF/A."""

_field: Final = "He-thong-%d"
_box: Final = (222, 20, 372, 56)
"""Where a visible seal stands, in points from the lower left: between the codes of our papers."""
_patience: Final = 20
"""How long the time stamping service may take, in seconds."""
_log: Final = structlog.get_logger("workflow.signatures")


@dataclass(frozen=True, slots=True)
class SealWords:
    """What the seal says: why it stands there; the place is set once for the system."""

    reason: str
    is_visible: bool = False


class _Mark(PdfContent):
    """The look of a visible seal, taken from its own PDF."""

    def render(self) -> bytes:
        """Draw the one page of it."""
        mark = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(MARK.read_bytes())))
        self.resources.xobject["/Mark"] = mark
        left, bottom, right, top = mark.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Mark Do"


def seal(pdf: bytes, words: SealWords) -> bytes:
    """The PDF with the system's seal. It begins with the bytes that were given. Raises `NotSealed`."""
    opened = open_seal()
    stamper = HTTPTimeStamper(str(settings.TSA_URL), timeout=_patience) if settings.TSA_URL else None
    return sealed_with(opened, pdf, words, stamper)


@sensitive_variables("opened", "signer")
def sealed_with(opened: Seal, pdf: bytes, words: SealWords, stamper: TimeStamper | None) -> bytes:
    """The PDF sealed with an opened seal, stamped where there is somebody to ask. Raises `NotSealed`."""
    signer = SimpleSigner(
        signing_cert=opened.certificate, signing_key=opened.key, cert_registry=_store_of(opened), embed_roots=True
    )
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        if writer.prev.encrypted:
            raise NotSealed(Unsealed.PDF)
        spec = _place(writer, words)
        made = PdfSigner(
            _metadata(opened, words, spec.sig_field_name, stamper),
            signer=signer,
            timestamper=stamper,
            stamp_style=StaticStampStyle(background=_Mark(), border_width=0) if words.is_visible else None,
            new_field_spec=spec,
        )
        out = BytesIO()
        asyncio.run(made.async_sign_pdf(writer, output=out))
    except (TimestampRequestError, TimeoutError) as error:
        _log.warning("seal_not_stamped", error=type(error).__name__)
        raise NotSealed(Unsealed.STAMP) from None
    except (ValidationError, SigningError) as error:
        _log.warning("pdf_not_sealed", error=type(error).__name__)
        is_unproven = stamper is not None and settings.SEAL_LONG_TERM
        raise NotSealed(Unsealed.LONG if is_unproven else Unsealed.PDF) from None
    except (PdfError, ValueError, LookupError) as error:
        _log.warning("pdf_not_sealed", error=type(error).__name__)
        raise NotSealed(Unsealed.PDF) from None
    return out.getvalue()


def _store_of(opened: Seal) -> SimpleCertificateStore:
    store = SimpleCertificateStore()
    store.register_multiple(opened.others)
    return store


def _place(writer: IncrementalPdfFileWriter, words: SealWords) -> SigFieldSpec:
    """A field of its own: at the foot of the last page, or without any size."""
    taken = sum(1 for _one in writer.prev.embedded_signatures)
    name = _field % (taken + 1)
    if not words.is_visible:
        return SigFieldSpec(name)
    page = writer.prev.root["/Pages"]["/Count"] - 1
    return SigFieldSpec(name, on_page=int(page), box=_box)


def _metadata(opened: Seal, words: SealWords, field: str | None, stamper: TimeStamper | None) -> PdfSignatureMetadata:
    is_kept_long = stamper is not None and bool(settings.SEAL_LONG_TERM)
    roots = [x509.Certificate.load(base64.b64decode(one)) for one in trusted_roots()]
    context = ValidationContext(trust_roots=roots, other_certs=opened.others, allow_fetching=True)
    return PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=opened.name,
        reason=words.reason,
        location=str(settings.SEAL_LOCATION) or None,
        # The seal may be made for sealing alone; it is no signature of a person.
        signer_key_usage=set(),
        embed_validation_info=is_kept_long,
        use_pades_lta=is_kept_long,
        validation_context=context if is_kept_long else None,
    )
