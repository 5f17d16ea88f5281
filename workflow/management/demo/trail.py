"""The trail of a nomination: every deed of its stream in the record, as the demo prints it."""

import json
from collections.abc import Iterable

from workflow.database import rows
from workflow.dossiers.names import names_of


def trails(nominations: Iterable[int]) -> dict[int, list[str]]:
    """The deeds of each nomination, oldest first, with where each led; one statement."""
    ids = sorted(set(nominations))
    found = rows.fetch(
        "SELECT stream, deed, payload FROM workflow_audit_entry"
        f" WHERE {rows.among('stream', 'text')} ORDER BY stream, seq",
        [rows.array(f"nomination:{one}" for one in ids)],
    )
    told: dict[int, list[str]] = {one: [] for one in ids}
    for stream, deed, payload in found:
        to = json.loads(payload)["data"].get("to")
        told[int(stream.partition(":")[2])].append(f"{deed} → {to}" if to else deed)
    return told


def shapes(nominations: Iterable[int]) -> list[tuple[list[str], list[str]]]:
    """Trails that are alike, told once: (the deeds, the names that went this way), the commonest first."""
    told = trails(nominations)
    names = names_of(told)
    by_trail: dict[tuple[str, ...], list[str]] = {}
    for nomination, deeds in told.items():
        by_trail.setdefault(tuple(deeds), []).append(names[nomination][0])
    ordered = sorted(by_trail.items(), key=lambda item: (-len(item[1]), item[0]))
    return [(list(deeds), who) for deeds, who in ordered]
