"""Sizes worth watching. An exception stands below with its reason."""

import ast
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.house.conftest import Module

MODULE: Final = 400
FUNCTION: Final = 40
VIEW: Final = 15
DECLARES: Final = frozenset({"seen_by", "for_signed_in", "for_everybody"})

# path, or path:function → why it may be longer.
longer: Final[dict[str, str]] = {
    "workflow/procedure/guards.py": "one short function for each guard of the table, in the table's order",
}


def _functions(module: "Module") -> "Iterator[tuple[str, int, bool]]":
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{module.path}:{node.name}", lines, _is_view(node)


def _is_view(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A view says who may see it; what builds a page for it is a function like any other."""
    named = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
    return any(isinstance(one, ast.Name) and one.id in DECLARES for one in named)


def test_a_module_has_at_most_400_lines(modules: "list[Module]") -> None:
    long = {module.path: len(module.text.splitlines()) for module in modules}
    assert {path: lines for path, lines in long.items() if lines > MODULE and path not in longer} == {}


def test_a_function_has_at_most_40_lines(modules: "list[Module]") -> None:
    found = [function for module in modules for function in _functions(module)]
    assert {name: lines for name, lines, _ in found if lines > FUNCTION and name not in longer} == {}


def test_a_view_has_at_most_15_lines(modules: "list[Module]") -> None:
    found = [function for module in modules for function in _functions(module)]
    assert {name: lines for name, lines, is_view in found if is_view and lines > VIEW and name not in longer} == {}


def test_no_exception_has_outlived_its_need(modules: "list[Module]") -> None:
    needed = {module.path for module in modules if len(module.text.splitlines()) > MODULE}
    for module in modules:
        needed |= {name for name, lines, is_view in _functions(module) if lines > (VIEW if is_view else FUNCTION)}
    assert longer.keys() - needed == set()
