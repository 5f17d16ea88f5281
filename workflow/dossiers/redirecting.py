"""Redirecting: a nomination closes here and lives on as a linked one, under another form, authority or procedure."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.awards.models import AwardForm, Round, Route, StandingBodies
from workflow.awards.queries import bodies_of, competent, route_in_force
from workflow.database import rows
from workflow.database.arguments import command
from workflow.directory.models import Organisation, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.door import Move, move_lines
from workflow.dossiers.drafting import DRAFTED
from workflow.dossiers.flow import LetterFlow
from workflow.dossiers.letter_desks import OPENED, copy_papers
from workflow.dossiers.lines import read_lines
from workflow.dossiers.locking import lock_cases_of
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.moving import join_cases
from workflow.dossiers.names import names_of
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.revisions import revise
from workflow.dossiers.rounds import wrong_round
from workflow.procedure.facts import Reason
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.board import NewCase

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

# What the nominee achieved goes along with its papers, and names as they were corrected; votes and grounds belong to
# the old procedure.
_COPY: Final = """
INSERT INTO workflow_nomination (version, state, case_id, letter_id, campaign_id, round_id, route_id, award_form_id,
  unit_id, level_id, authority_id, office_id, council_id, nominee_id, nominee_kind, track, nominee_name, nominee_title,
  nominee_unit, folded_name, name_key, achievement_title, achievement, period_from, period_to, influence_scope,
  simplified_ground, submitter_ground, duplicate_ground, recipient, names_confirmed_at, content_hash,
  revision_no, drafters, resume_to, supplement_rounds, times_reopened, reply_by, redirected_from_id)
SELECT 0, 'DRAFT', %s, %s, n.campaign_id, %s, %s, %s, n.unit_id, n.unit_id, %s, %s, %s, n.nominee_id, n.nominee_kind,
  n.track, %s, %s, %s, n.folded_name, n.name_key, n.achievement_title, n.achievement, n.period_from,
  n.period_to, n.influence_scope, '', n.submitter_ground, n.duplicate_ground, n.recipient, n.names_confirmed_at, '', 0,
  n.drafters, '', 0, 0, %s, n.id
FROM workflow_nomination n WHERE n.id = %s RETURNING id"""
_COPY_PAPERS: Final = """
INSERT INTO workflow_attachment (nomination_id, kind, title, file_name, content_type, size, sha256, scan,
  uploaded_by_id, uploaded_at)
SELECT %s, a.kind, a.title, a.file_name, a.content_type, a.size, a.sha256, a.scan, a.uploaded_by_id, a.uploaded_at
FROM workflow_attachment a WHERE a.nomination_id = %s AND a.removed_at IS NULL"""


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a nomination goes on."""

    route: Route
    form: AwardForm
    authority: Organisation
    bodies: StandingBodies
    round: Round | None
    reply_by: date


