"""The desk of the council: its next session."""

from collections.abc import Hashable, Sequence
from typing import Final

from workflow.council.flow import SessionFlow
from workflow.council.models import CouncilSession
from workflow.database import rows
from workflow.dossiers.act import Act
from workflow.dossiers.moving import Moved
from workflow.dossiers.places import Home
from workflow.procedure.states import State
from workflow.worklist.board import NewCase

OPENED: Final = "OPENED"


class CouncilDesk:
    """Lines before the council: they wait for its next session, and for the one after once the agenda is fixed."""

    states = (State.WITH_COUNCIL,)

    def keys(self) -> str:
        """The council's collecting session."""
        return "SELECT 'session:' || n.council_id FROM workflow_nomination n WHERE n.council_id IS NOT NULL AND {among}"

    def home(self, one: Moved, _act: Act) -> tuple[Hashable, NewCase]:
        """The council's next session. Raises `LookupError` for a line whose authority has no council."""
        if one.line.council is None:
            message = f"nomination {one.line.id} comes before a council, and its authority has no council"
            raise LookupError(message)
        return next_session(one.line.council)

    def opened(self, homes: Sequence[Home], act: Act) -> None:
        """The sessions' rows; number and day come with the agenda."""
        open_sessions([(home.case_id, home.case.organisation) for home in homes], act)

    def joined(self, homes: Sequence[Home], act: Act) -> None:
        """A session that collects needs nothing more for another line."""

    def unsigned(self, _cases: Sequence[int], _act: Act) -> None:
        """A session's minutes are signed after every line is decided."""


def next_session(council: int) -> tuple[str, NewCase]:
    """The collecting case of a council."""
    key = f"session:{council}"
    return key, NewCase(SessionFlow, "agenda", council, key=key)


def open_sessions(cases: Sequence[tuple[int, int]], act: Act) -> None:
    """The rows of new sessions: pairs of case and council."""
    empty = ("place", "urn_hash", "minutes", "minutes_hash", "secretary_block", "chair_block")
    columns = ("case_id", "council_id", "mode", "secret", "by_paper", *empty, "version")
    mode = CouncilSession.Mode.MIXED.value
    given = [(case, council, mode, False, False, *("" for _name in empty), 1) for case, council in cases]
    for (session,) in rows.insert_rows(CouncilSession, columns, given, returning="id"):
        act.note(CouncilSession, session, OPENED, counted=True)


DESKS: Final = (CouncilDesk(),)
