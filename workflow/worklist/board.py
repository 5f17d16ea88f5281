"""The board: cases and work items of one act, moved in memory and written set-based."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import uuid4

from viewflow.workflow.fields import get_flow_ref, get_task_ref, import_flow_by_ref, import_task_by_ref
from viewflow.workflow.status import PROCESS, STATUS

from workflow.database import rows
from workflow.worklist.flow import BACK, FORWARD, CaseFlow, Desk
from workflow.worklist.models import Case, WorkItem

_LOCK: Final = (
    "SELECT c.id, c.flow_class, c.status, c.created, c.organisation_id, c.key, c.variant,"
    " w.id, w.flow_task, w.status, w.role, w.organisation_id, w.person_id, w.due"
    " FROM workflow_case c JOIN workflow_workitem w ON w.process_id = c.id AND w.finished IS NULL"
    " WHERE c.finished IS NULL AND ({which}) ORDER BY c.id {{for_UPDATE_of:c, w}}"
)
_own_key: Final = "own:"


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case to open at a desk of a flow. With a `key` it collects, and an open one is joined instead."""

    flow: type[CaseFlow]
    desk: str
    organisation: int
    key: str = ""
    variant: str = ""
    due: date | None = None
    person: int | None = None


@dataclass(slots=True)
class Board:
    """What one act does to cases and work items. The caller owns the transaction.

    `cases` and `items` are what is locked, by case; nothing is written before `write`.
    """

    at: datetime
    person: int | None
    cases: dict[int, Case] = field(default_factory=dict)
    items: dict[int, WorkItem] = field(default_factory=dict)
    _done: list[WorkItem] = field(default_factory=list)
    _new: list[WorkItem] = field(default_factory=list)
    _changed: dict[int, Case] = field(default_factory=dict)
    _postponed: dict[int, WorkItem] = field(default_factory=dict)

    def lock(self, which: str, parameters: Sequence[object]) -> None:
        """Lock open cases, in the order of their keys, with their open work items: one statement.

        `which` is a condition over the case `c`, our own text.
        """
        for row in rows.fetch(_LOCK.format(which=which), parameters):
            self._take(row)

    def lock_cases(self, case_ids: Iterable[int]) -> None:
        """Lock these cases, as far as they are open."""
        self.lock(rows.among("c.id"), [rows.array(sorted(set(case_ids)))])

    def _take(self, row: tuple[Any, ...]) -> None:
        case_id: int = row[0]
        if case_id in self.cases:
            return
        case = Case(
            id=case_id,
            flow_class=import_flow_by_ref(row[1]),
            status=row[2],
            created=rows.instant(row[3]),
            organisation_id=row[4],
            key=row[5],
            variant=row[6],
        )
        self.cases[case_id] = case
        if row[7] is not None:
            self.items[case_id] = WorkItem(
                id=row[7],
                process=case,
                flow_task=import_task_by_ref(row[8]),
                status=row[9],
                role=row[10],
                organisation_id=row[11],
                person_id=row[12],
                due=rows.day(row[13]),
            )

    def node(self, case_id: int) -> Desk | None:
        """The desk on which the case waits; none when it is not open here."""
        item = self.items.get(case_id)
        return None if item is None else item.flow_task

    def open(self, wanted: Sequence[NewCase]) -> list[tuple[int, bool]]:
        """Open the cases, or join the locked ones that collect for their key: (case id, whether new) each.

        One statement; two when somebody else opened a collecting case meanwhile, none when all are joined.
        """
        collecting = {case.key: case_id for case_id, case in self.cases.items() if case.finished is None}
        marks = [new.key or f"{_own_key}{uuid4().hex}" for new in wanted]
        missing = {mark: new for mark, new in zip(marks, wanted, strict=True) if mark not in collecting}
        fresh = self._insert(missing)
        raced = missing.keys() - fresh.keys()
        if raced:
            self.lock(f"c.key <> '' AND {rows.among('c.key', 'text')}", [rows.array(sorted(raced))])
            collecting |= {case.key: case_id for case_id, case in self.cases.items() if case.key in raced}
        for mark, case_id in fresh.items():
            self._begin(case_id, missing[mark], mark)
        return [(fresh[mark], True) if mark in fresh else (collecting[mark], False) for mark in marks]

    def _insert(self, missing: dict[str, NewCase]) -> dict[str, int]:
        """Sorted by key, so that two acts that open the same cases wait for each other in one order."""
        columns = ("flow_class", "status", "created", "organisation_id", "key", "variant", "flow_version")
        given = [
            (get_flow_ref(new.flow), PROCESS.NEW.value, self.at, new.organisation, mark, new.variant, new.flow.version)
            for mark, new in sorted(missing.items())
        ]
        made = rows.insert_rows(Case, columns, given, returning="id, key", unless_there=True)
        return {key: case_id for case_id, key in made}

    def _begin(self, case_id: int, new: NewCase, mark: str) -> None:
        case = Case(
            id=case_id,
            flow_class=new.flow,
            status=PROCESS.NEW,
            created=self.at,
            organisation_id=new.organisation,
            key=mark,
            variant=new.variant,
        )
        self.cases[case_id] = case
        self._put(case, new.flow.desk(new.desk).item(case), new.due, new.person)

    def _put(self, case: Case, item: WorkItem, due: date | None, person: int | None) -> None:
        item.due, item.person_id = due, person
        self.items[case.pk] = item
        self._new.append(item)

    def step(self, case_id: int, way: str = FORWARD, *, due: date | None = None, person: int | None = None) -> None:
        """The desk of the case is done; the case goes on, back, or ends behind its last desk."""
        item = self.items.pop(case_id)
        case = self.cases[case_id]
        self._close(item)
        for following in item.flow_task.activation_class(item).create_next(way):
            self._put(case, following, due, person)
        if case.finished is not None:
            self._changed[case_id] = case

    def end(self, case_id: int) -> None:
        """The last line has left by another way: the work item closes and the case ends."""
        case = self.cases[case_id]
        item = self.items.pop(case_id, None)
        if item is not None:
            self._close(item)
        case.status, case.finished = PROCESS.DONE, self.at
        self._changed[case_id] = case

    def hand_over(self, case_id: int, person: int) -> None:
        """The open work item goes to another person of the same post: it is closed, and opened anew for him."""
        item = self.items.pop(case_id)
        case = self.cases[case_id]
        self._close(item)
        self._put(case, item.flow_task.item(case), item.due, person)

    def postpone(self, case_id: int, due: date) -> None:
        """The open work item of a case gets another due day; it stays on its desk, with its person."""
        item = self.items[case_id]
        item.due = due
        self._postponed[case_id] = item

    def stop_collecting(self, case_id: int) -> None:
        """Lines that arrive from now on open a case of their own."""
        case = self.cases[case_id]
        if not case.key.startswith(_own_key):
            case.key = f"{_own_key}{uuid4().hex}"
            self._changed[case_id] = case

    def _close(self, item: WorkItem) -> None:
        item.finished = self.at
        item.flow_task.activation_class(item).complete()
        if item.pk is None:
            self._new.remove(item)
        else:
            self._done.append(item)

    def write(self) -> None:
        """Write what happened: at most one statement each for done items, postponed ones, cases and new items."""
        rows.update_rows(
            WorkItem,
            "id",
            ("status", "finished", "finished_by"),
            [(item.pk, STATUS.DONE.value, item.finished, self.person) for item in self._done],
        )
        rows.update_rows(
            WorkItem, "id", ("due",), [(item.pk, item.due) for item in self._postponed.values() if item.pk]
        )
        rows.update_rows(
            Case,
            "id",
            ("status", "finished", "key"),
            [(case_id, str(case.status), case.finished, case.key) for case_id, case in self._changed.items()],
        )
        columns = _item_columns
        made = rows.insert_rows(
            WorkItem, columns, [self._item_row(item) for item in self._new], returning="id, process_id"
        )
        keys = {case_id: key for key, case_id in made}
        for item in self._new:
            item.pk = keys[item.process.pk]
        self._done, self._new, self._changed, self._postponed = [], [], {}, {}

    def _item_row(self, item: WorkItem) -> rows.Row:
        return (
            item.process.pk,
            get_task_ref(item.flow_task),
            item.flow_task_type,
            STATUS.NEW.value,
            self.at,
            "start",
            item.role,
            item.organisation_id,
            item.person_id,
            item.due,
        )


_item_columns: Final = (
    "process_id",
    "flow_task",
    "flow_task_type",
    "status",
    "created",
    "token",
    "role",
    "organisation_id",
    "person_id",
    "due",
)

__all__ = ["BACK", "FORWARD", "Board", "NewCase"]
