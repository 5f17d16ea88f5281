"""What /healthz answers, and that each check can fail."""

from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError
from django.test import Client
from pytest_django import Settings

# The checks run on threads with connections of their own.
pytestmark = pytest.mark.django_db(transaction=True)

WELL = {"database": "ok", "migrations": "ok", "storage": "ok"}


def test_a_well_service_answers_200_and_names_its_checks(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, WELL)
    assert "no-store" in answer["Cache-Control"]


def test_a_database_that_is_gone_answers_503(client: Client) -> None:
    """No connection can be made: what the driver raises when the server is down."""
    connection.close()
    with patch.object(BaseDatabaseWrapper, "connect", side_effect=OperationalError("could not connect")):
        answer = client.get("/healthz")
    assert answer.status_code == 503
    told = answer.json()
    assert told["database"] != "ok"
    assert told["migrations"] != "ok"
    assert told["storage"] == "ok"


def test_a_migration_that_has_not_run_answers_503(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET app = 'elsewhere' WHERE app = 'sessions'")
    try:
        answer = client.get("/healthz")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE django_migrations SET app = 'sessions' WHERE app = 'elsewhere'")
    assert (answer.status_code, answer.json()["database"]) == (503, "ok")
    assert "not applied" in answer.json()["migrations"]


def test_a_storage_that_cannot_be_written_answers_503(client: Client, settings: Settings, tmp_path: Path) -> None:
    in_the_way = tmp_path / "a file, not a folder"
    in_the_way.touch()
    settings.MEDIA_ROOT = in_the_way
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "ok")
    assert answer.json()["storage"] != "ok"


def test_nothing_can_be_posted_to_it(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
