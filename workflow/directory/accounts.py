"""Accounts: opened for a person, given a new password, closed and opened again, each recorded in its security stream.

An account alone gives no right at all. A password is never recorded; the page of the commands shows it to nobody.
"""

from typing import TYPE_CHECKING, Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.directory.capacity import Capacity
from workflow.directory.keeping import administrator, one_deed, record_of, text_errors
from workflow.directory.models import Appointment, Delegation, Person, User

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

ACCOUNT_OPENED: Final = "ACCOUNT_OPENED"
PASSWORD_SET: Final = "PASSWORD_SET"  # noqa: S105 -- the name of a deed
ACCOUNT_CLOSED: Final = "ACCOUNT_CLOSED"
ACCOUNT_REOPENED: Final = "ACCOUNT_REOPENED"


@command
def open_account(
    person: Person,
    by: User,
    *,
    capacity: Appointment | Delegation | None,
    username: str,
    password: str,
    document: str,
) -> User:
    """Open an account for a person, who has one at most.

    Raises `PermissionDenied` without an administrator's post in force, `ValidationError` by field.
    """
    with one_deed():
        holder = administrator(by, capacity)
        rows.fetch("SELECT id FROM workflow_person WHERE id = %s {for_no_key_update}", [person.pk])
        made = User(username=User.normalize_username(one_line(username)), person=person)
        errors = text_errors({"document": document}, {"document"})
        errors |= _errors_of(made, "username", "person") | _errors_of_password(password, made)
        if errors:
            raise ValidationError(dict(errors))
        made.set_password(password)
        made.save()
        _record(made, ACCOUNT_OPENED, holder, document)
        return made


def _errors_of(account: User, *fields: str) -> dict[str, ValidationError]:
    """What is wrong with these fields, the same name or person on another account among it."""
    others = {field.name for field in User._meta.get_fields()} - set(fields)
    try:
        account.full_clean(exclude=others)
    except ValidationError as error:
        return {name: ValidationError(texts, code="unusable") for name, texts in error.error_dict.items()}
    return {}


def _errors_of_password(password: str, account: User) -> dict[str, ValidationError]:
    try:
        validate_password(password, account)
    except ValidationError as error:
        return {"password": error}
    return {}


@command
def set_password(
    account: User, by: User, *, capacity: Appointment | Delegation | None, password: str, document: str
) -> User:
    """Give an account a new password, as its owner has lost the old one; every sign-in under the old one ends.

    One's own is changed with the old password, not here. Raises `PermissionDenied` without an administrator's
    post in force, `ValidationError` by field.
    """
    with one_deed():
        holder = administrator(by, capacity)
        _hold(account)
        errors = text_errors({"document": document}, {"document"}) | _errors_of_password(password, account)
        errors |= _not_oneself(account, by)
        if errors:
            raise ValidationError(dict(errors))
        account.set_password(password)
        account.save(update_fields=["password"])
        _record(account, PASSWORD_SET, holder, document)
        return account


@command
def close_account(account: User, by: User, *, capacity: Appointment | Delegation | None, document: str) -> User:
    """Close an account: its sign-ins end and nobody signs in with it. Nobody closes the own account.

    Raises `PermissionDenied` without an administrator's post in force, `ValidationError` by field.
    """
    return _switch(account, by, capacity, document, is_active=False)


@command
def reopen_account(account: User, by: User, *, capacity: Appointment | Delegation | None, document: str) -> User:
    """Open a closed account again, with the password that it had.

    Raises `PermissionDenied` without an administrator's post in force, `ValidationError` by field.
    """
    return _switch(account, by, capacity, document, is_active=True)


def _switch(
    account: User, who: User, capacity: Appointment | Delegation | None, document: str, *, is_active: bool
) -> User:
    with one_deed():
        holder = administrator(who, capacity)
        _hold(account)
        errors = text_errors({"document": document}, {"document"}) | _not_oneself(account, who)
        if account.is_active is is_active:
            message = _("The account is open already.") if is_active else _("The account is closed already.")
            errors["account"] = ValidationError(message, code="already")
        if errors:
            raise ValidationError(dict(errors))
        account.is_active = is_active
        account.save(update_fields=["is_active"])
        _record(account, ACCOUNT_REOPENED if is_active else ACCOUNT_CLOSED, holder, document)
        return account


def _hold(account: User) -> None:
    rows.fetch("SELECT id FROM workflow_user WHERE id = %s {for_no_key_update}", [account.pk])
    account.refresh_from_db()


def _not_oneself(account: User, who: User) -> dict[str, ValidationError]:
    if account.pk != who.pk:
        return {}
    return {"account": ValidationError(_("Not for the own account. Another administrator does it."), code="self")}


def _record(account: User, deed: str, holder: Capacity, document: str) -> None:
    data: dict[str, Json] = {"of": account.person_id}
    record_of(account.pk, deed, holder, data, {"document": one_line(document)})
