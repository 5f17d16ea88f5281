"""The state machine of a nomination, derived from the table in a visible loop.

django-fsm keeps the machine in memory: a transition that the table does not know cannot happen,
and one called outside the door raises. Nothing here writes to the database.
"""

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from django_fsm import GET_STATE, FSMField, transition

from workflow.procedure.states import HOLDABLE, State
from workflow.procedure.transitions import Transition

if TYPE_CHECKING:
    from django.db import models

_door_is_open: Final[ContextVar[bool]] = ContextVar("door_is_open", default=False)


class NotThroughTheDoor(Exception):  # noqa: N818 -- it reads as the sentence it is
    """A state was about to change past the door. Use `apply_transition`."""


def state_field(**kwargs: Any) -> "models.Field[str, str]":
    """The column of the machine; assignment raises."""
    field: models.Field[str, str] = FSMField(protected=True, **kwargs)
    return field


class Door:
    """Held by the door while it moves lines in memory."""

    def __enter__(self) -> None:
        self._token = _door_is_open.set(True)

    def __exit__(self, *_error: object) -> None:
        _door_is_open.reset(self._token)


def _resume_target(nomination: Any, *_args: object) -> str:
    return str(nomination.resume_to)


class NominationMachine:
    """One method per row of the table, named as the row in small letters."""


for _row in Transition:

    def _deed(_nomination: Any, row: Transition = _row) -> None:
        if not _door_is_open.get():
            message = f"{row.name} was called directly; a nomination moves only through apply_transition"
            raise NotThroughTheDoor(message)

    _deed.__name__ = _row.name.lower()
    _target = GET_STATE(_resume_target, states=[s.value for s in HOLDABLE]) if _row.resumes else _row.target.value
    setattr(
        NominationMachine,
        _row.name.lower(),
        transition(field="state", source=_row.source.value, target=_target)(_deed),
    )


class FreshState:
    """Lets `refresh_from_db` re-read the protected state (the shipped mixin keeps a stale one)."""

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Reload; the state is taken from the row."""
        fields = kwargs.get("fields") or (args[1] if len(args) > 1 else None)
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        super().refresh_from_db(*args, **kwargs)  # type: ignore[misc]


STATES: Final = [(state.value, state.label) for state in State]
