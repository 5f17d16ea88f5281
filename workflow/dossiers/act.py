"""An act: one deed of one person under one capacity, claimed by its operation id, in one transaction.

The act owns the transaction; what it does to cases, to the record and to the outbox is gathered and
written at its end. Lack of authority is written to the person's security stream after the
transaction has ended (on SQLite a second writer inside would block itself).
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.audit.canonical import Json, canonical
from workflow.audit.models import Kept
from workflow.audit.record import Deed, record
from workflow.database import rows
from workflow.database.turns import unless_busy
from workflow.directory.capacity import Capacity, read_capacity
from workflow.directory.invitations import Invitation
from workflow.directory.models import Appointment, Delegation, Organisation, User
from workflow.dossiers.operations import Operation
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.notifications.outbox import Message, post
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.worklist.board import Board

REFUSED: Final = "REFUSED"
SYSTEM: Final = None
"""The actor of the transitions that the table gives to the system. It has no capacity."""

Under = Appointment | Delegation | None


@dataclass(slots=True)
class Act:
    """What one act gathers: cases, deeds and notices. `capacity` is None for the system.

    `invitation` is the further ground of a colleague who writes in a letter that is not on a desk of the own post.
    A version counts the entries of its stream; counting them locks the row before the stream is read.
    """

    operation: str
    at: datetime
    today: date
    capacity: Capacity | None
    board: Board
    invitation: Invitation | None = None
    _deeds: list[Deed] = field(default_factory=list)
    _messages: list[Message] = field(default_factory=list)
    _more: dict[type[Kept], Counter[int]] = field(default_factory=dict)

    @property
    def person(self) -> int | None:
        """Who acts; none for the system."""
        return self.capacity.person if self.capacity else None

    @property
    def actors(self) -> frozenset[int]:
        """Who acts and, by delegation, for whom: the separation of duties holds for both."""
        return self.capacity.persons if self.capacity else frozenset()

    @property
    def holder(self) -> Capacity:
        """The capacity of a person's act. Raises `Refused` for the system, which holds no post."""
        if self.capacity is None:
            raise Refused([Refusal("system", _("This is done by a person with a post."), Basis.AUTHORITY)])
        return self.capacity

    @property
    def under(self) -> dict[str, Json]:
        """The capacity as the record keeps it with every deed."""
        if self.capacity is None:
            return {}
        under: dict[str, Json] = {
            "role": self.capacity.role.value,
            "organisation": self.capacity.organisation,
            "appointment": self.capacity.appointment,
        }
        if self.capacity.delegation is not None:
            under["delegation"] = self.capacity.delegation
        if self.invitation is not None:
            under |= {"grant": self.invitation.grant, "invited_by": self.invitation.given_by}
        return under

    def note(
        self,
        kept: type[Kept],
        pk: int,
        deed: str,
        data: Mapping[str, Json] | None = None,
        personal: Mapping[str, Json] | None = None,
        *,
        counted: bool = False,
    ) -> None:
        """Record a deed in the stream of a row. `counted`: the caller writes the row's version itself."""
        giver = self.capacity.giver if self.capacity else None
        stream = f"{kept.stream}:{pk}"
        self._deeds.append(Deed(stream, deed, self.person, giver, {**self.under, **(data or {})}, personal or {}))
        if not counted:
            self._more.setdefault(kept, Counter())[pk] += 1

    def note_of_organisation(self, organisation: int, deed: str, data: Mapping[str, Json], number: str = "") -> None:
        """Record a deed in the stream of an organisation."""
        self.note(Organisation, organisation, deed, data, {"document": number} if number else {})

    def tell(self, message: Message) -> None:
        """Post a notice with the act."""
        self._messages.append(message)

    def flush(self) -> None:
        """Write what was gathered so far, so that a second deed of the same act sees it."""
        self.board.write()
        for kept, more in self._more.items():
            _count(kept, more)
        record(self._deeds, at=self.at, operation=self.operation)
        post(self._messages, at=self.at)
        self._deeds, self._messages, self._more = [], [], {}


def _count(kept: type[Kept], more: Counter[int]) -> None:
    given = [(pk, number) for pk, number in sorted(more.items())]
    source, parameters = rows.given(kept, ["id", "version"], given, names=["id", "more"])
    rows.execute(
        f"UPDATE {kept._meta.db_table} AS t SET version = t.version + given.more FROM {source} WHERE t.id = given.id",
        parameters,
    )


