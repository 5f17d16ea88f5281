"""A sheet and a count are set-based: as many statements for fifty lines as for two."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.council.given import Council
from tests.support.walk import R1, R2, Way
from workflow.council.ballots import cast_ballots, new_code
from workflow.council.closing import close_voting
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast


@pytest.mark.parametrize("way", [R1, R2], ids=["secret", "open"])
def test_sheets_and_counts_take_as_many_statements_for_fifty_lines_as_for_two(cast: Cast, way: Way) -> None:
    needed = []
    for many in (2, 50):
        council = Council(cast, way)
        entries = [drafts.household(f"Hộ {many}-{number} (minh họa)", way.award_form) for number in range(many)]
        session, _lines = council.opened(entries=entries)
        first, *others = council.names(session)
        code = new_code()
        acts = council.member(first)
        sheet = partial(cast_ballots, session, {}, **acts, code=code)
        counts = []
        for deed in (
            partial(sheet, others="AGREE"),
            partial(sheet, others="DISAGREE"),
            partial(council.all_vote, session, others, "AGREE"),
            partial(close_voting, session, **council.secretary),
        ):
            with CaptureQueriesContext(connection) as captured:
                deed()
            counts.append(len(captured))
        needed.append(counts)
    assert needed[0] == needed[1]
