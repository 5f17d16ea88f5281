"""Rounds and allocated numbers: set by the office, each by a dated document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.awards.models import AwardForm, LateAcceptance, NomineeKind, QuotaDocument, QuotaLine, Round
from workflow.awards.queries import bodies_of
from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.directory.models import Organisation, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.reports import TransitionReport
from workflow.procedure.roles import Role
from workflow.procedure.routes import RouteRules

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

ALLOCATED: Final = "QUOTA_ALLOCATED"
ROUND_DATED: Final = "ROUND_DATED"
LATE_ACCEPTED: Final = "LATE_ACCEPTED"
_longest: Final = {"number": 60, "document": 200, "joint_agencies": 400}
_largest: Final = 1_000_000


def wrong_round(
    award_round: Round | None, rules: RouteRules, *, campaign: int, authority: int
) -> ValidationError | None:
    """Why a nomination of this campaign to this authority does not belong to the round under these rules."""
    if award_round is None:
        if not rules.round_required:
            return None
        return ValidationError(_("This route is bound to a round; choose one."), code="required")
    if (award_round.campaign_id, award_round.authority_id) != (campaign, authority):
        return ValidationError(_("This round belongs to another campaign or authority."), code="foreign")
    if rules.occasions and award_round.occasion not in rules.occasions:
        return ValidationError(_("This round is held on another occasion than the route is for."), code="occasion")
    return None


@dataclass(frozen=True, slots=True)
class Allocation:
    """How many nominations of one kind for one award form a body (or those below it) may send."""

    organisation: int
    award_form: str
    nominee_kind: str
    amount: int


@command
def issue_allocation(
    award_round: Round,
    lines: Sequence[Allocation],
    actor: User | None,
    *,
    capacity: Under,
    number: str,
    issued_on: date,
    joint_agencies: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """Issue or amend the written allocation of numbers (SEED-13, SEED-31): the newest document holds for its pools.

    Raises `ValidationError` by line and field.
    """
    asked: dict[str, Json] = {
        "deed": ALLOCATED,
        "round": award_round.pk,
        "paper": [number, issued_on, joint_agencies],
        "lines": [[one.organisation, one.award_form, one.nominee_kind, str(one.amount)] for one in lines],
    }

    def deed(act: Act) -> TransitionReport:
        office = _office_of(award_round, act)
        _check_texts({"number": number, "joint_agencies": joint_agencies}, required={"number"})
        rows.fetch("SELECT id FROM workflow_round WHERE id = %s {for_no_key_update}", [award_round.pk])
        _check_number(award_round, one_line(number), issued_on, act.today)
        document = QuotaDocument(
            round=award_round,
            number=one_line(number),
            issued_on=issued_on,
            issuer_id=office,
            joint_agencies=one_line(joint_agencies),
        )
        _write(document, lines)
        data: dict[str, Json] = {"round": award_round.code, "lines": len(lines), "issued_on": issued_on}
        act.note_of_organisation(office, ALLOCATED, data, document.number)
        return TransitionReport(act.operation, made={"document": document.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _check_number(award_round: Round, number: str, issued_on: date, today: date) -> None:
    errors: dict[str, ValidationError] = {}
    if issued_on > today:
        errors["issued_on"] = ValidationError(_("A paper is not dated in the future."), code="future")
    if QuotaDocument.objects.filter(round=award_round, number=number).exists():
        errors["number"] = ValidationError(_("This number is given already. Give the next one."), code="twice")
    if errors:
        raise ValidationError(dict(errors))


def _write(document: QuotaDocument, lines: Sequence[Allocation]) -> None:
    forms = dict(AwardForm.objects.values_list("code", "pk"))
    _check_lines(lines, forms)
    document.save()
    columns = ("document_id", "organisation_id", "award_form_id", "nominee_kind", "amount")
    given = [(document.pk, one.organisation, forms[one.award_form], one.nominee_kind, one.amount) for one in lines]
    rows.insert_rows(QuotaLine, columns, given)


def _office_of(award_round: Round, act: Act) -> int:
    """The standing office of the round's authority, whose head acts."""
    try:
        bodies = bodies_of(award_round.authority_id, act.today)
    except LookupError as error:
        raise ValidationError({"round": ValidationError(str(error), code="bodies")}) from error
    require_post(act, bodies.office_id, {Role.OFFICE_HEAD})
    return bodies.office_id


