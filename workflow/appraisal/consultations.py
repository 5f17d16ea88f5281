"""Consultations: the opinion of another body on lines, asked by the office and given once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.appraisal.handling import lock_lines, reply_days
from workflow.appraisal.models import Consultation
from workflow.database import rows
from workflow.database.arguments import command
from workflow.directory.models import Organisation, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.judgement import own_matter
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import office_head, office_specialist

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

CONSULTED: Final = "CONSULTED"
OPINION_GIVEN: Final = "OPINION_GIVEN"


@command
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
        lines = lock_lines(nominations, act, (office_specialist, office_head), (State.WITH_OFFICE, State.TO_PRESENT))
        if kind not in Consultation.Kind.values:
            raise ValidationError({"kind": ValidationError(_("There is no such kind of opinion."), code="unknown")})
        until = reply_days(lines, reply_by, lambda line: line.route.consultation_days, act.today)
        made = _ask(lines, organisation.pk, str(kind), until, act)
        return TransitionReport(act.operation, made={"consultations": made})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _ask(lines: Sequence[Line], organisation: int, kind: str, until: Mapping[int, date], act: Act) -> list[int]:
    columns = ("nomination_id", "organisation_id", "kind", "asked_by_id", "asked_at", "reply_by", "answer", "document")
    given = [(line.id, organisation, kind, act.person, act.at, until[line.id], "", "") for line in lines]
    made = rows.insert_rows(Consultation, columns, given, returning="id", unless_there=True)
    if len(made) != len(lines):
        message = _("This body is being asked about one of these lines already.")
        raise Refused([Refusal("consultation", message, Basis.CONSULTATION)])
    for line in lines:
        data: dict[str, Json] = {"asks": organisation, "kind": kind, "reply_by": until[line.id]}
        act.note(Nomination, line.id, CONSULTED, data)
    return sorted(row[0] for row in made)


@command
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
    """The consulted body answers, once. A late answer is kept too.

    Nobody answers on a nomination of oneself or of a relative. Raises `ValidationError` on `answer` or `document`.
    """
    asked: dict[str, Json] = {
        "deed": OPINION_GIVEN,
        "consultation": consultation.pk,
        "agrees": agrees,
        "answer": answer,
        "document": document,
    }

    def deed(act: Act) -> TransitionReport:
        require_post(act, consultation.organisation_id, {Role.CONSULTED})
        (line,) = read_lines([consultation.nomination_id], act.today, lock=True)
        own = own_matter(line, act.holder)
        if own is not None:
            raise Refused((), {line.id: (own,)})
        _check_answer(answer, document)
        done = Consultation.objects.filter(pk=consultation.pk, answered_at=None).update(
            answer=answer.strip(), agrees=agrees, document=document.strip(), answered_at=act.at
        )
        if not done:
            message = _("This opinion was given already.")
            raise Refused([Refusal("consultation", message, Basis.CONSULTATION)])
        act.note(Nomination, consultation.nomination_id, OPINION_GIVEN, {"agrees": agrees}, {"answer": answer.strip()})
        return TransitionReport(act.operation, made={"consultation": consultation.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _check_answer(answer: str, document: str) -> None:
    errors: dict[str, ValidationError] = {}
    if not answer.strip():
        errors["answer"] = ValidationError(_("Write the opinion."), code="required")
    if len(document.strip()) > _longest_document:
        message = _("Use at most %(count)d characters.") % {"count": _longest_document}
        errors["document"] = ValidationError(message, code="length")
    if errors:
        raise ValidationError(dict(errors))


_longest_document: Final = 200
