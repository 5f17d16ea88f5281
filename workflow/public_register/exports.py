"""The register as a file: a workbook, or JSON whose shape is described here and kept.

JSON, version 1: `format` and `version`; `asked`, the filter by the names of the address; `complete`, whether every
award that fits is in it (at most `MOST` are); `hidden`, how many fit and are only counted; and `awards`, a list of
`code`, `privacy` (FULL, NAME_AND_UNIT, INITIALS), `standing` (VALID, CORRECTED, REVOKED), `name`, `title`, `unit`,
`kind` (PERSON, COLLECTIVE, HOUSEHOLD), `award_form`, `campaign`, `achievement`, `decision` and `later`: papers with
`kind`, `number`, `dated` (YYYY-MM-DD), `authority`, `subject` and `code`. What the level of privacy does not show is an
empty text. Keys are never renamed within a version; new ones may come.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from workflow.database.texts import folded
from workflow.public_register.queries import Asked, awards_asked, hidden_asked
from workflow.public_register.shown import Paper, Shown, shown_all
from workflow.public_register.words import standing_label
from workflow.workbooks.reading import Cell
from workflow.workbooks.writing import Table, write_workbook

FORMAT: Final = "public-register"
VERSION: Final = 1
MOST: Final = 10_000
"""So many awards stand in one file; whoever wants more narrows by year or campaign."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What a file holds."""

    asked: Asked
    awards: Sequence[Shown]
    complete: bool
    hidden: int


def exported(asked: Asked, day: date, most: int = MOST) -> Exported:
    """The awards asked for, at most so many: four statements."""
    lines = list(awards_asked(asked, day)[: most + 1])
    hidden = hidden_asked(asked, day).order_by()[:most].count()
    return Exported(asked, shown_all(lines[:most], with_changes=True), len(lines) <= most, hidden)


def as_json(what: Exported) -> bytes:
    """The file as JSON, in the shape that the module describes."""
    given = {
        "format": FORMAT,
        "version": VERSION,
        "asked": what.asked.given,
        "complete": what.complete,
        "hidden": what.hidden,
        "awards": [_award(one) for one in what.awards],
    }
    return json.dumps(given, ensure_ascii=False, indent=1).encode()


def _award(one: Shown) -> dict[str, Any]:
    return {
        "code": one.code,
        "privacy": one.level.name,
        "standing": one.standing,
        "name": one.name,
        "title": one.title,
        "unit": one.unit,
        "kind": one.kind,
        "award_form": one.award_form,
        "campaign": one.campaign,
        "achievement": one.achievement,
        "decision": _paper(one.decision),
        "later": [_paper(paper) for paper in one.later],
    }


def _paper(paper: Paper) -> dict[str, str]:
    return {
        "kind": paper.kind,
        "number": paper.number,
        "dated": paper.dated.isoformat() if paper.dated else "",
        "authority": paper.authority,
        "subject": paper.subject,
        "code": paper.code,
    }


def as_workbook(what: Exported) -> bytes:
    """The file as a workbook."""
    headings = (
        (_("Name"), 30.0),
        (_("Title"), 24.0),
        (_("Unit"), 34.0),
        (_("Kind of nominee"), 14.0),
        (_("Award form"), 34.0),
        (_("Campaign"), 34.0),
        (_("Achievement"), 40.0),
        (_("Decision"), 20.0),
        (_("Date"), 12.0),
        (_("Authority"), 34.0),
        (_("State"), 14.0),
        (_("Changed by"), 30.0),
        (_("Code"), 18.0),
    )
    rows: list[list[Cell]] = [_row(one) for one in what.awards]
    if what.hidden:
        rows.append([_("Awards that are only counted: %(count)d") % {"count": what.hidden}])
    if not what.complete:
        rows.append([_("There are more. Narrow the list by year or campaign to have them all.")])
    return write_workbook(Table(_("Public register"), headings, rows))


def _row(one: Shown) -> list[Cell]:
    return [
        one.name,
        one.title,
        one.unit,
        one.kind_label,
        one.award_form,
        one.campaign,
        one.achievement,
        one.decision.number,
        one.decision.dated or "",
        one.decision.authority,
        standing_label(one.standing),
        _numbers(one.later),
        one.printed_code,
    ]


def _numbers(papers: Iterable[Paper]) -> str:
    return ", ".join(paper.number for paper in papers)


def file_name(asked: Asked, ending: str) -> str:
    """The name of the file, by what is asked that is no text of a person."""
    parts = [part for part in (asked.campaign, asked.year, asked.kind) if part]
    plain = "-".join(["register", *(folded(part) for part in parts)])
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in plain) + ending
