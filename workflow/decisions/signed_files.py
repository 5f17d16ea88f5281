"""The files of a signed decision: given out to be signed, taken back, sealed, checked again, set aside.

A decision is signed here by an act, and outside by a digital signature on a PDF or by hand on paper. What came back
is bound to what was given out: a signed file begins with every byte of it, and nothing came in but signatures.
"""

from collections.abc import Collection
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final, NoReturn

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from workflow.database import rows
from workflow.database.arguments import command
from workflow.decisions.models import Decision
from workflow.decisions.signed_file_checks import inspected, keep_check, rests_on
from workflow.decisions.signed_file_models import SignedFile
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.papers import StoredFile, is_in_store, place_of, store_file
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.scanning import Scan
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.signatures.sealing import SealWords, seal
from workflow.signatures.seals import NotSealed
from workflow.signatures.verdicts import MEANING, Later, Unread, Verdict
from workflow.signatures.verifying import Inspection

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

GIVEN: Final = "PAPER_TO_SIGN_KEPT"
SIGNED: Final = "SIGNED_FILE_KEPT"
SCANNED: Final = "SCAN_KEPT"
SEALED: Final = "COPY_SEALED"
CHECKED: Final = "FILE_CHECKED_AGAIN"
SET_ASIDE: Final = "FILE_SET_ASIDE"

KEEPS: Final = (Role.RECORDS_CLERK, Role.DECIDER_OFFICE)
"""Who keeps the files of a decision, at its authority."""
SCANNED_FILES: Final = ("workflow_signedfile", "sha256", "scan")
"""Where the files stand, for the virus scan: table, hash and verdict."""

_kind = SignedFile.Kind
_PDF: Final = "application/pdf"
_ONE: Final = frozenset({_PDF})
_SCANS: Final = frozenset({_PDF, "image/png", "image/jpeg"})
_harmless: Final = frozenset({Later.NOTHING, Later.PROOFS, Later.FIELDS})
_holds: Final = frozenset({Verdict.VALID, Verdict.VALID_CHAIN_UNKNOWN})
_longest: Final = 500


