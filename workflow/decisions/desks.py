"""The desk of the decider: the draft decision."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Final

from workflow.database import rows
from workflow.decisions.flow import DecisionFlow
from workflow.decisions.models import Decision
from workflow.dossiers.act import Act
from workflow.dossiers.moving import Moved
from workflow.dossiers.places import Home
from workflow.procedure.states import State
from workflow.worklist.board import NewCase

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

OPENED: Final = "OPENED"
SIGNATURE_VOIDED: Final = "SIGNATURE_VOIDED"


class DecisionDesk:
    """Lines presented for decision: one draft for each authority and version of a route, until it is submitted."""

    states = (State.WITH_DECIDER,)

    def keys(self) -> str:
        """The authority's collecting draft."""
        return "SELECT 'decision:' || n.authority_id || ':' || n.route_id FROM workflow_nomination n WHERE {among}"

    def home(self, one: Moved, _act: Act) -> tuple[Hashable, NewCase]:
        """The authority's draft for lines under this version of the route: two versions share none."""
        line = one.line
        key = f"decision:{line.authority}:{line.route_id}"
        variant = Decision.Kind.AWARD.value
        return key, NewCase(DecisionFlow, "draft", line.authority, key=key, variant=variant)

    def opened(self, homes: Sequence[Home], act: Act) -> None:
        """The drafts' rows."""
        for home in homes:
            open_decision(home.case_id, home.case.organisation, Decision.Kind.AWARD, act)

    def joined(self, homes: Sequence[Home], act: Act) -> None:
        """A draft that collects needs nothing more for another line."""

    def unsigned(self, cases: Sequence[int], act: Act) -> None:
        """The decisions of these cases are signed no more; their lines are void and the form is checked again."""
        found = rows.fetch(
            "UPDATE workflow_decision SET signed_at = NULL, signed_by_id = NULL, form_checked_at = NULL,"
            " form_checked_by_id = NULL, form_note = '', code = ''"
            f" WHERE {rows.among('case_id')} AND issued_at IS NULL RETURNING id",
            [rows.array(cases)],
        )
        decisions = [row[0] for row in found]
        rows.execute(
            f"UPDATE workflow_decisionline SET void = {{true}} WHERE {rows.among('decision_id')}",
            [rows.array(decisions)],
        )
        for decision in decisions:
            act.note(Decision, decision, SIGNATURE_VOIDED)


def open_decision(
    case_id: int,
    authority: int,
    kind: Decision.Kind,
    act: Act,
    split_from: int | None = None,
    /,
    *,
    ground: str = "",
    ground_text: str = "",
    ground_document: str = "",
) -> int:
    """The row of a new draft, and its first entry."""
    decision = Decision.objects.create(
        kind=kind,
        case_id=case_id,
        authority_id=authority,
        ground=ground,
        ground_text=ground_text,
        ground_document=ground_document,
        version=1,
    )
    data: dict[str, Json] = {"kind": kind.value, "ground": ground}
    if split_from is not None:
        data["split_from"] = split_from
    act.note(Decision, decision.pk, OPENED, data, counted=True)
    return int(decision.pk)


DESKS: Final = (DecisionDesk(),)
