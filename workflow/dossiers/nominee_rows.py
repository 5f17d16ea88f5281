"""The rows of a list of nominees against what is known: which can go on the letter, which stand there, what is wrong.

People and bodies are found by code, or by their name written as it is kept. Two people of one name are
never taken for one: the row says who they are and asks for the code.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from unicodedata import normalize

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from workflow.awards.models import AwardForm, NomineeKind, Track
from workflow.awards.queries import forms_within_competence
from workflow.database import rows
from workflow.database.texts import folded
from workflow.directory.capacity import Capacity, read_capacity
from workflow.dossiers.drafting import route_today
from workflow.dossiers.entries import SIMPLIFIED_WORDS, Checked, Entry, judged
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.nominee_list import Headings, ListRow, headings_of, meanings_of, rows_of
from workflow.dossiers.uploaded import UploadedList
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role
from workflow.procedure.routes import RouteRules
from workflow.workbooks.reading import Sheet

_LANGUAGES: Final = ("vi", "en")
Said = Sequence[tuple[str, Sequence[str]]]
"""Choices: the code of each, and the words by which a list may name it."""


@dataclass(slots=True)
class CheckedList:
    """A list as it was judged: rows that can go on the letter, rows that stand there already, rows that are wrong."""

    headings: Headings
    good: list[tuple[ListRow, Checked]] = field(default_factory=list)
    there: list[ListRow] = field(default_factory=list)
    bad: list[ListRow] = field(default_factory=list)

    @property
    def every(self) -> int:
        """How many rows say something."""
        return len(self.good) + len(self.there) + len(self.bad)


def check_list(sheet: Sheet, letter: Letter, rules: RouteRules, today: date, barred: Iterable[int]) -> CheckedList:
    """Judge every row of the sheet; nothing is written. A constant number of statements.

    `rules` are those of the route's version in force, `barred` the people whose nomination is not the officer's to
    write: the officer and declared relatives. Raises `ValidationError` on `file` where the headings do not make a list.
    """
    headings = headings_of(sheet)
    found = CheckedList(headings)
    read = rows_of(sheet, headings)
    known = _Known(read, today, frozenset(barred))
    choices = {column: _Choice(some) for column, some in choices_for(letter, rules, today).items()}
    entries = [_entry(row, known, choices) for row in read]
    taken: dict[tuple[str, int], int] = dict.fromkeys(_on_letter(letter), 0)
    for row, one in zip(read, judged(entries, letter, rules), strict=True):
        if not isinstance(one, Checked):
            _take(row, one)
        if row.problems or not isinstance(one, Checked):
            row.problems.sort(key=lambda problem: (len(problem.cell), problem.cell))
            found.bad.append(row)
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


def checked_by(acting: Acting, uploaded: UploadedList) -> CheckedList:
    """An uploaded list as its officer may put it on the letter today."""
    letter, barred = uploaded.letter, frozenset[int]()
    for post in acting.fitting({Role.UNIT_OFFICER}, letter.organisation_id)[:1]:
        capacity = read_capacity(acting.user, post.under, acting.today, lock=False)
        barred = capacity.persons | capacity.kin if isinstance(capacity, Capacity) else barred
    return check_list(uploaded.sheet, letter, route_today(letter, acting.today).rules, acting.today, barred)


def _take(row: ListRow, wrong: Iterable[tuple[str, Any]]) -> None:
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
        "kind": _both(NomineeKind.choices),
        "track": _both(Track.choices),
        "award_form": [(one.code, (one.name, one.name_en)) for one in forms if not codes or one.code in codes],
        "simplified_ground": _both(SIMPLIFIED_WORDS.items()),
    }


def _both(choices: Iterable[tuple[Any, Any]]) -> Said:
    """The words of each choice in both languages."""
    found = []
    for code, words in choices:
        said = []
        for language in _LANGUAGES:
            with override(language):
                said.append(str(words))
        found.append((str(code), tuple(said)))
    return found


def said_in(some: Said, language: str) -> dict[str, str]:
    """The word for each choice in the language; Vietnamese where it has none."""
    at = _LANGUAGES.index(language) if language in _LANGUAGES else 0
    return {code: words[at] or words[0] for code, words in some}


class _Choice:
    """What a column with a choice may say; each word that it does say is looked up once."""

    def __init__(self, some: Said) -> None:
        self.some = some
        self._meanings = meanings_of(some)
        self._found: dict[str, str | None] = {"": ""}

    def code_of(self, said: str) -> str | None:
        """The code of what a cell says; none where it says something else."""
        if said not in self._found:
            self._found[said] = self._meanings.get(folded(said))
        return self._found[said]


def _entry(row: ListRow, known: "_Known", choices: Mapping[str, _Choice]) -> Entry:
    """The row as an entry. What is wrong with a choice or with the nominee is noted in the row."""
    values = row.values
    given = {**_EMPTY, **{name: value for name, value in values.items() if name in _EMPTY}}
    for column, one in choices.items():
        given[column] = _chosen(row, column, one)
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


def _chosen(row: ListRow, column: str, choice: _Choice) -> str:
    """The code of what the cell says; noted in the row where it says something else."""
    code = choice.code_of(row.values.get(column, ""))
    if code is None:
        words = "; ".join(said_in(choice.some, get_language() or "").values())
        row.wrong(column, _("Write one of these: %(words)s.") % {"words": words})
    return code or ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A person or a body whose code or name a row may mean."""

    pk: int
    code: str
    name: str
    year: int | None = None
    short: str = ""

    def __str__(self) -> str:
        born = ", " + _("born %(year)d") % {"year": self.year} if self.year else ""
        return f"{self.name} ({self.code}{born})"


