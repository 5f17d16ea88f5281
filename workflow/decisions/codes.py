"""The codes by which a decision and each certificate of it can be looked up by anybody who holds the paper."""

import hashlib
from typing import Final

LENGTH: Final = 12
"""Signs of a code: 60 bits, so that nobody finds one by trying."""
_alphabet: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O and U, which are read for 1, 0 and V."""
_pairs: Final = [second + first for first in _alphabet for second in _alphabet]
"""Two signs for each ten bits, the lower five before the upper."""
_places: Final = range(0, 5 * LENGTH, 10)
_misread: Final = str.maketrans("ILO", "110")


def code_of(annex: str, kind: str, key: int) -> str:
    """The code of a decision, or of a line (`kind` says of which decision), from the hash of the annexed list.

    The signature records that hash, and nobody knows it who does not know the dossiers: the code cannot be guessed,
    and one that was changed in the database no longer follows from the record.
    """
    number = int.from_bytes(hashlib.sha256(f"{kind}:{key}:{annex}".encode()).digest()[-8:])
    return "".join([_pairs[number >> place & 1023] for place in _places])


def read_code(typed: str) -> str:
    """The code as it is kept, from what somebody typed off a paper; nothing where it is none."""
    signs = "".join(one for one in typed.upper() if one not in " -\t").translate(_misread)
    return signs if len(signs) == LENGTH and set(signs) <= set(_alphabet) else ""


def shown_code(code: str) -> str:
    """The code in groups of four, as papers print it."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