@command
def keep_paper_to_sign(
    decision: Decision, file: StoredFile, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Keep the PDF that is given out to be signed, as it is. Raises `ValidationError` on `file`.

    It bears no signature yet: what was signed before is not given out to be signed.
    """
    asked: dict[str, Json] = {"deed": GIVEN, "decision": decision.pk, "file": file.sha256}
    found = inspected(file)

    def deed(act: Act) -> TransitionReport:
        signed_at = _begin(decision.pk, act)
        _require_file(file, _ONE)
        if found.unread is not None:
            _refuse_file(str(found.unread.label))
        if found.verdict != Verdict.UNSIGNED:
            _refuse_file(_("This PDF bears a signature already. Give out the one that is to be signed."))
        kept = _kept(decision.pk, _kind.GIVEN, file, signed_at, act)
        act.note(Decision, decision.pk, GIVEN, {"file": file.sha256, "size": file.size})
        return TransitionReport(act.operation, made={"file": kept.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def keep_signed_file(
    decision: Decision,
    paper: int,
    file: StoredFile,
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """Take back the signed file. Raises `ValidationError` on `paper` or `file`.

    It begins with every byte of the PDF given out, its signatures hold, and nothing came in but signatures.
    """
    asked: dict[str, Json] = {"deed": SIGNED, "decision": decision.pk, "given": paper, "file": file.sha256}
    out = SignedFile.objects.filter(pk=paper, decision=decision, kind=_kind.GIVEN).first()
    begins = out is not None and is_in_store(file) and rests_on(file, out)
    found = inspected(file, given=out.size if out is not None and begins else 0)

    def deed(act: Act) -> TransitionReport:
        signed_at = _begin(decision.pk, act)
        row = SignedFile.objects.filter(pk=paper, decision=decision, kind=_kind.GIVEN, void_at=None).first()
        if row is None or row.of_signature != signed_at:
            message = _("Choose a PDF that was given out for this signature of the decision.")
            raise ValidationError({"paper": ValidationError(message, code="paper")})
        _require_file(file, _ONE)
        _require_signed(found, begins=begins)
        kept = _kept(decision.pk, _kind.SIGNED, file, signed_at, act, given=row)
        keep_check(kept, found, act)
        said: dict[str, Json] = {"file": file.sha256, "given": row.sha256, "verdict": found.verdict.value}
        act.note(Decision, decision.pk, SIGNED, said)
        return TransitionReport(act.operation, made={"file": kept.pk, "verdict": found.verdict.value})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _require_signed(found: Inspection, *, begins: bool) -> None:
    """Raises `ValidationError` on `file`: what is wrong with it, and what to do."""
    if found.unread is not None:
        _refuse_file(str(found.unread.label))
    if found.verdict == Verdict.UNSIGNED:
        _refuse_file(str(MEANING[Verdict.UNSIGNED]))
    if not begins:
        _refuse_file(
            _(
                "This file does not begin with the PDF that was given out: it is another one, or the program that"
                " signed it saved it anew. Sign the PDF given out once more, with a program that only adds the"
                " signature; or keep a scan of the paper original."
            )
        )
    if found.verdict not in _holds:
        why = [str(problem.label) for one in found.signatures for problem in one.problems]
        _refuse_file(" ".join(dict.fromkeys([str(MEANING[found.verdict]), *why])))
    if found.since not in _harmless:
        _refuse_file(
            _("The content was changed between giving out and signing. Sign the PDF given out, as it was given out.")
        )


@command
def keep_scan(
    decision: Decision,
    file: StoredFile,
    reason: str,
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """Keep a scan of the paper original, and why there is no digitally signed file.

    Nothing of it is proved by the system. Raises `ValidationError` on `file` or `reason`.
    """
    asked: dict[str, Json] = {"deed": SCANNED, "decision": decision.pk, "file": file.sha256, "reason": reason}

    def deed(act: Act) -> TransitionReport:
        signed_at = _begin(decision.pk, act)
        said = _reason(reason)
        _require_file(file, _SCANS)
        kept = _kept(decision.pk, _kind.SCAN, file, signed_at, act, reason=said)
        act.note(Decision, decision.pk, SCANNED, {"file": file.sha256}, {"reason": said})
        return TransitionReport(act.operation, made={"file": kept.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def seal_copy(
    given: SignedFile, actor: User | None, *, visible: bool, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Make a copy of a PDF given out with the system's own seal, seen on its last page or not. Raises `Refused`."""
    asked: dict[str, Json] = {"deed": SEALED, "given": given.pk, "visible": visible}

    def deed(act: Act) -> TransitionReport:
        signed_at = _begin(given.decision_id, act)
        row = SignedFile.objects.get(pk=given.pk)
        if row.kind != _kind.GIVEN or row.void_at is not None or row.of_signature != signed_at:
            message = _("The system seals a PDF that was given out for this signature of the decision, and no other.")
            raise Refused([Refusal("seal", message, Basis.PROCEDURE)])
        file = _sealed(row, visible=visible)
        kept = _kept(row.decision_id, _kind.SEALED, file, signed_at, act, given=row)
        act.note(Decision, row.decision_id, SEALED, {"file": file.sha256, "given": row.sha256})
        return TransitionReport(act.operation, made={"file": kept.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _sealed(given: SignedFile, *, visible: bool) -> StoredFile:
    """The sealed copy in the store. Raises `Refused`."""
    with override("vi"):
        reason = pgettext("on paper", "Made by the system from its record. It is not the signature of the authority.")
    try:
        with default_storage.open(place_of(given.sha256)) as stream:
            made = seal(stream.read(), SealWords(reason, is_visible=visible))
    except FileNotFoundError:
        raise Refused([Refusal("seal", str(Unread.MISSING.label), Basis.PROCEDURE)]) from None
    except NotSealed as why:
        raise Refused([Refusal("seal", why.reason, Basis.PROCEDURE)]) from None
    return store_file(BytesIO(made), given.file_name, scans=False)


@command
def check_again(
    file: SignedFile, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Check a signed or sealed file anew, with what is trusted here now. What was said before stays beside it."""
    asked: dict[str, Json] = {"deed": CHECKED, "file": file.pk}
    given = file.given
    found = inspected(file.stored, given=given.size if given is not None and is_in_store(file.stored) else 0)

    def deed(act: Act) -> TransitionReport:
        row = SignedFile.objects.get(pk=file.pk)
        _begin(row.decision_id, act)
        if row.given_id is None:
            message = _("Only a signed or sealed file is checked: a scan proves nothing by itself.")
            raise Refused([Refusal("check", message, Basis.PROCEDURE)])
        if found.unread == Unread.BUSY:
            raise Refused([Refusal("busy", str(Unread.BUSY.label), Basis.PROCEDURE)])
        check = keep_check(row, found, act)
        said: dict[str, Json] = {"file": row.sha256, "verdict": found.verdict.value}
        act.note(Decision, row.decision_id, CHECKED, said)
        return TransitionReport(act.operation, made={"check": check.pk, "verdict": found.verdict.value})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def set_aside(
    file: SignedFile, reason: str, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """A wrong file no longer counts. It stays in the store and in the record. Raises `ValidationError` on `reason`."""
    asked: dict[str, Json] = {"deed": SET_ASIDE, "file": file.pk, "reason": reason}

    def deed(act: Act) -> TransitionReport:
        row = SignedFile.objects.get(pk=file.pk)
        _begin(row.decision_id, act)
        said = _reason(reason)
        changed = SignedFile.objects.filter(pk=row.pk, void_at=None).update(
            void_at=act.at, void_by=act.person, void_reason=said
        )
        if not changed:
            raise Refused([Refusal("void", _("This file was set aside already."), Basis.PROCEDURE)])
        act.note(Decision, row.decision_id, SET_ASIDE, {"file": row.sha256}, {"reason": said})
        return TransitionReport(act.operation, made={"file": row.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _begin(decision: int, act: Act) -> datetime:
    """Lock the decision; when it was signed. Raises `Refused` without the post, or before the signature."""
    text = "SELECT authority_id, signed_at FROM workflow_decision WHERE id = %s {for_update}"
    found = rows.fetch(text, [decision])
    if not found:
        raise Decision.DoesNotExist(decision)
    ((authority, signed_at),) = found
    require_post(act, authority, KEEPS)
    at = rows.instant(signed_at)
    if at is None:
        message = _("The decision is not signed yet. Its files are kept once it is.")
        raise Refused([Refusal("unsigned", message, Basis.PROCEDURE)])
    return at


def _require_file(file: StoredFile, types: Collection[str]) -> None:
    if not is_in_store(file) or file.scan is Scan.INFECTED:
        _refuse_file(_("Upload the file again; it is not in the store."))
    if file.content_type not in types:
        _refuse_file(_("Choose a PDF.") if types == _ONE else _("Choose a PDF, or a picture in PNG or JPEG."))


def _kept(
    decision: int,
    kind: SignedFile.Kind,
    file: StoredFile,
    signed_at: datetime,
    act: Act,
    *,
    given: SignedFile | None = None,
    reason: str = "",
) -> SignedFile:
    """The file as a row. Raises `ValidationError` where it is kept already."""
    same = {"decision_id": decision, "of_signature": signed_at, "kind": kind, "sha256": file.sha256}
    if SignedFile.objects.filter(**same, void_at=None).exists():
        _refuse_file(_("This file is kept already."))
    return SignedFile.objects.create(
        **same,
        given=given,
        file_name=file.file_name,
        content_type=file.content_type,
        size=file.size,
        scan=file.scan.value,
        reason=reason,
        kept_by_id=act.holder.person,
        kept_at=act.at,
    )


def _reason(text: str) -> str:
    said = text.strip()
    if not said or len(said) > _longest:
        message = _("Say why, in at most %(count)d characters.") % {"count": _longest}
        raise ValidationError({"reason": ValidationError(message, code="required")})
    return said


def _refuse_file(message: str) -> NoReturn:
    raise ValidationError({"file": ValidationError(message, code="file")})
