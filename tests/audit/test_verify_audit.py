"""The command that an operator runs."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from workflow.audit.record import Deed, record

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)


@pytest.fixture
def refusals(guarded: None) -> None:  # noqa: ARG001
    """Two entries of a stream that no table expects anything of."""
    record([Deed("notice:5", "REFUSED"), Deed("notice:5", "REFUSED")], at=NOON)


def run(*arguments: str) -> tuple[int, str]:
    """The exit code and what was printed."""
    out, code = StringIO(), 0
    try:
        call_command("verify_audit", *arguments, stdout=out, no_color=True)
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    return code, out.getvalue()


@pytest.mark.usefixtures("refusals")
def test_a_tampered_record_ends_with_one_and_names_the_first_bad_entry(tamper: Callable[..., int]) -> None:
    tamper("UPDATE workflow_audit_entry SET deed = 'GRANTED'")
    code, printed = run("--limit", "1")
    assert code == 1
    assert "2 findings. First: notice:5 #1: The column deed says 'GRANTED'" in printed
    assert "and 1 more" in printed


@pytest.mark.usefixtures("refusals")
def test_a_whole_record_ends_with_zero() -> None:
    code, printed = run()
    assert code == 0
    assert "2 entries in 1 streams" in printed
    assert "The record is whole." in printed


@pytest.mark.usefixtures("refusals")
def test_the_report_as_json_names_rule_and_place(tamper: Callable[..., int]) -> None:
    tamper("UPDATE workflow_audit_entry SET deed = 'GRANTED' WHERE seq = 2")
    code, printed = run("--json")
    report = json.loads(printed)
    assert (code, report["clean"], report["found"]) == (1, False, 1)
    assert report["findings"][0] | {"entry": 0} == {
        "rule": "COLUMN",
        "problem": "The column deed says 'GRANTED', the payload says 'REFUSED'.",
        "stream": "notice:5",
        "seq": 2,
        "entry": 0,
    }
