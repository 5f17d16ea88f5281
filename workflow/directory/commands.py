"""Appointments, delegations and grants: by document, dated, and each recorded in the organisation's stream.

Only an administrator's post gives them, and the document is what makes them valid: an administrator
has no transition of a nomination. What expires loses its power at once, everywhere.

Every command holds the organisation whose stream it writes before it looks at what is there: two
who do the same at once take turns. Raises `Refused` by "busy" where that takes too long.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.directory.capacity import Capacity
from workflow.directory.denied import Denied
from workflow.directory.keeping import administrator, hold, holder_of, one_deed, record_at, text_errors
from workflow.directory.models import (
    COUNCIL,
    Appointment,
    Delegation,
    GrantBase,
    LetterGrant,
    NominationGrant,
    Organisation,
    Person,
    User,
)
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

APPOINTED: Final = "APPOINTED"
APPOINTMENT_ENDED: Final = "APPOINTMENT_ENDED"
DELEGATED: Final = "DELEGATED"
DELEGATION_ENDED: Final = "DELEGATION_ENDED"
GRANTED: Final = "GRANTED"
GRANT_ENDED: Final = "GRANT_ENDED"
OF_A_COUNCIL: Final = frozenset({Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.TELLER})
"""The posts that a council has; no other body has them, and a council has no others."""


@command
def appoint(
    person: Person,
    role: Role,
    organisation: Organisation,
    by: User,
    *,
    capacity: Appointment | Delegation | None,
    title: str,
    document: str,
    from_day: date,
    until: date | None = None,
    kind: str = Appointment.Kind.HOLDER,
    field: str = "",
) -> Appointment:
    """Appoint a person to a post by document. `until` is the last day in force.

    Raises `PermissionDenied` without an administrator's post in force, `ValidationError` by field.
    """
    with one_deed():
        holder = administrator(by, capacity)
        hold(organisation.pk)
        made = Appointment(
            person=person,
            role=role.value,
            organisation=organisation,
            title=one_line(title),
            field=one_line(field),
            kind=kind,
            from_day=from_day,
            until=until,
            document=one_line(document),
        )
        _check_appointment(made, holder)
        made.save()
        data: dict[str, Json] = {"appointment": made.pk, "of": person.pk, "role": role.value, "from": from_day}
        record_at(organisation.pk, APPOINTED, holder, {**data, "until": until}, {"document": made.document})
        return made


def _check_appointment(made: Appointment, holder: Capacity) -> None:
    texts = {"title": made.title, "field": made.field, "document": made.document}
    errors = text_errors(texts, {"title", "document"})
    if made.person_id == holder.person:
        errors["person"] = ValidationError(_("Nobody appoints oneself. Another administrator does it."), code="self")
    errors |= _seat_errors(Role(made.role), made.organisation, made.from_day)
    if made.until is not None and made.until < made.from_day:
        errors["until"] = ValidationError(_("The appointment ends before it begins."), code="dates")
    if made.kind not in Appointment.Kind.values:
        errors["kind"] = ValidationError(_("There is no such kind of appointment."), code="unknown")
    if made.kind == Appointment.Kind.DEPUTY and not made.field:
        errors["field"] = ValidationError(_("A deputy has a field assigned; name it."), code="required")
    same = {"person": made.person, "role": made.role, "organisation": made.organisation, "kind": made.kind}
    if Appointment.objects.filter(**same, from_day=made.from_day).exists():
        errors["from_day"] = ValidationError(_("This person holds this post from that day already."), code="twice")
    if errors:
        raise ValidationError(dict(errors))


def _seat_errors(role: Role, organisation: Organisation, day: date) -> dict[str, ValidationError]:
    """The organisation has such a post on the day."""
    if not organisation.exists_on(day):
        message = _("The organisation does not exist on the first day. Choose another day or organisation.")
        return {"organisation": ValidationError(message, code="dates")}
    is_council = organisation.type.code == COUNCIL
    if is_council and role not in OF_A_COUNCIL:
        message = _(
            "A council has a chair, a secretary, members and tellers only. Appoint at the body that has this post."
        )
        return {"role": ValidationError(message, code="council")}
    if not is_council and role in OF_A_COUNCIL:
        message = _("This is a post of a council. Choose the council as the organisation.")
        return {"role": ValidationError(message, code="council")}
    return {}


@command
def end_appointment(
    appointment: Appointment, last_day: date, by: User, *, capacity: Appointment | Delegation | None, document: str
) -> Appointment:
    """End an appointment by document: after `last_day` its holder can do nothing under it.

    Raises `PermissionDenied` without an administrator's post in force, `ValidationError` by field.
    """
    with one_deed():
        holder = administrator(by, capacity)
        hold(appointment.organisation_id)
        rows.fetch("SELECT id FROM workflow_appointment WHERE id = %s {for_update}", [appointment.pk])
        appointment.refresh_from_db()
        errors = text_errors({"document": document}, {"document"})
        if last_day < appointment.from_day:
            errors["last_day"] = ValidationError(_("The appointment ends before it begins."), code="dates")
        if appointment.until is not None and appointment.until < last_day:
            errors["last_day"] = ValidationError(_("It has ended earlier; make a new appointment."), code="ended")
        if errors:
            raise ValidationError(dict(errors))
        appointment.until = last_day
        appointment.save(update_fields=["until"])
        data: dict[str, Json] = {"appointment": appointment.pk, "of": appointment.person_id, "until": last_day}
        record_at(appointment.organisation_id, APPOINTMENT_ENDED, holder, data, {"document": one_line(document)})
        return appointment


@command
def delegate(
    giver: Appointment | Delegation,
    receiver: Person,
    by: User,
    *,
    transitions: Iterable[Transition],
    kind: str,
    from_day: date,
    until: date,
    document: str,
) -> Delegation:
    """Give another the right to sign for oneself (TL., TUQ.): bounded in time, for named transitions, by document.

    The giver gives it, under the post in force; nobody passes on what was delegated to him, and
    nobody gives what the post does not have. Raises `PermissionDenied`, or `ValidationError` by field.
    """
    if isinstance(giver, Delegation):
        raise Denied(_("A delegation is not passed on; only the holder of the post delegates."))
    with one_deed():
        today = timezone.localdate()
        holder = holder_of(by, giver)
        hold(giver.organisation_id)
        wanted = sorted({transition.name for transition in transitions})
        made = Delegation(
            giver=giver,
            receiver=receiver,
            kind=kind,
            transitions=wanted,
            from_day=from_day,
            until=until,
            document=one_line(document),
        )
        _check_delegation(made, holder.role, today)
        made.save()
        data: dict[str, Json] = {"delegation": made.pk, "to": receiver.pk, "transitions": wanted, "until": until}
        record_at(giver.organisation_id, DELEGATED, holder, data, {"document": made.document})
        return made


def _check_delegation(made: Delegation, role: Role, today: date) -> None:
    of_the_post = {row.name for row in Transition if any(post.role is role for post in row.by.posts)}
    errors = text_errors({"document": made.document}, {"document"})
    if not made.transitions or not set(made.transitions) <= of_the_post:
        message = _("Name transitions that the post itself has; a delegation is never wider.")
        errors["transitions"] = ValidationError(message, code="wider")
    if made.kind not in Delegation.Kind.values:
        errors["kind"] = ValidationError(_("There is no such kind of delegation."), code="unknown")
    last = made.giver.until
    if made.until < made.from_day or made.until < today or (last is not None and made.until > last):
        message = _("A delegation ends, not before it begins and not after the appointment itself.")
        errors["until"] = ValidationError(message, code="dates")
    if made.receiver_id == made.giver.person_id:
        errors["receiver"] = ValidationError(_("Nobody delegates to oneself."), code="self")
    if _given_already(made):
        errors["document"] = ValidationError(_("This delegation was given already by this document."), code="twice")
    if errors:
        raise ValidationError(dict(errors))


def _given_already(made: Delegation) -> bool:
    """Whether a delegation that says the same stands already, as when a form is sent twice."""
    same = {name: getattr(made, name) for name in ("giver", "receiver", "kind", "from_day", "until", "document")}
    return made.transitions in Delegation.objects.filter(**same).values_list("transitions", flat=True)


@command
def end_delegation(
    delegation: Delegation, last_day: date, by: User, *, capacity: Appointment | Delegation | None, document: str
) -> Delegation:
    """End a delegation by document, earlier than it says: after `last_day` nobody signs under it.

    Its giver ends it under the post that gave it, or an administrator does. Raises `PermissionDenied`
    for anybody else, the receiver among them, `ValidationError` by field.
    """
    with one_deed():
        holder = holder_of(by, capacity)
        is_giver = holder.delegation is None and holder.appointment == delegation.giver_id
        holder = holder if is_giver else administrator(by, capacity)
        organisation = delegation.giver.organisation_id
        hold(organisation)
        rows.fetch("SELECT id FROM workflow_delegation WHERE id = %s {for_update}", [delegation.pk])
        delegation.refresh_from_db(fields=["from_day", "until"])
        errors = text_errors({"document": document}, {"document"})
        if last_day < delegation.from_day:
            errors["last_day"] = ValidationError(_("The delegation ends before it begins."), code="dates")
        if delegation.until < last_day:
            errors["last_day"] = ValidationError(_("It has ended earlier; make a new delegation."), code="ended")
        if errors:
            raise ValidationError(dict(errors))
        delegation.until = last_day
        delegation.save(update_fields=["until"])
        data: dict[str, Json] = {"delegation": delegation.pk, "to": delegation.receiver_id, "until": last_day}
        record_at(organisation, DELEGATION_ENDED, holder, data, {"document": one_line(document)})
        return delegation


_permission_of: Final[dict[type[GrantBase], str]] = {NominationGrant: "view_nomination", LetterGrant: "view_letter"}
_table_of: Final[dict[type[GrantBase], str]] = {NominationGrant: "workflow_nomination", LetterGrant: "workflow_letter"}


@command
def grant_view(
    grants: type[NominationGrant] | type[LetterGrant],
    thing: int,
    to: User,
    by: User,
    *,
    capacity: Appointment | Delegation | None,
    document: str,
    from_day: date,
    until: date | None = None,
) -> NominationGrant | LetterGrant:
    """Let a user see one nomination, or one letter with its lines, which no post of his shows: by document and dated.

    `grants` is `NominationGrant` or `LetterGrant`. Raises `PermissionDenied` without an
    administrator's post in force, `ValidationError` by field.
    """
    with one_deed():
        holder = administrator(by, capacity)
        hold(holder.organisation)
        _check_grant(_table_of[grants], thing, document, from_day, until)
        permission = Permission.objects.get(codename=_permission_of[grants], content_type__app_label="workflow")
        made: NominationGrant | LetterGrant
        made, _fresh = grants.objects.update_or_create(
            user=to,
            permission=permission,
            content_object_id=thing,
            defaults={
                "from_day": from_day,
                "until": until,
                "document": one_line(document),
                "given_by_id": holder.person,
            },
        )
        data: dict[str, Json] = {"grant": _permission_of[grants], "of": thing, "to": to.pk, "until": until}
        record_at(holder.organisation, GRANTED, holder, data, {"document": made.document})
        return made


def _check_grant(table: str, thing: int, document: str, from_day: date, until: date | None) -> None:
    errors = text_errors({"document": document}, {"document"})
    if not rows.fetch(f"SELECT id FROM {table} WHERE id = %s", [thing]):
        errors["thing"] = ValidationError(_("There is nothing with this key to grant a view of."), code="unknown")
    if until is not None and until < from_day:
        errors["until"] = ValidationError(_("The grant ends before it begins."), code="dates")
    if errors:
        raise ValidationError(dict(errors))


@command
def end_grant(
    grant: NominationGrant | LetterGrant, last_day: date, by: User, *, capacity: Appointment | Delegation | None
) -> None:
    """End a grant after a day; an end is never put off.

    Raises `PermissionDenied` without an administrator's post in force, `ValidationError` on `last_day`.
    """
    with one_deed():
        holder = administrator(by, capacity)
        hold(holder.organisation)
        rows.fetch(f"SELECT id FROM {grant._meta.db_table} WHERE id = %s {{for_update}}", [grant.pk])
        grant.refresh_from_db()
        if last_day < grant.from_day:
            message = _("The grant ends before it begins.")
            raise ValidationError({"last_day": ValidationError(message, code="dates")})
        if grant.until is not None and grant.until < last_day:
            message = _("It has ended earlier; give a new grant.")
            raise ValidationError({"last_day": ValidationError(message, code="ended")})
        grant.until = last_day
        grant.save(update_fields=["until"])
        data: dict[str, Json] = {
            "grant": grant.permission.codename,
            "of": grant.content_object_id,
            "to": grant.user_id,
            "until": last_day,
        }
        record_at(holder.organisation, GRANT_ENDED, holder, data, {})
