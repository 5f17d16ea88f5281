"""Deeds done at once over real connections, and cases for a board."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections
from django.utils import timezone

from workflow.council.flow import SessionFlow
from workflow.dossiers.flow import LetterFlow
from workflow.worklist.board import Board, NewCase

Answer = TypeVar("Answer")


def at_once(deeds: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Do all of it at once, each on a connection of its own; what one raises is raised here."""
    begin = threading.Barrier(len(deeds))

    def one(deed: Callable[[], Answer]) -> Answer:
        try:
            begin.wait()
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def session(council: int, *, key: str = "") -> NewCase:
    """A new council session; its flow has one way, forward through six desks."""
    return NewCase(SessionFlow, "agenda", council, key=key)


def letter(organisation: int, kind: str = "UNIT", *, desk: str = "prepare", key: str = "") -> NewCase:
    """A new letter of some kind."""
    return NewCase(LetterFlow, desk, organisation, key=key, variant=kind)


def board(person: int | None = 7) -> Board:
    """A board for one act of a person, now."""
    return Board(timezone.now(), person)
