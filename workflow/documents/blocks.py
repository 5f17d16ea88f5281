"""Reads a filled wording as a small part of Markdown, in the confined process: parts of a paper, as lists of blocks.

A paragraph is of the body. Lines that begin with `> ` are bases, each its own. `# ` stands in the middle and bold,
`## ` at the left and bold, `### ` in the middle and italic, `#### ` in the middle. Items of lists are numbered on, or
begin with a dash. Within a text there is `**bold**`, `*italic*`, and a backslash before a sign that is meant. Alone in
a paragraph, `[[name]]` is the table of this name, `[[sign]]` the signatures (without it they end the first part),
`[[line]]` a line of dots to write on. What follows `---` is an annex: a new page, with numbers of its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from workflow.documents.filling import CLOSES, OPENS
from workflow.documents.wrong import WordingError, Wrong

HEADINGS: Final = {"h1": "title", "h2": "heading", "h3": "note", "h4": "centre"}
_rules: Final = ("heading", "blockquote", "list", "hr", "newline", "emphasis", "escape")
_datum: Final = re.compile(f"{OPENS}([0-9]+){CLOSES}")
_placed: Final = re.compile(r"\[\[([a-z][a-z0-9_]*)\]\]")
_sign, _line, _rule = "sign", "line", "---"
_longest_row: Final = 600
"""So many signs in its cells, and a row may be parted over two pages."""

Block = dict[str, Any]
Part = dict[str, Any]


def read(text: str, values: Sequence[str], tables: Mapping[str, Mapping[str, Any]]) -> list[Part]:
    """The parts of the paper: {"landscape": bool, "blocks": […]}. Raises `WordingError`."""
    parts: list[Part] = [{"landscape": False, "blocks": []}]
    for block in _Reading(values).blocks(MarkdownIt("zero").enable(list(_rules)).parse(text)):
        if block["kind"] == _rule:
            parts.append({"landscape": False, "blocks": []})
            continue
        if block["kind"] == "table":
            if block["name"] not in tables:
                raise WordingError(Wrong.NO_TABLE, block["name"])
            parts[-1]["landscape"] |= bool(tables[block["name"]].get("landscape"))
        parts[-1]["blocks"].append(block)
    if not any(block["kind"] == _sign for part in parts for block in part["blocks"]):
        parts[0]["blocks"].append({"kind": _sign})
    return parts


def placed_in(text: str) -> Iterator[tuple[int, str]]:
    """The tables that a wording names, with their lines counted from 1."""
    for number, line in enumerate(text.splitlines(), 1):
        found = _placed.fullmatch(line.strip())
        if found and found[1] not in {_sign, _line}:
            yield number, found[1]


def rows_of(table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of a table as both forms set them: cells of text; a heading or a total is bold; a long row is parted."""
    for row in table["rows"]:
        kind = "row"
        cells = row
        if isinstance(row, dict):
            ((kind, cells),) = row.items()
        texts = ["" if cell is None else str(cell) for cell in ([cells] if kind == "heading" else cells)]
        if kind != "heading" and len(texts) != len(table["columns"]):
            raise WordingError(Wrong.CELLS, str(len(texts)))
        yield {"kind": kind, "cells": texts, "parted": sum(map(len, texts)) > _longest_row}


_lists: Final = ("ordered_list", "bullet_list")


class _Reading:
    """One reading of a text: gathers blocks from the tokens of its Markdown."""

    def __init__(self, values: Sequence[str]) -> None:
        self.values = values
        self.kind, self.mark = "body", ""
        self.numbers: list[int] = []

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """The blocks in their order."""
        for token in tokens:
            if token.type == "hr":
                if token.markup[0] != _rule[0]:
                    raise WordingError(Wrong.SYNTAX, token.markup)
                yield {"kind": _rule}
            elif token.type == "inline":
                yield from self._texts(token)
                self.mark = ""
            else:
                self._around(token)

    def _around(self, token: Token) -> None:
        """What the next text stands in."""
        if token.type.removesuffix("_open") in _lists:
            self.numbers.append(int(token.attrs.get("start", 1)))
        elif token.type.removesuffix("_close") in _lists:
            self.numbers.pop()
        elif token.type == "heading_open":
            if token.tag not in HEADINGS:
                raise WordingError(Wrong.SYNTAX, token.markup)
            self.kind = HEADINGS[token.tag]
        elif token.type == "blockquote_open":
            self.kind = "basis"
        elif token.type in {"heading_close", "blockquote_close"}:
            self.kind = "body"
        elif token.type == "list_item_open":
            self.mark = f"{self.numbers[-1]}{token.markup} " if token.info else "- "
            self.numbers[-1] += 1

    def _texts(self, token: Token) -> Iterator[Block]:
        place = _placed.fullmatch(token.content.strip())
        if place:
            name = place[1]
            yield {"kind": name} if name in {_sign, _line} else {"kind": "table", "name": name}
            return
        kind, mark = "item" if self.numbers else self.kind, self.mark
        for runs in _lines(self._runs(token, parted=kind == "basis")):
            if mark:
                runs.insert(0, {"text": mark, "bold": False, "italic": False})
                mark = ""
            yield {"kind": kind, "depth": len(self.numbers), "runs": runs}

    def _runs(self, token: Token, *, parted: bool) -> Iterator[dict[str, Any]]:
        bold = italic = False
        for child in token.children or []:
            if child.type in {"strong_open", "strong_close"}:
                bold = child.type == "strong_open"
            elif child.type in {"em_open", "em_close"}:
                italic = child.type == "em_open"
            else:
                ends = child.type == "hardbreak" or (child.type == "softbreak" and parted)
                text = "\n" if ends else " " if child.type == "softbreak" else child.content
                yield {"text": self._laid_in(text), "bold": bold, "italic": italic}

    def _laid_in(self, text: str) -> str:
        return _datum.sub(lambda found: self.values[int(found[1])], text)


def _lines(runs: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The runs of each line that says something."""
    line: list[dict[str, Any]] = []
    for run in runs:
        for number, text in enumerate(run["text"].split("\n")):
            if number and line:
                yield line
                line = []
            if text and (line or text.strip()):
                line.append({**run, "text": text})
    if line:
        yield line
