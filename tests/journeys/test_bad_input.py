"""Whatever a command is given, it answers: by a `ValidationError`, a refusal or a report, and writes nothing then.

Every command stands in an ordinary story (stories.py). Before it is done as the story tells, each of
its arguments is given wrong in every way that its annotation allows to think of.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final, get_args

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import connection, models, transaction

from tests.journeys import stories
from tests.journeys.stories_after import AFTER
from tests.support.commands import Command, commands
from workflow.database.arguments import LONGEST, hints_of
from workflow.directory.models import Person
from workflow.dossiers.papers import StoredFile
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast

STORIES: Final = {**stories.STORIES, **{one.__name__: one for one in AFTER}}
ORDERLY: Final = (ValidationError, Refused, PermissionDenied)
SECURITY: Final = {"workflow_user": 1, "workflow_audit_entry": 1}
"""What a refusal may write: one entry of the actor's security stream, and the version that counts it."""

# command, argument and error → what is still amiss there. An entry goes with the mend.
amiss: Final[dict[tuple[str, str, str], str]] = {}

LONG: Final = "x" * LONGEST
NUMBERS: Final = (-1, 0, 2**31, 2**53 - 1, 2**63, 10**400)
TEXTS: Final = ("", " \n", "a\0b", "a\ud800b", "\u202e", "2026-01-05", LONG)
DAYS: Final = (date.min, date.max, date(1900, 1, 1), date(2200, 12, 31), datetime(2026, 1, 5, tzinfo=UTC))
ANYTHING: Final[tuple[Any, ...]] = (
    None,
    True,
    1.5,
    float("nan"),
    Decimal(1),
    b"a",
    object(),
    (),
    [None],
    {},
    {"a": None},
)


def wrong(value: Any, hint: Any) -> Iterator[Any]:
    """A value given wrong, in every kind; and each of its parts given wrong while the others stay."""
    yield from (*ANYTHING, *NUMBERS, *TEXTS, *DAYS, Person, Person())
    if isinstance(value, models.Model):
        yield from (type(value)(pk=key) for key in (None, value.pk, "a"))
        yield from (_gone(value, key) for key in (None, -1, 2**40, 2**63))
    elif isinstance(value, Enum):
        yield from (*type(value), value.name)
    elif isinstance(value, Mapping):
        yield from _wrong_mapping(value, hint)
    elif is_dataclass(value) and not isinstance(value, type | StoredFile):  # the store alone says what it has stored
        hints = hints_of(type(value))
        for part in fields(value):
            for other in wrong(getattr(value, part.name), hints[part.name]):
                yield replace(value, **{part.name: other})
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        yield from ([*value, *value], value[:1], {*map(id, value)}, set(map(str, value)))
        for other in wrong(value[0], (get_args(_without_none(hint)) or (Any,))[0]):
            yield [other, *value[1:]]


def _gone(row: models.Model, key: int | None) -> models.Model:
    """A row that was read under another key, and is there no more."""
    gone = copy(row)
    gone.pk = key
    return gone


def _wrong_mapping(value: Mapping[Any, Any], hint: Any) -> Iterator[Any]:
    parts = get_args(_without_none(hint)) or (Any, Any)
    for key, item in value.items():
        rest = {other: one for other, one in value.items() if other != key}
        for other in wrong(key, parts[0]):
            with suppress(TypeError):  # what cannot be a key
                yield {other: item, **rest}
        for other in wrong(item, parts[1]):
            yield {**rest, key: other}


def _without_none(hint: Any) -> Any:
    """`X` of `X | None`."""
    found = [part for part in get_args(hint) if part is not type(None)]
    return found[0] if len(found) == 1 and type(None) in get_args(hint) else hint


@dataclass
class Written:
    """The rows' tables that were written and not rolled back, as the statements went by."""

    tables: list[str] = field(default_factory=list)
    _marks: dict[str, int] = field(default_factory=dict)

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django's own order
        """Let a statement pass and note what it wrote."""
        text = str(sql)
        if text.startswith("SAVEPOINT"):
            self._marks[text.rsplit(maxsplit=1)[-1]] = len(self.tables)
        elif text.startswith("ROLLBACK TO SAVEPOINT"):
            del self.tables[self._marks[text.rsplit(maxsplit=1)[-1]] :]
        else:
            self.tables += re.findall(r'(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(workflow_\w+)', text)
        return execute(sql, params, many, context)


