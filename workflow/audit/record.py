"""Recording deeds: the one way into the record."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from workflow.audit.canonical import Json, canonical, commitment, entry_hash, instant_text, new_nonce
from workflow.audit.models import Entry, PersonalDetail
from workflow.audit.queries import NOTHING_YET, Head, heads
from workflow.database import rows

VERSION: Final = 1
"""The version of the payload's form; a verifier reads every version ever written."""

_stream_form: Final = re.compile(r"[a-z_]+:[A-Za-z0-9:_-]+")
_entry_columns: Final = (
    "stream",
    "seq",
    "deed",
    "person_id",
    "on_behalf_of_id",
    "operation",
    "at",
    "payload",
    "hash",
)
_detail_columns: Final = ("stream", "seq", "nonce", "detail", "commitment")


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing somebody did, in the stream of what it was done to.

    `stream` is a kind and a key: "nomination:17", "letter:3", "security:user:5". `data` holds
    pseudonymous facts that stay for good: ids, states, hashes, codes, integers. `personal` holds
    names, reasons and free text, which can be erased later. No person means the system.
    """

    stream: str
    deed: str
    person: int | None = None
    on_behalf_of: int | None = None
    data: Mapping[str, Json] = field(default_factory=dict)
    personal: Mapping[str, Json] = field(default_factory=dict)


def record(deeds: Sequence[Deed], *, at: datetime, operation: str = "") -> None:
    """Append the deeds; several of one stream chain in the order given.

    The caller owns the transaction and holds the lock of what each stream is about. Two statements,
    or three when some deed has personal detail, for one deed or a thousand. A writer who raced on
    the same stream without that lock is stopped by the unique (stream, seq): `IntegrityError`.
    Raises `TypeError` or `ValueError`, before anything is written, for data without a canonical form.
    """
    if not deeds:
        return
    last = heads({deed.stream for deed in deeds})
    when, act = instant_text(at), _quoted(operation)
    entries: list[rows.Row] = []
    details: list[rows.Row] = []
    for deed in deeds:
        stream = deed.stream
        before, previous = last.get(stream, NOTHING_YET)
        seq = before + 1
        bound = None
        if deed.personal:
            nonce, detail = new_nonce(), canonical(deed.personal)
            bound = commitment(nonce, detail)
            details.append((stream, seq, nonce, detail, bound))
        # The keys in sorted order: the text is what `canonical` would write.
        payload = (
            f'{{"at":"{when}","data":{canonical(deed.data) if deed.data else "{}"},"deed":{_quoted(deed.deed)}'
            f',"detail":{_hex_or_null(bound)},"on_behalf_of":{_number_or_null(deed.on_behalf_of)}'
            f',"operation":{act},"person":{_number_or_null(deed.person)},"prev":"{previous}"'
            f',"seq":{seq},"stream":"{_checked(stream)}","v":{VERSION}}}'
        )
        digest = entry_hash(payload)
        last[stream] = Head(seq, digest)
        entries.append((stream, seq, deed.deed, deed.person, deed.on_behalf_of, operation, at, payload, digest))
    rows.insert_rows(Entry, _entry_columns, entries)
    rows.insert_rows(PersonalDetail, _detail_columns, details)


def _checked(stream: str) -> str:
    if _stream_form.fullmatch(stream):
        return stream
    message = f"A stream is a kind and a key, such as nomination:17; not {stream!r}."
    raise ValueError(message)


@lru_cache(maxsize=512)
def _quoted(code: str) -> str:
    if code.isascii():
        return canonical(code)
    message = f"A deed or an operation is an ASCII code; not {code!r}."
    raise ValueError(message)


def _hex_or_null(value: str | None) -> str:
    return "null" if value is None else f'"{value}"'


def _number_or_null(value: int | None) -> str:
    return "null" if value is None else f"{value:d}"
