"""The measures. Each asserts the rows that were written: a figure for an act that did nothing is worth nothing."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.bench import flows
from tests.bench.world import World
from workflow.audit.models import Entry
from workflow.database import rows
from workflow.directory.models import Organisation, User
from workflow.dossiers.act import Act, NothingDone, perform
from workflow.dossiers.door import Move, apply_transition, move_lines
from workflow.dossiers.models import Nomination, SignOff, Standing
from workflow.dossiers.operations import Operation
from workflow.dossiers.reports import TransitionReport
from workflow.notifications.models import OutboxMessage
from workflow.procedure.facts import Reason
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.worklist.models import Case, WorkItem
from workflow.worklist.queries import waiting_for

why = Reason("Lý do (minh họa)", code="OTHER")
WRITTEN = (Nomination, Standing, SignOff, Entry, OutboxMessage, Operation, Case, WorkItem)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured.

    Lines of a batch, its rounds, single acts, open work items, questions to the desk, rows of a list, its rounds, lines
    on which a council votes.
    """

    lines: int
    rounds: int
    singles: int
    items: int
    asked: int
    listed: int
    lists: int
    voted: int


FULL = Sizes(lines=500, rounds=9, singles=40, items=100_000, asked=3_001, listed=10_000, lists=5, voted=300)
SMALL = Sizes(lines=3, rounds=1, singles=2, items=400, asked=3, listed=10, lists=1, voted=3)
"""Whether everything runs; the figures say nothing."""


@dataclass
class Measures:
    """What one database gave: medians in milliseconds, counts, what was written, and memory in KiB."""

    database: str
    sizes: Sizes
    milliseconds: dict[str, float] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    kib: dict[str, int] = field(default_factory=dict)
    listing: dict[str, list[str]] = field(default_factory=dict)
    load: list[float] = field(default_factory=list)


def timed(deed: Callable[[], Any]) -> float:
    """Milliseconds. What was written before is brought home first: a deed pays for its own writes and no others."""
    _bring_home()
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1000


def _bring_home() -> None:
    """Empty SQLite's log of writes: the commit that fills it moves all of it to the file, whoever wrote it."""
    if not rows.is_postgresql():
        ((busy, *_pages),) = rows.fetch("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise AssertionError(busy)


def statements(deed: Callable[[], Any]) -> tuple[int, list[dict[str, str]]]:
    """How many statements, and which; BEGIN, COMMIT, savepoints and the measure's own PRAGMA are not counted."""
    with CaptureQueriesContext(connection) as captured:
        deed()
    sent = [
        one
        for one in captured.captured_queries
        if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "PRAGMA"))
    ]
    return len(sent), sent


def counts() -> dict[str, int]:
    """Rows by table."""
    return {model.__name__: model._base_manager.count() for model in WRITTEN}  # noqa: SLF001 -- every row, whatever the manager


def grown(before: dict[str, int]) -> dict[str, int]:
    """How many rows came, by table."""
    return {name: number - before[name] for name, number in counts().items() if number != before[name]}


def settle() -> None:
    """What a running server has: a database with its statistics, on PostgreSQL clean pages, and what is loaded kept.

    As in `config/wsgi.py`, the collector does not walk again what was there before the measured acts.
    """
    gc.collect()
    gc.freeze()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if rows.is_postgresql() else "ANALYZE")


def refer(world: World, lines: Sequence[int]) -> None:
    """The measured act: the office head refers appraised lines to the council."""
    report = apply_transition(Transition.REFER_TO_COUNCIL, lines, **world.office_head)
    if len(report.moved) != len(lines):
        raise AssertionError(report.reasons())


