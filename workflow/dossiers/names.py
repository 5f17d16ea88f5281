"""Names as they read now: the snapshot of the day of drafting, with clerical corrections beside it."""

from collections.abc import Iterable

from workflow.database import rows


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


CORRECTABLE = ("nominee_name", "nominee_title", "nominee_unit")
"""The clerical fields: their spelling is corrected without a new revision."""
