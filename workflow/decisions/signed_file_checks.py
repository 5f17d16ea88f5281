"""Checking a kept file: what is asked of the room of signatures, and how its answer is kept."""

from django.core.files.storage import default_storage

from workflow.decisions.signed_file_models import FileCheck, SignatureFound, SignedFile
from workflow.dossiers.act import Act
from workflow.dossiers.papers import StoredFile, is_in_store, place_of
from workflow.signatures.verdicts import Unread, Verdict
from workflow.signatures.verifying import PROGRAM, Found, Inspection, begins_with, inspect


def inspected(file: StoredFile, *, given: int = 0) -> Inspection:
    """What the signatures of a file in the store say; asked outside of any transaction, as it takes a while."""
    if not is_in_store(file):
        return Inspection(Verdict.INVALID, unread=Unread.MISSING)
    with default_storage.open(place_of(file.sha256)) as stream:
        return inspect(stream, given=given)


def rests_on(file: StoredFile, given: SignedFile) -> bool:
    """Whether the file begins with every byte that was given out."""
    with default_storage.open(place_of(file.sha256)) as stream:
        return begins_with(stream, given.sha256, given.size)


def keep_check(file: SignedFile, found: Inspection, act: Act) -> FileCheck:
    """Write one check of a file, beside those before it."""
    check = FileCheck.objects.create(
        file=file,
        at=act.at,
        by_id=act.person,
        verdict=found.verdict,
        unread=found.unread or "",
        since=found.since or "",
        roots=found.roots,
        program=PROGRAM,
    )
    rows = [_row(check, number, one) for number, one in enumerate(found.signatures, start=1)]
    SignatureFound.objects.bulk_create(rows)
    return check


def _row(check: FileCheck, position: int, one: Found) -> SignatureFound:
    return SignatureFound(
        of_check=check,
        position=position,
        is_stamp=one.is_stamp,
        verdict=one.verdict,
        problems=" ".join(problem.value for problem in one.problems),
        signer=one.signer,
        subject=one.subject,
        issuer=one.issuer,
        serial=one.serial,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        claimed=one.claimed,
        stamped=one.stamped,
        stamper=one.stamper,
        is_proven=one.is_proven,
        algorithm=one.algorithm,
        later=one.later or "",
        revocation=one.revocation,
        reason=one.reason,
        certificates=one.certificates,
    )
