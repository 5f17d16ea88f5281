"""Deeds on the record itself. There is one: erasing personal detail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from workflow.audit.canonical import Json
from workflow.audit.record import Deed, record
from workflow.database import rows

ERASED: Final = "PERSONAL_DETAIL_ERASED"


def erase_personal_detail(
    stream: str,
    seqs: Sequence[int],
    *,
    person: int | None,
    ground: str,
    at: datetime,
    on_behalf_of: int | None = None,
    operation: str = "",
    under: Mapping[str, Json] | None = None,
    document: str = "",
) -> None:
    """Erase the personal detail of some entries of a stream, and record that it was done.

    `ground` is a code, not free text: the deed itself must not bring personal detail back. `under` is
    the capacity as the record keeps it, `document` the number of the paper on which the erasure rests.
    The entries, their hashes and commitments stay. The caller owns the transaction, holds the lock of
    what the stream is about and counts the entry. Raises `LookupError`, upon which the caller rolls back, when an entry
    has no detail left to erase.
    """
    wanted = sorted(set(seqs))
    erased = rows.execute(
        "UPDATE workflow_audit_personal_detail SET nonce = '', detail = ''"
        f" WHERE stream = %s AND {rows.among('seq')} AND detail <> ''",
        [stream, rows.array(wanted)],
    )
    if erased != len(wanted):
        message = f"{len(wanted) - erased} of {len(wanted)} entries of {stream} have no personal detail to erase."
        raise LookupError(message)
    data: dict[str, Json] = {**(under or {}), "entries": wanted, "ground": ground}
    deed = Deed(stream, ERASED, person, on_behalf_of, data, {"document": document} if document else {})
    record([deed], at=at, operation=operation)
