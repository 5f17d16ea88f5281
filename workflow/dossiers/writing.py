"""Who writes in a letter and its lines: the officer of its unit, and a colleague invited into that one letter.

A colleague acts under an own appointment at the letter's body, or at one right below it, with the invitation as a
further ground; the record names both. What is asked with `colleagues` is writing; every deed of the procedure stays
with the post.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database import rows
from workflow.directory.capacity import Capacity, no_authority
from workflow.directory.invitations import Invitation, invitations_on
from workflow.dossiers.act import Act
from workflow.dossiers.handling import require_post, take_case
from workflow.dossiers.judgement import no_post, out_of_scope_deed, own_matter
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.locking import lock_cases_of
from workflow.dossiers.models import Letter
from workflow.dossiers.open_parts import load_requests
from workflow.dossiers.reports import Refused
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import unit_officer

EDITABLE: Final = frozenset({State.DRAFT, State.IN_SUPPLEMENT})
"""The states in which the unit writes in a line."""

_Invited = Mapping[int, Invitation]


def lock_letter_in_preparation(letter: Letter, act: Act) -> list[Line]:
    """Lock a unit's letter on its officer's desk; its lines. Raises `Refused` when it is not there any more."""
    require_post(act, letter.organisation_id, {Role.UNIT_OFFICER})
    _require_unit_letter(letter)
    return take_case(letter.case_id, act, ("prepare",))


def lock_letter_to_write(letter: Letter, act: Act) -> list[Line]:
    """The same for its officer, or for a colleague who is invited into it. Raises `Refused`.

    The invitation is read again when the case is locked: what was taken back meanwhile counts no more.
    """
    if _is_officer(act.holder, letter) or not _invited([letter.case_id], act, lock=False):
        return lock_letter_in_preparation(letter, act)
    _require_unit_letter(letter)
    lines = take_case(letter.case_id, act, ("prepare",))
    invited = _invited([letter.case_id], act, lock=True)
    if letter.case_id not in invited:
        raise Refused([no_longer_invited()])
    act.invitation = invited[letter.case_id]
    return lines


def _is_officer(holder: Capacity, letter: Letter) -> bool:
    return holder.role is Role.UNIT_OFFICER and letter.organisation_id in holder.organisations


def _require_unit_letter(letter: Letter) -> None:
    if letter.kind != Letter.Kind.UNIT:
        message = _("Nominees are listed on a unit's letter, not on one that collects.")
        raise Refused([Refusal("letter", message, Basis.PROCEDURE)])


def no_longer_invited() -> Refusal:
    """The invitation is over."""
    return no_authority(
        _("Your invitation into this letter is over. Ask its officer if you are to go on."), "invitation"
    )


# The body of the appointment under which one acts: the letter's own, or right below it.
_NEAR: Final = """
SELECT l.case_id FROM workflow_letter l JOIN workflow_organisation o ON o.id = %s
WHERE (o.id = l.organisation_id OR o.parent_id = l.organisation_id) AND {among}"""


def _invited(cases: Sequence[int], act: Act, *, lock: bool) -> _Invited:
    """The invitations of who acts, by case: never under a delegation, nor under a post at another body."""
    holder = act.holder
    if holder.delegation is not None:
        return {}
    found = invitations_on(cases, holder.person, act.today, lock=lock)
    if not found:
        return {}
    near = rows.fetch(_NEAR.format(among=rows.among("l.case_id")), [holder.organisation, rows.array(sorted(found))])
    return {case: found[case] for (case,) in near}


def lines_to_edit(
    nominations: Iterable[int], act: Act, *, expect: Mapping[int, int] | None = None, colleagues: bool = False
) -> list[Line]:
    """Lock lines that the actor may edit now, with what their open requests name.

    With `colleagues` also as one who is invited into their letter.
    Raises `Refused` with the reasons line by line.
    """
    ids = sorted(set(nominations))
    lock_cases_of(ids, act)
    lines = read_lines(ids, act.today, lock=True)
    unknown = set(ids) - {line.id for line in lines}
    if unknown:
        message = _("No such nomination: %(ids)s.") % {"ids": ", ".join(map(str, sorted(unknown)))}
        raise ValidationError({"nominations": ValidationError(message, code="unknown")})
    invited = _take_invitation(lines, act) if colleagues else {}
    seen = expect or {}
    refused = {line.id: (why,) for line in lines if (why := why_not_edit(line, act, seen.get(line.id), invited))}
    if refused:
        raise Refused((), refused)
    load_requests(lines, act.today)
    return lines


def _take_invitation(lines: Sequence[Line], act: Act) -> _Invited:
    """The invitation on which this act rests, where the post alone does not do; one act rests on one at most."""
    others = [line for line in lines if no_post((unit_officer,), line, act.holder) is not None]
    cases = {line.case for line in others if line.case is not None and line.state is State.DRAFT}
    invited = _invited(sorted(cases), act, lock=True) if cases else {}
    if not invited:
        return {}
    if len(invited) > 1 or len(others) < len(lines):
        message = _("Whoever is invited writes in one letter at a time. Send the lines of each letter by themselves.")
        raise Refused([Refusal("letter", message, Basis.AUTHORITY)])
    (act.invitation,) = invited.values()
    return invited


def why_not_edit(line: Line, act: Act, expected: int | None, invited: Collection[int] = ()) -> Refusal | None:
    """Why the actor may not edit a locked line; `expected` is the version that was seen, `invited` by case."""
    holder = act.holder
    lacking = no_post((unit_officer,), line, holder) or out_of_scope_deed(holder)
    if lacking is not None and line.case in invited and line.state is State.DRAFT:
        lacking = None
    lacking = lacking or own_matter(line, holder)
    if lacking is not None:
        return lacking
    if expected is not None and expected != line.version:
        message = _("Somebody changed this nomination after you opened it. Look at it again, then decide.")
        return Refusal("version", message, Basis.UNCHANGED)
    return not_edited_in(line.state)


def not_edited_in(state: State) -> Refusal | None:
    """Why a line in this state is not edited."""
    if state in EDITABLE:
        return None
    message = _("It is «%(is)s»: content is changed only while it is drafted or supplemented.")
    return Refusal("state", message % {"is": state.label}, Basis.UNCHANGED)
