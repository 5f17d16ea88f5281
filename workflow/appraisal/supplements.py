"""Supplements: what the office asks of a unit, item by item, what the unit answers, and what the office makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.appraisal.asked import AskedItem, as_json, check_items, insert_items
from workflow.appraisal.handling import lock_lines, reply_days
from workflow.appraisal.models import SupplementItem, SupplementRequest
from workflow.database import rows
from workflow.database.arguments import command
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.door import Move, move_lines
from workflow.dossiers.lines import Line
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.secrecy import secret_texts
from workflow.dossiers.writing import lines_to_edit
from workflow.notifications.catalogue import Notice
from workflow.notifications.outbox import Message
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition, office_specialist

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

ITEM_ANSWERED: Final = "ITEM_ANSWERED"
WIDENED: Final = "SUPPLEMENT_WIDENED"
TICKED_OFF: Final = "ITEM_TICKED_OFF"
_longest: Final = 4000


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What the unit says of an item: what was done, or why it cannot be given."""

    text: str
    done: bool = True


@dataclass(frozen=True, slots=True)
class Tick:
    """What the office makes of an item that was answered: accepted, or not and why."""

    accepted: bool
    remark: str = ""


@command
def request_supplement(
    items: Mapping[int, Sequence[AskedItem]],
    actor: User | None,
    *,
    capacity: Under,
    reply_by: date | None = None,
    reason: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """Ask units for what is missing, item by item, until a day; without a day the route's days count.

    From now on only what the items name is open on these lines. All or none. Raises `ValidationError` on `items` by
    line and item, or on `reply_by`.
    """
    asked: dict[str, Json] = {
        "deed": "REQUEST_SUPPLEMENT",
        "items": as_json(items),
        "reply_by": reply_by,
        "reason": reason,
    }

    def deed(act: Act) -> TransitionReport:
        lines = lock_lines(items, act, (office_specialist,), (State.WITH_OFFICE,))
        check_items(items, lines)
        until = reply_days(lines, reply_by, lambda line: line.route.supplement_days, act.today)
        _insert_requests(items, lines, until, act)
        move = Move(Transition.REQUEST_SUPPLEMENT, tuple(line.id for line in lines), Reason(text=reason))
        return move_lines([move], act, whole=True)

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _insert_requests(
    items: Mapping[int, Sequence[AskedItem]], lines: Sequence[Line], until: Mapping[int, date], act: Act
) -> None:
    cases = rows.array(sorted({line.case for line in lines if line.case is not None}))
    appraisals = dict(rows.fetch(f"SELECT case_id, id FROM workflow_appraisal WHERE {rows.among('case_id')}", [cases]))
    columns = ("nomination_id", "appraisal_id", "asked_by_id", "asked_at", "reply_by", "hash", "whole_line")
    given = [
        (line.id, appraisals[line.case], act.person, act.at, until[line.id], line.content_hash, False) for line in lines
    ]
    made = rows.insert_rows(SupplementRequest, columns, given, returning="id, nomination_id", unless_there=True)
    insert_items([(request, nomination) for request, nomination in made], items)


@command
def widen_supplement(
    items: Mapping[int, Sequence[AskedItem]],
    actor: User | None,
    *,
    capacity: Under,
    reply_by: date | None = None,
    operation_id: str | None = None,
) -> TransitionReport:
    """Name further items in open requests, before the unit has sent its supplement; it takes no round.

    Without a day each request keeps its own; a day that is given is no earlier. All or none. Raises `ValidationError`
    on `items` by line and item, or on `reply_by`.
    """
    asked: dict[str, Json] = {"deed": WIDENED, "items": as_json(items), "reply_by": reply_by}

    def deed(act: Act) -> TransitionReport:
        lines = lock_lines(items, act, (office_specialist,), (State.IN_SUPPLEMENT,))
        check_items(items, lines)
        requests = SupplementRequest.objects.filter(nomination__in=items, closed_at=None)
        until = dict(requests.values_list("nomination", "reply_by"))
        if reply_by is not None and reply_by < max(act.today, *until.values()):
            message = _("A request that is widened keeps its day or gets a later one.")
            raise ValidationError({"reply_by": ValidationError(message, code="past")})
        pairs = requests.order_by("pk").values_list("pk", "nomination")
        made = insert_items(list(pairs), items, added_at=act.at)
        if reply_by is not None:
            requests.update(reply_by=reply_by)
            _postpone(lines, act)
        for line in lines:
            act.note(Nomination, line.id, WIDENED, {"items": made[line.id], "reply_by": reply_by or until[line.id]})
        _tell_units(lines, act)
        return TransitionReport(act.operation, made={"items": sorted(key for some in made.values() for key in some)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _postpone(lines: Sequence[Line], act: Act) -> None:
    """The unit's desk is due when the first request of its letter is."""
    days = rows.fetch(
        "SELECT n.case_id, min(q.reply_by) FROM workflow_nomination n JOIN workflow_supplementrequest q"
        f" ON q.nomination_id = n.id AND q.closed_at IS NULL WHERE {rows.among('n.case_id')} GROUP BY n.case_id",
        [rows.array(sorted({line.case for line in lines if line.case is not None}))],
    )
    for case, day in days:
        first = rows.day(day)
        if first is not None:
            act.board.postpone(case, first)


def _tell_units(lines: Sequence[Line], act: Act) -> None:
    """One notice to the officer of each unit."""
    units: dict[int, list[int]] = {}
    for line in lines:
        units.setdefault(line.unit, []).append(line.id)
    for unit, keys in units.items():
        only = keys[0] if len(keys) == 1 else None
        officer, payload = Role.UNIT_OFFICER.value, {"nominations": keys}
        act.tell(Message(Notice.SUPPLEMENT_REQUESTED, officer, unit, nomination=only, payload=payload))


@command
def answer_items(
    answers: Mapping[int, ItemAnswer], actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """The unit's officer answers items of open requests, by item: done in words, or why it cannot be given.

    Raises `ValidationError` by item.
    """
    asked: dict[str, Json] = {
        "deed": ITEM_ANSWERED,
        "answers": {str(key): [one.done, one.text] for key, one in answers.items()},
    }

    def deed(act: Act) -> TransitionReport:
        items = {item.pk: item for item in SupplementItem.objects.filter(pk__in=answers).select_related("request")}
        errors = {
            f"answers[{key}]": ValidationError(_("Write what was done about this item."), code="required")
            for key, one in answers.items()
            if key not in items or items[key].request.closed_at is not None or not one.text.strip()
        }
        errors |= secret_texts({f"answers[{key}]": one.text for key, one in answers.items()})
        if errors or not answers:
            raise ValidationError(errors or {"answers": ValidationError(_("Answer at least one item."), code="empty")})
        lines = lines_to_edit({item.request.nomination_id for item in items.values()}, act)
        given = [(key, _reply(one), one.text.strip(), act.at) for key, one in sorted(answers.items())]
        rows.update_rows(SupplementItem, "id", ("reply", "answer", "answered_at"), given)
        for line in lines:
            done = sorted(key for key, item in items.items() if item.request.nomination_id == line.id)
            act.note(Nomination, line.id, ITEM_ANSWERED, {"items": done})
        return TransitionReport(act.operation, made={"items": sorted(answers)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _reply(one: ItemAnswer) -> str:
    return (SupplementItem.Reply.DONE if one.done else SupplementItem.Reply.CANNOT).value


@command
def settle_items(
    ticks: Mapping[int, Tick], actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """The specialist ticks off items that came back: accepted, or not and why.

    Until each item of a line is ticked off nothing is concluded on it; a tick may be set anew while it is under
    appraisal. What was not given by the reply date is not ticked off: it did not come back. Raises `ValidationError`
    by item, named `ticks[17].remark`.
    """
    asked: dict[str, Json] = {
        "deed": TICKED_OFF,
        "ticks": {str(key): [one.accepted, one.remark] for key, one in ticks.items()},
    }

    def deed(act: Act) -> TransitionReport:
        items = {item.pk: item for item in SupplementItem.objects.filter(pk__in=ticks).select_related("request")}
        _check_ticks(ticks, items)
        lines = lock_lines(
            {item.request.nomination_id: item for item in items.values()},
            act,
            (office_specialist,),
            (State.WITH_OFFICE,),
        )
        given = [(key, one.accepted, one.remark.strip(), act.person, act.at) for key, one in sorted(ticks.items())]
        rows.update_rows(SupplementItem, "id", ("accepted", "remark", "settled_by_id", "settled_at"), given)
        for line in lines:
            of = {str(key): ticks[key].accepted for key, item in items.items() if item.request.nomination_id == line.id}
            act.note(Nomination, line.id, TICKED_OFF, {"items": dict(sorted(of.items()))})
        return TransitionReport(act.operation, made={"items": sorted(ticks)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _check_ticks(ticks: Mapping[int, Tick], items: Mapping[int, SupplementItem]) -> None:
    errors: dict[str, ValidationError] = {}
    if not ticks:
        errors["ticks"] = ValidationError(_("Tick off at least one item."), code="empty")
    for key, one in ticks.items():
        item = items.get(key)
        if item is None or not _came_back(item):
            message = _("This item has not come back from the unit.")
            errors[f"ticks[{key}].accepted"] = ValidationError(message, code="open")
        elif not one.accepted and not one.remark.strip():
            message = _("Say why it is not accepted.")
            errors[f"ticks[{key}].remark"] = ValidationError(message, code="required")
        elif len(one.remark.strip()) > _longest:
            message = _("Use at most %(count)d characters.") % {"count": _longest}
            errors[f"ticks[{key}].remark"] = ValidationError(message, code="length")
    if errors:
        raise ValidationError(dict(errors))


def _came_back(item: SupplementItem) -> bool:
    """Whether the unit's answer lies before the office; what the passing of time has closed does not."""
    in_time = item.settled_at is None or item.settled_by_id is not None
    return item.request.closed_at is not None and bool(item.reply) and in_time
