"""Registering that a secret dossier goes by the paper route, taking that off, and marking that it came (R-SECRET)."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.awards.queries import bodies_of
from workflow.database import rows
from workflow.database.arguments import command
from workflow.directory.invitations import people_near
from workflow.directory.models import Person, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.locking import lock_case
from workflow.dossiers.models import Letter
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.secret_stubs import KINDS, MOST, NUMBER, NUMBER_LENGTH, SecretStub, says
from workflow.dossiers.writing import lock_letter_in_preparation
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.secrecy import RULE, Degree

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

RECORDED: Final = "SECRET_STUB_RECORDED"
REMOVED: Final = "SECRET_STUB_REMOVED"
RECEIVED: Final = "SECRET_STUB_RECEIVED"
RECEIVES: Final = frozenset({Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD})
"""Who marks at the office that a secret dossier came."""


@dataclass(frozen=True, slots=True)
class Stub:
    """What is said of a secret dossier: numbers, a degree, a day and an official. There is no place for more."""

    register_number: str
    degree: str
    persons: int | None = None
    collectives: int | None = None
    households: int | None = None
    handed_on: date | None = None
    handed_by: Person | None = None


@command
def record_secret_stub(
    letter: Letter, stub: Stub, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """The unit's officer registers on a letter in preparation that a secret dossier goes on paper; `made` names it.

    Raises `ValidationError` by field (`stub.register_number`), `Refused` where the letter is not being prepared.
    """
    asked: dict[str, Json] = {"deed": RECORDED, "letter": letter.pk, "stub": _plain(stub)}

    def deed(act: Act) -> TransitionReport:
        lock_letter_in_preparation(letter, act)
        body = letter.organisation_id
        rows.fetch("SELECT id FROM workflow_organisation WHERE id = %s {for_no_key_update}", [body])
        number = _number(stub.register_number)
        _check(letter, stub, number, act.today)
        made = SecretStub.objects.create(
            letter=letter,
            organisation_id=body,
            register_number=number,
            year=act.today.year,
            degree=stub.degree,
            **{kind: getattr(stub, kind) for kind in KINDS},
            handed_on=stub.handed_on,
            handed_by=stub.handed_by,
            recorded_by_id=act.holder.person,
            recorded_at=act.at,
        )
        act.note(Letter, letter.pk, RECORDED, says(made))
        return TransitionReport(act.operation, made={"stub": made.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _plain(stub: Stub) -> "list[Json]":
    numbers = [getattr(stub, kind) for kind in KINDS]
    by = stub.handed_by.pk if stub.handed_by is not None else None
    return [stub.register_number, stub.degree, *numbers, stub.handed_on, by]


def _number(text: str) -> str:
    """A number as a register has it: without blanks, in capitals."""
    return "".join(text.split()).upper()


def _check(letter: Letter, stub: Stub, number: str, today: date) -> None:
    """Raises `ValidationError` by field."""
    errors = wrong_number("stub.register_number", number)
    if stub.degree not in set(Degree):
        errors["stub.degree"] = ValidationError(_("There is no such degree of secrecy."), code="unknown")
    for kind in KINDS:
        amount = getattr(stub, kind)
        if amount is not None and not 0 <= amount <= MOST:
            message = _("Give a number from 0 to %(count)d, or leave it empty.") % {"count": MOST}
            errors[f"stub.{kind}"] = ValidationError(message, code="amount")
    if stub.handed_on is not None and stub.handed_on > today:
        message = _("This day lies ahead. Give the day on which it was handed over, or leave it empty.")
        errors["stub.handed_on"] = ValidationError(message, code="future")
    near = {key for _body, people in people_near(letter.organisation_id, today) for key, _name in people}
    if stub.handed_by is not None and stub.handed_by.pk not in near:
        message = _("Choose somebody with a post at the body, or leave it empty.")
        errors["stub.handed_by"] = ValidationError(message, code="unknown")
    same = {"organisation": letter.organisation_id, "year": today.year, "register_number": number}
    if not errors and SecretStub.objects.filter(**same, removed_at=None).exists():
        message = _("This number of the register is on a letter of the body already. Look at the number again.")
        errors["stub.register_number"] = ValidationError(message, code="twice")
    if errors:
        raise ValidationError(dict(errors))


def wrong_number(field: str, number: str) -> dict[str, ValidationError]:
    """What is wrong with the number of a register: it holds no words, so that nothing can be told by it."""
    if len(number) <= NUMBER_LENGTH and NUMBER.fullmatch(number):
        return {}
    message = _(
        "Give the number alone, such as 05/2026 or 12/TM-STC: digits first, then short parts in capitals behind"
        " «/», «-» or «.». Never a name, and nothing of what the dossier is about."
    )
    return {field: ValidationError(message, code="number")}


@command
def remove_secret_stub(
    stub: SecretStub, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Take a stub off a letter that the unit's officer prepares, or that ended unsigned; with the signature it stays.

    Raises `Refused` where the letter is before the head or signed, or where it was taken off already.
    """
    asked: dict[str, Json] = {"deed": REMOVED, "stub": stub.pk}

    def deed(act: Act) -> TransitionReport:
        letter = stub.letter
        require_post(act, letter.organisation_id, {Role.UNIT_OFFICER})
        lock_case(letter.case_id, act)
        node = act.board.node(letter.case_id)
        signed = Letter.objects.filter(pk=letter.pk, signed_at__isnull=False).exists()
        if signed or (node is not None and node.name != "prepare"):
            why = _("It is taken off only while the letter is prepared. With the signature it stands still.")
            raise Refused([Refusal("desk", why, Basis.UNCHANGED)])
        if not SecretStub.objects.filter(pk=stub.pk, removed_at=None).update(removed_at=act.at):
            raise Refused([Refusal("closed", _("It was taken off already."), Basis.PROCEDURE)])
        act.note(Letter, letter.pk, REMOVED, says(stub))
        return TransitionReport(act.operation, made={"stub": stub.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def receive_secret_dossier(
    stub: SecretStub,
    received_number: str,
    received_on: date,
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """The office marks that the paper dossier came, by the number of its own register of secret documents, once.

    Raises `ValidationError` by field, `Refused` before the letter is issued, or where it is marked already.
    """
    asked: dict[str, Json] = {
        "deed": RECEIVED,
        "stub": stub.pk,
        "received_number": received_number,
        "received_on": received_on,
    }

    def deed(act: Act) -> TransitionReport:
        letter = stub.letter
        require_post(act, bodies_of(letter.authority_id, act.today).office_id, RECEIVES)
        _lock(stub)
        if letter.issued_at is None or stub.removed_at is not None:
            message = _("The letter that names this dossier is not issued yet. Wait until it has come.")
            raise Refused([Refusal(RULE, message, Basis.STATE_SECRET)])
        if stub.received_number:
            raise Refused([Refusal("closed", _("This dossier is marked as received already."), Basis.PROCEDURE)])
        number = _number(received_number)
        _check_receipt(stub, number, received_on, act.today)
        given = {"received_number": number, "received_on": received_on, "received_by": act.holder.person}
        SecretStub.objects.filter(pk=stub.pk).update(**given)
        data: dict[str, Json] = {"stub": stub.pk, "received_number": number, "received_on": received_on}
        act.note(Letter, letter.pk, RECEIVED, data)
        return TransitionReport(act.operation, made={"stub": stub.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _lock(stub: SecretStub) -> None:
    """Wait for one's turn at the stub, and read it and its letter anew."""
    rows.fetch("SELECT id FROM workflow_secretstub WHERE id = %s {for_update}", [stub.pk])
    stub.refresh_from_db()
    stub.letter.refresh_from_db()


def _check_receipt(stub: SecretStub, number: str, day: date, today: date) -> None:
    """Raises `ValidationError` by field."""
    errors = wrong_number("received_number", number)
    issued = timezone.localdate(stub.letter.issued_at)
    earliest = min(one for one in (stub.handed_on, issued, timezone.localdate(stub.recorded_at)) if one is not None)
    if not earliest <= day <= today:
        message = _("Give a day from %(first)s until today.") % {"first": f"{earliest:%d/%m/%Y}"}
        errors["received_on"] = ValidationError(message, code="dates")
    if errors:
        raise ValidationError(dict(errors))
