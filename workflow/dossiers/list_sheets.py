"""The list of nominees as a workbook: empty, with the lines of a letter, or as it came with what is to be mended."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from workflow.dossiers.drafting import route_today
from workflow.dossiers.entries import Checked
from workflow.dossiers.list_columns import CheckedList
from workflow.dossiers.list_known import Said, said_in
from workflow.dossiers.list_workbooks import Saying, names_in, table_of, with_errors
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.nominee_list import COLUMNS, NOMINEES
from workflow.dossiers.nominee_rows import choices_for
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.procedure.routes import RouteRules
from workflow.workbooks.reading import Cell, Sheet
from workflow.workbooks.writing import Table, write_workbook


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
    rows = [cells_of(number, line, said) for number, line in enumerate(lines, 1)]
    return write_workbook(_table(rules, choices, rows, language))


def with_mended(sheet: Sheet, checked: CheckedList[Checked], language: str) -> bytes:
    """The list as it was uploaded, with what is to be mended."""
    return with_errors(sheet, checked, language, Saying(NOMINEES, _title(language), _("Already on the letter")))


def _table(rules: RouteRules, choices: dict[str, Said], rows: Sequence[Sequence[Cell]], language: str) -> Table:
    with override(language):
        guide = (_("How to fill it in"), list(_guide(rules, choices, language)))
        says = Saying(NOMINEES, _title(language), _("Already on the letter"), guide)
    return table_of(says, choices, language, rows)


def _title(language: str) -> str:
    with override(language):
        return _("Nominees")


def _guide(rules: RouteRules, choices: dict[str, Said], language: str) -> Iterable[str]:
    yield _("One row for each nominee. Leave the headings as they are; other columns are not read.")
    yield _("People and collectives are found by name as it is kept here; where several bear it, write the code.")
    yield _("Days are written dd/mm/yyyy. Cells are not merged. Hidden sheets are not read.")
    yield _("These columns are needed in each row: %(columns)s.") % {
        "columns": ", ".join(names_in((one for one in COLUMNS if one.needed), language))
    }
    for key, some in choices.items():
        if key == "simplified_ground" and not rules.simplified:
            continue
        (heading,) = names_in((one for one in COLUMNS if one.key == key), language)
        yield f"{heading}: {'; '.join(said_in(some, language).values())}"


def cells_of(number: int, line: Nomination, said: Mapping[str, Mapping[str, str]]) -> list[Cell]:
    """A line as a row of the list; `said` are the words of each choice. Its nominee and award form are read with it."""
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
