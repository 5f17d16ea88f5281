"""The rows of a list of nominees as they are judged: can go on the letter, stand there, are to be mended."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from workflow.awards.models import AwardForm, NomineeKind, Track
from workflow.awards.queries import forms_within_competence
from workflow.directory.capacity import Capacity, read_capacity
from workflow.dossiers.drafting import route_today
from workflow.dossiers.entries import SIMPLIFIED_WORDS, Checked, Entry, judged
from workflow.dossiers.list_columns import CheckedList, ListRow
from workflow.dossiers.list_known import Choice, Known, Said, both_of, chosen
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.nominee_list import NOMINEES
from workflow.dossiers.pens import pens_on
from workflow.dossiers.uploaded import UploadedList
from workflow.pages.acting import Acting
from workflow.procedure.routes import RouteRules
from workflow.workbooks.reading import Sheet


def check_list(
    sheet: Sheet, letter: Letter, rules: RouteRules, today: date, barred: Iterable[int]
) -> CheckedList[Checked]:
    """Judge every row of the sheet; nothing is written. A constant number of statements.

    `rules` are those of the route's version in force, `barred` the people whose nomination is not the officer's to
    write: the officer and declared relatives. Raises `ValidationError` on `file` where the headings do not make a list.
    """
    headings = NOMINEES.headings_of(sheet)
    return check_rows(CheckedList(headings), NOMINEES.rows_of(sheet, headings), letter, rules, today, barred)


def check_rows(
    found: CheckedList[Checked],
    read: Sequence[ListRow],
    letter: Letter,
    rules: RouteRules,
    today: date,
    barred: Iterable[int],
) -> CheckedList[Checked]:
    """Judge rows that were read, wherever they come from, and add them to the list found so far."""
    known = Known(read, today, frozenset(barred))
    choices = {column: Choice(some) for column, some in choices_for(letter, rules, today).items()}
    entries = [_entry(row, known, choices) for row in read]
    taken: dict[tuple[str, int], int] = dict.fromkeys(_on_letter(letter), 0)
    for row, one in zip(read, judged(entries, letter, rules), strict=True):
        if not isinstance(one, Checked):
            take_wrong(row, one)
        if row.problems or not isinstance(one, Checked):
            found.refuse(row)
            continue
        first = taken.setdefault((one.key, one.award_form), row.number)
        if first == row.number:
            found.good.append((row, one))
        elif first == 0:
            found.there.append(row)
        else:
            row.wrong("name", _("Row %(row)d names the same nominee for the same award form.") % {"row": first})
            found.bad.append(row)
    return found


def checked_by(acting: Acting, uploaded: UploadedList) -> CheckedList[Checked]:
    """An uploaded list as its officer may put it on the letter today."""
    letter, today = uploaded.letter, acting.today
    return check_list(uploaded.sheet, letter, route_today(letter, today).rules, today, barred_to(acting, letter))


def barred_to(acting: Acting, letter: Letter) -> frozenset[int]:
    """The people whose nomination is not the writer's on this letter: whoever writes, and declared relatives."""
    for post in pens_on(letter, acting)[:1]:
        capacity = read_capacity(acting.user, post.under, acting.today, lock=False)
        return capacity.persons | capacity.kin if isinstance(capacity, Capacity) else frozenset()
    return frozenset()


def take_wrong(row: ListRow, wrong: Iterable[tuple[str, Any]]) -> None:
    """Note the errors of an entry in the columns they come from; one problem is enough for each."""
    for name, error in wrong:
        # Who is not found has been told in the cell by which he was sought.
        if name in _SOUGHT and row.problems:
            continue
        column = _COLUMN_OF.get(name, name)
        if all(one.column != column for one in row.problems):
            row.wrong(column, " ".join(error.messages))


_SOUGHT: Final = frozenset({"person", "organisation"})
_COLUMN_OF: Final = {"person": "name", "organisation": "name", "household": "name"}


def _on_letter(letter: Letter) -> list[tuple[str, int]]:
    """Who stands on the letter now, and for which award form."""
    return list(Nomination.objects.filter(case=letter.case_id).values_list("nominee__key", "award_form"))


def choices_for(letter: Letter, rules: RouteRules, today: date) -> dict[str, Said]:
    """What the columns with a choice may say on this letter, by column."""
    within = forms_within_competence(letter.authority, today)
    codes = rules.award_forms
    forms = AwardForm.objects.filter(pk__in=within).order_by("rank", "name")
    return {
        "kind": both_of(NomineeKind.choices),
        "track": both_of(Track.choices),
        "award_form": [(one.code, (one.name, one.name_en)) for one in forms if not codes or one.code in codes],
        "simplified_ground": both_of(SIMPLIFIED_WORDS.items()),
    }


def _entry(row: ListRow, known: Known, choices: Mapping[str, Choice]) -> Entry:
    """The row as an entry. What is wrong with a choice or with the nominee is noted in the row."""
    values = row.values
    given = {**_EMPTY, **{name: value for name, value in values.items() if name in _EMPTY}}
    for column, one in choices.items():
        given[column] = chosen(row, column, one)
    if given["kind"] != NomineeKind.PERSON:
        given["track"] = ""
    if given["kind"] == NomineeKind.HOUSEHOLD:
        given["household"] = values.get("name", "")
    elif given["kind"]:
        key = "person" if given["kind"] == NomineeKind.PERSON else "organisation"
        given[key] = known.find(row, given["kind"])
    return Entry(**given)


_EMPTY: Final[Mapping[str, Any]] = {
    **dict.fromkeys(Entry.__slots__, ""),
    **dict.fromkeys(("person", "organisation", "period_from", "period_to")),
}
