"""What all tests share: which database they run on, the demo province, the way back to it after real transactions."""

from typing import Final

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.support.snapshot import Table, put_back, taken
from workflow.management.demo.cast import Cast
from workflow.management.shipped import load_demo, load_shipped

# A slow machine fails no test: speed is asserted by counts of statements.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


_DATABASE: Final = frozenset({"db", "transactional_db", "live_server"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """The run on a second database need not repeat what no database has a part in."""
    text = "leave out the tests that ask no database: they ran with the first one"
    parser.addoption("--again", action="store_true", help=text)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect, and let pytest count it, what would do the same a second time."""
    if not config.getoption("again"):
        return
    again = [item for item in items if _asks_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _asks_the_database(item)])
    items[:] = again


def _asks_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    fixtures = getattr(item, "fixturenames", ())
    marks = ("django_db", "on_each_database")
    return not _DATABASE.isdisjoint(fixtures) or any(item.get_closest_marker(name) for name in marks)


def pytest_report_header(config: pytest.Config) -> str:  # noqa: ARG001 -- pytest's own signature
    """Name the database at the head of every run."""
    return f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2].upper()}"


_loaded: Final[list[Table]] = []


def _back_to_the_province(case: TransactionTestCase) -> None:
    """In place of Django's flush: after a test with real transactions the province stands as it was loaded."""
    for alias in case._databases_names(include_mirrors=False):  # type: ignore[attr-defined]  # noqa: SLF001 -- Django has no hook around its flush
        put_back(connections[alias], _loaded)


TransactionTestCase._fixture_teardown = _back_to_the_province  # type: ignore[attr-defined]  # noqa: SLF001 -- as above


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:  # noqa: ARG001 -- pytest-django's own, extended
    """The province is loaded once; a test that rolls back leaves it as it was, any other is undone row by row."""
    with django_db_blocker.unblock():
        load_shipped()
        load_demo()
        _loaded[:] = taken(connection)


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 -- asks for the database
    """The demo province and its people."""
    return Cast()
