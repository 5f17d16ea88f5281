"""What is true of every command: its arguments are checked, its annotations can be read, and it says what it does."""

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from types import ModuleType, NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import pytest
from django.db import models

from tests.support.commands import commands, is_checked, is_command, modules, public
from workflow.database.arguments import command
from workflow.directory.models import Appointment, User
from workflow.dossiers.reports import TransitionReport

# module.function → why it takes an actor and is no command.
no_commands: Final[dict[str, str]] = {
    "workflow.dossiers.act.perform": "the act that the commands themselves do, with what they have checked",
}
_lists: Final = {Sequence, Iterable, Collection, tuple, list, set, frozenset}
_plain: Final = {int, str, bool, date, NoneType, Any}

found = commands()


def unchecked(where: Iterable[ModuleType]) -> set[str]:
    """The functions that somebody does under a capacity and whose arguments nobody checks."""
    every = [one for module in where for one in public(module)]
    return {f"{one.__module__}.{one.__name__}" for one in every if is_command(one) and not is_checked(one)}


def test_every_command_checks_what_it_is_given() -> None:
    assert unchecked(modules()) == no_commands.keys()


def test_the_rooms_have_commands() -> None:
    rooms = {name.split(".")[1] for name in found}
    assert rooms == {"appraisal", "council", "decisions", "directory", "dossiers", "payments"}
    assert len(found) > 45


def _forgotten(line: int, actor: User | None, *, capacity: Appointment | None) -> None:
    """Moves a line, and forgets to check what it is given."""
    del line, actor, capacity


def _forgotten_too(giver: Appointment, by: User) -> None:
    """Gives something away, and forgets the same."""
    del giver, by


def _shown(line: int) -> None:
    """Does nothing for anybody."""
    del line


def _module(*functions: Callable[..., None]) -> ModuleType:
    made = ModuleType("workflow.made_up")
    for one in functions:
        one.__module__ = made.__name__
        setattr(made, one.__name__.lstrip("_"), one)
    return made


def test_a_command_that_forgets_to_check_is_found() -> None:
    made = _module(_forgotten, _forgotten_too, _shown, command(_forgotten))
    assert unchecked([_module(_forgotten, _forgotten_too, _shown)]) == {
        "workflow.made_up._forgotten",
        "workflow.made_up._forgotten_too",
    }
    assert unchecked([made]) == {"workflow.made_up._forgotten_too"}


@pytest.mark.parametrize("name", found)
def test_a_command_says_what_it_does(name: str) -> None:
    words = inspect.getdoc(found[name]) or ""
    assert len(words.split()) >= 5
    assert words.split("\n\n")[0].rstrip().endswith((".", "?"))


@pytest.mark.parametrize("name", found)
def test_a_command_takes_the_actor_and_the_rest_by_keyword(name: str) -> None:
    """The thing first, then the actor; the capacity and all that follows only by name, with no rest of any kind."""
    taken = inspect.signature(found[name]).parameters
    kinds = {parameter.kind for parameter in taken.values()}
    assert kinds <= {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    by_name = [key for key, parameter in taken.items() if parameter.kind is inspect.Parameter.KEYWORD_ONLY]
    in_place = [key for key in taken if key not in by_name]
    assert in_place[-1] in {"actor", "by"}
    assert "capacity" in by_name or "giver" in in_place, "a delegation is given under the post that gives it"


@pytest.mark.parametrize("name", found)
def test_every_annotation_of_a_command_is_one_that_is_checked(name: str) -> None:
    """A kind that the check does not know would pass unchecked, or fail where nobody looks."""
    hints = get_type_hints(found[name])
    assert hints.keys() == {*inspect.signature(found[name]).parameters, "return"}
    unknown = [part for key, hint in hints.items() if key != "return" for part in _unknown(hint)]
    assert unknown == []


def _unknown(hint: Any) -> Iterator[Any]:
    """The parts of an annotation that `@command` has no rule for."""
    kind, parts = get_origin(hint), get_args(hint)
    if kind in {Union, UnionType}:
        yield from (one for part in parts for one in _unknown(part))
    elif kind is Mapping or kind in _lists:
        yield from (one for part in parts if part is not ... for one in _unknown(part))
    elif kind is type:
        return
    elif is_dataclass(hint):
        inner = get_type_hints(hint)
        yield from (one for part in fields(hint) for one in _unknown(inner[part.name]))
    elif hint not in _plain and not (inspect.isclass(hint) and issubclass(hint, Enum | models.Model)):
        yield hint


@pytest.mark.parametrize("hint", [float, bytes, dict, Mapping, list, Sequence, Callable[[int], int], Sequence[float]])
def test_an_annotation_that_is_not_checked_is_found(hint: Any) -> None:
    assert list(_unknown(hint)) != []


@pytest.mark.parametrize("name", [name for name in found if ".directory." not in name])
def test_a_command_answers_with_a_report_and_can_be_repeated(name: str) -> None:
    """Every deed on nominations has an operation id, so that a second click does nothing; a preview writes nothing."""
    hints = get_type_hints(found[name])
    if name == "workflow.dossiers.door.preview_transitions":
        return
    if name == "workflow.dossiers.letters.preview_signature":
        assert hints["return"] is TransitionReport
        return
    assert hints["return"] is TransitionReport
    assert hints["operation_id"] == str | None
