"""Lines that the office handles one by one: locked, in the right state, by the right post."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.awards.calendar import working_day_after
from workflow.dossiers.act import Act
from workflow.dossiers.judgement import no_post, out_of_scope_deed, own_matter
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.locking import lock_cases_of
from workflow.dossiers.reports import Refused
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Post
from workflow.procedure.states import State


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


def reply_days(lines: Sequence[Line], given: date | None, days: Callable[[Line], int], today: date) -> dict[int, date]:
    """By when each line is answered: the day that is given, or so many working days as its own route sets.

    Raises `ValidationError` on `reply_by`.
    """
    if given is not None and given < today:
        raise ValidationError({"reply_by": ValidationError(_("Give a day from today on."), code="past")})
    ends = {count: given or working_day_after(today, count) for count in {days(line) for line in lines}}
    return {line.id: ends[days(line)] for line in lines}


def _why_not(line: Line, act: Act, posts: tuple[Post, ...], states: tuple[State, ...]) -> Refusal | None:
    holder = act.holder
    lacking = no_post(posts, line, holder) or out_of_scope_deed(holder) or own_matter(line, holder)
    if lacking is not None or line.state in states:
        return lacking
    message = _("It is «%(is)s»; this is done while it is: %(states)s.")
    named = ", ".join(str(state.label) for state in states)
    return Refusal("state", message % {"is": line.state.label, "states": named}, Basis.PROCEDURE)
