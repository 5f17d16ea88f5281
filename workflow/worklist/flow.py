"""The doorway to viewflow: the base flow and its desk nodes.

A desk is a node of our own. Its transitions run on viewflow's activation in memory; the board
writes their rows set-based. There is no assign step: work belongs to the post.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from viewflow import this
from viewflow.workflow import lock
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Flow, Node
from viewflow.workflow.flow import End
from viewflow.workflow.status import PROCESS, STATUS

from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.models import Case, WorkItem

FORWARD: Final = "forward"
BACK: Final = "back"


@dataclass(frozen=True, slots=True)
class At:
    """Whose desk it is in one variant of a case, the states of the lines on it, and what its holder offers them."""

    role: Role
    states: tuple[State, ...] = ()
    offers: tuple[Transition, ...] = ()


class DeskActivation(Activation):  # type: ignore[misc]
    """One work item's life in memory: open, done, and what comes next."""

    type = "desk"

    @Activation.status.super()  # type: ignore[untyped-decorator]
    def activate(self) -> None:
        """A desk waits for people; nothing runs by itself."""

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)  # type: ignore[untyped-decorator]
    def complete(self) -> None:
        """The work of the desk is done; the board sets the instant and writes the row."""

    @Activation.status.transition(source=STATUS.DONE)  # type: ignore[untyped-decorator]
    def create_next(self, way: str = FORWARD) -> Iterator[WorkItem]:
        """The work item behind this one, in memory; none behind the last desk, where the case ends."""
        following = self.flow_task.following(way, self.process.variant)
        if isinstance(following, Desk):
            yield following.item(self.process)
        else:
            self.process.status = PROCESS.DONE
            self.process.finished = self.task.finished


class Desk(Node):  # type: ignore[misc]
    """A node on which a post works.

    What it is may differ by the variant of the case (the four kinds of letter). `signed` marks a desk
    behind a signature: when a line leaves it otherwise than by issue, the signature is void and the
    paper goes back. `lasts` marks a desk that goes on when the last line has left (publishing).
    """

    activation_class = DeskActivation
    task_type = "HUMAN"

    def __init__(self, at: At | Mapping[str, At], *, signed: bool = False, lasts: bool = False, **kwargs: Any) -> None:
        """`Desk(At(…))` for one kind of case, or `Desk({"UNIT": At(…), "OFFICE": At(…)})` by variant."""
        super().__init__(**kwargs)
        self.by_variant: Mapping[str, At] = {"": at} if isinstance(at, At) else at
        self.signed = signed
        self.lasts = lasts
        self._ways: dict[str, Any] = {}

    def Next(self, node: Any) -> "Desk":  # noqa: N802 -- viewflow's own spelling
        """Where the case goes when the desk is done."""
        self._ways[FORWARD] = node
        return self

    def Back(self, node: Any) -> "Desk":  # noqa: N802 -- viewflow's own spelling
        """Where the case goes when its paper comes back; a mapping says it by variant."""
        self._ways[BACK] = node
        return self

    def _resolve(self, instance: Any) -> None:
        self._ways = {
            way: {variant: this.resolve(instance, one) for variant, one in node.items()}
            if isinstance(node, Mapping)
            else this.resolve(instance, node)
            for way, node in self._ways.items()
        }

    def _outgoing(self) -> Iterator[Edge]:
        for way, node in self._ways.items():
            for one in dict.fromkeys(node.values() if isinstance(node, Mapping) else (node,)):
                yield Edge(src=self, dst=one, edge_class="next" if way == FORWARD else "default", label=way)

    def at(self, variant: str) -> At:
        """What the desk is in a case of this variant. Raises `KeyError` where it is no desk of that variant."""
        return self.by_variant[variant]

    def following(self, way: str, variant: str) -> Node:
        """The node behind this desk. Raises `KeyError` where the case cannot go that way."""
        node = self._ways[way]
        return node[variant] if isinstance(node, Mapping) else node

    def leads(self, way: str) -> bool:
        """Whether the case can go that way."""
        return way in self._ways

    def item(self, case: Case) -> WorkItem:
        """An open work item on this desk, in memory."""
        return WorkItem(
            process=case,
            flow_task=self,
            flow_task_type=self.task_type,
            status=STATUS.NEW,
            role=self.at(case.variant).role.value,
            organisation_id=case.organisation_id,
        )


class CaseFlow(Flow):  # type: ignore[misc]
    """The base of every flow: our own tables, a lock that waits, and a version.

    A flow class is never renamed or deleted while rows of it exist: they name it as text.
    """

    process_class = Case
    task_class = WorkItem
    lock_impl = lock.SelectForUpdateLock(nowait=False)
    version: ClassVar[int] = 1

    @classmethod
    def desks(cls) -> dict[str, Desk]:
        """The desks of the flow by name."""
        return {name: node for name, node in cls._nodes_by_name.items() if isinstance(node, Desk)}

    @classmethod
    def desk(cls, name: str) -> Desk:
        """One desk. Raises `KeyError` for a name the flow does not have."""
        return cls.desks()[name]


__all__ = ["BACK", "FORWARD", "At", "CaseFlow", "Desk", "DeskActivation", "End", "this"]
