"""Fills a wording with data, in the confined process: Jinja's immutable sandbox, and only what is listed of its words.

What `{{ }}` puts out stands in the text as a private token and is laid in after the text was read as Markdown: data is
never markup. Loops and conditions are the only statements. Nothing is called, no attribute of Python is reached, no
other text is loaded.
"""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workflow.documents.wrong import WordingError, Wrong

OPENS, CLOSES = "\ue000", "\ue001"
"""Around the place of a datum. Private signs: no text that is printed holds one."""
FILTERS: Final = frozenset({"first", "join", "last", "length", "lower", "upper"})
OF_A_LOOP: Final = frozenset({"first", "index", "last", "length"})
_loop: Final = "loop"
_spoken: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Name,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
)
_template: Final = "<template>"
_stands_for_any: Final = object()


class _Plain(ImmutableSandboxedEnvironment):
    """Knows keys of plain data and a loop's few words; a name is never looked for among Python's attributes."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if attribute in OF_A_LOOP and type(obj).__name__ == "LoopContext":
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, list) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        return self.undefined(obj=obj, name=str(argument))


def filled(text: str, data: Mapping[str, Any], *, strictly: bool = False) -> tuple[str, list[str]]:
    """The wording with tokens where data stands, and the data in the order of the tokens.

    `strictly`: every name must be in the data, also where a condition passes it by. Raises `WordingError`.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if any("\ue000" <= sign <= "\uf8ff" for sign in line):
            raise WordingError(Wrong.PRIVATE, "", number)
    values: list[str] = []

    def told(value: Any) -> str:
        if isinstance(value, Undefined):
            str(value)  # says which name it is
        if isinstance(value, list | dict) or callable(value):
            raise WordingError(Wrong.NOT_A_TEXT, type(value).__name__)
        values.append("" if value is None else str(value))
        return f"{OPENS}{len(values) - 1}{CLOSES}"

    speaks = _Plain(
        undefined=StrictUndefined, finalize=told, trim_blocks=True, lstrip_blocks=True, optimized=False, cache_size=0
    )
    speaks.globals.clear()
    speaks.filters = {name: speaks.filters[name] for name in FILTERS}
    speaks.tests.clear()
    try:
        tree = speaks.parse(text)
        _Reader(data if strictly else None).read(tree, {})
        return speaks.from_string(tree).render(data), values
    except TemplateSyntaxError as error:
        raise WordingError(Wrong.SYNTAX, error.message or "", error.lineno) from error
    except UndefinedError as error:
        raise WordingError(Wrong.UNKNOWN, error.message or "", _line_of(error)) from error
    except WordingError as error:
        raise WordingError(error.why, error.what, error.line or _line_of(error)) from error
    except (TemplateError, TypeError, ValueError, RecursionError) as error:
        raise WordingError(Wrong.FAILED, type(error).__name__, _line_of(error)) from error


@dataclass(slots=True)
class _Reader:
    """Walks a wording before it is run: refuses what is not spoken here and, given data, names that it has not."""

    data: Mapping[str, Any] | None
    scopes: list[dict[str, Any]] = field(default_factory=list)

    def read(self, node: nodes.Node, scope: dict[str, Any]) -> None:
        """Read a node and what is in it. Raises `WordingError`."""
        if not isinstance(node, _spoken):
            raise WordingError(Wrong.NOT_SPOKEN, type(node).__name__, node.lineno)
        if isinstance(node, nodes.Filter) and (node.name not in FILTERS or node.node is None):
            raise WordingError(Wrong.FILTER, node.name, node.lineno)
        if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            self.found(node, scope)
        if isinstance(node, nodes.For):
            self._loop(node, scope)
            return
        for child in node.iter_child_nodes():
            self.read(child, scope)

    def found(self, node: nodes.Node, scope: dict[str, Any]) -> Any:
        """What a name, or a name within a name, stands for; an object that stands for any where it cannot be told."""
        if isinstance(node, nodes.Name):
            return self._named(node, scope)
        if isinstance(node, nodes.Getattr):
            within, key = self.found(node.node, scope), node.attr
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            within, key = self.found(node.node, scope), node.arg.value
        else:
            return _stands_for_any
        if isinstance(key, str) and key.startswith("_"):
            raise WordingError(Wrong.UNKNOWN, key, node.lineno)
        if within is _loop:
            if key in OF_A_LOOP:
                return 1
        elif within is _stands_for_any or (isinstance(within, Sequence) and isinstance(key, int)):
            return _stands_for_any
        elif isinstance(within, Mapping) and key in within:
            return within[key]
        raise WordingError(Wrong.UNKNOWN, str(key), node.lineno)

    def _named(self, node: nodes.Name, scope: dict[str, Any]) -> Any:
        if node.name.startswith("_"):
            raise WordingError(Wrong.UNKNOWN, node.name, node.lineno)
        if node.name in scope:
            return scope[node.name]
        if self.data is None:
            return _stands_for_any
        if node.name not in self.data:
            raise WordingError(Wrong.UNKNOWN, node.name, node.lineno)
        return self.data[node.name]

    def _loop(self, node: nodes.For, scope: dict[str, Any]) -> None:
        if node.recursive:
            raise WordingError(Wrong.NOT_SPOKEN, "recursive", node.lineno)
        if not isinstance(node.target, nodes.Name) or node.target.name.startswith("_"):
            raise WordingError(Wrong.NOT_SPOKEN, "for", node.lineno)
        self.read(node.iter, scope)
        many = self.found(node.iter, scope)
        one = many[0] if isinstance(many, list) and many else _stands_for_any
        inside = {**scope, node.target.name: one, _loop: _loop}
        for child in [*node.body, *([node.test] if node.test is not None else [])]:
            self.read(child, inside)
        for child in node.else_:
            self.read(child, scope)


def _line_of(error: BaseException) -> int | None:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _template]
    return lines[-1] if lines else None