def batch(world: World, found: Measures) -> None:
    """(a) 500 nominations through one transition, against bare set-based SQL and against a stock viewflow loop."""
    # The council's next session is open already: no case is opened or closed in what is measured.
    refer(world, world.appraised(1))
    times: dict[str, list[float]] = {"batch, ours": [], "batch, bare SQL": [], "batch, stock viewflow": []}
    for number in range(found.sizes.rounds + 1):
        one = _one_batch(world, found)
        if not number:
            settle()
        for name, took in one.items():
            times[name].append(took)
    medians(times, found)
    lines = world.appraised(found.sizes.lines)
    found.statements["batch, ours"], sent = statements(lambda: refer(world, lines))
    found.listing["batch, ours"] = [" ".join(query["sql"].split())[:60] for query in sent]
    (line,) = world.appraised(1)
    found.statements["the same act for one line"], _sent = statements(lambda: refer(world, [line]))


def _one_batch(world: World, found: Measures) -> dict[str, float]:
    many = found.sizes.lines
    mine, theirs, tasks = world.appraised(many), world.appraised(many), flows.begin(many)
    before = counts()
    ours = timed(lambda: refer(world, mine))
    written = grown(before)
    in_state(mine, State.WITH_COUNCIL)
    writes = _captured_writes(world, theirs)
    in_state(theirs, State.WITH_OFFICE)
    before = counts()
    bare = timed(lambda: replay(writes))
    in_state(theirs, State.WITH_COUNCIL)
    if grown(before) != written:
        raise AssertionError((written, grown(before)))
    stock = timed(partial(_loop, tasks, world.user()))
    if flows.open_ones(tasks):
        raise AssertionError(tasks)
    found.rows = written
    return {"batch, ours": ours, "batch, bare SQL": bare, "batch, stock viewflow": stock}


def in_state(lines: Sequence[int], state: State) -> None:
    if Nomination.objects.filter(pk__in=lines, state=state.value).count() != len(lines):
        raise AssertionError(state)


def _captured_writes(world: World, lines: Sequence[int]) -> list[tuple[str, Any]]:
    """The writing statements of the act, with their parameters; the act itself is rolled back."""
    sent: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django's hook
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            sent.append((sql, parameters))
        return execute(sql, parameters, many, context)

    def deed(act: Act) -> TransitionReport:
        report = move_lines([Move(Transition.REFER_TO_COUNCIL, tuple(lines))], act, whole=True)
        act.flush()
        raise NothingDone(report)

    with connection.execute_wrapper(note):
        perform({"deed": "CAPTURE", "lines": list(lines)}, deed, **world.office_head, operation_id=None)
    return sent


def replay(writes: Sequence[tuple[str, Any]]) -> None:
    """Bare set-based SQL that writes the same rows: no reading, no judging, no hashing."""
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, parameters in writes:
            cursor.execute(sql, parameters)


def _loop(tasks: Sequence[int], user: Any) -> None:
    """The loop one would write with stock viewflow, which has no bulk completion."""
    for task in tasks:
        flows.step(task, user)


def single(world: World, found: Measures) -> None:
    """(b) One nomination, function to function: the line leaves its letter, or the letter goes to another desk."""
    head, singles = world.walk.head, found.sizes.singles
    _letter, many = world.with_head(singles + 1)
    alone = world.single_letters(singles)
    tasks = flows.begin(singles)
    times: dict[str, list[float]] = {"one, ours": [], "one, ours with desk rows": [], "one, stock viewflow": []}
    for line, on_its_own, task in zip(many, alone, tasks, strict=False):
        times["one, ours"].append(timed(partial(_act, Transition.NOT_ENDORSE, line, head)))
        times["one, ours with desk rows"].append(timed(partial(_act, Transition.SEND_BACK, on_its_own, head)))
        times["one, stock viewflow"].append(timed(partial(flows.step, task, world.user())))
    in_state(many[:singles], State.NOT_ENDORSED)
    in_state(alone, State.DRAFT)
    medians(times, found)
    _letter, more = world.with_head(2)
    (own,) = world.single_letters(1)
    (task,) = flows.begin(1)
    found.statements["one, ours"], _ = statements(lambda: _act(Transition.NOT_ENDORSE, more[0], head))
    found.statements["one, ours with desk rows"], _ = statements(lambda: _act(Transition.SEND_BACK, own, head))
    found.statements["one, stock viewflow"], _ = statements(partial(flows.step, task, world.user()))


