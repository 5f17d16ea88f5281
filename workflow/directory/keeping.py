"""What the commands of the directory share: an administrator's post, turns at a body, and the entry in its stream."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.audit.canonical import Json
from workflow.audit.record import Deed, record
from workflow.database import rows
from workflow.database.texts import one_line
from workflow.database.turns import unless_busy
from workflow.directory.capacity import Capacity, read_capacity
from workflow.directory.denied import Denied
from workflow.directory.models import Appointment, Delegation, Organisation, User
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

LONGEST: Final = 200
Under = Appointment | Delegation | None


@contextmanager
def one_deed() -> Iterator[None]:
    """The transaction of one command."""
    with unless_busy(), transaction.atomic():
        yield


def holder_of(user: User, capacity: Under) -> Capacity:
    """The post under which the user acts, held until the deed is done. Raises `PermissionDenied`."""
    holder = read_capacity(user, capacity, timezone.localdate(), lock=True)
    if isinstance(holder, Refusal):
        raise Denied(str(holder.reason))
    return holder


def administrator(user: User, capacity: Under) -> Capacity:
    """The same for an administrator's post, which is never lent. Raises `PermissionDenied`."""
    holder = holder_of(user, capacity)
    if holder.role is not Role.ADMINISTRATOR or holder.delegation is not None:
        raise Denied(_("An administrator keeps appointments and grants; your post is another."))
    return holder


def hold(organisation: int) -> None:
    """Wait for one's turn at the organisation."""
    rows.fetch("SELECT id FROM workflow_organisation WHERE id = %s {for_no_key_update}", [organisation])


def text_errors(texts: Mapping[str, str], required: set[str]) -> dict[str, ValidationError]:
    """The texts that are too long, or missing where they are required."""
    return {
        name: ValidationError(_("Use 1 to %(count)d characters.") % {"count": LONGEST}, code="length")
        for name, text in texts.items()
        if len(one_line(text)) > LONGEST or (name in required and not text.strip())
    }


def record_at(
    organisation: int, deed: str, holder: Capacity, data: Mapping[str, Json], personal: Mapping[str, Json]
) -> None:
    """Record a deed in the stream of an organisation, and count it."""
    rows.execute("UPDATE workflow_organisation SET version = version + 1 WHERE id = %s", [organisation])
    _record(f"{Organisation.stream}:{organisation}", deed, holder, data, personal)


def record_of(
    account: int, deed: str, holder: Capacity, data: Mapping[str, Json], personal: Mapping[str, Json]
) -> None:
    """Record a deed in the security stream of an account, and count it."""
    rows.execute("UPDATE workflow_user SET version = version + 1 WHERE id = %s", [account])
    _record(f"{User.stream}:{account}", deed, holder, data, personal)


def _record(stream: str, deed: str, holder: Capacity, data: Mapping[str, Json], personal: Mapping[str, Json]) -> None:
    under: dict[str, Json] = {"role": holder.role.value, "organisation": holder.organisation}
    record([Deed(stream, deed, holder.person, None, {**under, **data}, personal)], at=timezone.now())
