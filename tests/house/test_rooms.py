"""What may stand in which room. Who imports whom is import-linter's part, in pyproject.toml."""

import ast
import re
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.house.conftest import Module

# module → why it imports inside a function.
inline_imports: Final[dict[str, str]] = {
    "workflow/apps.py": "tables are known only when the application is ready; then the rooms are wired",
}
# Django's packages that are no rooms.
not_rooms: Final = {"locale", "management", "migrations", "templatetags"}


def test_every_room_says_what_it_is_for(rooms: "list[Module]") -> None:
    packages = [m for m in rooms if m.path.count("/") == 2 and m.path.endswith("__init__.py")]
    said = {m.room: (ast.get_docstring(m.tree) or "").strip() for m in packages if m.room not in not_rooms}
    assert said
    assert [room for room, text in said.items() if len(text.split()) < 8 or not text.endswith(".")] == []


def _imported(tree: ast.AST) -> "Iterator[str]":
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_procedure_takes_nothing_of_django_but_its_words(rooms: "list[Module]") -> None:
    taken = {name for m in rooms if m.room == "procedure" for name in _imported(m.tree) if name.startswith("django")}
    allowed = ("django.utils.translation.", "django.utils.functional.")
    assert [name for name in sorted(taken) if not name.startswith(allowed)] == []


def test_imports_stand_at_the_head(modules: "list[Module]") -> None:
    inside = {
        module.path
        for module in modules
        for function in ast.walk(module.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert inside == inline_imports.keys()


@pytest.mark.parametrize(
    ("pattern", "where", "instead"),
    [
        (r"\.update\(\s*state\s*=", "", "apply_transition"),
        (r"\.(a?bulk_update)\([^)]*[\"']state[\"']", "", "apply_transition"),
        (r"\bhas_perms?\(", "directory", "a question to directory"),
        (r"@receiver\b|\.connect\(", "", "a call that can be read"),
        (r"^from django\.dispatch|^import django\.dispatch", "", "a call that can be read"),
        (r"\bATOMIC_REQUESTS\s*=", "", "a transaction in the command"),
    ],
)
def test_no_way_past_the_house(rooms: "list[Module]", pattern: str, where: str, instead: str) -> None:
    found = [m.path for m in rooms if m.room != (where or None) and re.search(pattern, m.text, re.MULTILINE)]
    assert found == [], f"write {instead} instead"
