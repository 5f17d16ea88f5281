"""Random acts of many people on the four routes: whatever happens, the house stays in order."""

import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.deeds import Deeds
from tests.support.walk import R1, R1_BELOW, R2, R3, R3S, R4, Walk, Way
from workflow.audit.verify import verify
from workflow.directory.models import Appointment
from workflow.dossiers.door import preview_transitions
from workflow.dossiers.models import Nomination
from workflow.dossiers.visibility import visible_to
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition

STEPS = 60
WAYS = {"R1": (R1, R1_BELOW), "R2": (R2,), "R3": (R3, R3S), "R4": (R4,)}
human = [row for row in Transition if row.by.posts]
why = Reason("Lý do (minh họa)")


@pytest.mark.parametrize("ways", WAYS.values(), ids=WAYS.keys())
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 2**32))
def test_whatever_people_do_the_house_stays_in_order(cast: Cast, ways: tuple[Way, ...], seed: int) -> None:
    """State = last entry, sign-offs valid or void, every open line on exactly one case, allowed = visible."""
    begin = transaction.savepoint()
    try:
        deeds = Deeds(cast, ways, random.Random(seed))  # noqa: S311 -- a story, not a secret
        if deeds.choose.random() < 0.5:
            begin_later(deeds)
        deeds.draft()
        for _ in range(STEPS):
            deeds.step()
        told = "\n".join(deeds.log)
        assert list(problems()) == [], told
        assert verify(expectations()).findings == [], told
        _allowed_is_visible(deeds)
        assert deeds.done > STEPS / 8, told
    finally:
        transaction.savepoint_rollback(begin)


def begin_later(deeds: Deeds) -> None:
    """A letter that stands already with the office, a council or the decider, or is decided, when people begin."""
    walk = Walk(deeds.cast, deeds.ways[0])
    desks = [walk.at_office, walk.assigned, walk.to_present, walk.with_decider, walk.awarded]
    if walk.way.bodies.council and walk.way.route != "R4":
        desks.append(walk.before_council)
    deeds.choose.choice(desks)(deeds.choose.randint(2, 4), first=31)


def _allowed_is_visible(deeds: Deeds) -> None:
    """Whoever may move a line sees it; whoever does not see a line may not move it."""
    lines = list(Nomination.objects.order_by("pk").values_list("pk", flat=True))
    posts = list(Appointment.objects.exclude(person__user=None).select_related("person__user").order_by("pk"))
    for post in deeds.choose.sample(posts, 25):
        user = post.person.user
        allowed = {
            line
            for report in preview_transitions(human, lines, user, capacity=post, reason=why).values()
            for line in report.moved
        }
        unseen = allowed - set(visible_to(user).values_list("pk", flat=True))
        assert unseen == set(), (str(post), unseen)
