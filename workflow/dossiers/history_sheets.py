"""The list of past awards as a workbook: empty, or as it came with what is to be mended."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from workflow.directory.models import Organisation
from workflow.dossiers.history_list import COLUMNS, HISTORY
from workflow.dossiers.history_rows import Past, choices_of
from workflow.dossiers.list_columns import CheckedList
from workflow.dossiers.list_known import Said, said_in
from workflow.dossiers.list_workbooks import Saying, names_in, table_of, with_errors
from workflow.workbooks.reading import Sheet
from workflow.workbooks.writing import write_workbook


def history_template(authority: Organisation, today: date, language: str) -> bytes:
    """An empty list, its columns with the choices that fit to the authority, and a sheet that explains them."""
    choices = choices_of(authority, today)
    with override(language):
        guide = (_("How to fill it in"), list(_guide(choices, language)))
        says = Saying(HISTORY, _("Past awards"), _("Recorded already"), guide)
    return write_workbook(table_of(says, choices, language))


def history_mended(sheet: Sheet, checked: CheckedList[Past], language: str) -> bytes:
    """The list as it was uploaded, with what is to be mended."""
    with override(language):
        says = Saying(HISTORY, _("Past awards"), _("Recorded already"))
    return with_errors(sheet, checked, language, says)


def _guide(choices: Mapping[str, Said], language: str) -> Iterable[str]:
    yield _("One row for each line of a decision. Leave the headings as they are; other columns are not read.")
    yield _("People and collectives are found by name as it is kept here; where several bear it, write the code.")
    yield _("Whoever is in no list is kept by name. Write «none» as the code for a namesake of somebody in a list.")
    yield _("Days are written dd/mm/yyyy. Cells are not merged. Hidden sheets are not read.")
    yield _("These columns are needed in each row: %(columns)s.") % {
        "columns": ", ".join(names_in((one for one in COLUMNS if one.needed), language))
    }
    for key, some in choices.items():
        (heading,) = names_in((one for one in COLUMNS if one.key == key), language)
        yield f"{heading}: {'; '.join(said_in(some, language).values())}"
