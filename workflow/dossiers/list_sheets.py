"""The list of nominees as a workbook: empty, with the lines of a letter, or as it came with what is to be mended."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from workflow.database.texts import folded
from workflow.dossiers.drafting import route_today
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.nominee_list import COLUMNS, ERRORS, Column
from workflow.dossiers.nominee_rows import CheckedList, Said, choices_for, said_in
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.procedure.routes import RouteRules
from workflow.workbooks.reading import Cell, Sheet
from workflow.workbooks.writing import Table, write_workbook

_places: Final = {one.key: place for place, one in enumerate(COLUMNS)}


def template(letter: Letter, today: date, language: str) -> bytes:
    """An empty list, its columns with the choices that fit to the letter, and a sheet that explains them."""
    rules = route_today(letter, today).rules
    return write_workbook(_table(rules, choices_for(letter, rules, today), (), language))


def filled(letter: Letter, acting: Acting, language: str) -> bytes:
    """The lines that stand on the letter, as far as the person sees them: four statements."""
    rules = route_today(letter, acting.today).rules
    choices = choices_for(letter, rules, acting.today)
    lines = visible_to(acting.user, acting.today).filter(case=letter.case_id)
    lines = lines.select_related("nominee__person", "nominee__organisation", "award_form").order_by("pk")
    said = {key: said_in(some, language) for key, some in choices.items()}
    return write_workbook(_table(rules, choices, [_row(n, line, said) for n, line in enumerate(lines, 1)], language))


def with_errors(sheet: Sheet, checked: CheckedList, language: str) -> bytes:
    """The sheet as it was uploaded, cell by cell, with what is wrong in each row in a column of its own.

    The column is the one of the time before, where there is one; so every address stays what it is.
    """
    wrong = {row.number: row for row in checked.bad}
    there = {row.number for row in checked.there}
    at, head = checked.headings.row, [str(cell) for cell in sheet.rows[checked.headings.row]]
    width = max((len(row) for row in sheet.rows), default=0)
    own = {folded(ERRORS.vi), folded(ERRORS.en)}
    place = next((number for number, cell in enumerate(head) if folded(cell) in own), width)
    width = max(width, place + 1)

    def cells(row: Sequence[Cell], said: str) -> list[Cell]:
        wide: list[Cell] = [*row, *[""] * (width - len(row))]
        return [*wide[:place], said, *wide[place + 1 :]]

    rows = []
    for number, row in enumerate(sheet.rows[at + 1 :], start=at + 2):
        said = "; ".join(f"{one.cell}: {one.reason}" for one in wrong[number].problems) if number in wrong else ""
        rows.append(cells(row, said or (_("Already on the letter") if number in there else "")))
    widths = {heading: one.width for one in (*COLUMNS, ERRORS) for heading in (one.vi, one.en)}
    headings = [str(cell) for cell in cells(list(head), ERRORS.heading(language))]
    shown = [(heading, widths.get(heading, 20)) for heading in headings]
    table = Table(_title(language), shown, rows, marked=frozenset({place}), above=sheet.rows[:at])
    return write_workbook(table)


def _table(rules: RouteRules, choices: dict[str, Said], rows: Sequence[Sequence[Cell]], language: str) -> Table:
    offered = {_places[key]: list(said_in(some, language).values()) for key, some in choices.items()}
    headings = [(one.heading(language), one.width) for one in COLUMNS]
    # Excel takes at most 255 signs of choices in the rule of a cell, and parts them at each comma.
    short = {
        place: some
        for place, some in offered.items()
        if some and len(",".join(some)) <= _RULE and not any("," in one for one in some)
    }
    with override(language):
        guide = (_("How to fill it in"), list(_guide(rules, choices, language)))
        return Table(_title(language), headings, rows, short, guide=guide)


_RULE: Final = 255


def _title(language: str) -> str:
    with override(language):
        return _("Nominees")


def _guide(rules: RouteRules, choices: dict[str, Said], language: str) -> Iterable[str]:
    yield _("One row for each nominee. Leave the headings as they are; other columns are not read.")
    yield _("People and collectives are found by name as it is kept here; where several bear it, write the code.")
    yield _("Days are written dd/mm/yyyy. Cells are not merged. Hidden sheets are not read.")
    yield _("These columns are needed in each row: %(columns)s.") % {
        "columns": ", ".join(_names((one for one in COLUMNS if one.needed), language))
    }
    for key, some in choices.items():
        if key == "simplified_ground" and not rules.simplified:
            continue
        (heading,) = _names((one for one in COLUMNS if one.key == key), language)
        yield f"{heading}: {'; '.join(said_in(some, language).values())}"


def _names(columns: Iterable[Column], language: str) -> list[str]:
    return [one.heading(language) for one in columns]


def _row(number: int, line: Nomination, said: dict[str, dict[str, str]]) -> list[Cell]:
    nominee = line.nominee
    known = nominee.person or nominee.organisation
    cells: dict[str, Cell] = {
        "number": number,
        "kind": said["kind"].get(line.nominee_kind, ""),
        "code": known.code if known is not None else "",
        "name": line.nominee_name,
        "birth_year": (nominee.person.birth_year if nominee.person is not None else None) or "",
        "track": said["track"].get(line.track, ""),
        "title": line.nominee_title,
        "unit": line.nominee_unit,
        "award_form": said["award_form"].get(line.award_form.code, line.award_form.name),
        "simplified_ground": said["simplified_ground"].get(line.simplified_ground, ""),
    }
    return [cells[one.key] if one.key in cells else getattr(line, one.key) for one in COLUMNS]