class _Known:
    """The people and bodies that the rows of a list may mean: two statements. Each name is folded once."""

    def __init__(self, read: Sequence[ListRow], today: date, barred: frozenset[int]) -> None:
        self._folded: dict[str, str] = {}
        names = sorted({self._fold(row.values.get("name", "")) for row in read})
        codes = sorted({code for row in read if (code := row.values.get("code", ""))})
        people = rows.fetch(
            "SELECT id, code, full_name, birth_year FROM workflow_person"
            f" WHERE {rows.among('folded_name', 'text')} OR {rows.among('code', 'text')} ORDER BY code",
            [rows.array(names), rows.array(codes)],
        )
        bodies = rows.fetch(
            "SELECT id, code, name, short_name FROM workflow_organisation"
            " WHERE valid_from <= %s AND (valid_until IS NULL OR valid_until >= %s) ORDER BY code",
            [today, today],
        )
        self.barred = barred
        self._by_code: dict[tuple[str, str], _Candidate] = {}
        self._by_name: dict[tuple[str, str], list[_Candidate]] = {}
        for one in people:
            self._know(NomineeKind.PERSON.value, _Candidate(*one))
        for pk, code, name, short in bodies:
            self._know(NomineeKind.COLLECTIVE.value, _Candidate(pk, code, name, short=short))

    def _fold(self, name: str) -> str:
        known = self._folded.get(name)
        if known is None:
            known = self._folded[name] = folded(name)
        return known

    def _know(self, kind: str, one: _Candidate) -> None:
        self._by_code[kind, one.code] = one
        for name in {self._fold(one.name), self._fold(one.short)} - {""}:
            self._by_name.setdefault((kind, name), []).append(one)

    def find(self, row: ListRow, kind: str) -> int | None:
        """The key of whom the row means; `None`, with what is wrong noted in the row, where that is not certain."""
        code, name = row.values.get("code", ""), row.values.get("name", "")
        one = self._by_its_code(row, kind, code) if code else self._by_its_name(row, kind, name)
        if one is None:
            return None
        if code and name and self._fold(name) not in {self._fold(one.name), self._fold(one.short)}:
            row.wrong("name", _("The code belongs to %(nominee)s.") % {"nominee": one})
        year = row.values.get("birth_year", "")
        if kind == NomineeKind.PERSON and year and one.year and year != str(one.year):
            row.wrong("birth_year", _("The list of people says: %(nominee)s.") % {"nominee": one})
        if kind == NomineeKind.PERSON and one.pk in self.barred:
            row.wrong("name", _("Nobody writes the nomination of oneself or of a declared relative. A colleague does."))
        return one.pk

    def _by_its_code(self, row: ListRow, kind: str, code: str) -> _Candidate | None:
        one = self._by_code.get((kind, code))
        if one is None:
            row.wrong("code", _("Nobody of this kind has this code. Leave it empty to be found by name."))
        return one

    def _by_its_name(self, row: ListRow, kind: str, name: str) -> _Candidate | None:
        alike = self._by_name.get((kind, self._fold(name)), []) if name else []
        same = [one for one in alike if name in {one.name, one.short} or _is_spelt(name, one)]
        year = row.values.get("birth_year", "")
        if len(same) > 1 and year:
            same = [one for one in same if str(one.year or "") == year] or same
        if len(same) == 1:
            return same[0]
        told = {"nominees": ", ".join(map(str, (same or alike)[:_told]))}
        if same:
            row.wrong("name", _("Several bear this name: %(nominees)s. Write the code of the one you mean.") % told)
        elif alike:
            row.wrong("name", _("Nobody is written so. Did you mean %(nominees)s?") % told)
        elif kind == NomineeKind.PERSON:
            row.wrong("name", _("The person is not in the list of people. An administrator adds people."))
        else:
            row.wrong("name", _("No body of this name exists today."))
        return None


_told: Final = 5


def _is_spelt(name: str, one: _Candidate) -> bool:
    return _spelt(name) in {_spelt(one.name), _spelt(one.short)}


def _spelt(name: str) -> str:
    """How a name is compared when it has to be the same: with its marks, whatever the capitals."""
    return " ".join(normalize("NFKC", name).casefold().split())
