"""Reads the signatures of one PDF from standard input and writes what it finds to standard output, as JSON.

Run as a process of its own (see `verifying`), under limits, with nothing but the standard library and pyHanko; it asks
no network. The input is one line of JSON (`roots`: certificates in base64; `given`: how many bytes of the file were
given out to be signed, or 0; `now`: the instant of the check) and then the file. What is found are facts and the codes
of problems; the words for them stand in `verdicts`.
"""

import asyncio
import base64
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, Final

from asn1crypto import crl, ocsp, pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel, SuspiciousModification
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import InvalidCertificateError
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule

from workflow.confined.inside import end_with, given, told
from workflow.signatures.differences import SINCE_GIVEN

FAILS: Final = (
    PdfError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
)
"""In each of these ways the libraries fail on a file that is not what it says."""
LEVELS: Final = {
    ModificationLevel.NONE: "nothing",
    ModificationLevel.LTA_UPDATES: "proofs",
    ModificationLevel.FORM_FILLING: "fields",
    ModificationLevel.ANNOTATIONS: "notes",
    ModificationLevel.OTHER: "other",
}
"""What came into the file after a signature, from harmless to what changes its content."""
_plain_kinds: Final = {"/adbe.pkcs7.detached", "/ETSI.CAdES.detached"}
_weak_hashes: Final = {"md2", "md5", "sha1"}
_fewest_bits: Final = {"rsa": 2048, "dsa": 2048, "ec": 224}
_usage: Final = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"}, key_usage_forbidden=set(), match_all_key_usages=False
)
_asking: Final = RevocationCheckingPolicy(
    RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
)
_not_asking: Final = RevocationCheckingPolicy(RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.NO_CHECK)
_revoked: Final = frozenset({AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE})
_too_weak: Final = frozenset(
    {AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE, AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE}
)
_timely: Final = frozenset({"expired", "early"})
"""Outside its time no certificate is followed to its root."""
_ahead: Final = timedelta(hours=1)
"""So far may the clock of a signer be ahead of ours."""
_longest: Final = 300
_certificates: Final = 12


@dataclass(slots=True)
class Store:
    """What a certificate is judged by: the roots that are set, and what the file brings of certificates and lists.

    `is_set`: roots are set here. Without them the chain is judged by what the file itself brings, and proves nothing.
    """

    roots: list[x509.Certificate]
    now: datetime
    certificates: list[x509.Certificate] = field(default_factory=list)
    lists: list[crl.CertificateList] = field(default_factory=list)
    answers: list[ocsp.OCSPResponse] = field(default_factory=list)

    @property
    def is_set(self) -> bool:
        """Whether roots are set here."""
        return bool(self.roots)

    def context(
        self, moment: datetime, brought: Iterable[x509.Certificate], *, asks_list: bool = False
    ) -> ValidationContext:
        """The context for one signature at one moment; it never asks the network and knows no roots of the machine.

        `asks_list`: a certificate counts only with a proof that it was not revoked.
        """
        others = [*self.certificates, *brought]
        return ValidationContext(
            trust_roots=self.roots or [one for one in others if one.ca],
            other_certs=others,
            moment=moment,
            crls=self.lists,
            ocsps=self.answers,
            allow_fetching=False,
            revinfo_policy=CertRevTrustPolicy(_asking if asks_list else _not_asking, retroactive_revinfo=True),
        )


def main() -> None:
    """Inspect the file."""
    logging.disable()
    head, _line, data = given(told()["packed"]).partition(b"\n")
    end_with(json.dumps(inspected(data, json.loads(head), told())).encode())


def inspected(data: bytes, asked: Mapping[str, Any], limits: Mapping[str, int]) -> dict[str, Any]:
    """What is found in the file; or, as `refused`, why it is not read."""
    if len(data) > limits["largest"]:
        return {"refused": "large"}
    if not data.startswith(b"%PDF-"):
        return {"refused": "not_pdf"}
    try:
        reader = PdfFileReader(BytesIO(data))
        if reader.encrypted:
            return {"refused": "locked"}
        found = list(_fields(reader))
        store = _store(reader, asked)
    except FAILS:
        return {"refused": "broken"}
    if len(found) > limits["signatures"]:
        return {"refused": "many"}
    return {
        "signatures": [_signature(reader, name, sig_field, store) for name, sig_field in found],
        "since": _since(reader, data[: asked["given"]]) if asked["given"] else "",
    }


def _fields(reader: PdfFileReader) -> Iterator[tuple[str, Any]]:
    for name, _value, sig_field in enumerate_sig_fields(reader, filled_status=True):
        yield name, sig_field


