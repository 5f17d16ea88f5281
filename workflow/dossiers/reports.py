"""What an act answers: lines moved, lines refused with reasons, things made."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.refused import Refusals, Refused
from workflow.procedure.roles import Role
from workflow.procedure.states import State

__all__ = ["Refusals", "Refused", "TransitionReport", "refuse_all"]


@dataclass(frozen=True, slots=True)
class TransitionReport:
    """The verdict on each nomination, and the ids of what the act made (a letter, a session, a number).

    `repeated`: the operation was done before, and this is its first report. `asked` names, in a
    preview, the parts of a reason that the actor will have to give.
    """

    operation: str = ""
    moved: Mapping[int, State] = field(default_factory=dict)
    refused: Refusals = field(default_factory=dict)
    made: Mapping[str, Any] = field(default_factory=dict)
    repeated: bool = False
    asked: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing was refused."""
        return not self.refused

    def reasons(self) -> tuple[str, ...]:
        """The reasons of all refusals, each once, in the reader's words."""
        return tuple(dict.fromkeys(str(one.reason) for some in self.refused.values() for one in some))

    def as_json(self) -> str:
        """The report as it is kept with the operation."""
        return json.dumps(
            {
                "moved": {str(key): state.value for key, state in self.moved.items()},
                "refused": {str(key): [one.as_json() for one in some] for key, some in self.refused.items()},
                "made": dict(self.made),
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, operation: str, kept: Mapping[str, Any]) -> "TransitionReport":
        """The first report of an operation, read back."""
        return cls(
            operation=operation,
            moved={int(key): State(state) for key, state in kept["moved"].items()},
            refused={int(key): tuple(_refusal(one) for one in some) for key, some in kept["refused"].items()},
            made=kept["made"],
            repeated=True,
        )


def refuse_all(nominations: Iterable[int], *refusals: Refusal) -> dict[int, tuple[Refusal, ...]]:
    """The same refusals for every nomination."""
    return dict.fromkeys(nominations, refusals)


def _refusal(kept: Mapping[str, Any]) -> Refusal:
    lifted_by = kept["lifted_by"]
    return Refusal(
        kept["rule"],
        kept["reason"],
        Basis(kept["basis"]),
        Role(lifted_by) if lifted_by else None,
        of_authority=kept["of_authority"],
    )
