"""Clerical corrections: the spelling of a name, title or unit, confirmed by the unit, beside the revision."""

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import folded, one_line
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.judgement import no_post, out_of_scope_deed, own_matter
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.locking import lock_cases_of
from workflow.dossiers.models import Correction, Nomination
from workflow.dossiers.names import CORRECTABLE, names_of, sorted_and_found
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import office_specialist, unit_officer

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

CORRECTED: Final = "CORRECTED"
_longest: Final = {"text": 250, "confirmed_by": 200}
_DECIDED: Final = frozenset({State.AWARDED, State.REVOKED})
_never: Final = frozenset({State.WITHDRAWN, State.LAPSED, State.REDIRECTED})


@command
def correct_clerical(
    nomination: int,
    field: str,
    text: str,
    actor: User | None,
    *,
    capacity: Under,
    confirmed_by: str,
    operation_id: str | None = None,
) -> TransitionReport:
    """Record how a name, title or unit is rightly written. No revision is rewritten: the hash and every sign-off stand.

    Before receipt the unit's officer corrects; from then on only the office does, on a paper of the
    unit. `confirmed_by` names that paper, or before receipt a person. Another name is no correction:
    what was signed would speak of somebody else. Raises `ValidationError` on `field`, `text` or
    `confirmed_by`.
    """
    asked: dict[str, Json] = {
        "deed": CORRECTED,
        "nomination": nomination,
        "field": field,
        "text": text,
        "confirmed_by": confirmed_by,
    }

    def deed(act: Act) -> TransitionReport:
        written = one_line(text)
        _check(field, written, confirmed_by)
        line = _lock(nomination, act)
        _check_against(line, field, written, confirmed_by)
        _correct(line, field, written, confirmed_by.strip(), act)
        return TransitionReport(act.operation, made={"nomination": nomination})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _correct(line: Line, field: str, text: str, confirmed_by: str, act: Act) -> None:
    was = names_of([line.id])[line.id][CORRECTABLE.index(field)]
    if was == text:
        raise ValidationError({"text": ValidationError(_("It is written so already."), code="same")})
    Correction.objects.create(
        nomination_id=line.id,
        field=field,
        was=was,
        text=text,
        confirmed_by=confirmed_by,
        person_id=act.holder.person,
        at=act.at,
    )
    if field == "nominee_name":
        keys = sorted_and_found(line.nominee_kind, text)
        rows.update_rows(Nomination, "id", ("folded_name", "name_key"), [(line.id, *keys)])
    act.note(Nomination, line.id, CORRECTED, {"field": field}, {"was": was, "text": text})


def _lock(nomination: int, act: Act) -> Line:
    lock_cases_of([nomination], act)
    lines = read_lines([nomination], act.today, lock=True)
    if not lines:
        message = _("No such nomination: %(ids)s.") % {"ids": nomination}
        raise ValidationError({"nomination": ValidationError(message, code="unknown")})
    refusal = _why_not(lines[0], act)
    if refusal is not None:
        raise Refused([refusal])
    return lines[0]


def _check(field: str, text: str, confirmed_by: str) -> None:
    errors: dict[str, ValidationError] = {}
    if field not in CORRECTABLE:
        message = _("Only the spelling of the name, the title or the unit is corrected; edit the rest.")
        errors["field"] = ValidationError(message, code="material")
    for name, value in (("text", text), ("confirmed_by", confirmed_by)):
        if not value.strip() or len(value) > _longest[name]:
            message = _("Use 1 to %(count)d characters.") % {"count": _longest[name]}
            errors[name] = ValidationError(message, code="length")
    if errors:
        raise ValidationError(dict(errors))


def _check_against(line: Line, field: str, text: str, confirmed_by: str) -> None:
    """What only the line itself can say: whether it is still the name that was drafted, and what confirms it."""
    errors: dict[str, ValidationError] = {}
    if field == "nominee_name" and not is_one_name(_drafted(line), text):
        message = _("This is another name. A correction mends the spelling; another nominee is another nomination.")
        errors["text"] = ValidationError(message, code="another")
    if line.regime is not None and not any(sign.isdigit() for sign in confirmed_by):
        message = _("The office has received it: name the paper of the unit by number and date.")
        errors["confirmed_by"] = ValidationError(message, code="paper")
    if errors:
        raise ValidationError(dict(errors))


def _drafted(line: Line) -> str:
    """The name as it was drafted: many small corrections must not drift away from it."""
    return str(Nomination.objects.values_list("nominee_name", flat=True).get(pk=line.id))


def is_one_name(drafted: str, corrected: str) -> bool:
    """Whether two spellings are close enough to be one name (difflib's ratio, 0 to 1).

    Marks of letters and remarks in brackets tell no names apart.
    """
    one, other = (folded(_remark.sub("", name)) for name in (drafted, corrected))
    return SequenceMatcher(None, one, other).ratio() >= _alike


_alike: Final = 0.6
_remark: Final = re.compile(r"\([^)]*\)")


def _why_not(line: Line, act: Act) -> Refusal | None:
    holder = act.holder
    posts = (unit_officer,) if line.regime is None else (office_specialist,)
    lacking = no_post(posts, line, holder) or out_of_scope_deed(holder) or own_matter(line, holder)
    if lacking is None and line.state in _DECIDED:
        message = _("It is «%(is)s»: what the decision says is corrected by another decision.")
        return Refusal("decided", message % {"is": line.state.label}, Basis.PROCEDURE, Role.OFFICE_HEAD)
    if lacking is not None or line.state not in _never:
        return lacking
    message = _("It is «%(is)s»; nothing is corrected on it any more.") % {"is": line.state.label}
    return Refusal("state", message, Basis.PROCEDURE)
