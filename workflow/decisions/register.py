"""The register of numbers: what an authority gave in a year, and what it cancelled, with the reason."""

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database.arguments import command
from workflow.database.texts import folded, one_line
from workflow.decisions.models import Decision
from workflow.directory.models import Organisation, User
from workflow.directory.numbers import CancelledNumber, Series, is_cancelled, lock_register
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.reports import TransitionReport
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

NUMBER_CANCELLED: Final = "NUMBER_CANCELLED"
_longest: Final = 60
_longest_document: Final = 200


@command
def cancel_number(
    organisation: Organisation,
    number: str,
    year: int,
    actor: User | None,
    *,
    capacity: Under,
    reason: str,
    document: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Cancel a number of a decision that no paper bears: it was kept free by hand, or its paper was spoilt.

    It is never given again; the authority's own register passes over it. A number that a decision bears stands:
    an issued decision is corrected or revoked by a decision of its own, and never unissued. Raises
    `ValidationError` on `number`, `year`, `reason` or `document`.
    """
    given = {"number": number, "reason": reason, "document": document}
    asked: dict[str, Json] = {"deed": NUMBER_CANCELLED, "organisation": organisation.pk, "year": year, **given}

    def deed(act: Act) -> TransitionReport:
        require_post(act, organisation.pk, cancels_at(organisation))
        if _is_open(year, act):
            lock_register(organisation.pk, Series.DECISION, year)
        written = one_line(number)
        _check(organisation.pk, written, year, reason, document, act)
        made = CancelledNumber.objects.create(
            organisation=organisation,
            series=Series.DECISION.value,
            year=year,
            number=written,
            folded_number=folded(written)[:_longest],
            reason=reason.strip(),
            document=one_line(document),
            by_id=act.holder.person,
            at=act.at,
        )
        data: dict[str, Json] = {"series": Series.DECISION.value, "year": year, "number": written}
        act.note(Organisation, organisation.pk, NUMBER_CANCELLED, data, {"document": document, "reason": reason})
        return TransitionReport(act.operation, made={"cancelled": made.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def cancels_at(organisation: Organisation) -> frozenset[Role]:
    """Who keeps the numbers: the records clerk; where numbers come with the signature, the decider's office too."""
    return frozenset({Role.RECORDS_CLERK, Role.DECIDER_OFFICE} if organisation.keeps_register else {Role.RECORDS_CLERK})


def _is_open(year: int, act: Act) -> bool:
    return act.today.year - 1 <= year <= act.today.year


def _check(organisation: int, number: str, year: int, reason: str, document: str, act: Act) -> None:
    errors: dict[str, ValidationError] = {}
    is_open = _is_open(year, act)
    borne = Decision.objects.filter(authority=organisation, number=number)
    if not number or len(number) > _longest:
        message = _("Give a number of at most %(count)d characters.") % {"count": _longest}
        errors["number"] = ValidationError(message, code="number")
    elif is_open and borne.filter(dated__year=year).exists():
        message = _(
            "A decision bears this number, so it stands. Correct or revoke that decision by a decision of its own."
        )
        errors["number"] = ValidationError(message, code="given")
    elif is_open and is_cancelled(organisation, Series.DECISION, year, number):
        errors["number"] = ValidationError(_("This number is cancelled already."), code="twice")
    if not is_open:
        message = _("Only numbers of this year and of the last one are cancelled.")
        errors["year"] = ValidationError(message, code="year")
    if not reason.strip():
        message = _("No reason is given. Write the reason, then try again.")
        errors["reason"] = ValidationError(message, code="required")
    if not document.strip() or len(document) > _longest_document:
        message = _("Name the document on which this rests (number and date).")
        errors["document"] = ValidationError(message, code="required")
    if errors:
        raise ValidationError(dict(errors))