def _act(transition: Transition, line: int, acts: dict[str, Any]) -> None:
    report = apply_transition(transition, [line], **acts, reason=why)
    if list(report.moved) != [line]:
        raise AssertionError(report.reasons())


def medians(times: dict[str, list[float]], found: Measures) -> None:
    """The first of each warms up and is left out."""
    for name, taken in times.items():
        found.milliseconds[name] = statistics.median(taken[1:])
        found.rounds[name] = len(taken) - 1


def desk(world: World, found: Measures) -> None:
    """(c) The desk query with few and with many open work items in the table, the same number on this desk.

    The few are asked before and after the many: a machine whose pace drifts is as fast for both, on the average.
    """
    user = world.cast.user("tdkt-specialist-2")
    office = Organisation.objects.get(code="ban-tdkt")
    other = Organisation.objects.exclude(pk=office.pk).order_by("pk").values_list("pk", flat=True)
    _fill(200, [office.pk], 50)
    here = _on_the_desk(user)
    asked, items = found.sizes.asked, found.sizes.items
    before = _ask(user, asked)
    last = WorkItem.objects.order_by("pk").last()
    _fill(items - WorkItem.objects.filter(finished=None).count(), list(other), 0)
    if WorkItem.objects.filter(finished=None).count() < items or _on_the_desk(user) != here:
        raise AssertionError(here)
    found.milliseconds["desk, 100,000 open work items"] = _ask(user, asked)
    found.statements["desk"], _ = statements(lambda: waiting_for(user, timezone.localdate()))
    rows.execute("DELETE FROM workflow_workitem WHERE id > %s", [last.pk if last else 0])
    if _on_the_desk(user) != here:
        raise AssertionError(here)
    found.milliseconds["desk, 200 open work items"] = (before + _ask(user, asked)) / 2
    found.rounds["desk, 200 open work items"] = found.rounds["desk, 100,000 open work items"] = asked


def _ask(user: User, often: int) -> float:
    today = timezone.localdate()
    settle()
    return statistics.median(timed(lambda: waiting_for(user, today)) for _ in range(often))


def _on_the_desk(user: User) -> int:
    found = waiting_for(user, timezone.localdate(), at_most=1_000_000)
    if len(waiting_for(user, timezone.localdate())) != min(len(found), 50):
        raise AssertionError(len(found))
    return len(found)


def _fill(many: int, organisations: Sequence[int], on_this_desk: int) -> None:
    """Open cases with their work items: some on the measured desk, the others anywhere else."""
    at = timezone.now()
    flow, task = "workflow/appraisal.flow.AppraisalFlow", "workflow/appraisal.flow.AppraisalFlow.appraise"
    office = Organisation.objects.get(code="ban-tdkt").pk
    keys = [f"own:bench:{WorkItem.objects.count()}:{number}" for number in range(many)]
    given = [
        (flow, "NEW", at, organisations[number % len(organisations)], key, "", 1) for number, key in enumerate(keys)
    ]
    columns = ("flow_class", "status", "created", "organisation_id", "key", "variant", "flow_version")
    cases = [row[0] for row in rows.insert_rows(Case, columns, given, returning="id")]
    items = []
    for number, case in enumerate(cases):
        role = "OFFICE_SPECIALIST" if number < on_this_desk else "UNIT_OFFICER"
        at_office = office if number < on_this_desk else organisations[number % len(organisations)]
        items.append((case, task, "HUMAN", "NEW", at, "start", role, at_office, None, None))
    named = ("process_id", "flow_task", "flow_task_type", "status", "created", "token", "role", "organisation_id")
    rows.insert_rows(WorkItem, (*named, "person_id", "due"), items)