def _store(reader: PdfFileReader, asked: Mapping[str, Any]) -> Store:
    roots = [x509.Certificate.load(base64.b64decode(one)) for one in asked["roots"]]
    store = Store(roots, datetime.fromisoformat(asked["now"]))
    try:
        kept = DocumentSecurityStore.read_dss(reader)
        store.certificates = list(kept.load_certs())[:_certificates]
        for streams, kind, into in (
            (kept.crls, crl.CertificateList, store.lists),
            (kept.ocsps, ocsp.OCSPResponse, store.answers),
        ):
            into.extend(kind.load(one.get_object().data) for one in list(streams)[:_certificates])
    except (NoDSSFoundError, *FAILS):
        # What does not read proves nothing, and is not needed to say whether the file was changed.
        return store
    return store


def _signature(reader: PdfFileReader, name: str, sig_field: Any, store: Store) -> dict[str, Any]:
    """What one signature says; where it does not read, that."""
    try:
        one = EmbeddedPdfSignature(reader, sig_field, name)
        if one.sig_object_type == "/DocTimeStamp":
            return _stamp(one, store)
        if one.sig_object.get("/SubFilter") not in _plain_kinds:
            return {**_nothing(name), "problems": ["unknown"]}
        return _judged(one, store)
    except FAILS:
        return {**_nothing(name), "problems": ["unreadable"]}


def _nothing(name: str) -> dict[str, Any]:
    texts = ("signer", "subject", "issuer", "serial", "valid_from", "valid_until", "claimed", "stamped", "stamper")
    more = {"certificates": "", "algorithm": "", "later": "", "revocation": "unchecked", "self_signed": False}
    return {"field": name[:_longest], "kind": "signature", **dict.fromkeys(texts, ""), **more, "reason": ""}


def _judged(one: EmbeddedPdfSignature, store: Store) -> dict[str, Any]:
    """A signature: its integrity first, then its certificate at the moment at which it was made."""
    brought = _brought(one)
    first = _validated(one, store.context(store.now, brought), skip=False)
    stamp = first.timestamp_validity
    is_stamped = stamp is not None and stamp.valid and stamp.intact
    stamped = stamp.timestamp.astimezone(UTC) if stamp is not None and is_stamped else None
    proven = stamped if stamp is not None and stamp.trusted and store.is_set else None
    claimed = one.self_reported_timestamp
    claimed = claimed.astimezone(UTC) if claimed is not None else None
    moment = proven or claimed or store.now
    is_ahead = moment > store.now + _ahead
    status = _validated(one, store.context(store.now if is_ahead else moment, brought), skip=True)
    signer = one.signer_cert
    # A time that the signer alone names says nothing of a certificate that was revoked since.
    known = proven or min(store.now, signer.not_valid_after)
    revocation = _revocation(one, store, known, brought)
    problems = [
        *_of_integrity(one, first),
        *(["future"] if is_ahead else []),
        *_of_certificate(signer, one.md_algorithm, moment),
        *(["revoked"] if revocation == "revoked" else []),
    ]
    problems += _of_chain(status, store, problems)
    return {
        **_nothing(one.field_name),
        **_said_of(signer, brought),
        "claimed": claimed.isoformat() if claimed else "",
        "stamped": stamped.isoformat() if stamped else "",
        "stamper": _name_of(stamp.signing_cert) if stamp is not None and is_stamped else "",
        "stamp_trusted": proven is not None,
        "algorithm": f"{one.md_algorithm} / {signer.public_key.algorithm} {signer.public_key.bit_size}",
        "later": _later(one),
        "revocation": revocation,
        "problems": list(dict.fromkeys(problems)),
        "reason": str(one.sig_object.get("/Reason", ""))[:_longest],
    }


def _validated(one: EmbeddedPdfSignature, context: ValidationContext, *, skip: bool) -> PdfSignatureStatus:
    # Skipping would forget the difference that was found before.
    found = one.diff_result
    status = asyncio.run(
        async_validate_pdf_signature(one, context, key_usage_settings=_usage, skip_diff=skip),
    )
    one.diff_result = found if skip else one.diff_result
    return status


def _brought(one: EmbeddedPdfSignature) -> list[x509.Certificate]:
    return [one.signer_cert, *one.other_embedded_certs][:_certificates]


def _of_integrity(one: EmbeddedPdfSignature, status: PdfSignatureStatus) -> Iterator[str]:
    if not (status.intact and status.valid):
        yield "broken"
    if not _covers(one):
        yield "partial"
    elif _later(one) == "other" or status.docmdp_ok is False or _has_tail(one):
        yield "changed"
    elif not _are_signatures(one.reader, one.diff_result):
        yield "filled"


def _covers(one: EmbeddedPdfSignature) -> bool:
    """Whether it covers its whole revision."""
    found: SignatureCoverageLevel | None = one.coverage
    return found is not None and found >= SignatureCoverageLevel.ENTIRE_REVISION


def _has_tail(one: EmbeddedPdfSignature) -> bool:
    """Whether bytes follow the last revision that are no revision: a reader may well take them for one."""
    if one.signed_revision != one.reader.xrefs.total_revisions - 1:
        return False
    one.reader.stream.seek(one.byte_range[2] + one.byte_range[3])
    return bool(one.reader.stream.read().strip())


