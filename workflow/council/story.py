"""The story of a session as each may read it: without who handed in what when, and without lines that are not shown."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from workflow.council.agenda import ADDED_LATE
from workflow.council.attendance import PAPERS_READ, SLIP
from workflow.council.ballots import VOTED
from workflow.council.conflicts import DECLARED
from workflow.council.models import CouncilSession
from workflow.council.queries import RUNS
from workflow.dossiers.telling import Moment, Told, read_story, tell
from workflow.pages.acting import Acting

TOLD_TO_NOBODY: Final = frozenset({VOTED})
TOLD_TO_WHO_RUNS: Final = frozenset({PAPERS_READ, SLIP, DECLARED})


def untold_to(session: CouncilSession, acting: Acting) -> frozenset[str]:
    """The deeds of which the person is not told. What was added late may be what the person may not see."""
    if acting.fitting(RUNS, session.council_id):
        return TOLD_TO_NOBODY
    return TOLD_TO_NOBODY | TOLD_TO_WHO_RUNS | {ADDED_LATE}


def story_of(session: CouncilSession, acting: Acting, hidden: Collection[int]) -> list[Moment]:
    """What happened, oldest first: four statements. `hidden` are the nominations that the person may not see."""
    untold = TOLD_TO_NOBODY
    if not acting.fitting(RUNS, session.council_id):
        untold |= TOLD_TO_WHO_RUNS
    return tell(list(_shown(read_story(f"{CouncilSession.stream}:{session.pk}"), untold, set(hidden))))


def _shown(story: list[Told], untold: Collection[str], hidden: set[int]) -> Iterator[Told]:
    """An entry that speaks of hidden lines alone is left out; of one that speaks of others too, what was written."""
    for one in story:
        if one.entry.deed in untold:
            continue
        lines = one.data.get("lines")
        named = set(lines) if isinstance(lines, list) else set()
        if not named & hidden:
            yield one
        elif named - hidden:
            yield replace(one, detail={})
