"""The command that checks live data: exit 0 when all agrees, else 1 and every problem by name."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.management.conftest import Sql
from tests.support.walk import R1, Walk
from workflow.management.demo.cast import Cast


def _run(*arguments: str) -> tuple[int, str]:
    """The exit code and what was printed."""
    out = StringIO()
    try:
        call_command("check_consistency", *arguments, stdout=out, no_color=True)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def line(cast: Cast) -> int:
    """A line on the specialist's desk."""
    return Walk(cast, R1).assigned(1)[1][0]


def test_data_that_agrees_ends_with_zero(line: int) -> None:
    assert line
    assert _run() == (0, "Everything agrees.\n")
    code, printed = _run("--json")
    assert (code, json.loads(printed)) == (0, {"clean": True, "problems": []})


def test_an_empty_database_agrees(cast: Cast) -> None:
    assert cast
    assert _run()[0] == 0


def test_data_that_does_not_agree_ends_with_one_and_names_each_problem(line: int, sql: Sql) -> None:
    sql("UPDATE workflow_nomination SET achievement = 'x' WHERE id = %s", line)
    sql("DELETE FROM workflow_revision WHERE nomination_id = %s", line)
    told = [
        f"nomination {line}: its content is not what its hash says",
        f"nomination {line}: no revision holds its content",
    ]
    assert _run() == (1, f"2 problems:\n  {told[0]}\n  {told[1]}\n")
    code, printed = _run("--json")
    assert (code, json.loads(printed)) == (1, {"clean": False, "problems": told})
