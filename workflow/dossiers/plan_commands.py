"""A unit records the plan by which it carries out a campaign, and withdraws it."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.awards.models import Campaign
from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.directory.models import Organisation, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.papers import StoredFile, is_in_store
from workflow.dossiers.plans import UnitPlan
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.scanning import Scan, is_scanning
from workflow.dossiers.secrecy import secret_title
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

PLAN_RECORDED: Final = "PLAN_RECORDED"
PLAN_WITHDRAWN: Final = "PLAN_WITHDRAWN"
KEEPERS: Final = frozenset({Role.UNIT_OFFICER, Role.UNIT_HEAD})
"""Who records and withdraws the plans of a unit."""
_longest: Final = {"number": 100, "title": 300, "reason": 400}


@command
def record_unit_plan(
    unit: Organisation,
    actor: User | None,
    *,
    capacity: Under,
    campaign: Campaign,
    number: str,
    issued_on: date,
    title: str,
    file: StoredFile,
    operation_id: str | None = None,
) -> TransitionReport:
    """Record the unit's plan of a campaign (SEED-40); it takes the place of the one in force. `made` names it.

    Raises `ValidationError` by field.
    """
    asked: dict[str, Json] = {
        "deed": PLAN_RECORDED,
        "unit": unit.pk,
        "campaign": campaign.pk,
        "paper": [number, issued_on, title],
        "file": file.sha256,
    }

    def deed(act: Act) -> TransitionReport:
        require_post(act, unit.pk, KEEPERS)
        given = _Given(unit, campaign, number, issued_on, title, file)
        _check(given, act.today)
        return TransitionReport(act.operation, made={"plan": _write(given, act)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@dataclass(frozen=True, slots=True)
class _Given:
    """What is to be recorded."""

    unit: Organisation
    campaign: Campaign
    number: str
    issued_on: date
    title: str
    file: StoredFile


def _write(given: _Given, act: Act) -> int:
    """The plan in the place of the one in force."""
    _hold(given.unit.pk)
    before = UnitPlan.objects.filter(organisation=given.unit, campaign=given.campaign, ended_at=None).first()
    if before is not None:
        UnitPlan.objects.filter(pk=before.pk).update(ended_at=act.at, ended_by=act.person)
    plan = UnitPlan.objects.create(
        organisation=given.unit,
        campaign=given.campaign,
        number=one_line(given.number),
        issued_on=given.issued_on,
        title=one_line(given.title),
        file_name=given.file.file_name,
        content_type=given.file.content_type,
        size=given.file.size,
        sha256=given.file.sha256,
        scan=given.file.scan.value,
        recorded_by_id=act.holder.person,
        recorded_at=act.at,
    )
    if before is not None:
        UnitPlan.objects.filter(pk=before.pk).update(replaced_by=plan)
    _note(act, plan, PLAN_RECORDED, {"replaces": before.pk} if before is not None else {})
    return int(plan.pk)


def _check(given: _Given, today: date) -> None:
    """Raises `ValidationError` by field."""
    errors = _text_errors({"number": given.number, "title": given.title})
    secret = secret_title(given.title)
    if secret is not None:
        errors["title"] = secret
    if not given.unit.exists_on(today):
        errors["unit"] = ValidationError(_("This unit does not exist today."), code="R-DISSOLVED")
    if given.issued_on > today:
        errors["issued_on"] = ValidationError(_("A paper is not dated in the future."), code="future")
    if not is_in_store(given.file):
        message = _("This file is not in the store. Upload it first, then attach it.")
        errors["file"] = ValidationError(message, code="store")
    elif is_scanning() and given.file.scan != Scan.CLEAN:
        # The plan stands for many lines that are sent by others: it does not wait, it is recorded once it is clean.
        message = _("The virus scanner does not answer. Record the plan again in a few minutes.")
        errors["file"] = ValidationError(message, code="unscanned")
    if errors:
        raise ValidationError(errors)


def _text_errors(texts: dict[str, str]) -> dict[str, ValidationError]:
    return {
        name: ValidationError(_("Use 1 to %(count)d characters.") % {"count": _longest[name]}, code="length")
        for name, text in texts.items()
        if not 1 <= len(one_line(text)) <= _longest[name]
    }


def _hold(unit: int) -> None:
    """Two who record or withdraw a plan of one unit wait for each other."""
    rows.fetch("SELECT id FROM workflow_organisation WHERE id = %s {for_no_key_update}", [unit])


def _note(act: Act, plan: UnitPlan, deed: str, more: "dict[str, Json]") -> None:
    data: dict[str, Json] = {
        "plan": plan.pk,
        "campaign": plan.campaign_id,
        "issued_on": plan.issued_on,
        "file": plan.sha256,
    }
    act.note_of_organisation(plan.organisation_id, deed, {**data, **more}, plan.number)


@command
def withdraw_unit_plan(
    plan: UnitPlan, actor: User | None, *, capacity: Under, reason: str, operation_id: str | None = None
) -> TransitionReport:
    """Withdraw a plan in force, with a reason. Lines that were sent while it counted keep what they said.

    Raises `ValidationError` on `reason`, and `Refused` where the plan is in force no more.
    """
    asked: dict[str, Json] = {"deed": PLAN_WITHDRAWN, "plan": plan.pk, "reason": reason}

    def deed(act: Act) -> TransitionReport:
        require_post(act, plan.organisation_id, KEEPERS)
        errors = _text_errors({"reason": reason})
        if errors:
            raise ValidationError(errors)
        _hold(plan.organisation_id)
        in_force = UnitPlan.objects.filter(pk=plan.pk, ended_at=None)
        if not in_force.update(ended_at=act.at, ended_by=act.person, reason=one_line(reason)):
            message = _("This plan is in force no more. Look at the list of plans again.")
            raise Refused([Refusal("version", message, Basis.UNCHANGED)])
        _note(act, plan, PLAN_WITHDRAWN, {})
        return TransitionReport(act.operation, made={"plan": plan.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)