def _check_lines(lines: Sequence[Allocation], forms: Mapping[str, int]) -> None:
    errors: dict[str, ValidationError] = {}
    known = set(Organisation.objects.filter(pk__in={one.organisation for one in lines}).values_list("pk", flat=True))
    seen: set[tuple[int, str, str]] = set()
    for number, one in enumerate(lines):
        if one.organisation not in known:
            errors[f"lines[{number}].organisation"] = ValidationError(_("Choose an organisation."), code="unknown")
        if one.award_form not in forms:
            errors[f"lines[{number}].award_form"] = ValidationError(_("There is no such award form."), code="unknown")
        if one.nominee_kind not in NomineeKind.values:
            message = _("A nominee is a person, a collective or a household.")
            errors[f"lines[{number}].nominee_kind"] = ValidationError(message, code="kind")
        if not 0 <= one.amount <= _largest:
            message = _("Give a number from 0 to %(count)d.") % {"count": _largest}
            errors[f"lines[{number}].amount"] = ValidationError(message, code="amount")
        pool = (one.organisation, one.award_form, one.nominee_kind)
        if pool in seen:
            errors[f"lines[{number}]"] = ValidationError(_("This pool stands in the list twice."), code="twice")
        seen.add(pool)
    if not lines:
        errors["lines"] = ValidationError(_("Allocate at least one number."), code="empty")
    if errors:
        raise ValidationError(dict(errors))


def _check_texts(texts: Mapping[str, str], required: set[str]) -> None:
    errors = {
        name: ValidationError(_("Use 1 to %(count)d characters.") % {"count": _longest[name]}, code="length")
        for name, text in texts.items()
        if len(one_line(text)) > _longest[name] or (name in required and not text.strip())
    }
    if errors:
        raise ValidationError(dict(errors))


@command
def date_round(
    award_round: Round,
    actor: User | None,
    *,
    capacity: Under,
    opens_on: date | None,
    closes_on: date | None,
    document: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Enter or move the dates of a round, on the strength of a document: they come later than the plan (SEED-36)."""
    asked: dict[str, Json] = {
        "deed": ROUND_DATED,
        "round": award_round.pk,
        "opens_on": opens_on,
        "closes_on": closes_on,
        "document": document,
    }

    def deed(act: Act) -> TransitionReport:
        office = _office_of(award_round, act)
        _check_texts({"document": document}, required={"document"})
        if opens_on is not None and closes_on is not None and closes_on < opens_on:
            message = _("The round closes before it opens.")
            raise ValidationError({"closes_on": ValidationError(message, code="dates")})
        Round.objects.filter(pk=award_round.pk).update(opens_on=opens_on, closes_on=closes_on)
        data: dict[str, Json] = {"round": award_round.code, "opens_on": opens_on, "closes_on": closes_on}
        act.note_of_organisation(office, ROUND_DATED, data, one_line(document))
        return TransitionReport(act.operation, made={"round": award_round.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def accept_late(
    award_round: Round,
    unit: Organisation,
    actor: User | None,
    *,
    capacity: Under,
    until: date,
    document: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Record that a unit may still send after the round has closed, until a day and on the strength of a document."""
    asked: dict[str, Json] = {
        "deed": LATE_ACCEPTED,
        "round": award_round.pk,
        "unit": unit.pk,
        "until": until,
        "document": document,
    }

    def deed(act: Act) -> TransitionReport:
        office = _office_of(award_round, act)
        _check_texts({"document": document}, required={"document"})
        if until < act.today:
            raise ValidationError({"until": ValidationError(_("Give a day from today on."), code="past")})
        accepted = LateAcceptance.objects.create(
            round=award_round, organisation=unit, until=until, document=one_line(document)
        )
        data: dict[str, Json] = {"round": award_round.code, "unit": unit.pk, "until": until}
        act.note_of_organisation(office, LATE_ACCEPTED, data, one_line(document))
        return TransitionReport(act.operation, made={"acceptance": accepted.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)
