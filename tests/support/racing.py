"""Racing: people who act in the same moment, each over a connection of its own; and a door without its locks."""

import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

import pytest
from django.db import connection, connections

from workflow.database import rows
from workflow.dossiers import act, door, facts

Answer = TypeVar("Answer")


def at_once(deeds: Sequence[Callable[[], Any]]) -> tuple[list[Any], list[Exception]]:
    """Do all of it at once, each on a connection of its own: what came back, and what was raised."""
    begin = threading.Barrier(len(deeds))
    raised: list[Exception] = []

    def one(deed: Callable[[], Any]) -> Any:
        try:
            begin.wait()
            _wait_longer("SET lock_timeout = '60s'")
            return deed()
        except Exception as error:  # noqa: BLE001 -- whatever it is, the race counts it
            raised.append(error)
            return None
        finally:
            _wait_longer("RESET lock_timeout")
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        answers = list(pool.map(one, deeds))
    return [answer for answer in answers if answer is not None], raised


def answers_at_once(deeds: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """The same where nothing is refused: the first that is raised is raised here."""
    answers, raised = at_once(deeds)
    for error in raised:
        raise error
    return answers


def _wait_longer(setting: str) -> None:
    """On a machine with much to do, the last of many waits longer for its turn than a person would have to."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(setting)


def take_out_lock_and_predicate(monkeypatch: pytest.MonkeyPatch) -> None:
    """No row lock (on SQLite: no transaction, which is its lock), no `state = source AND version = seen`; a pause."""
    fill, execute, load = rows.fill, rows.execute, facts.load_facts

    def unlocked(sql: str) -> str:
        return re.sub(r"FOR (NO KEY )?(UPDATE|SHARE)( OF \w+)?", "", fill(sql))

    def unconditional(sql: str, parameters: Any = ()) -> int:
        return execute(sql.replace(" AND t.state = given.was AND t.version = given.seen", ""), parameters)

    def slow(*arguments: Any) -> None:
        load(*arguments)
        time.sleep(0.002)

    monkeypatch.setattr(rows, "fill", unlocked)
    monkeypatch.setattr(rows, "execute", unconditional)
    monkeypatch.setattr(door, "load_facts", slow)
    if connection.vendor == "sqlite":
        monkeypatch.setattr(act, "transaction", _NoTransaction)


def slowly(monkeypatch: pytest.MonkeyPatch, room: Any, moment: str) -> None:
    """A pause at the moment between looking and writing: nobody is faster than everybody."""
    deed = getattr(room, moment)

    def pause(*given: Any, **named: Any) -> Any:
        time.sleep(0.01)
        return deed(*given, **named)

    monkeypatch.setattr(room, moment, pause)


class _NoTransaction:
    """Every statement for itself."""

    @staticmethod
    def atomic(*, durable: bool) -> AbstractContextManager[None]:  # noqa: ARG004 -- as Django's
        """No transaction."""
        return nullcontext()
