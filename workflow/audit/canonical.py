"""Canonical JSON and the hashes over it. Pure: no database, no model.

The subset of RFC 8785 (JSON Canonicalization Scheme) that a record of official acts needs: keys are
ASCII and sorted, strings are brought to NFC, numbers are integers that every JSON reader holds
exactly, instants are UTC with microseconds. Votes and money never are floats, so a float is
refused. A leading byte keeps the kinds of hashed text apart: 0x00 for an entry and 0x01 for a node
above it, as in RFC 6962; 0x02 for the content that a sign-off rests on.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from unicodedata import is_normalized, normalize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Json: TypeAlias = "bool | int | str | date | Sequence[Json] | Mapping[str, Json] | None"

LARGEST: Final = 2**53 - 1
"""The largest integer that every JSON reader holds exactly (RFC 7493, section 2.2)."""


def canonical(value: Json) -> str:
    """The one text of a value: equal values give equal text, whatever the order of their keys.

    Raises `TypeError` for a float or any other type without a canonical form, and `ValueError` for
    a key outside ASCII, an integer beyond 2^53 - 1, an instant without a zone or a lone surrogate.
    """
    return _written(value)


def instant_text(at: datetime) -> str:
    """An instant in UTC with microseconds: "2026-01-02T03:04:05.123456Z"."""
    if at.tzinfo is None:
        message = f"An instant needs a time zone: {at.isoformat()}."
        raise ValueError(message)
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def entry_hash(payload: str) -> str:
    """SHA-256(0x00 ‖ payload) in hex: the hash of an audit entry and a leaf of RFC 6962."""
    return hashlib.sha256(b"\x00" + payload.encode()).hexdigest()


def content_hash(material: Json) -> str:
    """SHA-256(0x02 ‖ canonical JSON) in hex: what a sign-off, a vote or a decision rests on."""
    return hashlib.sha256(b"\x02" + canonical(material).encode()).hexdigest()


def new_nonce() -> str:
    """Thirty-two random bytes in hex: without them a commitment tells nothing about its detail."""
    return secrets.token_hex(32)


def commitment(nonce: str, detail: str) -> str:
    """HMAC-SHA-256 of the detail's text under its nonce (hex), in hex.

    It binds the detail while nonce and detail are kept, and tells nothing once both are erased: a
    bare hash of a name could be found by trying names.
    """
    return hmac.digest(bytes.fromhex(nonce), detail.encode(), "sha256").hex()


def _written(value: Json) -> str:
    form = _forms.get(type(value)) or _form_of_base(value)
    return form(value)


def _form_of_base(value: object) -> "Callable[[Any], str]":
    """The form of an enum member, or of another mapping than `dict`."""
    for kind, form in ((str, _text), (int, _integer), (datetime, _instant), (Mapping, _object)):
        if isinstance(value, kind):
            return form
    name = type(value).__name__
    message = f"Canonical JSON has no form for {name}; give integers, text, booleans, lists or objects."
    raise TypeError(message)


def _text(value: str) -> str:
    if not value.isascii():
        value.encode()  # a lone surrogate has no UTF-8 and raises here
        value = value if is_normalized("NFC", value) else normalize("NFC", value)
    return _quoted(value)


def _integer(value: int) -> str:
    if -LARGEST <= value <= LARGEST:
        return int.__repr__(value)
    message = f"{value} is beyond 2^53 - 1; give it as text."
    raise ValueError(message)


def _object(value: Mapping[str, Json]) -> str:
    keys = tuple(value)
    parts = []
    for key, quoted in _in_order(keys) if len(keys) <= _few else _ordered(keys):
        item = value[key]
        # Most of what is written is plain text and keys of rows: for them no function of ours is called.
        if type(item) is str and item.isascii():
            parts.append(quoted + _quoted(item))
        elif type(item) is int and -LARGEST <= item <= LARGEST:
            parts.append(f"{quoted}{item}")
        else:
            parts.append(quoted + _written(item))
    return "{" + ",".join(parts) + "}"


def _list(value: "Sequence[Json]") -> str:
    parts = []
    for item in value:
        if type(item) is str and item.isascii():
            parts.append(_quoted(item))
        elif type(item) is int and -LARGEST <= item <= LARGEST:
            parts.append(f"{item}")
        else:
            parts.append(_written(item))
    return "[" + ",".join(parts) + "]"


def _truth(value: bool) -> str:  # noqa: FBT001 -- one of the values written
    return "true" if value else "false"


def _nothing(_value: None) -> str:
    return "null"


def _day(value: date) -> str:
    return f'"{value.isoformat()}"'


def _instant(value: datetime) -> str:
    return f'"{instant_text(value)}"'


def _ordered(keys: tuple[str, ...]) -> "Sequence[tuple[str, str]]":
    """The keys in order, each beside itself quoted and with its colon.

    Between ASCII keys, the order of Python's strings is that of UTF-16 units, which RFC 8785 asks for.
    """
    return sorted([(key, _key(key)) for key in keys])


_in_order: Final = lru_cache(maxsize=1024)(_ordered)
_few: Final = 16
"""Objects of so many keys have names for keys, the same again and again; those of more may have keys of rows."""


def _key(key: object) -> str:
    if not isinstance(key, str):
        message = f"The key {key!r} is not text."
        raise TypeError(message)
    if not key.isascii():
        message = f"The key {key!r} is not ASCII."
        raise ValueError(message)
    return _quoted(key) + ":"


_forms: "Final[Mapping[type, Callable[[Any], str]]]" = {
    str: _text,
    int: _integer,
    bool: _truth,
    type(None): _nothing,
    dict: _object,
    list: _list,
    tuple: _list,
    datetime: _instant,
    date: _day,
}