@command
def redirect_nomination(
    nomination: int,
    actor: User | None,
    *,
    capacity: Under,
    route: str,
    authority: Organisation,
    award_form: str,
    award_round: Round | None,
    reply_by: date,
    consent: str,
    reason: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Close a nomination and open the linked one in DRAFT on a new letter of its unit; `made` names both.

    `consent` is the unit's paper. The new round is open today, or none where the new route is bound to
    none. Raises `ValidationError` on `route`, `authority`, `award_form`, `round` or `reply_by`; a
    refusal is in the report.
    """
    asked: dict[str, Json] = {
        "deed": "REDIRECT",
        "nomination": nomination,
        "route": route,
        "authority": authority.pk,
        "award_form": award_form,
        "round": award_round.pk if award_round else None,
        "reply_by": reply_by,
        "consent": consent,
        "reason": reason,
    }

    def deed(act: Act) -> TransitionReport:
        lock_cases_of([nomination], act)
        target = replace(_target(route, authority, award_form, reply_by, act.today), round=award_round)
        return _redirect(nomination, target, Reason(reason, document=consent), act)

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _redirect(nomination: int, target: _Target, reason: Reason, act: Act) -> TransitionReport:
    old = Nomination.objects.select_related("letter", "route").filter(pk=nomination).first()
    if old is None:
        message = _("No such nomination: %(ids)s.") % {"ids": nomination}
        raise ValidationError({"nomination": ValidationError(message, code="unknown")})
    goes = (target.route.code, target.form.pk, target.authority.pk)
    if goes == (old.route.code, old.award_form_id, old.authority_id):
        message = _("It goes this way already. Choose another form, authority or procedure.")
        raise ValidationError({"route": ValidationError(message, code="same")})
    _check_round(target, old.campaign_id, act.today)
    made = _draft_linked(old, target, act)
    presenting = old.state == State.TO_PRESENT.value
    transition = Transition.REDIRECT_PRESENTING if presenting else Transition.REDIRECT
    report = move_lines([Move(transition, (nomination,), reason)], act, whole=True)
    return TransitionReport(act.operation, moved=report.moved, made=made)


def _target(route: str, authority: Organisation, award_form: str, reply_by: date, today: date) -> _Target:
    form = AwardForm.objects.filter(code=award_form).first()
    errors: dict[str, ValidationError] = {}
    if form is None or not competent(form.pk, authority, today):
        message = _("The authority has no competence for this award form.")
        raise ValidationError({"award_form": ValidationError(message, code="R-AUTH")})
    try:
        version = route_in_force(route, today)
    except LookupError as error:
        raise ValidationError({"route": ValidationError(str(error), code="unknown")}) from error
    try:
        bodies = bodies_of(authority.pk, today)
    except LookupError as error:
        raise ValidationError({"authority": ValidationError(str(error), code="bodies")}) from error
    if form.code not in version.rules.award_forms:
        message = _("The route %(route)s does not lead to this award form.") % {"route": route}
        errors["route"] = ValidationError(message, code="route")
    if version.rules.council and bodies.council_id is None:
        message = _("This authority has no council; choose the route for bodies without one.")
        errors["route"] = ValidationError(message, code="council")
    if reply_by < today:
        errors["reply_by"] = ValidationError(_("Give a day from today on."), code="past")
    if errors:
        raise ValidationError(dict(errors))
    return _Target(version, form, authority, bodies, None, reply_by)


def _check_round(target: _Target, campaign: int, today: date) -> None:
    """Raises `ValidationError` on `round`."""
    wrong = wrong_round(target.round, target.route.rules, campaign=campaign, authority=target.authority.pk)
    if wrong is None and target.round is not None and not Round.objects.open_on(today).filter(pk=target.round.pk):
        wrong = ValidationError(_("This round is not open today; choose one that is."), code="closed")
    if wrong is not None:
        raise ValidationError({"round": wrong})


def _draft_linked(old: Nomination, target: _Target, act: Act) -> dict[str, int]:
    """The linked nomination on the unit's desk, with the old one's papers. Until the reply date no round binds it."""
    ((case, _fresh),) = act.board.open(
        [NewCase(LetterFlow, "prepare", old.unit_id, variant=Letter.Kind.UNIT.value, due=target.reply_by)]
    )
    letter = Letter.objects.create(
        kind=Letter.Kind.UNIT,
        organisation_id=old.unit_id,
        authority=target.authority,
        campaign_id=old.campaign_id,
        round=target.round,
        route=target.route,
        case_id=case,
        subject=old.letter.subject,
        folded_subject=old.letter.folded_subject,
        opened_by=act.person,
        opened_at=act.at,
        version=1,
    )
    act.note(Letter, letter.pk, OPENED, {"kind": letter.kind, "redirected_from": old.pk}, counted=True)
    copy_papers([(letter.pk, old.letter_id)])
    seats = (target.authority.pk, target.bodies.office_id, target.bodies.council_id)
    names = names_of([old.pk])[old.pk]
    award_round = target.round.pk if target.round else None
    given = [case, letter.pk, award_round, target.route.pk, target.form.pk, *seats, *names, target.reply_by, old.pk]
    ((new,),) = rows.fetch(_COPY, given)
    rows.execute(_COPY_PAPERS, [new, old.pk])
    lines = read_lines([new], act.today, lock=False)
    join_cases([(new, case)], act)
    revise(lines, act, DRAFTED, {"to": State.DRAFT.value, "letter": letter.pk, "redirected_from": old.pk})
    return {"nomination": new, "letter": int(letter.pk)}
