"""Supplements: what the office asks of a unit, item by item, and what the unit answers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

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
from workflow.procedure.facts import Reason
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition, office_specialist

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

ITEM_ANSWERED: Final = "ITEM_ANSWERED"
_longest_item: Final = 300


@command
def request_supplement(
    items: Mapping[int, Sequence[str]],
    actor: User | None,
    *,
    capacity: Under,
    reply_by: date | None = None,
    reason: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """Ask units for what is missing, item by item, until a day; without a day the route's days count.

    All or none. Raises `ValidationError` on `items` or `reply_by`.
    """
    asked: dict[str, Json] = {
        "deed": "REQUEST_SUPPLEMENT",
        "items": {str(key): list(some) for key, some in items.items()},
        "reply_by": reply_by,
        "reason": reason,
    }

    def deed(act: Act) -> TransitionReport:
        lines = lock_lines(items, act, (office_specialist,), (State.WITH_OFFICE,))
        _check_items(items)
        until = reply_days(lines, reply_by, lambda line: line.route.supplement_days, act.today)
        _insert_requests(items, lines, until, act)
        move = Move(Transition.REQUEST_SUPPLEMENT, tuple(line.id for line in lines), Reason(text=reason))
        return move_lines([move], act, whole=True)

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _check_items(items: Mapping[int, Sequence[str]]) -> None:
    errors = {
        f"items[{nomination}]": ValidationError(
            _("Name each missing item, in at most %(count)d characters.") % {"count": _longest_item}, code="items"
        )
        for nomination, some in items.items()
        if not some or any(not one.strip() or len(one) > _longest_item for one in some)
    }
    if errors:
        raise ValidationError(dict(errors))


def _insert_requests(
    items: Mapping[int, Sequence[str]], lines: Sequence[Line], until: Mapping[int, date], act: Act
) -> None:
    cases = rows.array(sorted({line.case for line in lines if line.case is not None}))
    appraisals = dict(rows.fetch(f"SELECT case_id, id FROM workflow_appraisal WHERE {rows.among('case_id')}", [cases]))
    columns = ("nomination_id", "appraisal_id", "asked_by_id", "asked_at", "reply_by", "hash")
    given = [(line.id, appraisals[line.case], act.person, act.at, until[line.id], line.content_hash) for line in lines]
    made = rows.insert_rows(SupplementRequest, columns, given, returning="id, nomination_id", unless_there=True)
    wanted = [(request, what.strip(), "") for request, nomination in made for what in items[nomination]]
    rows.insert_rows(SupplementItem, ("request_id", "what", "answer"), wanted)


@command
def answer_items(
    answers: Mapping[int, str], actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """The unit's officer answers items of open requests, by item. Raises `ValidationError` by item."""
    asked: dict[str, Json] = {"deed": ITEM_ANSWERED, "answers": {str(key): text for key, text in answers.items()}}

    def deed(act: Act) -> TransitionReport:
        items = {item.pk: item for item in SupplementItem.objects.filter(pk__in=answers).select_related("request")}
        errors = {
            f"answers[{key}]": ValidationError(_("Write what was done about this item."), code="required")
            for key, text in answers.items()
            if key not in items or items[key].request.closed_at is not None or not text.strip()
        }
        errors |= secret_texts({f"answers[{key}]": text for key, text in answers.items()})
        if errors or not answers:
            raise ValidationError(errors or {"answers": ValidationError(_("Answer at least one item."), code="empty")})
        lines = lines_to_edit({item.request.nomination_id for item in items.values()}, act)
        given = [(key, text.strip(), act.at) for key, text in sorted(answers.items())]
        rows.update_rows(SupplementItem, "id", ("answer", "answered_at"), given)
        for line in lines:
            done = sorted(key for key, item in items.items() if item.request.nomination_id == line.id)
            act.note(Nomination, line.id, ITEM_ANSWERED, {"items": done})
        return TransitionReport(act.operation, made={"items": sorted(answers)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)
