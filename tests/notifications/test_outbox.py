"""Posting to the outbox."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from workflow.notifications.catalogue import Notice
from workflow.notifications.models import OutboxMessage
from workflow.notifications.outbox import Message, post
from workflow.procedure.roles import Role

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)


@pytest.mark.usefixtures("db")
def test_a_notice_outside_the_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="GOSSIP"):
        post([Message("GOSSIP", Role.UNIT_HEAD, 3)])  # type: ignore[arg-type]
    assert not OutboxMessage.objects.exists()


@pytest.mark.usefixtures("db")
def test_a_message_goes_with_the_deed_when_the_deed_is_undone() -> None:
    with transaction.atomic():
        post([Message(Notice.AWARDED, Role.UNIT_HEAD, 3)])
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("many", [1, 500])
@pytest.mark.usefixtures("db")
def test_posting_takes_one_statement(django_assert_num_queries: Any, many: int) -> None:
    with django_assert_num_queries(1):
        post([Message(Notice.AWARDED, Role.UNIT_HEAD, 3, nomination=n) for n in range(many)])
    assert OutboxMessage.objects.count() == many


@pytest.mark.usefixtures("db")
def test_nothing_to_post_takes_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        post([])


@pytest.mark.usefixtures("db")
def test_a_message_is_kept_as_given_and_unsent() -> None:
    post([Message(Notice.RETURNED, Role.UNIT_OFFICER, 3, 7, 17, {"code": "PAPERS", "days": 5})], at=NOON)
    kept = OutboxMessage.objects.get()
    assert (kept.notice, kept.role, kept.organisation_id, kept.person_id, kept.nomination_id) == (
        "RETURNED",
        "UNIT_OFFICER",
        3,
        7,
        17,
    )
    assert (kept.payload, kept.created, kept.sent) == ({"code": "PAPERS", "days": 5}, NOON, None)
