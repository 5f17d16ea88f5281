"""Makes one official paper: reads what is asked from standard input, as JSON, and writes a PDF or a .docx.

Run as a process of its own (see `papers`), under limits. The wording is filled in the sandbox, read as blocks, then set
by typst or written by python-docx: one reading for both forms. What is wrong with a wording is answered as
`{"refused": …}` with its line.
"""

import json
from io import BytesIO
from typing import Any, Final

import segno
import typst

from workflow.confined.inside import end_with, given, refuse, told
from workflow.documents.blocks import placed_in, read, rows_of
from workflow.documents.filling import filled
from workflow.documents.typesetter import keep_to_itself, set_by
from workflow.documents.word import written
from workflow.documents.wrong import WordingError, Wrong

OFFICIAL: Final = "official"
NAMES_OF_FRAME: Final = ("paper", "head")
_parted: Final = "\N{ZERO WIDTH SPACE}"


def main() -> None:
    """Make the paper that is asked for."""
    keep_to_itself()
    asked = json.loads(given(told()["packed"]))
    try:
        end_with(made(asked))
    except WordingError as wrong:
        refuse(wrong.why, what=wrong.what[:200], line=wrong.line)
    except typst.TypstError as error:
        refuse(Wrong.NOT_SET, what=str(error)[:2000], line=None)


def made(asked: dict[str, Any]) -> bytes:
    """The paper. Raises `WordingError`."""
    facts, wording = asked["facts"], asked["wording"]
    data = {**facts["told"], **{name: facts[name] for name in NAMES_OF_FRAME}}
    for line, name in placed_in(wording):
        # While it is tried, also a table that a condition passes by.
        if asked["strictly"] and name not in facts["tables"]:
            raise WordingError(Wrong.NO_TABLE, name, line)
    text, values = filled(wording, data, strictly=asked["strictly"])
    parts = read(text, values, facts["tables"])
    tables = {name: {**one, "rows": list(rows_of(one))} for name, one in facts["tables"].items()}
    whole = {**facts, "parts": parts, "tables": tables}
    code = segno.make(facts["coded"], error="m", micro=False)
    if asked["form"] == "docx":
        picture = BytesIO()
        code.save(picture, kind="png", scale=6, border=1)
        # A word processor parts a long word by itself.
        kept = json.loads(json.dumps(whole, ensure_ascii=False).replace(_parted, ""))
        return written(kept, asked["code"], picture.getvalue())
    return set_by(OFFICIAL, json.dumps({**whole, "qr": code.svg_inline(border=1, omitsize=True)}), asked["code"])


if __name__ == "__main__":
    main()
