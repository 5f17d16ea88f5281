"""Many tables by one step of a migration: the same as by one step for each."""

import pytest
from django.db import connection, models
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

from workflow.database.tables import CreateTables

_KEY = ("id", models.BigAutoField(primary_key=True))
MODELS = [
    CreateModel("Shelf", [_KEY, ("label", models.CharField(max_length=20, unique=True))]),
    CreateModel(
        "Folder",
        [_KEY, ("shelf", models.ForeignKey("library.Shelf", models.PROTECT)), ("pages", models.IntegerField())],
        options={"constraints": [models.CheckConstraint(condition=models.Q(pages__gt=0), name="folder_has_pages")]},
    ),
]
TABLES = {"library_shelf", "library_folder"}


def _state() -> ProjectState:
    state = ProjectState()
    assert list(state.apps.get_models()) == []
    return state


def test_the_state_is_that_of_one_step_for_each_and_is_rendered_once() -> None:
    single, together = _state(), _state()
    for model in MODELS:
        model.state_forwards("library", single)
    CreateTables(MODELS).state_forwards("library", together)
    assert together == single
    assert "apps" not in together.__dict__
    assert {model.__name__ for model in together.apps.get_models()} == {"Shelf", "Folder"}


@pytest.mark.django_db(transaction=True)
def test_the_tables_come_and_go_in_their_order() -> None:
    before, after, step = _state(), _state(), CreateTables(MODELS)
    step.state_forwards("library", after)
    with connection.schema_editor() as editor:
        step.database_forwards("library", editor, before, after)
    try:
        assert set(connection.introspection.table_names()) >= TABLES
        folder = connection.introspection.get_constraints(connection.cursor(), "library_folder")
        assert folder["folder_has_pages"]["check"]
    finally:
        with connection.schema_editor() as editor:
            step.database_backwards("library", editor, after, before)
    assert TABLES.isdisjoint(connection.introspection.table_names())
