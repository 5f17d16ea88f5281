"""The desks of the office: the appraisal of a letter, and the hold."""

from collections.abc import Hashable, Sequence
from typing import Final

from workflow.appraisal.clock import due_days
from workflow.appraisal.flow import AppraisalFlow, HoldFlow
from workflow.appraisal.models import Appraisal, Hold
from workflow.appraisal.receipt import pin
from workflow.database import rows
from workflow.dossiers.act import Act
from workflow.dossiers.lines import Line
from workflow.dossiers.moving import Moved
from workflow.dossiers.places import Home
from workflow.dossiers.revisions import void_what_rested_on_the_old
from workflow.dossiers.setting_aside import set_aside
from workflow.procedure.facts import Family
from workflow.procedure.states import State
from workflow.procedure.transitions import VOIDS, SignOffKind, Transition
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
        return key, NewCase(AppraisalFlow, "receive" if _by_letter(one) else "assign", one.line.office, key=key)

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
        self._counts_as_received([home for home in homes if home.case.desk != "receive"], act)
        self._appraised_anew(homes)
        self._answered(homes, act)
        self._postponed(homes, act)

    def joined(self, homes: Sequence[Home], act: Act) -> None:
        """An appraisal that waited for approval goes back to be appraised with what has come."""
        desks = {home.case_id: node.name for home in homes if (node := act.board.node(home.case_id))}
        self._counts_as_received([home for home in homes if desks.get(home.case_id) != "receive"], act)
        self._answered(homes, act)
        self._postponed(homes, act)
        waited = [case_id for case_id, name in desks.items() if name == "approve"]
        for one in Appraisal.objects.filter(case_id__in=waited):
            act.board.step(one.case_id, BACK, due=one.due, person=one.assigned_to_id)
        self._appraised_anew(homes)

    def unsigned(self, _cases: Sequence[int], _act: Act) -> None:
        """An appraisal bears no signature of its own."""

    def _postponed(self, homes: Sequence[Home], act: Act) -> None:
        """An appraisal to which a supplemented line comes back is due later, by the days the line was away."""
        cases = {
            home.case_id: [one.line.id for one in home.moved]
            for home in homes
            if any(_answers(one) for one in home.moved)
        }
        due = due_days(cases, act.today) if cases else {}
        given = [(appraisal, due[case]) for appraisal, case in _appraisals_on(sorted(due))]
        rows.update_rows(Appraisal, "id", ("due",), given)
        for case, day in due.items():
            act.board.postpone(case, day)

    def _counts_as_received(self, homes: Sequence[Home], act: Act) -> None:
        """Lines that were held, ruled on or supplemented before their letter was received keep the rules of today."""
        moved = [one for home in homes for one in home.moved]
        pin((one.line for one in moved if one.transition.resumes or not one.line.state.is_open or _answers(one)), act)

    def _appraised_anew(self, homes: Sequence[Home]) -> None:
        """Sheets are void on lines whose appraisal is: taken back, reopened, or sent again by the unit."""
        again = [
            one.line.id
            for home in homes
            for one in home.moved
            if SignOffKind.APPRAISAL in VOIDS.get(one.transition, ()) or (_by_letter(one) and one.line.last_letter)
        ]
        if again:
            rows.execute(
                "UPDATE workflow_appraisalsheet SET void = {true} WHERE void = {false}"
                f" AND {rows.among('nomination_id')}",
                [rows.array(again)],
            )

    def _answered(self, homes: Sequence[Home], act: Act) -> None:
        """Requests of lines that have come back are closed; what was not signed in time is set aside."""
        moved = [one for home in homes for one in home.moved]
        came_back = [one for one in moved if _answers(one)]
        if not came_back:
            return
        rows.execute(
            "UPDATE workflow_supplementrequest SET closed_at = %s WHERE closed_at IS NULL"
            f" AND {rows.among('nomination_id')}",
            [act.at, rows.array(one.line.id for one in came_back)],
        )
        overdue = [one.line for one in came_back if one.transition in _overdue]
        _not_given_in_time(overdue, act)
        set_aside({line.id: str(line.of(Family.REQUEST)["hash"]) for line in overdue}, overdue)
        void_what_rested_on_the_old(overdue, act)


def _appraisals_on(cases: Sequence[int]) -> list[tuple[int, int]]:
    """Appraisals and their cases. One statement."""
    return list(Appraisal.objects.filter(case__in=cases).order_by("pk").values_list("pk", "case_id"))


def _not_given_in_time(lines: Sequence[Line], act: Act) -> None:
    """What was not signed by the reply date was not given, whatever the officer had written: nobody ticks it off."""
    if lines:
        rows.execute(
            "UPDATE workflow_supplementitem SET accepted = {false}, settled_at = %s WHERE accepted IS NULL"
            " AND request_id IN (SELECT q.id FROM workflow_supplementrequest q"
            f" WHERE q.closed_at = %s AND {rows.among('q.nomination_id')})",
            [act.at, act.at, rows.array(line.id for line in lines)],
        )


def _answers(one: Moved) -> bool:
    """Whether the line comes back from a supplement request, answered or overdue."""
    return bool(one.line.of(Family.REQUEST).get("open"))


def _by_letter(one: Moved) -> bool:
    """Whether a letter brings the line, and not the answer to a supplement request."""
    return one.transition in _arrives_by_letter and not _answers(one)


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
