"""The commands of all rooms: every public function that a person, or the system, does under a capacity."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import workflow
from workflow.database import arguments

Command = Callable[..., Any]

_wrapper = next(code for code in arguments.command.__code__.co_consts if inspect.iscode(code))
_actors = frozenset({"actor", "by"})


def modules() -> Iterator[ModuleType]:
    """Every module of the application but its migrations and the commands of an operator."""
    for found in pkgutil.walk_packages(workflow.__path__, "workflow."):
        if not found.name.startswith(("workflow.migrations", "workflow.management")):
            yield import_module(found.name)


def public(module: ModuleType) -> Iterator[Command]:
    """The public functions that are written in this module."""
    for name, one in vars(module).items():
        if inspect.isfunction(one) and one.__module__ == module.__name__ and not name.startswith("_"):
            yield one


def is_checked(function: Command) -> bool:
    """Whether `@command` checks what the function is given."""
    return getattr(function, "__code__", None) is _wrapper


def is_command(function: Command) -> bool:
    """Whether the function is done by somebody: it takes who acts, by name or by the post that one holds."""
    taken = inspect.signature(function).parameters
    acts = "capacity" in taken and not _actors.isdisjoint(taken)
    return acts or "by" in taken


def commands() -> dict[str, Command]:
    """Every command by its full name."""
    return {
        f"{one.__module__}.{one.__name__}": one for module in modules() for one in public(module) if is_checked(one)
    }
