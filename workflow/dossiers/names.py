"""Names as they read now: the snapshot of the day of drafting, with clerical corrections beside it."""

from collections.abc import Iterable

from workflow.awards.models import NomineeKind
from workflow.database import rows
from workflow.database.texts import folded
from workflow.directory.vietnamese import person_key, words_key


def names_of(nominations: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Name, title and unit of each nominee as corrected last; two statements for any number."""
    given = [rows.array(sorted(set(nominations)))]
    found = rows.fetch(
        f"SELECT id, nominee_name, nominee_title, nominee_unit FROM workflow_nomination WHERE {rows.among('id')}",
        given,
    )
    names = {row[0]: list(row[1:]) for row in found}
    corrections = rows.fetch(
        f"SELECT nomination_id, field, text FROM workflow_correction WHERE {rows.among('nomination_id')} ORDER BY id",
        given,
    )
    for nomination, field, text in corrections:
        names[nomination][CORRECTABLE.index(field)] = text
    return {nomination: (name, title, unit) for nomination, (name, title, unit) in names.items()}


def sorted_and_found(kind: str, name: str) -> tuple[str, str]:
    """What a search by name compares, and what lists are sorted by: both are written wherever a name is written."""
    key = person_key(name) if kind == NomineeKind.PERSON else words_key(name)
    return folded(name)[:_longest], key


_longest = 250

CORRECTABLE = ("nominee_name", "nominee_title", "nominee_unit")
"""The clerical fields: their spelling is corrected without a new revision."""
