"""Past awards are recorded from an uploaded list, and a wrong one is removed with its reason: by the office."""

import hashlib
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.awards.queries import bodies_of
from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import folded
from workflow.directory.models import Organisation, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.history import PastAward
from workflow.dossiers.history_rows import Past, check_history
from workflow.dossiers.nominee_keys import nominees_by_key
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.uploaded import UploadedHistory
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflow.audit.canonical import Json

RECORDED: Final = "PAST_AWARDS_RECORDED"
REMOVED: Final = "PAST_AWARD_REMOVED"
KEEPERS: Final = frozenset({Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD})
"""Who keeps the history of awards: the standing office of the authority."""
_longest: Final = 1000


@command
def record_history(
    uploaded: UploadedHistory,
    seen_list: str,
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """Record the rows of an uploaded list that are right, all of them or none; `made` says how many.

    `seen_list` is the mark of the list that was looked at. Raises `ValidationError` on `seen_list` when
    another list took its place, or when no row of it can be recorded.
    """
    authority: Organisation = uploaded.authority
    asked: dict[str, Json] = {
        "deed": RECORDED,
        "authority": authority.pk,
        "list": uploaded.pk,
        "seen_list": seen_list,
    }

    def deed(act: Act) -> TransitionReport:
        office = _office_of(authority, act)
        now = UploadedHistory.objects.filter(pk=uploaded.pk, person=act.person).first()
        if now is None or now.mark != seen_list:
            raise _wrong(_("Another list was uploaded meanwhile. Look at it, then record it."), "replaced")
        good = [past for _row, past in check_history(now.sheet, authority, act.today).good]
        lines = _insert(good, authority, act) if good else []
        if not lines:
            raise _wrong(_("No row of the list can be recorded."), "empty")
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        data: dict[str, Json] = {"authority": authority.code, "lines": len(lines), "digest": digest}
        act.note_of_organisation(office, RECORDED, data)
        return TransitionReport(act.operation, made={"past_awards": len(lines)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _office_of(authority: Organisation, act: Act) -> int:
    """The standing office of the authority, at which the actor holds a post. Raises `Refused`."""
    try:
        office = bodies_of(authority.pk, act.today).office_id
    except LookupError as error:
        raise ValidationError({"authority": ValidationError(str(error), code="bodies")}) from error
    require_post(act, office, KEEPERS)
    return office


def _wrong(message: str, code: str) -> ValidationError:
    return ValidationError({"seen_list": ValidationError(message, code=code)})


_columns: Final = (
    "nominee_id",
    "nominee_kind",
    "name",
    "folded_name",
    "birth_year",
    "title",
    "unit",
    "award_form_id",
    "authority_id",
    "authority_name",
    "number",
    "folded_number",
    "decided_on",
    "achievement_title",
    "period_from",
    "period_to",
    "campaign_id",
    "line",
    "recorded_by",
    "recorded_at",
    "removed_for",
)


def _insert(good: "Sequence[Past]", authority: Organisation, act: Act) -> list[str]:
    """Record the awards under the lock of their nominees, so that no proposal for one merit passes unseen.

    What somebody else has recorded meanwhile is left as it is; the lines that are new.
    """
    nominees = nominees_by_key(past.whom for past in good if past.whom is not None)
    rows.fetch(
        f"SELECT id FROM workflow_nominee WHERE {rows.among('id')} ORDER BY id {{for_no_key_update}}",
        [rows.array(sorted(nominees.values()))],
    )
    given = [_row(past, nominees[past.whom.key] if past.whom is not None else None, authority, act) for past in good]
    made = rows.insert_rows(PastAward, _columns, given, returning="line", unless_there=True)
    return sorted(row[0] for row in made)


def _row(past: Past, nominee: int | None, authority: Organisation, act: Act) -> tuple[object, ...]:
    says = past.values
    return (
        nominee,
        says["kind"],
        says["name"],
        folded(says["name"]),
        int(says["birth_year"]) if says["birth_year"] else None,
        says["title"],
        says["unit"],
        past.award_form,
        authority.pk,
        says["authority_name"],
        says["decision_number"],
        folded(says["decision_number"]),
        says["decided_on"],
        says["achievement_title"],
        says["period_from"],
        says["period_to"],
        past.campaign,
        past.line,
        act.person,
        act.at,
        "",
    )


@command
def remove_past_award(
    past_award: PastAward,
    reason: str,
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """Remove a past award that was recorded wrongly: it stays in the table with who removed it and why.

    Raises `ValidationError` on `reason` without one, on `past_award` where it is removed already.
    """
    asked: dict[str, Json] = {"deed": REMOVED, "past_award": past_award.pk, "reason": reason}

    def deed(act: Act) -> TransitionReport:
        office = _office_of(past_award.authority, act)
        said = reason.strip()
        if not 1 <= len(said) <= _longest:
            message = _("Use 1 to %(count)d characters.") % {"count": _longest}
            raise ValidationError({"reason": ValidationError(message, code="length")})
        standing = PastAward.objects.standing().filter(pk=past_award.pk)
        if not standing.update(removed_at=act.at, removed_by=act.person, removed_for=said):
            message = _("This award was removed already. Look at the list again.")
            raise ValidationError({"past_award": ValidationError(message, code="removed")})
        data: dict[str, Json] = {"past_award": past_award.pk, "line": past_award.line}
        act.note(Organisation, office, REMOVED, data, {"reason": said})
        return TransitionReport(act.operation, made={"past_award": past_award.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)