class NothingDone(Exception):  # noqa: N818 -- it reads as the sentence it is
    """Every line was refused: the transaction rolls back, and this report is the answer."""

    def __init__(self, report: TransitionReport) -> None:
        self.report = report
        super().__init__("nothing was done")


def perform(
    asked: Mapping[str, Json],
    deed: Callable[[Act], TransitionReport],
    *,
    actor: User | None,
    capacity: Under,
    operation_id: str | None,
) -> TransitionReport:
    """Do a deed as one act: whole or not at all.

    `asked` says in plain data what is asked. The same operation id returns the first report; with
    another request it is refused. Raises `Refused` when the deed is refused as a whole.
    """
    operation = operation_id or uuid4().hex
    try:
        with unless_busy(), transaction.atomic(durable=True):
            report = _in_transaction(asked, deed, actor, capacity, operation)
    except NothingDone as nothing:
        report = nothing.report
        watch(actor, asked, [one for some in report.refused.values() for one in some], operation)
        return report
    except Refused as refused:
        watch(actor, asked, refused.all, operation)
        raise
    if not report.repeated:
        watch(actor, asked, [one for some in report.refused.values() for one in some], operation)
    return report


def _in_transaction(
    asked: Mapping[str, Json],
    deed: Callable[[Act], TransitionReport],
    actor: User | None,
    under: Under,
    operation: str,
) -> TransitionReport:
    at = timezone.now()
    person = actor.person_id if actor is not None else None
    first = _claim(operation, person, asked, at)
    if first is not None:
        return first
    today = timezone.localdate(at)
    capacity = None
    if actor is not None:
        read = read_capacity(actor, under, today, lock=True)
        if isinstance(read, Refusal):
            raise Refused([read])
        capacity = read
    act = Act(operation, at, today, capacity, Board(at, person))
    report = deed(act)
    act.flush()
    rows.execute("UPDATE workflow_operation SET report = %s WHERE id = %s", [report.as_json(), operation])
    return report


def _claim(operation: str, person: int | None, asked: Mapping[str, Json], at: datetime) -> TransitionReport | None:
    """Claim the operation id; the first report when it was claimed before."""
    if len(operation) > _longest or not operation.isascii():
        raise Refused(
            [Refusal("operation", _("The operation id is not usable: 64 ASCII letters at most."), Basis.PROCEDURE)]
        )
    digest = hashlib.sha256(canonical(asked).encode()).hexdigest()
    columns = ("id", "person_id", "asked", "at")
    if rows.insert_rows(Operation, columns, [(operation, person, digest, at)], returning="id", unless_there=True):
        return None
    ((before, who, kept),) = rows.fetch(
        "SELECT asked, person_id, report FROM workflow_operation WHERE id = %s", [operation]
    )
    if (before, who) != (digest, person):
        message = _("This operation id was used for another request. Load the page again, then repeat.")
        raise Refused([Refusal("operation", message, Basis.PROCEDURE)])
    return TransitionReport.from_json(operation, json.loads(kept))


_longest: Final = 64


def watch(actor: User | None, asked: Mapping[str, Json], refusals: Iterable[Refusal], operation: str) -> None:
    """Write one entry to the person's security stream when authority was lacking: what was asked, of which rows."""
    rules = sorted({refusal.rule for refusal in refusals if refusal.of_authority})
    if actor is None or not rules:
        return
    with transaction.atomic(durable=True):
        rows.execute("UPDATE workflow_user SET version = version + 1 WHERE id = %s", [actor.pk])
        data: dict[str, Json] = {"asked": str(asked["deed"]), "rules": rules, "of": _ids_in(asked)}
        deed = Deed(f"{User.stream}:{actor.pk}", REFUSED, actor.person_id, None, data)
        record([deed], at=timezone.now(), operation=operation)


def _ids_in(asked: Json) -> list[int]:
    """What the request was about, as keys: its words belong to no record, whoever may have typed them."""
    if isinstance(asked, Mapping):
        return _ids_in([*asked.values(), *(int(key) for key in asked if key.isdecimal())])
    if isinstance(asked, list | tuple):
        found = {key for item in asked for key in _ids_in(item)}
        return sorted(found)[:_at_most]
    return [asked] if isinstance(asked, int) and not isinstance(asked, bool) else []


_at_most: Final = 100
