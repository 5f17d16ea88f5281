"""What the office asks others for: supplements from the unit, opinions from other bodies, the end of a hold."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.appraisal.models import Consultation, Hold, SupplementItem, SupplementRequest
from workflow.awards.calendar import working_day_after
from workflow.database import rows
from workflow.directory.models import Organisation, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.door import Move, move_lines
from workflow.dossiers.drafting import lines_to_edit
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.judgement import no_post, out_of_scope_deed, own_matter
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.locking import lock_cases_of
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Reason, Refusal
from workflow.procedure.roles import Post, Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition, office_head, office_specialist

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

ITEM_ANSWERED: Final = "ITEM_ANSWERED"
CONSULTED: Final = "CONSULTED"
OPINION_GIVEN: Final = "OPINION_GIVEN"
HOLD_CONCLUDED: Final = "HOLD_CONCLUDED"
_longest_item: Final = 300


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
        until = reply_by or working_day_after(act.today, lines[0].route.supplement_days)
        if until < act.today:
            raise ValidationError({"reply_by": ValidationError(_("Give a day from today on."), code="past")})
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


def _insert_requests(items: Mapping[int, Sequence[str]], lines: Sequence[Line], until: date, act: Act) -> None:
    cases = rows.array(sorted({line.case for line in lines if line.case is not None}))
    appraisals = dict(rows.fetch(f"SELECT case_id, id FROM workflow_appraisal WHERE {rows.among('case_id')}", [cases]))
    columns = ("nomination_id", "appraisal_id", "asked_by_id", "asked_at", "reply_by", "hash")
    given = [(line.id, appraisals[line.case], act.person, act.at, until, line.content_hash) for line in lines]
    made = rows.insert_rows(SupplementRequest, columns, given, returning="id, nomination_id", unless_there=True)
    wanted = [(request, what.strip(), "") for request, nomination in made for what in items[nomination]]
    rows.insert_rows(SupplementItem, ("request_id", "what", "answer"), wanted)


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


def consult(
    nominations: Sequence[int],
    organisation: Organisation,
    actor: User | None,
    *,
    capacity: Under,
    kind: str = Consultation.Kind.AGENCY,
    reply_by: date | None = None,
    operation_id: str | None = None,
) -> TransitionReport:
    """Ask another body for its opinion on lines; without a day the route's days count.

    An agency's silence after that day lets the procedure go on; a Party opinion's never does.
    """
    asked: dict[str, Json] = {
        "deed": CONSULTED,
        "nominations": list(nominations),
        "organisation": organisation.pk,
        "kind": str(kind),
        "reply_by": reply_by,
    }

    def deed(act: Act) -> TransitionReport:
        states = (State.WITH_OFFICE, State.TO_PRESENT)
        lines = lock_lines(nominations, act, (office_specialist, office_head), states)
        if kind not in Consultation.Kind.values:
            raise ValidationError({"kind": ValidationError(_("There is no such kind of opinion."), code="unknown")})
        until = reply_by or working_day_after(act.today, lines[0].route.consultation_days)
        columns = (
            "nomination_id",
            "organisation_id",
            "kind",
            "asked_by_id",
            "asked_at",
            "reply_by",
            "answer",
            "document",
        )
        given = [(line.id, organisation.pk, str(kind), act.person, act.at, until, "", "") for line in lines]
        made = rows.insert_rows(Consultation, columns, given, returning="id", unless_there=True)
        if len(made) != len(lines):
            message = _("This body is being asked about one of these lines already.")
            raise Refused([Refusal("consultation", message, Basis.CONSULTATION)])
        for line in lines:
            data: dict[str, Json] = {"asks": organisation.pk, "kind": str(kind), "reply_by": until}
            act.note(Nomination, line.id, CONSULTED, data)
        return TransitionReport(act.operation, made={"consultations": sorted(row[0] for row in made)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def give_opinion(
    consultation: Consultation,
    answer: str,
    actor: User | None,
    *,
    capacity: Under,
    agrees: bool | None,
    document: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """The consulted body answers, once. A late answer is kept too. Raises `ValidationError` on `answer`."""
    asked: dict[str, Json] = {
        "deed": OPINION_GIVEN,
        "consultation": consultation.pk,
        "agrees": agrees,
        "answer": answer,
        "document": document,
    }

    def deed(act: Act) -> TransitionReport:
        require_post(act, consultation.organisation_id, {Role.CONSULTED})
        if not answer.strip():
            raise ValidationError({"answer": ValidationError(_("Write the opinion."), code="required")})
        read_lines([consultation.nomination_id], act.today, lock=True)
        done = Consultation.objects.filter(pk=consultation.pk, answered_at=None).update(
            answer=answer.strip(), agrees=agrees, document=document[:200], answered_at=act.at
        )
        if not done:
            message = _("This opinion was given already.")
            raise Refused([Refusal("consultation", message, Basis.CONSULTATION)])
        act.note(Nomination, consultation.nomination_id, OPINION_GIVEN, {"agrees": agrees}, {"answer": answer.strip()})
        return TransitionReport(act.operation, made={"consultation": consultation.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def conclude_hold(
    hold: Hold, conclusion: str, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Record the document that concludes a hold; then its lines are resumed, or ruled ineligible."""
    asked: dict[str, Json] = {"deed": HOLD_CONCLUDED, "hold": hold.pk, "conclusion": conclusion}

    def deed(act: Act) -> TransitionReport:
        require_post(act, hold.office_id, {Role.OFFICE_HEAD})
        if not conclusion.strip() or len(conclusion) > _longest_item:
            message = _("Name the concluding document, in at most %(count)d characters.") % {"count": _longest_item}
            raise ValidationError({"conclusion": ValidationError(message, code="required")})
        lines = take_case(hold.case_id, act, ("review",))
        Hold.objects.filter(pk=hold.pk).update(conclusion=conclusion.strip())
        for line in lines:
            act.note(Nomination, line.id, HOLD_CONCLUDED, {}, {"document": conclusion.strip()})
        return TransitionReport(act.operation, made={"hold": hold.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def lock_lines(
    nominations: Sequence[int] | Mapping[int, object], act: Act, posts: tuple[Post, ...], states: tuple[State, ...]
) -> list[Line]:
    """Lock lines in these states for one of these posts. Raises `Refused` line by line, `ValidationError` for ids."""
    ids = sorted(set(nominations))
    lock_cases_of(ids, act)
    lines = read_lines(ids, act.today, lock=True)
    if len(lines) != len(ids) or not ids:
        raise ValidationError({"nominations": ValidationError(_("Name nominations that exist."), code="unknown")})
    refused = {line.id: (why,) for line in lines if (why := _why_not(line, act, posts, states)) is not None}
    if refused:
        raise Refused((), refused)
    return lines


def _why_not(line: Line, act: Act, posts: tuple[Post, ...], states: tuple[State, ...]) -> Refusal | None:
    holder = act.holder
    lacking = no_post(posts, line, holder) or out_of_scope_deed(holder) or own_matter(line, holder)
    if lacking is not None or line.state in states:
        return lacking
    message = _("It is «%(is)s»; this is done while it is: %(states)s.")
    named = ", ".join(str(state.label) for state in states)
    return Refusal("state", message % {"is": line.state.label, "states": named}, Basis.PROCEDURE)
