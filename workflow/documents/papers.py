"""Making an official paper: one wording, two forms, and the same bytes whenever it is made anew.

`facts` is what `frame_of` gives and besides it

    paper   number, place_day, kind, subject (texts, may be empty); sign: [{"above": [lines], "name"}]; recipients:
            [lines]; verify: the address of verification or ""; draft: whether it is one
    told    what the wording reads, by name, besides `paper` and `head`
    tables  {name: {"columns": [{"head", "width" (share), "align": "left" | "center" | "right"}],
            "rows": [[texts] | {"heading": text} | {"total": [texts]}], "landscape": bool, "size": points}}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from workflow.audit.canonical import Json, canonical, content_hash
from workflow.documents.catalogue import Document
from workflow.documents.rendering import STARTS, Form, Made, NotMade, in_turn, not_made, template_hash
from workflow.documents.texts import on_paper
from workflow.documents.wording import Wording, worded
from workflow.documents.wrong import Wrong

_PAPERMAKER: Final = Path(__file__).with_name("papermaker.py")
_refused: Final = b'{"refused"'
_trial: Final = 10
"""How long a wording is tried, in seconds of CPU; the samples take one."""
_PAPER: Final[Mapping[str, Json]] = {
    "number": "",
    "place_day": "",
    "kind": "",
    "subject": "",
    "sign": (),
    "recipients": (),
    "verify": "",
    "draft": False,
}
_TABLE: Final[Mapping[str, Json]] = {"landscape": False, "size": 12}
_COLUMN: Final[Mapping[str, Json]] = {"width": 1, "align": "left"}


@dataclass(frozen=True, slots=True)
class WrongWording(Exception):  # noqa: N818 -- it says what is wrong
    """A wording that cannot be used: why, in words, and the line where it stands."""

    said: str
    line: int | None

    def __str__(self) -> str:
        if self.line is None:
            return self.said
        return _("Line %(line)s: %(said)s") % {"line": self.line, "said": self.said}


def make_paper(document: Document, facts: Mapping[str, Json], wording: Wording, form: Form) -> Made:
    """The paper in this wording. The same facts and wording give the same bytes. Raises `NotMade`."""
    told = _whole(facts)
    code = paper_code(document, told, wording)
    answer = _asked(document, told, wording, form, code)
    if answer is None or not answer.startswith(STARTS[form]):
        not_made(document, code, answer)
    return Made(answer, code, form)


def try_wording(document: Document, text: str, sample: Mapping[str, Json]) -> dict[Form, Made]:
    """The paper with the sample's facts in both forms. Raises `WrongWording`, and `NotMade` where no turn has come."""
    told, wording = _whole(sample), worded(text, "tried")
    code, made = paper_code(document, told, wording), {}
    for form in Form:
        answer = _asked(document, told, wording, form, code, strictly=True)
        if answer is None:
            raise WrongWording(_("The text takes too long or too much room. Shorten its loops."), None)
        if answer.startswith(_refused):
            raise _wrong(json.loads(answer))
        if not answer.startswith(STARTS[form]):
            not_made(document, code, answer)
        made[form] = Made(answer, code, form)
    return made


def paper_code(document: Document, told: Json, wording: Wording) -> str:
    """The content code: what the paper tells, its wording by hash, and the templates and fonts by theirs."""
    shape = {"template": template_hash(), "wording": wording.sha256}
    return content_hash({"document": document.value, **shape, "facts": told})


def _whole(facts: Mapping[str, Json]) -> dict[str, Any]:
    """The facts as they are printed, with what may be left out of them."""
    told: Any = on_paper({"told": {}, "tables": {}, **facts})
    tables = {name: {**_TABLE, **one} for name, one in told["tables"].items()}
    for one in tables.values():
        one["columns"] = [{**_COLUMN, **column} for column in one["columns"]]
    return {**told, "paper": {**_PAPER, **told["paper"]}, "tables": tables}


def _asked(
    document: Document, told: Mapping[str, Any], wording: Wording, form: Form, code: str, *, strictly: bool = False
) -> bytes | None:
    coded = told["paper"]["verify"] or f"sha256:{code}"
    facts = json.loads(canonical({**told, "coded": coded}))
    asked = {"facts": facts, "wording": wording.text, "form": form.value, "code": code, "strictly": strictly}
    return in_turn(document, _PAPERMAKER, asked, seconds=_trial if strictly else None)


def _wrong(answer: Mapping[str, Any]) -> WrongWording:
    what, line = answer["what"], answer["line"]
    said = {
        Wrong.PRIVATE: _("A sign for private use stands here. Remove it."),
        Wrong.SYNTAX: _("This cannot be read: %(what)s. Correct it."),
        Wrong.UNKNOWN: _("“%(what)s” is not a name that this document knows. Use one of its names."),
        Wrong.NOT_SPOKEN: _("“%(what)s” is not allowed here: only data, “if” and “for”. Take it out."),
        Wrong.FILTER: _("“%(what)s” is not allowed behind a bar. Take it out."),
        Wrong.NOT_A_TEXT: _("A list or a group is put out here as if it were a text. Put out its parts."),
        Wrong.NO_TABLE: _("There is no table “%(what)s” for this document. Use one of its tables."),
        Wrong.CELLS: _("A row of a table has %(what)s cells, which is not as many as it has columns."),
        Wrong.NOT_SET: _("The document cannot be set: %(what)s"),
    }.get(answer["refused"], _("The text cannot be filled with the sample: %(what)s"))
    return WrongWording(said % {"what": what}, line)


__all__ = ["Form", "Made", "NotMade", "WrongWording", "make_paper", "try_wording"]