@contextmanager
def _undone() -> Iterator[Written]:
    """What happens inside is taken back; told is which tables it wrote."""
    seen, begin = Written(), transaction.savepoint()
    try:
        with connection.execute_wrapper(seen):
            yield seen
    finally:
        transaction.savepoint_rollback(begin)


@dataclass
class Trial:
    """Gives one command wrong arguments, one at a time, and keeps the faults."""

    command: Command
    given: Mapping[str, Any]
    faults: list[str] = field(default_factory=list)
    known: set[tuple[str, str, str]] = field(default_factory=set)
    tried: int = 0

    def run(self) -> None:
        """Every argument, in every way."""
        hints = hints_of(self.command)
        for name, hint in hints.items():
            if name == "return":
                continue
            for value in wrong(self.given.get(name), hint):
                self._try(name, value)

    def _try(self, name: str, value: Any) -> None:
        self.tried += 1
        where = f"{self.command.__name__}({name}={_short(value)})"
        with _undone() as seen:
            try:
                answer = self.command(**{**self.given, name: value})
            except ORDERLY:
                refused = True
            except ObjectDoesNotExist:
                if not isinstance(value, models.Model):
                    self.faults.append(f"{where}: it was looked for and not found")
                return  # no command deletes a row that another takes: one that has gone is a fault of the program
            except Exception as error:  # noqa: BLE001 -- any other is what is looked for
                kind = (self.command.__name__, name, type(error).__name__)
                if kind in amiss:
                    self.known.add(kind)
                    return
                self.faults.append(f"{where}: {type(error).__name__}: {str(error)[:150]}")
                return
            else:
                refused = isinstance(answer, TransitionReport) and not answer.moved and bool(answer.refused)
            if refused and any(seen.tables.count(table) > SECURITY.get(table, 0) for table in seen.tables):
                self.faults.append(f"{where}: refused, and wrote {seen.tables}")


def _short(value: Any) -> str:
    """A value as a fault names it: only what differs from the ordinary is looked for, so that a part is enough."""
    try:
        shown = ascii(value)
    except Exception:  # noqa: BLE001 -- a row that was never saved may have no words
        shown = type(value).__name__
    return shown if len(shown) < 200 else f"{shown[:100]}…{shown[-90:]}"


def told(cast: Cast, name: str) -> Iterator[tuple[Command, Mapping[str, Any]]]:
    """The steps of a story: each is done, whole, after it was told."""
    story, answer = STORIES[name](cast), None
    with suppress(StopIteration):
        while True:
            command, given = story.send(answer)
            yield command, given
            answer = command(**given)
            assert getattr(answer, "is_whole", True), (command.__name__, answer)


@pytest.mark.parametrize("name", STORIES)
def test_a_wrong_argument_is_an_answer_and_never_a_traceback(cast: Cast, name: str) -> None:
    trials = []
    for command, given in told(cast, name):
        trials.append(Trial(command, given))
        trials[-1].run()
    faults = [fault for trial in trials for fault in trial.faults]
    assert not faults, "\n".join(faults)
    assert all(trial.tried > 50 for trial in trials)
    still = {kind for trial in trials for kind in trial.known}
    asked = {trial.command.__name__ for trial in trials}
    assert still == {kind for kind in amiss if kind[0] in asked}, "what has been mended leaves the list"
    assert list(problems()) == []


def test_every_command_stands_in_a_story(cast: Cast) -> None:
    done = set()
    for name in STORIES:
        with _undone():
            done |= {f"{command.__module__}.{command.__name__}" for command, _given in told(cast, name)}
    assert commands().keys() - done == set()


@pytest.mark.django_db
def test_a_refusal_that_writes_is_seen() -> None:
    """The counter of what was written counts what stays, and not what was rolled back."""
    with _undone() as seen:
        begin = transaction.savepoint()
        Person.objects.filter(pk=-1).update(full_name="x")
        transaction.savepoint_rollback(begin)
        assert seen.tables == []
        Person.objects.filter(pk=-1).update(full_name="x")
        assert seen.tables == ["workflow_person"]
