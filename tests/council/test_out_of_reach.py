"""Thresholds that conflicts of interest have put out of reach: who runs the session is warned before the meeting."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.appraisal.given import related, route, today
from tests.council.given import Council
from tests.dossiers.pages_given import signed_in, text_of
from tests.support.walk import R1
from workflow.council.agenda import fix_agenda
from workflow.council.models import CouncilSession
from workflow.council.queries import OutOfReach, out_of_reach
from workflow.management.demo.cast import Cast
from workflow.pages.acting import Acting

ALL_TIED = ["chairman", "gddt-head", "vice-chairman", *(f"council-{number:02d}" for number in range(5, 14))]
"""All of the thirteen but the secretary."""


def _session(cast: Cast, tied: int, **rules: Any) -> tuple[CouncilSession, list[int]]:
    """A fixed agenda of two lines; so many members are relatives of the first nominee."""
    if rules:
        route("R1", **rules)
    for name in ALL_TIED[::-1][:tied]:
        related(cast.person("nominee-01"), cast.person(name))
    return Council(cast).fixed(2)


def _found(cast: Cast, session: CouncilSession) -> list[OutOfReach]:
    return out_of_reach(session, Acting(cast.user(R1.bodies.secretary), today()))


# Thirteen members; more than half of all are seven, of six that are counted four.
@pytest.mark.parametrize(
    ("tied", "rules", "wanted"),
    [
        (6, {}, None),
        (7, {}, (6, 7)),
        (7, {"excluded_counted": False}, None),
        (7, {"threshold": {"share": "1/2", "strict": True, "basis": "PRESENT"}}, (6, 7)),
        (7, {"threshold": {"share": "1/2", "strict": True, "basis": "CAST"}}, None),
        (4, {"threshold": {"share": "70/100", "strict": False, "basis": "ALL"}}, (9, 10)),
        (3, {"threshold": {"share": "70/100", "strict": False, "basis": "ALL"}}, None),
        (1, {"threshold": {"share": "1", "strict": False, "basis": "ALL"}}, (12, 13)),
        (4, {"threshold_of": {R1.award_form: {"share": "3/4", "strict": False, "basis": "ALL"}}}, (9, 10)),
    ],
)
def test_a_line_is_out_of_reach_when_too_few_have_a_ballot(
    cast: Cast, tied: int, rules: dict[str, Any], wanted: tuple[int, int] | None
) -> None:
    session, lines = _session(cast, tied, **rules)
    found = [(one.item.nomination_id, one.ballots, one.needed) for one in _found(cast, session)]
    assert found == ([] if wanted is None else [(lines[0], *wanted)])


def test_the_secretary_is_warned_and_sees_why_a_member_is_not(cast: Cast) -> None:
    session, _lines = _session(cast, 7)
    path, why = reverse("session", args=[session.pk]), reverse("session_conflicts", args=[session.pk])
    secretary, member = signed_in(cast, R1.bodies.secretary), signed_in(cast, "gddt-head")
    warning = "Conflicts of interest have put the threshold of 1 line out of reach."
    assert warning in text_of(secretary.get(path))
    assert warning not in text_of(member.get(path))
    page = text_of(secretary.get(why))
    assert "6 have a ballot, 7 votes in favour are needed" in page
    assert page.count("declared relative of the nominee") == 7
    assert member.get(why).status_code == 404


def test_the_conflicts_of_many_lines_and_members_are_read_in_a_constant_number_of_statements(cast: Cast) -> None:
    few, _lines = _session(cast, 7)
    council = Council(cast)
    many, _more = council.referred(12, first=3)
    for number in range(3, 15):
        for name in ALL_TIED[::-1][:7]:
            related(cast.person(f"nominee-{number:02d}"), cast.person(name))
    fix_agenda(many, today(), **council.secretary)
    secretary = signed_in(cast, R1.bodies.secretary)
    counted = {}
    for session in (few, many):
        for name in ("session_conflicts", "session"):
            with CaptureQueriesContext(connection) as asked:
                secretary.get(reverse(name, args=[session.pk]))
            counted[session.pk, name] = len(asked)
    assert len(_found(cast, many)) == 12
    assert counted[few.pk, "session_conflicts"] == counted[many.pk, "session_conflicts"]
    assert counted[few.pk, "session"] == counted[many.pk, "session"]
