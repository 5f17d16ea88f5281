"""Signing and sending the notices of results."""

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.database import rows
from workflow.database.arguments import command
from workflow.decisions.notices import ResultNotice, results_for, sealed
from workflow.directory.models import User
from workflow.directory.numbers import Series, free_number, given_number
from workflow.directory.signature import block_of
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.models import Letter
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.notifications.catalogue import Notice
from workflow.notifications.outbox import Message
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

NOTICE_SIGNED: Final = "RESULT_NOTICE_SIGNED"
NOTICE_SENT: Final = "RESULT_NOTICE_SENT"


@command
def sign_notice(
    notice: ResultNotice, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """The head of the office signs: what the notice says is fixed, and the record keeps its hash.

    Where the office keeps its own register, number and date are given in the same transaction and the unit has it.
    """
    asked: dict[str, Json] = {"deed": NOTICE_SIGNED, "notice": notice.pk}

    def deed(act: Act) -> TransitionReport:
        require_post(act, notice.office_id, {Role.OFFICE_HEAD})
        signed_at, _number = _lock(notice)
        if signed_at is not None:
            raise Refused([Refusal("signed", _("The notice is signed already."), Basis.PROCEDURE)])
        lines = results_for(notice)
        if not lines:
            message = _(
                "No line of the letter is decided that an earlier notice did not tell. There is nothing to say."
            )
            raise Refused([Refusal("nothing", message, Basis.PROCEDURE)])
        content, digest = sealed(lines)
        held = act.holder
        block = block_of(held.appointment, held.delegation, act.today, of_the_body=True)
        written = {"content": content, "hash": digest, "block": "\n".join(block)}
        ResultNotice.objects.filter(pk=notice.pk).update(**written, signed_at=act.at, signed_by=act.person)
        act.note(Letter, notice.letter_id, NOTICE_SIGNED, {"notice": notice.pk, "hash": digest})
        if held.keeps_register:
            number = free_number(notice.office_id, Series.NOTICE, act.today, lambda one: _taken(notice, one, act.today))
            _send(notice, number, act.today, act)
        return TransitionReport(act.operation, made={"notice": notice.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def send_notice(
    notice: ResultNotice,
    number: str,
    dated: date,
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """The records clerk of the office gives number and date: the unit has the notice. Raises `ValidationError`."""
    asked: dict[str, Json] = {"deed": NOTICE_SENT, "notice": notice.pk, "number": number, "dated": dated}

    def deed(act: Act) -> TransitionReport:
        require_post(act, notice.office_id, {Role.RECORDS_CLERK})
        signed_at, given = _lock(notice)
        if signed_at is None or given:
            message = _("A notice is sent once, after the head of the office has signed it.")
            raise Refused([Refusal("signed", message, Basis.PROCEDURE)])
        written = given_number(
            number,
            dated,
            organisation=notice.office_id,
            signed_on=timezone.localdate(signed_at),
            today=act.today,
            is_taken=lambda one: _taken(notice, one, dated),
        )
        _send(notice, written, dated, act)
        return TransitionReport(act.operation, made={"notice": notice.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _lock(notice: ResultNotice) -> tuple[Any, str]:
    """The notice, locked: when it was signed, and its number. Raises `ValidationError` on `notice`."""
    found = rows.fetch("SELECT signed_at, number FROM workflow_resultnotice WHERE id = %s {for_update}", [notice.pk])
    if not found:
        message = _("There is no such notice. Load the list again.")
        raise ValidationError({"notice": ValidationError(message, code="unknown")})
    signed_at, number = found[0]
    return rows.instant(signed_at), number


def _taken(notice: ResultNotice, number: str, day: date) -> bool:
    given = ResultNotice.objects.filter(office=notice.office_id, dated__year=day.year, number=number)
    return given.exists()


def _send(notice: ResultNotice, number: str, dated: date, act: Act) -> None:
    ResultNotice.objects.filter(pk=notice.pk).update(number=number, dated=dated, sent_at=act.at)
    act.note(Letter, notice.letter_id, NOTICE_SENT, {"notice": notice.pk, "number": number, "dated": dated})
    told = {"notice": notice.pk, "letter": notice.letter_id}
    act.tell(Message(Notice.RESULT_NOTIFIED, Role.UNIT_OFFICER.value, notice.unit_id, payload=told))
