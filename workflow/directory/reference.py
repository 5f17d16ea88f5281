"""Changes of reference data - bodies, people, rules, forms - in the record: what was, what is, and on which basis."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.directory.keeping import administrator, hold, one_deed, record_at, text_errors
from workflow.directory.models import Appointment, Delegation, Organisation, User

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

REFERENCE_ADDED: Final = "REFERENCE_ADDED"
REFERENCE_CHANGED: Final = "REFERENCE_CHANGED"


@dataclass(frozen=True, slots=True)
class Change:
    """One row of reference data before and after: each field as text. A new row was nothing.

    `organisation` is the body whose stream tells it, else that of the administrator; `is_personal`: the values say
    something of a person, and can be erased.
    """

    table: str
    key: int
    before: Mapping[str, str | None]
    after: Mapping[str, str | None]
    organisation: int | None = None
    is_personal: bool = False


@command
def record_change(change: Change, by: User, *, capacity: Appointment | Delegation | None, document: str) -> str:
    """Record a change of reference data beside which it is called, in one transaction, and answer by its deed.

    Raises `PermissionDenied` without an administrator's post in force, `ValidationError` on `document`.
    """
    with one_deed():
        holder = administrator(by, capacity)
        where = change.organisation or holder.organisation
        hold(where)
        errors = text_errors({"document": document}, {"document"})
        names = [change.table, *change.before, *change.after]
        if not all(name.isidentifier() and name.isascii() for name in names):
            errors["change"] = ValidationError(_("There is no such table or column."), code="unknown")
        if not Organisation.objects.filter(pk=where).exists():
            errors["change.organisation"] = ValidationError(_("Choose an organisation."), code="unknown")
        if errors:
            raise ValidationError(dict(errors))
        every = sorted({*change.before, *change.after})
        fields = [one for one in every if change.before.get(one) != change.after.get(one)]
        values: dict[str, Json] = {
            "before": {one: change.before.get(one) for one in fields},
            "after": {one: change.after.get(one) for one in fields},
        }
        data: dict[str, Json] = {"table": change.table, "key": change.key, "columns": fields}
        personal: dict[str, Json] = {"document": one_line(document)}
        (personal if change.is_personal else data).update(values)
        deed = REFERENCE_CHANGED if change.before else REFERENCE_ADDED
        record_at(where, deed, holder, data, personal)
        return deed
