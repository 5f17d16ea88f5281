"""What a refusal must be: the right rules, in words, and nothing written."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import pytest
from django.core.exceptions import ValidationError

from tests.support.everything import everything, written
from workflow.audit.verify import verify
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.management.consistency import problems
from workflow.management.expectations import expectations

_ENTRY = "workflow_audit_entry"


def nothing_is_wrong() -> None:
    """The tables agree with each other and with the record."""
    assert list(problems()) == []
    report = verify(expectations())
    assert [str(finding) for finding in report.findings] == []


_SECURITY: Final = re.compile(r"[(,']security:user:\d")
"""The cell of an entry that names its stream; what its payload says stands behind a double quote."""


@contextmanager
def nothing_written(*, but_security: int = 0) -> Iterator[None]:
    """Not one row comes, goes or changes, but so many entries in streams of security."""
    before = everything()
    yield
    after = everything()
    gone = written(after, before)
    assert len(gone.pop("workflow_user", [])) == but_security, "the stream of security is counted"
    assert gone == {}, "rows went or changed"
    new = written(before, after)
    entries = new.pop(_ENTRY, frozenset())
    assert len(new.pop("workflow_user", [])) == but_security, "the stream of security is counted"
    assert new == {}
    assert [bool(_SECURITY.search(str(row))) for row in entries] == [True] * but_security


@contextmanager
def refused(*rules: str, security: bool = False) -> Iterator[None]:
    """The deed is refused as a whole, for these rules, with words; a lack of authority leaves one security entry."""
    with nothing_written(but_security=int(security)), pytest.raises(Refused) as caught:
        yield
    assert sorted(one.rule for one in caught.value.all) == sorted(rules)
    for one in caught.value.all:
        assert str(one.reason).strip()
        assert "None" not in str(one.reason)
    assert any(one.of_authority for one in caught.value.all) is security


@contextmanager
def refused_lines(why: Mapping[int, str], *, security: bool = False) -> Iterator[None]:
    """The deed is refused as a whole for the sake of these lines, each for its rule."""
    with nothing_written(but_security=int(security)), pytest.raises(Refused) as caught:
        yield
    assert caught.value.refusals == ()
    assert {line: [one.rule for one in some] for line, some in caught.value.lines.items()} == {
        line: [rule] for line, rule in why.items()
    }
    assert all(str(one.reason).strip() for one in caught.value.all)
    assert any(one.of_authority for one in caught.value.all) is security


@contextmanager
def invalid(*fields: str) -> Iterator[None]:
    """The request is not usable: every wrong field is named, with words, and nothing is written."""
    with nothing_written(), pytest.raises(ValidationError) as caught:
        yield
    assert sorted(caught.value.message_dict) == sorted(fields)
    assert all(message.strip() for some in caught.value.message_dict.values() for message in some)


def rules(report: TransitionReport) -> dict[int, list[str]]:
    """What a report refuses: the rules by line. Every refusal has words."""
    assert all(str(one.reason).strip() for some in report.refused.values() for one in some)
    return {line: [one.rule for one in some] for line, some in report.refused.items()}


@contextmanager
def stays(why: Mapping[int, str], *, security: bool = False) -> Iterator[list[TransitionReport]]:
    """The reports put into the list refuse these lines, each for its rule; nothing moves and nothing is written."""
    reports: list[TransitionReport] = []
    with nothing_written(but_security=int(security)):
        yield reports
    (report,) = reports
    assert dict(report.moved) == {}
    assert rules(report) == {line: [rule] for line, rule in why.items()}


Acts = dict[str, Any]
