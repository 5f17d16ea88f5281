"""The papers, plans and slips that wait for their virus scan, and what the scanner says of them.

A verdict is of a content, so it is written for every paper with that content. Asked twice at once, the
same verdict is written once. What is infected stands in the record of its letter or nomination.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from django.core.files.storage import default_storage

from workflow.database import rows
from workflow.dossiers.act import SYSTEM, Act, perform
from workflow.dossiers.models import Attachment, Letter, Nomination
from workflow.dossiers.papers import place_of
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.scanning import Scan, is_answering, is_scanning, scan_file

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

INFECTED: Final = "FILE_INFECTED"
AT_ONCE: Final = 50
_own: Final = (("workflow_unitplan", "sha256", "scan"),)
_tables: Final[list[tuple[str, str, str]]] = list(_own)
"""Besides papers: table, hash and verdict of files that are scanned."""
_patience: Final = 60.0
"""How long the scan of one waiting file may take, in seconds."""


def wire_scanned(tables: Iterable[tuple[str, str, str]]) -> None:
    """Take the rooms' tables of files: the table, the column of the hash and that of the verdict."""
    _tables[:] = [*_own, *tables]


def scan_waiting() -> Counter[str]:
    """Scan the files that wait, the oldest first; how many were clean, infected, or still wait.

    A scanner that is down is given up until the next run; a file that it cannot scan holds up no other.
    """
    found: Counter[str] = Counter()
    waiting = _waiting() if is_scanning() else []
    is_down = False
    for first in range(0, len(waiting), AT_ONCE):
        verdicts: dict[str, str] = {}
        for sha256 in waiting[first : first + AT_ONCE]:
            verdict = Scan.UNSCANNED if is_down else _scan(sha256)
            found[verdict.value] += 1
            if verdict != Scan.UNSCANNED:
                verdicts[sha256] = verdict.value
            elif not is_down:
                is_down = not is_answering()
        if verdicts:
            note_verdicts(verdicts)
    return found


def _waiting() -> list[str]:
    """The contents that nobody has scanned, each once, in the order in which they came."""
    papers = Attachment.objects.filter(scan=Scan.UNSCANNED, removed_at=None).order_by("pk")
    waiting = list(papers.values_list("sha256", flat=True))
    for table, digest, verdict in _tables:
        text = f"SELECT {digest} FROM {table} WHERE {verdict} = 'UNSCANNED' AND {digest} <> '' ORDER BY id"
        waiting += [row[0] for row in rows.fetch(text)]
    return list(dict.fromkeys(waiting))


def _scan(sha256: str) -> Scan:
    """What the scanner says of a stored file; one that is gone from the store is never called clean."""
    place = place_of(sha256)
    if not default_storage.exists(place):
        return Scan.UNSCANNED
    with default_storage.open(place) as file:
        return scan_file(file, _patience)


def note_verdicts(verdicts: Mapping[str, str]) -> TransitionReport:
    """Write what the scanner said of contents, by their hash, as one act; `made` lists the papers."""
    asked: dict[str, Json] = {"deed": "SCANNED", "verdicts": [[one, verdicts[one]] for one in sorted(verdicts)]}

    def deed(act: Act) -> TransitionReport:
        given = [(sha256, verdict) for sha256, verdict in sorted(verdicts.items())]
        source, parameters = rows.given(Attachment, ["sha256", "scan"], given, names=["content", "verdict"])
        changed = rows.fetch(
            f"UPDATE workflow_attachment SET scan = given.verdict FROM {source}"
            " WHERE sha256 = given.content AND scan = 'UNSCANNED'"
            " RETURNING id, letter_id, nomination_id, sha256, scan, removed_at",
            parameters,
        )
        for table, digest, verdict in _tables:
            rows.execute(
                f"UPDATE {table} SET {verdict} = given.verdict FROM {source}"
                f" WHERE {digest} = given.content AND {verdict} = 'UNSCANNED'",
                parameters,
            )
        _note_infected(act, [row[1:4] for row in changed if row[4] == Scan.INFECTED and row[5] is None])
        return TransitionReport(act.operation, made={"papers": sorted(row[0] for row in changed)})

    return perform(asked, deed, actor=SYSTEM, capacity=None, operation_id=None)


def _note_infected(act: Act, infected: list[tuple[int | None, int | None, str]]) -> None:
    """Record with each letter and nomination which of its files are infected."""
    files: dict[tuple[type[Letter | Nomination], int], list[str]] = {}
    for letter, nomination, sha256 in infected:
        if letter is not None:
            files.setdefault((Letter, letter), []).append(sha256)
        elif nomination is not None:
            files.setdefault((Nomination, nomination), []).append(sha256)
    for (kept, pk), some in sorted(files.items(), key=lambda one: (one[0][0].stream, one[0][1])):
        act.note(kept, pk, INFECTED, {"files": sorted(set(some))})
