"""A stock viewflow flow, as its documentation shows one: what a step costs where viewflow does everything.

The process keeps what was decided, the step belongs to whoever has a permission, a person first
claims the task and then does it, each in the transaction that viewflow's own lock opens.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.flow import End
from viewflow.workflow.flow.views import UpdateProcessView
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS


class StockFlow(flow.Flow):  # type: ignore[misc]
    """A review, then a decision."""

    process_class = Process
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    start = flow.StartHandle().Next(this.review)
    review = (
        flow.View(UpdateProcessView.as_view(fields=["data"])).Permission("workflow.view_nomination").Next(this.decide)
    )
    decide = flow.View(UpdateProcessView.as_view(fields=["data"])).Permission("workflow.view_nomination").Next(this.end)
    end = End()


def begin(many: int) -> list[int]:
    """Processes that wait for their review: keys of the tasks."""
    tasks = []
    for _ in range(many):
        process = StockFlow.start.run()
        tasks.append(process.task_set.get(flow_task=StockFlow.review, status=STATUS.NEW).pk)
    return tasks


def open_ones(tasks: list[int]) -> int:
    """How many of these tasks are not done."""
    return QuerySet(Task).filter(pk__in=tasks, finished=None).count()


def addresses(task_id: int) -> tuple[str, str]:
    """The two pages on which a person claims the task and does it."""
    task: Any = QuerySet(Task).get(pk=task_id)
    assign, execute = (task.flow_task.reverse(name, args=[task.process_id, task.pk]) for name in ("assign", "execute"))
    return assign, execute


def step(task_id: int, user: Any) -> None:
    """One human step by viewflow's own API: claim the task, then do it, each asked for as its own pages ask."""
    activation: Any
    with QuerySet(Task).get(pk=task_id).activation() as activation:
        _require(activation.flow_task.can_assign(user, activation.task))
        activation.assign(user)
    with QuerySet(Task).get(pk=task_id).activation() as activation:
        _require(activation.flow_task.can_execute(user, activation.task))
        activation.start(None)
        activation.process.data = {"reviewed": True, "by": user.pk}
        activation.process.save()
        activation.execute()


def _require(may: object) -> None:
    if not may:
        raise PermissionDenied
