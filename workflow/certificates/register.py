"""The register of awards: certificates of an issued decision are entered, each with the next number of the year."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NoReturn

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from workflow.certificates.models import Certificate
from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.standing import REVOKED, awards
from workflow.directory.models import User
from workflow.directory.numbers import Series, next_numbers
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

ENTERED: Final = "CERTIFICATE_ENTERED"
REPLACED: Final = "CERTIFICATE_REPLACED"
OFFICE: Final = (Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD)
"""Who keeps the register: the standing office of the authority."""
_document_length: Final = 200
_made: Final = (
    "line_id",
    "authority_id",
    "year",
    "number",
    "kind",
    "ground",
    "document",
    "entered_at",
    "entered_by_id",
)
_plain: Final = ("state", "handed_to", "by_proxy", "state_note", "recovery_note", "version")
_nothing: Final = (Certificate.State.AT_OFFICE.value, "", False, "", "", 1)


def keep_the_register(act: Act, lines: Sequence[int]) -> None:
    """The actor holds a post at the office of each of these nominations. Raises `Refused`."""
    found = rows.fetch(
        f"SELECT DISTINCT office_id FROM workflow_nomination WHERE {rows.among('id')} ORDER BY office_id",
        [rows.array(lines)],
    )
    for (office,) in found:
        require_post(act, office, OFFICE)


def refuse(rule: str, reason: str) -> NoReturn:
    """Refuse the whole deed by a rule of the procedure. Raises `Refused`."""
    raise Refused([Refusal(rule, reason, Basis.PROCEDURE)])


@command
def enter_certificates(
    decision: Decision, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Enter a certificate for each award of the issued decision that has none, in the order of the annexed list.

    A line that was declined, or whose award was revoked meanwhile, gets no number. A constant number of statements.
    """
    asked: dict[str, Json] = {"deed": ENTERED, "decision": decision.pk}

    def deed(act: Act) -> TransitionReport:
        # Two clerks who enter one decision wait for each other; what stands is read after that.
        rows.fetch("SELECT id FROM workflow_decision WHERE id = %s {for_no_key_update}", [decision.pk])
        named = DecisionLine.objects.filter(decision=decision, void=False).values_list("nomination", flat=True)
        keep_the_register(act, list(named))
        lines = _to_enter(decision)
        numbers = next_numbers(decision.authority_id, Series.AWARDS, act.today.year, len(lines))
        first = (Certificate.Kind.FIRST.value, "", "", act.at, act.person)
        given = [
            (line, decision.authority_id, act.today.year, number, *first, *_nothing)
            for line, number in zip(lines, numbers, strict=True)
        ]
        made = rows.insert_rows(Certificate, (*_made, *_plain), given, returning="id, line_id, number")
        for key, line, number in sorted(made):
            data: dict[str, Json] = {"line": line, "number": number, "year": act.today.year}
            act.note(Certificate, key, ENTERED, data, counted=True)
        span: dict[str, Json] = {"first": numbers[0], "last": numbers[-1], "year": act.today.year}
        act.note(Decision, decision.pk, ENTERED, span)
        return TransitionReport(act.operation, made={"certificates": len(lines), **span})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _to_enter(decision: Decision) -> list[int]:
    """The award lines without a certificate, in their order. Raises `Refused` where there is none."""
    given = awards().filter(decision=decision).order_by("position")
    found = list(given.exclude(Q(standing=REVOKED)).filter(certificates=None).values_list("pk", flat=True))
    if found:
        return found
    if not given.exists():
        refuse("issued", _("Certificates are made out for the awards of an issued decision; this one has none."))
    refuse("entered", _("Every award of this decision that stands is in the register already."))


