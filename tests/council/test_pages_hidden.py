"""A member whom a conflict of interest excludes: every page is the same as if the line had never been on the agenda."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any, Final
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.appraisal.given import related, today
from tests.council.given import Council
from tests.dossiers.pages_given import signed_in
from workflow.council.agenda import add_to_agenda, fix_agenda
from workflow.council.attendance import send_papers
from workflow.council.closing import close_voting
from workflow.council.models import AgendaItem, CouncilSession
from workflow.council.sessions import draft_minutes
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition

MEMBER: Final = "council-06"
HIDDEN: Final = 1
"""Of three lines the second."""

# What differs between two pages of the same thing: tokens, times, versions and hashes.
_OWN: Final = re.compile(
    r'name="(csrfmiddlewaretoken|operation|thing_seen|seen|code)"[^>]*>|value="[^"]*"\s+(?=readonly)|nonce="[^"]*"'
    r'|X-CSRFToken": "[^"]*"|datetime="[^"]*"|\d\d:\d\d|[0-9a-f]{64}|/static/[^"]*'
)
_CODE: Final = re.compile(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}")

Stage = Callable[[Council, CouncilSession, list[int]], Any]


def _fixed(council: Council, session: CouncilSession, _lines: list[int]) -> None:
    fix_agenda(session, today(), **council.secretary)
    send_papers(session, **council.secretary)


def _opened(council: Council, session: CouncilSession, lines: list[int]) -> None:
    _fixed(council, session, lines)
    council.open(session)


def _closed(council: Council, session: CouncilSession, lines: list[int]) -> None:
    _opened(council, session, lines)
    names = council.names(session)
    council.all_vote(session, names, "AGREE")
    close_voting(session, **council.secretary)


def _signed(council: Council, session: CouncilSession, lines: list[int]) -> None:
    _closed(council, session, lines)
    name = council.cast.person("nominee-02").full_name
    remarks = "Hội đồng thống nhất."
    if Nomination.objects.get(pk=lines[HIDDEN]).case_id == session.case_id:
        remarks += f"\nRiêng {name} có ý kiến trao đổi."
    draft_minutes(session, remarks, **council.secretary)
    session.refresh_from_db()
    council.sign(session)


STAGES: Final[dict[str, Stage]] = {
    "waiting": lambda *_given: None,
    "fixed": _fixed,
    "opened": _opened,
    "closed": _closed,
    "signed": _signed,
}
PAGES: Final = (
    "session",
    "session_room",
    "session_ballot",
    "session_declare",
    "session_read",
    "session_print",
    "session_record",
)


def _pages(
    council: Council, session: CouncilSession, lines: list[int], stage: Stage, *, is_there: bool
) -> dict[str, str]:
    """Every page that the member may open at this stage, of a session with the line or of one without; then undone."""
    with _undone():
        if not is_there:
            _takes_off(council, lines[HIDDEN])
        stage(council, session, lines)
        member = signed_in(council.cast, MEMBER)
        paths = {name: reverse(name, args=[session.pk]) for name in PAGES}
        paths |= {"search": f"{paths['session']}?q=minh", "desk": reverse("desk"), "dossiers": reverse("dossiers")}
        paths |= {"dossier": reverse("dossier", args=[lines[HIDDEN]])}
        return {name: _plain(member, path) for name, path in paths.items()}


@contextmanager
def _undone() -> Iterator[None]:
    """What is written within is taken back, also by commands that begin a transaction of their own."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001 -- as Django's own test case says it
    with block:
        yield
        transaction.set_rollback(True)


def _takes_off(council: Council, line: int) -> None:
    """Before any agenda the line leaves the council: nothing of the session tells of it."""
    reason = Reason(text="Minh họa")
    report = apply_transition(Transition.DEFER, [line], reason=reason, operation_id=uuid4().hex, **council.secretary)
    assert report.is_whole, report.reasons()


def _plain(client: Client, path: str) -> str:
    answer = client.get(path)
    text = unescape(answer.content.decode())
    return f"{answer.status_code}\n{_CODE.sub('', _OWN.sub('', text))}"


@pytest.mark.parametrize("stage", STAGES)
def test_an_excluded_members_pages_are_those_of_a_session_where_the_line_never_was(cast: Cast, stage: str) -> None:
    related(cast.person("nominee-02"), cast.person(MEMBER))
    council = Council(cast)
    session, lines = council.referred(3)
    without, with_line = (_pages(council, session, lines, STAGES[stage], is_there=there) for there in (False, True))
    assert with_line["dossier"].startswith("404")
    found = {name: _differences(page, without[name]) for name, page in with_line.items()}
    assert {name: lines for name, lines in found.items() if lines} == {}


def _differences(one: str, other: str) -> list[tuple[str, str]]:
    """The lines of two pages that differ."""
    some, others = one.splitlines(), other.splitlines()
    if len(some) != len(others):
        return [
            ("lines", f"{len(some)} and {len(others)}"),
            *zip(sorted(set(some) - set(others)), [""] * 9, strict=False),
        ]
    return [pair for pair in zip(some, others, strict=True) if pair[0] != pair[1]]


def test_a_member_with_every_right_sees_the_difference(cast: Cast) -> None:
    """The pages tell of the line to whoever may see it: the comparison can fail."""
    council = Council(cast)
    related(cast.person("nominee-02"), cast.person(MEMBER))
    session, lines = council.referred(3)
    _signed(council, session, lines)
    name = cast.person("nominee-02").full_name
    other = signed_in(cast, "council-07")
    shown = {page: name in unescape(other.get(reverse(page, args=[session.pk])).content.decode()) for page in PAGES}
    assert [page for page, is_there in shown.items() if is_there] == ["session", "session_print", "session_record"]
    assert AgendaItem.objects.filter(session=session).count() == 3


def test_what_the_chair_adds_late_is_no_news_for_whom_it_excludes(cast: Cast) -> None:
    council = Council(cast)
    related(cast.person("nominee-05"), cast.person(MEMBER))
    session, _lines = council.fixed(1)
    _later, more = council.referred(1, first=5)
    add_to_agenda(session, more, "Hồ sơ của người thân thành viên vừa đủ", **council.chair)
    path = reverse("session", args=[session.pk])
    member, other = (signed_in(cast, name).get(path).content.decode() for name in (MEMBER, "council-07"))
    assert "vừa đủ" in other
    assert "vừa đủ" not in member
    assert "Lines were added" not in member
