"""The figures of both databases as `docs/benchmarks.md`: ratios in one run, with goals met or missed."""

import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio and what it should be on SQLite and on PostgreSQL."""

    name: str
    above: str
    below: str
    at_least: bool
    sqlite: float
    postgresql: float


GOALS: Final = (
    Goal("500 lines, ours ÷ bare SQL", "batch, ours", "batch, bare SQL", at_least=False, sqlite=3.5, postgresql=2.0),
    Goal(
        "a decision of 500 lines signed, ours ÷ bare SQL",
        "a decision of 500 lines signed, ours",
        "a decision of 500 lines signed, bare SQL",
        at_least=False,
        sqlite=3,
        postgresql=3,
    ),
    Goal(
        "500 lines, stock viewflow ÷ ours",
        "batch, stock viewflow",
        "batch, ours",
        at_least=True,
        sqlite=80,
        postgresql=40,
    ),
    Goal("one line, stock viewflow ÷ ours", "one, stock viewflow", "one, ours", at_least=True, sqlite=4, postgresql=2),
    Goal(
        "one line with desk rows, stock viewflow ÷ ours",
        "one, stock viewflow",
        "one, ours with desk rows",
        at_least=True,
        sqlite=2.5,
        postgresql=1.5,
    ),
    Goal(
        "page POST, stock viewflow ÷ ours",
        "page, stock viewflow",
        "page, ours",
        at_least=True,
        sqlite=6,
        postgresql=6,
    ),
    Goal(
        "page POST with desk rows, stock viewflow ÷ ours",
        "page, stock viewflow",
        "page, ours with desk rows",
        at_least=True,
        sqlite=6,
        postgresql=6,
    ),
    Goal(
        "desk, 100,000 ÷ 200 open work items",
        "desk, 100,000 open work items",
        "desk, 200 open work items",
        at_least=False,
        sqlite=1.3,
        postgresql=1.3,
    ),
    Goal(
        "10,000 rows, dry run ÷ calamine reading the file alone",
        "list, dry run",
        "list, calamine alone",
        at_least=False,
        sqlite=3,
        postgresql=3,
    ),
    Goal(
        "a council's sheet of 300 ballots, a task for each in stock viewflow ÷ ours",
        "a sheet of 300 ballots, stock viewflow",
        "a sheet of 300 ballots, ours",
        at_least=True,
        sqlite=50,
        postgresql=40,
    ),
)

READING: Final = """
## What is measured

- **500 lines**: the head of the office refers 500 appraised lines to the council by one `apply_transition`, on a
  database that already holds thousands of lines. *Bare SQL* replays the very INSERT and UPDATE statements that the act
  sends, with their parameters, in one transaction: no authority, no facts, no guards, no hash chain is computed. The
  rows written by both are counted and must be the same.
- **A decision signed**: the decider signs 500 lines by one `sign_decision`; the authority's own register gives the
  number in the same act, so every line is awarded. *Bare SQL* replays the writing statements of another decision of 500
  lines, whose own signature was rolled back.
- **Documents**: the decision over 500 households as PDF/A and as .docx, from its facts; then 500 certificates in one
  file, plain and as overlay. Each is made by a process of its own, once; *for each* is the time by their number.
- **Stock viewflow**: a flow of two views on viewflow's own tables; a step is a claim (`assign`) and an act (`start`,
  the process saved, `execute`), each in the transaction that viewflow's own lock opens and after the permission that
  its pages ask for; it writes no record. The loop takes 500 such steps with one user, whose permissions Django
  remembers; viewflow has no bulk completion. For one line the user is new, as in a request.
- **One line**: one nomination not endorsed (it leaves its letter), and one sent back that is alone on its letter, so
  that the act also closes and opens a work item. Ours includes authority, guards, hash chain, notice and operation.
