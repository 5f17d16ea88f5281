"""The urn: its hash as counted, and the check that anybody may make that nothing was put in or taken out since."""

from collections.abc import Iterator
from typing import Final

from workflow.audit.canonical import content_hash
from workflow.council.models import CouncilSession
from workflow.database import rows

# Line by line, not by key or time: the order in the hash tells nothing of the order in the urn.
_BALLOTS: Final = (
    "SELECT i.nomination_id, b.person_id, b.choice, b.opinion FROM workflow_ballot b"
    " JOIN workflow_agendaitem i ON i.id = b.item_id WHERE i.session_id = %s"
)
_OFF: Final = (
    "SELECT i.nomination_id, count(DISTINCT s.person_id) AS voters, (SELECT count(*) FROM workflow_ballot b"
    " WHERE b.item_id = i.id) AS ballots FROM workflow_agendaitem i"
    " JOIN workflow_seat s ON s.session_id = i.session_id AND s.voted = {true}"
    " AND NOT EXISTS (SELECT 1 FROM workflow_conflict c WHERE c.item_id = i.id AND c.person_id = s.person_id"
    " AND c.excludes = {true})"
    " WHERE i.session_id = %s AND i.in_favour IS NOT NULL GROUP BY i.id, i.nomination_id ORDER BY i.nomination_id"
)


def hash_of_urn(session: CouncilSession) -> str:
    """What seals the ballots of a session: the hash of every choice on every line. One statement."""
    found = rows.fetch(_BALLOTS, [session.pk])
    ballots = sorted([line, person or 0, choice, opinion] for line, person, choice, opinion in found)
    return content_hash({"ballots": ballots})


def check_urn(session: CouncilSession) -> Iterator[str]:
    """What is wrong with the urn of a counted session: its seal, and that choices are as many as voters."""
    if session.closed_at is None:
        return
    if hash_of_urn(session) != session.urn_hash:
        yield f"session {session.pk}: the ballots are not those that were sealed at the count"
    if session.by_paper:
        return
    for nomination, voters, ballots in rows.fetch(rows.fill(_OFF), [session.pk]):
        if voters != ballots:
            yield f"session {session.pk}: nomination {nomination} has {ballots} choices of {voters} voters"
