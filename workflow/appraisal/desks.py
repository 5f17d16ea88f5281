"""The desks of the office: the appraisal of a letter, and the hold."""

from collections.abc import Hashable, Sequence
from typing import Final

from workflow.appraisal.flow import AppraisalFlow, HoldFlow
from workflow.appraisal.models import Appraisal, Hold
from workflow.database import rows
from workflow.dossiers.act import Act
from workflow.dossiers.moving import Moved
from workflow.dossiers.places import Home
from workflow.dossiers.setting_aside import set_aside
from workflow.procedure.facts import Family
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.board import BACK, NewCase

_overdue: Final = frozenset(
    {Transition.SUPPLEMENT_OVERDUE, Transition.SUPPLEMENT_OVERDUE_AT_HEAD, Transition.SUPPLEMENT_OVERDUE_ABOVE}
)
_arrives_by_letter: Final = frozenset({Transition.ENDORSE, Transition.FORWARD})


class AppraisalDesk:
    """Lines under appraisal. An appraisal belongs to its letter; what comes back rejoins it while it is open."""

    states = (State.WITH_OFFICE,)

    def keys(self) -> str:
        """The open appraisal of the line's last letter."""
        return (
            "SELECT 'appraisal:' || n.last_letter_id FROM workflow_nomination n"
            " WHERE n.last_letter_id IS NOT NULL AND {among}"
        )

    def home(self, one: Moved, _act: Act) -> tuple[Hashable, NewCase]:
        """A letter that arrives is received first; what comes back begins at *assign*."""
        key = f"appraisal:{one.last_letter}"
        by_letter = one.transition in _arrives_by_letter and not one.line.of(Family.REQUEST).get("open")
        return key, NewCase(AppraisalFlow, "receive" if by_letter else "assign", one.line.office, key=key)

    def opened(self, homes: Sequence[Home], act: Act) -> None:
        """The appraisals' rows: one begun again was received before."""
        columns = ("case_id", "letter_id", "office_id", "received_at", "incoming_number")
        given = [
            (
                home.case_id,
                home.moved[0].last_letter,
                home.case.organisation,
                None if home.case.desk == "receive" else act.at,
                "",
            )
            for home in homes
        ]
        rows.insert_rows(Appraisal, columns, given)
        self._answered(homes, act)

    def joined(self, homes: Sequence[Home], act: Act) -> None:
        """An appraisal that waited for approval goes back to be appraised with what has come."""
        for home in homes:
            node = act.board.node(home.case_id)
            if node is not None and node.name == "approve":
                act.board.step(home.case_id, BACK)
        self._answered(homes, act)

    def unsigned(self, _cases: Sequence[int], _act: Act) -> None:
        """An appraisal bears no signature of its own."""

    def _answered(self, homes: Sequence[Home], act: Act) -> None:
        """Requests of lines that have come back are closed; what was not signed in time is set aside."""
        moved = [one for home in homes for one in home.moved]
        came_back = [one for one in moved if one.line.of(Family.REQUEST).get("open")]
        if not came_back:
            return
        rows.execute(
            "UPDATE workflow_supplementrequest SET closed_at = %s WHERE closed_at IS NULL"
            f" AND {rows.among('nomination_id')}",
            [act.at, rows.array(one.line.id for one in came_back)],
        )
        overdue = [one.line for one in came_back if one.transition in _overdue]
        set_aside({line.id: str(line.of(Family.REQUEST)["hash"]) for line in overdue}, overdue)


class HoldDesk:
    """Lines that stand still. A hold belongs to its ground: one for the lines of one act."""

    states = (State.ON_HOLD,)

    def keys(self) -> str:
        """A hold does not collect."""
        return ""

    def home(self, one: Moved, _act: Act) -> tuple[Hashable, NewCase]:
        """The review desk, due on the review date."""
        case = NewCase(HoldFlow, "review", one.line.office, due=one.reason.review_on)
        return ("hold", one.line.office, one.reason), case

    def opened(self, homes: Sequence[Home], act: Act) -> None:
        """The holds' rows, with the ground and the document that were given."""
        columns = ("case_id", "office_id", "ground", "document", "review_on", "opened_by_id", "conclusion")
        given = [
            (
                home.case_id,
                home.case.organisation,
                home.moved[0].reason.code,
                home.moved[0].reason.document,
                home.moved[0].reason.review_on,
                act.holder.person,
                "",
            )
            for home in homes
        ]
        rows.insert_rows(Hold, columns, given)

    def joined(self, homes: Sequence[Home], act: Act) -> None:
        """Nothing joins a hold."""

    def unsigned(self, _cases: Sequence[int], _act: Act) -> None:
        """A hold bears no signature."""


DESKS: Final = (AppraisalDesk(), HoldDesk())