- **Page POST**: the same two acts, each by one POST to our page of acts (`/acts/NOT_ENDORSE/`, `/acts/SEND_BACK/`)
  with the form as the page gives it; against two POSTs to viewflow's own pages of the flow above, `assign` and
  `execute` (`AssignTaskView`, `UpdateProcessView` with the process's data as its field), mounted by its `FlowViewset`.
  Both by the same person, through Django's test client, all middleware of the project and a session in the database,
  which is read and saved once for each POST. The GET that shows a form first is counted on neither side: viewflow has
  two of them, we have one. Ours includes the visibility of the line and the person's posts. *A POST that does nothing*
  chooses a language: what the stack and the session cost whatever the view does.
- **Desk**: `waiting_for` for a specialist with 50 items on the desk, with 200 and with 100,000 open items in the table;
  the few are asked before and after the many, and their two medians averaged.
- **10,000 rows**: a workbook of 10,000 nominees, all of whom can go on the letter. *Calamine alone* opens it in this
  process and makes Python values of its cells. The *dry run* reads it as an upload is read, by a process of its own
  under limits, takes its cells over, finds the people, judges every row, and keeps nothing. *Its page* is the upload
  and the page that shows the verdict, through the whole stack: the cells are kept as JSON, read back and judged.
  Memory is what the web process holds before the first list and after the last (VmRSS).
- **Council**: a session of 13 members on 300 lines, secret. *A sheet* is one `cast_ballots` by a member.
  *Stock viewflow* does one task for each of its 300 ballots, as above. *The count* closes the vote: the urn is written
  anew in random order, counted and sealed. Both send the same statements for 3 lines and for 300.

Medians; the first round of each warms up. Statements are counted without BEGIN, COMMIT and savepoints. Times depend on
the machine and say nothing by themselves; the ratios are of one run on one machine.

## Why a goal may be missed

- *500 lines, stock viewflow ÷ ours* and *one line, stock ÷ ours* depend on what a stock step is. The goals come from a
  trial in which a stock step sent 17 statements; with viewflow 2.4.0 and the flow above it sends 13, and 3 more for the
  permissions of a new user. Our side takes the same statements for one line and for 500. On SQLite, where a
  statement costs no round trip, the goal leaves an act of 500 lines hardly more time than bare SQL needs to write
  the same rows; reading, judging and chaining them in Python takes about as long again.
- *Page POST*: a goal above the ratio that a page would reach if it did nothing cannot be met by any page in this stack.
  The goal comes from a trial with a tight Django view, in which a step through viewflow's pages sent 85 statements; the
  two POSTs alone send what stands above. Of our POST, the door is about a third; the rest is the session, the person
  with their posts, whether they may see the line, the form and its answer. Those questions are our own fixed text now
  (asked through the ORM, they took as long as the door); viewflow's pages ask one permission for all processes.
- *Desk* on PostgreSQL: both plans read the same few pages of one index, and run in the same time. What differs is that
  the planner keeps one plan while the table is small, and plans anew for each question when it is large.
- *10,000 rows, dry run*: of the time, a third is the reading process: its start, calamine's work itself, and the cells
  as JSON. So reading apart, which keeps a hostile file away from the web process, is alone dearer than the goal
  leaves room for on a small machine. The rest is the judging of 170,000 cells in Python: texts brought into one
  spelling, people found by name, each entry judged as one that is typed in. What is the same in many rows is read once.
- On SQLite half of one act's time is Python and a third the disk's `fsync` at COMMIT, which `synchronous=FULL` asks
  for and which no code of ours can save.
- On a small shared machine one and the same measure has differed by half between two runs; a goal missed or met by a
  tenth says little.
"""


def ratio(goal: Goal, found: dict[str, Any]) -> float:
    """The measured ratio."""
    return float(found["milliseconds"][goal.above] / found["milliseconds"][goal.below])


def _most(found: dict[str, Any]) -> float:
    """The ratio that a page of ours would reach if its view took no time."""
    took = found["milliseconds"]
    return float(took["page, stock viewflow"] / took["page, a POST that does nothing"])


def _verdict(goal: Goal, found: dict[str, Any]) -> str:
    wanted = goal.sqlite if found["database"].startswith("SQLite") else goal.postgresql
    is_met = ratio(goal, found) >= wanted if goal.at_least else ratio(goal, found) <= wanted
    sign = "≥" if goal.at_least else "≤"
    return f"{ratio(goal, found):.2f} (goal {sign} {wanted:g}: {'met' if is_met else '**missed**'})"


def lines(both: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The document, line by line."""
    yield "<!-- Written by `make bench`. Do not edit. -->\n"
    yield "# Benchmarks\n"
    cores = os.cpu_count()
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "django-viewflow", "psycopg"))
    yield f"{cores} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, {packages}.\n"
    loads = " and ".join(f"{max(one['load']):.1f}" for one in both)
    yield f"Highest load in the two runs: {loads}. Above {cores}, others were at work and times are too long.\n"
    yield "## Ratios\n"
    yield "| | " + " | ".join(one["database"] for one in both) + " |"
    yield "|---|" + "---|" * len(both)
    for goal in GOALS:
        yield f"| {goal.name} | " + " | ".join(_verdict(goal, one) for one in both) + " |"
    most = " and ".join(f"{_most(one):.2f}" for one in both)
    yield f"\nA page that did nothing would reach {most} at page POST: viewflow's two POSTs ÷ one that does nothing."
    yield "\n## Medians in milliseconds (rounds)\n"
    yield "| | " + " | ".join(one["database"] for one in both) + " |"
    yield "|---|" + "---|" * len(both)
    for name in both[0]["milliseconds"]:
        cells = (f"{one['milliseconds'][name]:.2f} ({one['rounds'][name]})" for one in both)
        yield f"| {name} | " + " | ".join(cells) + " |"
    yield "\n## Statements\n"
    yield "| | " + " | ".join(one["database"] for one in both) + " |"
    yield "|---|" + "---|" * len(both)
    for name in both[0]["statements"]:
        yield f"| {name} | " + " | ".join(str(one["statements"][name]) for one in both) + " |"
    written = ", ".join(f"{number} {name}" for name, number in both[0]["rows"].items())
    yield f"\nRows that one act for 500 lines adds, ours and bare SQL alike: {written}; 500 nominations are changed."
    yield from _memory(both)
    yield READING.rstrip()


def _memory(both: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield "\n## Memory of the web process in KiB\n"
    yield "| | " + " | ".join(one["database"] for one in both) + " |"
    yield "|---|" + "---|" * len(both)
    for name in both[0]["kib"]:
        yield f"| {name} | " + " | ".join(str(one["kib"][name]) for one in both) + " |"


def main(target: Path, sources: Sequence[Path]) -> None:
    """Write the document and say what was missed."""
    both = [json.loads(path.read_text("utf-8")) for path in sources]
    target.write_text("\n".join(lines(both)) + "\n", "utf-8")
    for one in both:
        for goal in GOALS:
            print(f"{one['database']}: {goal.name}: {_verdict(goal, one).replace('**', '')}")  # noqa: T201 -- a command line speaks


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
