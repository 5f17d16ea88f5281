"""Posting to the outbox.

A row is the promise, made in the transaction of the deed, that somebody is told. Nothing sends
yet: the sender that reads unsent rows, delivers them and marks them sent is still to be written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from workflow.database import rows
from workflow.notifications.catalogue import Notice
from workflow.notifications.models import OutboxMessage

_columns: Final = (
    "notice",
    "role",
    "organisation_id",
    "person_id",
    "nomination_id",
    "payload",
    "created",
)


@dataclass(frozen=True, slots=True)
class Message:
    """One notice to the holders of a role at an organisation, or to one person there (`role` may be empty then).

    `payload` holds what the wording needs, as plain JSON: codes and numbers, not personal detail.
    """

    notice: Notice
    role: str
    organisation: int
    person: int | None = None
    nomination: int | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


def post(messages: Sequence[Message], *, at: datetime | None = None) -> None:
    """Put the messages into the outbox by one statement. The caller owns the transaction.

    `at` is the instant of the deed; without it, now.
    """
    created = at or timezone.now()
    rows.insert_rows(
        OutboxMessage,
        _columns,
        [
            (
                Notice(message.notice).value,
                str(message.role),
                message.organisation,
                message.person,
                message.nomination,
                dict(message.payload),
                created,
            )
            for message in messages
        ],
    )
