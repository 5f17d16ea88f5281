"""Cases for a board."""

from django.utils import timezone

from workflow.council.flow import SessionFlow
from workflow.dossiers.flow import LetterFlow
from workflow.worklist.board import Board, NewCase


def session(council: int, *, key: str = "") -> NewCase:
    """A new council session; its flow has one way, forward through six desks."""
    return NewCase(SessionFlow, "agenda", council, key=key)


def letter(organisation: int, kind: str = "UNIT", *, desk: str = "prepare", key: str = "") -> NewCase:
    """A new letter of some kind."""
    return NewCase(LetterFlow, desk, organisation, key=key, variant=kind)


def board(person: int | None = 7) -> Board:
    """A board for one act of a person, now."""
    return Board(timezone.now(), person)
