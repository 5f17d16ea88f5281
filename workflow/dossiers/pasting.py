"""A block of cells as Excel and LibreOffice put it on the clipboard: rows of lines, cells apart by tabs.

A cell that holds a line break stands in quotes, with its own quotes doubled. Any other text stands as it is, even if
it begins with a quote. What begins with = is a text like any other: nothing is calculated. `static/js/grid.js` reads
a block in the same way.
"""

import re
from collections.abc import Sequence
from typing import Final

from workflow.dossiers.list_columns import Layout
from workflow.workbooks.reading import Sheet

_quoted: Final = re.compile(r'"((?:[^"\t]|"")*)"(?=\t|\r|\n|\Z)')
_plain: Final = re.compile(r"[^\t\r\n]*")
_break: Final = re.compile(r"\r\n|\r|\n")
_needs_quotes: Final = re.compile(r'[\r\n]|""')


def block_of(text: str) -> list[list[str]]:
    """The cells of a pasted text, row by row; every line break within a cell is a line feed. Empty rows stay."""
    rows: list[list[str]] = [[]]
    at = 0
    while at <= len(text):
        quoted = _quoted.match(text, at)
        if quoted is not None and _needs_quotes.search(quoted[1]):
            cell, at = _break.sub("\n", quoted[1].replace('""', '"')), quoted.end()
        else:
            plain = _plain.match(text, at)
            assert plain is not None  # noqa: S101 -- it matches the empty text
            cell, at = plain[0], plain.end()
        rows[-1].append(cell)
        end = _break.match(text, at)
        if end is not None:
            at = end.end()
            if at == len(text):
                break
            rows.append([])
        else:
            at += 1
    return rows if text else []


def cells_pasted(layout: Layout, text: str) -> list[dict[str, str]]:
    """The rows of a pasted text that say something, by column of the list: by its headings where they stand above it.

    Without headings the columns are those of the list in their order, from the first where the block is as wide as
    the list, else from the second: a running number is not copied along with the names. Raises `ValidationError` on
    `file` where there are headings and a needed one is missing or stands there twice.
    """
    block = block_of(text)
    if not block:
        return []
    keys, first = _columns_of(layout, block)
    found = ({key: row[place] for place, key in keys.items() if place < len(row)} for row in block[first:])
    return [row for row in found if any(cell.strip() for key, cell in row.items() if key != "number")]


def _columns_of(layout: Layout, block: Sequence[Sequence[str]]) -> tuple[dict[int, str], int]:
    """The column of each place, and the first row that is no heading."""
    if layout.has_headings(block[0]):
        headings = layout.headings_of(Sheet("", block, []))
        return dict(headings.columns), headings.row + 1
    keys = [one.key for one in layout.columns]
    width = max(map(len, block))
    return dict(enumerate(keys if width >= len(keys) else keys[1:])), 0
