"""Random acts under scarce numbers: no pool is ever overdrawn, and a valid signature is of what stands."""

import random
from typing import Final

import pytest
from django.db import transaction
from django.db.models import F, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.deeds import Deeds
from tests.support.walk import R1, R1_BELOW, Walk
from workflow.awards.models import Round
from workflow.dossiers.models import Letter, SignOff
from workflow.dossiers.round_queries import numbers_in_force, pools_of
from workflow.management.demo.cast import Cast

STEPS: Final = 45


@pytest.mark.django_db
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 2**32), amount=st.integers(1, 6))
def test_no_act_overdraws_a_pool_or_leaves_a_signature_under_other_words(cast: Cast, seed: int, amount: int) -> None:
    begin = transaction.savepoint()
    try:
        Walk(cast, R1).allocate(amount)
        deeds = Deeds(cast, (R1, R1_BELOW), random.Random(seed))  # noqa: S311 -- a story, not a secret
        deeds.draft()
        for _ in range(STEPS):
            deeds.step()
            assert _overdrawn() == [], "\n".join(deeds.log)
            assert _signed_otherwise() == [], "\n".join(deeds.log)
    finally:
        transaction.savepoint_rollback(begin)


def _overdrawn() -> list[str]:
    """Pools in which allocated is not what is reserved, used and free."""
    one = Round.objects.get(code="DEMO-R1")
    return [
        f"{pool.line}: {pool.reserved} reserved, {pool.used} used, {pool.free} free"
        for pool in pools_of(one, numbers_in_force(one))
        if pool.over or pool.line.amount != pool.reserved + pool.used + pool.free
    ]


def _signed_otherwise() -> list[str]:
    """Valid signatures under another content than the line's.

    A superior's own stays on the older revision, where the route does not ask it again.
    """
    of_a_superior = Q(kind="ENDORSEMENT", case__letter__kind=Letter.Kind.SUPERIOR)
    other = SignOff.objects.filter(voided_at=None).exclude(hash=F("nomination__content_hash")).exclude(of_a_superior)
    return [str(one) for one in other]