@command
def replace_certificate(
    certificate: Certificate,
    actor: User | None,
    *,
    capacity: Under,
    ground: str,
    document: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Exchange a certificate (damaged, or corrected) or issue it again (lost): a new one with its own number.

    The old one stays in the register as replaced. Raises `ValidationError` on `ground` or `document`.
    """
    asked: dict[str, Json] = {"deed": REPLACED, "of": certificate.pk, "ground": ground, "document": document}

    def deed(act: Act) -> TransitionReport:
        held = take_certificates([certificate.pk], act)[certificate.pk]
        _check_request(held, ground, document)
        kind = Certificate.Kind.REISSUE if ground == Certificate.Ground.LOST else Certificate.Kind.EXCHANGE
        (number,) = next_numbers(held.authority_id, Series.AWARDS, act.today.year, 1)
        Certificate.objects.filter(pk=held.pk).update(replaced_at=act.at)
        new = Certificate.objects.create(
            line_id=held.line_id,
            authority_id=held.authority_id,
            year=act.today.year,
            number=number,
            kind=kind,
            ground=ground,
            document=one_line(document),
            replaces=held,
            entered_at=act.at,
            entered_by_id=act.holder.person,
        )
        told: dict[str, Json] = {"number": number, "year": act.today.year, "ground": ground}
        act.note(Certificate, held.pk, REPLACED, told, {"document": one_line(document)})
        act.note(Certificate, new.pk, ENTERED, {**told, "line": held.line_id, "replaces": held.pk})
        return TransitionReport(act.operation, made={"certificate": new.pk, "number": new.register_no})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def take_certificates(keys: Sequence[int], act: Act, *, revoked: bool = False) -> dict[int, Certificate]:
    """Lock certificates that are in force and read them, in the order of the register.

    Each with its line as it stands now: `name_now`, `standing` and the rest as attributes. With `revoked` those of
    revoked awards, else those of awards that stand. Raises `Refused` with the reason, and who is concerned.
    """
    wanted = rows.array(sorted(set(keys)))
    rows.fetch(f"SELECT id FROM workflow_certificate WHERE {rows.among('id')} ORDER BY id {{for_update}}", [wanted])
    found = list(Certificate.objects.filter(pk__in=list(keys)).select_related("line").order_by("year", "number"))
    keep_the_register(act, [one.line.nomination_id for one in found])
    stands = {one.pk: one for one in awards().filter(pk__in=[one.line_id for one in found])}
    refused: dict[int, tuple[Refusal, ...]] = {}
    for one in found:
        one.line = stands[one.line_id]
        why = _why_not(one, revoked=revoked)
        if why is not None:
            refused[one.line.nomination_id] = (why,)
    if refused:
        raise Refused((), refused)
    if len(found) != len(set(keys)) or not found:
        refuse("unknown", _("There is no such certificate. Load the page again, then repeat."))
    return {one.pk: one for one in found}


def _why_not(one: Certificate, *, revoked: bool) -> Refusal | None:
    if one.replaced_at is not None:
        message = _("Certificate %(number)s was replaced by a new one.") % {"number": one.register_no}
        return Refusal("replaced", message, Basis.PROCEDURE)
    is_revoked = one.line.standing == REVOKED  # type: ignore[attr-defined]  # annotated by `awards`
    if is_revoked and not revoked:
        message = _("The award of certificate %(number)s is revoked.") % {"number": one.register_no}
        return Refusal("revoked", message, Basis.REVOCATION)
    if revoked and not is_revoked:
        message = _("The award of certificate %(number)s is not revoked.") % {"number": one.register_no}
        return Refusal("not_revoked", message, Basis.REVOCATION)
    return None


def _check_request(held: Certificate, ground: str, document: str) -> None:
    errors: dict[str, ValidationError] = {}
    if ground not in Certificate.Ground.values:
        errors["ground"] = ValidationError(_("Choose one of what there is."), code="ground")
    elif ground == Certificate.Ground.CORRECTED and held.line.correction is None:  # type: ignore[attr-defined]  # annotated
        message = _("No correction decision was issued over this award.")
        errors["ground"] = ValidationError(message, code="not_corrected")
    if not document.strip() or len(one_line(document)) > _document_length:
        message = _("Name the request by its number and date, in at most %(count)d characters.")
        errors["document"] = ValidationError(message % {"count": _document_length}, code="document")
    if errors:
        raise ValidationError(dict(errors))
