"""Handling: whoever works on a case holds a post at its organisation, finds it on the right desk, and locks it."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from workflow.database import rows
from workflow.dossiers.act import Act
from workflow.dossiers.judgement import out_of_scope_deed
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.locking import lock_case
from workflow.dossiers.reports import Refused
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.states import State


def require_post(act: Act, organisation: int, roles: Collection[Role], *, signing: bool = False) -> None:
    """The actor holds one of these posts at the organisation, or at the one that inherited its work.

    A delegation is for the transitions it names: it serves for `signing` their paper, and for no
    other deed. Raises `Refused`.
    """
    holder = act.holder
    if holder.role not in roles or organisation not in holder.organisations:
        names = ", ".join(str(role.label) for role in sorted(roles))
        message = _("This is done by %(who)s, under an appointment at the body on whose desk it is.") % {"who": names}
        raise Refused([Refusal("role", message, Basis.AUTHORITY, min(roles), of_authority=True)])
    lacking = None if signing else out_of_scope_deed(holder)
    if lacking is not None:
        raise Refused([lacking])


def take_case(case_id: int, act: Act, desks: Collection[str], towards: Iterable[State] = ()) -> list[Line]:
    """Lock a case that waits on one of these desks and read its lines, in the order in which they stand.

    `towards` names the states to which the lines may go in the same act. Raises `Refused`.
    """
    lock_case(case_id, act, towards)
    node = act.board.node(case_id)
    if node is None or node.name not in desks:
        message = _("It is on another desk now, or closed. Look at it again.")
        raise Refused([Refusal("desk", message, Basis.PROCEDURE)])
    return lines_on(case_id, act)


def lines_on(case_id: int, act: Act) -> list[Line]:
    """The lines of a locked case, locked, in the order in which they stand."""
    order = keys_on(case_id)
    by_id = {line.id: line for line in read_lines(order, act.today, lock=True)}
    return [by_id[line] for line in order]


def keys_on(case_id: int) -> list[int]:
    """The nominations that stand on a case, in their order. One statement."""
    found = rows.fetch(
        "SELECT nomination_id FROM workflow_standing WHERE case_id = %s AND left_at IS NULL"
        " ORDER BY joined_at, position, id",
        [case_id],
    )
    return [row[0] for row in found]
