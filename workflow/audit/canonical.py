"""Canonical JSON and the hashes over it. Pure: no database, no model.

The subset of RFC 8785 (JSON Canonicalization Scheme) that a record of official acts needs: keys are
ASCII and sorted, strings are brought to NFC, numbers are integers that every JSON reader holds
exactly, instants are UTC with microseconds. Votes and money never are floats, so a float is
refused. A leading byte keeps the kinds of hashed text apart: 0x00 for an entry and 0x01 for a node
above it, as in RFC 6962; 0x02 for the content that a sign-off rests on.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from unicodedata import is_normalized, normalize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Json: TypeAlias = "bool | int | str | date | Sequence[Json] | Mapping[str, Json] | None"

LARGEST: Final = 2**53 - 1
"""The largest integer that every JSON reader holds exactly (RFC 7493, section 2.2)."""

_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def canonical(value: Json) -> str:
    """The one text of a value: equal values give equal text, whatever the order of their keys.

    Raises `TypeError` for a float or any other type without a canonical form, and `ValueError` for
    a key outside ASCII, an integer beyond 2^53 - 1, an instant without a zone or a lone surrogate.
    """
    return _encode(_plain(value))


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


def _plain(value: Json) -> object:
    """The value in the types whose JSON text is canonical."""
    form = _forms.get(type(value)) or _form_of_base(value)
    return form(value)


def _form_of_base(value: object) -> "Callable[[Any], object]":
    """The form of an enum member, or of another mapping than `dict`."""
    for kind, form in ((str, _text), (int, _integer), (datetime, instant_text), (Mapping, _object)):
        if isinstance(value, kind):
            return form
    name = type(value).__name__
    message = f"Canonical JSON has no form for {name}; give integers, text, booleans, lists or objects."
    raise TypeError(message)


def _text(value: str) -> str:
    if value.isascii():
        return value
    value.encode()  # a lone surrogate has no UTF-8 and raises here
    return value if is_normalized("NFC", value) else normalize("NFC", value)


def _integer(value: int) -> int:
    if -LARGEST <= value <= LARGEST:
        return value
    message = f"{value} is beyond 2^53 - 1; give it as text."
    raise ValueError(message)


def _object(value: Mapping[str, Json]) -> object:
    forms = _forms
    return {
        _key(key): form(item) if (form := forms.get(type(item))) is not None else _plain(item)
        for key, item in value.items()
    }


def _list(value: "Sequence[Json]") -> object:
    forms = _forms
    return [form(item) if (form := forms.get(type(item))) is not None else _plain(item) for item in value]


def _itself(value: bool | None) -> object:  # noqa: FBT001 -- one of the values written
    return value


@lru_cache(maxsize=1024)
def _key(key: object) -> str:
    if not isinstance(key, str):
        message = f"The key {key!r} is not text."
        raise TypeError(message)
    if not key.isascii():
        message = f"The key {key!r} is not ASCII."
        raise ValueError(message)
    return key


_forms: "Final[Mapping[type, Callable[[Any], object]]]" = {
    str: _text,
    int: _integer,
    bool: _itself,
    type(None): _itself,
    dict: _object,
    list: _list,
    tuple: _list,
    datetime: instant_text,
    date: date.isoformat,
}
