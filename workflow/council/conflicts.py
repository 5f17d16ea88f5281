"""Conflicts of interest of the council's members: found from facts when a line comes on the agenda, or declared.

Each kind excludes the member from the line or only flags, by the rule of the line's own route; oneself is excluded
by every route. The route also says whether an excluded member is counted (`RouteRules.excluded_counted`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.council.models import AgendaItem, Ballot, Conflict, CouncilSession
from workflow.council.seats import hold_seat
from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.routes import ConflictRule, RouteRules
from workflow.procedure.transitions import SignOffKind

if TYPE_CHECKING:
    from datetime import date

    from workflow.audit.canonical import Json

DECLARED: Final = "CONFLICT_DECLARED"
Kind = Conflict.Kind
_longest: Final = 300

_FOUND: Final = """
SELECT 'RELATIVE', n.id, k.person_id FROM workflow_nomination n JOIN workflow_nominee w ON w.id = n.nominee_id
  JOIN (SELECT person_id, relative_id FROM workflow_kinship
    UNION SELECT relative_id, person_id FROM workflow_kinship) k ON k.relative_id = w.person_id
  WHERE {lines} AND {of_k}
UNION SELECT 'OWN_UNIT', n.id, a.person_id FROM workflow_nomination n
  JOIN workflow_appointment a ON a.organisation_id = n.unit_id
  WHERE {lines} AND {of_a} AND a.from_day <= %s AND (a.until IS NULL OR a.until >= %s)
UNION SELECT CASE s.kind WHEN %s THEN 'ENDORSED' ELSE 'APPRAISED' END, n.id, s.person_id FROM workflow_nomination n
  JOIN workflow_signoff s ON s.nomination_id = n.id AND s.voided_at IS NULL
  WHERE {lines} AND {of_s} AND s.kind IN (%s, %s)
UNION SELECT 'APPRAISED', n.id, t.appraiser_id FROM workflow_nomination n
  JOIN workflow_appraisalsheet t ON t.nomination_id = n.id AND NOT t.void
  WHERE {lines} AND {of_t}"""


def find_conflicts(lines: Sequence[Line], members: Sequence[int], day: "date") -> list[tuple[int, int, str, bool]]:
    """The conflicts of these members on these lines: nomination, person, kind, and whether it excludes.

    Posts are those in force on the day. One statement.
    """
    ids, people = rows.array([line.id for line in lines]), rows.array(members)
    signed = (SignOffKind.ENDORSEMENT.value, SignOffKind.APPRAISAL.value)
    text = _FOUND.format(
        lines=rows.among("n.id"),
        of_k=rows.among("k.person_id"),
        of_a=rows.among("a.person_id"),
        of_s=rows.among("s.person_id"),
        of_t=rows.among("t.appraiser_id"),
    )
    given = [ids, people, ids, people, day, day, signed[0], ids, people, *signed, ids, people]
    by_id, sitting = {line.id: line for line in lines}, set(members)
    own = [(Kind.SELF.value, line.id, line.nominee_person) for line in lines if line.nominee_person in sitting]
    found = sorted({(line, person, kind) for kind, line, person in [*own, *rows.fetch(text, given)]})
    return [(line, person, kind, excludes(kind, by_id[line].route)) for line, person, kind in found]


def excludes(kind: str, rules: RouteRules) -> bool:
    """Whether a conflict of this kind takes the ballot on a line, by its route; oneself by every route."""
    if kind == Kind.SELF:
        return True
    rule: ConflictRule = getattr(rules, f"conflict_{kind.lower()}")
    return rule is ConflictRule.EXCLUDE


def write_conflicts(
    items: Mapping[int, int], lines: Sequence[Line], members: Sequence[int], day: "date", act: Act
) -> None:
    """Keep what ties the members to lines of the agenda; `items` are the agenda items by nomination.

    Asked again it adds what came to be known since, and takes nothing away.
    """
    found = find_conflicts(lines, members, day)
    columns = ("item_id", "person_id", "kind", "excludes", "reason", "at")
    rows.insert_rows(
        Conflict,
        columns,
        [(items[line], person, kind, out, "", act.at) for line, person, kind, out in found],
        unless_there=True,
    )


def excluded_on(items: Iterable[int]) -> dict[int, set[int]]:
    """Who has no ballot, by agenda item. One statement."""
    text = f"SELECT item_id, person_id FROM workflow_conflict WHERE excludes = {{true}} AND {rows.among('item_id')}"
    found: dict[int, set[int]] = {}
    for item, person in rows.fetch(rows.fill(text), [rows.array(sorted(items))]):
        found.setdefault(item, set()).add(person)
    return found


@command
def declare_conflict(
    session: CouncilSession,
    nominations: Sequence[int],
    reason: str,
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """A member declares, with a reason, what ties them to lines of the agenda; before the vote on them is closed.

    Where the route excludes for it, the member's ballots on the lines are taken out; of a secret sheet they cannot be
    told from the others, so that it is refused once the sheet is in. Raises `ValidationError` on `nominations` or
    `reason`.
    """
    ids = sorted(set(nominations))
    asked: dict[str, Json] = {"deed": DECLARED, "session": session.pk, "nominations": ids, "reason": reason}

    def deed(act: Act) -> TransitionReport:
        require_post(act, session.council_id, {Role.COUNCIL_MEMBER})
        member = act.holder.person
        seat = hold_seat(session, member)
        items = _open_items(session, ids)
        _check(ids, items, reason)
        if seat.voted and seat.secret:
            message = _("Your secret ballot is in; it cannot be told from the others. Declare it before you vote.")
            raise Refused([Refusal("ballot", message, Basis.COUNCIL)])
        lines = {line.id: line for line in read_lines(ids, act.today, lock=False)}
        out = {line: excludes(Kind.DECLARED.value, lines[line].route) for line in ids}
        columns = ("item_id", "person_id", "kind", "excludes", "reason", "at")
        given = [(items[line], member, Kind.DECLARED.value, out[line], one_line(reason), act.at) for line in ids]
        rows.insert_rows(Conflict, columns, given, unless_there=True)
        Ballot.objects.filter(person=member, item__in=[items[line] for line in ids if out[line]]).delete()
        act.note(CouncilSession, session.pk, DECLARED, {"lines": ids}, {"reason": one_line(reason)})
        return TransitionReport(act.operation, made={"session": session.pk, "lines": len(ids)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _open_items(session: CouncilSession, nominations: Sequence[int]) -> dict[int, int]:
    """The items of these nominations that stand on the session, by nomination."""
    on = AgendaItem.objects.filter(session=session, nomination__in=nominations, nomination__case=session.case_id)
    return dict(on.values_list("nomination_id", "pk"))


def _check(ids: Sequence[int], items: Mapping[int, int], reason: str) -> None:
    errors = dict(_wrong(ids, items, one_line(reason)))
    if errors:
        raise ValidationError(errors)


def _wrong(ids: Sequence[int], items: Mapping[int, int], reason: str) -> Iterator[tuple[str, ValidationError]]:
    if not ids or items.keys() != set(ids):
        yield (
            "nominations",
            ValidationError(_("Choose lines that stand on the agenda of this session."), code="unknown"),
        )
    if not reason or len(reason) > _longest:
        message = _("Say what ties you to the lines, in at most %(count)d characters.") % {"count": _longest}
        yield "reason", ValidationError(message, code="required")