def _are_signatures(reader: PdfFileReader, found: DiffResult | SuspiciousModification | None) -> bool:
    """Whether no field was changed but those of signatures."""
    if not isinstance(found, DiffResult):
        return False
    return found.changed_form_fields <= {name for name, _value, _field in enumerate_sig_fields(reader)}


def _of_certificate(signer: x509.Certificate, hashed: str, moment: datetime) -> Iterator[str]:
    if moment > signer.not_valid_after:
        yield "expired"
    if moment < signer.not_valid_before:
        yield "early"
    least = _fewest_bits.get(signer.public_key.algorithm, 0)
    if hashed in _weak_hashes or signer.public_key.bit_size < least:
        yield "weak"
    if signer.self_issued:
        yield "self_signed"
    try:
        _usage.validate(signer)
    except InvalidCertificateError:
        yield "usage"


def _of_chain(status: PdfSignatureStatus, store: Store, said: Iterable[str]) -> Iterator[str]:
    """What speaks against the certificate; nothing is said of a chain where no root is set but that."""
    if not (status.intact and status.valid):
        # It was not looked at any further.
        return
    indication = status.trust_problem_indic
    code = "weak" if indication in _too_weak else None
    if code is not None:
        yield code
    if not store.is_set:
        yield "unchecked"
    elif not status.trusted and code is None and not _timely.intersection(said):
        yield "untrusted"


def _later(one: EmbeddedPdfSignature) -> str:
    found: DiffResult | SuspiciousModification | None = one.diff_result
    return LEVELS[found.modification_level] if isinstance(found, DiffResult) else "other"


def _revocation(one: EmbeddedPdfSignature, store: Store, moment: datetime, brought: list[x509.Certificate]) -> str:
    """Whether the file itself brings proof of what became of the certificate, as it was known at the moment."""
    if not (store.lists or store.answers):
        return "unchecked"
    status = _validated(one, store.context(moment, brought, asks_list=True), skip=True)
    if status.trust_problem_indic in _revoked:
        return "revoked"
    return "good" if status.trusted and store.is_set else "unchecked"


def _stamp(one: EmbeddedPdfSignature, store: Store) -> dict[str, Any]:
    """A time stamp over the whole file."""
    brought = _brought(one)
    status = asyncio.run(async_validate_pdf_timestamp(one, store.context(store.now, brought)))
    problems = []
    if not (status.intact and status.valid):
        problems.append("broken")
    if not _covers(one):
        problems.append("partial")
    elif _later(one) == "other" or _has_tail(one):
        problems.append("changed")
    if not store.is_set:
        problems.append("unchecked")
    elif not status.trusted:
        problems.append("untrusted")
    at = status.timestamp.astimezone(UTC).isoformat()
    more = {"kind": "stamp", "stamped": at, "later": _later(one), "problems": problems, "algorithm": one.md_algorithm}
    return {**_nothing(one.field_name), **_said_of(one.signer_cert, brought), **more}


def _said_of(signer: x509.Certificate, brought: list[x509.Certificate]) -> dict[str, Any]:
    return {
        "signer": _name_of(signer),
        "subject": _in_full(signer.subject),
        "issuer": _in_full(signer.issuer),
        "serial": f"{signer.serial_number:x}"[:_longest],
        "valid_from": signer.not_valid_before.isoformat(),
        "valid_until": signer.not_valid_after.isoformat(),
        "certificates": "".join(pem.armor("CERTIFICATE", cert.dump()).decode() for cert in brought),
    }


def _in_full(name: x509.Name) -> str:
    """The parts of a name without their English headings, the own name first."""
    parts = [part["value"].native for one in name.chosen for part in one]
    return ", ".join(str(part) for part in reversed(parts))[:_longest]


def _name_of(certificate: x509.Certificate) -> str:
    named = certificate.subject.native
    found = named.get("common_name") or named.get("organization_name") or certificate.subject.human_friendly
    return (found if isinstance(found, str) else ", ".join(found))[:_longest]


def _since(reader: PdfFileReader, out: bytes) -> str:
    """What came into the file since it was given out: signatures and their proofs alone, or what changes its content.

    The file begins with the bytes that were given out; this finds the revision that they are, and judges all later
    ones as if that revision had been signed.
    """
    try:
        begun = PdfFileReader(BytesIO(out)).last_startxref
        every = range(reader.xrefs.total_revisions)
        places = [number for number in every if reader.xrefs.get_startxref_for_revision(number) == begun]
        if len(places) != 1:
            return "other"
        found = SINCE_GIVEN.review_file(reader, places[0])
    except FAILS:
        return "other"
    if not isinstance(found, DiffResult):
        return "other"
    return LEVELS[found.modification_level] if _are_signatures(reader, found) else "other"


if __name__ == "__main__":
    main()
