"""The rows of a list of past awards as they are judged: can be recorded, are recorded already, are to be mended.

A person or a body is taken for whom the row means as in a list of nominees. Whoever is in neither list is kept by
name: the history is older than the lists.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from workflow.awards.models import AwardForm, Campaign, NomineeKind
from workflow.awards.queries import forms_within_competence
from workflow.database import rows
from workflow.database.arguments import EARLIEST
from workflow.directory.models import Organisation
from workflow.dossiers.history import line_of
from workflow.dossiers.history_list import COLUMNS, HISTORY, LENGTHS
from workflow.dossiers.list_columns import CheckedList, ListRow
from workflow.dossiers.list_known import Choice, Known, Said, both_of, chosen
from workflow.dossiers.nominee_keys import Whom, body_key, household_key, person_key, whom
from workflow.workbooks.reading import Sheet

_YEAR: Final = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Past:
    """A past award that can be recorded: whom it is of where that is known, its codes as keys, and what the row says.

    `line` tells it from every other; `written` would tell it if nobody were known by its name, and is empty where
    the row says by a code whom it means.
    """

    whom: Whom | None
    award_form: int
    campaign: int | None
    values: Mapping[str, Any]
    line: str
    written: str


def check_history(sheet: Sheet, authority: Organisation, today: date) -> CheckedList[Past]:
    """Judge every row of the sheet; nothing is written. A constant number of statements.

    Raises `ValidationError` on `file` where the headings do not make a list.
    """
    headings = HISTORY.headings_of(sheet)
    found: CheckedList[Past] = CheckedList(headings)
    read = HISTORY.rows_of(sheet, headings)
    known = Known(read, None, strangers=True)
    choices = {column: Choice(some) for column, some in choices_of(authority, today).items()}
    keys = (dict(AwardForm.objects.values_list("code", "pk")), dict(Campaign.objects.values_list("code", "pk")))
    judged = [(row, _judged(row, known, choices, keys, authority, today)) for row in read]
    recorded = _recorded(past for _row, past in judged if past is not None)
    taken: dict[str, int] = {}
    for row, past in judged:
        if past is None:
            found.refuse(row)
            continue
        first = taken.setdefault(past.line, row.number)
        if first != row.number:
            row.wrong("name", _("Row %(row)d is the same line of the same decision.") % {"row": first})
            found.refuse(row)
        elif recorded.isdisjoint({past.line, past.written}):
            found.good.append((row, past))
        else:
            found.there.append(row)
    return found


def _recorded(every: Iterable[Past]) -> set[str]:
    """The lines that are recorded already."""
    lines = sorted({line for past in every for line in (past.line, past.written)})
    found = rows.fetch(
        f"SELECT line FROM workflow_pastaward WHERE removed_at IS NULL AND {rows.among('line', 'text')}",
        [rows.array(lines)],
    )
    return {row[0] for row in found}


def choices_of(authority: Organisation, today: date) -> dict[str, Said]:
    """What the columns with a choice may say for this authority, by column."""
    forms = AwardForm.objects.filter(pk__in=forms_within_competence(authority, today)).order_by("rank", "name")
    return {
        "kind": both_of(NomineeKind.choices),
        "award_form": [(one.code, (one.name, one.name_en)) for one in forms],
        "campaign": [(one.code, (one.name, one.name_en)) for one in Campaign.objects.order_by("-starts_in", "name")],
    }


def _judged(
    row: ListRow,
    known: Known,
    choices: Mapping[str, Choice],
    keys: tuple[Mapping[str, int], Mapping[str, int]],
    authority: Organisation,
    today: date,
) -> Past | None:
    """The row as a past award; `None`, with what is wrong noted in it, where it is none."""
    values: dict[str, Any] = {
        one.key: row.values.get(one.key, None if one.key in HISTORY.days else "") for one in COLUMNS
    }
    codes = {column: chosen(row, column, one) for column, one in choices.items()}
    found = _whom(row, codes["kind"], known)
    _note_faults(row, values, codes, today)
    if row.problems:
        return None
    values["authority_name"] = values["authority_name"] or authority.name
    forms, campaigns = keys
    decision = (str(authority.pk), values["decision_number"], str(values["decided_on"]), codes["award_form"])
    written = ("", codes["kind"], values["name"], values["birth_year"], values["unit"])
    return Past(
        found,
        forms[codes["award_form"]],
        campaigns.get(codes["campaign"]),
        {**values, "kind": codes["kind"]},
        line_of(decision, (found.key,) if found is not None else written),
        "" if values["code"] else line_of(decision, written),
    )


def _whom(row: ListRow, kind: str, known: Known) -> Whom | None:
    """Whom the row means; `None` for whoever is in no list, and where the row does not say it well."""
    if kind == NomineeKind.HOUSEHOLD:
        unit = known.body_named(row.values.get("unit", ""))
        return whom(kind, household_key(row.values.get("name", ""), unit), None, None) if unit is not None else None
    pk = known.find(row, kind) if kind else None
    if pk is None:
        return None
    return whom(kind, person_key(pk) if kind == NomineeKind.PERSON else body_key(pk), pk, pk)


def _note_faults(row: ListRow, values: Mapping[str, Any], codes: Mapping[str, str], today: date) -> None:
    """Note in the row what is wrong in its cells; one problem is enough for each."""
    told = {one.column for one in row.problems}
    for column, reason in (*_missing(values, codes), *_ill_formed(values), *_of_days(values, today)):
        if column not in told:
            row.wrong(column, reason)
            told.add(column)


def _missing(values: Mapping[str, Any], codes: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for one in COLUMNS:
        if one.needed and not values[one.key] and not codes.get(one.key):
            yield one.key, _("Fill in this cell.")


def _ill_formed(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for column, longest in LENGTHS.items():
        if len(values[column]) > longest:
            yield column, _("Use at most %(count)d characters.") % {"count": longest}
    if values["birth_year"] and not _YEAR.fullmatch(values["birth_year"]):
        yield "birth_year", _("Write the year with four digits.")


def _of_days(values: Mapping[str, Any], today: date) -> Sequence[tuple[str, str]]:
    """What is wrong with the days: of the decision, and of the achievement."""
    found = []
    for column in HISTORY.days:
        day = values[column]
        if day is not None and not EARLIEST <= day <= today:
            found.append((column, _("Give a day from 1900 until today.")))
    since, until = values["period_from"], values["period_to"]
    if (since is None) != (until is None):
        found.append(("period_from" if since is None else "period_to", _("Give both days of the period, or none.")))
    elif since is not None and since > until:
        found.append(("period_to", _("The period ends before it begins.")))
    return found
