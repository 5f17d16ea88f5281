"""What can be wrong with a wording: found in the confined process, said in words by `papers`."""

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Wrong(StrEnum):
    """Why a wording cannot be used."""

    PRIVATE = "private"
    """A sign for private use, as stands around data."""
    SYNTAX = "syntax"
    UNKNOWN = "unknown"
    """A name that the data has not."""
    NOT_SPOKEN = "not_spoken"
    """A statement or an expression that no wording uses."""
    FILTER = "filter"
    NOT_A_TEXT = "not_a_text"
    """A list or a group put out as a text."""
    FAILED = "failed"
    NO_TABLE = "no_table"
    CELLS = "cells"
    """A row with other cells than its table has columns."""
    NOT_SET = "not_set"
    """The typesetter refuses."""


@dataclass(slots=True)
class WordingError(Exception):
    """Why a wording cannot be used, the word that is wrong, and its line counted from 1 where it is known."""

    why: Wrong
    what: str = ""
    line: int | None = None
