"""What of viewflow is used: its nodes and its activations. Its permissions, queue, pages and task owner are not."""

import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.conf import settings
from django.db import connection
from django.urls import get_resolver

from tests.support.walk import WAYS, Walk, Way
from workflow.management.demo.cast import Cast
from workflow.worklist.models import Case, WorkItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SOURCES: Final = {
    path.relative_to(settings.BASE_DIR).as_posix(): path.read_text("utf-8")
    for path in settings.BASE_DIR.glob("workflow/**/*.py")
    if "migrations" not in path.parts
}


@pytest.mark.parametrize(
    "pattern",
    [
        r"\.Permission\(",
        r"\.Assign\(",
        r"\.(queue|inbox|archive|user_queue|user_archive|filter_available)\(",
        r"\b(can_assign|can_execute|can_unassign|can_cancel|has_manage_permission|has_view_permission)\b",
        r"\b(assign|unassign|reassign|revive|undo)\(\)",
        r"\bviewflow\.(urls|views|workflow\.(flow\.views|views|managers|chart|admin|tasks))\b",
        r"\bflow\.(View|Start|StartHandle|Handle|Function|If|Split|Join|Subprocess|NSubprocess|Job|Obsolete)\b",
        r"\b(FlowViewset|FlowAppViewset|WorkflowAppViewset)\b",
        r"from viewflow(\.contrib)? import .*\bauth\b",
    ],
)
def test_no_room_uses_viewflow_s_own_permission_queue_or_pages(pattern: str) -> None:
    # Django's admin asks by one of these names as well.
    rooms = {path: text for path, text in SOURCES.items() if not path.startswith("workflow/admin/")}
    assert [path for path, text in rooms.items() if re.search(pattern, text)] == []


def test_the_patterns_are_held_against_every_room() -> None:
    """A search through nothing would make the test above say nothing."""
    assert {"workflow/worklist/flow.py", "workflow/council/flow.py", "workflow/desk/__init__.py"} <= SOURCES.keys()
    assert re.search(r"\bviewflow\b", SOURCES["workflow/worklist/flow.py"])


def test_viewflow_is_imported_by_the_worklist_and_the_rooms_flows_alone() -> None:
    importing = {path for path, text in SOURCES.items() if re.search(r"^\s*(from|import) viewflow", text, re.MULTILINE)}
    assert importing <= {path for path in SOURCES if path.startswith("workflow/worklist/") or path.endswith("/flow.py")}


def _addresses(patterns: "Iterable[Any]", before: str = "") -> "Iterator[tuple[str, str]]":
    """Every address with the module of what answers there."""
    for pattern in patterns:
        address = f"{before}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            yield from _addresses(pattern.url_patterns, address)
        else:
            yield address, pattern.callback.__module__


def test_no_address_leads_to_a_page_of_viewflow() -> None:
    addresses = list(_addresses(get_resolver().url_patterns))
    assert len(addresses) > 1
    assert [address for address, module in addresses if module.startswith("viewflow")] == []
    assert [address for address, _module in addresses if re.search(r"viewflow/(process|task)/", address)] == []


def test_a_work_item_has_no_owner_and_no_permission_of_its_own() -> None:
    columns = {field.name for field in WorkItem._meta.get_fields()}
    assert columns & {"owner", "owner_permission", "external_task_id", "scheduled", "previous", "data"} == set()
    assert "data" not in {field.name for field in Case._meta.get_fields()}


def test_no_row_is_deleted_with_a_user_a_post_or_a_body() -> None:
    on_delete = {
        f"{model.__name__}.{field.name}": field.remote_field.on_delete.__name__
        for model in (Case, WorkItem)
        for field in model._meta.concrete_fields
        if field.remote_field is not None and not field.name.startswith("owner_permission")
    }
    assert set(on_delete.values()) == {"PROTECT"}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.route)
def test_what_viewflow_would_write_of_owners_stays_empty_through_a_whole_life(cast: Cast, way: Way) -> None:
    Walk(cast, way).awarded(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(assigned), count(started), count(owner_permission_obj_pk),"
            " count(owner_permission_content_type_id) FROM workflow_workitem"
        )
        ((count, *empty),) = cursor.fetchall()
    assert count > 8
    assert empty == [0, 0, 0, 0]
